"""Pixels: real decoders, real files, no network."""
