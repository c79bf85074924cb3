"""Where rows live: the Catalog protocol and its implementations."""
