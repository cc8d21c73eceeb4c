"""The rows of the sheet together: the tree they would make, and what is wrong with it.

The whole tree is thought through before anything is written: columns that the file does not name
stay where they are and count as well.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from yangguang.apps.agencies.models import Agency
from yangguang.apps.catalog.effects import effects_of_ending
from yangguang.apps.catalog.models import Column, ColumnEnding, UpdateClass
from yangguang.apps.catalog.services.column_sheets.layout import (
    MERGE,
    OPEN,
    PARENT,
    SLUG,
    STATE,
    TARGET,
)
from yangguang.apps.catalog.services.column_sheets.reading import Line, Reach, read_line
from yangguang.apps.catalog.services.columns import STEP
from yangguang.apps.catalog.services.sheets import Row

Group = tuple[str, int | None]
"""Columns that stand beside one another: the slug of their parent, and whose they are."""


@dataclass(slots=True)
class Tree:
    """The tree after the file: for each standing column its parent and its body, by slug."""

    known: dict[str, Column]
    lines: dict[str, Line]
    parents: dict[str, str] = field(default_factory=dict)
    ending: set[str] = field(default_factory=set)

    def name(self, slug: str) -> str:
        """What the column will be called."""
        line = self.lines.get(slug)
        if line is not None and line.name:
            return line.name
        return self.known[slug].name if slug in self.known else slug

    def agency_of(self, slug: str) -> int | None:
        """Whose column it is."""
        if slug in self.known:
            return self.known[slug].agency_id
        agency = self.lines[slug].agency
        return agency.pk if agency else None

    def above(self, slug: str) -> list[str]:
        """The columns above it, the nearest first; ends where they come round to it again."""
        found: list[str] = []
        at = self.parents.get(slug, "")
        while at and at not in found:
            found.append(at)
            if at == slug:
                break
            at = self.parents.get(at, "")
        return found


def check_columns(
    rows: Iterable[Row], *, within: Iterable[Column], bodies: Iterable[Agency], site: bool
) -> list[Line]:
    """What each row would do. ``within`` and ``bodies`` are the person's reach; ``site``: at its top."""
    known = {one.slug: one for one in Column.objects.select_related("agency", "parent", "keeper")}
    reach = Reach(
        {one.slug: one for one in within}, {one.slug: one for one in bodies}, site
    )  # fmt: skip
    lines: list[Line] = []
    by_slug: dict[str, Line] = {}
    for row in rows:
        line = read_line(row, known, reach)
        if line.slug in by_slug:
            line.wrong(SLUG, f"{by_slug[line.slug].row.place}已经填过这个栏目，请只留一行。")
        elif line.slug:
            by_slug[line.slug] = line
        lines.append(line)
    tree = _tree(known, by_slug)
    for line in by_slug.values():
        if line.ends:
            _check_end(line, tree, reach)
        elif line.slug in tree.parents and line.state == OPEN:
            _check_place(line, tree, reach)
    if not any(line.problems for line in lines):
        _arrange(tree)
        for line in by_slug.values():
            _note_steps(line, tree)
    return lines


def _tree(known: dict[str, Column], lines: dict[str, Line]) -> Tree:
    """The tree that the rows ask for; an ending column's unnamed children go with a merge."""
    tree = Tree(known, lines)
    under_way = set(
        ColumnEnding.objects.filter(ended_at__isnull=True).values_list("source__slug", flat=True)
    )
    tree.ending = {line.slug for line in lines.values() if line.ends} | under_way
    for slug, column in known.items():
        if column.retired_at is None:
            tree.parents[slug] = column.parent.slug if column.parent else ""
    for slug, line in lines.items():
        if line.state == OPEN and (line.column is None or line.column.retired_at is None):
            tree.parents[slug] = line.parent
    for slug, parent in tree.parents.items():
        over = lines.get(parent)
        if slug not in lines and over is not None and over.ends and over.state == MERGE:
            tree.parents[slug] = over.target
    return tree


def _check_place(line: Line, tree: Tree, reach: Reach) -> None:
    parent = line.parent
    if not parent:
        return
    if parent not in tree.parents:
        gone = parent in tree.known
        words = "已撤销" if gone else "不存在，也不在表里"
        line.wrong(PARENT, f"上级栏目“{parent}”{words}，请改填现有栏目或留空。")
        return
    if parent in tree.ending:
        line.wrong(
            PARENT, f"上级栏目“{tree.name(parent)}”正在或将要撤销、并入，请改填别的上级栏目。"
        )
        return
    if line.slug in tree.above(line.slug):
        line.wrong(PARENT, "栏目不能放在它自己或它的下级之下，请改填上级栏目。")
        return
    now = line.column.parent if line.column else None
    if parent in tree.known and parent not in reach.columns and (now is None or now.slug != parent):
        line.wrong(PARENT, f"上级栏目“{tree.name(parent)}”不归您管理，不能放在它下面。")
    whose = tree.agency_of(parent)
    if whose is not None and whose != (line.agency.pk if line.agency else None):
        line.wrong(PARENT, f"上级栏目“{tree.name(parent)}”是别的机构的栏目，不能放在它下面。")


def _check_end(line: Line, tree: Tree, reach: Reach) -> None:
    below = [
        slug
        for slug, parent in tree.parents.items()
        if parent == line.slug and slug not in tree.ending
    ]
    if line.state != MERGE and below:
        names = "、".join(f"“{tree.name(slug)}”" for slug in below[:3])
        line.wrong(
            STATE,
            f"栏目下面还有 {len(below)} 个栏目（{names}{'等' if len(below) > 3 else ''}），"
            "请在表里先移走、合并或撤销它们。",
        )
    target = line.target
    if not target:
        return
    found = tree.known.get(target)
    if target not in tree.parents:
        line.wrong(TARGET, f"没有网址标识为“{target}”的现有栏目。")
    elif target == line.slug or line.slug in tree.above(target):
        line.wrong(TARGET, "不能转到栏目自己或它的下级栏目，请另填栏目。")
    elif target in tree.ending:
        line.wrong(TARGET, f"栏目“{tree.name(target)}”正在或将要撤销、并入，请另填栏目。")
    elif found is not None and target not in reach.columns and found.agency_id is not None:
        line.wrong(TARGET, f"栏目“{found.name}”不归您管理，请另填栏目。")
    elif line.state == MERGE and tree.agency_of(target) not in {None, tree.agency_of(line.slug)}:
        line.wrong(TARGET, f"“{tree.name(target)}”是别的机构自己的栏目，不能并入。")


def _arrange(tree: Tree) -> None:
    """Which columns must be set elsewhere, and above which; the others stay as they are."""
    groups: dict[Group, list[str]] = defaultdict(list)
    now = sorted(
        (one for one in tree.known.values() if one.retired_at is None),
        key=lambda one: (one.order, one.pk),
    )
    for column in now:
        parent = column.parent.slug if column.parent else ""
        if tree.parents[column.slug] == parent and column.slug not in tree.ending:
            groups[parent, column.agency_id].append(column.slug)
    coming: dict[Group, list[Line]] = defaultdict(list)
    for line in tree.lines.values():
        if line.ends or line.slug not in tree.parents or line.state != OPEN:
            continue
        group = (line.parent, tree.agency_of(line.slug))
        if line.slug not in groups[group]:
            coming[group].append(line)
    for group in {*groups, *coming}:
        _arrange_group(tree, groups[group], coming[group])


def _arrange_group(tree: Tree, stay: list[str], coming: Sequence[Line]) -> None:
    """The numbers of the file order its rows among themselves; what it does not name keeps still."""
    said = [
        line
        for slug in stay
        if (line := tree.lines.get(slug)) is not None and line.order is not None
    ]
    given = [line for line in coming if line.order is not None]
    wanted = sorted([*said, *given], key=lambda line: (line.order or 0, line.row.number))
    places = {slug: number for number, slug in enumerate(stay)}
    firm = _longest_rising([places[line.slug] for line in wanted if line.slug in places])
    fixed = {stay[number] for number in firm}
    final = [slug for slug in stay if slug in fixed or slug not in {one.slug for one in said}]
    for number, line in enumerate(wanted):
        if line.slug in fixed:
            continue
        line.moves = True
        following = next((one.slug for one in wanted[number:] if one.slug in fixed), None)
        if number:
            final.insert(final.index(wanted[number - 1].slug) + 1, line.slug)
        elif following is not None:
            final.insert(final.index(following), line.slug)
        else:
            ahead = [slug for slug in final if (places[slug] + 1) * STEP <= (line.order or 0)]
            final.insert(final.index(ahead[-1]) + 1 if ahead else 0, line.slug)
    for line in coming:
        if line.order is None:
            line.moves = True
            final.append(line.slug)
    for number, slug in enumerate(final):
        moved = tree.lines.get(slug)
        if moved is not None and moved.moves:
            moved.before = final[number + 1] if number + 1 < len(final) else ""
            moved.rank = (len(tree.above(slug)), -number)


def _longest_rising(numbers: Sequence[int]) -> set[int]:
    """The largest set of these numbers that already stand in rising order."""
    tails: list[int] = []
    chains: list[tuple[int, ...]] = []
    for number in numbers:
        at = bisect_left(tails, number)
        chain = (*(chains[at - 1] if at else ()), number)
        tails[at : at + 1], chains[at : at + 1] = [number], [chain]
    return set(chains[-1]) if chains else set()


def _note_steps(line: Line, tree: Tree) -> None:
    """What the row changes, in words."""
    column = line.column
    if line.ends and column is not None:
        if line.slug in _under_way(column):
            return
        counted = effects_of_ending(column)
        where = f"“{tree.name(line.target)}”" if line.target else "上级栏目或首页"
        if line.state == MERGE:
            line.steps.append(f"并入{where}，{counted.items} 条信息转过去")
        else:
            line.steps.append(f"撤销，{counted.items} 条信息不再归入栏目，旧网址转到{where}")
        return
    if line.state != OPEN:
        return
    under = f"“{tree.name(line.parent)}”之下" if line.parent else "最上级"
    if column is None:
        line.steps.append(f"新建，放在{under}")
        return
    if line.name != column.name:
        line.steps.append(f"更名，原名“{column.name}”")
    said = [
        label
        for label, changed in (
            ("栏目类别", line.column_type != column.column_type),
            ("模块", line.module != column.module),
            ("栏目说明", line.description != column.description),
            ("关键词", line.keywords != column.keywords),
        )
        if changed
    ]
    if said:
        line.steps.append(f"修改{'、'.join(said)}")
    if rule_of(line) != (column.update_class, column.own_limit, column.keeper):
        kind = UpdateClass(line.update_class).label if line.update_class else "按栏目类别"
        days = f"，{line.own_limit} 天" if line.own_limit else ""
        line.steps.append(f"更新期限：{kind}{days}{f'，{line.keeper.name}' if line.keeper else ''}")
    if line.moves:
        above = column.parent.slug if column.parent else ""
        if above != line.parent:
            line.steps.append(f"移到{under}")
        else:
            before = f"移到“{tree.name(line.before)}”之前" if line.before else "移到同级最后"
            line.steps.append(before)


def rule_of(line: Line) -> tuple[str, int | None, Agency | None]:
    """Update class, stricter limit and keeper that the row asks for."""
    return line.update_class, line.own_limit, line.keeper


def _under_way(column: Column) -> set[str]:
    return set(
        ColumnEnding.objects.filter(source=column, ended_at__isnull=True).values_list(
            "source__slug", flat=True
        )
    )
