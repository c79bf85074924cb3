"""Texts that somebody, somewhere, is going to send; and how many of them are tried.

EXAMPLES=2000 pytest tests/fuzz     tries that many of each, other ones every time.
"""

from __future__ import annotations

import os

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st

EXAMPLES = os.environ.get("EXAMPLES")


def tried(number: int) -> settings:
    """The same examples in every run, unless told otherwise."""
    return settings(
        max_examples=int(EXAMPLES or number),
        derandomize=EXAMPLES is None,
        database=None,
        deadline=None,
        phases=[Phase.explicit, Phase.generate],  # a deployment that was used is not the same
        suppress_health_check=list(HealthCheck),
    )


SPICE = (
    "a.é\u0301 \"';%\\/\r\n\t\x00\x7f\x85\u2028\u202e\u2066\u200f\u200d\ufeff\ud800😀\u0338\u0958"
)
"""What ends headers, lines and paths; turns text around; composes, or is half of something."""

any_character = st.characters(exclude_categories=())
any_text = st.text(st.sampled_from(SPICE) | any_character, max_size=24)
long_text = st.builds(lambda text, size: (text * size)[:size], any_text, st.integers(200, 4096))
hostile_text = any_text | any_text | long_text
