"""What imaging does not do: load the cloud, load every codec, warn."""

from __future__ import annotations

import subprocess
import sys

FORBIDDEN = ["boto3", "botocore", "fastapi", "pydantic", "aws_lambda_powertools", "mangum"]


def run(program: str) -> str:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", program], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_imports_neither_the_cloud_nor_the_web() -> None:
    loaded = run(
        "import sys; import darkroom.imaging.develop;"
        f" print(*[name for name in {FORBIDDEN} if name in sys.modules])"
    )
    assert loaded == ""


def test_loads_no_plugin_beyond_the_five_types_and_what_pillow_insists_on() -> None:
    loaded = run(
        "import sys\n"
        "from io import BytesIO\n"
        "from PIL import Image\n"
        "out = BytesIO()\n"
        "Image.new('RGB', (9, 9)).save(out, 'PNG')\n"
        "from darkroom.domain.limits import Limits\n"
        "from darkroom.domain.variants import DEFAULT_VARIANTS, parse_variants\n"
        "from darkroom.imaging.develop import develop\n"
        "develop(out.getvalue(), 'image/png', specs=parse_variants(DEFAULT_VARIANTS),"
        " limits=Limits())\n"
        "print(*sorted(n[4:-11] for n in sys.modules if n.endswith('ImagePlugin')))"
    )
    assert set(loaded.split()) <= {"Avif", "Bmp", "Gif", "Jpeg", "Png", "Ppm", "WebP"}
