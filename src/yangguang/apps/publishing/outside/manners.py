"""Asking politely: what a site does not want asked is not asked, and no site is asked in a rush."""

from __future__ import annotations

import http.client
from urllib.parse import urlsplit
from urllib.robotparser import RobotFileParser

from django.core.cache import cache

from yangguang.apps.publishing.outside.addresses import NoSuchHost, NotAsked, Resolve, resolve
from yangguang.apps.publishing.outside.asking import AGENT, ROBOTS_BYTES, TIMEOUT, request

KEPT_SECONDS = 24 * 3600


def may_ask(
    url: str,
    *,
    private: tuple[str, ...] = (),
    timeout: float = TIMEOUT,
    resolver: Resolve = resolve,
) -> bool:
    """Whether the site's robots.txt lets the page be asked; its rules are kept for a day.

    A site without rules, or that does not answer, forbids nothing (RFC 9309, 2.3.1.3).
    """
    parts = urlsplit(url)
    place = f"{parts.scheme}://{parts.netloc}"
    name = f"robots:{place}"[:200]
    rules = cache.get(name)
    if rules is None:
        rules = _rules(f"{place}/robots.txt", private, timeout, resolver)
        cache.set(name, rules, KEPT_SECONDS)
    if not rules:
        return True
    parser = RobotFileParser()
    parser.parse(str(rules).splitlines())
    return parser.can_fetch(AGENT, url)


def _rules(url: str, private: tuple[str, ...], timeout: float, resolver: Resolve) -> str:
    try:
        reply = request(
            url, "GET", private=private, timeout=timeout, resolver=resolver, most=ROBOTS_BYTES
        )
    except (OSError, NotAsked, NoSuchHost, http.client.HTTPException, ValueError):
        return ""
    return reply.body.decode("utf-8", "replace") if reply.status == 200 else ""
