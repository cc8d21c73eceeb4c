"""汇总: a row of the form with every body's share in it, and the bodies that are missing."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.http import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET

from yangguang.apps.agencies.permissions import Permission
from yangguang.apps.reports.models import Return, ReturnState
from yangguang.apps.reports.returns_workflow import WORKING
from yangguang.apps.reports.selectors.parts import as_number
from yangguang.apps.reports.selectors.returns import filling_of
from yangguang.desk.access import needs
from yangguang.desk.returns.access import access_return
from yangguang.desk.viewer import DeskRequest
from yangguang.law.forms.findings import plain

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Share:
    """One body's figures in the chosen row; ``row`` is None for a part frozen long ago."""

    name: str
    state: str
    row: Return | None
    values: tuple[str, ...]
    accepted: bool


@needs(Permission.RETURN_VIEW)
@require_GET
def parts(request: DeskRequest, key: int) -> HttpResponseBase:
    """The chosen row of the form: own records, each body's figure, the sum, and who is missing."""
    row = access_return(request.viewer, key)
    filling = filling_of(row)
    form = filling.definition.form
    rows = [
        (table, line, f"{table.code}:{line.code}")
        for table in form.tables
        for line in table.printed_rows()
    ]
    asked = request.GET.get("row", "")
    table, line, chosen = next(
        (one for one in rows if one[2] == asked),
        next((one for one in rows if one[1].code == "3.1"), rows[0]),
    )
    codes = [table.cell(line.code, column.code) for column in table.columns]
    frozen = row.state not in WORKING and row.current is not None
    own: list[Decimal | None]
    missing: list[tuple[str, str, Return | None]]
    if frozen and row.current is not None:
        shares = [
            Share(
                one["name"], f"第{one['version']}版", None,
                tuple(one["values"].get(code, "—") for code in codes), True,
            )
            for one in row.current.parts
        ]  # fmt: skip
        cells = row.current.cells
        own = [_optional(cells.get(code, {}).get("own")) for code in codes]
        total = [_optional(cells.get(code, {}).get("value")) for code in codes]
        missing = [(one["name"], "", None) for one in row.current.missing]
    else:
        shares = [
            Share(
                part.row.agency.name,
                part.row.get_state_display(),
                part.row,
                tuple(part.texts.get(code, "—") for code in codes),
                part.row.state == ReturnState.ACCEPTED,
            )
            for part in filling.parts
        ]
        own = [filling.figures[code].own for code in codes]
        total = [filling.figures[code].value for code in codes]
        missing = [(one.agency.name, one.get_state_display(), one) for one in filling.missing]
    context = {
        "heading": f"汇总：{row}",
        "row": row,
        "frozen": frozen,
        "rows": [(value, f"{'　' * one.indent}{one.label}") for _, one, value in rows],
        "chosen": chosen,
        "line": line,
        "columns": [column.label for column in table.columns],
        "shares": shares,
        "own": ["—" if value is None else plain(value) for value in own],
        "total": ["—" if value is None else plain(value) for value in total],
        "missing": missing,
        "unaccepted": sum(not one.accepted for one in shares),
    }
    return render(request, "desk/returns/parts.html", context)


def _optional(text: object) -> Decimal | None:
    return None if text is None else as_number(text)
