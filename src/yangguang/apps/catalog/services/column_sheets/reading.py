"""One row of the sheet of columns by itself: what each cell says, and which cells cannot be."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from django.db.models import Field

from yangguang.apps.agencies.models import Agency
from yangguang.apps.catalog.models import Column, ColumnType
from yangguang.apps.catalog.services.column_sheets.layout import (
    ABOUT,
    BODY,
    CLASS,
    CLASSES,
    KEEPER,
    KEYWORDS,
    LIMIT,
    MERGE,
    MODULE,
    MODULES,
    NAME,
    OPEN,
    ORDER,
    PARENT,
    REASON,
    RETIRE,
    SLUG,
    STATE,
    TARGET,
    TYPE,
)
from yangguang.apps.catalog.services.columns import BAD_SLUG, COLUMN_SLUG
from yangguang.apps.catalog.services.sheets import Row
from yangguang.apps.catalog.updates import limit_for

_WHOLE = re.compile(r"(\d{1,6})(?:\.0+)?", re.ASCII)
REASON_AT_MOST = 300


@dataclass(slots=True)
class Line:
    """One row: what it asks for, in which steps that is done, and what is wrong with it."""

    row: Row
    slug: str
    column: Column | None
    name: str = ""
    parent: str = ""
    order: int | None = None
    column_type: str = ""
    module: str = ""
    agency: Agency | None = None
    description: str = ""
    keywords: str = ""
    update_class: str = ""
    own_limit: int | None = None
    keeper: Agency | None = None
    state: str = OPEN
    target: str = ""
    reason: str = ""
    problems: list[str] = field(default_factory=list)
    steps: list[str] = field(default_factory=list)
    """What will be done, in words; empty where the row says what already is."""
    moves: bool = False
    before: str = ""
    """The column above which it is set; empty: last below its parent."""
    rank: tuple[int, int] = (0, 0)
    """Its turn among those that are set: from the top of the tree down, from the last to the first."""

    @property
    def is_new(self) -> bool:
        """Whether the column is to be made."""
        return self.column is None

    @property
    def changes(self) -> bool:
        """Whether the row asks for anything."""
        return bool(self.steps)

    @property
    def ends(self) -> bool:
        """Whether the column is to be retired or merged, and still stands."""
        return self.state != OPEN and self.column is not None and self.column.retired_at is None

    def wrong(self, label: str, words: str) -> None:
        """Note a problem of one cell."""
        self.problems.append(f"{self.row.cell(label)}：{words}")


@dataclass(frozen=True, slots=True)
class Reach:
    """What the person may touch: columns and bodies by slug, and whether the site's own columns."""

    columns: Mapping[str, Column]
    bodies: Mapping[str, Agency]
    site: bool


def read_line(row: Row, known: Mapping[str, Column], reach: Reach) -> Line:
    """The row against the column of its slug; cells that are left out say what already is."""
    slug = row.said.get(SLUG, "")
    column = known.get(slug)
    line = Line(row, slug, column)
    if not slug:
        line.wrong(SLUG, f"没有填写“{SLUG}”。")
    elif column is not None and slug not in reach.columns:
        line.wrong(SLUG, f"网址标识“{slug}”的栏目不归您管理；新建栏目请换一个标识。")
    elif column is None and not COLUMN_SLUG.fullmatch(slug):
        line.wrong(SLUG, BAD_SLUG.format(slug))
    _read_state(line)
    if line.state != OPEN or (column is not None and column.retired_at is not None):
        return line
    _read_texts(line)
    _read_place(line, reach)
    _read_rule(line, reach)
    return line


def _read_state(line: Line) -> None:
    said = line.row.said
    line.state = said.get(STATE) or OPEN
    retired = line.column is not None and line.column.retired_at is not None
    if line.state not in {OPEN, RETIRE, MERGE}:
        line.wrong(STATE, f"“{STATE}”填的是“{line.state}”，应为：{OPEN}、{RETIRE}、{MERGE}。")
        line.state = OPEN
    elif line.state == OPEN and retired:
        line.wrong(STATE, "这个栏目已撤销，不能恢复，网址标识也不再使用；请另设网址标识新建。")
    elif line.state != OPEN and line.column is None:
        line.wrong(STATE, f"没有网址标识为“{line.slug}”的栏目，不能{line.state}。")
    if line.state == OPEN or retired:
        return
    line.target, line.reason = said.get(TARGET, ""), said.get(REASON, "")
    if not line.reason:
        line.wrong(REASON, f"{line.state}栏目须写明“{REASON}”。")
    elif len(line.reason) > REASON_AT_MOST:
        line.wrong(REASON, f"“{REASON}”最多 {REASON_AT_MOST} 个字，现有 {len(line.reason)} 个字。")
    if line.state == MERGE and not line.target:
        line.wrong(TARGET, f"并入须在“{TARGET}”填写并入哪个栏目。")


def _read_texts(line: Line) -> None:
    said, column = line.row.said, line.column
    for label, name in ((NAME, "name"), (ABOUT, "description"), (KEYWORDS, "keywords")):
        text = said.get(label, getattr(column, name) if column else "")
        most = cast("Field[Any, Any]", Column._meta.get_field(name)).max_length or 0
        if len(text) > most:
            line.wrong(label, f"“{label}”最多 {most} 个字，现有 {len(text)} 个字。")
        setattr(line, name, text)
    if not line.name:
        line.wrong(NAME, f"没有填写“{NAME}”。")
    line.column_type = said.get(TYPE) or (column.column_type if column else "")
    if not line.column_type:
        line.wrong(TYPE, f"没有填写“{TYPE}”。")
    elif line.column_type not in ColumnType.values:
        line.wrong(
            TYPE, f"没有“{line.column_type}”这种栏目类别，应为：{'、'.join(ColumnType.labels)}。"
        )
    module = said.get(MODULE, "")
    if module and module not in MODULES:
        line.wrong(MODULE, f"“{MODULE}”填的是“{module}”，应为：{'、'.join(MODULES)}。")
    line.module = MODULES.get(module) or (column.module if column else Column.Module.DISCLOSURE)


def _read_place(line: Line, reach: Reach) -> None:
    said, column = line.row.said, line.column
    line.parent = said.get(PARENT, column.parent.slug if column and column.parent else "")
    order = said.get(ORDER, "")
    number = _WHOLE.fullmatch(order)
    if order and not number:
        line.wrong(ORDER, f"“{ORDER}”填的是“{order}”，应为整数，同级栏目从小到大排。")
    line.order = int(number[1]) if number else None
    body = said.get(BODY)
    if column is not None:
        line.agency = column.agency
        own = column.agency.slug if column.agency else ""
        if body is not None and body != own:
            line.wrong(BODY, "栏目的所属机构不能更改；请在新的机构下新建栏目，再把本栏目并入。")
    elif body:
        line.agency = reach.bodies.get(body)
        if line.agency is None:
            line.wrong(BODY, f"没有网址标识为“{body}”的机构，或者它不归您管理。")
    elif not reach.site:
        line.wrong(BODY, f"您不管理全站的栏目，请填写“{BODY}”。")


def _read_rule(line: Line, reach: Reach) -> None:
    said, column = line.row.said, line.column
    kind = said.get(CLASS)
    if kind and kind not in CLASSES:
        line.wrong(CLASS, f"“{CLASS}”填的是“{kind}”，应为：{'、'.join(CLASSES)}。")
    now = column.update_class if column else ""
    line.update_class = CLASSES.get(kind, "") if kind is not None else now
    line.own_limit = column.own_limit if column else None
    days = said.get(LIMIT)
    if days is not None:
        number = _WHOLE.fullmatch(days.removesuffix("天").strip())
        line.own_limit = int(number[1]) if number else None
        if days and (number is None or not 1 <= int(number[1]) <= 366):
            line.wrong(LIMIT, f"“{LIMIT}”填的是“{days}”，应为 1 至 366 的整数，或者留空。")
    if line.own_limit and line.column_type in ColumnType.values:
        limit = limit_for(line.update_class, line.column_type)
        if limit is not None and line.own_limit > limit.shortest_days:
            line.wrong(
                LIMIT,
                f"{limit.label}栏目{limit.words}内必须更新，自定期限最多 {limit.shortest_days} 天。",
            )
    line.keeper = column.keeper if column else None
    keeper = said.get(KEEPER)
    if keeper is not None and keeper != (line.keeper.slug if line.keeper else ""):
        line.keeper = reach.bodies.get(keeper)
        if keeper and line.keeper is None:
            line.wrong(KEEPER, f"没有网址标识为“{keeper}”的机构，或者它不归您管理。")
