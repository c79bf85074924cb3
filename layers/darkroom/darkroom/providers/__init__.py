"""Who makes images and understands speech: adapters behind one small protocol."""
