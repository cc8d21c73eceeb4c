"""One stretch of a list as bytes: its columns in slices, squeezed, and read back.

A column of texts with few different values in the stretch keeps one set for each of them, so that
they can be counted by value; one with many keeps the digits of their digests, by which they are
found and not listed. Two different texts share a digest once in 2**48.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from yangguang.apps.registers.sliced.bits import set_of, slices_of

MOST_WORDS = 256
"""So many different texts of a column are told apart by value; of more only the digest is kept."""
DIGEST_BITS = 48
_ZERO = 2**67
"""Where the number 0 lies, so that negative ones stand below it and none is an empty cell."""
_MILLION = 10**6

Cell = str | int | Decimal | date | bool | None


@dataclass(frozen=True, slots=True)
class Column:
    """A column of one stretch: sets of its rows as bytes, the lowest place first. With ``words``
    there is a set for each of them, else one for each binary digit."""

    sets: tuple[bytes, ...]
    words: tuple[str, ...] | None = None


def as_number(value: Cell) -> int:
    """A number, day or yes as it is kept: whole, never negative, 0 for an empty cell."""
    if value is None:
        return 0
    if isinstance(value, Decimal):
        return _ZERO + int(value * _MILLION)
    if isinstance(value, date):
        return value.toordinal()
    if isinstance(value, str):
        return digest(value)
    return int(value)


def digest(text: str) -> int:
    """A text as a number of 48 bits, never 0."""
    found = hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=DIGEST_BITS // 8)
    return int.from_bytes(found.digest(), "little") or 1


def packed(offsets: Sequence[int], columns: Mapping[str, Sequence[Cell]]) -> bytes:
    """A stretch of rows: where each lies in it (rising, below 65,536), and its columns."""
    width = (len(offsets) + 7) // 8
    told: dict[str, tuple[int, list[str] | None]] = {}
    body = [array("H", offsets).tobytes()]
    for name, cells in columns.items():
        words = _words(cells)
        if words is None:
            sets = slices_of([as_number(one) for one in cells])
        else:
            sets = _sets(cells, words)
        told[name] = (len(sets), words)
        body += [one.to_bytes(width, "little") for one in sets]
    head = json.dumps({"rows": len(offsets), "columns": told}).encode()
    return zlib.compress(len(head).to_bytes(4, "little") + head + b"".join(body), 1)


def _words(cells: Sequence[Cell]) -> list[str] | None:
    """The different texts of a column in their order; None where it holds others or too many."""
    found = {one for one in cells if one is not None}
    if len(found) > MOST_WORDS or not all(isinstance(one, str) for one in found):
        return None
    return sorted(str(one) for one in found)


def _sets(cells: Sequence[Cell], words: Sequence[str]) -> list[int]:
    """The rows of each word: told apart by the digits of its number first."""
    if len(words) == 1:
        return [set_of([one is not None for one in cells])]
    codes = {word: number for number, word in enumerate(words, 1)}
    numbers = [codes.get(str(one), 0) if one is not None else 0 for one in cells]
    return _split(slices_of(numbers), (1 << len(cells)) - 1, len(words))


def _split(slices: Sequence[int], everything: int, most: int) -> list[int]:
    sets = [0] * most
    waiting = [(everything, len(slices), 0)]
    while waiting:
        part, place, number = waiting.pop()
        if not place:
            if number:
                sets[number - 1] = part
            continue
        ones = part & slices[place - 1]
        for half, digit in ((ones, 1), (part ^ ones, 0)):
            if half:
                waiting.append((half, place - 1, number << 1 | digit))
    return sets


def unpacked(data: bytes) -> tuple[array[int], dict[str, Column]]:
    """What `packed` was given: where each row lies, and the columns in slices."""
    laid = zlib.decompress(data)
    start = 4 + int.from_bytes(laid[:4], "little")
    head = json.loads(laid[4:start])
    offsets = array("H")
    offsets.frombytes(laid[start : start + 2 * head["rows"]])
    start += 2 * head["rows"]
    width = (head["rows"] + 7) // 8
    columns = {}
    for name, (number, words) in head["columns"].items():
        sets = tuple(laid[start + n * width : start + (n + 1) * width] for n in range(number))
        start += number * width
        columns[name] = Column(sets, None if words is None else tuple(words))
    return offsets, columns
