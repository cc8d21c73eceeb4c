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
    address = request.META.get("REMOTE_ADDR", "")
    digest = hashlib.sha256(address.encode()).hexdigest()[:24]
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
