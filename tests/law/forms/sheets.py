"""Whole, consistent sheets of the three forms, for tests that then spoil one cell."""

from __future__ import annotations

from decimal import Decimal

from yangguang.law.forms.load import load_form
from yangguang.law.forms.parsed import ParsedForm

COLUMNS = ("natural", "business", "research", "welfare", "legal", "other")

_ROWS_2021 = {
    "3.1": (320, 12, 0, 1, 6, 3),
    "3.2": (14, 1, 0, 0, 0, 0),
    "3.3.1": (120, 5, 0, 0, 3, 1),
    "3.3.2": (31, 1, 0, 0, 1, 0),
    "3.3.3.1": (1, 0, 0, 0, 0, 0),
    "3.3.3.4": (4, 0, 0, 0, 0, 0),
    "3.3.3.5": (6, 0, 0, 0, 0, 0),
    "3.3.3.6": (3, 1, 0, 0, 0, 0),
    "3.3.3.7": (2, 0, 0, 0, 0, 0),
    "3.3.3.8": (9, 0, 0, 0, 0, 0),
    "3.3.4.1": (83, 3, 0, 1, 2, 1),
    "3.3.4.2": (5, 0, 0, 0, 0, 0),
    "3.3.4.3": (2, 0, 0, 0, 0, 0),
    "3.3.5.1": (11, 1, 0, 0, 0, 0),
    "3.3.5.2": (7, 0, 0, 0, 0, 0),
    "3.3.6.1": (8, 0, 0, 0, 0, 0),
    "3.3.6.3": (21, 1, 0, 0, 0, 1),
    "3.4": (21, 1, 0, 0, 0, 0),
}
_OTHER_2021 = {
    "2.1.rules/made": 1,
    "2.1.rules/repealed": 0,
    "2.1.rules/in_force": 11,
    "2.1.norms/made": 8,
    "2.1.norms/repealed": 26,
    "2.1.norms/in_force": 66,
    "2.5.permits/decisions": 447228,
    "2.6.penalties/decisions": 98576,
    "2.6.coercion/decisions": 8828,
    "2.8.fees/amount": "9617.6",
    "4.1/upheld": 7, "4.1/corrected": 2, "4.1/other": 4, "4.1/pending": 1, "4.1/total": 14,
    "4.2/upheld": 3, "4.2/corrected": 0, "4.2/other": 1, "4.2/pending": 1, "4.2/total": 5,
    "4.3/upheld": 2, "4.3/corrected": 1, "4.3/other": 0, "4.3/pending": 0, "4.3/total": 3,
}  # fmt: skip
_2014 = {
    "1.1": 5533, "1.1.a": 57, "1.1.b": 60,
    "1.2.1": 120, "1.2.2": 4126, "1.2.3": 1730, "1.2.4": 441, "1.2.5": 12,
    "2.1": 131, "2.2.1": 12, "2.2.1.a": 4, "2.2.2": 9, "2.2.2.a": 3, "2.2.3": 60, "2.2.4": 316,
    "2.2.5": 15,
    "3.1": 26, "3.1.1": 2, "3.1.2": 0, "3.1.3": 13, "3.1.4": 11,
    "3.2": 26, "3.2.1": 20, "3.2.2": 6,
    "3.3": 26, "3.3.1": 3, "3.3.2": 5, "3.3.3": 1, "3.3.4": 2,
    "3.3.4.1": 0, "3.3.4.2": 1, "3.3.4.3": 1, "3.3.4.4": 0, "3.3.4.5": 0, "3.3.4.6": 0,
    "3.3.5": 8, "3.3.6": 3, "3.3.7": 1, "3.3.8": 3,
    "4": 4, "4.1": 3, "4.2": 0, "4.3": 1, "5": 12, "5.1": 4, "5.2": 1, "5.3": 7,
    "6": 18, "7": 0, "8.1": 66, "8.2": 3, "8.3": 68, "8.3.1": 2, "8.3.2": 66, "8.4": "36.5",
    "9.1": 60, "9.2": 6, "9.3": 200,
}  # fmt: skip


def cells_2021() -> dict[str, Decimal | None]:
    """A 2021 form in which everything adds up: received 342, carried 15, done 335, left 22 …"""
    form = load_form("2021")
    cells: dict[str, Decimal | None] = dict.fromkeys(form.cell_names(), Decimal(0))
    for row, figures in _ROWS_2021.items():
        for column, figure in zip(COLUMNS, figures, strict=True):
            cells[f"{row}/{column}"] = Decimal(figure)
        cells[f"{row}/total"] = Decimal(sum(figures))
    for column in (*COLUMNS, "total"):
        done = cells[f"3.1/{column}"] + cells[f"3.2/{column}"] - cells[f"3.4/{column}"]  # type: ignore[operator]  # all set above
        cells[f"3.3.7/{column}"] = done
    cells.update({cell: Decimal(str(figure)) for cell, figure in _OTHER_2021.items()})
    return cells


def cells_2014() -> dict[str, Decimal | None]:
    """A 2014 form in which everything adds up."""
    return {cell: Decimal(str(figure)) for cell, figure in _2014.items()}


def a_form(
    code: str = "2021",
    *,
    unread: tuple[str, ...] = (),
    agency: str = "淮宁市人民政府",
    year: int = 2024,
    **changes: object,
) -> ParsedForm:
    """A consistent sheet with some cells changed: ``a_form(**{"3.1/total": 3})``; None is blank."""
    cells = cells_2014() if code == "2014" else cells_2021()
    for cell, figure in changes.items():
        cells[cell] = None if figure is None else Decimal(str(figure))
    from yangguang.law.forms.parsed import Unread

    for cell in unread:
        del cells[cell]
    printed = frozenset(cell.partition("/")[0] for cell in (*cells, *unread))
    return ParsedForm(
        form_code=code,
        cells=cells,
        unread=tuple(Unread(cell, "抓取时丢失") for cell in unread),
        printed=printed,
        agency=agency,
        year=year,
    )
