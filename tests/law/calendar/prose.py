"""Writes a notice as offices word it, in the ways in use since 2007, to be read back."""

from collections.abc import Callable
from datetime import date, timedelta
from itertools import pairwise

from yangguang.law.calendar import Notice

_NUMBERS = "一二三四五六七八九十"
_WEEKDAYS = "一二三四五六日"


def _runs(days: list[date]) -> list[tuple[date, date]]:
    edges = [days[0]]
    for one, two in pairwise(days):
        if two - one > timedelta(days=1):
            edges += [one, two]
    edges.append(days[-1])
    return list(zip(edges[::2], edges[1::2], strict=True))


def _day(day: date, year: int) -> str:
    text = f"{day.month}月{day.day}日"
    return text if day.year == year else f"{day.year}年{text}"


def _range(first: date, last: date, year: int, dash: str, note: str) -> str:
    begin = _day(first, year) + _note(first, note)
    if first == last:
        return begin
    if first.year != last.year:
        return (
            f"{first.year}年{first.month}月{first.day}日{dash}{last.year}年{_day(last, last.year)}"
        )
    end = f"{last.day}日" if first.month == last.month else f"{last.month}月{last.day}日"
    return f"{begin}{dash}{end}{_note(last, note)}"


def _note(day: date, note: str) -> str:
    return note.format(_WEEKDAYS[day.weekday()]) if note else ""


def modern(rest: list[date], work: list[date], year: int) -> str:
    """2月4日至10日放假调休，共7天。2月2日（星期六）、2月3日（星期日）上班。"""
    text = ""
    for first, last in _runs(rest):
        text += f"{_range(first, last, year, '至', '')}放假调休，共{(last - first).days + 1}天。"
    if work:
        text += "、".join(_day(day, year) + _note(day, "（星期{}）") for day in work) + "上班。"
    return text


def noted(rest: list[date], work: list[date], year: int) -> str:
    """1月28日（农历除夕、周二）至2月4日（周二）放假调休，共8天。1月26日（周日）上班。"""
    text = ""
    for first, last in _runs(rest):
        text += f"{_range(first, last, year, '至', '（农历初几、周{}）')}放假，与周末连休。"
    if work:
        text += "、".join(_day(day, year) + _note(day, "（周{}）") for day in work) + "照常上班。"
    return text + "鼓励各单位安排职工在1月1日（农历除夕）休息。"


def moved(rest: list[date], work: list[date], year: int) -> str:
    """9月29日—10月5日放假，…其中，9月27日（星期六）公休日调至9月29日（星期一）…"""
    parts = [_range(first, last, year, "—", "") for first, last in _runs(rest)]
    text = "、".join(parts) + f"放假，共{len(rest)}天。其中，{_day(rest[0], year)}为法定节假日，"
    if work:
        days = "、".join(_day(day, year) + _note(day, "(星期{}）") for day in work)
        text += f"将{days}公休日调至{_day(rest[0], year)}；"
    return text + f"{_day(rest[-1], year)}照常公休。"


STYLES: dict[str, Callable[[list[date], list[date], int], str]] = {
    "modern": modern,
    "noted": noted,
    "moved": moved,
}


def worded(notice: Notice, style: str) -> str:
    """The whole notice with title, number, list and signature."""
    lines = [
        f"国务院办公厅关于{notice.year}年",
        "部分节假日安排的通知",
        notice.number or "",
        "各省、自治区、直辖市人民政府：",
        f"经批准，现将{notice.year}年元旦、春节和国庆节放假调休日期通知如下。",
    ]
    names = dict.fromkeys(entry.name for entry in notice.days)
    for number, name in zip(_NUMBERS, names, strict=False):
        rest = [day for day, what, whose in notice.days if (what, whose) == ("rest", name)]
        work = [day for day, what, whose in notice.days if (what, whose) == ("work", name)]
        lines.append(f"{number}、{name}：{STYLES[style](rest, work, notice.year)}")
    lines.append("节假日期间，各地区、各部门要妥善安排好值班，遇有重大突发事件及时报告。")
    if notice.issued:
        issued = notice.issued
        lines += ["国务院办公厅", f"{issued.year}年{issued.month}月{issued.day}日"]
    return "\n".join(lines)
