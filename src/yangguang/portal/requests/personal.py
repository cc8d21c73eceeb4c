"""Warning somebody who types personal data where only the information wanted belongs."""

from __future__ import annotations

from yangguang.text.privacy import LABELS, SURE, Kind, find_personal

_TOLD = (Kind.ID_NUMBER, Kind.MOBILE, Kind.BANK_CARD, Kind.PASSPORT)


def personal_words(text: str) -> list[str]:
    """The kinds of personal data that stand in a description, in words; empty where none does."""
    found = {
        one.kind
        for one in find_personal(text, names=False)
        if one.confidence >= SURE and one.kind in _TOLD
    }
    return [LABELS[kind] for kind in _TOLD if kind in found]
