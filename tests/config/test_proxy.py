"""Behind nginx the visitor's own address counts, and nobody can write himself another one."""

from typing import Any

import pytest
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from yangguang.config.proxy import TrustedProxies


def address(forwarded: str, settings: Any, proxies: int) -> str:
    settings.PROXIES = proxies
    seen: list[str] = []

    def view(request: HttpRequest) -> HttpResponse:
        seen.append(request.META["REMOTE_ADDR"])
        return HttpResponse()

    TrustedProxies(view)(RequestFactory().get("/", headers={"X-Forwarded-For": forwarded}))
    return seen[0]


@pytest.mark.parametrize(
    ("forwarded", "proxies", "expected"),
    [
        ("203.0.113.9", 1, "203.0.113.9"),
        ("6.6.6.6, 203.0.113.9", 1, "203.0.113.9"),
        ("6.6.6.6, 203.0.113.9, 10.0.0.2", 2, "203.0.113.9"),
        ("", 1, "127.0.0.1"),
        ("203.0.113.9", 2, "127.0.0.1"),
    ],
)
def test_the_address_that_our_own_proxy_saw_counts(
    forwarded: str, proxies: int, expected: str, settings: Any
) -> None:
    assert address(forwarded, settings, proxies) == expected


def test_without_proxies_the_header_is_not_read(settings: Any) -> None:
    settings.PROXIES = 0
    with pytest.raises(MiddlewareNotUsed):
        TrustedProxies(lambda request: HttpResponse())
