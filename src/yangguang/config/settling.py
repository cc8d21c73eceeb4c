"""Keeping the search for garbage away from what a server process has loaded for good.

Python looks through every object it holds now and then, some hundred thousand of them modules,
functions and settings that never go. That look costs a page of the desk up to a tenth of a second;
after this it sees only what pages have made.
"""

from __future__ import annotations

import gc

STEPS = (10_000, 20, 50)
"""New containers before a small search, small ones before a middle one, middle ones before a great."""


def settle() -> None:
    """Take what is loaded now out of later searches, and search less often from now on. Call once,
    when the process is ready to serve.

    What a page leaves behind goes with the small searches. Without the wider steps the great ones
    come every few pages, since after the freeze little counts as long-lived.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*STEPS)
