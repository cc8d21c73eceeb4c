"""Arithmetic on columns of bits.

A set of rows is one whole number: bit ``n`` is set where the row at place ``n`` belongs to it. A
column of numbers is a list of such sets, one for each binary digit (the lowest first); 0 stands for
an empty cell. So an equality, a range, a count and an order are each a handful of operations on
whole numbers, whatever the number of rows.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

Slices = Sequence[int]
_SIGNS = tuple(bytes(48 + (byte >> bit & 1) for byte in range(256)) for bit in range(8))
_FILLED = bytes(1 if byte else 0 for byte in range(256))


def slices_of(numbers: Sequence[int]) -> list[int]:
    """The column of these numbers, none of them negative; no slice above the highest digit."""
    width = (max(numbers, default=0).bit_length() + 7) // 8
    laid = b"".join(one.to_bytes(width, "little") for one in reversed(numbers))
    slices = []
    for byte in range(width):
        plane = laid[byte::width]
        slices += [int(plane.translate(signs), 2) for signs in _SIGNS]
    while slices and not slices[-1]:
        slices.pop()
    return slices


def set_of(belongs: Sequence[bool]) -> int:
    """The set of the places that belong."""
    return slices_of([int(one) for one in belongs])[0] if any(belongs) else 0


def equal(rows: int, slices: Slices, number: int) -> int:
    """Those of the rows whose cell holds the number."""
    if number.bit_length() > len(slices):
        return 0
    for place, one in enumerate(slices):
        ones = rows & one
        rows = ones if number >> place & 1 else rows ^ ones
        if not rows:
            break
    return rows


def at_least(rows: int, slices: Slices, number: int) -> int:
    """Those whose cell holds the number or more. Empty cells are 0, so ask for 1 or more."""
    if number.bit_length() > len(slices):
        return 0
    found, even = 0, rows
    for place in range(len(slices) - 1, -1, -1):
        ones = even & slices[place]
        if number >> place & 1:
            even = ones
        else:
            found |= ones
            even ^= ones
        if not even:
            break
    return found | even


def at_most(rows: int, slices: Slices, number: int) -> int:
    """Those whose cell holds the number or less and is not empty."""
    return at_least(rows, slices, 1) ^ at_least(rows, slices, max(number + 1, 1))


def counts(rows: int, slices: Slices) -> Mapping[int, int]:
    """How many of the rows hold each number, 0 for empty cells."""
    found: dict[int, int] = {}
    waiting = [(rows, len(slices), 0)] if rows else []
    while waiting:
        part, place, number = waiting.pop()
        if not place:
            found[number] = part.bit_count()
            continue
        ones = part & slices[place - 1]
        for half, digit in ((ones, 1), (part ^ ones, 0)):
            if half:
                waiting.append((half, place - 1, number << 1 | digit))
    return found


def places_of(rows: int) -> Iterator[int]:
    """The places of a set, the lowest first."""
    laid = rows.to_bytes((rows.bit_length() + 7) // 8, "little")
    marked = laid.translate(_FILLED)
    at = marked.find(1)
    while at >= 0:
        byte = laid[at]
        for bit in range(8):
            if byte >> bit & 1:
                yield at * 8 + bit
        at = marked.find(1, at + 1)


def between(rows: int, first: int, last: int) -> int:
    """Of the rows, in the order of their places, those from ``first`` up to before ``last``."""
    lower, upper = _place_after(rows, first), _place_after(rows, last)
    return (rows & ((1 << upper) - 1)) >> lower << lower


def _place_after(rows: int, number: int) -> int:
    """The lowest place below which that many of the rows stand, or all of them."""
    low, high = 0, rows.bit_length()
    if number >= rows.bit_count():
        return high
    while low < high:
        middle = (low + high) // 2
        if (rows & ((1 << middle) - 1)).bit_count() < number:
            low = middle + 1
        else:
            high = middle
    return low


@dataclass(frozen=True, slots=True)
class Digit:
    """One step of an order: the rows of a slice before the others, or (``falling`` no) after."""

    ones: int
    falling: bool


def stretch(
    rows: int, digits: Sequence[Digit], first: int, last: int, *, few: int, falling: bool
) -> tuple[list[int], int]:
    """The parts of an order that hold its rows from ``first`` up to before ``last``: sets one after
    the other, and how many rows of them stand before ``first``.

    A part of at most ``few`` rows is not put in order inside. Of rows that no digit tells apart the
    highest place comes first where ``falling``, and the part holds no others than those asked for.
    """
    parts: list[int] = []
    skipped = 0
    number = rows.bit_count()
    waiting = [(rows, number, 0, first, min(last, number))]
    while waiting:
        part, number, depth, start, end = waiting.pop()
        if start >= end or not number:
            continue
        if number <= few:
            if not parts:
                skipped = start
            parts.append(part)
            continue
        if depth == len(digits):
            if falling:
                start, end = number - end, number - start
            # Given in pieces, so that whoever puts them in order has few at a time.
            cuts = list(range(start, end, few))
            pieces = [between(part, cut, min(cut + few, end)) for cut in cuts]
            parts += reversed(pieces) if falling else pieces
            continue
        ones = part & digits[depth].ones
        halves = [ones, part ^ ones]
        if not digits[depth].falling:
            halves.reverse()
        before = halves[0].bit_count()
        rest = number - before
        waiting.append((halves[1], rest, depth + 1, max(start - before, 0), end - before))
        waiting.append((halves[0], before, depth + 1, start, min(end, before)))
    return parts, skipped
