"""The visitor's address behind trusted proxies, so that limits and lock-outs count people, not nginx."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest, HttpResponseBase


class TrustedProxies:
    """Takes the address that the outermost of our own proxies saw.

    ``settings.PROXIES`` says how many of them stand in front; each appends the address it saw to
    X-Forwarded-For, so whatever a visitor writes there himself stands further left and is ignored.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        if settings.PROXIES < 1:
            raise MiddlewareNotUsed
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        line = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",")]
        if len(line) >= settings.PROXIES and line[-settings.PROXIES]:
            request.META["REMOTE_ADDR"] = line[-settings.PROXIES]
        return self._get_response(request)
