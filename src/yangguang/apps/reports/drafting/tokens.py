"""How a bound figure stands in editable text: ``【240#7】``, the number and the handle of its binding.

A clerk sees the number where it belongs and may overwrite it; the handle tells what it was bound to,
so a number changed by hand shows up with the computed one beside it. Works in any plain text field.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from yangguang.apps.reports.drafting.book import Book

TOKEN = re.compile(r"【([^【】#\n]*)#(\d{1,4})】")
PROMPT = re.compile(r"［请(?:填写|说明|核对)[^［］]*］")
"""A place that only a person can fill; it must be gone before the report is handed on."""


@dataclass(frozen=True, slots=True)
class Bound:
    """One token of a text: what stands there, and what its binding gives (None: unknown)."""

    handle: str
    said: str
    expression: str
    computed: str | None
    start: int
    end: int

    @property
    def by_hand(self) -> bool:
        """Whether somebody wrote another number than the records give."""
        return self.computed is not None and self.said.strip() != self.computed

    @property
    def lost(self) -> bool:
        """Whether nothing is known (any longer) about what it stands for."""
        return self.computed is None


def token(said: str, handle: str) -> str:
    """The token's text."""
    return f"【{said}#{handle}】"


def bound_figures(text: str, bindings: Mapping[str, str], book: Book) -> Iterator[Bound]:
    """Every token in the text, in order. A handle without binding is lost."""
    for found in TOKEN.finditer(text):
        expression = bindings.get(found[2], "")
        value = book.shown(expression) if expression else ""
        yield Bound(found[2], found[1], expression, value or None, found.start(), found.end())


def plain(text: str) -> str:
    """The text as it is printed: tokens become their numbers."""
    return TOKEN.sub(lambda found: found[1].strip(), text)


def rebound(text: str, bindings: Mapping[str, str], book: Book, handle: str = "") -> str:
    """The text with its tokens set to what the records give now; with ``handle`` only that one.

    A token of which nothing is known keeps its number.
    """

    def renew(found: re.Match[str]) -> str:
        expression = bindings.get(found[2], "")
        if not expression or (handle and found[2] != handle):
            return found[0]
        value = book.shown(expression)
        return token(value, found[2]) if value else found[0]

    return TOKEN.sub(renew, text)


def followed(text: str, bindings: Mapping[str, str], before: Book, after: Book) -> str:
    """The text after the records have moved: figures that followed them still do, those written by
    hand stay as they are and remain marked."""

    def renew(found: re.Match[str]) -> str:
        expression = bindings.get(found[2], "")
        if not expression or found[1].strip() != before.shown(expression):
            return found[0]
        value = after.shown(expression)
        return token(value, found[2]) if value else found[0]

    return TOKEN.sub(renew, text)


def prompts(text: str) -> list[str]:
    """The places that wait for a person, as they are written."""
    return PROMPT.findall(text)
