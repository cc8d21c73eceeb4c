"""Tells when two documents are the same text under other numbers.

The same notice reaches a catalogue twice: from two sites, with another index number, with a header
more or a typing error less. Word-for-word comparison misses it, reading all pairs is hopeless at a
million documents. A signature of 512 bytes per document keeps enough to estimate how much of their
texts two documents share (Jaccard similarity of runs of five characters), and to find the likely
pairs without comparing all.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Callable, Iterable

from rensa import RMinHash

from yangguang.text.folding import fold

VERSION = 1
"""Raised whenever `signature` gives other bytes for the same text."""

_PERMUTATIONS = 128
_SEED = 20190515
_FORMAT = struct.Struct(f"<{_PERMUTATIONS}I")
_RUN = 5
_BETWEEN = re.compile(r"[\W_]+")
_BANDS = 25
_BAND_BYTES = 5 * 4

SIGNATURE_BYTES = _FORMAT.size
SAME_TEXT = 0.7
"""From here on two texts are reported as near-duplicates: one edit in fifty characters stays above,
two notices written from one template below."""


def shingles(text: str) -> set[str]:
    """Every run of five letters, digits or Chinese characters of the folded text."""
    return set(_runs(text))


def _runs(text: str) -> list[str]:
    """The runs in their order, as often as they occur."""
    solid = _BETWEEN.sub("", fold(text))
    if len(solid) <= _RUN:
        return [solid] if solid else []
    return [solid[start : start + _RUN] for start in range(len(solid) - _RUN + 1)]


def signature(text: str) -> bytes:
    """512 bytes that stand for the text; an empty text has an empty signature."""
    # A run that occurs again changes no minimum: they need not be told apart first.
    runs = _runs(text)
    if not runs:
        return b""
    sketch = RMinHash(num_perm=_PERMUTATIONS, seed=_SEED)
    sketch.update(runs)
    return _FORMAT.pack(*sketch.digest())


def similarity(one: bytes, other: bytes) -> float:
    """How much of their texts two signatures share, 0 to 1; two empty texts share nothing.

    The standard error is about 0.04. Raises ValueError for bytes that are no signature.
    """
    if not one or not other:
        return 0.0
    if len(one) != SIGNATURE_BYTES or len(other) != SIGNATURE_BYTES:
        message = f"not a signature: {len(one)} and {len(other)} bytes, expected {SIGNATURE_BYTES}"
        raise ValueError(message)
    pairs: zip[tuple[int, int]] = zip(_FORMAT.unpack(one), _FORMAT.unpack(other), strict=True)
    return sum(1 for a, b in pairs if a == b) / _PERMUTATIONS


def bands(of: bytes) -> list[bytes]:
    """Twenty-five keys of a signature; near-duplicates share at least one with near certainty.

    At similarity 0.7 a pair shares one in 99 of 100 cases, at 0.5 in 55, at 0.2 in one. Store them
    in an indexed column to find candidates in a database.
    """
    if not of:
        return []
    return [
        bytes([band]) + of[band * _BAND_BYTES : (band + 1) * _BAND_BYTES] for band in range(_BANDS)
    ]


class NearDuplicates:
    """Signatures held in memory, asked for the keys of likely copies."""

    def __init__(self, known: Iterable[tuple[str, bytes]] = ()) -> None:
        self._buckets: dict[bytes, list[str]] = {}
        self._signatures: dict[str, bytes] = {}
        for key, value in known:
            self.add(key, value)

    def add(self, key: str, value: bytes) -> None:
        """Remember a document; adding a key again replaces it."""
        if key in self._signatures:
            self.remove(key)
        self._signatures[key] = value
        for band in bands(value):
            self._buckets.setdefault(band, []).append(key)

    def remove(self, key: str) -> None:
        """Forget a document; an unknown key is no error."""
        for band in bands(self._signatures.pop(key, b"")):
            bucket = self._buckets[band]
            bucket.remove(key)
            if not bucket:
                del self._buckets[band]

    def similar(
        self, value: bytes, *, at_least: float = SAME_TEXT, except_key: str | None = None
    ) -> list[tuple[str, float]]:
        """(key, similarity) of the documents like this one, most similar first."""
        candidates = {key for band in bands(value) for key in self._buckets.get(band, ())}
        candidates.discard(except_key or "")
        return _ranked(candidates, lambda key: similarity(value, self._signatures[key]), at_least)


def _ranked(
    keys: Iterable[str], score: Callable[[str], float], at_least: float
) -> list[tuple[str, float]]:
    scored = ((key, score(key)) for key in keys)
    return sorted(
        (pair for pair in scored if pair[1] >= at_least), key=lambda pair: (-pair[1], pair[0])
    )
