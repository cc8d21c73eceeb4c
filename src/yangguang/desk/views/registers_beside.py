"""A list beside its namesakes, and as the platforms above want it."""

from __future__ import annotations

from django.http import Http404, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from yangguang.apps.registers.definitions import definition_of
from yangguang.apps.registers.selectors import live_rows
from yangguang.apps.registers.selectors.comparing import (
    comparable,
    compare,
    compared_groups,
)
from yangguang.apps.registers.sheets.exchange import exchange_csv, exchange_workbook
from yangguang.desk.access import needs
from yangguang.desk.registers import VIEW, access_register
from yangguang.desk.viewer import DeskRequest
from yangguang.desk.views.ledgers import download
from yangguang.law.registers.exchanging import edition_named

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SHOWN = 200
MOST_IN_A_WORKBOOK = 50_000


@needs(VIEW)
@require_GET
def beside(request: DeskRequest, code: str) -> HttpResponseBase:
    """What the lists of the bodies within reach lack that their namesakes have."""
    viewer = request.viewer
    register = access_register(code)
    definition = definition_of(register)
    if not comparable(definition):
        raise Http404
    within = set(viewer.visible(VIEW).order_by().values_list("pk", flat=True))
    groups = []
    for group in compared_groups(register, on=viewer.today):
        own = [one for one in group.units if one.agency.pk in within]
        if own:
            comparison = compare(register, definition, group)
            lacks = [(one, comparison.lacked_by(one)) for one in own]
            groups.append(
                (group, [(unit, lines[:SHOWN], len(lines)) for unit, lines in lacks], comparison)
            )
    context = {
        "heading": f"{register.name}：同类比较",
        "register": register,
        "definition": definition,
        "groups": groups,
    }
    return render(request, "desk/registers/beside.html", context)


@needs(VIEW)
@require_GET
def exchange(request: DeskRequest, code: str, edition: str, form: str) -> HttpResponseBase:
    """The live rows of the bodies within reach in a national format, as csv or workbook."""
    viewer = request.viewer
    register = access_register(code)
    definition = definition_of(register)
    wanted = edition_named(definition, edition)
    if wanted is None or form not in ("csv", "xlsx"):
        raise Http404
    rows = (
        live_rows(register)
        .filter(agency__in=viewer.visible(VIEW).order_by())
        .select_related("agency")
        .order_by("pk")
    )
    name = f"{register.name}{wanted.code}版.{form}"
    if form == "xlsx":
        body = exchange_workbook(definition, wanted, rows[:MOST_IN_A_WORKBOOK])
        return download(body, name, XLSX)
    lines = exchange_csv(definition, wanted, rows.iterator(chunk_size=1_000))
    answer = StreamingHttpResponse(
        (line.encode() for line in lines), content_type="text/csv; charset=utf-8"
    )
    answer["Content-Disposition"] = download(b"", name, "text/csv")["Content-Disposition"]
    return answer
