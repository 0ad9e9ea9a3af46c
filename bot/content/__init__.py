"""The knowledge: how it is read, checked, built into a store and handed out."""
