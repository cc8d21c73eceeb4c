"""Which queries mean something to a page that is kept as a file.

Chats, mini programs and campaigns hang names of their own on an address (``?from=timeline``,
``utm_…``). The page behind it is the same, and is sent from its file; only a query with a name
that the view reads is a question for the application. ``deploy/nginx`` follows the same rule.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import parse_qsl

from django.urls import Resolver404, resolve

from yangguang.press.addresses import without_variant

V = TypeVar("V", bound=Callable[..., Any])

ANYTHING = "*"
"""The view reads names that are data, as the columns of a register are."""
APPENDED = re.compile(
    r"from|isappinstalled|utm_\w+|a?scene|clicktime|enterid|nsukey|pass_ticket|exportkey|wx_header"
    r"|sharer?_\w+|spm|tdsourcetag|hm(?:sr|pl|cu|kw|ci)|bd_vid|gclid|fbclid|msclkid"
)
"""Names that others append; no view may read them where it reads anything."""
MOST_NAMES = 200


def asking(*names: str) -> Callable[[V], V]:
    """The view of a page that is kept as a file reads these names of a query, and no others."""

    def marked(view: V) -> V:
        view.asks = frozenset(names)  # type: ignore[attr-defined] # read back by `asks_of`
        return view

    return marked


def asks_of(path: str) -> frozenset[str] | None:
    """The names that the page at an address reads; None where no page is kept."""
    try:
        view = resolve(without_variant(path)).func
    except Resolver404:
        return None
    asks: frozenset[str] | None = getattr(view, "asks", None)
    return asks


def is_question(path: str, query: str) -> bool:
    """Whether the application must be asked, because the query may change what is shown."""
    asks = asks_of(path)
    if asks is None:
        return True
    try:
        pairs = parse_qsl(query, keep_blank_values=True, max_num_fields=MOST_NAMES)
    except ValueError:
        return True
    if ANYTHING in asks:
        return any(APPENDED.fullmatch(name) is None for name, _ in pairs)
    return any(name in asks for name, _ in pairs)
