"""Adapters of providers, each over a server on the loopback."""
