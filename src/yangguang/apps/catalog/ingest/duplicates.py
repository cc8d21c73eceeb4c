"""Finding the same text under another number, among a million items and within the running batch."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from yangguang.apps.catalog.models import Item, TextBand
from yangguang.text.similarity import SAME_TEXT, signature, similarity

_BANDS = 8
_BAND_BYTES = 32


@dataclass(frozen=True, slots=True)
class Likeness:
    """An item already there, and how much of the texts is shared (0–1)."""

    item_key: int
    title: str
    index_number: str
    share: float


def band_keys(of: bytes) -> list[int]:
    """Eight signed 64-bit keys of a signature; texts alike in 19 of 20 runs share one for sure."""
    return [
        int.from_bytes(
            hashlib.blake2b(
                bytes([band]) + of[band * _BAND_BYTES : (band + 1) * _BAND_BYTES], digest_size=8
            ).digest(),
            "big",
            signed=True,
        )
        for band in range(_BANDS if of else 0)
    ]


def sign(text: str) -> tuple[bytes, list[int]]:
    """Signature and band keys of a body."""
    mark = signature(text)
    return mark, band_keys(mark)


def find_alike(marks: Sequence[tuple[bytes, list[int]]]) -> list[Likeness | None]:
    """For each signature the stored item most like it, if it is the same text."""
    wanted = {key for _, keys in marks for key in keys}
    holders: dict[int, list[int]] = defaultdict(list)
    for key, item_key in TextBand.objects.filter(key__in=wanted).values_list("key", "item_id"):
        holders[key].append(item_key)
    candidates = {item for keys in holders.values() for item in keys[:20]}
    known = {
        item.pk: item
        for item in Item.objects.filter(pk__in=candidates).only(
            "pk", "title", "index_number", "signature"
        )
    }
    found: list[Likeness | None] = []
    for mark, keys in marks:
        best: Likeness | None = None
        for item_key in {item for key in keys for item in holders[key][:20]}:
            item = known.get(item_key)
            if item is None or not item.signature:
                continue
            share = similarity(mark, bytes(item.signature))
            if share >= SAME_TEXT and (best is None or share > best.share):
                best = Likeness(item.pk, item.title, item.index_number or "", share)
        found.append(best)
    return found
