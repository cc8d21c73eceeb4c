"""The keys of the records behind each cell, packed small enough to be frozen with a return.

A return is signed on figures; later acts change what the records say. The keys kept here show for
ever which records a figure counted, and the digest, printed beside it, that they are still those.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from yangguang.apps.reports.figures.behind import Of
from yangguang.apps.reports.figures.cells import FormCells
from yangguang.apps.reports.figures.scope import Scope
from yangguang.apps.reports.figures.supply import item_figures
from yangguang.apps.requests.selectors.figures_of_bodies import keys_of_bodies
from yangguang.apps.resources.ledgers import Rule
from yangguang.apps.resources.selectors import cells_supplied, entries_behind
from yangguang.law.forms.model import Form

_MORE = 0x80


@dataclass(frozen=True, slots=True)
class Evidence:
    """The records of one kind behind one cell. ``sign`` is -1 for rows that are taken off."""

    of: Of
    count: int
    packed: bytes
    """Their keys, ascending, each as its distance from the one before, seven bits a byte."""
    sign: int = 1

    @property
    def digest(self) -> str:
        """SHA-256 over kind, sign and keys, in hexadecimal."""
        head = f"{self.of.value}:{self.sign}:".encode()
        return hashlib.sha256(head + self.packed).hexdigest()

    def keys(self) -> list[int]:
        """The keys, ascending."""
        return unpack(self.packed)


CellEvidence = Mapping[str, tuple[Evidence, ...]]
"""Cell → the records behind it; a cell with none has an empty tuple."""


def evidence(cells: FormCells) -> dict[str, tuple[Evidence, ...]]:
    """The records behind every cell that records give, as known at the moment of the figures."""
    parts = _parts_of_bodies(cells.form, cells.scope)
    together: dict[str, dict[tuple[Of, int], list[int]]] = defaultdict(lambda: defaultdict(list))
    for by_cell in parts.values():
        for cell, found in by_cell.items():
            for part, keys in found.items():
                together[cell][part] += keys
    return {cell: _packed(together.get(cell, {})) for cell in cells.values}


def evidence_by_agency(
    cells: Mapping[int, FormCells],
) -> dict[int, dict[str, tuple[Evidence, ...]]]:
    """The same for each of many bodies, in a fixed number of queries.

    ``cells`` is what `form_cells_by_agency` gave: one form, one year, one moment.
    """
    if not cells:
        return {}
    one = next(iter(cells.values()))
    parts = _parts_of_bodies(one.form, one.scope.of(cells))
    return {
        agency: {cell: _packed(parts.get(agency, {}).get(cell, {})) for cell in own.values}
        for agency, own in cells.items()
    }


_Parts = dict[str, dict[tuple[Of, int], list[int]]]


def _parts_of_bodies(form: Form, scope: Scope) -> dict[int, _Parts]:
    """Body → cell → kind of record and sign → keys."""
    found: dict[int, _Parts] = defaultdict(lambda: defaultdict(dict))
    for cell, figure in item_figures(form.code).items():
        for agency, key in figure.pairs(scope).iterator():
            found[agency][cell].setdefault((Of.ITEMS, 1), []).append(key)
    for agency, keys in keys_of_bodies(
        form, scope.agencies, scope.first.year, as_of=scope.as_of
    ).items():
        for of, by_cell in (
            (Of.APPLICATIONS, keys.applications),
            (Of.REMEDIES, keys.remedies),
            (Of.FEES, keys.fees),
        ):
            for cell, listed in by_cell.items():
                found[agency][cell][of, 1] = listed
    for cell in cells_supplied(form.code):
        for agency, sign, key in _entries(form, cell, scope):
            found[agency][cell].setdefault((Of.ENTRIES, sign), []).append(key)
    return found


def _entries(form: Form, cell: str, scope: Scope) -> Iterator[tuple[int, int, int]]:
    behind = entries_behind(
        form.code, cell, agencies=scope.agencies, first=scope.first, last=scope.last,
        as_of=scope.as_of,
    )  # fmt: skip
    for agency, key in behind.added.order_by().values_list("agency", "pk"):
        yield agency, 1, key
    if behind.rule is Rule.CHANGE:
        for agency, key in behind.removed.order_by().values_list("agency", "pk"):
            yield agency, -1, key


def _packed(parts: Mapping[tuple[Of, int], list[int]]) -> tuple[Evidence, ...]:
    return tuple(
        Evidence(of, len(keys), pack(keys), sign) for (of, sign), keys in sorted(parts.items())
    )


def pack(keys: Iterable[int]) -> bytes:
    """Distinct keys as bytes. Raises ValueError where one stands twice or is below 1."""
    written = bytearray()
    last = 0
    for key in sorted(keys):
        gap = key - last
        if gap <= 0:
            raise ValueError(f"the key {key} stands twice or is below 1")
        last = key
        while gap >= _MORE:
            written.append(gap & 0x7F | _MORE)
            gap >>= 7
        written.append(gap)
    return bytes(written)


def unpack(packed: bytes) -> list[int]:
    """The keys that `pack` wrote, ascending. Raises ValueError where the last one is cut off."""
    keys = []
    key = gap = shift = 0
    for byte in packed:
        gap |= (byte & 0x7F) << shift
        shift += 7
        if not byte & _MORE:
            key += gap
            keys.append(key)
            gap = shift = 0
    if shift:
        raise ValueError("the last key is cut off")
    return keys
