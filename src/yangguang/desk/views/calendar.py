"""工作日历: which days count, the notices behind them, and changes that wait for a signature."""

from __future__ import annotations

from datetime import date

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from yangguang.apps.agencies.permissions import Permission
from yangguang.apps.agencies.verdicts import Refused, refuse
from yangguang.apps.duties.calendars import current, in_use, region_of
from yangguang.apps.duties.models import CalendarNotice, CalendarRevision, YellowDays
from yangguang.apps.duties.registry import label_of
from yangguang.apps.duties.services import (
    adopt_notice,
    assign_region,
    drop_change,
    retire_notice,
    set_yellow_days,
    sign_off_change,
)
from yangguang.apps.requests.services.readings import KIND as READINGS
from yangguang.desk.access import access_agency, needs, posted, proved, signed_in
from yangguang.desk.forms.calendar import (
    FillNoticeForm,
    RegionForm,
    UploadNoticeForm,
    WhyForm,
    YellowForm,
    region_choices,
)
from yangguang.desk.lists import Listing
from yangguang.desk.months import days_in_words, year_of
from yangguang.desk.viewer import DeskRequest, Viewer
from yangguang.law.calendar import BadNotice, national_notices, notice_doubts, parse_notice, regions

MANAGE = Permission.CALENDAR_MANAGE
PAST_SHOWN = 20
EXAMPLE = """\
year = 2027
number = "国办发明电〔2026〕…号"
issued = 2026-11-04
source = "国务院办公厅"

[[holiday]]
name = "元旦"
rest = ["2027-01-01..2027-01-03"]
work = []
"""


def _asked_year(request: DeskRequest) -> int:
    raw = request.GET.get("year", "")
    if raw.isascii() and raw.isdigit() and len(raw) == 4:
        return int(raw)
    return request.viewer.today.year


def _at_the_top(viewer: Viewer) -> bool:
    return viewer.at_the_top(MANAGE)


def _require_the_top(viewer: Viewer) -> None:
    """Raises Refused: a notice holds for every body of the installation."""
    if not _at_the_top(viewer):
        raise refuse(
            "超出任职范围",
            "放假安排适用于全部机构，由最上级主管部门或系统管理员录入和签核，请联系他们办理。",
        )


@signed_in
@require_GET
def calendar(request: DeskRequest) -> HttpResponseBase:
    """A year of days, for the nation or a region; below it what the days rest on."""
    viewer = request.viewer
    own = region_of(viewer.agency, viewer.today) if viewer.agency else ""
    region = request.GET.get("region", own)
    choices = dict(region_choices())
    if region not in choices and region != own:
        region = ""
    calendars = current()
    shown = calendars.of(region)
    year = _asked_year(request)
    found = year_of(shown, year, viewer.today)
    if found is None:
        raise Http404
    months, expected = found
    adopted = CalendarNotice.objects.filter(adopted_at__isnull=False, superseded_at__isnull=True)
    context = {
        "heading": "工作日历",
        "year": year,
        "months": months,
        "expected": expected,
        "working": sum(month.working for month in months),
        "label": shown.label,
        "years": range(shown.last_known.year + 1, shown.first_known.year - 1, -1),
        "region": region,
        "region_name": choices.get(region, region),
        "regions": choices.items(),
        "rule": regions().get(region),
        "notices": [row for row in national_notices() if row.year == year],
        "adopted": adopted,
        "manages": viewer.may_somewhere(MANAGE),
        "top": _at_the_top(viewer),
        **_changes(viewer),
    }
    return render(request, "desk/calendar.html", context)


def _changes(viewer: Viewer) -> dict[str, object]:
    """What waits for a signature and what was decided, for those who manage calendars."""
    if not viewer.may_somewhere(MANAGE):
        return {"pending": [], "past": [], "followers": [], "early": []}
    rows = CalendarRevision.objects.filter(kind="").select_related("notice", "agency")
    visible = viewer.visible(MANAGE)
    early = YellowDays.objects.filter(valid_to__isnull=True, agency__in=visible)
    seen = set(visible.values_list("pk", flat=True))
    return {
        "pending": rows.filter(state=CalendarRevision.State.PENDING),
        "past": rows.exclude(state=CalendarRevision.State.PENDING)[:PAST_SHOWN],
        "followers": [
            (row.agency, dict(region_choices()).get(row.region, row.region), row.valid_from)
            for row in in_use(viewer.today)
            if row.agency_id in seen
        ],
        "early": early.select_related("agency").order_by("agency__path"),
        "yellow_days": settings.DUTY_YELLOW_DAYS,
    }


def _adopt(request: DeskRequest, form: forms.Form) -> HttpResponseBase | None:
    """Enter the notice of a valid form; where it is refused, the form says why."""
    try:
        revision = adopt_notice(
            text=form.cleaned_data["text"], by=request.viewer.actor, at=request.viewer.now
        )
    except (BadNotice, Refused) as problem:
        form.add_error(None, str(problem))
        return None
    messages.success(request, "安排已录入，尚未启用。请核对期限变动后签核。")
    return redirect("calendar-change", revision.pk)


@needs(MANAGE)
@require_http_methods(["GET", "POST"])
def upload(request: DeskRequest) -> HttpResponseBase:
    """Enter a notice as a file or text."""
    _require_the_top(request.viewer)
    form = UploadNoticeForm(posted(request), request.FILES or None)
    if request.method == "POST" and form.is_valid():
        done = _adopt(request, form)
        if done is not None:
            return done
    context = {"heading": "上传放假安排", "form": form, "example": EXAMPLE}
    status = 422 if form.errors else 200
    return render(request, "desk/upload_notice.html", context, status=status)


@needs(MANAGE)
@require_http_methods(["GET", "POST"])
def fill(request: DeskRequest) -> HttpResponseBase:
    """Enter a notice field by field."""
    _require_the_top(request.viewer)
    form = FillNoticeForm(posted(request), year=current().of("").last_known.year + 1)
    if request.method == "POST" and form.is_valid():
        done = _adopt(request, form)
        if done is not None:
            return done
    context = {"heading": "填写放假安排", "form": form}
    status = 422 if form.errors else 200
    return render(request, "desk/fill_notice.html", context, status=status)


@needs(MANAGE)
@require_http_methods(["GET", "POST"])
def retire(request: DeskRequest, key: int) -> HttpResponseBase:
    """Propose that a notice count no longer."""
    viewer = request.viewer
    _require_the_top(viewer)
    notice = get_object_or_404(CalendarNotice, pk=key)
    form = WhyForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            revision = retire_notice(
                notice=notice, **form.cleaned_data, by=viewer.actor, at=viewer.now
            )
        except (BadNotice, Refused) as problem:
            form.add_error(None, str(problem))
        else:
            return redirect("calendar-change", revision.pk)
    context = {
        "heading": f"停用{notice.title}",
        "form": form,
        "button": "列出影响",
        "back": "calendar",
        "explain": "提交后先列出会变动的期限，签核后才停用。",
    }
    return render(request, "desk/reason.html", context, status=422 if form.errors else 200)


@needs(MANAGE)
@require_http_methods(["GET", "POST"])
def region(request: DeskRequest) -> HttpResponseBase:
    """Propose that a body follow a regional calendar."""
    viewer = request.viewer
    agencies = viewer.visible(MANAGE).order_by("path")
    form = RegionForm(posted(request), agencies=agencies, today=viewer.today)
    if request.method == "POST" and form.is_valid():
        try:
            revision = assign_region(**form.cleaned_data, by=viewer.actor, at=viewer.now)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("calendar-change", revision.pk)
    context = {
        "heading": "机构改用地区日历",
        "form": form,
        "button": "列出影响",
        "back": "calendar",
        "explain": "下级机构随之改用，另有规定的除外。提交后先列出会变动的期限，签核后才生效。",
    }
    return render(request, "desk/form.html", context, status=422 if form.errors else 200)


@needs(MANAGE)
@require_http_methods(["GET", "POST"])
def yellow(request: DeskRequest) -> HttpResponseBase:
    """Say how early a body's duties turn yellow."""
    viewer = request.viewer
    agencies = viewer.visible(MANAGE).order_by("path")
    form = YellowForm(
        posted(request),
        agencies=agencies,
        today=viewer.today,
        days=settings.DUTY_YELLOW_DAYS,
    )
    if request.method == "POST" and form.is_valid():
        try:
            row = set_yellow_days(**form.cleaned_data, by=viewer.actor, at=viewer.now)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(
                request, f"{row.agency.name}自 {row.valid_from} 起提前 {row.days} 个工作日亮黄灯。"
            )
            return redirect("calendar")
    context = {
        "heading": "黄灯提前天数",
        "form": form,
        "button": "保存",
        "back": "calendar",
        "explain": "只影响灯的颜色，不影响期限。下级机构随之适用，另有规定的除外。",
    }
    return render(request, "desk/form.html", context, status=422 if form.errors else 200)


def _access_change(viewer: Viewer, key: int) -> CalendarRevision:
    """The change, if it is of a body within reach, or of all bodies and the person at the top."""
    found = CalendarRevision.objects.select_related("notice", "agency").filter(pk=key).first()
    if found is None:
        raise Http404
    if found.agency is not None:
        access_agency(viewer, found.agency.pk, MANAGE)
    elif not _at_the_top(viewer):
        raise Http404
    return found


@needs(MANAGE)
@require_GET
def change(request: DeskRequest, key: int) -> HttpResponseBase:
    """One change with every last day that it would move."""
    found = _access_change(request.viewer, key)
    rows = found.changes.select_related("duty__agency")
    listing = Listing(
        request,
        rows,
        sorts={
            "agency": ("机构", ("duty__agency__path", "due_after", "pk")),
            "due": ("新期限", ("due_after", "pk")),
        },
    )
    earlier = sum(
        1 for row in rows if row.due_after and row.due_before and row.due_after < row.due_before
    )
    context = {
        "heading": found.cause,
        "revision": found,
        "listing": listing,
        "rows": [(row, label_of(row.duty.kind)) for row in listing.page],
        "earlier": earlier,
        "arranged": _arranged(found),
        "doubts": notice_doubts(parse_notice(found.notice.text)) if found.notice else (),
        "is_pending": found.state == CalendarRevision.State.PENDING,
        "is_reading": found.kind == READINGS,
        "home": _home(found),
        "opens_duties": request.viewer.may_somewhere(Permission.DUTY_VIEW),
    }
    return render(request, "desk/calendar_change.html", context)


def _home(revision: CalendarRevision) -> str:
    """The page from which such changes are made."""
    return "readings" if revision.kind == READINGS else "calendar"


def _arranged(revision: CalendarRevision) -> list[tuple[str, str, str]]:
    """Each festival of the notice with its days off and days worked, in words."""
    if revision.notice is None:
        return []
    found: dict[str, dict[str, list[date]]] = {}
    for day, what, name in parse_notice(revision.notice.text).days:
        found.setdefault(name, {"rest": [], "work": []})[what].append(day)
    return [
        (name, days_in_words(kinds["rest"]), days_in_words(kinds["work"]))
        for name, kinds in found.items()
    ]


@needs(MANAGE)
@require_POST
@proved
def sign(request: DeskRequest, key: int) -> HttpResponseBase:
    """Let the change take effect and move the listed days."""
    viewer = request.viewer
    found = _access_change(viewer, key)
    number = found.changes.count()
    try:
        sign_off_change(revision=found, by=viewer.actor, at=viewer.now)
    except Refused as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, f"已签核，{number} 件期限随之变动，并已记入各事项的历史。")
    return redirect("calendar-change", found.pk)


@needs(MANAGE)
@require_http_methods(["GET", "POST"])
def drop(request: DeskRequest, key: int) -> HttpResponseBase:
    """Give the change up."""
    viewer = request.viewer
    found = _access_change(viewer, key)
    form = WhyForm(posted(request))
    if request.method == "POST" and form.is_valid():
        drop_change(revision=found, **form.cleaned_data, by=viewer.actor, at=viewer.now)
        messages.success(request, "已放弃，期限没有变动。")
        return redirect(_home(found))
    context = {
        "heading": "放弃变更",
        "form": form,
        "button": "放弃",
        "back": "calendar-change",
        "back_key": found.pk,
        "explain": f"{found.cause}。放弃后期限保持不变，需要时可重新录入。",
    }
    return render(request, "desk/reason.html", context, status=422 if form.errors else 200)
