"""The HER2 assistant for colorectal cancer."""
