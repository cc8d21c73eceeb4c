"""Who is signed in, by a cookie that only these pages read.

Public pages are finished files: they are sent the same whoever asks. A second cookie without
content tells the site's script that somebody is signed in, nothing more.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme, urlencode

from yangguang.apps.members.models import Member
from yangguang.apps.members.services.accounts import SESSION_LASTS, member_of
from yangguang.portal.requests.draft import Trouble

COOKIE = "yg_member"
MARK = "yg_signed_in"
AFTER = "yg_member_next"
"""Where somebody was going who had to join first; read by the sign-in that follows, then gone."""
PATH = "/"
"""The site has variants of every page under paths of their own; one sign-in holds for all."""
P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, Member, P], HttpResponseBase]


def token_of(request: HttpRequest) -> str:
    """The token in the browser's cookie, or nothing."""
    return request.COOKIES.get(COOKIE, "")


def hand_over(answer: HttpResponseBase, token: str) -> None:
    """Put the session's cookies on an answer."""
    lasts = int(SESSION_LASTS.total_seconds())
    secure = settings.CSRF_COOKIE_SECURE
    answer.set_cookie(
        COOKIE, token, max_age=lasts, path=PATH, httponly=True, secure=secure, samesite="Lax"
    )
    answer.set_cookie(MARK, "1", max_age=lasts, path=PATH, secure=secure, samesite="Lax")


def take_back(answer: HttpResponseBase) -> None:
    """Take the cookies off the browser."""
    answer.delete_cookie(COOKIE, path=PATH)
    answer.delete_cookie(MARK, path=PATH)


def safe_next(request: HttpRequest, wanted: str) -> str:
    """Where to go after signing in, if it lies on this site; the member's own page otherwise."""
    good = wanted.startswith("/") and url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if good else reverse("members")


def for_members(view: View[P]) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """Open to members; anybody else is asked to sign in and comes back afterwards."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        member = member_of(token_of(request), at=timezone.now())
        if member is None:
            back = request.get_full_path() if request.method == "GET" else reverse("members")
            return redirect(f"{reverse('member-sign-in')}?{urlencode({'next': back})}")
        return view(request, member, *args, **kwargs)

    return guarded


def page(
    request: HttpRequest,
    template: str,
    context: dict[str, object],
    troubles: list[Trouble] | None = None,
) -> HttpResponse:
    """A page with what is wrong on it, and the status that says so."""
    wrong = troubles or []
    context |= {
        "here_name": "members",
        "troubles": wrong,
        "wrong": {one.field: one.words for one in reversed(wrong)},
    }
    return render(request, f"portal/members/{template}.html", context, status=422 if wrong else 200)
