"""Import this first and call `started` last: it holds the garbage collector back in between.

Nearly everything that an import makes lives for ever, and the collector looks through it again and
again while it is being made. `make bench` prints what leaving that out saves. Afterwards what is
there is left alone for good.
"""

from __future__ import annotations

import gc

gc.disable()


def started() -> None:
    """Everything is imported: the collector goes on, over what is made from now on."""
    gc.freeze()
    gc.enable()
