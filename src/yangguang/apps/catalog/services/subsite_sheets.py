"""Many sub-sites at once from a spreadsheet, and back into one.

The sheet we write is the sheet we read: one row a body, the bodies without a sub-site too. A row
without a name for the sub-site is passed over; a column that is left out stays as it is. Every
problem is named by its row before anything is written, and a sheet is taken whole or not at all.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import xlsxwriter
from django.db import transaction

from yangguang.apps.agencies.models import Agency
from yangguang.apps.audit.actors import Actor
from yangguang.apps.catalog.models import Column, SubSite
from yangguang.apps.catalog.services.subsites import MENU_AT_MOST, Head, put_subsite
from yangguang.apps.catalog.workflow import NotPossible
from yangguang.apps.files.sandbox import read_document
from yangguang.text.document import UnreadableDocument
from yangguang.text.sheets import grids_of, plain_head
from yangguang.text.sheets.harmless import harmless, unmarked

BODY, BODY_NAME, NAME, SLOGAN, CREST, COLOUR, OPEN, MENU = (
    "机构网址标识", "机构名称", "子网站名称", "副标题", "徽标字", "主色", "启用", "菜单栏目标识",
)  # fmt: skip
LABELS = (BODY, BODY_NAME, NAME, SLOGAN, CREST, COLOUR, OPEN, MENU)
YES, NO = "是", "否"
HEAD_WITHIN = 10
"""The head stands in one of the first rows; a title may stand above it."""
AT_MOST = 2_000
_BETWEEN = re.compile(r"[\s、，,；;|/]+")


@dataclass(slots=True)
class Line:
    """One row of the sheet: what it would make of a body's sub-site, and what is wrong with it."""

    number: int
    said: dict[str, str]
    agency: Agency | None = None
    head: Head | None = None
    menu: list[Column] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    is_new: bool = False
    changes: bool = False


class WrongSheet(Exception):
    """The file is not a sheet of sub-sites; ``args[0]`` says what it lacks and what to do."""


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


def as_workbook(rows: Sequence[Sequence[str]], columns: Sequence[Column]) -> bytes:
    """The sheet as xlsx, with the columns that may stand in a menu on a second page."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        text = book.add_format({"num_format": "@"})
        bold = book.add_format({"bold": True, "bg_color": "#EAF2FA", "border": 1})
        must = book.add_format({"bold": True, "bg_color": "#FDF4E1", "border": 1})
        page = book.add_worksheet("子网站")
        for down, row in enumerate(rows):
            for right, cell in enumerate(row):
                style = text if down else (must if LABELS[right] in {BODY, NAME} else bold)
                page.write_string(down, right, cell, style)
        for right, label in enumerate(LABELS):
            page.set_column(right, right, 40 if label == MENU else max(14, len(label) * 2 + 6))
        last = max(len(rows) + 200, 400)
        colours = [str(label) for label in SubSite.Colour.labels]
        for label, choices in ((COLOUR, colours), (OPEN, [YES, NO])):
            right = LABELS.index(label)
            page.data_validation(1, right, last, right, {"validate": "list", "source": choices})
        page.freeze_panes(1, 2)
        known = book.add_worksheet("可选栏目")
        for right, label in enumerate(("栏目标识", "栏目名称", "所属")):
            known.write_string(0, right, label, bold)
        for down, column in enumerate(columns, start=1):
            whose = column.agency.name if column.agency else "全站"
            for right, cell in enumerate((column.slug, column.name, whose)):
                known.write_string(down, right, cell, text)
        known.set_column(0, 2, 28)
    return target.getvalue()


def as_csv(rows: Sequence[Sequence[str]]) -> bytes:
    """The sheet as csv that spreadsheet programs open in Chinese."""
    out = io.StringIO()
    csv.writer(out).writerows([harmless(cell) for cell in row] for row in rows)
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def read_rows(data: bytes, name: str) -> list[tuple[int, dict[str, str]]]:
    """The filled-in rows of a file, each with its number in it and what stands under which label.

    Raises WrongSheet for a file that cannot be read, or in which no table has the two columns that
    must be there.
    """
    try:
        document = read_document(data, name=name)
    except UnreadableDocument as problem:
        raise WrongSheet(
            "这个文件不是能读取的表格。请用下载的表格填写，另存为 xlsx 或 csv 后再上传。"
        ) from problem
    wanted = {plain_head(label): label for label in LABELS}
    for grid in grids_of(document):
        for top in range(min(HEAD_WITHIN, len(grid.rows))):
            heads = [wanted.get(plain_head(text), "") for text in grid.texts(top)]
            if BODY in heads and NAME in heads:
                found = []
                for y in range(top + 1, len(grid.rows)):
                    said = {
                        label: unmarked(text.strip())
                        for label, text in zip(heads, grid.texts(y), strict=True)
                        if label
                    }
                    if said.get(NAME) or (said.get(BODY) and said.get(OPEN)):
                        found.append((grid.row_numbers[y], said))
                if len(found) > AT_MOST:
                    raise WrongSheet(
                        f"一次最多导入 {AT_MOST} 行，现有 {len(found)} 行，请分开导入。"
                    )
                return found
    raise WrongSheet(f"文件中没有找到带“{BODY}”和“{NAME}”两列的表格。请先导出表格，在上面填写。")


def check_rows(
    rows: Iterable[tuple[int, dict[str, str]]], *, agencies: Iterable[Agency]
) -> list[Line]:
    """What each row would do; ``agencies`` are those within the person's reach."""
    bodies = {one.slug: one for one in agencies}
    sites = {
        site.agency_id: site
        for site in SubSite.objects.filter(agency__in=bodies.values()).prefetch_related("menu")
    }
    columns = {one.slug: one for one in Column.objects.select_related("agency")}
    lines: list[Line] = []
    seen: dict[str, int] = {}
    for number, said in rows:
        line = Line(number, said)
        slug = said.get(BODY, "")
        line.agency = bodies.get(slug)
        if not slug:
            line.problems.append(f"没有填写“{BODY}”。")
        elif line.agency is None:
            line.problems.append(f"没有网址标识为“{slug}”的机构，或者它不归您管理。")
        elif slug in seen:
            line.problems.append(f"第 {seen[slug]} 行已经填过这个机构，请只留一行。")
        seen.setdefault(slug, number)
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
            line.problems.append(f"“{label}”最多 {most} 个字，现有 {len(text)} 个字。")
    if not name:
        line.problems.append(f"没有填写“{NAME}”。")
    colours = {str(label): value for value, label in SubSite.Colour.choices}
    colour = said.get(COLOUR, "")
    if colour and colour not in colours:
        line.problems.append(f"“{COLOUR}”填的是“{colour}”，应为：{'、'.join(colours)}。")
    is_open = said.get(OPEN, "")
    if is_open not in {"", YES, NO}:
        line.problems.append(f"“{OPEN}”填的是“{is_open}”，应为：{YES}、{NO}。")
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
            line.problems.append(f"没有网址标识为“{slug}”的栏目，请对照“可选栏目”一页。")
        elif column.retired_at is not None or not column.is_open:
            line.problems.append(f"栏目“{column.name}”已撤销或不对外显示，不能放进菜单。")
        elif column.agency_id not in {None, line.agency.pk if line.agency else None}:
            line.problems.append(f"栏目“{column.name}”是别的机构的栏目，不能放进菜单。")
        else:
            line.menu.append(column)
    if len(line.menu) > MENU_AT_MOST:
        line.problems.append(f"菜单最多 {MENU_AT_MOST} 个栏目，现有 {len(line.menu)} 个。")


def put_subsites(*, lines: Sequence[Line], by: Actor, at: datetime) -> int:
    """Write what the rows change, all or nothing; gives how many sub-sites were made or changed.

    Raises NotPossible where a row still has a problem.
    """
    wrong = [line for line in lines if line.problems]
    if wrong:
        raise NotPossible(
            f"还有 {len(wrong)} 行有问题，没有导入。第 {wrong[0].number} 行：{wrong[0].problems[0]}"
        )
    done = 0
    with transaction.atomic():
        for line in lines:
            if line.changes and line.agency is not None and line.head is not None:
                put_subsite(agency=line.agency, head=line.head, menu=line.menu, by=by, at=at)
                done += 1
    return done
