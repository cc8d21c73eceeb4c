"""Finds where the statutory tables stand among everything else in a document.

Prose uses the same words as the tables, so a table is recognised by many of its row labels close
together and in order, never by one. A document may hold several sets (this year's and last year's).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from yangguang.law.forms.align import labels_of, spellings
from yangguang.law.forms.figures import Figure
from yangguang.law.forms.folding import han
from yangguang.law.forms.lines import Line
from yangguang.law.forms.model import Form, FormTable
from yangguang.law.forms.scanning import scan

_GAP = 170
"""Characters of label text between two known labels of one table, at most."""
_MOST_PER_KEY = 60
TABLE_TWO_2019 = (
    "新制作数量", "新公开数量", "对外公开总数", "上一年项目", "采购项目数量", "采购总金额",
    "政府集中采购", "对外管理服务事项",
)  # fmt: skip
TABLE_TWO_2021 = ("制发件数", "废止件数", "有效件数", "本年处理决定数量", "收费金额")
_TABLE_TWO = (*TABLE_TWO_2019, *TABLE_TWO_2021, "第二十条第", "处理决定数量", "行政事业性收费",
              "信息内容")  # fmt: skip
_TABLE_FOUR = ("结果维持", "结果纠正", "尚未审结", "未经复议直接起诉", "复议后起诉", "其他结果")
_AFTER_FOUR = (
    "存在的主要问题",
    "存在主要问题",
    "主要问题及改进",
    "存在的问题",
    "其他需要报告的事项",
)


@dataclass(frozen=True, slots=True)
class Span:
    """Lines ``first`` to ``last`` (not included)."""

    first: int
    last: int


@dataclass(frozen=True, slots=True)
class AnnualRegion:
    """Where the three tables of one annual report stand; None for a table that is not there."""

    two: Span | None
    three: Span | None
    four: Span | None


class Index:
    """The Chinese characters of all lines in one string, with the way back to the lines."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self.starts: list[int] = []
        self.sentences: list[bool] = []
        parts: list[str] = []
        position = 0
        for line in lines:
            text = line.text()
            parts.append(han(text))
            self.starts.append(position)
            self.sentences.append("。" in text)
            position += len(parts[-1])
        self.text = "".join(parts)

    def line(self, position: int) -> int:
        """The line in which a character stands."""
        return bisect_right(self.starts, position) - 1

    def places(self, key: str, first: int = 0, last: int | None = None) -> list[int]:
        """Where a key stands, at most sixty times."""
        found: list[int] = []
        end = len(self.text) if last is None else last
        position = self.text.find(key, first, end)
        while position >= 0 and len(found) < _MOST_PER_KEY:
            found.append(position)
            position = self.text.find(key, position + len(key), end)
        return found

    def first(self, keys: Iterable[str], first: int, last: int | None = None) -> int | None:
        """The earliest place of any of the keys."""
        end = len(self.text) if last is None else last
        found = [p for key in keys if (p := self.text.find(key, first, end)) >= 0]
        return min(found, default=None)


def clusters(
    index: Index, table: FormTable, least: int, restart: int, *, fragments: bool
) -> list[list[tuple[int, int]]]:
    """Sets of (place, row) that look like one table each, in document order.

    ``least`` is the number of different rows needed; after row ``restart`` has been seen, one of
    the first two data rows begins another table. Without ``fragments`` only whole labels count.
    Lines that are sentences never do.
    """
    opening = [i for i, row in enumerate(table.rows) if not row.heading][:2]
    hits: set[tuple[int, int]] = set()
    for number, known in enumerate(table.rows):
        for spelling in spellings(known) if fragments else labels_of(known):
            if len(spelling) >= (8 if number in opening and fragments else 4):
                hits |= {
                    (place, number)
                    for place in index.places(spelling)
                    if not index.sentences[index.line(place)]
                }
    found: list[list[tuple[int, int]]] = []
    current: list[tuple[int, int]] = []
    deepest = -1
    for place, row in sorted(hits):
        far = bool(current) and place - current[-1][0] > _GAP
        again = row in opening and deepest >= restart
        if far or again:
            found.append(current)
            current, deepest = [], -1
        current.append((place, row))
        deepest = max(deepest, row)
    found.append(current)
    return [
        cluster
        for cluster in found
        if len({row for _, row in cluster if not table.rows[row].heading}) >= least
    ]


def annual_regions(lines: Sequence[Line], index: Index, form: Form) -> list[AnnualRegion]:
    """Every set of tables of the forms 2019 and 2021 (their table 3 is the same)."""
    table = form.table("3")
    regions: list[AnnualRegion] = []
    found = clusters(index, table, least=7, restart=14, fragments=True)
    floor = 0
    for number, cluster in enumerate(found):
        ceiling = found[number + 1][0][0] if number + 1 < len(found) else len(index.text)
        first = index.line(cluster[0][0])
        heading = index.places("收到和处理", max(floor, cluster[0][0] - 400), cluster[0][0])
        if heading:
            begin = index.line(heading[-1])
        else:
            begin = _above_first_row(lines, first, index.line(floor))
        tail = cluster[-1][0]
        after = index.first(("行政复议", "结果维持"), tail, min(ceiling, tail + 200))
        last_line = index.line(tail)
        end = min(last_line + 40, len(lines))
        if after is not None:
            end = max(last_line + 1, min(end, index.line(after)))
        else:
            end = min(end, last_line + 14)
        two = _table_two(index, floor, cluster[0][0], begin)
        four, floor = _table_four(index, lines, end, tail, ceiling)
        regions.append(AnnualRegion(two, Span(begin, end), four))
    if not found:
        lone = _without_three(index, lines)
        if lone is not None:
            regions.append(lone)
    return regions


def _above_first_row(lines: Sequence[Line], first: int, floor: int) -> int:
    """Where table 3 begins when its heading is unreadable: above its head, below table 2.

    The head has no figures, and a row's figures that stand above their label are seven.
    """
    begin = first
    while begin > max(floor, first - 14):
        items = [item for _, at, text in lines[begin - 1].cells for item in scan(text, at)]
        if sum(isinstance(item, Figure) for item in items) not in (0, 7):
            break
        begin -= 1
    return begin


def _table_two(index: Index, floor: int, before: int, end: int) -> Span | None:
    places = sorted(
        place for key in _TABLE_TWO for place in index.places(key, max(floor, before - 900), before)
    )
    strong = [place for place in places if before - place < 900]
    if not strong:
        return None
    start = strong[-1]
    for place in reversed(strong):
        if start - place > _GAP:
            break
        start = place
    heading = index.places("主动公开政府信息情况", max(floor, start - 60), start)
    begin = index.line(heading[-1] if heading else start)
    return Span(begin, end) if begin < end else None


def _table_four(
    index: Index, lines: Sequence[Line], begin: int, tail: int, ceiling: int
) -> tuple[Span | None, int]:
    found = index.first(_TABLE_FOUR, tail, min(ceiling, tail + 400))
    if found is None:
        return None, tail
    begin = min(begin, index.line(found))
    stop = index.first(_AFTER_FOUR, found, min(ceiling, found + 2000))
    end = min(begin + 120, len(lines))
    if stop is not None:
        end = min(end, max(index.line(stop), begin + 1))
    nearest = max(place for key in _TABLE_FOUR for place in index.places(key, found, found + 400))
    if ceiling < len(index.text):
        two = index.first(("第二十条第", "主动公开政府信息情况", "信息内容"), nearest, ceiling)
        end = min(end, index.line(two if two is not None else ceiling))
    return Span(begin, max(end, begin + 1)), nearest


def _without_three(index: Index, lines: Sequence[Line]) -> AnnualRegion | None:
    """Tables 2 and 4 where table 3 is lost."""
    two = four = None
    keys = {key for key in (*TABLE_TWO_2019, *TABLE_TWO_2021) if index.text.find(key) >= 0}
    if len(keys) >= 3:
        start = min(index.text.find(key) for key in keys)
        stop = index.first(("收到和处理", "行政复议", *_AFTER_FOUR), start + 10, start + 900)
        end = index.line(stop) if stop is not None else min(index.line(start) + 40, len(lines))
        two = Span(index.line(start), max(end, index.line(start) + 1))
    direct = index.places("未经复议直接起诉")
    if direct:
        around = (max(0, direct[-1] - 120), direct[-1] + 120)
        known = sum(bool(index.places(key, *around)) for key in _TABLE_FOUR)
        if known >= 4:
            first = min(p for key in _TABLE_FOUR for p in index.places(key, *around))
            begin = index.line(first)
            stop = index.first(_AFTER_FOUR, direct[-1], direct[-1] + 2000)
            end = min(begin + 120, len(lines)) if stop is None else index.line(stop)
            four = Span(begin, max(end, begin + 1))
    return AnnualRegion(two, None, four) if two or four else None


def statistics_regions(lines: Sequence[Line], index: Index, form: Form) -> list[Span]:
    """Every table of the form 2014."""
    table = form.tables[0]
    spans: list[Span] = []
    for cluster in clusters(index, table, least=12, restart=30, fragments=False):
        first = index.line(cluster[0][0])
        last = index.line(cluster[-1][0])
        head = index.places("统计指标", max(0, cluster[0][0] - 60), cluster[0][0])
        begin = index.line(head[-1]) if head else max(0, first - 2)
        end = min(last + 8, len(lines))
        if lines[last].table > 0 and lines[last].marked:
            end = last + 1
            while end < len(lines) and lines[end].table == lines[last].table:
                end += 1
        spans.append(Span(begin, end))
    return spans
