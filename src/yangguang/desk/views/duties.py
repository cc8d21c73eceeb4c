"""应办事项: what is owed by when, within one's reach; one duty with its history."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from yangguang.apps.agencies.models import User
from yangguang.apps.agencies.permissions import Permission
from yangguang.apps.agencies.verdicts import Refused
from yangguang.apps.duties.lights import Light, Limits, lit, lit_all
from yangguang.apps.duties.models import Duty
from yangguang.apps.duties.registry import address_of, find_kind, label_of
from yangguang.apps.duties.selectors import (
    duties_of,
    history_of,
    lying_with,
    total_counts,
    with_light,
)
from yangguang.apps.duties.services import assign_duty
from yangguang.apps.notices.recipients import Staffing
from yangguang.desk.access import NotPermitted, access_duty, needs, posted
from yangguang.desk.cells import neutral
from yangguang.desk.forms.duties import NOBODY, TODAY, AssignForm, DutyFilterForm
from yangguang.desk.lists import Listing
from yangguang.desk.sources import duty_address
from yangguang.desk.viewer import DeskRequest, Viewer
from yangguang.desk.views.assigning import colleagues
from yangguang.desk.words import WEEKDAYS

VIEW = Permission.DUTY_VIEW
EXPORT_LIMIT = 100_000
MOST_CLOSED = 10_000
"""So many closed ones are counted and can be paged through: there are as many as ever were."""
COLUMNS = (
    "灯",
    "事项",
    "类别",
    "机构",
    "承办人",
    "起始日期",
    "期限",
    "剩余",
    "依据",
    "结束日期",
    "结果",
)
SORTS = {
    "due": ("期限最近", ("due_on", "id")),
    "last": ("期限最远", ("-due_on", "-id")),
    "newest": ("最新登记", ("-id",)),
    "agency": ("机构", ("agency__path", "due_on", "id")),
}
CLOSED_SORTS = {
    "closed": ("最近结束", ("-closed_on", "-id")),
    "due": ("期限", ("-due_on", "-id")),
}
WHOSE = {"": "我的", "all": "范围内全部", "closed": "已结束"}


def _people(bodies: list[int] | None) -> list[tuple[str, str]]:
    """Those with whom open duties of these bodies lie, for the filter."""
    rows = duties_of(bodies).filter(person__isnull=False)
    keys = rows.order_by().select_related(None).values("person").distinct()
    people = User.objects.filter(pk__in=keys).order_by("name", "pk")
    return [(str(user.pk), user.name) for user in people]


def _chosen(request: DeskRequest) -> tuple[str, DutyFilterForm, QuerySet[Duty]]:
    """Whose list, the filter, and the rows before and after it is applied."""
    viewer = request.viewer
    whose = request.GET.get("whose", "")
    whose = whose if whose in WHOSE else ""
    people: list[tuple[str, str]] = []
    if whose:
        bodies = viewer.visible_keys(VIEW)
        rows = duties_of(bodies, closed=whose == "closed")
        people = _people(bodies)
    else:
        rows = lying_with(viewer.user, viewer.agency, viewer.permissions)
    form = DutyFilterForm(
        request.GET,
        agencies=viewer.visible(VIEW).order_by("path"),
        people=people,
    )
    form.is_valid()
    values = form.cleaned_data
    if values.get("kind"):
        rows = rows.filter(kind=values["kind"])
    if values.get("agency"):
        rows = rows.filter(agency=values["agency"])
    if values.get("person"):
        one = values["person"]
        rows = rows.filter(person__isnull=True) if one == NOBODY else rows.filter(person=one)
    if whose == "closed" and values.get("outcome"):
        rows = rows.filter(outcome=values["outcome"])
    if whose == "closed" and values.get("year"):
        year = values["year"]
        rows = rows.filter(closed_on__range=(date(year, 1, 1), date(year, 12, 31)))
    if values.get("q"):
        rows = rows.filter(title__icontains=values["q"])
    return whose, form, rows


def _lit_only(rows: QuerySet[Duty], light: str, limits: Limits) -> QuerySet[Duty]:
    if light == TODAY:
        return rows.filter(due_on=limits.today)
    return with_light(rows, Light(light), limits) if light else rows


@needs(VIEW)
@require_GET
def duties(request: DeskRequest) -> HttpResponseBase:
    """One's own duties, those within reach, or the closed ones; soonest first."""
    viewer = request.viewer
    whose, form, rows = _chosen(request)
    closed = whose == "closed"
    light = "" if closed else form.cleaned_data.get("light", "")
    listing: Listing[Duty] = Listing(
        request,
        _lit_only(rows, light, viewer.limits),
        sorts=CLOSED_SORTS if closed else SORTS,
        most=MOST_CLOSED if closed else None,
    )
    for name in ("light",) if closed else ("outcome", "year"):
        del form.fields[name]
    if not whose:
        del form.fields["person"]
    context = {
        "heading": "应办事项",
        "listing": listing,
        "form": form,
        "whose": whose,
        "tabs": WHOSE.items(),
        "light": light,
        "colleagues": [] if closed else colleagues(viewer),
        "nobody": NOBODY,
        "counts": None if closed else total_counts(rows, viewer.limits),
        "rows": [
            (shown, label_of(shown.duty.kind), duty_address(shown.duty), _action(shown.duty))
            for shown in lit_all(listing.page, viewer.limits)
        ],
    }
    return render(request, "desk/duties.html", context)


def _action(duty: Duty) -> str:
    kind = find_kind(duty.kind)
    return kind.action if kind is not None else "查看"


@needs(VIEW)
@require_GET
def export(request: DeskRequest) -> HttpResponseBase:
    """The same rows as a CSV that a spreadsheet opens without running anything in it."""
    whose, form, rows = _chosen(request)
    limits = request.viewer.limits
    if whose != "closed":
        rows = _lit_only(rows, form.cleaned_data.get("light", ""), limits)
    name = f"duties-{request.viewer.today:%Y%m%d}.csv"
    return StreamingHttpResponse(
        _lines(rows.order_by("due_on", "id")[:EXPORT_LIMIT], limits),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


class _Echo:
    """A "file" for the csv writer that gives each line back."""

    def write(self, line: str) -> str:
        return line


def _lines(rows: QuerySet[Duty], limits: Limits) -> Iterator[str]:
    writer = csv.writer(_Echo())
    yield "\ufeff" + writer.writerow(COLUMNS)
    for duty in rows.iterator(chunk_size=1000):
        shown = lit(duty, limits)
        row = (
            shown.light.label if shown.light else "",
            duty.title,
            label_of(duty.kind),
            duty.agency.name,
            duty.person.name if duty.person else "",
            duty.opened_on.isoformat(),
            duty.due_on.isoformat(),
            "" if duty.closed_on else shown.words,
            duty.basis,
            duty.closed_on.isoformat() if duty.closed_on else "",
            duty.get_outcome_display() if duty.outcome else "",
        )
        yield writer.writerow([neutral(str(cell)) for cell in row])


@needs(VIEW)
@require_GET
def duty(request: DeskRequest, key: int) -> HttpResponseBase:
    """One duty: how long it still has, what happened to it, what may be done now."""
    viewer = request.viewer
    found = access_duty(viewer, key)
    kind = find_kind(found.kind)
    supervising = viewer.may(Permission.REQUEST_SUPERVISE, found.agency)
    context = {
        "heading": found.title,
        "shown": lit(found, viewer.limits),
        "weekday": WEEKDAYS[found.due_on.weekday()],
        "kind": label_of(found.kind),
        "action": _action(found),
        "address": address_of(found.kind, found.subject_kind, found.subject_key),
        "proof": kind.proof(found.subject_key) if kind and kind.proof else "",
        "history": history_of(found),
        "orders": found.orders.select_related("sender"),
        "may_assign": found.is_open and bool(kind and viewer.may(kind.who, found.agency)),
        "may_press": found.is_open
        and bool(supervising)
        and viewer.agency is not None
        and viewer.agency.pk != found.agency_id,
        "calendar": viewer.limits.of(found.agency_id).forecast.calendar.label,
    }
    return render(request, "desk/duty.html", context)


@needs(VIEW)
@require_http_methods(["GET", "POST"])
def assign(request: DeskRequest, key: int) -> HttpResponseBase:
    """Lay a duty with a colleague of its body who may attend to it."""
    viewer = request.viewer
    found = access_duty(viewer, key)
    kind = find_kind(found.kind)
    who = kind.who if kind else VIEW
    if not viewer.may_somewhere(who):
        raise NotPermitted(who)
    verdict = viewer.may(who, found.agency)
    if not verdict:
        raise Refused(verdict)
    form = AssignForm(
        posted(request),
        people=_colleagues(found, viewer),
        initial={"person": found.person_id},
    )
    if request.method == "POST" and form.is_valid():
        values: dict[str, Any] = form.cleaned_data
        assign_duty(duty=found, **values, by=viewer.actor, at=viewer.now)
        person = values["person"]
        messages.success(request, f"承办人改为{person.name}。" if person else "已不再指定承办人。")
        return redirect("duty", found.pk)
    context = {
        "heading": "指定承办人",
        "form": form,
        "button": "保存",
        "back": "duty",
        "back_key": found.pk,
        "explain": f"{found.title}，期限 {found.due_on}。不指定时，由本机构有权办理的人员共同承办。",
    }
    return render(request, "desk/form.html", context, status=422 if form.errors else 200)


def _colleagues(found: Duty, viewer: Viewer) -> QuerySet[User]:
    kind = find_kind(found.kind)
    able = Staffing(viewer.today).at(found.agency, kind.who) if kind else []
    return User.objects.filter(pk__in=[user.pk for user in able]).order_by("name", "pk")
