"""What Darkroom knows: words, rules and limits. Standard library only; no I/O, no clock."""
