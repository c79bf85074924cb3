"""Retouching by rules."""
