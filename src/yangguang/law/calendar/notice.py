"""A holiday notice as a file: what the State Council's General Office arranges for one year.

The same TOML serves the files shipped here and the notice that an office uploads in autumn, so it
is written to be typed by hand from the official text, and every refusal names the line or the
entry and what to mend.

    year = 2019
    number = "国办发明电〔2018〕15号"     # left out where not known
    issued = 2018-12-04
    published = 2018-12-06               # left out: the day of issue counts
    source = "国务院办公厅"

    [[holiday]]
    name = "元旦"
    rest = ["2018-12-30..2019-01-01"]    # single days or ranges, weekends included
    work = ["2018-12-29"]                # weekend days worked in exchange

``change = true`` marks a notice that alters single days of a year already arranged, and
``region = "45"`` one that holds in that region only.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Literal, NamedTuple

from yangguang.law.calendar.days import chinese_date

What = Literal["rest", "work"]

# 元旦, 劳动节 and 国庆节 fall on the same day every year, so a notice for a whole year that lets
# people work then was copied wrongly.
_FIXED = ((1, 1, "元旦"), (5, 1, "劳动节"), (10, 1, "国庆节"))
_FESTIVALS = ("元旦", "春节", "清明", "劳动节", "端午", "中秋", "国庆")
_FESTIVALS_UNTIL_2007 = ("元旦", "春节", "劳动节", "国庆")
_KEYS = frozenset(
    {"year", "number", "issued", "published", "source", "change", "region", "holiday"}
)
_HOLIDAY_KEYS = frozenset({"name", "rest", "work"})
_RANGE = re.compile(r"(\d{4}-\d{2}-\d{2})\s*(?:(?:\.\.|至|~|～)\s*(\d{4}-\d{2}-\d{2}))?")
_HEAD = re.compile(r"\s*\[\[\s*holiday\s*\]\]")
_TOML_PLACE = re.compile(r"\(at line (\d+), column (\d+)\)")
_LONGEST_REST = timedelta(days=15)


class BadNotice(Exception):
    """The notice cannot be used; the message names the line or entry and what to mend."""


class NoticeDay(NamedTuple):
    """One day that a notice names: ``rest`` or ``work``, and for which holiday."""

    day: date
    what: What
    name: str


@dataclass(frozen=True, slots=True)
class Notice:
    """The arrangement of one year, or with ``change`` of single days in it.

    ``number`` is None where no source at hand gives it (a number is never invented); ``source``
    then says where the days come from. ``issued`` is 成文日期, ``published`` 发布日期. ``region``
    is empty for the whole country. ``days`` is in order of date, no date twice.
    """

    year: int
    number: str | None
    issued: date | None
    source: str
    days: tuple[NoticeDay, ...]
    region: str = ""
    published: date | None = None
    change: bool = False

    @property
    def basis(self) -> str:
        """How a day of this notice is justified: its number, else its source."""
        return self.number or self.source

    @property
    def known(self) -> date:
        """The day from which everybody could know it.

        Reading: publication, else issue; where neither is known, 1 January of its year.
        """
        return self.published or self.issued or date(self.year, 1, 1)

    @property
    def whole_year(self) -> bool:
        """Whether it arranges a year of the nation, so that the year becomes known by it."""
        return not self.change and not self.region


def parse_notice(text: str) -> Notice:
    """The notice in this TOML text. Raises BadNotice with a message in Chinese."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadNotice(_toml_fault(error)) from error
    return _Reader(text, data).notice()


def _toml_fault(error: tomllib.TOMLDecodeError) -> str:
    place = _TOML_PLACE.search(str(error))
    where = f"第{place[1]}行第{place[2]}列" if place else "文件末尾"
    return (
        f"{where}：不是有效的 TOML 写法。请检查引号、方括号和日期（日期写作 2027-01-01），"
        "改好后重新导入。"
    )


class _Reader:
    """Turns the parsed TOML into a Notice, remembering the text to name lines."""

    def __init__(self, text: str, data: dict[str, Any]) -> None:
        self.data = data
        self.lines = text.splitlines()
        # Where each [[holiday]] begins, and for each day the number of the holiday it stands in.
        self.starts = [number for number, line in enumerate(self.lines) if _HEAD.match(line)]
        self.rows: dict[date, int] = {}

    def fault(self, field: str, what: str, row: int | None = None) -> BadNotice:
        """The refusal for a field, with the line where it is written.

        ``row`` is the number of the holiday it belongs to, None for a field of the notice. A
        field that is not written at all is placed at its holiday's first line, or nowhere.
        """
        first, last = 0, self.starts[0] if self.starts else len(self.lines)
        if row is not None and row < len(self.starts):
            bounds = [*self.starts, len(self.lines)]
            first, last = bounds[row], bounds[row + 1]
        written = re.compile(rf"\s*[\"']?{re.escape(field)}[\"']?\s*=")
        for number in range(first, last):
            if written.match(self.lines[number]):
                return BadNotice(f"第{number + 1}行“{field}”：{what}")
        if row is not None and row < len(self.starts):
            return BadNotice(f"第{first + 1}行起“{field}”：{what}")
        return BadNotice(f"“{field}”：{what}")

    def notice(self) -> Notice:
        """The notice; raises BadNotice at the first thing that is wrong."""
        self.refuse_unknown_keys()
        year = self.year()
        change = self.flag("change")
        region = self.text("region", "")
        if region and not re.fullmatch(r"\d{2}|\d{4}|\d{6}", region):
            raise self.fault("region", '应为行政区划代码的前2、4或6位数字，例如 "45"。')
        number = self.text("number", "") or None
        issued = self.day("issued")
        published = self.day("published")
        if issued and published and published < issued:
            raise self.fault("published", "发布日期早于成文日期，请核对。")
        source = self.text("source", "")
        if not source and number is None:
            raise self.fault(
                "source", "未写文号（number）时必须写明来源（source），例如“国务院办公厅”。"
            )
        days = self.days(year)
        if not change and not region:
            self.check_whole_year(year, days)
        return Notice(year, number, issued, source, days, region, published, change)

    def refuse_unknown_keys(self) -> None:
        for key in self.data:
            if key not in _KEYS:
                known = "、".join(sorted(_KEYS))
                raise self.fault(key, f"没有这个字段，可用的字段是 {known}。")

    def year(self) -> int:
        year = self.data.get("year")
        if type(year) is not int or not 1949 < year < 2200:
            raise self.fault("year", "应写安排所属的年份，例如 year = 2027。")
        return year

    def flag(self, field: str) -> bool:
        value = self.data.get(field, False)
        if type(value) is not bool:
            raise self.fault(field, "应为 true 或 false（不加引号）。")
        return value

    def text(self, field: str, default: str) -> str:
        value = self.data.get(field, default)
        if not isinstance(value, str):
            raise self.fault(field, "应为加引号的文字。")
        return value.strip()

    def day(self, field: str) -> date | None:
        value = self.data.get(field)
        if value is None:
            return None
        if isinstance(value, str):
            return self.iso(value.strip(), field)
        if not isinstance(value, date) or isinstance(value, datetime):
            raise self.fault(field, f"应为日期，例如 {field} = 2026-11-04。")
        return value

    def iso(self, text: str, field: str, row: int | None = None) -> date:
        try:
            return date.fromisoformat(text)
        except ValueError as error:
            raise self.fault(
                field, f"“{text}”不是存在的日期，应写作 2027-01-01 的形式。", row
            ) from error

    def days(self, year: int) -> tuple[NoticeDay, ...]:
        """Every named day in order; refuses a day named twice and one far outside the year."""
        rows = self.data.get("holiday")
        if rows is None or rows == []:
            raise BadNotice(
                "没有任何节日：请为每个节日写一段 [[holiday]]，其下写 name、rest（放假）和 work（上班）。"
            )
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            raise self.fault("holiday", "节日应写成 [[holiday]] 段，不能写成一个值。")
        found: dict[date, NoticeDay] = {}
        for number, row in enumerate(rows):
            for entry in self.holiday(row, number):
                self.check_day(entry, year, found.get(entry.day), number)
                found[entry.day] = entry
                self.rows[entry.day] = number
        return tuple(found[day] for day in sorted(found))

    def holiday(self, row: dict[str, Any], number: int) -> Iterator[NoticeDay]:
        name = row.get("name")
        if not isinstance(name, str) or not name.strip():
            raise self.fault(
                "name", "这一段 [[holiday]] 没有写节日名称（name），请补上，例如“元旦”。", number
            )
        for key in row:
            if key not in _HOLIDAY_KEYS:
                raise self.fault(
                    key, f"节日“{name}”下没有这个字段，可用的是 name、rest、work。", number
                )
        if not row.get("rest") and not row.get("work"):
            raise self.fault(
                "name",
                f"节日“{name}”既没有放假日（rest）也没有上班日（work），请补上或删去。",
                number,
            )
        kinds: tuple[What, What] = ("rest", "work")
        for what in kinds:
            for day in self.listed(row.get(what, []), what, name, number):
                yield NoticeDay(day, what, name.strip())

    def listed(self, values: object, field: str, name: str, row: int) -> Iterator[date]:
        """The days of one list: TOML dates, dates in quotes, or ranges ``A..B``."""
        for value in values if isinstance(values, list) else [values]:
            if isinstance(value, date) and not isinstance(value, datetime):
                yield value
                continue
            match = _RANGE.fullmatch(value.strip()) if isinstance(value, str) else None
            if match is None:
                raise self.fault(
                    field,
                    f"节日“{name}”的“{value}”看不懂，"
                    '应为日期 "2027-01-01" 或范围 "2027-01-01..2027-01-03"。',
                    row,
                )
            first = self.iso(match[1], field, row)
            last = self.iso(match[2], field, row) if match[2] else first
            if last < first or last - first > _LONGEST_REST:
                raise self.fault(field, f"节日“{name}”的范围“{value}”首尾颠倒或过长，请核对。", row)
            for ordinal in range(first.toordinal(), last.toordinal() + 1):
                yield date.fromordinal(ordinal)

    def check_day(self, entry: NoticeDay, year: int, earlier: NoticeDay | None, row: int) -> None:
        day, what, name = entry
        if earlier is not None:
            raise self.fault(
                what,
                f"{chinese_date(day)}写了两次（“{earlier.name}”和“{name}”），每天只能写一次。",
                row,
            )
        if not date(year - 1, 12, 1) <= day <= date(year + 1, 1, 31):
            raise self.fault(
                what, f"节日“{name}”的{chinese_date(day)}不在{year}年前后，请核对年份。", row
            )

    def check_whole_year(self, year: int, days: tuple[NoticeDay, ...]) -> None:
        """A notice for a year must name every statutory holiday and give the fixed days off.

        依据：《全国年节及纪念日放假办法》（2007年修订起有清明、端午、中秋）第二条。
        """
        hint = "；如果本通知只调整个别日期，请加一行 change = true。"
        names = "、".join(entry.name for entry in days if entry.what == "rest")
        wanted = _FESTIVALS if year >= 2008 else _FESTIVALS_UNTIL_2007
        missing = [festival for festival in wanted if festival not in names]
        if missing:
            raise BadNotice(f"缺少{'、'.join(missing)}的放假安排，请补全{hint}")
        rests = {entry.day for entry in days if entry.what == "rest"}
        for month, number, name in _FIXED:
            if date(year, month, number) not in rests:
                near = (entry.day for entry in days if name in entry.name)
                raise self.fault(
                    "rest",
                    f"{year}年{month}月{number}日（{name}）没有列为放假，请核对{hint}",
                    self.rows[next(near)],
                )
        for day, what, name in days:
            if what == "work" and day.weekday() < 5:
                raise self.fault(
                    "work",
                    f"节日“{name}”的上班日{chinese_date(day)}不是周六或周日，请核对{hint}",
                    self.rows[day],
                )
