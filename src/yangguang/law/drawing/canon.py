"""How a list is written down before its fingerprint is taken.

Two people who type the same list must get the same fingerprint, in whatever order they typed it and
whatever else their sheets hold. So a list is brought to one form: only the columns that the draw
reads, one line a row, columns apart by a tab, lines sorted by their bytes, UTF-8, every line ended.
That form is published as it is, and ``sha256sum`` says the rest.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence

_SPACE = re.compile(r"\s+")


class BadPool(ValueError):
    """A list that cannot be drawn from; the message says in Chinese which row and what to mend."""


def canonical(text: str) -> str:
    """The text in Unicode's composed form, every run of white space one space, none at the ends.

    Raises BadPool for a control character, which no two tools would show alike.
    """
    # Nearly every cell is so already; a rank is asked for millions of times in a large draw.
    if text.isprintable() and unicodedata.is_normalized("NFC", text) and "  " not in text:
        return text.strip()
    plain = _SPACE.sub(" ", unicodedata.normalize("NFC", text)).strip()
    for character in plain:
        if unicodedata.category(character) in ("Cc", "Cf", "Cs", "Co", "Cn"):
            raise BadPool(f"“{plain}”含有看不见的字符（U+{ord(character):04X}），请删去后重试。")
    return plain


def canonical_value(text: str) -> str:
    """A public value (a lottery's numbers, an index) as it enters the seed: half-width, one line."""
    return canonical(unicodedata.normalize("NFKC", text))


def sha256(text: str) -> str:
    """The SHA-256 of the UTF-8 text in lower-case hexadecimal, 64 characters."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def pool_text(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """The list in its one form: a line of headings, then the rows sorted by their bytes.

    The first column is the key. Raises BadPool for an empty or repeated key.
    """
    written = [tuple(canonical(cell) for cell in row) for row in rows]
    if any(not row[0] for row in written):
        raise BadPool(f"有一行没有{columns[0]}，不能抽取；请补填后重试。")
    again = [key for key, times in Counter(row[0] for row in written).items() if times > 1]
    if again:
        raise BadPool(f"{columns[0]}“{again[0]}”出现了不止一次；请合并重复的行后重试。")
    # Python orders text by code point, which for UTF-8 is the order of the bytes.
    lines = ["\t".join(columns), *sorted("\t".join(row) for row in written)]
    return "".join(f"{line}\n" for line in lines)
