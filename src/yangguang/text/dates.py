"""Dates as Chinese official pages write them.

A page's dates come as 2019年01月27日, 二〇一九年一月二十七日, 2019-01-27 15:30, 2019.1.27, or fused by a
lost separator (20171218, 2021926). Header reading, deadlines and figures all need them, so they are
read here, and what can be read in two ways is returned as doubtful instead of chosen.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from yangguang.text.numerals import DIGITS, fold_width, parse_numeral

Precision = Literal["day", "month", "year"]

EARLIEST_YEAR, LATEST_YEAR = 1840, 2199
"""Years outside are no dates of a public document; figures such as 9885-12-18 stay figures."""

_DIGIT_CLASS = "".join(DIGITS) + "Oo"
# A four-digit year, Arabic, Chinese, or the two mixed (二0一九, 2O21 from a scan).
_YEAR = rf"(?P<year>[0-9{_DIGIT_CLASS}](?:[ ]?[0-9{_DIGIT_CLASS}]){{3}})"
_MONTH = r"(?P<month>[0-9]{1,2}|元|正|[一二三四五六七八九十]{1,2})"
_DAY = r"(?P<day>[0-9]{1,2}|[一二三四五六七八九十]{1,3}|[廿卄卅][一二三四五六七八九]?)"
_WORDED = re.compile(
    rf"(?<![0-9{_DIGIT_CLASS}]){_YEAR}[ ]*年(?:[ ]*{_MONTH}[ ]*月(?:份|[ ]*{_DAY}[ ]*(?:日|号|曰))?)?"
)
_PUNCTUATED = re.compile(
    r"(?<![0-9.])(?P<year>[12]\d{3})[ ]?(?P<sep>[-/.\u2010-\u2015])[ ]?(?P<month>\d{1,2})"
    r"(?:[ ]?(?P=sep)[ ]?(?P<day>\d{1,2}))?(?![0-9])"
)
_FUSED = re.compile(r"(?<!\d)(?P<digits>(?:19|20)\d{4,6})(?!\d)")
_TIME = re.compile(
    r"[ T]*(?:\(?(?:星期|周)[一二三四五六日天]\)?)?[ ]*"
    r"(?:\d{1,2}[:时]\d{1,2}(?:分|:\d{1,2}(?:\.\d+)?)?秒?)?[ ]*(?:Z|\+\d{2}:?\d{2})?(?:[（(]?星期[一二三四五六日天][)）]?)?"
)
_LIMIT = 60


@dataclass(frozen=True, slots=True)
class FoundDate:
    """A date met in text. ``value`` is None where the writing allows more than one day or names
    none that exists; ``why`` then says so in Chinese. A month or a year counts from its first day.
    """

    start: int
    end: int
    text: str
    value: date | None
    precision: Precision = "day"
    certain: bool = True
    why: str = ""


def parse_date(text: str) -> date | None:
    """The day that ``text`` names as a whole (a clock time or weekday may follow), or None.

    None also where only a month is named or where a fused number can be split in two ways; use
    `read_date` to learn why.

    >>> parse_date("二〇一九年一月二十七日")
    datetime.date(2019, 1, 27)
    """
    found = read_date(text)
    if found is None or found.precision != "day" or not found.certain:
        return None
    return found.value


def read_date(text: str) -> FoundDate | None:
    """What ``text`` as a whole says as a date, doubtful readings included; None if it is no date."""
    text = text.strip().strip("()（）[]【】〔〕。；;,，\u3000 \t")
    if not text or len(text) > _LIMIT:
        return None
    folded = _fold(text)
    for pattern in (_WORDED, _PUNCTUATED):
        match = pattern.match(folded)
        if match:
            rest = folded[match.end() :]
            if _TIME.fullmatch(rest):
                return _found(match, text)
    match = _FUSED.match(folded)
    if match and _TIME.fullmatch(folded[match.end() :].removeprefix("日")):
        return _split_fused(match, text)
    return None


def find_dates(text: str) -> Iterator[FoundDate]:
    """Every date in running text, in order: worded and punctuated ones, not fused digits.

    Fused digits (20171218) are only read by `read_date`, because in prose they may be any number.
    Bare years without 年 are not dates; a lone year with 年 is, with precision ``year``.
    """
    folded = _fold(text)
    matches = [*_WORDED.finditer(folded), *_PUNCTUATED.finditer(folded)]
    end = 0
    for match in sorted(matches, key=lambda m: m.start()):
        if match.start() < end:
            continue
        found = _found(match, text)
        if found is None:
            continue
        end = found.end
        yield found


BYLINE = re.compile(
    r"[^。，,；;：:\d]{0,14}(?P<date>(?:19|20)\d\d[-/.年]\d{1,2}[-/.月]\d{1,2}日?)\s*\d{1,2}:\d{2}(?::\d{2})?"
    r"(?:\s*[^。，,；;：:\d]{1,14}?)?(?:\s*[【\[（(]?(?:字体|字号|浏览|点击|阅读|打印|分享|视力).{0,30})?"
)
"""A moment to the minute with hardly more than a name beside it: when a page was put online."""


def first_day(text: str) -> date | None:
    """The first certain full date in ``text``, or None."""
    for found in find_dates(text):
        if found.precision == "day" and found.certain and found.value is not None:
            return found.value
    return None


def add_years(day: date, years: int) -> date:
    """The same day ``years`` later; 29 February becomes 28 February where there is none."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def add_months(day: date, months: int) -> date:
    """The same day of the month ``months`` later, or the month's last day where it is shorter."""
    years, month = divmod(day.month - 1 + months, 12)
    first = date(day.year + years, month + 1, 1)
    following = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    return min(first + timedelta(days=day.day - 1), following - timedelta(days=1))


def _fold(text: str) -> str:
    return fold_width(text).replace("：", ":").replace("／", "/").replace("\xa0", " ")


def _year(text: str) -> int | None:
    digits = ""
    for char in text.replace(" ", ""):
        if char.isascii() and char.isdigit():
            digits += char
        elif char in "Oo":
            digits += "0"
        else:
            digits += str(DIGITS[char])
    # A year with letters in it must at least begin like one, else OOOO年 would be the year 0.
    year = int(digits)
    return year if EARLIEST_YEAR <= year <= LATEST_YEAR else None


def _part(text: str) -> int | None:
    if text in ("元", "正"):
        return 1
    value = parse_numeral(text)
    return value if isinstance(value, int) else None


def _found(match: re.Match[str], text: str) -> FoundDate | None:
    groups = match.groupdict()
    year = _year(groups["year"])
    if year is None:
        return None
    start, end = match.span()
    written = text[start:end]
    month = _part(groups["month"]) if groups["month"] else None
    day = _part(groups["day"]) if groups["day"] else None
    if groups["month"] is None:
        return FoundDate(start, end, written, date(year, 1, 1), "year")
    if month is None or not 1 <= month <= 12:
        # 2019.15 is a figure; 2019年15月 is a slip worth telling.
        if "sep" in groups:
            return None
        return FoundDate(start, end, written, None, "month", False, f"没有{groups['month']}月")
    if groups["day"] is None:
        # 2019.1 or 2019-1 alone is more often a figure or a number than a month.
        if "sep" in groups:
            return None
        return FoundDate(start, end, written, date(year, month, 1), "month")
    value = _real_day(year, month, day)
    if value is None:
        return FoundDate(
            start, end, written, None, "day", False, f"{year}年{month}月没有{groups['day']}日"
        )
    return FoundDate(start, end, written, value)


def _real_day(year: int, month: int, day: int | None) -> date | None:
    if day is None:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _split_fused(match: re.Match[str], text: str) -> FoundDate | None:
    digits = match["digits"]
    start, end = match.span()
    year = int(digits[:4])
    rest = digits[4:]
    if len(rest) == 4:
        value = _real_day(year, int(rest[:2]), int(rest[2:])) if 1 <= int(rest[:2]) <= 12 else None
        if value is None:
            return None
        return FoundDate(start, end, text[start:end], value, certain=True)
    readings = []
    for cut in range(1, len(rest)):
        month_text, day_text = rest[:cut], rest[cut:]
        if len(month_text) > 2 or len(day_text) > 2 or "0" in (month_text[0], day_text[0]):
            continue
        if not 1 <= int(month_text) <= 12:
            continue
        value = _real_day(year, int(month_text), int(day_text))
        if value is not None:
            readings.append(value)
    if not readings:
        return None
    if len(readings) == 1:
        why = f"{digits}缺少分隔，只能读作{readings[0].isoformat()}"
        return FoundDate(start, end, text[start:end], readings[0], certain=False, why=why)
    options = "或".join(value.isoformat() for value in readings)
    why = f"{digits}缺少分隔，可读作{options}"
    return FoundDate(start, end, text[start:end], None, certain=False, why=why)
