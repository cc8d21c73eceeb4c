"""Registers as files for those who keep them: a template to fill in, and the rows to work on.

Both come back by the import: a template matches its own columns, and an export nobody changed
changes nothing.
"""

from __future__ import annotations

from django.http import Http404, HttpResponseBase, StreamingHttpResponse
from django.views.decorators.http import require_GET

from yangguang.apps.registers.definitions import definition_of
from yangguang.apps.registers.selectors import live_rows
from yangguang.apps.registers.sheets.plain import csv_pieces, json_pieces
from yangguang.apps.registers.sheets.workbook import export, template
from yangguang.apps.registers.sheets.written import taken
from yangguang.desk.access import needs
from yangguang.desk.registers import EDIT, access_register
from yangguang.desk.viewer import DeskRequest
from yangguang.desk.views.ledgers import download

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_IN_A_WORKBOOK = 50_000


@needs(EDIT)
@require_GET
def empty(request: DeskRequest, code: str) -> HttpResponseBase:
    """A workbook with the head of the list, the words to choose from, and how to fill it."""
    definition = definition_of(access_register(code))
    body = template(definition, made_at=request.viewer.now)
    return download(body, f"{definition.name}模板.xlsx", XLSX)


@needs(EDIT)
@require_GET
def rows(request: DeskRequest, code: str, form: str) -> HttpResponseBase:
    """The live rows that the person may edit, internal fields too, as xlsx, csv or json."""
    viewer = request.viewer
    register = access_register(code)
    definition = definition_of(register)
    if form not in ("xlsx", "csv", "json"):
        raise Http404
    found = (
        live_rows(register)
        .filter(agency__in=viewer.visible(EDIT).order_by())
        .select_related("agency")
        .order_by("pk")
    )
    name = f"{register.name}{viewer.today.isoformat()}.{form}"
    if form == "xlsx":
        about = [f"{register.name}，{viewer.today.isoformat()}的现行条目。"]
        if found.count() > MOST_IN_A_WORKBOOK:
            about.append(f"只有前{MOST_IN_A_WORKBOOK}条，全部条目请导出CSV或者JSON。")
        body = export(
            definition, taken(found[:MOST_IN_A_WORKBOOK]), about=about, made_at=viewer.now,
            internal=True,
        )  # fmt: skip
        return download(body, name, XLSX)
    walked = taken(found.iterator(chunk_size=1_000))
    if form == "csv":
        pieces = csv_pieces(definition, walked, internal=True)
    else:
        pieces = json_pieces(definition, walked, made_at=viewer.now, internal=True)
    media = "text/csv; charset=utf-8" if form == "csv" else "application/json"
    answer = StreamingHttpResponse((one.encode() for one in pieces), content_type=media)
    answer["Content-Disposition"] = download(b"", name, media)["Content-Disposition"]
    return answer
