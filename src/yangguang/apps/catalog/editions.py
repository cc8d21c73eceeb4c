"""What the public may read of an item's past texts.

Every edition has its line in the history: number, moment, kind of change and reason. Its text can
be read unless it was closed; all of it ends with the item's own withdrawal.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import F, Q

from yangguang.apps.catalog.models import Attachment, Edition, Item, ItemState


@dataclass(frozen=True, slots=True)
class Past:
    """One line of the history. ``before`` is the number of the readable edition just before it."""

    edition: Edition
    is_current: bool
    before: int | None

    @property
    def is_readable(self) -> bool:
        """Whether its text may be read."""
        return self.edition.closed_at is None


def history_of_editions(item: Item) -> list[Past]:
    """Every edition of a public item, the newest first; empty for any other item."""
    if item.state != ItemState.PUBLISHED:
        return []
    rows = item.editions.defer("body_html", "body_text").order_by("number")
    return _lines(list(rows), item.edition_id)


def edition_lines(items: list[int]) -> dict[int, list[Past]]:
    """The same for those of these public items that were changed since they were first public."""
    rows = (
        Edition.objects.filter(item__in=items, item__state=ItemState.PUBLISHED)
        .filter(item__edition__number__gt=1)
        .order_by("item", "number")
        .defer("body_html", "body_text")
        .annotate(current=F("item__edition"))
    )
    grouped: dict[int, list[Edition]] = {}
    current: dict[int, int] = {}
    for row in rows:
        grouped.setdefault(row.item_id, []).append(row)
        current[row.item_id] = row.current
    return {key: _lines(found, current[key]) for key, found in grouped.items()}


def _lines(rows: list[Edition], current: int | None) -> list[Past]:
    found: list[Past] = []
    last: Edition | None = None
    for row in rows:
        readable = last is not None and last.closed_at is None and row.closed_at is None
        found.append(Past(row, row.pk == current, last.number if readable and last else None))
        last = row
    return found[::-1]


def find_edition(item: Item, number: int) -> Edition | None:
    """One edition of a public item, closed or not; None where the item has no such edition."""
    if item.state != ItemState.PUBLISHED:
        return None
    return item.editions.filter(number=number).first()


def attachments_of_edition(edition: Edition) -> list[Attachment]:
    """The files of one edition, in order."""
    return list(edition.attachments.select_related("file"))


READABLE = Q(edition__item__edition=F("edition")) | Q(edition__closed_at__isnull=True)
"""Of attachments: those whose edition is in force or may be read as a past one."""
