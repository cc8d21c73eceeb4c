"""Markup blanked out before the search: a cell of an HTML table is a cell, not a tag with words.

Every sign keeps its place, so that offsets count in the text as it came.
"""

from __future__ import annotations

import re

_TAG = re.compile(
    r"<(/?)([A-Za-z][A-Za-z0-9]{0,9})(?:\s[^<>]{0,400})?/?>|&(?:nbsp|emsp|ensp|#160);"
)
_CELLS = frozenset({"td", "th"})
_LINES = frozenset(
    {"tr", "table", "tbody", "thead", "p", "div", "br", "li", "ul", "ol", "h1", "h2", "h3", "h4"}
)


def without_tags(text: str) -> str | None:
    """The text with tags turned to blanks, tabs and line ends of the same length; None without any."""
    if "<" not in text and "&" not in text:
        return None
    bare, count = _TAG.subn(_blank, text)
    return bare if count else None


def _blank(tag: re.Match[str]) -> str:
    size = len(tag[0])
    name = (tag[2] or "").lower()
    if name in _CELLS:
        # A closing tag and the opening one behind it are one edge: the opening tag draws it.
        return " " * size if tag[1] else "\t" + " " * (size - 1)
    if name in _LINES and not (name == "tr" and not tag[1]):
        return "\n" + " " * (size - 1)
    return " " * size
