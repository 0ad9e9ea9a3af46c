"""Tests around the trained model."""
