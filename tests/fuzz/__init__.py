"""What the functions promise of themselves, held against thousands of requests nobody wrote."""
