"""Page numbers over long lists.

A list of a million rows is read by its index alone: first the twenty keys of the page, from
whichever end is nearer, then those twenty rows. The total is exact.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import QuerySet

from yangguang.apps.catalog.counts import total_of
from yangguang.apps.catalog.models import Item

PAGE_SIZE = 20
ROW_RELATIONS = ("agency", "column")
NOT_IN_ROWS = ("signature", "unsure", "source_url", "source_key")


class NoSuchPage(Exception):
    """The list has no page of that number."""


@dataclass(frozen=True, slots=True)
class ItemPage:
    """One page of a list. ``number`` counts from 1, the newest items standing on page 1."""

    items: list[Item]
    number: int
    total: int
    size: int = PAGE_SIZE

    @property
    def last(self) -> int:
        """The number of the last page; an empty list has one page."""
        return max(1, -(-self.total // self.size))

    @property
    def first_row(self) -> int:
        """The place of the first row of this page in the whole list, from 1; 0 where empty."""
        return (self.number - 1) * self.size + 1 if self.items else 0

    @property
    def last_row(self) -> int:
        """The place of the last row of this page in the whole list."""
        return (self.number - 1) * self.size + len(self.items)

    def __iter__(self) -> Iterator[Item]:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)


def read_page(
    found: QuerySet[Item],
    number: int,
    *,
    size: int = PAGE_SIZE,
    walked: QuerySet[Item] | None = None,
    whole: int = 0,
) -> ItemPage:
    """Page ``number`` of a queryset of items, newest first.

    ``walked`` finds the same items by walking ``whole`` rows in order; it is taken where that
    means fewer rows than sorting all that ``found`` gives. Raises NoSuchPage for a number below 1
    or past the end; page 1 of an empty list is a page.
    """
    total = total_of(found)
    last = max(1, -(-total // size))
    if not 1 <= number <= last:
        raise NoSuchPage(number)
    offset = (number - 1) * size
    if walked is not None and total:
        steps = min(offset + size, total - offset) * (whole / total)
        if steps < total:
            found = walked
    return ItemPage(_rows(found, offset, size, total), number, total, size)


def _rows(found: QuerySet[Item], offset: int, size: int, total: int) -> list[Item]:
    size = min(size, total - offset)
    if size <= 0:
        return []
    newest_first = found.order_by("-listed_on", "-pk").values_list("pk", flat=True)
    if offset <= total // 2:
        keys = list(newest_first[offset : offset + size])
    else:
        # Past the middle the same rows are nearer from the oldest end.
        start = total - offset - size
        keys = list(newest_first.reverse()[start : start + size])[::-1]
    return rows_by_key(keys)


def rows_by_key(keys: list[int]) -> list[Item]:
    """The items of these keys in the order given, with what a list row shows."""
    by_key = Item.objects.select_related(*ROW_RELATIONS).defer(*NOT_IN_ROWS).in_bulk(keys)
    return [by_key[key] for key in keys if key in by_key]
