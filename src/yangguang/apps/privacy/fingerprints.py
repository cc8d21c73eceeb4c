"""By what a value and its place are known again without being kept.

Both digests are keyed with the installation's own key, so that a stolen table cannot be tried
against all mobile numbers there are.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Sequence

from yangguang.apps.vault.digests import keyed_digests
from yangguang.text.privacy import Kind
from yangguang.text.privacy.masks import plain

AROUND = 16
"""How many signs on either side, blanks not counted, make up the words around a finding."""
_REACH = 120
_BLANKS = re.compile(r"\s+")
_MOBILE_DIGITS = 11


def normal_value(kind: Kind, text: str) -> str:
    """One spelling for all of a value: width, blanks, dashes, letters and +86 make no difference."""
    if kind in {Kind.ADDRESS, Kind.NAME, Kind.EMAIL}:
        return _BLANKS.sub("", unicodedata.normalize("NFKC", text)).lower()
    number = plain(text).lstrip("+")
    return number[-_MOBILE_DIGITS:] if kind is Kind.MOBILE else number


def words_around(text: str, start: int, end: int) -> str:
    """What stands before and behind; the same when only blanks or line ends have moved."""
    before = _BLANKS.sub("", text[max(0, start - _REACH) : start])[-AROUND:]
    after = _BLANKS.sub("", text[end : end + _REACH])[:AROUND]
    return f"{before}\n{after}"


def value_digests(values: Sequence[tuple[Kind, str]]) -> list[str]:
    """The keyed digests of normal values, in their order."""
    return keyed_digests(
        [f"{kind.value}\n{value}" for kind, value in values], purpose="personal-finding"
    )


def surroundings_digests(words: Sequence[str]) -> list[str]:
    """The keyed digests of the words around, in their order."""
    return keyed_digests(words, purpose="personal-finding-surroundings")


def finding_key(*parts: object) -> str:
    """The identity of a finding out of its place and its two digests."""
    return hashlib.sha256("\n".join(map(str, parts)).encode()).hexdigest()


def carried_digests(values: Sequence[str]) -> list[str]:
    """The keyed digests of what files carry, in their order."""
    return keyed_digests(values, purpose="personal-finding-carried")
