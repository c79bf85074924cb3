"""Stand-ins for providers: servers on the loopback that answer as the real ones document."""
