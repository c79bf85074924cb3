"""Tests: see docs/testing.md for what each folder proves, and what it cannot."""
