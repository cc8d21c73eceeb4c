"""Days, months, years and periods as offices write them into cells."""

from __future__ import annotations

import re
from datetime import date, timedelta

from yangguang.law.registers.badvalue import BadValue
from yangguang.text.dates import parse_date
from yangguang.text.numerals import fold_width

Period = tuple[date | None, date | None]
_MONTH = re.compile(r"(\d{4})\s*[年./-]\s*(\d{1,2})\s*月?(?:份)?")
_FUSED_MONTH = re.compile(r"((?:19|20)\d{2})(0[1-9]|1[0-2])")
_YEAR = re.compile(r"(\d{4})\s*(?:学年|年)?度?")
_EPOCH = date(1899, 12, 30)
_BETWEEN = re.compile(r"\s*起?\s*(?:至|到|~|～|〜|[—–－―-]+|/|止)\s*")
_FROM = re.compile(r"(?:起|开始|以来)(?:至今|(?:开始|正式)?(?:执行|实施|施行|生效|试行|有效))?")
_UNTIL = re.compile(r"(?:为?止|到期|届满)")
_REMARK = re.compile(r"\s*[(（][^()（）]{0,12}[日天年月][)）]")
_OPENING = re.compile(r"(?:有效期|期限|执行期|公示期|公示时间)?限?[:：]?\s*(?:自|从|由)?\s*")
_TAIL = re.compile(
    r"(?:(?P<month>\d{1,2})\s*(?P<sep>[月./-])\s*)?(?P<day>\d{1,2})\s*(?P<sign>[日号]?)"
    r"(?:\s*\d{1,2}[:：时]\d{0,2}分?)?"
)
_WORDED_MONTH = re.compile(r"(?:(?P<year>\d{4})\s*年\s*)?(?P<month>\d{1,2})\s*月(?:份|底)?")
OPEN = frozenset({"", "长期", "长期有效", "永久", "永久有效", "今", "无固定期限"})
"""What is written where a period has no end."""


def read_day(text: str) -> date:
    """The day that a cell names. Raises BadValue."""
    found = _day(text)
    if found is None:
        raise BadValue(f"“{text}”不是日期，请写成 2024-03-05 或 2024年3月5日。")
    return found


def read_month(text: str) -> str:
    """The month that a cell names, as 2024-03. Raises BadValue."""
    plain = fold_width(text).strip()
    found = _MONTH.fullmatch(plain) or _FUSED_MONTH.fullmatch(plain)
    if found and 1 <= int(found[2]) <= 12:
        return f"{found[1]}-{int(found[2]):02d}"
    day = _day(text)
    if day is None:
        raise BadValue(f"“{text}”不是月份，请写成 2024年3月 或 2024-03。")
    return day.isoformat()[:7]


def read_year(text: str) -> str:
    """The year that a cell names. Raises BadValue."""
    found = _YEAR.fullmatch(fold_width(text).strip())
    if found and 1900 <= int(found[1]) <= 2100:
        return found[1]
    day = _day(text)
    if day is None:
        raise BadValue(f"“{text}”不是年份，请写成四位数字，例如 2024。")
    return str(day.year)


def read_span(text: str) -> Period:
    """First and last day of the period that a cell writes; either may be open. A lone day is the
    first. The last day may leave out the year and the month of the first. Raises BadValue."""
    plain = _REMARK.sub("", fold_width(text).strip(" \t。；;，,"))
    bare = plain[_opening(plain) :]
    for cut in _BETWEEN.finditer(bare):
        left, right = bare[: cut.start()].strip(), bare[cut.end() :].strip()
        if left:
            first = _first(left)
            if first is None:
                continue
            if right in OPEN:
                # 2024-01-01止 has no start; 2024-01-01至 has no end.
                return (None, first) if cut[0].strip() == "止" else (first, None)
            last = _last(right, first)
            if last is not None:
                return _ordered(first, last)
        elif (last := _last(right, None)) is not None:
            return None, last
    if (found := _FROM.search(bare)) and found.end() == len(bare):
        first = _first(bare[: found.start()].strip())
        if first is not None:
            return first, None
    if (found := _UNTIL.search(bare)) and found.end() == len(bare):
        last = _last(bare[: found.start()].strip(), None)
        if last is not None:
            return None, last
    lone = _day(bare)
    if lone is None:
        raise BadValue(
            f"“{text}”不是起止日期，请写成 2024-01-01至2026-12-31、2024-01-01起 或 2024-01-01至长期。"
        )
    return lone, None


def _opening(plain: str) -> int:
    found = _OPENING.match(plain)
    return found.end() if found else 0


def _ordered(first: date, last: date) -> Period:
    if last < first:
        raise BadValue(f"截止日期{last}早于起始日期{first}，请核对。")
    return first, last


def _first(text: str) -> date | None:
    """The day, or the first day of a month written in words."""
    day = _day(text)
    month = _WORDED_MONTH.fullmatch(text) if day is None else None
    if month and month["year"]:
        return _real(int(month["year"]), int(month["month"]), 1)
    return day


def _last(text: str, first: date | None) -> date | None:
    """The day, or the last day of a month written in words; what it leaves out is the first's."""
    text = re.sub(r"\s*(?:为?止|结束)$", "", text)
    day = _day(text)
    if day is not None:
        return day
    month = _WORDED_MONTH.fullmatch(text)
    if month and (month["year"] or first):
        year = int(month["year"]) if month["year"] else first.year if first else 0
        following = _real(year + int(month["month"]) // 12, int(month["month"]) % 12 + 1, 1)
        return following - timedelta(days=1) if following else None
    tail = _TAIL.fullmatch(text)
    if tail is None or first is None or not (tail["month"] or tail["sign"]):
        return None
    return _real(first.year, int(tail["month"] or first.month), int(tail["day"]))


def _real(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _day(text: str) -> date | None:
    plain = fold_width(text).strip()
    if re.fullmatch(r"\d{5}(?:\.\d+)?", plain) and 20_000 <= float(plain) <= 80_000:
        return _EPOCH + timedelta(days=int(float(plain)))
    compact = re.fullmatch(r"(\d{4})(\d{2})(\d{2})", plain)
    if compact:
        plain = "-".join(compact.groups())
    if re.match(r"\d{4}-\d{2}-\d{2}[ T]\d", plain):
        plain = plain[:10]
    return parse_date(plain)
