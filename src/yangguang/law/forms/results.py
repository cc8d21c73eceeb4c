"""The reading of clauses on how applications were answered: the rows 予以公开 to 其他处理."""

from __future__ import annotations

import re

from yangguang.law.forms import vocabulary as words
from yangguang.law.forms.reading import Cells, Reading, State


class Results:
    """Reads which results of applications a clause names, in the rows of one form."""

    def __init__(self, form: str) -> None:
        self._form = form
        self._results = words.RESULTS_2014 if form == "2014" else words.RESULTS
        self._result = re.compile(
            "|".join(f"(?P<r{i}>{pattern})" for i, (_, pattern) in enumerate(self._results))
        )

    def listed_in(self, text: str) -> bool:
        """Whether a text lists three results or more."""
        return len({found.lastgroup for found in self._result.finditer(text)}) >= 3

    def read(self, core: str, state: State) -> Reading | None:
        """What a clause about applications says of their results; None where it names none."""
        rows = []
        for found in self._result.finditer(core):
            rows += self._results[int((found.lastgroup or "r0")[1:])][0].split("+")
        rest = words.RESULT_LINK.sub("", self._result.sub("", core))
        if not rows:
            open_row = "3.3.2" if self._form == "2014" else "3.3.1"
            goes_on = state.measure in ("result", "handled")
            if goes_on and re.fullmatch(r"(?:其中|答复|已|的)*公开(?:的|答复|申请)*", core):
                return self._reading_of([open_row], core)
            return None
        if len(rest) > 2:
            return None
        if not self._result.search(core[-24:]):
            return None
        return self._reading_of(rows, core)

    def _reading_of(self, rows: list[str], core: str) -> Reading | None:
        if self._form == "2014":
            old = tuple(dict.fromkeys(rows))
            if len(old) > 1 and old[-1] == "3.3.4":
                return Reading("application", "result", (old[:-1], ("3.3.4",)), hard=False)
            return Reading("application", "result", (old,), hard=len(old) == 1)
        groups = {"3.3.3", "3.3.4", "3.3.5", "3.3.6"}
        last = rows[-1]
        inner = [row for row in rows[:-1] if row.startswith(f"{last}.")]
        alternatives: list[list[str]] = []
        if last in groups and inner and len(inner) == len(rows) - 1:
            alternatives = [[last], inner] if "等" in core else [inner, [last]]
        elif last in groups or rows[0] not in groups or len(rows) == 1:
            alternatives = [rows]
        elif rows[0] in groups and all(row.startswith(f"{rows[0]}.") for row in rows[1:]):
            # 不予公开（属于行政查询事项）: the reason narrows the group.
            alternatives = [rows[1:], [rows[0]]]
        else:
            return None
        if self._form == "2019" and any(row.startswith("3.3.6.") for row in rows):
            return Reading("application", "result", ())
        if len(alternatives) == 1 and len(rows) == 1 and rows[0] == "3.3.4.1":
            alternatives.append(["3.3.4"])
        cells = tuple(
            tuple(cell for row in dict.fromkeys(option) for cell in self._row_cells(row))
            for option in alternatives
        )
        hard = len(rows) == 1 or (
            len(alternatives) == 1 and all(r in groups or r in ("3.3.1", "3.3.2") for r in rows)
        )
        return Reading("application", "result", cells, hard=hard)

    def _row_cells(self, row: str, column: str = "total") -> Cells:
        sizes = {"3.3.3": 8, "3.3.4": 3, "3.3.5": 5}
        if row in sizes:
            return tuple(f"{row}.{n}/{column}" for n in range(1, sizes[row] + 1))
        if row == "3.3.6":
            return (f"3.3.6/{column}",)
        return (f"{row}/{column}",)
