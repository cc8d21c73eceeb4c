"""Many sub-sites at once from a spreadsheet, and back into one.

One row a body, the bodies without a sub-site too. A row without a name for the sub-site is passed
over; a column that is left out stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from yangguang.apps.agencies.models import Agency
from yangguang.apps.audit.actors import Actor
from yangguang.apps.catalog.models import Column, SubSite
from yangguang.apps.catalog.services.sheets import Beside, Layout, Row, as_workbook, read_rows
from yangguang.apps.catalog.services.subsites import MENU_AT_MOST, Head, put_subsite
from yangguang.apps.catalog.workflow import NotPossible

BODY, BODY_NAME, NAME, SLOGAN, CREST, COLOUR, OPEN, MENU = (
    "机构网址标识", "机构名称", "子网站名称", "副标题", "徽标字", "主色", "启用", "菜单栏目标识",
)  # fmt: skip
LABELS = (BODY, BODY_NAME, NAME, SLOGAN, CREST, COLOUR, OPEN, MENU)
YES, NO = "是", "否"
LAYOUT = Layout(
    title="子网站",
    labels=LABELS,
    must=(BODY, NAME),
    choices={COLOUR: [str(label) for label in SubSite.Colour.labels], OPEN: [YES, NO]},
    shown=frozenset({BODY_NAME}),
    widths={MENU: 40},
)
_BETWEEN = re.compile(r"[\s、，,；;|/]+")


@dataclass(slots=True)
class Line:
    """One row of the sheet: what it would make of a body's sub-site, and what is wrong with it."""

    row: Row
    agency: Agency | None = None
    head: Head | None = None
    menu: list[Column] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    is_new: bool = False
    changes: bool = False

    @property
    def said(self) -> dict[str, str]:
        """What stands in the row, by label."""
        return self.row.said

    def wrong(self, label: str, words: str) -> None:
        """Note a problem of one cell."""
        self.problems.append(f"{self.row.cell(label)}：{words}")


def sheet_of(agencies: Iterable[Agency]) -> list[list[str]]:
    """Head and one row for each of these bodies."""
    rows = [list(LABELS)]
    bodies = list(agencies)
    found = SubSite.objects.filter(agency__in=bodies).prefetch_related("menu__column")
    sites = {site.agency_id: site for site in found}
    for body in bodies:
        site = sites.get(body.pk)
        if site is None:
            rows.append([body.slug, body.name, "", "", "", "", "", ""])
            continue
        rows.append(
            [
                body.slug,
                body.name,
                site.name,
                site.slogan,
                site.crest,
                site.get_colour_display(),
                YES if site.is_open else NO,
                "、".join(one.column.slug for one in site.menu.all()),
            ]
        )
    return rows


def workbook_of(rows: Sequence[Sequence[str]], columns: Iterable[Column]) -> bytes:
    """The sheet as xlsx, with the columns that may stand in a menu on a second page."""
    known = [["栏目标识", "栏目名称", "所属"]]
    known += [[one.slug, one.name, one.agency.name if one.agency else "全站"] for one in columns]
    return as_workbook(LAYOUT, rows, [Beside("可选栏目", known)])


def read_subsites(data: bytes, name: str) -> list[Row]:
    """The filled-in rows of a file. Raises WrongSheet for what is no sheet of sub-sites."""
    return read_rows(
        data,
        name,
        LAYOUT,
        filled=lambda said: bool(said.get(NAME) or (said.get(BODY) and said.get(OPEN))),
    )


def check_rows(rows: Iterable[Row], *, agencies: Iterable[Agency]) -> list[Line]:
    """What each row would do; ``agencies`` are those within the person's reach."""
    bodies = {one.slug: one for one in agencies}
    sites = {
        site.agency_id: site
        for site in SubSite.objects.filter(agency__in=bodies.values()).prefetch_related("menu")
    }
    columns = {one.slug: one for one in Column.objects.select_related("agency")}
    lines: list[Line] = []
    seen: dict[str, int] = {}
    for row in rows:
        line = Line(row)
        slug = row.said.get(BODY, "")
        line.agency = bodies.get(slug)
        if not slug:
            line.wrong(BODY, f"没有填写“{BODY}”。")
        elif line.agency is None:
            line.wrong(BODY, f"没有网址标识为“{slug}”的机构，或者它不归您管理。")
        elif slug in seen:
            line.wrong(BODY, f"第 {seen[slug]} 行已经填过这个机构，请只留一行。")
        seen.setdefault(slug, row.number)
        site = sites.get(line.agency.pk) if line.agency is not None else None
        line.is_new = site is None
        _read_head(line, site)
        _read_menu(line, site, columns)
        lines.append(line)
        if line.head is not None and not line.problems:
            line.changes = site is None or _as_it_is(site) != (
                line.head.name, line.head.slogan, line.head.crest, line.head.colour,
                line.head.is_open, [one.pk for one in line.menu],
            )  # fmt: skip
    return lines


def _as_it_is(site: SubSite) -> tuple[object, ...]:
    menu = [one.column_id for one in sorted(site.menu.all(), key=lambda one: (one.order, one.pk))]
    return (site.name, site.slogan, site.crest, site.colour, site.is_open, menu)


def _read_head(line: Line, site: SubSite | None) -> None:
    said = line.said

    name = said.get(NAME, "") or (site.name if site else "")
    slogan, crest = (
        said.get(SLOGAN, site.slogan if site else ""),
        said.get(CREST, site.crest if site else ""),
    )
    for label, text, most in ((NAME, name, 40), (SLOGAN, slogan, 60), (CREST, crest, 1)):
        if len(text) > most:
            line.wrong(label, f"“{label}”最多 {most} 个字，现有 {len(text)} 个字。")
    if not name:
        line.wrong(NAME, f"没有填写“{NAME}”。")
    colours = {str(label): value for value, label in SubSite.Colour.choices}
    colour = said.get(COLOUR, "")
    if colour and colour not in colours:
        line.wrong(COLOUR, f"“{COLOUR}”填的是“{colour}”，应为：{'、'.join(colours)}。")
    is_open = said.get(OPEN, "")
    if is_open not in {"", YES, NO}:
        line.wrong(OPEN, f"“{OPEN}”填的是“{is_open}”，应为：{YES}、{NO}。")
    line.head = Head(
        name,
        slogan,
        crest,
        colours.get(colour) or (site.colour if site else SubSite.Colour.RED),
        None,
        is_open != NO if is_open else (site.is_open if site else True),
    )


def _read_menu(line: Line, site: SubSite | None, columns: dict[str, Column]) -> None:
    if MENU not in line.said and site is not None:
        by_key = {one.pk: one for one in columns.values()}
        ordered = sorted(site.menu.all(), key=lambda one: (one.order, one.pk))
        line.menu = [by_key[one.column_id] for one in ordered]
        return
    for slug in dict.fromkeys(one for one in _BETWEEN.split(line.said.get(MENU, "")) if one):
        column = columns.get(slug)
        if column is None:
            line.wrong(MENU, f"没有网址标识为“{slug}”的栏目，请对照“可选栏目”一页。")
        elif column.retired_at is not None or not column.is_open:
            line.wrong(MENU, f"栏目“{column.name}”已撤销或不对外显示，不能放进菜单。")
        elif column.agency_id not in {None, line.agency.pk if line.agency else None}:
            line.wrong(MENU, f"栏目“{column.name}”是别的机构的栏目，不能放进菜单。")
        else:
            line.menu.append(column)
    if len(line.menu) > MENU_AT_MOST:
        line.wrong(MENU, f"菜单最多 {MENU_AT_MOST} 个栏目，现有 {len(line.menu)} 个。")


def put_subsites(*, lines: Sequence[Line], by: Actor, at: datetime) -> int:
    """Write what the rows change, all or nothing; gives how many sub-sites were made or changed.

    Raises NotPossible where a row still has a problem.
    """
    wrong = [line for line in lines if line.problems]
    if wrong:
        raise NotPossible(f"还有 {len(wrong)} 行有问题，没有导入。{wrong[0].problems[0]}")
    done = 0
    with transaction.atomic():
        for line in lines:
            if line.changes and line.agency is not None and line.head is not None:
                put_subsite(agency=line.agency, head=line.head, menu=line.menu, by=by, at=at)
                done += 1
    return done
