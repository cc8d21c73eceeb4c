"""政府信息公开平台: guide, rules, statutory content, annual reports, application.

依据：国办公开办函〔2019〕61号: one platform under one name, navigation on the left, list on the right.
"""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from yangguang.apps.agencies import directory
from yangguang.apps.agencies.models import Agency
from yangguang.apps.catalog import selectors
from yangguang.apps.catalog.models import Facet, Item, ItemKind
from yangguang.apps.catalog.paging import rows_by_key
from yangguang.apps.reports import selectors as report_selectors
from yangguang.apps.requests.selectors.following import confirms_automatically
from yangguang.portal.context import read_site, root_government
from yangguang.portal.methods import read_only
from yangguang.portal.registers.articles import lists_by_article
from yangguang.press import keys
from yangguang.press.pressing import pressed


@read_only
@pressed
def platform(request: HttpRequest) -> HttpResponse:
    """The platform's front: what it holds, and the newest of the statutory content."""
    newest = selectors.newest(10, kinds=[ItemKind.POLICY, ItemKind.REGULATION])
    keys.depend(
        keys.kind(ItemKind.POLICY), keys.kind(ItemKind.REGULATION), keys.COUNTS, keys.REPORTS
    )
    keys.show_items(one.pk for one in newest)
    return render(
        request,
        "portal/disclosure.html",
        {
            "here_name": "platform",
            "newest": newest,
            "interpreted": selectors.interpreted(newest),
            "articles": selectors.facets(Facet.Scheme.ARTICLE_20),
            "report_years": report_selectors.years()[:5],
        },
    )


@read_only
@pressed
def guide(request: HttpRequest) -> HttpResponse:
    """The guide of the government itself, with a way to every body's own."""
    root = root_government()
    guides = selectors.newest(10, kinds=[ItemKind.DISCLOSURE_GUIDE])
    _shows_bodies_and(ItemKind.DISCLOSURE_GUIDE, guides, root)
    return render(
        request,
        "portal/guide.html",
        {
            "here_name": "guide",
            "agency": root,
            "confirms": confirms_automatically(root) if root else False,
            "whole_site": True,
            "divisions": directory.directory(timezone.localdate()),
            "guides": guides,
        },
    )


@read_only
@pressed
def rules(request: HttpRequest) -> HttpResponse:
    """政府信息公开制度: the national instruments, and what the site's own column holds."""
    column = selectors.find_column(read_site().rules_column)
    own = (
        rows_by_key(list(selectors.items_in_column(column).values_list("pk", flat=True)[:20]))
        if column
        else []
    )
    if column is not None:
        keys.depend(keys.column(column.pk), keys.newest_of(f"column:{column.pk}"))
    keys.show_items(one.pk for one in own)
    return render(
        request,
        "portal/rules.html",
        {"here_name": "rules", "column": column, "own": own, "interpreted": set()},
    )


@read_only
@pressed
def content(request: HttpRequest) -> HttpResponse:
    """法定主动公开内容: the items of article 20, each with how much stands under it."""
    keys.depend(keys.COUNTS)
    articles, lists = selectors.facets(Facet.Scheme.ARTICLE_20), lists_by_article()
    return render(
        request,
        "portal/content.html",
        {
            "here_name": "content",
            "articles": articles,
            "in_lists": [(one, lists[one.code]) for one, _ in articles if one.code in lists],
            "key_areas": selectors.facets(Facet.Scheme.KEY_AREA),
            "five": selectors.facets(Facet.Scheme.FIVE),
            "topics": selectors.facets(Facet.Scheme.TOPIC),
        },
    )


@read_only
@pressed
def request_guide(request: HttpRequest) -> HttpResponse:
    """依申请公开: how to apply, to whom, by when the answer is due."""
    root = root_government()
    guides = selectors.newest(10, kinds=[ItemKind.REQUEST_GUIDE])
    _shows_bodies_and(ItemKind.REQUEST_GUIDE, guides, root)
    return render(
        request,
        "portal/request_guide.html",
        {
            "here_name": "request",
            "agency": root,
            "divisions": directory.directory(timezone.localdate()),
            "guides": guides,
        },
    )


def _shows_bodies_and(kind: str, guides: list[Item], root: Agency | None) -> None:
    """What a guide of the whole site depends on: the register of bodies, and its newest guides."""
    keys.depend(keys.AGENCIES, keys.kind(kind))
    if root is not None:
        keys.depend(keys.agency(root.pk))
    keys.show_items(one.pk for one in guides)
    keys.until(timezone.localdate() + timedelta(days=1))
