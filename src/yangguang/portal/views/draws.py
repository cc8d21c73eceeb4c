"""双随机一公开: every promise and every draw, with all that is needed to draw again.

依据: 国办发〔2015〕58号（全程留痕，抽查情况及查处结果及时向社会公布）. Made for each visit and not kept as
files: a replacement after the draw must show at once, and few people look.
"""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from yangguang.apps.draws.models import Commitment, Draw, Drawn, Plan, Record
from yangguang.apps.draws.pools import law_plan, pools_of
from yangguang.apps.draws.selectors import (
    drawn_of,
    newest_record,
    public_plans,
    replacements_of,
    results_of,
)
from yangguang.apps.draws.years import public_year_plans, tallies_of, tally_of, task_rows
from yangguang.law.drawing import inspectors_text, objects_text
from yangguang.portal.methods import read_only

PER_PAGE = 30
YEARS = 6
"""How many plans of years stand above the single checks."""


@read_only
def draws(request: HttpRequest, number: int = 1) -> HttpResponse:
    """All checks for which something was promised, the newest first; above them plans of years."""
    pages = Paginator(public_plans(), PER_PAGE)
    if not 1 <= number <= pages.num_pages:
        raise Http404
    years = list(public_year_plans()[:YEARS]) if number == 1 else []
    tallies = tallies_of(years, timezone.localdate())
    context = {
        "page": pages.page(number),
        "years": [(plan, tallies[plan.pk]) for plan in years],
        "more_years": public_year_plans().count() > len(years),
    }
    return render(request, "portal/draws/index.html", context)


@read_only
def years(request: HttpRequest, number: int = 1) -> HttpResponse:
    """The published plans of years, the newest first, with how far each is."""
    pages = Paginator(public_year_plans(), PER_PAGE)
    if not 1 <= number <= pages.num_pages:
        raise Http404
    page = pages.page(number)
    tallies = tallies_of(list(page.object_list), timezone.localdate())
    rows = [(plan, tallies[plan.pk]) for plan in page.object_list]
    return render(request, "portal/draws/years.html", {"page": page, "rows": rows})


@read_only
def year(request: HttpRequest, key: int) -> HttpResponse:
    """One plan of a year: its tasks, what is done, due and late, and every change with its reason."""
    plan = public_year_plans().filter(pk=key).first()
    if plan is None:
        raise Http404
    rows = task_rows(plan, timezone.localdate())
    shown = set(
        public_plans().filter(round__task__plan=plan).order_by().values_list("pk", flat=True)
    )
    context = {
        "plan": plan,
        "rows": rows,
        "tally": tally_of(rows),
        "shown": shown,
        "changes": list(plan.changes.select_related("task")),
    }
    return render(request, "portal/draws/year.html", context)


@read_only
def draw(request: HttpRequest, key: int) -> HttpResponse:
    """One plan: promises, seed, what was drawn, what came of it, how to check."""
    plan = _plan(key)
    found = getattr(plan, "draw", None)
    commitments = list(plan.commitments.defer("pools"))
    context = {
        "plan": plan,
        "law": law_plan(plan),
        "partners": list(plan.partners.all()),
        "commitments": commitments,
        "promise": next((one for one in commitments if one.voided_at is None), None),
        "draw": found,
        "rows": _rows(found) if found else [],
        "record": newest_record(found) if found else None,
        "records": list(found.records.defer("text")) if found else [],
        "replacements": replacements_of(found) if found else [],
    }
    return render(request, "portal/draws/draw.html", context)


def _rows(draw: Draw) -> list[tuple[Drawn, str, str]]:
    """The drawn objects with what is public of their results."""
    public = results_of(draw)
    return [(row, *public.get(row.result_row_id or 0, ("", ""))) for row in drawn_of(draw)]


@read_only
def record(request: HttpRequest, key: int, number: int | None = None) -> HttpResponse:
    """The record, the newest or the one of that number, as it was published."""
    plan = _plan(key)
    rows = Record.objects.filter(draw__plan=plan)
    found = (rows.filter(number=number) if number else rows.order_by("-number")).first()
    if found is None:
        raise Http404
    return _file(found.text, "application/json", f"record-{plan.pk}-{found.number}.json")


@read_only
def promise(request: HttpRequest, key: int, attempt: int) -> HttpResponse:
    """The words of one promise, as their fingerprint covers them."""
    found = _promise(key, attempt)
    return _file(found.text, "text/plain", f"promise-{key}-{attempt}.txt")


@read_only
def pool(request: HttpRequest, key: int, attempt: int, which: str) -> HttpResponse:
    """One of both lists in the form that its fingerprint covers."""
    pools = pools_of(_promise(key, attempt))
    if which == "objects":
        text = objects_text(pools.objects)
    elif which == "inspectors":
        text = inspectors_text(pools.inspectors)
    else:
        raise Http404
    return _file(text, "text/tab-separated-values", f"{which}-{key}-{attempt}.tsv")


@read_only
def how(request: HttpRequest) -> HttpResponse:
    """How the lot falls and how to check it by hand."""
    return render(request, "portal/draws/how.html", {})


def _plan(key: int) -> Plan:
    found = public_plans().filter(pk=key).first()
    if found is None:
        raise Http404
    return found


def _promise(key: int, attempt: int) -> Commitment:
    found = Commitment.objects.filter(plan=key, attempt=attempt).first()
    if found is None:
        raise Http404
    return found


def _file(text: str, media: str, name: str) -> HttpResponse:
    answer = HttpResponse(text, content_type=f"{media}; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
