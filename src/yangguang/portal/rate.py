"""How often one address may ask for something costly."""

from __future__ import annotations

import hashlib
import ipaddress
import time

from django.core.cache import cache
from django.http import HttpRequest


def seconds_to_wait(request: HttpRequest, what: str, *, times: int, seconds: int) -> int:
    """0 and one use counted, or how long this address must wait after ``times`` uses in a window.

    The address is kept only as a digest, and only until the window ends.
    """
    return seconds_to_wait_for(network_of(request), what, times=times, seconds=seconds)


def network_of(request: HttpRequest) -> str:
    """Which network a request came from: its address, of the sixth version the first 64 bits.

    A line with the sixth version of the protocol has 2^64 addresses to choose from.
    """
    given = request.META.get("REMOTE_ADDR", "")
    try:
        address = ipaddress.ip_address(given)
    except ValueError:
        return str(given)
    if address.version == 4:
        return str(address)
    if address.ipv4_mapped is not None:
        return str(address.ipv4_mapped)
    return str(ipaddress.ip_network((int(address) >> 64 << 64, 64)))


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
