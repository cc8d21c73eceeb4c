"""The door of the desk: nobody passes without a fresh session and everything they owe.

Sessions end after some idle minutes and after a day's work in any case; a closed account ends
with its next request; a temporary password must be changed and a second factor shown before
anything else opens.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.http import urlencode

from yangguang.apps.agencies.models import User
from yangguang.apps.agencies.selectors import is_open
from yangguang.apps.agencies.services import end_sign_in, note_activity
from yangguang.apps.agencies.verdicts import Refused
from yangguang.apps.catalog.workflow import NotPossible
from yangguang.desk.access import WANTED_KEY, Entry, NotPermitted, safe_next
from yangguang.desk.viewer import ACTING_KEY, Viewer, view_as
from yangguang.desk.views.errors import not_permitted, not_possible

STARTED_KEY = "started_at"
SEEN_KEY = "seen_at"
FACTOR_KEY = "second_factor"
SIGN_IN_KEY = "sign_in"
NOTE_EVERY_SECONDS = 60


class UnmarkedView(Exception):
    """A view of the desk does not say who may enter it."""


class DeskSession:
    """Middleware that checks the session and sets ``request.viewer`` before any view runs."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if isinstance(response, HttpResponse) and not response.has_header("Cache-Control"):
            # A shared computer's "back" button must not show the last person's pages.
            add_never_cache_headers(response)
        return response

    def process_view(
        self, request: HttpRequest, view: Any, _args: Any, _kwargs: Any
    ) -> HttpResponseBase | None:
        """Turn away whoever may not go on to this view; None lets them pass."""
        entry = getattr(view, "desk_entry", None)
        if entry is None:
            raise UnmarkedView(f"{view!r} bears no mark of who may enter; see desk.access")
        if not request.user.is_authenticated:
            return None if entry == Entry.ANYONE else _to_sign_in(request)
        now = timezone.now()
        over = _why_over(request, request.user, now.timestamp())
        if over:
            return _end(request, over)
        viewer = view_as(
            request.user,
            now=now,
            today=timezone.localdate(now),
            acting_for=request.session.get(ACTING_KEY),
        )
        request.viewer = viewer  # type: ignore[attr-defined] # declared by DeskRequest
        if not getattr(view, "desk_passive", False):
            _note(request, now.timestamp())
        if entry in {Entry.ANYONE, Entry.HALFWAY}:
            return None
        return _owed(request, viewer)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponseBase | None:
        """Refusals that a view let through are answered in words."""
        if isinstance(error, NotPermitted):
            return not_permitted(request, error)
        if isinstance(error, NotPossible | Refused):
            return not_possible(request, str(error))
        return None


def factor_shown(request: HttpRequest, viewer: Viewer) -> bool:
    """Whether this session has shown the second factor that is in use now."""
    authenticator = viewer.authenticator
    return authenticator is not None and request.session.get(FACTOR_KEY) == authenticator.pk


def _why_over(request: HttpRequest, user: User, now: float) -> str:
    """Why the session is over; empty while it is not."""
    started = request.session.get(STARTED_KEY)
    if started is None or now - started > settings.SESSION_COOKIE_AGE:
        return "本次登录已超过最长时限"
    idle = now - request.session.get(SEEN_KEY, started)
    if idle > settings.SESSION_IDLE_MINUTES * 60:
        return f"您已超过 {settings.SESSION_IDLE_MINUTES} 分钟没有操作"
    if not is_open(request.session.get(SIGN_IN_KEY), user):
        return "本次登录已在别处结束"
    return ""


def _end(request: HttpRequest, why: str) -> HttpResponseBase:
    sign_in = request.session.get(SIGN_IN_KEY)
    if request.user.is_authenticated and sign_in is not None:
        end_sign_in(sign_in=sign_in, by=request.user.actor(), at=timezone.now(), why=why)
    logout(request)
    messages.warning(request, f"{why}，为保护数据已自动退出，请重新登录。")
    return _to_sign_in(request)


def _to_sign_in(request: HttpRequest) -> HttpResponseBase:
    address = reverse("sign-in")
    wanted = _page_of(request)
    if wanted not in {reverse("home"), address}:
        address = f"{address}?{urlencode({'next': wanted})}"
    if request.headers.get("HX-Request"):
        # A fragment cannot hold the sign-in page; the browser goes there as a whole.
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    return redirect(address)


def _page_of(request: HttpRequest) -> str:
    """The page that the person has before them or asks for, which they come back to later.

    An act without a session leads back to the page on which its button stood, not to the act.
    """
    if request.headers.get("HX-Request"):
        return safe_next(request, request.headers.get("HX-Current-URL", ""), path_only=True)
    if request.method in {"GET", "HEAD"}:
        return request.get_full_path()
    return safe_next(request, request.META.get("HTTP_REFERER", ""), path_only=True)


def _note(request: HttpRequest, now: float) -> None:
    """Remember that the session is in use, at most once a minute."""
    if now - request.session.get(SEEN_KEY, 0) < NOTE_EVERY_SECONDS:
        return
    request.session[SEEN_KEY] = now
    note_activity(sign_in=request.session[SIGN_IN_KEY], at=timezone.now())


def _owed(request: HttpRequest, viewer: Viewer) -> HttpResponseBase | None:
    """Where the person must go first; None where nothing is owed."""
    if viewer.authenticator is not None and not factor_shown(request, viewer):
        return redirect(f"{reverse('second-factor')}?{urlencode({'next': _page_of(request)})}")
    if viewer.user.must_change_password:
        _remember(request)
        return redirect("change-password")
    if viewer.must_have_second_factor and viewer.authenticator is None:
        _remember(request)
        return redirect("set-second-factor")
    return None


def _remember(request: HttpRequest) -> None:
    """Keep the page that was asked for; what a script fetches beside it is no page to land on."""
    if request.headers.get("Sec-Fetch-Mode", "navigate") == "navigate":
        request.session[WANTED_KEY] = _page_of(request)
