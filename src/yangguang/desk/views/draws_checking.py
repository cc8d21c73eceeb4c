"""One drawn object: its team, the task sheet, replacements, and what the check brought."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from yangguang.apps.agencies.verdicts import Refused
from yangguang.apps.draws.models import Drawn, Recusal
from yangguang.apps.draws.services import appoint, record_result, recuse
from yangguang.apps.draws.sheets import task_sheet
from yangguang.apps.letters.typesetting.pdf import NotTypeset, to_pdf
from yangguang.apps.letters.typesetting.word import to_word
from yangguang.apps.registers.models import Version
from yangguang.desk.access import needs
from yangguang.desk.draws import EDIT, VIEW, access_drawn
from yangguang.desk.forms.draws import AppointForm, ReplaceForm, ResultForm
from yangguang.desk.viewer import DeskRequest
from yangguang.law.drawing import Ground

_TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


@needs(VIEW)
@require_GET
def drawn(request: DeskRequest, key: int) -> HttpResponseBase:
    """The object, its team and what can be done now."""
    return _page(request, access_drawn(request.viewer, key))


def _page(request: DeskRequest, row: Drawn, **forms: Any) -> HttpResponseBase:
    plan = row.draw.plan
    proposed = (
        Version.objects.filter(row=row.result_row_id)
        .select_related("change_set")
        .order_by("-pk")
        .first()
        if row.result_row_id
        else None
    )
    context = {
        "heading": row.name,
        "row": row,
        "plan": plan,
        "draw": row.draw,
        "verdict": request.viewer.may(EDIT, plan.agency),
        "recusals": list(row.draw.recusals.filter(object=row.key)),
        "proposed": proposed,
        "replace_form": ReplaceForm(team=row.team),
        "appoint_form": AppointForm(),
        "result_form": ResultForm(initial=proposed.values if proposed else {}),
        **forms,
    }
    return render(request, "desk/draws/drawn.html", context, status=422 if forms else 200)


@needs(EDIT)
@require_POST
def replace(request: DeskRequest, key: int) -> HttpResponseBase:
    """Replace somebody of the team, or the object."""
    row = access_drawn(request.viewer, key, EDIT)
    form = ReplaceForm(request.POST, team=row.team)
    if not form.is_valid():
        return _page(request, row, replace_form=form)
    said = form.cleaned_data
    return _done(
        request, row, form, "replace_form", "已更换，新的抽取记录已经公布。",
        lambda: recuse(
            drawn=row, ground=Ground(said["ground"]), asked=Recusal.Asked(said["asked"]),
            reason=said["reason"], decided_on=said["decided_on"], inspector=said["inspector"],
            decided_by=said["decided_by"], by=request.viewer.actor, at=request.viewer.now,
        ),
    )  # fmt: skip


@needs(EDIT)
@require_POST
def appoint_people(request: DeskRequest, key: int) -> HttpResponseBase:
    """Write down whom the head sends."""
    row = access_drawn(request.viewer, key, EDIT)
    form = AppointForm(request.POST)
    if not form.is_valid():
        return _page(request, row, appoint_form=form)
    return _done(
        request, row, form, "appoint_form", "指派已记录。",
        lambda: appoint(
            drawn=row, by=request.viewer.actor, at=request.viewer.now, **form.cleaned_data
        ),
    )  # fmt: skip


@needs(EDIT)
@require_POST
def result(request: DeskRequest, key: int) -> HttpResponseBase:
    """Put the result into the draft of the register."""
    row = access_drawn(request.viewer, key, EDIT)
    form = ResultForm(request.POST)
    if not form.is_valid():
        return _page(request, row, result_form=form)
    return _done(
        request, row, form, "result_form", "结果已录入，送审公开后对外公示。",
        lambda: record_result(
            drawn=row, by=request.viewer.actor, at=request.viewer.now, **form.cleaned_data
        ),
    )  # fmt: skip


def _done(
    request: DeskRequest,
    row: Drawn,
    form: Any,
    name: str,
    words: str,
    act: Callable[[], object],
) -> HttpResponseBase:
    try:
        act()
    except Refused as refused:
        form.add_error(None, str(refused))
        return _page(request, access_drawn(request.viewer, row.pk), **{name: form})
    messages.success(request, words)
    return redirect("drawn", row.pk)


@needs(VIEW)
@require_GET
def sheet(request: DeskRequest, key: int, which: str) -> HttpResponseBase:
    """The task sheet as PDF or Word."""
    if which not in _TYPES:
        raise Http404
    row = access_drawn(request.viewer, key)
    paper = task_sheet(row, on=request.viewer.today)
    setting = to_pdf if which == "pdf" else to_word
    try:
        data = setting(paper, at=request.viewer.now)
    except NotTypeset as error:
        messages.warning(request, f"任务单没有生成：{error}")
        return redirect("drawn", row.pk)
    answer = HttpResponse(data, content_type=_TYPES[which])
    name = f"任务单-{row.draw.plan.number}-{row.position}.{which}"
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return answer
