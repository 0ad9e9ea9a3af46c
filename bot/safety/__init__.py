"""Recognises red flags in what a patient writes. Pure: standard library only, no Rasa, no files."""
