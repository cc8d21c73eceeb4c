"""Keeping the search for garbage away from what a server process has loaded for good.

Python looks through every object it holds now and then, some hundred thousand of them modules,
functions and settings that never go. That look costs a page of the desk up to a tenth of a second;
after this it sees only what pages have made.
"""

from __future__ import annotations

import gc


def settle() -> None:
    """Take what is loaded now out of later searches. Call once, when the process is ready to serve."""
    gc.collect()
    gc.freeze()
