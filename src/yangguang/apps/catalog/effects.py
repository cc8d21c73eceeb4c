"""What the end of a column would change, counted before anybody confirms it."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q

from yangguang.apps.catalog.counts import kept
from yangguang.apps.catalog.models import (
    Column,
    FilingRule,
    Item,
    ItemColumn,
    ItemState,
    SubSiteColumn,
)


@dataclass(frozen=True, slots=True)
class Effects:
    """``items`` in whatever state stand in the column itself, ``published`` of them are public."""

    items: int
    published: int
    below: int
    """Columns directly below it, retired ones left out."""
    menus: int
    """Sub-sites that show it in their menu."""
    rules: int
    """Rules of filing that name it."""
    led: int
    """Retired columns whose addresses lead here today and will lead on."""

    @property
    def mark(self) -> str:
        """Says whether what somebody confirmed is still what would happen."""
        return f"{self.items}-{self.below}-{self.menus}-{self.rules}-{self.led}"


def effects_of_ending(column: Column) -> Effects:
    """Counted now; items filed in several columns count where they stand in this one."""
    filed = ItemColumn.objects.filter(column=column, valid_to__isnull=True).values("item")
    standing = Item.objects.filter(Q(column=column) | Q(pk__in=filed)).order_by()
    return Effects(
        items=standing.count(),
        published=standing.filter(state=ItemState.PUBLISHED).count(),
        below=Column.objects.filter(parent=column, retired_at__isnull=True).count(),
        menus=SubSiteColumn.objects.filter(column=column).count(),
        rules=FilingRule.objects.filter(column=column, ended_at__isnull=True).count(),
        led=Column.objects.filter(successor=column, retired_at__isnull=False).count(),
    )


def count_by_column() -> dict[int, int]:
    """How many public items stand in each column itself; columns without any are absent."""
    counted = (
        Item.objects.filter(state=ItemState.PUBLISHED, column__isnull=False)
        .order_by()
        .values_list("column")
        .annotate(n=Count("pk"))
    )
    return kept("by column", lambda: dict(counted), weight=lambda found: sum(found.values()))
