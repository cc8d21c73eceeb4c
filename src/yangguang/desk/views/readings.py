"""期限计算口径: what the law leaves open, how each body answers it, and what a change would move."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from yangguang.apps.agencies.models import Agency
from yangguang.apps.agencies.permissions import Permission
from yangguang.apps.agencies.verdicts import Refused
from yangguang.apps.duties.calendars import Forecast, calendar_of
from yangguang.apps.duties.models import CalendarRevision
from yangguang.apps.duties.registry import Move, label_of
from yangguang.apps.requests.models import Application, ReadingChoice
from yangguang.apps.requests.selectors.readings import answers_of
from yangguang.apps.requests.services.readings import KIND, propose_reading, reached_by
from yangguang.desk.access import needs, posted
from yangguang.desk.forms.readings import ReadingForm
from yangguang.desk.viewer import DeskRequest, Viewer
from yangguang.law.readings import DEFAULT_READINGS, EXPLAINED, Reading, UnknownReading, reading_of

MANAGE = Permission.CALENDAR_MANAGE
VIEW = Permission.REQUEST_VIEW
SHOWN = 200


def _offered(viewer: Viewer) -> list[Agency]:
    within = Q(pk__in=viewer.visible(MANAGE)) | Q(pk__in=viewer.visible(VIEW))
    return list(Agency.objects.filter(within, proposed=False, valid_to=None).order_by("path"))


def _chosen(viewer: Viewer, offered: list[Agency], asked: str) -> Agency:
    """The body asked for, else one's own, else the first within reach."""
    if not offered:
        raise Http404
    if asked:
        found = next((one for one in offered if str(one.pk) == asked), None)
        if found is None:
            raise Http404
        return found
    own = viewer.agency
    return own if own is not None and own in offered else offered[0]


@needs(MANAGE, VIEW)
@require_GET
def readings(request: DeskRequest) -> HttpResponseBase:
    """Each open question with both answers, the one in force for a body and where it comes from."""
    viewer = request.viewer
    offered = _offered(viewer)
    agency = _chosen(viewer, offered, request.GET.get("agency", ""))
    chain = [int(part) for part in agency.path.strip("/").split("/") if part]
    history: dict[str, list[tuple[ReadingChoice, str]]] = {one.name: [] for one in EXPLAINED}
    for row in ReadingChoice.objects.filter(agency__in=chain).select_related("agency"):
        reading = reading_of(row.name)
        told = "随上级" if row.value is None else reading.told(row.value)
        history[row.name].insert(0, (row, told))
    revisions = CalendarRevision.objects.filter(kind=KIND, agency__in=chain)
    context = {
        "heading": "期限计算口径",
        "agencies": offered,
        "agency": agency,
        "rows": [
            (one, bool(getattr(DEFAULT_READINGS, one.reading.name)), history[one.reading.name])
            for one in answers_of(agency, viewer.today)
        ],
        "pending": revisions.filter(state=CalendarRevision.State.PENDING),
        "past": revisions.exclude(state=CalendarRevision.State.PENDING)[:20],
        "manages": bool(viewer.may(MANAGE, agency)),
    }
    return render(request, "desk/readings.html", context)


@dataclass(frozen=True, slots=True)
class Shown:
    """One duty that a choice would move; ``by`` says by how many working days, in words."""

    application: Application
    what: str
    move: Move
    by: str


def _by_how_much(move: Move, viewer: Viewer) -> str:
    before, after = move.due_before, move.due_on
    if after is None:
        return "计时暂停"
    if before is None:
        return "恢复计时"
    forecast = Forecast(calendar_of(move.duty.agency, on=viewer.today))
    days = forecast.left(before, after)
    return f"推后{days}个工作日" if days > 0 else f"提前{-days}个工作日"


@needs(MANAGE)
@require_http_methods(["GET", "POST"])
def choose(request: DeskRequest, name: str) -> HttpResponseBase:
    """Choose an answer: first the list of what it would move, then the proposal to be signed."""
    viewer = request.viewer
    try:
        reading = reading_of(name)
    except UnknownReading as problem:
        raise Http404 from problem
    agencies = viewer.visible(MANAGE).filter(proposed=False, valid_to=None).order_by("path")
    form = ReadingForm(
        posted(request),
        reading=reading,
        agencies=agencies,
        agency=next(
            (one for one in agencies if str(one.pk) == request.GET.get("agency", "")),
            viewer.agency,
        ),
        today=viewer.today,
    )
    tried: list[Shown] | None = None
    reached = 0
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            if request.POST.get("go") == "propose":
                return _propose(request, reading, given)
            found = reached_by(
                agency=given["agency"],
                name=name,
                value=given["value"],
                since=given["since"],
                on=viewer.today,
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            reached = len(found)
            tried = [
                Shown(one.application, label_of(move.duty.kind), move, _by_how_much(move, viewer))
                for one in found
                for move in one.moves
            ]
    context = {
        "heading": reading.question,
        "reading": reading,
        "form": form,
        "tried": tried[:SHOWN] if tried is not None else None,
        "moved": len(tried or ()),
        "reached": reached,
    }
    status = 422 if form.errors else 200
    return render(request, "desk/choose_reading.html", context, status=status)


def _propose(request: DeskRequest, reading: Reading, given: dict[str, object]) -> HttpResponseBase:
    viewer = request.viewer
    revision = propose_reading(
        **given,  # type: ignore[arg-type] # the form's fields bear the service's names and kinds
        name=reading.name,
        by=viewer.actor,
        at=viewer.now,
    )
    messages.success(request, "已提出，尚未生效。请核对期限变动后签核。")
    return redirect("calendar-change", revision.pk)
