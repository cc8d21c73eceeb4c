"""Who may hand in through the interface: the token, what it is good for, and how often it may ask.

Reading open data needs no token. Handing in does, and a token opens only the drafts of its body.
"""

from __future__ import annotations

import hashlib
import ipaddress
import time

from django.core.cache import cache
from django.http import HttpRequest
from django.utils import timezone
from ninja.errors import HttpError
from ninja.security import HttpBearer

from yangguang.apps.publishing.models import DeliveryKey
from yangguang.apps.publishing.selectors.deliveries import find_delivery_key
from yangguang.apps.publishing.services.delivery_keys import digest_of_token, note_use

WRONG_TRIES = 30
"""Wrong tokens a minute from one network; after that it waits, whatever it sends."""
LONGEST_TOKEN = 200


class Refusal(HttpError):
    """A refusal with a code for machines, a sentence for people and, where it fits, headers."""

    def __init__(
        self, status: int, code: str, sentence: str, *, headers: dict[str, str] | None = None
    ) -> None:
        super().__init__(status, sentence)
        self.code = code
        self.headers = headers or {}


class Token(HttpBearer):
    """``Authorization: Bearer ygd_…``; gives the token's row."""

    def __call__(self, request: HttpRequest) -> DeliveryKey:
        network = _network(request)
        _within(f"wrong:{network}", WRONG_TRIES, count=False)
        found = super().__call__(request)
        if not isinstance(found, DeliveryKey):
            _within(f"wrong:{network}", WRONG_TRIES)
            raise Refusal(
                401,
                "unauthorized",
                "没有令牌，或者令牌不对、已过期、已停用。请在请求头写明 Authorization: Bearer 令牌；"
                "令牌由本机构在工作台“接口令牌”中建立。",
                headers={"WWW-Authenticate": 'Bearer realm="yangguang"'},
            )
        _within(f"key:{found.pk}", found.per_minute)
        note_use(found, at=timezone.now())
        return found

    def authenticate(self, request: HttpRequest, token: str) -> DeliveryKey | None:
        """The row of a token that holds now."""
        if not token or len(token) > LONGEST_TOKEN:
            return None
        return find_delivery_key(digest_of_token(token.strip()), at=timezone.now())


def _within(what: str, times: int, *, count: bool = True) -> None:
    """Count one use within this minute. Raises Refusal past the limit."""
    window, gone = divmod(int(time.time()), 60)
    digest = hashlib.sha256(what.encode()).hexdigest()[:24]
    name = f"api:{digest}:{window}"
    cache.add(name, 0, timeout=120)
    used = cache.incr(name) if count else int(cache.get(name, 0))
    if used > times or (not count and used >= times):
        wait = 60 - gone
        raise Refusal(
            429,
            "too-often",
            f"请求过于频繁（每分钟最多 {times} 次），请 {wait} 秒后再试。",
            headers={"Retry-After": str(wait)},
        )


def _network(request: HttpRequest) -> str:
    """The address, of the sixth version its first 64 bits."""
    given = str(request.META.get("REMOTE_ADDR", ""))
    try:
        address = ipaddress.ip_address(given)
    except ValueError:
        return given
    if address.version == 4:
        return given
    return str(ipaddress.ip_network((int(address) >> 64 << 64, 64)))
