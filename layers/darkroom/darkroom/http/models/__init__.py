"""What goes over the wire: requests parsed once, answers made once."""
