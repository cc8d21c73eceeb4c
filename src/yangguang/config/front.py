"""Puts the pressed pages in front of the portal's application, with the headers Django would add."""

from __future__ import annotations

from typing import Any

from csp.utils import build_policy
from django.conf import settings
from django.http.request import split_domain_port, validate_host
from django.utils import timezone

from yangguang.press.folder import PressFolder
from yangguang.press.questions import is_question
from yangguang.press.serving import Front


def security_headers() -> dict[str, str]:
    """What the middleware sets on every page of the portal, for pages sent without it."""
    return {
        "Content-Security-Policy": build_policy(),
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": settings.SECURE_REFERRER_POLICY,
        "Cross-Origin-Opener-Policy": settings.SECURE_CROSS_ORIGIN_OPENER_POLICY,
        "X-Frame-Options": settings.X_FRAME_OPTIONS,
    }


def secure_headers() -> dict[str, str]:
    """What is added over HTTPS."""
    seconds = settings.SECURE_HSTS_SECONDS
    return {"Strict-Transport-Security": f"max-age={seconds}"} if seconds else {}


def is_ours(host: str) -> bool:
    """Whether a Host header names this site, by the rule of the application itself."""
    domain, _ = split_domain_port(host)
    return bool(domain) and validate_host(domain, settings.ALLOWED_HOSTS)


def with_pressed_pages(application: Any) -> Any:
    """The application with pressed pages in front; as it is where none are pressed here."""
    if settings.FACE != "portal" or settings.PRESS_DIR is None:
        return application
    if settings.PRESS_NODE:
        from yangguang.press.nodes import catch_up

        # What was withdrawn while this node was down must not be shown for a moment.
        catch_up(at=timezone.now())
    return Front(
        application,
        PressFolder(settings.PRESS_DIR),
        headers=security_headers(),
        secure_headers=secure_headers(),
        hosts=is_ours,
        trusts_proxy=settings.SECURE_PROXY_SSL_HEADER is not None,
        asks=is_question,
        homes=settings.SUBSITE_HOSTS,
    )
