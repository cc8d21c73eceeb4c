"""Both faces at once on a day of the test's choosing: the office at its desk, the citizen outside.

An installation runs each face in a process of its own. Here one process serves both: whichever
face is asked puts its own settings in force for that request, one request at a time.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.test import Client, override_settings
from django.urls import set_urlconf
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext
from pytest_django.live_server_helper import LiveServer

from tests.builders.requests import at
from tests.desk.conftest import enter
from tests.e2e.conftest import DESK_TOP, PHONE, Visitor, a_visitor
from yangguang.apps.agencies.models import User
from yangguang.config.settings import base

SHOTS = os.environ.get("YANGGUANG_SHOTS", "")
DESK, PORTAL = "desk", "portal"
_TURN = threading.RLock()


def _of_face(face: str) -> dict[str, Any]:
    templates = deepcopy(base.TEMPLATES)
    context = base.DESK_CONTEXT if face == DESK else base.PORTAL_CONTEXT
    templates[0]["OPTIONS"]["context_processors"] = [
        "django.template.context_processors.request",
        *context,
    ]
    own = base.DESK_MIDDLEWARE if face == DESK else base.PORTAL_MIDDLEWARE
    refusal = (
        "desk.views.errors.csrf_failure" if face == DESK else "portal.views.errors.expired_form"
    )
    return {
        "TEMPLATES": templates,
        "MIDDLEWARE": [
            f"{__name__}.{face.title()}Turn",
            *(name for name in base.COMMON_MIDDLEWARE + own if "whitenoise" not in name),
        ],
        "ROOT_URLCONF": f"yangguang.{face}.urls",
        "CSRF_FAILURE_VIEW": f"yangguang.{refusal}",
        "SESSION_COOKIE_NAME": f"yg_{face}",
        "CSRF_COOKIE_NAME": f"yg_{face}_csrf",
        "REQUEST_LEAST_SECONDS": 0,
    }


class _Shown:
    """Which face's settings are in force."""

    def __init__(self) -> None:
        self.face = ""
        self._standing: override_settings | None = None

    def show(self, face: str) -> None:
        if face == self.face:
            return
        self.clear()
        self._standing = override_settings(**_of_face(face))
        self._standing.enable()
        self.face = face

    def clear(self) -> None:
        if self._standing is not None:
            self._standing.disable()
        self._standing, self.face = None, ""


_SHOWN = _Shown()


@contextmanager
def turn_of(face: str) -> Iterator[None]:
    """Nobody else is served meanwhile, and the settings are those of this face."""
    with _TURN:
        _SHOWN.show(face)
        set_urlconf(settings.ROOT_URLCONF)
        yield


class _Turn:
    face = ""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        with turn_of(self.face):
            return self.get_response(request)


class DeskTurn(_Turn):
    face = DESK


class PortalTurn(_Turn):
    face = PORTAL


@dataclass
class Clock:
    """What the whole process takes for the present; it goes on from the moment set."""

    moment: datetime
    since: float = field(default_factory=time.monotonic)

    def now(self) -> datetime:
        return self.moment + timedelta(seconds=time.monotonic() - self.since)

    def go_to(self, day: date, hour: int = 9) -> None:
        self.moment, self.since = at(day, hour), time.monotonic()


class Faces:
    """Opens windows: staff signed in at the desk, citizens at the portal."""

    def __init__(self, browser: Browser, clock: Clock) -> None:
        self.browser, self.clock = browser, clock
        self.opened: list[BrowserContext] = []
        self.servers: dict[str, LiveServer] = {}
        for face in (DESK, PORTAL):
            with turn_of(face):
                self.servers[face] = LiveServer("127.0.0.1")

    def staff(self, user: User, size: tuple[int, int] = DESK_TOP) -> Visitor:
        """Somebody who has just signed in; after the clock was moved one signs in anew."""
        visitor = self._window(DESK, size)
        with turn_of(DESK):
            cookie = enter(Client(), user).cookies[settings.SESSION_COOKIE_NAME].value
            name = settings.SESSION_COOKIE_NAME
        visitor.page.context.add_cookies([{"name": name, "value": cookie, "url": visitor.base}])
        return visitor

    def citizen(self, size: tuple[int, int] = DESK_TOP) -> Visitor:
        """Somebody outside with a browser."""
        return self._window(PORTAL, size)

    def _window(self, face: str, size: tuple[int, int]) -> Visitor:
        visitor, context = a_visitor(self.browser, self.servers[face].url, size)
        self.opened.append(context)
        return visitor

    def close(self) -> None:
        for context in self.opened:
            context.close()
        for server in self.servers.values():
            server.stop()
        with _TURN:
            _SHOWN.clear()
            set_urlconf(None)


@contextmanager
def both_faces(browser: Browser, clock: Clock, patch: Any) -> Iterator[Faces]:
    """Both faces served, with the clock as the process's own."""
    patch.setattr(timezone, "now", clock.now)
    faces = Faces(browser, clock)
    try:
        yield faces
    finally:
        faces.close()


def keep(data: bytes, name: str) -> None:
    """Keep a file that was downloaded, where somebody asked for pictures."""
    if SHOTS:
        (Path(SHOTS) / name).write_bytes(data)


def sound(window: Visitor, name: str) -> None:
    """The page has no fault that axe finds, and is as `fits` has it."""
    found = window.faults()
    assert not found, f"{name}: {found}"
    fits(window, name)


def fits(window: Visitor, name: str) -> None:
    """The page complains of nothing and fits a wide window and a phone; its pictures are kept."""
    wide = window.page.viewport_size or {"width": DESK_TOP[0], "height": DESK_TOP[1]}
    for width, height in (DESK_TOP, PHONE):
        window.page.set_viewport_size({"width": width, "height": height})
        assert window.overflow() == 0, f"{name} at {width}"
        if SHOTS:
            window.page.screenshot(path=str(Path(SHOTS) / f"{name}-{width}.png"), full_page=True)
    window.page.set_viewport_size(wide)
    # The browser reports a refused form (422) as a resource that failed; that is no fault.
    assert [text for text in window.troubles if "422" not in text] == [], name
