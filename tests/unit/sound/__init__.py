"""Recordings, read without decoding them."""
