"""个人信息查看记录: who looked at whose data, when and why; a look at this record is kept too."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from yangguang.apps.agencies.models import Agency
from yangguang.apps.agencies.permissions import Permission
from yangguang.apps.requests.models import Application
from yangguang.apps.vault.models import PersonalAccess
from yangguang.apps.vault.selectors import list_accesses
from yangguang.apps.vault.services import log_record_look
from yangguang.apps.vault.services.access import MACHINE
from yangguang.desk.access import needs
from yangguang.desk.cells import neutral
from yangguang.desk.forms.personal import LooksForm
from yangguang.desk.lists import Listing
from yangguang.desk.viewer import DeskRequest

EXPORT_LIMIT = 100_000
COLUMNS = ("时间", "人员", "所代表机构", "方式", "办件", "申请人", "内容", "用途", "页面")
FIELDS = {
    "name": "姓名或名称",
    "identity": "证件",
    "contact": "联系方式",
    "reply": "答复稿",
    "letter": "文书",
    "file": "材料",
    "third-party": "第三方",
}


@dataclass(frozen=True, slots=True)
class Look:
    """One row as it is read: the matter by number, the person by mask."""

    row: PersonalAccess
    agency: str
    matter: str
    matter_key: int | None
    mask: str

    @property
    def way(self) -> str:
        """Whether a person looked or the system read."""
        return "系统处理" if self.row.act.verb == MACHINE else "人员查看"

    @property
    def fields(self) -> str:
        """What was looked at, in words."""
        names = [_named(str(one)) for one in self.row.fields]
        return "、".join(dict.fromkeys(names))

    @property
    def page(self) -> str:
        """From which page, where it is not the matter's own."""
        return "" if self.row.page.startswith("request:") else self.row.page


def _named(field: str) -> str:
    kind, _, key = field.partition("/")
    name = FIELDS.get(kind, kind)
    return f"{name}{key}" if key else name


def _filtered(request: DeskRequest) -> tuple[LooksForm, QuerySet[PersonalAccess]]:
    viewer = request.viewer
    form = LooksForm(request.GET, agencies=viewer.visible(Permission.AUDIT_VIEW).order_by("path"))
    rows = list_accesses(agency_keys=viewer.visible_keys(Permission.AUDIT_VIEW))
    form.is_valid()
    given = form.cleaned_data
    if given.get("agency"):
        rows = rows.filter(act__subject_agency_key=given["agency"].pk)
    if given.get("who"):
        rows = rows.filter(act__actor_name__icontains=given["who"])
    if given.get("matter"):
        people = Application.objects.filter(number=given["matter"].strip())
        rows = rows.filter(
            subject__in=list(people.values_list("applicant__subject_key", flat=True))
        )
    if given.get("way"):
        rows = rows.filter(act__verb=given["way"])
    if given.get("since"):
        rows = rows.filter(act__at__gte=_start_of(given["since"]))
    if given.get("until"):
        rows = rows.filter(act__at__lt=_start_of(given["until"] + timedelta(days=1)))
    return form, rows


def _start_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _told(rows: Iterable[PersonalAccess]) -> list[Look]:
    """The rows with their matters and bodies, in two queries."""
    rows = list(rows)
    matters = _matters({row.subject_id for row in rows})
    names = dict(
        Agency.objects.filter(pk__in={row.act.agency_key for row in rows}).values_list("pk", "name")
    )
    return [
        Look(
            row,
            names.get(row.act.agency_key or 0, ""),
            *matters.get(row.subject_id, (str(row.subject_id)[:8], None, "")),
        )
        for row in rows
    ]


def _matters(people: Iterable[UUID]) -> dict[UUID, tuple[str, int | None, str]]:
    """Person → number, key and mask of their first application."""
    found: dict[UUID, tuple[str, int | None, str]] = {}
    rows = Application.objects.filter(applicant__subject_key__in=list(people)).order_by("-pk")
    for person, number, key, mask in rows.values_list(
        "applicant__subject_key", "number", "pk", "mask"
    ):
        found[person] = (number, key, mask)
    return found


def _asked(form: LooksForm) -> dict[str, Any]:
    """The filter as the record keeps it; only what was set."""
    return {name: str(value) for name, value in form.cleaned_data.items() if value}


@needs(Permission.AUDIT_VIEW)
@require_GET
def looks(request: DeskRequest) -> HttpResponseBase:
    """Looks at data that the bodies within reach keep, newest first."""
    viewer = request.viewer
    form, rows = _filtered(request)
    listing = Listing(request, rows, sorts={"newest": ("最新", ("-id",))})
    log_record_look(by=viewer.actor, at=viewer.now, asked=_asked(form), rows=listing.total)
    context = {
        "heading": "个人信息查看记录",
        "form": form,
        "listing": listing,
        "looks": _told(listing.page),
        "may_open": viewer.may_somewhere(Permission.REQUEST_VIEW),
    }
    return render(request, "desk/looks.html", context)


@needs(Permission.AUDIT_VIEW)
@require_GET
def export(request: DeskRequest) -> HttpResponseBase:
    """The same rows as a CSV that a spreadsheet opens without running anything in it."""
    viewer = request.viewer
    form, rows = _filtered(request)
    total = min(rows.count(), EXPORT_LIMIT)
    log_record_look(by=viewer.actor, at=viewer.now, asked=_asked(form), rows=total, taken_away=True)
    name = f"personal-data-looks-{viewer.today:%Y%m%d}.csv"
    return StreamingHttpResponse(
        _lines(rows[:EXPORT_LIMIT]),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


class _Echo:
    """A "file" for the csv writer that gives each line back."""

    def write(self, line: str) -> str:
        return line


def _lines(rows: QuerySet[PersonalAccess]) -> Iterator[str]:
    writer = csv.writer(_Echo())
    yield "\ufeff" + writer.writerow(COLUMNS)
    waiting: list[PersonalAccess] = []
    for row in rows.iterator(chunk_size=500):
        waiting.append(row)
        if len(waiting) == 500:
            yield from _written(writer, waiting)
            waiting = []
    yield from _written(writer, waiting)


def _written(writer: Any, rows: list[PersonalAccess]) -> Iterator[str]:
    for look in _told(rows):
        act = look.row.act
        cells = (
            timezone.localtime(act.at).strftime("%Y-%m-%d %H:%M:%S"),
            act.actor_name,
            look.agency,
            look.way,
            look.matter,
            look.mask,
            look.fields,
            act.reason,
            look.page,
        )
        yield writer.writerow([neutral(cell) for cell in cells])
