"""By when a row of a disclosure list must be public, and how often anew, from the words of the list.

Offices write their limits in a cell: 信息形成或者变更之日起20个工作日内, 实时公开, 每季度结束后15日内. What
the words fix is read here; what they leave open (及时, 按规定) is left open, and whoever owes the row
falls back on the general limit of the regulation.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from yangguang.law.calendar import CalendarUnknown, WorkCalendar
from yangguang.text.dates import add_months
from yangguang.text.numerals import fold_width, parse_numeral

GENERAL_DAYS = 20
"""Working days. 依据：《政府信息公开条例》第二十六条（自形成或者变更之日起20个工作日内）。"""
GENERAL_BASIS = "《政府信息公开条例》第二十六条"


@dataclass(frozen=True, slots=True)
class TimeLimit:
    """So many days, working days or months after the information came to be; 0 of each: at once."""

    days: int = 0
    working: bool = False
    months: int = 0

    @property
    def at_once(self) -> bool:
        """Whether it is due on the day itself (实时, 当日)."""
        return not (self.days or self.months)

    @property
    def words(self) -> str:
        """``20个工作日``, ``3个月``, ``当日``."""
        if self.months:
            return f"{self.months}个月"
        if not self.days:
            return "当日"
        return f"{self.days}个工作日" if self.working else f"{self.days}日"


AT_ONCE = TimeLimit()
GENERAL = TimeLimit(GENERAL_DAYS, working=True)


@dataclass(frozen=True, slots=True)
class Period:
    """What is owed anew in each period of so many months (12, 6, 3, 1), or of so many weeks.

    Where ``fixed``, ``by_month`` and ``by_day`` are the last day (day 0: the month's last): of a year
    that month, of a shorter period its last month. ``after``: it tells of the period before and is
    due in the first month of the next (次月10日前, 季度结束后15日内). Without a day the period's own last
    day counts.
    """

    months: int = 0
    weeks: int = 0
    by_month: int = 0
    by_day: int = 0
    fixed: bool = False
    after: bool = False

    @property
    def words(self) -> str:
        """``每年``, ``每季度``, ``每两周``."""
        if self.weeks:
            return "每周" if self.weeks == 1 else f"每{self.weeks}周"
        return {12: "每年", 6: "每半年", 3: "每季度", 1: "每月"}[self.months]


@dataclass(frozen=True, slots=True)
class Window:
    """One period in which something is owed: what was published from ``opens`` on discharges it."""

    name: str
    opens: date
    due: date
    provisional: bool = False
    """Whether the day rests on a year whose holidays are not arranged yet."""


_FIGURE = r"(?:\d+|[〇零一二三四五六七八九十百两廿卅半]+)"
_UNIT = r"(?:法定)?工作日|自然日|日历日|小时|钟头|分钟|星期|礼拜|周|个月|月|季度|年|天|日"
_LENGTH = re.compile(
    rf"(?P<first>{_FIGURE})(?:\(\d+\))?"
    rf"(?:(?:个?(?:法定)?(?:工作日|日|天))?(?:-|—+|~|至|到)(?P<last>{_FIGURE}))?"
    rf"个?(?P<unit>{_UNIT})(?P<note>\((?:法定)?工作日\))?"
)
# How long something stays, or how long before an event it must be there: neither is a limit that
# runs from the day on which the information came to be.
_STAYS = re.compile(
    r"(?:公示期限?|公示时间|公示时长|公告期限?|公告时间|展示期|保留|保存|持续|为期|提前|开展前|满|有效期"
    r"|公示|公告)(?:为|不得?(?:少|低|短)于|至少)?$|(?:不得?(?:少|低|短)于|至少)$"
)
_BEFORE = re.compile(r"^以?之?前")
_EVERY = re.compile(r"[每各逐按第次]$")
_AT_ONCE = re.compile(
    r"实时|即时|即刻|立即|立刻|马上|当日|当天|当场|即日|随时|第一时间|同步|同时公[开布]|每[日天]|[按逐]日"
    r"|动态(?:更新|调整|公开|发布)|随产生随"
)


def read_time_limit(text: str) -> TimeLimit | None:
    """The limit that the words fix, or None where they fix none (及时, 长期, 按规定, empty).

    The first length that is a limit counts; of a range its end, being the last day allowed. Lengths
    of 公示 and of a notice beforehand are none. A month written out is a month, a week seven days;
    hours make up days, fewer than 24 are at once. Words for at once count where no length stands.
    """
    plain = _plain(text)
    for found in _LENGTH.finditer(plain):
        limit = _limit(plain, found)
        if limit is not None:
            return limit
    return AT_ONCE if _AT_ONCE.search(plain) else _next_day(plain)


def _next_day(plain: str) -> TimeLimit | None:
    if re.search(r"次一?个?工作日|下一个?工作日", plain):
        return TimeLimit(1, working=True)
    return TimeLimit(1) if re.search(r"次日|第二天|翌日", plain) else None


def _limit(plain: str, found: re.Match[str]) -> TimeLimit | None:
    before, after, unit = plain[: found.start()], plain[found.end() :], found["unit"]
    if before and before[-1] in "年月.-/" and unit in ("日", "月", "年", "天"):
        return None
    if _EVERY.search(before) or _STAYS.search(before) or _BEFORE.match(after):
        return None
    if unit == "年" and (len(found["first"]) == 4 or re.match(r"度|\d|[一二三四]", after)):
        return None
    if unit in ("月", "季度") and found["first"] != "半" and "个" not in found[0]:
        return None
    if re.match(r"[一1]次", after):
        return None
    return _length(found)


def _length(found: re.Match[str]) -> TimeLimit | None:
    unit, said = found["unit"], found["last"] or found["first"]
    half = said == "半"
    number = 0 if half else _number(said)
    if number is None or (number <= 0 and not half):
        return None
    if unit.endswith("工作日") or found["note"] or "工作日" in found[0]:
        return None if half else TimeLimit(number, working=True)
    if unit in ("小时", "钟头"):
        return TimeLimit(number // 24 + (number > 24 and number % 24 > 0))
    if unit == "分钟":
        return AT_ONCE
    if unit in ("周", "星期", "礼拜"):
        return TimeLimit(7 * number) if not half else None
    if unit in ("月", "个月"):
        return TimeLimit(15) if half else TimeLimit(months=number)
    if unit == "季度":
        return TimeLimit(months=3 * number) if not half else None
    if unit == "年":
        return TimeLimit(months=6 if half else 12 * number)
    return AT_ONCE if half else TimeLimit(number)


def _number(text: str) -> int | None:
    text = text.replace("两", "二").replace("廿", "二十").replace("卅", "三十")
    found = parse_numeral(text)
    return int(found) if found is not None and found == int(found) and found < 4000 else None


_PERIODS = (
    (re.compile(r"[每按逐](?:半年|半个?年|6个月|六个月)|半年度?|上下半年"), 6),
    (re.compile(r"[每按逐各分]个?季|季度|季报|[每按](?:三|3)个月"), 3),
    (re.compile(r"[每按逐]个?月|月度|月报|次月"), 1),
    (re.compile(r"[每按逐]个?(?:自然)?年|年度|年报|次年|一年一次|学年|学期"), 12),
)
_WEEKS = re.compile(rf"每(?P<number>{_FIGURE})?个?(?:周|星期)|[按逐]周|周报|一周一次")
_BY_DAY = re.compile(
    r"(?:(?P<month>\d{1,2}|[一二三四五六七八九十]{1,2})月份?)?"
    r"(?:(?P<day>\d{1,2}|[一二三四五六七八九十廿卅]{1,3})[日号]|(?P<end>[底末]))(?=以?之?前|止)"
)
_ENDED = re.compile(r"(?:结束|终了|期满)(?:之日)?[起后]|[季度月年][末底]后|[季度月年]后")
_OPENING = re.compile(r"首月|第[一1]个?月|次[月季]|下个?[月季]|(?:结束|终了)后")
_SINGLE = re.compile(r"形成|变更|制定|印发|批准|批复|作出|收到|获取|发生|产生|签订|更新之日")
_SPOKEN = re.compile(r"[每按逐各]|一年一次|次[年月季]|[季月年]度?(?:结束|终了|[末底])")


def read_period(text: str) -> Period | None:
    """How often the row is owed anew, or None where it is owed once.

    Words that only name a document of a year (年度报告形成之日起20个工作日内) fix no period; a period
    stands where the words say 每, 按 or 逐, or give the day of the year by which it is due.
    """
    plain = _plain(text)
    weekly = _WEEKS.search(plain)
    if weekly:
        return Period(weeks=(_number(weekly["number"]) if weekly["number"] else 1) or 1)
    months = next((length for pattern, length in _PERIODS if pattern.search(plain)), 0)
    if not months:
        return None
    day = _by(plain, months)
    if not _SPOKEN.search(plain) and (day is None or _SINGLE.search(plain)):
        return None
    return day or Period(months=months, after=bool(_ENDED.search(plain)))


def _by(plain: str, months: int) -> Period | None:
    """The fixed last day of a period, where the words give one."""
    for found in _BY_DAY.finditer(plain):
        month = _number(found["month"]) if found["month"] else 0
        day = _number(found["day"]) if found["day"] else 0
        if month is None or day is None or month > 12 or day > 31:
            continue
        head = plain[: found.start()]
        if months < 12:
            if month:
                continue
            return Period(months, by_day=day, fixed=True, after=bool(_OPENING.search(head)))
        if not month:
            if not found["end"] or not head.endswith("年"):
                continue
            month = 12
        later = bool(re.search(r"次年|下一?年|翌年|第二年", head))
        return Period(months, by_month=month, by_day=day, fixed=True, after=later)
    return None


def due_day(limit: TimeLimit, start: date, calendar: WorkCalendar) -> tuple[date, bool]:
    """The last day of a limit that runs from ``start``, and whether it is provisional.

    The day itself does not count. 依据：《民法典》第二百零一条第一款。
    """
    if limit.months:
        return add_months(start, limit.months), False
    if not limit.working:
        return start + timedelta(days=limit.days), False
    try:
        return calendar.add(start, limit.days), False
    except CalendarUnknown:
        return calendar.provisional().add(start, limit.days), True


def window_on(period: Period, limit: TimeLimit | None, day: date, calendar: WorkCalendar) -> Window:
    """The newest window that has opened by ``day``.

    What falls due after a period's end may be published only once the period is over, so its window
    opens with the next one and bears the name of the one it tells of; any other opens with its own
    period and ends with it, or on the day that the words fix.
    """
    if period.weeks:
        opens = day - timedelta(days=day.weekday())
        opens -= timedelta(weeks=opens.toordinal() // 7 % period.weeks)
        due = opens + timedelta(days=7 * period.weeks - 1)
        return Window(f"{opens.year}年{opens.month}月{opens.day}日起", opens, due)
    opens = date(day.year, (day.month - 1) // period.months * period.months + 1, 1)
    last = add_months(opens, period.months) - timedelta(days=1)
    told = opens - timedelta(days=1) if period.after else opens
    name = _name(told, period.months)
    if period.fixed and period.months == 12:
        return Window(name, opens, _day(opens.year, period.by_month, period.by_day))
    if period.fixed:
        month = opens if period.after else last
        return Window(name, opens, _day(month.year, month.month, period.by_day))
    if period.after and limit is not None and not limit.at_once:
        due, provisional = due_day(limit, told, calendar)
        return Window(name, opens, due, provisional)
    return Window(name, opens, last)


def _day(year: int, month: int, day: int) -> date:
    """That day, or the month's last where it has no such day (day 0: always the last)."""
    first = date(year, month, 1)
    last = add_months(first, 1) - timedelta(days=1)
    return last if not day else min(first + timedelta(days=day - 1), last)


def _name(day: date, months: int) -> str:
    if months == 12:
        return f"{day.year}年"
    if months == 6:
        return f"{day.year}年{'上' if day.month <= 6 else '下'}半年"
    if months == 3:
        return f"{day.year}年第{(day.month + 2) // 3}季度"
    return f"{day.year}年{day.month}月"


def _plain(text: str) -> str:
    """Full-width folded, blanks gone, one kind of bracket."""
    folded = fold_width(text).replace("（", "(").replace("）", ")")
    return re.sub(r"[1一]个半月", "45日", re.sub(r"\s+", "", folded))
