"""Pixels. The only importer of PIL: bytes in, bytes and facts out; never a bucket, never a row."""
