"""How Darkroom is run: on one machine (local) and checked before it is deployed (lint)."""
