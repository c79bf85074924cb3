"""A deployment in which the same steps always lead to the same place: ids, and the time of S3."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime

import pytest

from darkroom import bootstrap
from tests.functions.world import World, standing_world
from tests.histories.spec import QUOTA
from tests.histories.wishes import BUDGET

ENTROPY = random.Random()
SETTINGS = {
    "MAX_ASSETS_PER_OWNER": str(QUOTA),
    "IMAGES_PER_DAY": str(BUDGET),
    "VARIANTS": "large=64.webp,square=6x6.png",
}


@contextmanager
def standing_deployment() -> Iterator[World]:
    """A fresh one."""
    with standing_world(**SETTINGS) as world, pytest.MonkeyPatch.context() as patch:

        def utcnow() -> datetime:
            return world.clock.time.replace(tzinfo=None)

        # Else no object would be as old as the clock says, and the walk would leave all alone.
        patch.setattr("moto.s3.models.utcnow", utcnow)
        _make_the_same_ids_again()
        yield world


def _make_the_same_ids_again() -> None:
    container = bootstrap.container()
    ENTROPY.seed(2026)
    container.ports = replace(container.ports, entropy=ENTROPY.randbytes)
