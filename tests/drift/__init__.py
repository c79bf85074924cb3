"""What the reconciler is for, a hundred times each: found, mended, and nothing else touched."""
