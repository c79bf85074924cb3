"""What development costs in memory, seen from outside, in a process of its own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from infra.local.photos import photo
from tests.imaging import hostile
from tests.imaging.samples import encoded

MIB = 2**20
ROOT = Path(__file__).resolve().parents[2]


def cost(data: bytes, content_type: str, folder: Path) -> tuple[int, str]:
    """Bytes at the peak above a process that has everything loaded, and the verdict."""
    path = folder / "original"
    path.write_bytes(data)
    done = subprocess.run(
        [sys.executable, "-m", "tests.imaging.memory_worker", str(path), content_type],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )
    taken, code = done.stdout.split()
    return int(taken), code


@pytest.mark.parametrize(
    ("data", "content_type"),
    [
        (hostile.webp_bomb(), "image/webp"),
        (hostile.webp_canvas(12_000, 12_000), "image/webp"),
        (hostile.png(12_000, 12_000), "image/png"),
        (hostile.png_with_profile_bomb(), "image/png"),
        (hostile.gif((100, 100), hostile.gif_frame(65_535, 65_535)), "image/gif"),
        (hostile.jpeg_that_claims(10_000, 10_000), "image/jpeg"),
        (hostile.avif_with_samples(2_500_000), "image/avif"),
    ],
    ids=["webp frames", "webp canvas", "png", "png profile", "gif", "jpeg", "avif frames"],
)
def test_refusing_a_bomb_takes_next_to_nothing(
    data: bytes, content_type: str, tmp_path: Path
) -> None:
    taken, code = cost(data, content_type, tmp_path)
    assert code != "ready"
    assert taken < 8 * MIB


def test_refusing_100_mib_of_packed_text_takes_no_more_than_pillow_allows(tmp_path: Path) -> None:
    taken, code = cost(hostile.png_with_text_bomb(100), "image/png", tmp_path)
    assert code == "broken_image"
    assert taken < 200 * MIB


def test_a_large_jpeg_takes_a_fraction_of_its_pixels(tmp_path: Path) -> None:
    """12 Mpx are 48 MB decoded."""
    taken, code = cost(photo(1, size=(4000, 3000)), "image/jpeg", tmp_path)
    assert code == "ready"
    assert taken < 36 * MIB


@pytest.mark.parametrize(("mode", "depth"), [("RGBA", 4), ("LA", 4), ("P", 1)])
def test_no_second_copy_is_made_of_a_large_image(mode: str, depth: int, tmp_path: Path) -> None:
    """Neither to look its colours up nor to weigh them by alpha: beside the decoded image there
    is room for one averaged over 2 x 2 pixels, and for a few bands."""
    count = 7000 * 6000
    flat = Image.new("L", (7000, 6000), 7).convert(mode)
    taken, code = cost(encoded(flat, "PNG", compress_level=1), "image/png", tmp_path)
    assert code == "ready"
    assert taken < count * depth + count * 4 / 4 + 40 * MIB


def test_a_large_webp_takes_three_times_its_pixels(tmp_path: Path) -> None:
    """Its decoder keeps two canvases and hands out a third."""
    flat = Image.new("RGB", (4000, 4000), (9, 99, 199))
    taken, code = cost(encoded(flat, "WEBP", method=0), "image/webp", tmp_path)
    assert code == "ready"
    assert taken < 16_000_000 * 4 * 3.4
