"""How much is sown: one of each kind in `make test`, a hundred by `python -m tests.drift`."""

from __future__ import annotations

import os

NUMBER = int(os.environ.get("DRIFT") or "1")
IN_FULL = NUMBER > 1
"""Each kind by itself, and every way to be cut off."""
