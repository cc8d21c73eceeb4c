"""Letters typed full-width: Ｅ１２３４５６７８ is read as E12345678.

Sign for sign, so that every place stays where it was. Texts with digits alone set so are left as
they are: the searches for numbers read those themselves.
"""

# ruff: noqa: RUF001, RUF002 - full-width letters are what this is about

from __future__ import annotations

import re

_LETTER = re.compile("[Ａ-Ｚａ-ｚ]")
_NARROWED = {
    wide: wide - 0xFEE0
    for first, last in ("ＡＺ", "ａｚ", "０９")
    for wide in range(ord(first), ord(last) + 1)
}


def narrowed(text: str) -> str | None:
    """The text with its full-width letters and digits as half-width ones; None where it has no such letter."""
    return None if _LETTER.search(text) is None else text.translate(_NARROWED)
