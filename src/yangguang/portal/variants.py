"""The same pages in traditional characters, in large type, in high contrast: as paths of their own.

``/hant/…``, ``/plain/…`` and ``/contrast/…`` (joined in this order) show what the path behind them
shows. A variant is chosen by address, never by a cookie, so that every page can be kept as a file
and sent to somebody else as it is seen.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache

import opencc
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import get_script_prefix, set_script_prefix

_PREFIX = re.compile(r"^/(?:(hant)/)?(?:(plain)/)?(?:(contrast)/)?")
_TOKEN = re.compile(r"(<(?:script|style|textarea)\b.*?</(?:script|style|textarea)>|<[^>]*>)", re.S)
_KEPT = re.compile(r"""<([a-z][a-z0-9]*)\b(?:[^>"']|"[^"]*"|'[^']*')*?\stranslate="no\"""")
_NAME = re.compile(r"</?([a-z][a-z0-9]*)\b")
_SPOKEN = re.compile(r'\b(title|alt|placeholder|aria-label|content|label)="([^"]*)"')
_BETWEEN = "\u2063"
"""Invisible separator: parts the text nodes while all of a page is converted in one call."""


@dataclass(frozen=True, slots=True)
class Variant:
    """Which variant an address asks for; all False is the ordinary page."""

    hant: bool = False
    plain: bool = False
    contrast: bool = False

    @property
    def prefix(self) -> str:
        """The path before the page's own path, with a slash at both ends."""
        names = [name for name in ("hant", "plain", "contrast") if getattr(self, name)]
        return "/" + "".join(f"{name}/" for name in names)

    @property
    def language(self) -> str:
        """The language tag of the page."""
        return "zh-Hant" if self.hant else "zh-Hans"

    def with_(self, **changes: bool) -> Variant:
        """This variant with some of its sides changed."""
        return replace(self, **changes)


def split(path: str) -> tuple[Variant, str]:
    """The variant that a path begins with, and the path without it."""
    match = _PREFIX.match(path)
    if match is None:
        return Variant(), path
    hant, plain, contrast = (group is not None for group in match.groups())
    return Variant(hant, plain, contrast), "/" + path[match.end() :]


def variant_of(request: HttpRequest) -> Variant:
    """The variant in which a request is answered."""
    found = getattr(request, "variant", None)
    return found if isinstance(found, Variant) else Variant()


class Variants:
    """Middleware: takes the variant off the path before urls are resolved, so that every link
    made by ``reverse`` stays inside it, and turns finished pages into traditional characters."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        variant, rest = split(request.path_info)
        request.variant = variant  # type: ignore[attr-defined] # read back by `variant_of`
        if variant == Variant():
            return self.get_response(request)
        before = get_script_prefix()
        request.path_info = rest
        set_script_prefix(before.rstrip("/") + variant.prefix)
        try:
            response = self.get_response(request)
        finally:
            set_script_prefix(before)
        if variant.hant and isinstance(response, HttpResponse) and _is_page(response):
            response.content = to_traditional(response.content.decode()).encode()
            if response.has_header("Content-Length"):
                response["Content-Length"] = str(len(response.content))
        return response


def _is_page(response: HttpResponse) -> bool:
    return response.get("Content-Type", "").startswith("text/html") and bool(response.content)


@lru_cache(maxsize=1)
def _converter() -> opencc.OpenCC:
    return opencc.OpenCC("s2t")


def to_traditional(page: str) -> str:
    """A page of HTML with its visible and spoken words in traditional characters.

    Addresses, form values and scripts stay as they are, and so does everything inside an element
    that is marked ``translate="no"``: what people typed (a name, a description, the name of a file)
    is theirs, and 于 must not become 於 in somebody's name.
    """
    parts = _TOKEN.split(page.replace(_BETWEEN, ""))
    kept = _kept(parts)
    texts: list[str] = []
    for index, part in enumerate(parts):
        if index in kept:
            continue
        if index % 2 == 0:
            texts.append(part)
        else:
            texts.extend(match.group(2) for match in _SPOKEN.finditer(part))
    turned = iter(_converter().convert(_BETWEEN.join(texts)).split(_BETWEEN))
    for index, part in enumerate(parts):
        if index in kept:
            continue
        if index % 2 == 0:
            parts[index] = next(turned)
        else:
            parts[index] = _SPOKEN.sub(lambda m: f'{m.group(1)}="{next(turned)}"', part)
    return "".join(parts)


def _kept(parts: list[str]) -> set[int]:
    """Which pieces (texts at even places, tags at odd ones) stay as they are."""
    kept: set[int] = set()
    inside, depth = "", 0
    for index, part in enumerate(parts):
        if inside:
            kept.add(index)
            named = _NAME.match(part) if index % 2 else None
            if named is not None and named.group(1) == inside:
                depth += -1 if part.startswith("</") else 1
                inside = inside if depth else ""
        elif index % 2:
            if part.startswith(("<script", "<style", "<textarea")):
                kept.add(index)
                continue
            opened = _KEPT.match(part)
            if opened is not None:
                kept.add(index)
                inside, depth = opened.group(1), 1
    return kept
