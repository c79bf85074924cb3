"""What imaging gives back: the facts of an image and its variants as bytes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from darkroom.domain.asset import Facts, Variant
from darkroom.domain.variants import VariantSpec


@dataclass(frozen=True, slots=True)
class Output:
    """One variant and its encoded bytes."""

    variant: Variant
    body: bytes


@dataclass(frozen=True, slots=True)
class Developed:
    """The result of developing one original."""

    facts: Facts
    outputs: tuple[Output, ...]


Develop = Callable[[bytes, str], Developed]
"""(original bytes, declared content type) → Developed; raises an ImageRejected."""
DevelopAs = Callable[[bytes, str, Sequence[VariantSpec]], Developed]
"""The same, into these variants instead of those that the deployment makes of every upload."""
