"""项目全过程 at the desk: what is overdue among the bodies within reach, and each project's life."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from yangguang.apps.agencies.permissions import Permission
from yangguang.apps.registers import five_kinds
from yangguang.apps.registers.definitions import definition_of
from yangguang.apps.registers.models import Register, Version
from yangguang.apps.registers.selectors import live_rows
from yangguang.apps.registers.selectors.project_lines import events_of, facts_of, standing_words
from yangguang.apps.registers.selectors.projects import (
    Project,
    find_project,
    newest_notices,
    overdue_rows,
    projects_of,
)
from yangguang.desk.access import needs
from yangguang.desk.lists import Listing
from yangguang.desk.registers import access_register, access_row
from yangguang.desk.viewer import DeskRequest
from yangguang.law.registers.model import Timeline

VIEW = Permission.REGISTER_VIEW
MEDIA = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json; charset=utf-8",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One register of projects within reach, the most overdue first."""

    register: Register
    timeline: Timeline
    overdue: int
    worst: list[Project]


def _with_projects(code: str) -> tuple[Register, Timeline]:
    register = access_register(code)
    timeline = definition_of(register).timeline
    if timeline is None:
        raise Http404
    return register, timeline


@needs(VIEW)
@require_GET
def overview(request: DeskRequest) -> HttpResponseBase:
    """Every register of projects, with what is overdue within reach."""
    viewer = request.viewer
    within = list(viewer.visible(VIEW))
    entries = []
    for register in Register.objects.filter(definition__isnull=False).select_related("definition"):
        timeline = definition_of(register).timeline
        if timeline is None:
            continue
        late = overdue_rows(register, viewer.today, within)
        entries.append(
            Entry(
                register,
                timeline,
                late.count(),
                projects_of(register, late.select_related("agency")[:20], viewer.today),
            )
        )
    context = {"heading": "项目全过程", "entries": entries, "today": viewer.today}
    return render(request, "desk/projects/overview.html", context)


@needs(VIEW)
@require_GET
def projects(request: DeskRequest, code: str) -> HttpResponseBase:
    """The projects of a register within reach, or those that are overdue."""
    viewer = request.viewer
    register, timeline = _with_projects(code)
    within = list(viewer.visible(VIEW))
    overdue = request.GET.get("state", "") == "overdue"
    late = overdue_rows(register, viewer.today, within)
    rows = late if overdue else newest_notices(register, within)
    by = definition_of(register).field(timeline.owed.by).slot if timeline.owed else "d1"
    order: tuple[str, ...] = (by, "id") if overdue else ("-d1", "-id")
    listing: Listing[Version] = Listing(request, rows, sorts={"": ("", order)})
    context = {
        "heading": register.name,
        "register": register,
        "timeline": timeline,
        "listing": listing,
        "projects": projects_of(register, listing.page, viewer.today),
        "overdue": overdue,
        "late": late.count(),
    }
    return render(request, "desk/projects/list.html", context)


@needs(VIEW)
@require_GET
def project(request: DeskRequest, code: str, key: str) -> HttpResponseBase:
    """One project's life; it exists for somebody who sees a body that published of it."""
    viewer = request.viewer
    register, timeline = _with_projects(code)
    found = find_project(register, key, viewer.today)
    reach = viewer.visible_keys(VIEW)
    if found is None or (reach is not None and not {one.pk for one in found.agencies} & set(reach)):
        raise Http404
    context = {
        "heading": found.name,
        "register": register,
        "timeline": timeline,
        "project": found,
        "facts": facts_of(found),
        "events": events_of(found, viewer.today),
        "promises": [(one, standing_words(one)) for one in found.promises],
        "may_edit": viewer.may_somewhere(Permission.REGISTER_EDIT),
    }
    return render(request, "desk/projects/project.html", context)


@needs(VIEW)
@require_GET
def by_row(request: DeskRequest, key: int) -> HttpResponseBase:
    """The project to which a row belongs: where its duty leads."""
    row = access_row(request.viewer, key)
    timeline = definition_of(row.register).timeline
    version = (
        Version.objects.filter(row=row, published_at__isnull=False).order_by("-number").first()
    )
    if timeline is None or version is None:
        raise Http404
    number = str(version.values.get(timeline.project) or "")
    if find_project(row.register, number, request.viewer.today) is None:
        raise Http404
    return redirect("register-project", row.register.code, number)


@needs(VIEW)
@require_GET
def kinds(request: DeskRequest, code: str, which: str) -> HttpResponseBase:
    """The notices within reach by the national kinds, to be handed over."""
    register, _ = _with_projects(code)
    if which not in MEDIA:
        raise Http404
    definition = definition_of(register)
    rows = live_rows(register).filter(agency__in=request.viewer.visible(VIEW))
    name = f"{register.name}（按信息类别）.{which}"
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}"}
    if which == "json":
        lines = five_kinds.as_json(register, definition, rows, on=timezone.localdate())
        return StreamingHttpResponse(
            (line.encode() for line in lines), content_type=MEDIA[which], headers=headers
        )
    if rows.count() > five_kinds.MOST_IN_A_WORKBOOK:
        messages.warning(
            request,
            f"公告超过 {five_kinds.MOST_IN_A_WORKBOOK:,} 份，不能做成一个表格；请下载 JSON，份数不限。",
        )
        return redirect("register-projects", code)
    book = five_kinds.as_workbook(register, definition, rows)
    return FileResponse(book, content_type=MEDIA[which], headers=headers)
