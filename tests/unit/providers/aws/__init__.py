"""Bedrock and Transcribe."""
