"""The record of acts: filtered, taken away as a table, and proved unaltered."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from yangguang.apps.agencies.models import Agency
from yangguang.apps.agencies.permissions import Permission
from yangguang.apps.audit.models import Act, DayRoot
from yangguang.apps.audit.selectors import list_acts, verify_chain
from yangguang.desk.access import needs
from yangguang.desk.cells import neutral
from yangguang.desk.forms.audit import AuditFilterForm
from yangguang.desk.lists import Listing
from yangguang.desk.verbs import subject_label, verb_label
from yangguang.desk.viewer import DeskRequest
from yangguang.desk.words import in_words

EXPORT_LIMIT = 100_000
COLUMNS = (
    "时间",
    "主体",
    "所代表机构",
    "行为",
    "对象类型",
    "对象",
    "依据",
    "理由",
    "变更前",
    "变更后",
)


def _filtered(request: DeskRequest) -> tuple[AuditFilterForm, QuerySet[Act]]:
    viewer = request.viewer
    visible = viewer.visible(Permission.AUDIT_VIEW)
    form = AuditFilterForm(request.GET, agencies=visible.order_by("path"))
    acts = list_acts(agency_keys=viewer.visible_keys(Permission.AUDIT_VIEW))
    form.is_valid()
    values = form.cleaned_data
    if values.get("agency"):
        acts = acts.filter(subject_agency_key=values["agency"].pk)
    if values.get("who"):
        acts = acts.filter(actor_name__icontains=values["who"])
    if values.get("verb"):
        acts = acts.filter(verb=values["verb"])
    if values.get("what"):
        acts = acts.filter(subject_label__icontains=values["what"])
    if values.get("since"):
        acts = acts.filter(at__gte=_start_of(values["since"]))
    if values.get("until"):
        acts = acts.filter(at__lt=_start_of(values["until"] + timedelta(days=1)))
    return form, acts


def _start_of(day: Any) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


@needs(Permission.AUDIT_VIEW)
@require_GET
def audit(request: DeskRequest) -> HttpResponseBase:
    """Acts on records of the bodies within reach, newest first."""
    form, acts = _filtered(request)
    listing = Listing(request, acts, sorts={"newest": ("最新", ("-id",))})
    context = {
        "heading": "审计记录",
        "form": form,
        "listing": listing,
        "names": _names([act.agency_key for act in listing.page]),
    }
    return render(request, "desk/audit.html", context)


@needs(Permission.AUDIT_VIEW)
@require_GET
def export(request: DeskRequest) -> HttpResponseBase:
    """The same rows as a CSV that a spreadsheet opens without running anything in it."""
    _, acts = _filtered(request)
    name = f"audit-{request.viewer.today:%Y%m%d}.csv"
    return StreamingHttpResponse(
        _lines(acts[:EXPORT_LIMIT]),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


class _Echo:
    """A "file" for the csv writer that gives each line back."""

    def write(self, line: str) -> str:
        return line


def _lines(acts: QuerySet[Act]) -> Iterator[str]:
    writer = csv.writer(_Echo())
    names = dict(Agency.objects.values_list("pk", "name"))
    yield "\ufeff" + writer.writerow(COLUMNS)
    for act in acts.iterator(chunk_size=1000):
        row = (
            timezone.localtime(act.at).strftime("%Y-%m-%d %H:%M:%S"),
            act.actor_name,
            names.get(act.agency_key or 0, ""),
            verb_label(act.verb),
            subject_label(act.subject_kind),
            act.subject_label,
            act.basis,
            act.reason,
            _plain(act.before),
            _plain(act.after),
        )
        yield writer.writerow([neutral(cell) for cell in row])


def _plain(values: Any) -> str:
    return "；".join(f"{name}：{value}" for name, value in in_words(values))


def _names(keys: list[int | None]) -> dict[int, str]:
    wanted = {key for key in keys if key is not None}
    return dict(Agency.objects.filter(pk__in=wanted).values_list("pk", "name"))


@needs(Permission.AUDIT_VIEW)
@require_GET
def chain(request: DeskRequest) -> HttpResponseBase:
    """Walk the whole chain and say whether anything was altered."""
    context = {
        "heading": "审计链核验",
        "report": verify_chain(),
        "roots": DayRoot.objects.order_by("-day")[:30],
    }
    return render(request, "desk/chain.html", context)
