"""In which order a printed table has its columns.

The order is the statutory one unless the table's own head says otherwise, whole and legible. A head
that a capture has broken says nothing, and is not believed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from yangguang.law.forms.folding import han
from yangguang.law.forms.lines import Line
from yangguang.law.forms.model import FormTable
from yangguang.law.forms.settle import Layouts

_TALLEST = 45
"""How many lines above a row its head may stand in a table with several lines of heads."""
_HEAD = 6
"""How many lines above a row its head may stand in a table with one line of heads."""


class ColumnOrders:
    """The column order above each row of one statutory table."""

    def __init__(self, lines: Sequence[Line], table: FormTable) -> None:
        self.lines = lines
        self.table = table
        self.codes = [column.code for column in table.columns]
        self.labels = {
            han(text): column.code
            for column in table.columns
            for text in (column.label, *column.variants)
        }
        self.changed = False
        self._known: dict[int, list[int] | None] = {}

    def statutory(self, found: Layouts, line: int) -> Layouts:
        """The layouts of a row in the statutory order of columns."""
        if len(self.codes) < 2:
            return found
        order = self._order(line)
        if order is None:
            return found
        self.changed = True
        options = tuple(tuple(cells[place] for place in order) for cells in found.options)
        return replace(found, options=options)

    def _order(self, line: int) -> list[int] | None:
        """For each statutory column its place as printed; None if they are the same."""
        table = self.lines[line].table
        several_heads = len(self.table.header) > 1
        if several_heads and table <= 0:
            return None
        key = table if several_heads else line
        if key not in self._known:
            codes = self._by_place(table, line) if several_heads else self._by_line(line)
            if codes is None or codes == self.codes:
                self._known[key] = None
            else:
                self._known[key] = [codes.index(code) for code in self.codes]
        return self._known[key]

    def _by_place(self, table: int, line: int) -> list[str] | None:
        """From a head of several lines, by the grid column in which each name stands."""
        places: dict[int, str] = {}
        number = line - 1
        while number >= max(0, line - _TALLEST) and self.lines[number].table == table:
            for x, _, text in self.lines[number].cells:
                code = self.labels.get("".join(text.split()))
                if code is not None:
                    places.setdefault(x, code)
            codes = [places[x] for x in sorted(places)]
            codes = [code for i, code in enumerate(codes) if not i or code != codes[i - 1]]
            if sorted(codes) == sorted(self.codes):
                return codes
            number -= 1
        return None

    def _by_line(self, line: int) -> list[str] | None:
        """From the nearest line above that names every column."""
        for number in range(line - 1, max(-1, line - 1 - _HEAD), -1):
            text = han(self.lines[number].text())
            places = [
                min((at for label, own in self.labels.items() if own == code
                     and (at := text.find(label)) >= 0), default=-1)
                for code in self.codes
            ]  # fmt: skip
            if min(places) >= 0:
                return [code for _, code in sorted(zip(places, self.codes, strict=True))]
        return None
