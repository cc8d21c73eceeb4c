"""The tree of columns as the desk shows and moves it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace

from django.db.models import QuerySet

from yangguang.apps.catalog.addresses import FRONT, place_after
from yangguang.apps.catalog.effects import Effects, count_by_column, effects_of_ending
from yangguang.apps.catalog.models import Column, ColumnEnding
from yangguang.apps.catalog.workflow import NotPossible
from yangguang.apps.members.models import Subscription
from yangguang.desk.forms.columns import EndColumnForm
from yangguang.press.selectors import addresses_of_column

INDENT = 5
"""Levels that the page sets in; deeper ones stand as deep as the last."""


@dataclass(frozen=True, slots=True)
class Branch:
    """One row of the tree; the flags say which steps are possible."""

    column: Column
    depth: int
    published: int
    with_below: int
    parent: int | None
    first: bool
    last: bool
    below: int
    """How many columns stand directly below it."""

    @property
    def level(self) -> int:
        """How far the row is set in, from 0."""
        return min(self.depth, INDENT)


def branches(columns: list[Column]) -> list[Branch]:
    """The columns in the order of the tree; those whose parent is out of reach stand at the top."""
    counts = count_by_column()
    known = {one.pk for one in columns}
    by_parent: dict[tuple[int | None, int | None], list[Column]] = defaultdict(list)
    for one in columns:
        parent = one.parent_id if one.parent_id in known else None
        by_parent[parent, one.agency_id if parent is None else None].append(one)
    rows: list[Branch] = []

    def walk(level: list[Column], depth: int) -> int:
        level.sort(key=lambda one: (one.order, one.pk))
        total = 0
        for number, one in enumerate(level):
            place = len(rows)
            own = counts.get(one.pk, 0)
            children = by_parent.get((one.pk, None), [])
            row = Branch(
                one,
                depth,
                own,
                own,
                one.parent_id,
                number == 0,
                number == len(level) - 1,
                len(children),
            )
            rows.append(row)
            whole = own + walk(children, depth + 1)
            rows[place] = replace(row, with_below=whole)
            total += whole
        return total

    tops = [key for key in by_parent if key[0] is None]
    for key in sorted(tops, key=lambda key: (key[1] is not None, key[1] or 0)):
        walk(by_parent[key], 0)
    return rows


def namesakes_of(column: Column) -> QuerySet[Column]:
    """The standing columns of the same name on the same level."""
    level = Column.objects.filter(
        parent=column.parent_id, agency=column.agency_id, retired_at=None, name=column.name
    )
    return level.exclude(pk=column.pk)


def stepped(column: Column, step: str) -> tuple[Column | None, Column | None]:
    """Parent and next column after one step; raises NotPossible where there is no such place."""
    beside = list(
        Column.objects.filter(
            parent=column.parent_id, agency=column.agency_id, retired_at=None
        ).order_by("order", "pk")
    )
    place = [one.pk for one in beside].index(column.pk)
    if step == "up" and place > 0:
        return column.parent, beside[place - 1]
    if step == "down" and place < len(beside) - 1:
        return column.parent, beside[place + 2] if place + 2 < len(beside) else None
    if step == "in" and place > 0:
        return beside[place - 1], None
    if step == "out" and column.parent is not None:
        above = column.parent
        after = Column.objects.filter(
            parent=above.parent_id, agency=column.agency_id, retired_at=None
        ).order_by("order", "pk")
        rows = [one for one in after if one.pk != column.pk]
        keys = [one.pk for one in rows]
        follows = keys.index(above.pk) + 1 if above.pk in keys else len(rows)
        return above.parent, rows[follows] if follows < len(rows) else None
    raise NotPossible(f"栏目“{column.name}”已在这个方向的尽头，不能再移动。")


@dataclass(frozen=True, slots=True)
class WholeEffects:
    """What the catalogue counts, with whom it concerns outside of it."""

    own: Effects
    subscriptions: int
    addresses: int
    """Finished files that give way to the redirect; all other addresses lead on as well."""

    @property
    def mark(self) -> str:
        """Says whether what somebody confirmed is still what would happen."""
        return f"{self.own.mark}-{self.subscriptions}"


def whole_effects(column: Column) -> WholeEffects:
    """Counted now."""
    return WholeEffects(
        effects_of_ending(column),
        Subscription.objects.filter(kind=Subscription.Kind.COLUMN, value=column.slug).count(),
        addresses_of_column(column.slug),
    )


def where_to(column: Column, form: EndColumnForm) -> str:
    """Where the old addresses will lead, in words."""
    target = form.cleaned_data["target"] or column.parent
    if target is not None:
        return f"栏目“{target.name}”（/column/{target.slug}/）"
    if column.agency is not None:
        return f"{column.agency.name}的首页（/agency/{column.agency.slug}/）"
    return f"政府信息公开首页（/{FRONT}/）"


def ended_words(ending: ColumnEnding) -> str:
    """What has happened, or is still happening."""
    name = ending.source.name
    if ending.ended_at is None:
        return f"栏目“{name}”的信息较多，正在后台分批转移；全部移完后栏目关闭、旧网址转向。"
    if ending.target is not None:
        return f"栏目“{name}”已并入“{ending.target.name}”，转移信息 {ending.moved} 条，旧网址永久转到新栏目。"
    return f"栏目“{name}”已撤销，{ending.moved} 条信息不再归入栏目、仍然公开，旧网址已转向。"


@dataclass(frozen=True, slots=True)
class Gone:
    """A retired column with where its addresses lead."""

    column: Column
    place: str


def retired_within(within: QuerySet[Column]) -> list[Gone]:
    """Retired columns within reach, the latest first."""
    rows = within.filter(retired_at__isnull=False).select_related("agency", "successor")
    return [Gone(one, f"/{place_after(one)}/") for one in rows.order_by("-retired_at", "-pk")]
