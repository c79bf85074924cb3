"""What a recipe costs in memory, seen from outside, in a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from tests.imaging.samples import encoded

ROOT = Path(__file__).resolve().parents[2]
SIZE = (5000, 4000)
MIB = 2**20


@pytest.mark.parametrize(
    ("operation", "copies"),
    [
        ({"operation": "filter", "type": "gaussian_blur", "radius": 3}, 2),
        ({"operation": "filter", "type": "sepia"}, 2),
        ({"operation": "rotate", "angle": 33, "expand": False}, 3),
    ],
    ids=["blur", "sepia", "rotate"],
)
def test_a_step_takes_few_copies_of_a_large_picture(
    operation: dict[str, Any], copies: int, tmp_path: Path
) -> None:
    """The one given, the one made, and strips."""
    path = tmp_path / "original"
    picture = Image.new("RGBA", SIZE, (9, 99, 199, 128))
    path.write_bytes(encoded(picture, "PNG", compress_level=1))
    done = subprocess.run(
        [
            sys.executable, "-m", "tests.imaging.render_worker", str(path), "image/png",
            json.dumps([operation]),
        ],
        capture_output=True, text=True, check=True, cwd=ROOT,
    )  # fmt: skip
    assert int(done.stdout) < copies * SIZE[0] * SIZE[1] * 4 + 130 * MIB
