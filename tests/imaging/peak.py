"""How much memory a process took at most."""

from __future__ import annotations

import resource
import sys
from pathlib import Path

_STATUS = Path("/proc/self/status")
_FORGET = Path("/proc/self/clear_refs")
_THE_PEAK = "5"


def peak_rss() -> int:
    """The highest resident size of this process so far, in bytes.

    On Linux from the kernel's high-water mark: `ru_maxrss` of a child also remembers how large the
    process was that it was forked from.
    """
    if _STATUS.exists():
        for line in _STATUS.read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit


def forget_peak() -> bool:
    """Begin anew, where the kernel can; else the peak stays that of everything so far."""
    try:
        _FORGET.write_text(_THE_PEAK)
    except OSError:
        return False
    return True
