"""A page of figures as data to take away: CSV, spreadsheet and JSON, the same rows in each."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

import xlsxwriter

from yangguang.apps.reports.figures.letters import Tally, What
from yangguang.apps.reports.figures.overview import LettersBeside, Overview

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
Value = str | int | None


@dataclass(frozen=True, slots=True)
class Table:
    """One table of a download. ``name`` is at most 31 characters, as a sheet's."""

    name: str
    head: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]


def tables_of(found: Overview) -> list[Table]:
    """The tables of an overview, in the order of the page."""
    this, last = f"{found.scope.first.year}年", f"{found.before.first.year}年同期"
    several = (
        ("总量", found.headlines), ("渠道", found.channels), ("文种", found.kinds), ("解读形式", found.interpretations),
        ("办理结果", found.results), *((field.label, field.lines) for field in found.fields),
    )  # fmt: skip
    tables = [
        Table(
            name,
            ("项目", "单位", this, last),
            tuple((one.label, one.unit, one.value, one.earlier) for one in lines),
        )
        for name, lines in several
    ]
    before = f"{found.before.first.year}年"
    tables.insert(
        1,
        Table(
            "趋势",
            ("月份", f"{this}公开", f"{before}公开", f"{this}新收申请", f"{before}新收申请",
             f"{this}办结申请", f"{before}办结申请"),
            tuple(
                (f"{one.number}月", one.published, one.published_before, one.received,
                 one.received_before, one.answered, one.answered_before)
                for one in found.months
            ),
        ),
    )  # fmt: skip
    if found.bodies:
        tables.insert(
            2,
            Table(
                "机构",
                ("机构", f"{this}公开", f"{last}公开", f"{this}新收申请", f"{last}新收申请",
                 f"{this}办结申请"),
                tuple(
                    (one.name, one.published, one.published_before, one.received,
                     one.received_before, one.answered)
                    for one in found.bodies
                ),
            ),
        )  # fmt: skip
    if found.letters is not None:
        tables += _letters(found.letters, this, last)
    return tables


def _letters(found: LettersBeside, this: str, last: str) -> list[Table]:
    """Letters in sum with their rates, by channel and by body."""
    head = ("收到（件）", "已答复（件）", "按期答复（件）", "答复率", "按期答复率")

    def told(one: Tally) -> tuple[Value, ...]:
        counts = (one.received, one.answered, one.counts[What.IN_TIME])
        return (*counts, one.answered_rate, one.in_time_rate)

    lines = tuple((one.label, one.unit, one.value, one.earlier) for one in found.lines)
    rates = tuple((name, "%", now, then) for name, now, then in found.rates)
    return [
        Table("来信来电", ("项目", "单位", this, last), (*lines, *rates)),
        Table(
            "来信来电渠道", ("渠道", *head), tuple((n, *told(one)) for n, one in found.now.channels)
        ),
        Table(
            "来信来电机构", ("机构", *head), tuple((n, *told(one)) for _, n, one in found.bodies)
        ),
    ]


def as_csv(about: Sequence[str], tables: Sequence[Table]) -> str:
    """The tables one below the other, for spreadsheets: marked as UTF-8, nothing runs in it."""
    target = io.StringIO()
    writer = csv.writer(target)
    writer.writerows([[_neutral(line)] for line in about])
    for table in tables:
        writer.writerow([])
        writer.writerow([_neutral(table.name)])
        writer.writerow([_neutral(one) for one in table.head])
        writer.writerows([[_cell(one) for one in row] for row in table.rows])
    return "\ufeff" + target.getvalue()


def as_xlsx(about: Sequence[str], tables: Sequence[Table], *, made_at: datetime) -> bytes:
    """The tables as a workbook, a sheet each; numbers as numbers, words never as formulas."""
    target = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(target, options) as book:
        book.set_properties({"created": made_at.replace(tzinfo=None)})
        bold = book.add_format({"bold": True, "bottom": 1})
        for table in tables:
            page = book.add_worksheet(table.name[:31])
            page.set_column(0, 0, 36)
            page.set_column(1, len(table.head), 16)
            for y, row in enumerate(_with_about(about, table)):
                for x, one in enumerate(row):
                    if isinstance(one, int):
                        page.write_number(y, x, one)
                    elif one is not None:
                        page.write_string(y, x, one, bold if y == len(about) + 1 else None)
    return target.getvalue()


def as_json(about: Sequence[str], tables: Sequence[Table]) -> str:
    """The tables as objects with their heads as names."""
    return json.dumps(
        {
            "about": list(about),
            "tables": [
                {
                    "name": table.name,
                    "rows": [dict(zip(table.head, row, strict=True)) for row in table.rows],
                }
                for table in tables
            ],
        },
        ensure_ascii=False,
        indent=1,
    )


def _with_about(about: Sequence[str], table: Table) -> Iterator[Sequence[Value]]:
    for line in about:
        yield (line,)
    yield ()
    yield table.head
    yield from table.rows


def _cell(value: Value) -> str:
    return "" if value is None else _neutral(value) if isinstance(value, str) else str(value)


def _neutral(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) else text
