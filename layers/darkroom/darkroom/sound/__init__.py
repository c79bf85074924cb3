"""Recordings: what a sound file is and how long, without decoding it."""
