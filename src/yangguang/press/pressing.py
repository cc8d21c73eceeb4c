"""Making a page worth keeping out of an ordinary view.

``@pressed`` marks a view whose answer is the same for everybody; the middleware keeps the finished
bytes. A view so marked may still be asked with a query, by a form, with a wrong address: only a
plain GET of a canonical address that gives 200 without cookie or token is kept.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import update_wrapper
from pathlib import Path
from typing import Concatenate, ParamSpec

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase

from yangguang.apps.catalog import counts
from yangguang.press import keys
from yangguang.press.addresses import content_type, item_of, relative
from yangguang.press.holding import NEVER
from yangguang.press.questions import asking
from yangguang.press.release import current_release
from yangguang.press.services import Reason, Rendering, keep, last_purge, press_folder

log = logging.getLogger(__name__)
P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]

_collected: ContextVar[list[Rendering] | None] = ContextVar("collected", default=None)
_reason: ContextVar[Reason | None] = ContextVar("reason", default=None)


def pressed(view: View[P]) -> View[P]:
    """The view's answer to a plain GET is kept as a file; what it shows it says by `keys.depend`.

    Browsers ask again each time, as they do for the kept file: left to themselves they would show
    a page from their own store for as long as it has been old, withdrawn or not.

    Which names of a query it reads it says by `questions.asking`; unsaid, it reads none.
    """

    def inner(request: HttpRequest, /, *args: P.args, **values: P.kwargs) -> HttpResponseBase:
        response = answered(request, *args, **values)
        response.headers.setdefault("Cache-Control", NEVER)
        return response

    def answered(request: HttpRequest, /, *args: P.args, **values: P.kwargs) -> HttpResponseBase:
        if not _may_be_kept(request):
            return view(request, *args, **values)
        rendering = Rendering(request.path, start=last_purge(), release=current_release())
        request.pressing = (rendering, time.perf_counter())  # type: ignore[attr-defined] # read by Press
        with keys.noting(rendering.noted), counts.watching() as watch:
            response = view(request, *args, **values)
        rendering.noted.rough = watch.used
        return response

    update_wrapper(inner, view)
    return inner if hasattr(view, "asks") else asking()(inner)


def _may_be_kept(request: HttpRequest) -> bool:
    return (
        request.method == "GET"
        and not request.META.get("QUERY_STRING")
        and relative(request.path) is not None
        and press_folder() is not None
    )


class Press:
    """Middleware: keeps the finished answer of a view marked `pressed`."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        pressing: tuple[Rendering, float] | None = getattr(request, "pressing", None)
        if pressing is None:
            return response
        rendering, began = pressing
        if not _is_fit(request, response):
            return response
        if isinstance(response, FileResponse):
            rendering.source = Path(getattr(response.file_to_stream, "name", ""))
        elif isinstance(response, HttpResponse):
            rendering.body = response.content
        else:
            return response
        own = item_of(request.path)
        if own is not None:
            rendering.noted.keys.add(keys.item(own))
        rendering.milliseconds = round((time.perf_counter() - began) * 1000)
        rendering.reason = _reason.get() or rendering.reason
        _hand_over(rendering)
        return response


def _is_fit(request: HttpRequest, response: HttpResponseBase) -> bool:
    """Whether the bytes may be shown to anybody else."""
    if response.status_code != 200 or response.cookies:
        return False
    if "cookie" in response.get("Vary", "").lower():
        return False
    if any(word in response.get("Cache-Control", "") for word in ("no-store", "private")):
        return False
    wanted = content_type(request.path)
    if response.get("Content-Type", "").lower() != wanted:
        log.warning("%s is not pressed: it says %s", request.path, response.get("Content-Type"))
        return False
    if isinstance(response, HttpResponse) and b"csrfmiddlewaretoken" in response.content:
        log.error("%s is not pressed: a token stands on it", request.path)
        return False
    return True


def _hand_over(rendering: Rendering) -> None:
    collected = _collected.get()
    if collected is not None:
        collected.append(rendering)
        return
    try:
        keep([rendering])
    except OSError:
        # A full or read-only disk must not take the page from the reader who asked for it.
        log.exception("%s could not be pressed", rendering.path)


@contextmanager
def collecting() -> Iterator[list[Rendering]]:
    """Inside, finished pages are handed over in the list and not kept one by one."""
    made: list[Rendering] = []
    token = _collected.set(made)
    try:
        yield made
    finally:
        _collected.reset(token)


@contextmanager
def because(reason: Reason) -> Iterator[None]:
    """Inside, pages are made for this reason."""
    token = _reason.set(reason)
    try:
        yield
    finally:
        _reason.reset(token)
