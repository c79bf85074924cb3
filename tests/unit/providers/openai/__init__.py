"""The OpenAI provider against a server on loopback, and its parts alone."""
