"""How fresh each column is: its kind, its limit, its last update, and which ones are empty.

A column is updated by what is published in it or in an open column below it; the day that counts is
the one that its list shows. 依据：国办秘函〔2019〕19号（未注明发布时间的视为不更新）。
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import OuterRef, Subquery

from yangguang.apps.agencies.models import Agency, AgencyKind
from yangguang.apps.catalog.models import Column, ColumnType, Item, ItemState, UpdateClass
from yangguang.law.column_limits import (
    EMPTY,
    LIMITS,
    STALE_ANY,
    STALE_FIRST_LEVEL,
    UpdateLimit,
    home_last_day,
    last_day,
)

BY_TYPE = {
    ColumnType.NEWS: UpdateClass.NEWS,
    ColumnType.POLICY: UpdateClass.POLICY,
}
"""Reading: 工作动态 is 动态要闻类, 政策文件 is 政策文件类; any other type has no kind unless one is set."""


def class_of(column: Column) -> UpdateClass:
    """The kind that is set, else the one of its ColumnType."""
    return _class(column.update_class, column.column_type)


def _class(update_class: str, column_type: str) -> UpdateClass:
    if update_class:
        return UpdateClass(update_class)
    return BY_TYPE.get(ColumnType(column_type), UpdateClass.NONE)


def limit_for(update_class: str, column_type: str) -> UpdateLimit | None:
    """What the indicators allow a column of this kind (empty: that of its type)."""
    return LIMITS.get(_class(update_class, column_type))


def limit_of(column: Column) -> UpdateLimit | None:
    """What the inspection indicators allow; None for a kind that they do not name."""
    return LIMITS.get(class_of(column))


@dataclass(frozen=True, slots=True)
class Freshness:
    """One open column. ``updated_on`` None: nothing is or was ever published in it or below."""

    column: Column
    kind: UpdateClass
    limit: UpdateLimit | None
    updated_on: date | None
    due_on: date | None
    """The last day for the next update; None where nothing limits it, or nobody knows since when."""
    keeper: Agency | None
    first_level: bool
    today: date

    @property
    def is_empty(self) -> bool:
        """空白栏目."""
        return self.updated_on is None

    @property
    def is_stale(self) -> bool:
        """Whether the limit is over."""
        return self.due_on is not None and self.due_on < self.today

    @property
    def left(self) -> int | None:
        """Calendar days left, the last one included as day 0; negative once it is over."""
        return (self.due_on - self.today).days if self.due_on is not None else None

    @property
    def since(self) -> date | None:
        """From when the limit runs: the last update, else the day the column opened."""
        return self.updated_on or self.column.opened_on

    @property
    def limit_words(self) -> str:
        """The limit that holds, and whose it is."""
        own = self.column.own_limit
        if own is not None:
            return f"{own} 天（自定）"
        return self.limit.words if self.limit is not None else "不限"


def root_government() -> Agency | None:
    """The government whose site it is: it answers for columns that have no keeper."""
    return (
        Agency.objects.filter(parent=None, proposed=False, kind=AgencyKind.GOVERNMENT)
        .order_by("order", "pk")
        .first()
    )


def newest_days(columns: list[Column]) -> dict[int, date]:
    """For each column the newest day shown in it or in an open one below; one look into the index each."""
    newest = (
        Item.objects.filter(column=OuterRef("pk"), state=ItemState.PUBLISHED)
        .order_by("-listed_on", "-pk")
        .values("listed_on")[:1]
    )
    rows = Column.objects.filter(is_open=True, retired_at=None).annotate(newest=Subquery(newest))
    found: dict[int, date] = {}
    for path, key, day in rows.values_list("path", "pk", "newest"):
        if day is None:
            continue
        for above in {*(int(part) for part in path.split("/") if part), key}:
            found[above] = max(found.get(above, day), day)
    return {one.pk: found[one.pk] for one in columns if one.pk in found}


def freshness(today: date, columns: list[Column] | None = None) -> list[Freshness]:
    """Every open column, in the order of the tree."""
    if columns is None:
        columns = list(
            Column.objects.filter(is_open=True, retired_at=None)
            .select_related("agency", "keeper")
            .order_by("path")
        )
    days, root = newest_days(columns), root_government()
    return [_freshness(one, days.get(one.pk), root, today) for one in columns]


def _freshness(column: Column, updated: date | None, root: Agency | None, today: date) -> Freshness:
    limit = limit_of(column)
    since = updated or column.opened_on
    # A document dated ahead does not make the column fresh for longer than its publication does.
    due = last_day(min(since, today), limit, column.own_limit) if since is not None else None
    keeper = column.keeper or column.agency or root
    return Freshness(
        column, class_of(column), limit, updated, due, keeper, column.parent_id is None, today
    )


@dataclass(frozen=True, slots=True)
class Summary:
    """How the site stands against the counts that fail it."""

    stale_first_level: int
    stale: int
    empty: int
    home_updated_on: date | None
    home_due_on: date | None
    home_stale: bool

    @property
    def fails(self) -> list[str]:
        """What would fail the site today, in words; empty where nothing does."""
        found = []
        if self.home_stale:
            found.append("首页超过 2 周没有更新")
        if self.stale_first_level >= STALE_FIRST_LEVEL:
            found.append(
                f"一级栏目不更新 {self.stale_first_level} 个（达到 {STALE_FIRST_LEVEL} 个）"
            )
        if self.stale >= STALE_ANY:
            found.append(f"应更新未更新栏目 {self.stale} 个（达到 {STALE_ANY} 个）")
        if self.empty >= EMPTY:
            found.append(f"空白栏目 {self.empty} 个（达到 {EMPTY} 个）")
        return found


def summary(rows: list[Freshness], today: date) -> Summary:
    """The counts of the indicators over these columns, with the home page."""
    newest = (
        Item.objects.filter(state=ItemState.PUBLISHED, listed_on__isnull=False)
        .order_by("-listed_on", "-pk")
        .values_list("listed_on", flat=True)
        .first()
    )
    due = home_last_day(newest) if newest is not None else None
    stale = [one for one in rows if one.is_stale]
    return Summary(
        stale_first_level=sum(
            1 for one in stale if one.first_level and one.limit is not None and one.limit.decides
        ),
        stale=len(stale),
        empty=sum(1 for one in rows if one.is_empty),
        home_updated_on=newest,
        home_due_on=due,
        home_stale=due is not None and due < today,
    )
