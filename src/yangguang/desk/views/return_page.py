"""One return: the form drawn, filled in where records give nothing, with findings beside the cells."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from yangguang.apps.agencies.permissions import Permission
from yangguang.apps.agencies.verdicts import Refused
from yangguang.apps.duties.calendars import calendar_of
from yangguang.apps.reports.exchange.workbook import MEDIA_TYPE
from yangguang.apps.reports.models import HANDED_IN, Return, ReturnScope
from yangguang.apps.reports.returns_workflow import WORKING, find_act
from yangguang.apps.reports.selectors.returns import (
    Filling,
    differences_of,
    has_region,
    judge_return,
    open_remarks,
    previous_of,
    taken,
)
from yangguang.apps.reports.services.returns_exchange import (
    export_return,
    import_return,
    shown_filling,
)
from yangguang.apps.reports.services.returns_filling import Entry, fill_cells
from yangguang.desk.access import needs, posted
from yangguang.desk.forms.returns import CellForm, FileForm
from yangguang.desk.returns.access import access_return, acts_offered, verdict_on
from yangguang.desk.returns.drawing import Typed, draw
from yangguang.desk.returns.reading import number_typed, read_typed
from yangguang.desk.viewer import DeskRequest, Viewer
from yangguang.desk.views.returns import shown_rows
from yangguang.law.calendar import CalendarUnknown
from yangguang.law.forms.findings import plain

P = Permission
CORRECT_DAYS = 5
"""Working days proposed for a correction; whoever sends back sets the day."""


@needs(P.RETURN_VIEW)
@require_http_methods(["GET", "POST"])
def one_return(request: DeskRequest, key: int) -> HttpResponseBase:
    """The page of a return; a POST saves what was typed into the form."""
    viewer = request.viewer
    row = access_return(viewer, key)
    if request.method == "POST":
        return _save(request, row)
    return _page(request, row)


def _save(request: DeskRequest, row: Return) -> HttpResponseBase:
    viewer = request.viewer
    verdict = verdict_on(viewer, row, "fill")
    filling = shown_filling(row)
    entries, typed = read_typed(request.POST, row, filling)
    problems: list[str] = []
    if not verdict:
        problems.append(verdict.sentence)
    elif request.POST.get("revision") != str(row.revision):
        problems.append("您打开本页以后，他人修改过本表。您填的内容还在下面，请核对后再保存。")
    elif not typed.errors:
        try:
            count = fill_cells(row=row, entries=entries, by=viewer.actor, at=viewer.now)
        except Refused as refusal:
            problems.append(str(refusal))
        else:
            messages.success(
                request, f"已保存，改动 {count} 个数字。" if count else "没有改动，数字与原来相同。"
            )
            return redirect("return", row.pk)
    found = [*(("", text) for text in problems), *typed.errors.items()]
    return _page(request, row, typed=typed, problems=found)


def _page(
    request: DeskRequest,
    row: Return,
    *,
    typed: Typed | None = None,
    problems: list[tuple[str, str]] | None = None,
) -> HttpResponseBase:
    viewer = request.viewer
    filling = shown_filling(row)
    judged = judge_return(filling)
    working = row.state in WORKING
    fills = bool(working and verdict_on(viewer, row, "fill"))
    remarks = list(row.remarks.all())
    waiting = frozenset(one.code for one in remarks if one.answered_at is None)
    offered, refused = acts_offered(viewer, row)
    shown = shown_rows(viewer, [row])[0]
    blanks = any(one.value is None for one in filling.figures.values())
    context = {
        "heading": str(row),
        "row": row,
        "shown": shown,
        "sheets": draw(
            filling,
            judged,
            previous_of(row),
            editable=fills,
            remarked=waiting,
            typed=typed,
        ),
        "fills": fills,
        "problems": problems or [],
        "points": [(one, judged.explanations.get(one.key)) for one in judged.points],
        "blocking": len(judged.blocking),
        "unexplained": len(judged.unexplained),
        "may_explain": bool(working and verdict_on(viewer, row, "explain")),
        "remarks": remarks,
        "may_answer": bool(working and verdict_on(viewer, row, "answer")),
        "may_remark": bool(verdict_on(viewer, row, "remark")),
        "may_import": bool(working and verdict_on(viewer, row, "import")),
        "acts": [one for one in offered if one.code != "fill-blanks" or blanks],
        "refused": refused,
        "differences": _differences(row, filling) if not working else [],
        **_members(row, filling),
        "rolls_up": filling.rolls_up or bool(row.current and row.current.parts),
        "region": row.scope == ReturnScope.REGION,
        "may_region": row.scope == ReturnScope.OWN and has_region(row) and fills,
        "handed_in": row.state in HANDED_IN,
        "basis": filling.definition.basis,
    }
    return render(request, "desk/returns/return.html", context, status=422 if problems else 200)


def _members(row: Return, filling: Filling) -> dict[str, int]:
    """How many parts are in the sums and how many are not: as frozen, or as they stand now."""
    if row.state in WORKING or row.current is None:
        return {"parts": len(filling.parts), "missing": len(filling.missing)}
    return {"parts": len(row.current.parts), "missing": len(row.current.missing)}


def _differences(row: Return, filling: Filling) -> list[tuple[str, str, str]]:
    form = filling.definition.form
    return [
        (form.describe(one.code), plain(one.then), plain(one.now)) for one in differences_of(row)
    ]


@needs(P.RETURN_VIEW)
@require_http_methods(["GET", "POST"])
def cell(request: DeskRequest, key: int) -> HttpResponseBase:
    """One figure: whence it comes, its parts, last year's, what was said, and another number."""
    viewer = request.viewer
    row = access_return(viewer, key)
    code = request.GET.get("cell", "")
    filling = shown_filling(row)
    if code not in filling.figures:
        raise Http404
    figure = filling.figures[code]
    fills = bool(row.state in WORKING and verdict_on(viewer, row, "fill"))
    own = figure.own if figure.own is not None else figure.value
    initial = {"value": "" if own is None else plain(own), "source": figure.source}
    form = CellForm(posted(request), initial=initial, label_suffix="")
    if request.method == "POST":
        verdict = verdict_on(viewer, row, "fill")
        entry = _entry(form, request.POST.get("act", ""))
        if not verdict:
            form.add_error(None, verdict.sentence)
        elif entry is not None:
            try:
                fill_cells(row=row, entries={code: entry}, by=viewer.actor, at=viewer.now)
            except Refused as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, f"{filling.definition.form.describe(code)}已保存。")
                return redirect("return", row.pk)
    before = previous_of(row)
    last = None
    if before is not None and before.form_code == filling.definition.form.code:
        last = before.cells.get(code)
    parts: list[tuple[Return | None, str, str, str]] = [
        (part.row, part.row.agency.name, part.row.get_state_display(), plain(value))
        for part in filling.parts
        if (value := part.value(code)) is not None
    ]
    if not parts and row.current is not None and row.state not in WORKING:
        parts = [
            (None, one["name"], f"第{one['version']}版", one["values"][code])
            for one in row.current.parts
            if code in one["values"]
        ]
    hand = row.cells.filter(code=code).first()
    context = {
        "heading": filling.definition.form.describe(code),
        "row": row,
        "code": code,
        "figure": figure,
        "value": "" if figure.value is None else plain(figure.value),
        "own": "" if figure.own is None else plain(figure.own),
        "computed": "" if figure.computed is None else plain(figure.computed),
        "origin": figure.origin.label,
        "unit": filling.definition.form.unit_of(code),
        "last": "" if last is None else plain(last),
        "parts": parts,
        "missing": filling.missing,
        "hand": hand,
        "form": form,
        "fills": fills,
        "drill": drill_address(row, code) if figure.computed is not None else "",
        "remarks": list(row.remarks.filter(code=code)),
        "may_remark": bool(verdict_on(viewer, row, "remark")),
        "points": [one for one in judge_return(filling).points if code in one.cells],
    }
    return render(request, "desk/returns/cell.html", context, status=422 if form.errors else 200)


def _entry(form: CellForm, act: str) -> Entry | None:
    """What was asked for; None where the form is not right, which then says why."""
    if act == "back":
        return Entry(None, "")
    if not form.is_valid():
        return None
    value = number_typed(form.cleaned_data["value"])
    if value is None:
        form.add_error("value", "不是数字，请只填数字，例如 128 或者 3.5。")
        return None
    return Entry(value, form.cleaned_data["source"])


def drill_address(row: Return, code: str) -> str:
    """The page that lists the records behind a computed figure, as they were known when it was
    counted; empty where no record gives it."""
    period = row.round.period
    source = taken(row.round.definition, period).get(code)
    if source is None or row.computed_at is None:
        return ""
    known = timezone.localdate(row.computed_at)
    if not row.round.definition.statutory:
        known = min(known, period.last_day)
    query = {"year": period.year, "agency": row.agency_id, "cell": source, "as_of": known}
    return f"{reverse('statistics-records')}?{urlencode(query)}"


@needs(P.RETURN_VIEW)
@require_GET
def export(request: DeskRequest, key: int, which: str) -> HttpResponseBase:
    """The return as a file."""
    row = access_return(request.viewer, key)
    try:
        data = export_return(row, which, at=request.viewer.now)
    except KeyError:
        raise Http404 from None
    part = f"-{row.round.part:02d}" if row.round.part else ""
    name = f"{row.round.code}-{row.round.year}{part}-{row.agency.code}.{which}"
    return HttpResponse(
        data,
        content_type=MEDIA_TYPE if which == "xlsx" else "application/json; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@needs(P.RETURN_FILL)
@require_http_methods(["GET", "POST"])
def take_in(request: DeskRequest, key: int) -> HttpResponseBase:
    """Fill the return from a file."""
    viewer = request.viewer
    row = access_return(viewer, key)
    verdict = verdict_on(viewer, row, "import")
    form = FileForm(posted(request), request.FILES or None, label_suffix="")
    if request.method == "POST" and form.is_valid():
        if not verdict:
            form.add_error(None, verdict.sentence)
        else:
            file = form.cleaned_data["file"]
            try:
                count = import_return(
                    row=row, data=file.read(), name=file.name[:100], by=viewer.actor, at=viewer.now
                )
            except Refused as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, f"已导入，改动 {count} 个数字，请核对各处问题。")
                return redirect("return", row.pk)
    context = {"heading": f"导入：{row}", "row": row, "form": form, "verdict": verdict}
    return render(request, "desk/returns/import.html", context, status=422 if form.errors else 200)


def correct_by(viewer: Viewer, row: Return) -> date:
    """The day proposed for a correction."""
    try:
        return calendar_of(row.agency, on=viewer.today).add(viewer.today, CORRECT_DAYS)
    except CalendarUnknown:
        return viewer.today + timedelta(days=CORRECT_DAYS + 2)


def act_words(row: Return, code: str) -> dict[str, Any]:
    """How the page of an act asks for its words."""
    act = find_act(code)
    cells_remarked = code in {"send-back", "reopen"} and bool(open_remarks(row))
    return {"label": act.needs or "说明", "required": bool(act.needs) and not cells_remarked}
