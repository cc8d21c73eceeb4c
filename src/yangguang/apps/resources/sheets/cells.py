"""What one cell says: a day, a number, an amount, a yes or no, however offices write it.

A cell that can be read in two ways is a problem and not a guess.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from yangguang.text.dates import find_dates, read_date
from yangguang.text.numerals import fold_width, parse_numeral
from yangguang.text.sheets.lines import EMPTY, NO, YES

UNITS = {
    "元": Decimal("0.0001"),
    "千元": Decimal("0.1"),
    "万元": Decimal(1),
    "亿元": Decimal(10000),
}
"""How many 万元 one of the unit is."""
_COUNTED = re.compile(r"(?:人次|人|次|个|项|件|篇|份|册|条|期|场|宗|名|家|本|起|套)$")
_UNIT = re.compile(r"(亿元|万元|千元|元)(?:整|人民币)?$")
_SERIAL = re.compile(r"\d{5}(?:\.\d+)?")
_YEAR_MONTH = re.compile(r"(\d{4})\s*([./\-])\s*(\d{1,2})")
_MONTH_DAY = re.compile(r"(\d{1,2})\s*(?:月|[./\-])\s*(?:(\d{1,2})\s*[日号]?)?(?:份)?")
_RANGE = re.compile(r"\s*(?:至|到|~|～|-|－|—|–|起)")
_EPOCH = date(1899, 12, 30)


class Unclear(Exception):
    """A cell that says nothing certain; the message completes “C7 写作…”, with what to do."""


@dataclass(frozen=True, slots=True)
class Read:
    """A value with what a person should know of how it was read; empty where it is plain."""

    value: date | int | Decimal
    note: str = ""


def read_day(text: str, *, year: int | None = None, standing: bool = False) -> Read | None:
    """The day a cell names; None where it is empty. A month counts from its first day, a span of
    days from its first; ``year`` is that of the sheet, for cells without one. Raises Unclear."""
    written = " ".join(fold_width(text).split())
    if written in EMPTY:
        return None
    if _SERIAL.fullmatch(written):
        return _serial(written)
    pair = _YEAR_MONTH.fullmatch(written)
    if pair:
        return _year_month(written, int(pair[1]), pair[2], pair[3])
    found = read_date(written)
    if found is None:
        inner = [one for one in find_dates(written) if one.start == 0]
        if inner and _RANGE.match(written[inner[0].end :]):
            found = inner[0]
            if found.precision == "day" and found.value is not None and found.certain:
                return Read(found.value, f"“{text}”按第一天{found.value.isoformat()}读取")
    if found is None:
        return _without_year(written, year)
    if found.value is None:
        raise Unclear(f"“{text}”不是日期（{found.why}），请改正")
    if not found.certain:
        raise Unclear(f"“{text}”{found.why}，请用分隔符写明，例如2024-3-5")
    if found.precision == "month":
        return Read(found.value, f"“{text}”只写到月，按{found.value.isoformat()}读取")
    if found.precision == "year":
        return _whole_year(text, found.value, standing)
    return Read(found.value)


def read_count(text: str) -> int | None:
    """A whole number; None where the cell is empty. Raises Unclear."""
    written = fold_width(text).replace(" ", "")
    if written in EMPTY:
        return None
    written = _COUNTED.sub("", written.removeprefix("共").removeprefix("约"))
    if "约" in text:
        raise Unclear(f"“{text}”是约数，请填写准确的数")
    value = _number(written)
    if value is None:
        raise Unclear(f"“{text}”不是数字，请只填写数字")
    if value < 0:
        raise Unclear(f"“{text}”是负数，请核对")
    if value != value.to_integral():
        raise Unclear(f"“{text}”不是整数，请核对")
    return int(value)


def read_amount(text: str, *, unit: str) -> Read | None:
    """An amount in 万元; None where the cell is empty. A unit in the cell goes before that of the
    column. Raises Unclear."""
    written = fold_width(text).replace(" ", "").lstrip("¥￥")
    if written in EMPTY:
        return None
    note = ""
    own = _UNIT.search(written)
    if own:
        written = written[: own.start()]
        if own[1] != unit:
            note = f"“{text}”按单元格里写的{own[1]}读取"
        unit = own[1]
    if written.endswith(("万", "亿")) and not own:
        raise Unclear(f"“{text}”没有写明是元还是万元，请补上单位")
    value = _number(written)
    if value is None:
        raise Unclear(f"“{text}”不是金额，请只填写数字")
    if value < 0:
        raise Unclear(f"“{text}”是负数，请核对")
    return Read(value * UNITS[unit], note)


def read_mark(text: str) -> bool:
    """A yes or no; an empty cell is a no. Raises Unclear."""
    written = fold_width(text).strip()
    if written in YES:
        return True
    if written in NO:
        return False
    raise Unclear(f"“{text}”请改为“是”或者“否”")


def unit_in(text: str) -> str:
    """The unit of money a head or a line above it names; empty where it names none."""
    found = re.search(r"亿元|万元|千元|元", fold_width(text))
    return found[0] if found else ""


def _number(written: str) -> Decimal | None:
    if written.endswith("%"):
        return None
    value = parse_numeral(written.replace("，", ","))
    if value is None and re.fullmatch(r"[-+]?\d{1,3}(?:,\d{3})*\.?", written):
        value = parse_numeral(written.rstrip("."))
    return None if value is None else Decimal(value)


def _serial(written: str) -> Read:
    """The day that a workbook counts from 1900, shown as a number because the cell has no format."""
    day = _EPOCH + timedelta(days=int(float(written)))
    if not 1990 <= day.year <= 2100:
        raise Unclear(f"“{written}”不是日期，请改正")
    return Read(day, f"“{written}”按表格软件的日期序号读作{day.isoformat()}")


def _year_month(written: str, year: int, sign: str, month: str) -> Read:
    if sign == "." and month == "1":
        raise Unclear(f"“{written}”不能确定是1月还是10月，请写作{year}年1月或者{year}年10月")
    if not 1 <= int(month) <= 12:
        raise Unclear(f"“{written}”没有这个月份，请改正")
    day = date(year, int(month), 1)
    return Read(day, f"“{written}”只写到月，按{day.isoformat()}读取")


def _without_year(written: str, year: int | None) -> Read:
    pair = _MONTH_DAY.fullmatch(written) or re.fullmatch(r"(\d{1,2})()", written)
    chinese = re.fullmatch(r"([一二三四五六七八九十]{1,2})月(?:份)?()", written)
    if pair is None and chinese is None:
        raise Unclear(f"“{written}”不是日期，请写作2024-3-5或者2024年3月5日")
    if year is None:
        raise Unclear(f"“{written}”没有年份，请补上年份，或者在导入时选定年度")
    if chinese is not None:
        month, day = parse_numeral(chinese[1]), None
    else:
        assert pair is not None  # noqa: S101 (one of the two matched)
        month, day = int(pair[1]), int(pair[2]) if pair[2] else None
    try:
        value = date(year, int(month or 0), day or 1)
    except ValueError as slip:
        raise Unclear(f"“{written}”没有这一天，请改正") from slip
    rest = "，只写到月，按1日读取" if day is None else ""
    return Read(value, f"“{written}”没有年份，按{year}年读取{rest}")


def _whole_year(text: str, value: date, standing: bool) -> Read:
    if not standing:
        raise Unclear(f"“{text}”只写到年，请写明月份和日期")
    return Read(value, f"“{text}”只写到年，按{value.isoformat()}读取")
