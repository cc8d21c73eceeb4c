"""统计报表: rounds and who stands how, four hundred bodies on one page; reminders; laying on."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from yangguang.apps.agencies.models import Agency, AgencyKind
from yangguang.apps.agencies.permissions import Permission
from yangguang.apps.agencies.verdicts import Refused
from yangguang.apps.duties.lights import left_words
from yangguang.apps.duties.models import Duty
from yangguang.apps.reports.models import HANDED_IN, Return, ReturnRound, ReturnScope, ReturnState
from yangguang.apps.reports.returns_workflow import receives
from yangguang.apps.reports.services.returns_duties import SUBMIT
from yangguang.apps.reports.services.returns_importing import import_published
from yangguang.apps.reports.services.returns_reminding import remind_bodies
from yangguang.apps.reports.services.returns_rounds import move_round, open_return, open_round
from yangguang.apps.reports.services.returns_writing import SUBJECT_KIND
from yangguang.desk.access import needs, posted
from yangguang.desk.forms.returns import MoveRoundForm, NewRoundForm, RoundFilterForm
from yangguang.desk.returns.access import (
    access_return,
    access_round,
    lays_on,
    listed_within,
    rounds_within,
)
from yangguang.desk.viewer import DeskRequest, Viewer
from yangguang.desk.views.return_definitions import codes_in_use

P = Permission
PAGE = 100
NEWEST_ROUNDS = 12


@dataclass(frozen=True, slots=True)
class Row:
    """One body's return in a list. ``light`` is empty once it is handed in."""

    row: Return
    due_on: date
    light: str
    left: str
    late: bool


SORTS = {
    "tree": ("隶属", lambda one: (one.row.agency.path,)),
    "due": ("最急", lambda one: (not one.light, one.due_on, one.row.agency.path)),
    "found": (
        "问题最多",
        lambda one: (-one.row.blocking, -one.row.unexplained, one.row.agency.path),
    ),
    "back": ("退回最多", lambda one: (-one.row.times_back, one.row.agency.path)),
}


def shown_rows(viewer: Viewer, found: list[Return]) -> list[Row]:
    """With the day that now counts: of the correction, where it was sent back."""
    keys = [str(row.pk) for row in found]
    open_days: dict[str, date] = dict(
        Duty.objects.filter(
            kind=SUBMIT, subject_kind=SUBJECT_KIND, subject_key__in=keys, closed_at__isnull=True
        )
        .order_by("-due_on")
        .values_list("subject_key", "due_on")
    )
    rows = []
    for row in found:
        owed = open_days.get(str(row.pk))
        due_on = owed or row.due_on
        light = viewer.limits.light(row.agency_id, due_on).value if owed else ""
        left = (
            left_words(due_on, viewer.limits.left(row.agency_id, due_on), viewer.today)
            if owed
            else ""
        )
        late = row.first_submitted_on is not None and row.first_submitted_on > row.due_on
        rows.append(Row(row, due_on, light, left, late))
    return rows


@needs(P.RETURN_VIEW)
@require_GET
def returns(request: DeskRequest) -> HttpResponseBase:
    """The returns of the body one acts for, and every round within reach with how it stands."""
    viewer = request.viewer
    own = _own_bodies(viewer)
    mine = list(
        listed_within(viewer)
        .filter(agency__in=own)
        .exclude(state=ReturnState.IMPORTED)
        .order_by("-round__year", "-round__part", "round__code", "agency__path", "scope")[:24]
    )
    rounds = list(
        rounds_within(viewer).annotate(
            bodies=Count("returns", filter=_within(viewer), distinct=True),
            handed_in=Count(
                "returns",
                filter=_within(viewer) & Q(returns__state__in=HANDED_IN),
                distinct=True,
            ),
            accepted=Count(
                "returns",
                filter=_within(viewer)
                & Q(returns__state__in=[ReturnState.ACCEPTED, ReturnState.IMPORTED]),
                distinct=True,
            ),
            back=Count(
                "returns",
                filter=_within(viewer) & Q(returns__state=ReturnState.SENT_BACK),
                distinct=True,
            ),
        )
    )
    for one in rounds:
        one.owed = one.bodies - one.handed_in  # type: ignore[attr-defined] # counted for the list
    everything = bool(request.GET.get("all"))
    context = {
        "heading": "统计报表",
        "mine": shown_rows(viewer, mine),
        "rounds": rounds if everything else rounds[:NEWEST_ROUNDS],
        "older": 0 if everything else max(0, len(rounds) - NEWEST_ROUNDS),
        "lays_on": lays_on(viewer),
    }
    return render(request, "desk/returns/returns.html", context)


def _own_bodies(viewer: Viewer) -> list[int]:
    """The body one acts for; of a government's office the government too."""
    if viewer.agency is None:
        return []
    keys = [viewer.agency.pk]
    if viewer.agency.kind == AgencyKind.OFFICE and viewer.agency.parent_id is not None:
        keys.append(viewer.agency.parent_id)
    return keys


def _within(viewer: Viewer) -> Q:
    return Q(returns__agency__in=viewer.visible(P.RETURN_VIEW), returns__scope=ReturnScope.OWN)


@needs(P.RETURN_VIEW)
@require_GET
def one_round(request: DeskRequest, key: int) -> HttpResponseBase:
    """Every body of a round: state, light, findings, late."""
    viewer = request.viewer
    row = access_round(viewer, key)
    every = shown_rows(viewer, list(listed_within(viewer).filter(round=row)))
    form = RoundFilterForm(request.GET)
    form.is_valid()
    chosen = _filtered(viewer, every, form)
    asked = request.GET.get("sort", "")
    sort = asked if asked in SORTS else "tree"
    chosen.sort(key=SORTS[sort][1])
    states = Counter(one.row.state for one in every)
    government = viewer.agency if viewer.agency is not None else None
    context = {
        "heading": row.title,
        "round": row,
        "form": form,
        "page": Paginator(chosen, PAGE).get_page(request.GET.get("page")),
        "total": len(every),
        "sort": sort,
        "sorts": [(name, label) for name, (label, _) in SORTS.items()],
        "states": [
            (code, label, states[code]) for code, label in ReturnState.choices if states[code]
        ],
        "red": sum(one.light == "red" for one in every),
        "late": sum(one.late for one in every),
        "owed": sum(one.row.state not in HANDED_IN for one in every),
        "lays_on": lays_on(viewer),
        "may_remind": viewer.may_somewhere(P.RETURN_ACCEPT),
        "own": [one.row for one in every if one.row.agency_id in _own_bodies(viewer)],
        "region_of": _region(viewer, row, government),
    }
    return render(request, "desk/returns/round.html", context)


def _region(viewer: Viewer, row: ReturnRound, agency: Agency | None) -> Return | None:
    """The return of one's own government, where a return of the whole region can be made from it."""
    if agency is None or not viewer.may_somewhere(P.RETURN_FILL):
        return None
    own = (
        listed_within(viewer)
        .filter(
            round=row, scope=ReturnScope.OWN, agency__kind=AgencyKind.GOVERNMENT,
            agency__in=_own_bodies(viewer),
        )
        .first()
    )  # fmt: skip
    if (
        own is None
        or Return.objects.filter(round=row, agency=own.agency, scope=ReturnScope.REGION).exists()
    ):
        return None
    below = Return.objects.filter(
        round=row, receiver=own.agency, agency__kind=AgencyKind.GOVERNMENT
    )
    return own if below.exists() else None


def _filtered(viewer: Viewer, rows: list[Row], form: RoundFilterForm) -> list[Row]:
    given = form.cleaned_data
    state, light, found = given.get("state"), given.get("light"), given.get("found")
    if state == "owed":
        rows = [one for one in rows if one.row.state not in HANDED_IN]
    elif state:
        rows = [one for one in rows if one.row.state == state]
    if light:
        rows = [one for one in rows if one.light == light]
    if given.get("level") == "direct":
        rows = [one for one in rows if receives(one.row, viewer.agency)]
    if found == "back":
        rows = [one for one in rows if one.row.times_back]
    elif found:
        rows = [one for one in rows if getattr(one.row, found)]
    words = (given.get("q") or "").strip()
    return [one for one in rows if words in one.row.agency.name]


@needs(P.RETURN_ACCEPT)
@require_POST
def remind(request: DeskRequest, key: int) -> HttpResponseBase:
    """Press the ticked bodies, or all that have not handed in."""
    viewer = request.viewer
    row = access_round(viewer, key)
    rows = listed_within(viewer).filter(
        round=row, agency__in=viewer.visible(P.RETURN_ACCEPT), scope=ReturnScope.OWN
    )
    if request.POST.get("which") != "all":
        picked = [one for one in request.POST.getlist("pick") if one.isascii() and one.isdigit()]
        rows = rows.filter(pk__in=[int(one) for one in picked[:1000]])
    if viewer.agency is not None:
        rows = rows.exclude(agency__in=_own_bodies(viewer))
    try:
        done = remind_bodies(rows=rows.order_by("agency__path"), by=viewer.actor, at=viewer.now)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("return-round", key)
    nobody = f"；{'、'.join(done.nobody[:5])}没有填报人员，请先登记任职" if done.nobody else ""
    messages.success(request, f"已催报 {done.bodies} 个机构，发出 {done.messages} 条消息{nobody}。")
    return redirect("return-round", key)


@needs(P.RETURN_ACCEPT)
@require_http_methods(["GET", "POST"])
def new_round(request: DeskRequest) -> HttpResponseBase:
    """Lay on a round by hand."""
    viewer = request.viewer
    _require_top(viewer)
    initial = {"code": "annual", "year": viewer.today.year - 1}
    form = NewRoundForm(posted(request), codes=codes_in_use(), initial=initial)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            made = open_round(
                code=given["code"], year=given["year"], part=given["part"] or 0, by=viewer.actor,
                at=viewer.now,
            )  # fmt: skip
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"已布置{made.title}，共 {made.returns.count()} 个机构。")
            return redirect("return-round", made.pk)
    context = {
        "heading": "布置报表",
        "form": form,
        "button": "布置",
        "back": "returns",
        "explain": "向期末存续的各机构布置一期报表：按记录取数、登记应办事项。重复布置同一期只补上缺少的机构。",
    }
    return render(request, "desk/form.html", context, status=422 if form.errors else 200)


def _require_top(viewer: Viewer) -> None:
    if not lays_on(viewer):
        raise Http404


@needs(P.RETURN_ACCEPT)
@require_http_methods(["GET", "POST"])
def move(request: DeskRequest, key: int) -> HttpResponseBase:
    """Other last days for a round of a local form."""
    viewer = request.viewer
    _require_top(viewer)
    row = access_round(viewer, key)
    initial = {"due_on": row.due_on, "government_due_on": row.government_due_on}
    form = MoveRoundForm(posted(request), initial=initial, label_suffix="")
    if request.method == "POST" and form.is_valid():
        try:
            move_round(round=row, **form.cleaned_data, by=viewer.actor, at=viewer.now)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "期限已调整，未报送机构的应办事项随之变动。")
            return redirect("return-round", key)
    context = {
        "heading": f"调整期限：{row.title}",
        "form": form,
        "button": "调整",
        "back": "return-round",
        "back_key": key,
    }
    return render(request, "desk/form.html", context, status=422 if form.errors else 200)


@needs(P.RETURN_ACCEPT)
@require_POST
def take_published(request: DeskRequest) -> HttpResponseBase:
    """Returns of earlier years out of the annual reports in the catalogue."""
    viewer = request.viewer
    _require_top(viewer)
    made = import_published(by=viewer.actor, at=viewer.now)
    years = sorted({row.round.year for row in made})
    if made:
        messages.success(
            request, f"已由公开年报导入 {len(made)} 份（{years[0]}—{years[-1]}年度），可供比较。"
        )
    else:
        messages.success(request, "没有新的公开年报可以导入。")
    return redirect("returns")


@needs(P.RETURN_FILL)
@require_POST
def make_region(request: DeskRequest, key: int) -> HttpResponseBase:
    """A return of the whole region beside a government's own."""
    viewer = request.viewer
    row = access_return(viewer, key)
    verdict = viewer.may(P.RETURN_FILL, row.agency)
    if not verdict or _region(viewer, row.round, row.agency) is None:
        messages.error(request, verdict.sentence or "下级没有政府报表，或者全域表已经建立。")
        return redirect("return", key)
    made = open_return(
        round=row.round, agency=row.agency, scope=ReturnScope.REGION, by=viewer.actor, at=viewer.now
    )
    messages.success(request, "已建立全域汇总表，由本级和下级政府已报送的报表相加。")
    return redirect("return", made.pk)
