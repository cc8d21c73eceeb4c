"""公开统计: the figures of a year for everybody, each leading to what it counts.

The pages of a year are pressed. Lists behind a figure and downloads are made for the asking: they
are looked at rarely and say nothing that a page must keep.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import quote, urlencode

from django.core.paginator import Paginator
from django.db.models import Min
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from yangguang.apps.agencies import directory
from yangguang.apps.agencies.models import Agency
from yangguang.apps.catalog import selectors
from yangguang.apps.catalog.models import Item, ItemState
from yangguang.apps.reports.figures import files
from yangguang.apps.reports.figures.asked import ANSWERED, RECEIVED, AskedFigure
from yangguang.apps.reports.figures.items import Figure, counted
from yangguang.apps.reports.figures.letters import (
    LetterFigure,
    channels,
    letter_counts,
    letter_rows,
)
from yangguang.apps.reports.figures.overview import Line, Overview, overview
from yangguang.apps.reports.figures.registry import NoFigure, figure
from yangguang.apps.reports.figures.scope import Scope
from yangguang.apps.reports.figures.summaries import summary
from yangguang.apps.requests.selectors.public_figures import grouped
from yangguang.law.replies import Group
from yangguang.portal import charts
from yangguang.portal.methods import read_only
from yangguang.press import keys
from yangguang.press.pressing import pressed

FIRST_YEAR = 2008
"""The regulation of 2007 came into force on 1 May of that year: nothing is asked of years before."""
PAGE = 50
MOST_BODIES = 20
BODY_FIGURES = ("published", "received", "answered")
MEDIA = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json; charset=utf-8",
}


@read_only
@pressed
def figures(request: HttpRequest, year: int | None = None) -> HttpResponse:
    """The figures of a year of all bodies; without a year, of this one."""
    return _page(request, None, year)


@read_only
@pressed
def agency_figures(request: HttpRequest, slug: str, year: int | None = None) -> HttpResponse:
    """The same of one body."""
    return _page(request, _find(slug), year)


def _find(slug: str) -> Agency:
    found = directory.find_agency(slug)
    if found is None:
        raise Http404("agency")
    keys.depend(keys.agency(found.pk))
    return found


def _year(wanted: int | None) -> int:
    this = timezone.localdate().year
    year = this if wanted is None else wanted
    if not FIRST_YEAR <= year <= this:
        raise Http404("year")
    return year


def _page(request: HttpRequest, agency: Agency | None, wanted: int | None) -> HttpResponse:
    today = timezone.localdate()
    year = _year(wanted)
    _depend(agency, year, today)
    found = overview(None if agency is None else [agency.pk], year, today, bodies=agency is None)
    place = _Place(agency, year)
    context = {
        "agency": agency,
        "year": year,
        "years": _years(agency, today),
        "found": found,
        "place": place,
        "headlines": [(one, place.records(one.code)) for one in found.headlines],
        "trends": _trends(found, place),
        "channels": _bars(found.channels, place),
        "results": _results(found, place),
        "fields": [(one, _bars(one.lines, place)) for one in found.fields],
        "kinds": _bars(found.kinds, place),
        "interpretations": _bars(found.interpretations, place),
        "bodies": [
            (body, [place.records(code, body=body.slug) for code in BODY_FIGURES])
            for body in found.bodies[:MOST_BODIES]
        ],
        "more_bodies": max(0, len(found.bodies) - MOST_BODIES),
        "letters": found.letters,
        "letter_lines": [
            (one, place.records(one.code))
            for one in (found.letters.lines if found.letters is not None else ())
        ],
    }
    return render(request, "portal/figures.html", context)


def _depend(agency: Agency | None, year: int, today: date) -> None:
    """Applications are counted anew each day, of years long past each week; what is published makes
    the pages of its body due, of earlier years only where something earlier was taken over."""
    keys.depend(keys.MENU)
    lately = year >= today.year - 1
    if agency is None:
        keys.depend(keys.COUNTS, keys.AGENCIES)
    else:
        shelf = f"agency:{agency.pk}"
        keys.depend(keys.newest_of(shelf) if lately else keys.archive_of(shelf))
    keys.until(today + timedelta(days=1 if lately else 7))


@dataclass(frozen=True, slots=True)
class _Place:
    """Where the page stands; it names the addresses that lead from it."""

    agency: Agency | None
    year: int

    def records(
        self, code: str, month: int | None = None, *, body: str = "", before: bool = False
    ) -> str:
        """The list behind a figure, of another body or the year before where that is asked."""
        query: dict[str, Any] = {"year": self.year - before, "figure": code}
        if month is not None:
            query["month"] = month
        if body or self.agency is not None:
            query["agency"] = body or (self.agency.slug if self.agency else "")
        return f"{reverse('figures-records')}?{urlencode(query)}"

    def download(self, which: str) -> str:
        """The page as a file."""
        if self.agency is None:
            return reverse("figures-data", args=[self.year, which])
        return reverse("agency-figures-data", args=[self.agency.slug, self.year, which])

    @property
    def csv(self) -> str:
        return self.download("csv")

    @property
    def xlsx(self) -> str:
        return self.download("xlsx")

    @property
    def json(self) -> str:
        return self.download("json")


def years_shown(today: date) -> range:
    """Every year of which there is something to count, the newest first."""
    oldest = selectors.public_items().aggregate(day=Min("listed_on"))["day"]
    first = max(FIRST_YEAR, oldest.year if oldest else today.year)
    return range(today.year, min(first, today.year) - 1, -1)


def years_counted(agencies: list[int] | None = None) -> dict[int, set[int]]:
    """Body → the years of which there is something of it to count; without ``agencies`` of all."""
    found: dict[int, set[int]] = defaultdict(set)
    whole = Scope(None if agencies is None else tuple(agencies), date(FIRST_YEAR, 1, 1), date.max)
    for rows, day in (
        (
            counted(whole).filter(disclosed_on__isnull=False),
            "disclosed_on",
        ),
        (RECEIVED.entries(whole), "day"),
        (ANSWERED.entries(whole), "day"),
        (letter_rows(whole), "starts_on"),
    ):
        for agency, year in rows.order_by().values_list("agency", f"{day}__year").distinct():
            found[agency].add(year)
    return found


def _years(agency: Agency | None, today: date) -> list[tuple[int, str]]:
    """The years with their pages, newest first."""
    if agency is None:
        return [(year, reverse("figures-year", args=[year])) for year in years_shown(today)]
    own = years_counted([agency.pk])[agency.pk] | {today.year}
    return [
        (year, reverse("agency-figures-year", args=[agency.slug, year]))
        for year in years_shown(today)
        if year in own
    ]


def _bars(lines: tuple[Line, ...], place: _Place) -> list[tuple[Line, charts.Bar, str]]:
    """Each line with its bar and the list behind it."""
    drawn = charts.bars([(one.label, Decimal(one.value)) for one in lines])
    return [(line, bar, place.records(line.code)) for line, bar in zip(lines, drawn, strict=True)]


def _results(found: Overview, place: _Place) -> list[tuple[Line, charts.Bar, str]]:
    """The results of applications; groups so small that they point at somebody are put together."""
    groups = {f"result.{group.value}": group for group in Group}
    counts = Counter({groups[one.code]: one.value for one in found.results})
    by_label = {one.label: one for one in found.results}
    lines = []
    for label, count in grouped(counts):
        known = by_label.get(label)
        lines.append(
            replace(known, earlier=0) if known else Line("answered", label, "件", count, 0)
        )
    return _bars(tuple(lines), place)


@dataclass(frozen=True, slots=True)
class _Trend:
    """One chart over the months, with the table behind it."""

    code: str
    name: str
    lines: charts.Lines
    rows: list[tuple[int, int | None, int, str, str]]
    """Month, this year, the year before, and the lists behind the two."""


def _trends(found: Overview, place: _Place) -> list[_Trend]:
    names = (f"{found.scope.first.year} 年", f"{found.before.first.year} 年")
    months = [f"{one.number}" for one in found.months]
    pairs = (
        ("published", "每月公开信息（条）", "published", "published_before"),
        ("received", "每月新收申请（件）", "received", "received_before"),
    )
    trends = []
    for code, name, now, then in pairs:
        values = [[getattr(one, which) for one in found.months] for which in (now, then)]
        drawn = charts.lines(
            months,
            [
                (label, [None if one is None else Decimal(one) for one in row])
                for label, row in zip(names, values, strict=True)
            ],
            unit="月",
        )
        rows = [
            (
                one.number,
                this,
                last,
                place.records(code, one.number),
                place.records(code, one.number, before=True),
            )
            for one, this, last in zip(found.months, *values, strict=True)
        ]
        trends.append(_Trend(code, name, drawn, rows))
    return trends


@read_only
def records(request: HttpRequest) -> HttpResponse:
    """What stands behind a figure: the published items themselves, or a summary of applications.

    Only whole years and months can be asked for, so that nobody can be singled out by a narrow
    choice of days.
    """
    year, month = _year(_asked(request, "year")), _asked(request, "month")
    slug = request.GET.get("agency", "")
    agency = _find(slug) if slug else None
    scope = _span(agency, year, month)
    try:
        wanted = figure(request.GET.get("figure", ""))
    except NoFigure as missing:
        raise Http404("figure") from missing
    context = {
        "agency": agency,
        "year": year,
        "month": month,
        "scope": scope,
        "figure": wanted,
        "back": reverse("agency-figures-year", args=[agency.slug, year])
        if agency
        else reverse("figures-year", args=[year]),
    }
    if isinstance(wanted, AskedFigure):
        return render(
            request, "portal/figures_asked.html", {**context, "summary": summary(wanted, scope)}
        )
    if isinstance(wanted, LetterFigure):
        return render(
            request, "portal/figures_letters.html", {**context, **_letters(wanted, scope)}
        )
    return render(
        request, "portal/figures_items.html", {**context, **_items(request, wanted, scope)}
    )


def _asked(request: HttpRequest, name: str) -> int | None:
    """The number that was asked for, None where none was. Raises Http404 for what is no number."""
    text = request.GET.get(name, "")
    if text and not re.fullmatch(r"[0-9]{1,4}", text):
        raise Http404(name)
    return int(text) if text else None


def _span(agency: Agency | None, year: int, month: int | None) -> Scope:
    """A year until today, or one of its months."""
    whole = Scope.of_year(None if agency is None else [agency.pk], year)
    today = timezone.localdate()
    if month is not None:
        if not 1 <= month <= 12:
            raise Http404("month")
        first = date(year, month, 1)
        following = date(year + month // 12, month % 12 + 1, 1)
        whole = replace(whole, first=first, last=following - timedelta(days=1))
    return replace(whole, last=max(whole.first, min(whole.last, today)))


def _letters(wanted: LetterFigure, scope: Scope) -> dict[str, Any]:
    """Letters by channel and month: what they say, and who wrote, is nobody else's business."""
    found: Counter[tuple[str, int]] = Counter()
    for (_, channel, month), counts in letter_counts(scope).items():
        if wanted.channel in {"", channel}:
            found[channel, month] += counts[wanted.what]
    order = {name: at for at, name in enumerate(channels())}
    rows = sorted(
        ((channel, month, count) for (channel, month), count in found.items() if count),
        key=lambda row: (order.get(row[0], len(order)), row[1]),
    )
    return {"rows": rows, "total": found.total()}


def _items(request: HttpRequest, wanted: Figure, scope: Scope) -> dict[str, Any]:
    """A page of the items, with the number of those that are no longer public."""
    rows = wanted.rows(scope).order_by()
    total = rows.count()
    shown = (
        Item.objects.filter(pk__in=rows.values("item"), state=ItemState.PUBLISHED)
        .select_related("agency", "column")
        .defer("signature", "unsure")
        .order_by("-listed_on", "-pk")
    )
    page = Paginator(shown, PAGE).get_page(request.GET.get("page"))
    items = list(page.object_list)
    return {
        "total": total,
        "hidden": total - page.paginator.count,
        "page": page,
        "items": items,
        "interpreted": selectors.interpreted(items),
    }


@read_only
def data(request: HttpRequest, year: int, which: str, slug: str = "") -> HttpResponse:
    """The figures of a year as a file."""
    if which not in MEDIA:
        raise Http404("format")
    agency = _find(slug) if slug else None
    body = next(_files(agency, _year(year), [which]))
    name = f"{agency.name if agency else ''}{year}年公开统计.{which}"
    return HttpResponse(
        body,
        content_type=MEDIA[which],
        headers={"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}"},
    )


def _files(agency: Agency | None, year: int, formats: Iterable[str]) -> Iterator[bytes]:
    """The figures of a year in each of the formats, counted once."""
    now = timezone.localtime()
    bodies = None if agency is None else [agency.pk]
    found = overview(bodies, year, now.date(), bodies=agency is None)
    shown = _results(found, _Place(agency, year))
    found = replace(found, results=tuple(one for one, _, _ in shown))
    about = [
        f"统计范围：{agency.name if agency else '全部机构'}",
        f"统计期限：{found.scope.first}至{found.scope.last}，同期为上年同日",
        f"统计时点：{now:%Y-%m-%d %H:%M}",
    ]
    tables = files.tables_of(found)
    for which in formats:
        if which == "xlsx":
            yield files.as_xlsx(about, tables, made_at=now)
        else:
            written = files.as_csv if which == "csv" else files.as_json
            yield written(about, tables).encode()


def downloads(pages: Iterable[tuple[Agency | None, int]]) -> Iterator[tuple[str, list[bytes]]]:
    """The files that the pages of figures offer, with their addresses, for a copy of the site."""
    for agency, year in pages:
        place = _Place(agency, year)
        for which, body in zip(MEDIA, _files(agency, year, MEDIA), strict=True):
            yield place.download(which), [body]
