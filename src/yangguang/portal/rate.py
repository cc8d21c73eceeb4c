"""How often one address may ask for something costly."""

from __future__ import annotations

import hashlib
import time

from django.core.cache import cache
from django.http import HttpRequest


def seconds_to_wait(request: HttpRequest, what: str, *, times: int, seconds: int) -> int:
    """0 and one use counted, or how long this address must wait after ``times`` uses in a window.

    The address is kept only as a digest, and only until the window ends.
    """
    return seconds_to_wait_for(
        request.META.get("REMOTE_ADDR", ""), what, times=times, seconds=seconds
    )


def seconds_to_wait_for(whom: str, what: str, *, times: int, seconds: int) -> int:
    """As `seconds_to_wait`, for anything else that can be told apart: a case's number."""
    digest = hashlib.sha256(whom.encode()).hexdigest()[:24]
    now = int(time.time())
    window, rest = divmod(now, seconds)
    key = f"rate:{what}:{digest}:{window}"
    cache.add(key, 0, timeout=seconds)
    try:
        used = cache.incr(key)
    except ValueError:
        # The window ended between the two calls: this use is the first of the next.
        return 0
    return 0 if used <= times else seconds - rest
