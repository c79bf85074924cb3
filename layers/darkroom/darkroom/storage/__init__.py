"""Where bytes live: the ObjectStore protocol and its implementations."""
