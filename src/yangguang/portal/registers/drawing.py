"""The charts and totals of a list, drawn from the kept figures, each with the table behind it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from urllib.parse import urlencode

from yangguang.apps.agencies.models import Agency
from yangguang.apps.registers.models import Register
from yangguang.apps.registers.selectors import Reply, counted_fields, figure_by, figure_of
from yangguang.apps.registers.selectors.asking import asked_value
from yangguang.law.registers import Chart, Definition, Field, FieldType, show_value
from yangguang.portal import charts
from yangguang.portal.registers.asked import name_in_address
from yangguang.portal.registers.treemap import Area, areas

MOST = 15
"""More values than this are put together under 其他 in a chart by size."""
MOST_TIMES = 24
_MONTH = re.compile(r"\d{4}-\d{2}", re.ASCII)
SIGN = 10
"""Width of a sign below an axis, in the units of the picture."""
_TIMES = (FieldType.DATE, FieldType.PERIOD, FieldType.YEAR, FieldType.MONTH)


@dataclass(frozen=True, slots=True)
class Value:
    """One line of the table behind a chart; ``link`` narrows the list to it."""

    label: str
    value: Decimal
    percent: str
    link: str = ""
    share: str = "0"


@dataclass(frozen=True, slots=True)
class Drawing:
    """One chart. ``kind`` says which of the pictures is there."""

    number: int
    kind: str
    title: str
    head: str
    unit: str
    values: tuple[Value, ...]
    columns: charts.Columns | None = None
    lines: charts.Lines | None = None
    areas: tuple[Area, ...] = ()


@dataclass(frozen=True, slots=True)
class Total:
    """One total of the list."""

    label: str
    value: Decimal
    unit: str


def drawings(
    register: Register, definition: Definition, agency: Agency | None = None
) -> list[Drawing]:
    """The charts that the definition asks for, with the sums that no chart shows; none without
    anything to draw."""
    wanted = list(definition.charts)
    shown = {(one.by, one.of) for one in wanted}
    for one in definition.sums:
        if (one.by, one.of) not in shown:
            by = definition.field(one.by)
            of = definition.field(one.of) if one.of else None
            name = f"各{by.label}{of.label if of else '条数'}"
            wanted.append(Chart("bar", name, one.by, one.of))
    drawn = [_drawn(register, definition, agency, one, n) for n, one in enumerate(wanted, 1)]
    return [one for one in drawn if one is not None]


def _drawn(
    register: Register, definition: Definition, agency: Agency | None, chart: Chart, number: int
) -> Drawing | None:
    by = definition.field(chart.by)
    of = definition.field(chart.of) if chart.of else None
    if by.internal or (of is not None and of.internal):
        return None
    agencies = None if agency is None else [agency]
    figures = figure_by(register, chart.by, of=chart.of, agencies=agencies)
    parts = [
        (value, Decimal(figure.rows) if of is None else figure.sum)
        for value, figure in figures.items()
    ]
    if not parts:
        return None
    over_time = by.type in _TIMES
    if over_time:
        parts = sorted(part for part in parts if part[0])[-MOST_TIMES:]
    else:
        parts.sort(key=lambda part: (-part[1], part[0]))
        if len(parts) > MOST:
            rest = sum((value for _, value in parts[MOST - 1 :]), Decimal(0))
            parts = [*parts[: MOST - 1], (f"其他 {len(parts) - MOST + 1} 类", rest)]
    if not parts:
        return None
    labelled = [(_label(by, value), amount) for value, amount in parts]
    bars = charts.bars(labelled)
    links = counted_fields(definition)
    values = tuple(
        Value(
            bar.label,
            bar.value,
            bar.percent,
            _link(by, value, agency) if by.code in links and value in figures and value else "",
            bar.share,
        )
        for (value, _), bar in zip(parts, bars, strict=True)
    )
    unit = of.unit if of is not None else "条"
    drawing = Drawing(number, chart.kind, chart.title, by.label, unit, values)
    # Below an axis a month stands in few signs.
    short = by.type is FieldType.MONTH
    return _pictured(drawing, parts if short else labelled)


def _pictured(drawing: Drawing, parts: Sequence[tuple[str, Decimal]]) -> Drawing:
    if drawing.kind == "columns":
        columns = charts.columns(parts)
        shown = _readable([post.label for post in columns.posts], columns.width)
        posts = [
            post if place in shown else replace(post, label="")
            for place, post in enumerate(columns.posts)
        ]
        return replace(drawing, columns=replace(columns, posts=posts))
    if drawing.kind == "line" and len(parts) > 1:
        lines = charts.lines(
            [label for label, _ in parts], [(drawing.title, [value for _, value in parts])], unit=""
        )
        shown = _readable([text for _, text in lines.labels], lines.width)
        labels = [one for place, one in enumerate(lines.labels) if place in shown]
        return replace(drawing, lines=replace(lines, labels=labels))
    if drawing.kind == "tree" and all(value >= 0 for _, value in parts):
        return replace(drawing, areas=tuple(areas(parts)))
    return replace(drawing, kind="bar")


def _readable(labels: Sequence[str], width: int) -> frozenset[int]:
    """Which labels of an axis stand there, so that none runs into the next; the last always does."""
    longest = max(map(len, labels), default=0)
    step = -(-len(labels) * (longest + 1) * SIGN // width)
    return frozenset(range(len(labels) - 1, -1, -max(1, step)))


def _label(by: Field, value: str) -> str:
    if not value:
        return "未填写"
    if by.type in (FieldType.DATE, FieldType.PERIOD, FieldType.YEAR):
        return f"{value}年"
    if by.type is FieldType.MONTH and _MONTH.fullmatch(value):
        return show_value(by, value)
    return value


def _link(by: Field, value: str, agency: Agency | None) -> str:
    query = {name_in_address(by.code): value}
    if agency is not None:
        query["agency"] = agency.slug
    return f"?{urlencode(query)}"


def totals_of(register: Register, definition: Definition, reply: Reply) -> list[Total]:
    """The sums of the list that the definition keeps, as far as the kept figures know them for
    what was asked: the whole list, one body's, or one value of a counted column."""
    question = reply.question
    if question.day is not None or question.words or question.rows is not None:
        return []
    summed = dict.fromkeys(of for _, of in _pairs(definition) if of)
    agencies = None if question.agency is None else [question.agency]
    totals = []
    for code in summed:
        of = definition.field(code)
        if of.internal:
            continue
        if not question.filters:
            value = figure_of(register, of=code, agencies=agencies).sum
        else:
            kept = _kept_sum(register, definition, reply, code)
            if kept is None:
                continue
            value = kept
        totals.append(Total(f"{of.label}合计", value, of.unit))
    return totals


def _kept_sum(register: Register, definition: Definition, reply: Reply, of: str) -> Decimal | None:
    question = reply.question
    if len(question.filters) != 1:
        return None
    ((code, said),) = question.filters.items()
    one = counted_fields(definition).get(code)
    if one is None or (code, of) not in _pairs(definition):
        return None
    agencies = None if question.agency is None else [question.agency]
    found = figure_by(register, code, of=of, agencies=agencies).get(asked_value(one, said))
    return found.sum if found is not None else Decimal(0)


def _pairs(definition: Definition) -> list[tuple[str, str]]:
    """(by, of) of every figure that the definition asks for."""
    asked = [(one.by, one.of) for one in definition.sums]
    return asked + [(one.by, one.of) for one in definition.charts]
