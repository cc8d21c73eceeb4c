"""One item: its page, its attachments, and its index number as an address."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseNotModified,
    HttpResponseRedirect,
)
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import http_date
from django.views.decorators.http import conditional_page

from yangguang.apps.catalog import selectors
from yangguang.apps.catalog.models import Item, ItemKind, ItemState
from yangguang.apps.publishing.models import CleanupLine, CleanupRound
from yangguang.apps.publishing.selectors.norms import last_lines, public_rounds
from yangguang.apps.publishing.selectors.plans import POLICY_KINDS
from yangguang.apps.reports import selectors as report_selectors
from yangguang.portal import wording
from yangguang.portal.context import Tree, read_site, section_of_column
from yangguang.portal.methods import read_only
from yangguang.portal.views.editions import changed
from yangguang.press import keys
from yangguang.press.addresses import content_type
from yangguang.press.counting import reads_of
from yangguang.press.holding import ATTACHMENT_POLICY
from yangguang.press.pressing import pressed


def _dated(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Sends Last-Modified without answering If-Modified-Since from it.

    A repeal or a new interpretation changes the page without a new edition, so only the ETag of
    the finished page may say that nothing has changed.
    """

    @wraps(view)
    def inner(request: HttpRequest, *args: Any, **values: Any) -> HttpResponse:
        response = view(request, *args, **values)
        moment = getattr(request, "edition_made_at", None)
        if moment is not None:
            response["Last-Modified"] = http_date(moment.timestamp())
        return response

    return inner


@read_only
@pressed
@_dated
@conditional_page
def item(request: HttpRequest, key: int) -> HttpResponse:
    """The page of a published item; 410 with the reason for a withdrawn one."""
    found = selectors.find_item(key)
    if found is None:
        raise Http404("item")
    if found.state == ItemState.WITHDRAWN:
        return render(request, "portal/withdrawn.html", {"item": found}, status=410)
    if found.edition is not None:
        request.edition_made_at = found.edition.made_at  # type: ignore[attr-defined] # for _dated
    tree = Tree(tuple(selectors.site_columns()))
    line = tree.line(found.column) if found.column else []
    reports = (
        report_selectors.report_of_item(found.pk) if found.kind == ItemKind.ANNUAL_REPORT else []
    )
    related = selectors.related_to(found)
    concluded, result_of = _cleanups(found)
    facets = selectors.facets_of(found)
    keys.depend(keys.agency(found.agency_id))
    if line:
        keys.depend(*(keys.column(one.pk) for one in line))
    keys.show_items(
        one.pk
        for one in (
            *related.interpretations,
            *related.interprets,
            *(other for _, other in related.documents),
        )
    )
    return render(
        request,
        "portal/item.html",
        {
            "item": found,
            "edition": found.edition,
            "line": line,
            "section": section_of_column(line[0]) if line else "disclosure",
            "attachments": selectors.attachments_of(found),
            "changed": changed(found),
            "related": related,
            "facets": facets,
            "reports": reports,
            "concluded": concluded,
            "result_of": result_of,
            "cite": citation(request, found),
            "tree": tree,
        },
    )


def _cleanups(found: Item) -> tuple[CleanupLine | None, CleanupRound | None]:
    """What the last clean-up concluded about a document, and the round that it announces itself."""
    if found.kind not in POLICY_KINDS:
        return None, None
    keys.depend(keys.concluded(found.pk))
    line = last_lines([found.pk]).get(found.pk)
    if line is not None and line.round.result_id is not None:
        keys.depend(keys.cleanup(line.round_id))
        keys.show_items([line.round.result_id])
    return line, public_rounds().filter(result=found).first()


def citation(request: HttpRequest, found: Item) -> str:
    """How to cite the item: body, title, number, day, and the address of its ordinary page."""
    day = found.formed_on or found.listed_on
    parts = [f"{found.agency_name}：《{found.title}》" if found.agency_name else found.title]
    if found.doc_number:
        parts[0] += f"（{found.doc_number}）"
    if day:
        parts.append(f"{day.year}年{day.month}月{day.day}日")
    parts.append(read_site().url + request.path_info)
    return "，".join(parts)


@read_only
def by_index_number(request: HttpRequest, number: str) -> HttpResponse:
    """Leads from an index number to its item."""
    found = selectors.find_by_index_number(number)
    if found is None:
        raise Http404("index number")
    return HttpResponseRedirect(reverse("item", args=[found.pk]))


@read_only
@pressed
def attachment(request: HttpRequest, key: int, attachment: int, name: str = "") -> HttpResponseBase:
    """The bytes of an attachment of a published item, always as a download.

    Its address ends with the name under which it is saved; any other ending leads there.
    """
    found = selectors.find_public_attachment(key, attachment)
    if found is None or found.file is None:
        raise Http404("attachment")
    stored = found.file
    wanted = wording.file_name(found.title, stored.media_type)
    etag = f'"{stored.sha256}"'
    if request.headers.get("If-None-Match") == etag:
        return HttpResponseNotModified()
    folder = Path(settings.FILES_FOLDER).resolve()
    place = (folder / stored.path).resolve()
    if not place.is_relative_to(folder) or not place.is_file():
        raise Http404("file")
    if name != wanted:
        return HttpResponseRedirect(wording.attachment_url(key, found))
    response = FileResponse(place.open("rb"), content_type=content_type(request.path))
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(wanted)}"
    response["Content-Length"] = str(stored.size)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = ATTACHMENT_POLICY
    response["ETag"] = etag
    return response


@read_only
@pressed
def reads(request: HttpRequest, key: int) -> HttpResponse:
    """How often the item's page was read, as a piece of a page that the browser puts in place.

    The page is complete without it; so counting readers never touches a pressed page.
    """
    found = selectors.find_item(key)
    if found is None or found.state != ItemState.PUBLISHED:
        raise Http404("item")
    keys.depend(keys.reads(key))
    return render(request, "portal/reads.html", {"reads": reads_of(key)})
