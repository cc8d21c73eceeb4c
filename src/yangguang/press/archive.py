"""Long lists cut into pages whose addresses never shift.

A list is numbered from its oldest row: page 1 holds the oldest twenty, and a page once closed
keeps its number. The newest rows, twenty to thirty-nine of them, stand on the open page at the
list's own address; when forty have gathered, the older twenty are closed as the next page. So one
publication touches the open page and at most one closed page, however long the list is. Only where
a page ends is stored; what stands on it is asked of the catalogue, so an item moved or put under
another body stands where it belongs, and a withdrawn one leaves a line.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.db import transaction
from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet

from yangguang.apps.agencies.models import Agency
from yangguang.apps.catalog.models import Column, Facet, Item, ItemFacet, ItemState
from yangguang.apps.catalog.paging import rows_by_key
from yangguang.press import keys, locks, purging, services
from yangguang.press.models import ListBreak

SIZE = 20
OPEN_AT_MOST = 2 * SIZE
PARTED_ABOVE = 3 * SIZE
FEW = 20_000
"""A classification with fewer items is read from its own table, one with more from the catalogue."""
STANDING = (ItemState.PUBLISHED, ItemState.WITHDRAWN)
PARTS_TO_BEAR = 10
"""So many parted pages, and at least half as many as there are pages, have a list numbered anew."""

Place = tuple[date, int]
"""Where a row stands in any list: its day, then its key."""


class NoSuchPage(Exception):
    """The list has no closed page of that number."""


@dataclass(frozen=True)
class Shelf:
    """One list. An act asks for nothing but its key; ``find`` is asked when its rows are read."""

    key: str
    find: Callable[[], QuerySet[Item]]

    @cached_property
    def items(self) -> QuerySet[Item]:
        """What belongs to it, in whatever state, unordered."""
        return self.find()

    @property
    def rows(self) -> QuerySet[Item]:
        """What has a place on a page: the published items and the withdrawn, unordered."""
        return self.items.filter(state__in=STANDING, listed_on__isnull=False)

    @property
    def public(self) -> QuerySet[Item]:
        """The published items, newest first."""
        return self.items.filter(state=ItemState.PUBLISHED).order_by("-listed_on", "-pk")


def _items() -> QuerySet[Item]:
    return Item.objects.order_by()


def everything() -> Shelf:
    """The list of all that was ever published."""
    return Shelf("all", _items)


def of_column(column: Column) -> Shelf:
    """A column with the open columns below it."""

    def find() -> QuerySet[Item]:
        columns = [column.pk]
        if column.path:
            below = Column.objects.filter(path__startswith=column.path, is_open=True)
            columns = sorted({column.pk, *below.values_list("pk", flat=True)})
        return _items().filter(column__in=columns)

    return Shelf(f"column:{column.pk}", find)


def of_agency(agency: Agency) -> Shelf:
    """What one body published."""
    return Shelf(f"agency:{agency.pk}", lambda: _items().filter(agency=agency))


def of_facet(facet: Facet) -> Shelf:
    """What is filed under one value of a classification today."""

    def find() -> QuerySet[Item]:
        filed = ItemFacet.objects.filter(facet=facet, valid_to=None)
        if filed[:FEW].count() < FEW:
            return _items().filter(pk__in=filed.values("item"))
        return _items().filter(Exists(filed.filter(item=OuterRef("pk"))))

    return Shelf(f"facet:{facet.pk}", find)


def of_agency_column(agency: Agency, column: Column) -> Shelf:
    """What one body published in a column of the shared pool and the open ones below it."""
    shelf = of_column(column)
    return Shelf(f"agency:{agency.pk}:{shelf.key}", lambda: shelf.items.filter(agency=agency))


def of_agency_facet(agency: Agency, facet: Facet) -> Shelf:
    """What one body has filed under one value of a classification today."""
    filed = ItemFacet.objects.filter(facet=facet, valid_to=None, item=OuterRef("pk"))
    return Shelf(
        f"agency:{agency.pk}:facet:{facet.pk}",
        lambda: _items().filter(Exists(filed), agency=agency),
    )


def _newer(than: Place) -> Q:
    day, key = than
    return Q(listed_on__gte=day) & (Q(listed_on__gt=day) | Q(pk__gt=key))


def _not_newer(than: Place) -> Q:
    day, key = than
    return Q(listed_on__lte=day) & (Q(listed_on__lt=day) | Q(pk__lte=key))


def _breaks(shelf: str) -> QuerySet[ListBreak]:
    return ListBreak.objects.filter(shelf=shelf)


def _last(shelf: str) -> ListBreak | None:
    return _breaks(shelf).order_by("-day", "-item").first()


def _before(one: ListBreak) -> ListBreak | None:
    # The day is said twice, so that the index of days is entered at this one.
    older = Q(day__lt=one.day) | Q(item__lt=one.item)
    return _breaks(one.shelf).filter(older, day__lte=one.day).order_by("-day", "-item").first()


def _after(one: ListBreak) -> ListBreak | None:
    newer = Q(day__gt=one.day) | Q(item__gt=one.item)
    return _breaks(one.shelf).filter(newer, day__gte=one.day).order_by("day", "item").first()


@dataclass(frozen=True, slots=True)
class ClosedPage:
    """A closed page, newest row first. ``newer`` None: the open page comes next."""

    shelf: str
    number: int
    part: int
    items: list[Item]
    older: ListBreak | None
    newer: ListBreak | None

    @property
    def label(self) -> str:
        """第 12 页; a parted page says which part."""
        return f"第 {self.number} 页" + (f"（之 {self.part}）" if self.part > 1 else "")


@dataclass(frozen=True, slots=True)
class OpenPage:
    """The page at the list's own address; ``older`` is the newest closed page."""

    shelf: str
    items: list[Item]
    older: ListBreak | None


def read_open(shelf: Shelf) -> OpenPage:
    """The newest rows of a list, withdrawn ones left out."""
    last = _last(shelf.key)
    found = _open_rows(shelf, last)
    if len(found) >= OPEN_AT_MOST:
        last = close_full_pages(shelf)
        found = _open_rows(shelf, last)
    items = [one for one in rows_by_key(found) if one.state == ItemState.PUBLISHED]
    return OpenPage(shelf.key, items, last)


def _open_rows(shelf: Shelf, last: ListBreak | None) -> list[int]:
    rows = shelf.rows if last is None else shelf.rows.filter(_newer((last.day, last.item)))
    newest_first = rows.order_by("-listed_on", "-pk").values_list("pk", flat=True)
    return list(newest_first[:OPEN_AT_MOST])


def read_closed(shelf: Shelf, number: int, part: int = 1) -> ClosedPage:
    """A closed page, withdrawn rows among the others. Raises NoSuchPage."""
    close_full_pages(shelf)
    one = _breaks(shelf.key).filter(number=number, part=part).first()
    if one is None:
        raise NoSuchPage(number)
    older = _before(one)
    found = _keys_between(shelf, older, one, PARTED_ABOVE + 1)
    if len(found) > PARTED_ABOVE:
        _part(shelf, number)
        return read_closed(shelf, number, part)
    return ClosedPage(shelf.key, number, part, rows_by_key(found), older, _after(one))


def _keys_between(
    shelf: Shelf, older: ListBreak | None, one: ListBreak, limit: int | None
) -> list[int]:
    rows = shelf.rows.filter(_not_newer((one.day, one.item)))
    if older is not None:
        rows = rows.filter(_newer((older.day, older.item)))
    return list(rows.order_by("-listed_on", "-pk").values_list("pk", flat=True)[:limit])


def page_of(shelf: str, place: Place) -> int | None:
    """On which closed page of the list of that key a row of that place stands; None: the open page."""
    day, key = place
    reached = Q(day__gte=day) & (Q(day__gt=day) | Q(item__gte=key))
    one = _breaks(shelf).filter(reached).order_by("day", "item").first()
    return one.number if one else None


def pages_of(shelf: Shelf) -> Iterator[tuple[int, int]]:
    """Number and part of every closed page, newest first."""
    close_full_pages(shelf)
    found = _breaks(shelf.key).order_by("-day", "-item").values_list("number", "part")
    yield from found.iterator(chunk_size=2000)


def close_full_pages(shelf: Shelf) -> ListBreak | None:
    """Close what has filled up since; gives the newest closed page."""
    last = _last(shelf.key)
    if not _has_full_page(shelf, last):
        return last
    with transaction.atomic():
        locks.hold([keys.number_of(f"shelf {shelf.key}")])
        last = _last(shelf.key)
        _close_after(shelf, last)
    if last is not None:
        # Its way to newer rows led to the open page and now leads to a closed one.
        _purge(keys.closed_page(shelf.key, last.number), why="列表满页，后面新增一页")
    return _last(shelf.key)


def _purge(*names: str, why: str) -> None:
    purging.purge(names, mode=purging.Mode.STALE, reason=services.Reason(why))


def _has_full_page(shelf: Shelf, last: ListBreak | None) -> bool:
    rows = shelf.rows if last is None else shelf.rows.filter(_newer((last.day, last.item)))
    # The row that would make forty; nothing is counted that need not be.
    return rows.order_by("listed_on", "pk")[OPEN_AT_MOST - 1 : OPEN_AT_MOST].exists()


def _close_after(shelf: Shelf, last: ListBreak | None) -> None:
    rows = shelf.rows if last is None else shelf.rows.filter(_newer((last.day, last.item)))
    number = _breaks(shelf.key).aggregate(last=Max("number"))["last"] or 0
    made: list[ListBreak] = []
    waiting: list[Place] = []
    ordered = rows.order_by("listed_on", "pk").values_list("listed_on", "pk")
    for place in ordered.iterator(chunk_size=5000):
        waiting.append(place)  # type: ignore[arg-type] # rows without a day are not on a shelf
        if len(waiting) == OPEN_AT_MOST:
            number += 1
            day, key = waiting[SIZE - 1]
            made.append(ListBreak(shelf=shelf.key, number=number, day=day, item=key))
            del waiting[:SIZE]
        if len(made) == 1000:
            ListBreak.objects.bulk_create(made)
            made.clear()
    ListBreak.objects.bulk_create(made)


def _part(shelf: Shelf, number: int) -> None:
    """Part a closed page that grew too long; number the whole list anew where many have."""
    with transaction.atomic():
        locks.hold([keys.number_of(f"shelf {shelf.key}")])
        part = _breaks(shelf.key).filter(number=number).aggregate(last=Max("part"))["last"] or 1
        for one in list(_breaks(shelf.key).filter(number=number)):
            found = _keys_between(shelf, _before(one), one, None)
            if len(found) <= PARTED_ABOVE:
                continue
            days = dict(Item.objects.filter(pk__in=found).values_list("pk", "listed_on"))
            # Newest first; the uppermost part keeps the break that stands, each lower one gets its own.
            for start in range(SIZE, len(found) - SIZE + 1, SIZE):
                key = found[start]
                day = days[key]
                if day is None:
                    continue
                part += 1
                ListBreak.objects.create(
                    shelf=shelf.key, number=number, part=part, day=day, item=key
                )
        anew = _has_too_many_parts(shelf.key)
        if anew:
            number_anew(shelf)
    if anew:
        _purge(keys.archive_of(shelf.key), why="转入较早信息后列表重新编页")
    else:
        beside = (number - 1, number, number + 1)
        _purge(
            *(keys.closed_page(shelf.key, one) for one in beside), why="转入较早信息后一页分为几页"
        )


def _has_too_many_parts(shelf: str) -> bool:
    found = _breaks(shelf).aggregate(
        parts=Count("pk", filter=Q(part__gt=1)), pages=Count("pk", filter=Q(part=1))
    )
    return bool(found["parts"] > PARTS_TO_BEAR and found["parts"] * 2 > found["pages"])


def number_anew(shelf: Shelf) -> None:
    """Number a whole list again from its oldest row, as after a move-in of old documents.

    The one act by which a closed page changes its rows; the caller purges ``archive_of`` the list.
    """
    with transaction.atomic():
        locks.hold([keys.number_of(f"shelf {shelf.key}")])
        _breaks(shelf.key).delete()
        _close_after(shelf, None)


def forget(shelf: str) -> None:
    """A list is no more: its closed pages are nowhere numbered."""
    _breaks(shelf).delete()
