"""规范性文件有效性: which documents are in force, since when, and what a clean-up concluded.

依据：《条例》第二十条第（一）项；国务院对规范性文件清理的要求（清理结果向社会公布）。
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.http import StreamingHttpResponse as Streaming
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from yangguang.apps.agencies import directory
from yangguang.apps.agencies.models import Agency
from yangguang.apps.catalog.models import Item, ItemState, Validity
from yangguang.apps.publishing.models import CleanupLine, CleanupRound
from yangguang.apps.publishing.selectors import norms as standing
from yangguang.portal.methods import read_only
from yangguang.portal.registers.pages import Page, links_to, page_number
from yangguang.portal.spreadsheets import harmless
from yangguang.portal.subsites import head_of
from yangguang.portal.wording import validity_stamp
from yangguang.press import keys
from yangguang.press.pressing import pressed
from yangguang.press.questions import asking

ROWS = 50
VALIDITIES = [one for one in Validity if one.value]
HEADS = (
    "名称", "发文字号", "索引号", "成文日期", "有效性", "自何时起", "有效期至",
    "修改、废止的文件", "最近一次清理", "清理结论", "网址",
)  # fmt: skip


@read_only
@pressed
def front(request: HttpRequest) -> HttpResponse:
    """Every body with how many of its documents are in force, and the results of clean-ups."""
    keys.depend(keys.NORMS, keys.AGENCIES)
    keys.until(timezone.localdate() + timedelta(days=1))
    counts = standing.counts_by_body()
    bodies = [
        (agency, [counts[agency.pk].get(one.value, 0) for one in VALIDITIES])
        for agency in directory.known_agencies()
        if agency.pk in counts
    ]
    rounds = list(standing.public_rounds())
    keys.show_items(one.result_id for one in rounds if one.result_id is not None)
    context = {
        "here_name": "norms",
        "validities": VALIDITIES,
        "bodies": [(agency, numbers, sum(numbers)) for agency, numbers in bodies],
        "sums": [sum(row) for row in zip(*(numbers for _, numbers in bodies), strict=True)],
        "whole": sum(sum(numbers) for _, numbers in bodies),
        "rounds": [(one, standing.outcomes_of(one)) for one in rounds],
    }
    return render(request, "portal/norms/front.html", context)


@read_only
@pressed
@asking("page", "validity")
def of_agency(request: HttpRequest, slug: str) -> HttpResponse:
    """The normative documents of one body, each with its validity and what decided it."""
    return _of_agency(request, slug, page_number(request.GET.get("page", "1")))


@read_only
@asking("page", "validity")
def of_agency_page(request: HttpRequest, slug: str, number: int) -> HttpResponseBase:
    """A further page of them, at an address that a copy on any server has, too."""
    if request.META.get("QUERY_STRING") or number < 2:
        query = request.META.get("QUERY_STRING", "")
        address = reverse("agency-norms", args=[slug])
        return HttpResponseRedirect(f"{address}?{query}" if query else address)
    return _further_of_agency(request, slug, page_number(str(number)))


@pressed
def _further_of_agency(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    return _of_agency(request, slug, number)


def _find(slug: str) -> Agency:
    found = directory.find_agency(slug)
    if found is None:
        raise Http404("agency")
    keys.depend(keys.agency(found.pk), keys.norms_of(found.pk))
    return found


def _of_agency(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    agency = _find(slug)
    today = timezone.localdate()
    found = standing.norms_of(agency)
    counts = standing.counts_by_body(agency).get(agency.pk, {})
    chosen = request.GET.get("validity", "")
    chosen = chosen if chosen in Validity.values else ""
    total = counts.get(chosen, 0) if chosen else sum(counts.values())
    page = _page(number, total)
    narrowed = found.filter(validity=chosen) if chosen else found
    rows = standing.standings(
        list(narrowed.defer("signature", "unsure")[page.first_row - 1 : page.last_row]), on=today
    )
    _depend_on(rows)
    address = reverse("agency-norms", args=[slug])
    context: dict[str, Any] = {
        **head_of(agency),
        "here_name": "norms",
        "agency": agency,
        "rows": rows,
        "page": page,
        "chosen": chosen,
        "tabs": [(one.value, one.label, counts.get(one.value, 0)) for one in VALIDITIES],
        "total": sum(counts.values()),
        "unmarked": standing.unmarked_of(agency),
        "rounds": list(standing.public_rounds().filter(agency=agency)),
        "links": None if chosen else links_to(page, address),
        "list_url": address,
    }
    return render(request, "portal/norms/agency.html", context)


def _page(number: int, total: int) -> Page:
    page = Page(number, total, ROWS)
    if page.number > page.last:
        raise Http404("page")
    return page


def _depend_on(rows: Iterable[standing.Standing]) -> None:
    for row in rows:
        keys.show_items([row.item.pk, *(one.pk for one in row.by)])
        if row.line is not None:
            keys.depend(keys.cleanup(row.line.round_id))
            keys.show_items([row.line.round.result_id or row.item.pk])


@read_only
@pressed
@asking("page", "what")
def result(request: HttpRequest, key: int) -> HttpResponse:
    """The result of a round of clean-up: every document with its conclusion and how it stands now."""
    return _result(request, key, page_number(request.GET.get("page", "1")))


@read_only
@asking("page", "what")
def result_page(request: HttpRequest, key: int, number: int) -> HttpResponseBase:
    """A further page of it, at an address that a copy on any server has, too."""
    if request.META.get("QUERY_STRING") or number < 2:
        query = request.META.get("QUERY_STRING", "")
        address = reverse("cleanup-result", args=[key])
        return HttpResponseRedirect(f"{address}?{query}" if query else address)
    return _further_result(request, key, page_number(str(number)))


@pressed
def _further_result(request: HttpRequest, key: int, number: int) -> HttpResponse:
    return _result(request, key, number)


def _result(request: HttpRequest, key: int, number: int) -> HttpResponse:
    found = _round(key)
    outcomes = standing.outcomes_of(found)
    chosen = request.GET.get("what", "")
    chosen = chosen if chosen in dict(outcomes) else ""
    total = sum(number for one, number in outcomes if not chosen or one == chosen)
    page = _page(number, total)
    lines = standing.lines_in_order(found)
    lines = lines.filter(outcome=chosen) if chosen else lines
    rows = list(lines[page.first_row - 1 : page.last_row])
    keys.show_items(line.item_id for line in rows)
    today = timezone.localdate()
    since = standing.since_when([line.item for line in rows], on=today)
    address = reverse("cleanup-result", args=[key])
    context: dict[str, Any] = {
        **head_of(found.agency),
        "here_name": "norms",
        "round": found,
        "agency": found.agency,
        "lines": [
            (line, line.item.state == ItemState.PUBLISHED, place, since.get(line.item_id))
            for place, line in enumerate(rows, start=page.first_row)
        ],
        "outcomes": outcomes,
        "chosen": chosen,
        "total": sum(number for _, number in outcomes),
        "page": page,
        "links": None if chosen else links_to(page, address),
        "list_url": address,
    }
    return render(request, "portal/norms/result.html", context)


def _round(key: int) -> CleanupRound:
    found = standing.public_rounds().filter(pk=min(key, 2**62)).first()
    if found is None or found.result_id is None:
        raise Http404("round")
    keys.depend(keys.cleanup(found.pk), keys.agency(found.agency_id))
    keys.show_items([found.result_id])
    return found


@read_only
def table(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The normative documents of one body as a spreadsheet."""
    agency = _find(slug)
    host = f"{request.scheme}://{request.get_host()}"
    response = Streaming(_lines(agency, host), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="documents-{agency.slug}.csv"'
    return response


def norms_files(agencies: Iterable[Agency]) -> Iterator[tuple[str, Iterator[bytes]]]:
    """The table of each body that has normative documents with its address, for a copy of the site."""
    host = settings.SITE_URL.rstrip("/")
    counts = standing.counts_by_body()
    for agency in agencies:
        if agency.pk in counts:
            place = reverse("agency-norms-table", args=[agency.slug])
            yield place, (line.encode() for line in _lines(agency, host))


def norms_addresses() -> Iterator[str]:
    """The pages of every body that has normative documents, and of every public result."""
    counts = standing.counts_by_body()
    for agency in directory.known_agencies():
        total = sum(counts.get(agency.pk, {}).values())
        if total:
            place = reverse("agency-norms", args=[agency.slug])
            yield from _all_pages(place, total)
    for one in standing.public_rounds():
        total = sum(number for _, number in standing.outcomes_of(one))
        yield from _all_pages(reverse("cleanup-result", args=[one.pk]), total)


def _all_pages(place: str, total: int) -> Iterator[str]:
    yield place
    for number in range(2, Page(1, total, ROWS).last + 1):
        yield f"{place}page/{number}/"


def _lines(agency: Agency, host: str) -> Iterator[str]:
    today = timezone.localdate()
    yield "\ufeff" + _line(HEADS)
    found: list[Item] = []
    for item in standing.norms_of(agency).defer("signature", "unsure").iterator(chunk_size=500):
        found.append(item)
        if len(found) == 500:
            yield from _rows(found, host, today)
            found = []
    yield from _rows(found, host, today)


def _rows(items: list[Item], host: str, today: date) -> Iterator[str]:
    for row in standing.standings(items, on=today):
        item, line, stamp = row.item, row.line, validity_stamp(row.item, today)
        yield _line(
            (
                item.title,
                item.doc_number,
                item.index_number or "",
                item.formed_on.isoformat() if item.formed_on else "",
                stamp.word if stamp else "",
                row.since.isoformat() if row.since else "",
                item.valid_until.isoformat() if item.valid_until else "",
                "；".join(f"{one.title} {one.doc_number}".strip() for one in row.by),
                line.round.title if line else "",
                str(CleanupLine.Outcome(line.outcome).label) if line else "",
                host + reverse("item", args=[item.pk]),
            )
        )


def _line(cells: Iterable[str]) -> str:
    out = io.StringIO()
    csv.writer(out).writerow([harmless(one) for one in cells])
    return out.getvalue()
