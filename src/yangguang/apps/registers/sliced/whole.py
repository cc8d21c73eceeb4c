"""All stretches of a list laid end to end: the sets of rows that a question is answered from."""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate

from yangguang.apps.registers.sliced.bits import Slices, places_of
from yangguang.apps.registers.sliced.packing import MOST_WORDS, Column, digest

STRETCH = 8_192
"""A stretch holds the wordings whose keys share everything above so much."""


@dataclass(frozen=True, slots=True)
class Laid:
    """One stretch as it was read: its number, and what stands in it."""

    number: int
    offsets: array[int]
    columns: Mapping[str, Column]

    @property
    def room(self) -> int:
        """How many places it takes: whole bytes, so that stretches can be laid end to end."""
        return (len(self.offsets) + 7) // 8 * 8


@dataclass(frozen=True, slots=True)
class Held:
    """A column over all stretches. With ``codes`` its numbers stand for texts in their order, without
    they are numbers, days, or digests of texts (``digests``)."""

    slices: Slices
    codes: Mapping[str, int] | None = None
    digests: bool = False

    def number_of(self, text: str) -> int | None:
        """The number of a text; None where no row has it."""
        return digest(text) if self.codes is None else self.codes.get(text)


@dataclass(slots=True)
class Whole:
    """The stretches of a list in the order of their keys; columns are laid together when asked for."""

    stretches: Sequence[Laid]
    texts: Collection[str]
    """The columns that hold texts."""
    _starts: list[int] = field(init=False)
    _held: dict[str, Held] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self._starts = [0, *accumulate(one.room for one in self.stretches)]

    @property
    def length(self) -> int:
        """How many wordings there are, with the places left over."""
        return self._starts[-1]

    def column(self, name: str) -> Held:
        """The column of that name; empty where no stretch has it."""
        held = self._held.get(name)
        if held is None:
            held = self._held[name] = self._lay(name)
        return held

    def flag(self, name: str) -> int:
        """The rows that a column of yes and no says yes of."""
        slices = self.column(name).slices
        return slices[0] if slices else 0

    def keys_of(self, rows: int) -> list[int]:
        """The keys of a set of rows, rising."""
        found = []
        for place in places_of(rows):
            at = bisect_right(self._starts, place) - 1
            stretch = self.stretches[at]
            found.append(stretch.number * STRETCH + stretch.offsets[place - self._starts[at]])
        return found

    def rows_of(self, keys: Iterable[int]) -> int:
        """The set of the rows with these keys; keys that it does not know are passed over."""
        numbers = {one.number: at for at, one in enumerate(self.stretches)}
        laid = bytearray(self._starts[-1] // 8)
        for key in keys:
            at = numbers.get(key // STRETCH)
            if at is None:
                continue
            offsets = self.stretches[at].offsets
            inside = bisect_left(offsets, key % STRETCH)
            if inside < len(offsets) and offsets[inside] == key % STRETCH:
                place = self._starts[at] + inside
                laid[place // 8] |= 1 << place % 8
        return int.from_bytes(laid, "little")

    def before(self, key: int) -> int:
        """The set of the places of lower keys, as a mask."""
        at = bisect_left([one.number for one in self.stretches], key // STRETCH)
        place = self._starts[at]
        if at < len(self.stretches) and self.stretches[at].number == key // STRETCH:
            place += bisect_left(self.stretches[at].offsets, key % STRETCH)
        return (1 << place) - 1

    def _lay(self, name: str) -> Held:
        columns = [one.columns.get(name, Column((), ())) for one in self.stretches]
        if name not in self.texts:
            return Held(self._joined([one.sets for one in columns]))
        words = {word for one in columns for word in one.words or ()}
        if len(words) > MOST_WORDS or any(one.words is None for one in columns):
            numbered = [_renumbered(one, digest) for one in columns]
            return Held(self._joined(numbered), digests=True)
        codes = {word: number for number, word in enumerate(sorted(words), 1)}
        numbered = [_renumbered(one, codes.__getitem__) for one in columns]
        return Held(self._joined(numbered), codes)

    def _joined(self, parts: Sequence[Sequence[bytes]]) -> list[int]:
        """Slices of stretches as slices of the whole."""
        blanks = [bytes(one.room // 8) for one in self.stretches]
        return [
            int.from_bytes(
                b"".join(
                    sets[digit] if digit < len(sets) else blank
                    for sets, blank in zip(parts, blanks, strict=True)
                ),
                "little",
            )
            for digit in range(max((len(sets) for sets in parts), default=0))
        ]


def _renumbered(column: Column, number_of: Callable[[str], int]) -> Sequence[bytes]:
    """A column with a set for each word as one with a set for each digit of the words' numbers."""
    if column.words is None:
        return column.sets
    if not column.sets:
        return ()
    numbers = [number_of(word) for word in column.words]
    slices = [0] * max(numbers).bit_length()
    for number, one in zip(numbers, column.sets, strict=True):
        rows = int.from_bytes(one, "little")
        for digit in range(number.bit_length()):
            if number >> digit & 1:
                slices[digit] |= rows
    return [one.to_bytes(len(column.sets[0]), "little") for one in slices]
