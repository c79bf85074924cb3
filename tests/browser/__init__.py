"""The console and its neighbours in a real browser: `make browser`."""
