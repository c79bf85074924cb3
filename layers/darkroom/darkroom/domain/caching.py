"""How long whoever fetches an image may keep it. Variants never change under their key."""

from __future__ import annotations

from darkroom.domain.asset import Visibility

ORIGINAL = "private, no-store"
VARIANT = {
    Visibility.PUBLIC: "public, max-age=31536000, immutable",
    Visibility.PRIVATE: "private, max-age=86400, immutable",
}
