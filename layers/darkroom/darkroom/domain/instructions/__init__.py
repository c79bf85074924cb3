"""Edits in words: what can be said with the operations there are, read without a model."""
