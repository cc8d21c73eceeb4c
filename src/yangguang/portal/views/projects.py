"""Projects of a register: each on one page from its first notice to its performance, and those
whose performance should be public and is not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import quote

from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone

from yangguang.apps.catalog.counts import total_of
from yangguang.apps.registers import five_kinds
from yangguang.apps.registers.models import Register, Version
from yangguang.apps.registers.selectors import live_rows
from yangguang.apps.registers.selectors.project_lines import events_of, facts_of, standing_words
from yangguang.apps.registers.selectors.projects import (
    Project,
    find_project,
    newest_notices,
    overdue_rows,
    projects_of,
    registers_of_projects,
)
from yangguang.law.registers import Definition
from yangguang.portal.methods import read_only
from yangguang.portal.rate import seconds_to_wait
from yangguang.portal.registers import pages
from yangguang.portal.views.errors import Trouble, show, too_many
from yangguang.portal.views.registers.finding import (
    depend_on_list,
    depend_on_rows,
    register_or_404,
)
from yangguang.portal.views.registers.taking import MEDIA, SECONDS, TIMES
from yangguang.press import keys
from yangguang.press.pressing import pressed
from yangguang.press.questions import asking

ON_THE_OVERVIEW = 8


@dataclass(frozen=True, slots=True)
class Entry:
    """One register among those that tell of projects, with its most overdue ones."""

    register: Register
    definition: Definition
    projects: int
    overdue: int
    worst: list[Project]


@read_only
@pressed
def overview(request: HttpRequest) -> HttpResponse:
    """Every register that tells of projects, and what is overdue in it."""
    today = timezone.localdate()
    keys.until(today + timedelta(days=1))
    keys.depend(keys.REGISTERS)
    entries = []
    for register, timeline in registers_of_projects():
        depend_on_list(register)
        late = overdue_rows(register, today) if timeline.owed else Version.objects.none()
        heads = list(late[:ON_THE_OVERVIEW])
        entries.append(
            Entry(
                register,
                register_or_404(register.code)[1],
                total_of(newest_notices(register)),
                late.count(),
                projects_of(register, heads, today),
            )
        )
    return render(request, "portal/projects/overview.html", {"entries": entries, "today": today})


def _with_projects(code: str) -> tuple[Register, Definition]:
    register, definition = register_or_404(code)
    if definition.timeline is None:
        raise Http404("no projects")
    return register, definition


@read_only
@pressed
@asking("page", "state")
def projects(request: HttpRequest, code: str) -> HttpResponse:
    """The projects of a register by their newest notice, or those that are overdue."""
    register, definition = _with_projects(code)
    today = timezone.localdate()
    depend_on_list(register)
    keys.until(today + timedelta(days=1))
    overdue = request.GET.get("state", "") == "overdue"
    late, every = overdue_rows(register, today), newest_notices(register)
    found: QuerySet[Version] = late if overdue else every
    page = pages.Page(pages.page_number(request.GET.get("page", "1")), total_of(found))
    if page.number > page.last:
        raise Http404("page")
    heads = list(pages.rows_of_page(found, page))
    context = {
        "register": register,
        "definition": definition,
        "timeline": definition.timeline,
        "projects": projects_of(register, heads, today),
        "page": page,
        "overdue": overdue,
        "late": page.total if overdue else late.count(),
        "all": total_of(every),
        "unit": _unit(definition),
    }
    return render(request, "portal/projects/list.html", context)


def _unit(definition: Definition) -> str:
    timeline = definition.timeline
    return definition.field(timeline.amount).unit if timeline and timeline.amount else ""


@read_only
@pressed
def project(request: HttpRequest, code: str, key: str) -> HttpResponse:
    """One project's life on one page."""
    register, definition = _with_projects(code)
    today = timezone.localdate()
    found = find_project(register, key, today)
    depend_on_list(register)
    if found is None:
        raise Http404("project")
    depend_on_rows(register, *(one.row_id for one in found.notices))
    keys.depend(*(keys.agency(one.pk) for one in found.agencies))
    keys.until(today + timedelta(days=1))
    context = {
        "register": register,
        "definition": definition,
        "project": found,
        "facts": facts_of(found),
        "events": events_of(found, today),
        "promises": [(one, standing_words(one)) for one in found.promises],
        "today": today,
    }
    return render(request, "portal/projects/project.html", context)


@read_only
def kinds(request: HttpRequest, code: str, which: str) -> HttpResponseBase:
    """All notices by the national kinds: a workbook with a sheet for each, or JSON."""
    if which not in ("xlsx", "json"):
        raise Http404("format")
    register, definition = _with_projects(code)
    wait = seconds_to_wait(request, "register-rows", times=TIMES, seconds=SECONDS)
    if wait:
        return too_many(request, seconds=wait)
    rows = live_rows(register)
    name = f"{register.name}（按信息类别）.{which}"
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}"}
    if which == "json":
        lines = five_kinds.as_json(register, definition, rows, on=timezone.localdate())
        return StreamingHttpResponse(
            (line.encode() for line in lines), content_type=MEDIA[which], headers=headers
        )
    if rows.count() > five_kinds.MOST_IN_A_WORKBOOK:
        return show(
            request,
            Trouble(
                413,
                "公告太多，不能做成一个表格",
                f"表格（XLSX）最多放 {five_kinds.MOST_IN_A_WORKBOOK:,} 份公告。",
                ("可以下载 JSON，份数不限。",),
            ),
        )
    return FileResponse(
        five_kinds.as_workbook(register, definition, rows),
        content_type=MEDIA[which],
        headers=headers,
    )
