"""Rasa in one process: training, loading, serving."""
