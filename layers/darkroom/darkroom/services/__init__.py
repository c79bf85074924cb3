"""What Darkroom does: one file per use case, over the ports. No events, no HTTP, no AWS."""
