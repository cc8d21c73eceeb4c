"""政府信息公开平台 of each body, by path under the one site: one layout, the same five parts.

依据：国办公开办函〔2019〕61号: guide, rules, statutory content by Art. 20, annual reports, and the way
to apply; uniform names and layout, search and download. No body has a site of its own for it.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from datetime import timedelta

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from yangguang.apps.agencies import directory
from yangguang.apps.agencies.models import Agency
from yangguang.apps.catalog import selectors
from yangguang.apps.catalog.models import Facet, Item
from yangguang.apps.catalog.paging import rows_by_key
from yangguang.apps.gazette.selectors import published_issues
from yangguang.apps.publishing.selectors.held import on_request_items
from yangguang.apps.reports import selectors as report_selectors
from yangguang.portal.context import read_site
from yangguang.portal.methods import read_only
from yangguang.portal.registers.articles import lists_by_article
from yangguang.portal.subsites import head_of
from yangguang.portal.views.lists import listing
from yangguang.press import archive, keys
from yangguang.press.pressing import pressed
from yangguang.press.questions import asking

NEWEST = 10
HELD_SHOWN = 500
CATALOGUE_HEADS = (
    "索引号",
    "名称",
    "内容概述",
    "生成日期",
    "发文字号",
    "公开日期",
    "有效性",
    "网址",
)
ABOUT = "bodies"
"""（二）of Art. 20, 机构职能 and how to reach a body: its own page says it, document or not."""
RISKY = ("=", "+", "-", "@", "\t", "\r")
"""A cell that begins with one of these would be computed by a spreadsheet."""


def _find(slug: str) -> Agency:
    found = directory.find_agency(slug)
    if found is None:
        raise Http404("agency")
    keys.depend(keys.agency(found.pk))
    keys.until(timezone.localdate() + timedelta(days=1))
    return found


@read_only
@pressed
def front(request: HttpRequest, slug: str) -> HttpResponse:
    """The platform's front: the body's newest documents, and the items of Art. 20 it has."""
    agency = _find(slug)
    published = selectors.items_of_agency(agency)
    newest = rows_by_key(list(published.values_list("pk", flat=True)[:NEWEST]))
    keys.depend(keys.newest_of(f"agency:{agency.pk}"))
    keys.show_items(one.pk for one in newest)
    context = {
        **head_of(agency),
        "here_name": "front",
        "agency": agency,
        "newest": newest,
        "interpreted": selectors.interpreted(newest),
        "articles": [one for one in selectors.articles_of_agency(agency) if one[1]],
    }
    return render(request, "portal/agency_platform_front.html", context)


@read_only
@pressed
def content(request: HttpRequest, slug: str) -> HttpResponse:
    """法定主动公开内容: the fifteen items, each with how much the body has under it."""
    agency = _find(slug)
    keys.depend(keys.newest_of(f"agency:{agency.pk}"))
    articles, lists = selectors.articles_of_agency(agency), lists_by_article(agency)
    context = {
        **head_of(agency),
        "here_name": "content",
        "agency": agency,
        "articles": articles,
        "in_lists": [(one, lists[one.code]) for one, _ in articles if one.code in lists],
        "empty": [
            facet
            for facet, number in articles
            if not number and facet.code != ABOUT and facet.code not in lists
        ],
    }
    return render(request, "portal/agency_platform_content.html", context)


@read_only
@pressed
@asking("page", "validity", "year")
def article(
    request: HttpRequest, slug: str, code: str, number: int | None = None, part: int = 1
) -> HttpResponse:
    """What the body has published under one item of Art. 20."""
    agency = _find(slug)
    facet = selectors.find_facet(Facet.Scheme.ARTICLE_20, code)
    if facet is None:
        raise Http404("facet")
    context = listing(request, archive.of_agency_facet(agency, facet), number, part)
    context |= {
        **head_of(agency),
        "here_name": "content",
        "agency": agency,
        "facet": facet,
        "articles": selectors.articles_of_agency(agency),
        "title": facet.name,
        "list_url": reverse("agency-article", args=[slug, code]),
        "in_lists": lists_by_article(agency).get(code, []),
    }
    return render(request, "portal/agency_platform_article.html", context)


@read_only
@pressed
def rules(request: HttpRequest, slug: str) -> HttpResponse:
    """政府信息公开制度: the body's own, beside those of the whole government."""
    agency = _find(slug)
    column = selectors.find_column(read_site().rules_column)
    own: list[Item] = []
    if column is not None:
        keys.depend(keys.column(column.pk), keys.newest_of(f"column:{column.pk}"))
        within = selectors.items_in_column(column).filter(agency=agency)
        own = rows_by_key(list(within.values_list("pk", flat=True)[:HELD_SHOWN]))
    keys.show_items(one.pk for one in own)
    context = {
        **head_of(agency),
        "here_name": "rules",
        "agency": agency,
        "column": column,
        "own": own,
        "interpreted": set(),
    }
    return render(request, "portal/agency_platform_rules.html", context)


@read_only
@pressed
def reports(request: HttpRequest, slug: str) -> HttpResponse:
    """政府信息公开年报 of the body, the newest first."""
    agency = _find(slug)
    keys.depend(keys.newest_of(f"agency:{agency.pk}"))
    found = report_selectors.reports_of_agency(agency)
    keys.show_items(one.item_id for one in found)
    context = {**head_of(agency), "here_name": "reports", "agency": agency, "reports": found}
    return render(request, "portal/agency_platform_reports.html", context)


@read_only
@pressed
def on_request(request: HttpRequest, slug: str) -> HttpResponse:
    """依申请公开目录: what the body holds and gives to those who ask, by name only."""
    agency = _find(slug)
    keys.depend(keys.held(agency.pk))
    found = list(on_request_items(agency)[: HELD_SHOWN + 1])
    context = {
        **head_of(agency),
        "here_name": "on-request",
        "agency": agency,
        "held": found[:HELD_SHOWN],
        "more": len(found) > HELD_SHOWN,
    }
    return render(request, "portal/agency_platform_held.html", context)


@read_only
def catalogue(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The body's whole catalogue as a spreadsheet: index number, name, summary, day of forming.

    依据：《条例》第十二条第三款（目录包括索引、名称、内容概述、生成日期等内容）。
    """
    agency = _find(slug)
    host = f"{request.scheme}://{request.get_host()}"
    response = StreamingHttpResponse(_lines(agency, host), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="catalogue-{agency.slug}.csv"'
    return response


def catalogue_files(agencies: Iterable[Agency]) -> Iterator[tuple[str, Iterator[bytes]]]:
    """The catalogue of each body with its address, for a copy of the site."""
    host = settings.SITE_URL.rstrip("/")
    for agency in agencies:
        place = reverse("agency-catalogue", args=[agency.slug])
        yield place, (line.encode() for line in _lines(agency, host))


def _lines(agency: Agency, host: str) -> Iterator[str]:
    yield "\ufeff" + _line(CATALOGUE_HEADS)
    rows = (
        selectors.items_of_agency(agency)
        .only(
            "index_number", "title", "summary", "formed_on", "doc_number", "listed_on", "validity",
        )
        .iterator(chunk_size=1000)
    )  # fmt: skip
    for item in rows:
        yield _line(
            (
                item.index_number or "",
                item.title,
                item.summary,
                item.formed_on.isoformat() if item.formed_on else "",
                item.doc_number,
                item.listed_on.isoformat() if item.listed_on else "",
                item.get_validity_display() if item.validity else "",
                host + reverse("item", args=[item.pk]),
            )
        )


def _line(cells: tuple[str, ...]) -> str:
    out = io.StringIO()
    csv.writer(out).writerow([f"'{one}" if one.startswith(RISKY) else one for one in cells])
    return out.getvalue()


@read_only
@pressed
def gazette(request: HttpRequest) -> HttpResponse:
    """政府公报: every issue that is out, by year, each with its page and its PDF."""
    keys.depend(keys.kind("gazette"))
    issues = list(published_issues())
    keys.show_items(one.item_id for one in issues if one.item_id)
    return render(request, "portal/gazette.html", {"issues": issues})
