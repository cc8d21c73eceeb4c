"""What a public document read before: its history, each past text, and what a change changed.

A past text has an address of its own for ever, says on top that it is not in force, and is kept
out of search engines. One that was closed answers 410 with the reason, and all of it ends with the
item's own withdrawal: every page here lies below the item's address, where its tombstone stands.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from yangguang.apps.catalog import selectors
from yangguang.apps.catalog.editions import (
    Past,
    attachments_of_edition,
    find_edition,
    history_of_editions,
)
from yangguang.apps.catalog.headers import header_changes, header_in
from yangguang.apps.catalog.models import Edition, Item, ItemState
from yangguang.apps.publishing.comparing import difference
from yangguang.portal.methods import read_only
from yangguang.press import keys
from yangguang.press.pressing import pressed


@dataclass(frozen=True, slots=True)
class Changed:
    """The history of an item in one line, for the item's own page."""

    last: Past
    editions: int


def changed(item: Item) -> Changed | None:
    """The last change of a public item; None where it reads as it first did."""
    if item.edition is None or item.edition.number == 1:
        return None
    history = history_of_editions(item)
    current = next((one for one in history if one.is_current), None)
    return Changed(current, len(history)) if current is not None and len(history) > 1 else None


@read_only
@pressed
def history(request: HttpRequest, key: int) -> HttpResponse:
    """Every edition of the item: number, moment, kind of change, reason."""
    item = _public_item(key)
    if item.state == ItemState.WITHDRAWN:
        return _withdrawn(request, item)
    keys.depend(keys.agency(item.agency_id))
    context = {"item": item, "history": history_of_editions(item)}
    return render(request, "portal/editions/history.html", context)


@read_only
@pressed
def edition(request: HttpRequest, key: int, number: int) -> HttpResponse:
    """A past text as it stood; the one in force leads to the item's own page."""
    item = _public_item(key)
    if item.state == ItemState.WITHDRAWN:
        return _withdrawn(request, item)
    found = _edition(item, number)
    if found.pk == item.edition_id:
        return redirect("item", key)
    if found.closed_at is not None:
        return _closed(request, item, found)
    keys.depend(keys.agency(item.agency_id))
    following = find_edition(item, number + 1)
    context = {
        "item": item,
        "edition": found,
        "header": header_in(item, found),
        "following": following,
        "attachments": attachments_of_edition(found),
    }
    return render(request, "portal/editions/edition.html", context)


@read_only
@pressed
def changes(request: HttpRequest, key: int, number: int) -> HttpResponse:
    """What an edition changed, paragraph by paragraph, against the one before it."""
    item = _public_item(key)
    if item.state == ItemState.WITHDRAWN:
        return _withdrawn(request, item)
    found = _edition(item, number)
    before = find_edition(item, number - 1)
    if before is None:
        raise Http404("the first edition changed nothing")
    for one in (before, found):
        if one.closed_at is not None:
            return _closed(request, item, one)
    keys.depend(keys.agency(item.agency_id))
    context = {
        "item": item,
        "edition": found,
        "before": before,
        "is_current": found.pk == item.edition_id,
        "header": header_changes(item, before, found),
        "difference": difference(before.title, before.body_html, found.title, found.body_html),
        "files": _files_changed(before, found),
    }
    return render(request, "portal/editions/changes.html", context)


def _files_changed(before: Edition, after: Edition) -> list[tuple[str, str]]:
    """Attachments that came, went or were replaced by others of their name: (word, title)."""
    old = {one.title: one.file_id for one in attachments_of_edition(before)}
    new = {one.title: one.file_id for one in attachments_of_edition(after)}
    return [
        *(("删去", title) for title in old if title not in new),
        *(("替换", title) for title in new if title in old and old[title] != new[title]),
        *(("增加", title) for title in new if title not in old),
    ]


def _public_item(key: int) -> Item:
    item = selectors.find_item(key)
    if item is None:
        raise Http404("item")
    return item


def _edition(item: Item, number: int) -> Edition:
    found = find_edition(item, number)
    if found is None:
        raise Http404("edition")
    return found


def _withdrawn(request: HttpRequest, item: Item) -> HttpResponse:
    return render(request, "portal/withdrawn.html", {"item": item}, status=410)


def _closed(request: HttpRequest, item: Item, edition: Edition) -> HttpResponse:
    context = {"item": item, "edition": edition}
    return render(request, "portal/editions/closed.html", context, status=410)
