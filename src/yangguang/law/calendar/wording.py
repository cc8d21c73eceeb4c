"""Reads the wording of an official holiday notice and drafts the file for it.

Each November a clerk holds a page of prose and the register needs dates. The prose has kept to few
patterns since 2007, so it is read here and handed back as the TOML that ``parse_notice`` takes, to
be looked at and signed off. Whatever the prose says twice is compared: the weekday beside a date
and the number of days a holiday lasts; a contradiction is refused rather than settled.
"""

from __future__ import annotations

import re
from calendar import isleap
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from yangguang.law.calendar.days import chinese_date
from yangguang.law.calendar.notice import BadNotice, Notice, NoticeDay, What, parse_notice
from yangguang.text.dates import find_dates
from yangguang.text.docnum import find_docnums
from yangguang.text.numerals import fold_width, parse_numeral

_WEEKDAYS = "一二三四五六日"
_FESTIVAL = (
    r"(?:元旦|春节|清明节?|(?:“五一”)?(?:国际)?劳动节|“五一”|端午节?|中秋节?|国庆节?|“十一”)"
)
# A paragraph begins with its number and name, or with the name of a statutory holiday alone.
_ITEM = re.compile(
    r"[一二三四五六七八九十]{1,2}、(?P<numbered>[^：，。；\d]{2,24})："
    rf"|(?P<festival>{_FESTIVAL}(?:[、和]{_FESTIVAL})*)(?:：|(?=\d))"
)
_NOTE = re.compile(r"（([^（）]*)）")
_WEEKDAY = re.compile(r"(?:星期|周)([一二三四五六日天])")
_DAY = r"(?:(?P<{0}y>\d{{4}})年)?(?:(?P<{0}m>\d{{1,2}})月)?(?P<{0}d>\d{{1,2}})日(?:<(?P<{0}w>.)>)?"
_SPAN = re.compile(_DAY.format("a") + r"(?:(?:至|到|[-—–─－~～]{1,2})" + _DAY.format("b") + ")?")
_LASTING = re.compile(r"(?:共|放假)(\d{1,2}|[一二三四五六七八九十])天")
_TITLE_YEAR = re.compile(r"关于[^，。]{0,10}?(\d{4})年")
_ANY_YEAR = re.compile(r"(\d{4})年\d{1,2}月")
_TITLE_NAME = (
    re.compile(r"关于[^，。]{0,10}?\d{4}年(?P<name>[^，。]{2,30}?)(?:假期|放假|调休)"),
    re.compile(r"关于(?P<name>[^，。]{2,40}?)(?:假期|放假|调休)"),
)
_ISSUER = re.compile(r"([\u4e00-\u9fff]{2,30}?)关于")
_LONGEST_REST = 15


def draft_notice(text: str) -> str:
    """The TOML of the notice in this official wording, such as ``parse_notice`` accepts.

    Raises BadNotice, in Chinese, where the wording is not understood or contradicts itself; the
    notice is then to be typed in by hand.
    """
    plain = _plain(text)
    year = _year(plain)
    items = list(_items(plain, year))
    days: dict[date, NoticeDay] = {}
    for item in items:
        for day, what in item.days():
            known = days.get(day)
            if known is not None and known.what != what:
                raise BadNotice(
                    f"{chinese_date(day)}在“{known.name}”和“{item.name}”中一处放假、一处上班，"
                    "请核对原文。"
                )
            days[day] = NoticeDay(day, what, item.name)
    if not days:
        raise BadNotice("没有读出任何放假或上班的日期，请对照通知原文手工填写。")
    issuer = _ISSUER.search(plain)
    notice = Notice(
        year=year,
        number=_number(text),
        issued=_labelled(plain, "成文日期") or _signed(plain),
        source=issuer[1] if issuer else "通知原文",
        days=tuple(days[day] for day in sorted(days)),
        published=_labelled(plain, "发布日期"),
        change=len(items) == 1,
    )
    drafted = notice_toml(notice)
    parse_notice(drafted)
    return drafted


def notice_toml(notice: Notice) -> str:
    """The notice as TOML, such that ``parse_notice`` gives it back."""
    lines = [f"year = {notice.year}"]
    if notice.number:
        lines.append(f"number = {_quoted(notice.number)}")
    if notice.issued:
        lines.append(f"issued = {notice.issued}")
    if notice.published:
        lines.append(f"published = {notice.published}")
    if notice.source:
        lines.append(f"source = {_quoted(notice.source)}")
    if notice.region:
        lines.append(f"region = {_quoted(notice.region)}")
    if notice.change:
        lines.append("change = true")
    for name in dict.fromkeys(entry.name for entry in notice.days):
        lines += ["", "[[holiday]]", f"name = {_quoted(name)}"]
        for what in ("rest", "work"):
            days = [entry.day for entry in notice.days if (entry.name, entry.what) == (name, what)]
            if days:
                lines.append(f"{what} = [{', '.join(_ranges(days))}]")
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    """The text as a TOML string."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(_escaped(character) for character in escaped) + '"'


def _escaped(character: str) -> str:
    code = ord(character)
    return f"\\u{code:04x}" if code < 0x20 or code == 0x7F else character


def _ranges(days: list[date]) -> Iterator[str]:
    first = last = days[0]
    for day in [*days[1:], None]:
        joined = day is not None and day - last == timedelta(days=1)
        if day is not None and joined and (day - first).days <= _LONGEST_REST:
            last = day
            continue
        yield f'"{first}"' if first == last else f'"{first}..{last}"'
        if day is not None:
            first = last = day


def _plain(text: str) -> str:
    """Without any space, in half-width digits and full-width signs; notes cut to weekdays."""
    text = "".join(fold_width(text).split())
    text = text.translate(str.maketrans("(),;:", "（），；："))
    return _NOTE.sub(_weekday_alone, text)


def _weekday_alone(note: re.Match[str]) -> str:
    found = _WEEKDAY.search(note[1])
    return f"<{found[1].replace('天', '日')}>" if found else ""


def _year(plain: str) -> int:
    found = _TITLE_YEAR.search(plain) or _ANY_YEAR.search(plain)
    if found is None:
        raise BadNotice("没有找到通知所属的年份，请粘贴含标题的通知全文。")
    return int(found[1])


def _number(text: str) -> str | None:
    """The number of the notice itself: the first one that is no quotation of another's."""
    for found in find_docnums(text):
        before = text[: found.start].rstrip()
        if found.year is not None and not before.endswith(("（", "(")):
            return found.text.rpartition("通知")[2]
    return None


def _labelled(plain: str, label: str) -> date | None:
    place = plain.find(label)
    if place < 0:
        return None
    return next(_full_dates(plain[place : place + 24]), (None, 0))[0]


def _signed(plain: str) -> date | None:
    """The date under the notice: the last one written in full, with nothing arranged after it."""
    day, end = None, 0
    for day, end in _full_dates(plain):  # noqa: B007 — the last one is wanted
        pass
    return None if re.search(r"放假|上班|调休|休息", plain[end:]) else day


def _full_dates(text: str) -> Iterator[tuple[date, int]]:
    """The days written with their year, in Arabic or Chinese, and where each ends."""
    for found in find_dates(text):
        if found.value is not None and found.precision == "day":
            yield found.value, found.end


def _date(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError as error:
        raise BadNotice(f"{year}年{month}月{day}日不是存在的日期，请核对原文。") from error


def _items(plain: str, year: int) -> Iterator[_Item]:
    """Each holiday of the list; a notice without a list is one holiday named by its title."""
    heads = list(_ITEM.finditer(plain))
    if not heads:
        named = next((found for form in _TITLE_NAME if (found := form.search(plain))), None)
        if named is None:
            raise BadNotice("没有读出节日名称，请粘贴含标题的通知全文，或手工填写。")
        yield _Item(_name(named["name"]), plain, year)
        return
    ends: list[int | None] = [head.start() for head in heads[1:]]
    for head, end in zip(heads, [*ends, None], strict=True):
        body = plain[head.end() : end]
        yield _Item(_name(head["numbered"] or head["festival"]), body, year)


def _name(text: str) -> str:
    """The holiday as later notices call it; the one for 2007 still wrote “五一”、“十一”."""
    text = text.replace("“五一”国际劳动节", "劳动节").replace("国际劳动节", "劳动节")
    return {"“五一”": "劳动节", "“十一”": "国庆节"}.get(text) or re.sub(r"[“”\"《》]", "", text)


@dataclass
class _Item:
    """One holiday's paragraph: the days that its clauses give."""

    name: str
    body: str
    year: int
    anchor: date | None = None
    latest: int = 0
    found: dict[date, What] = field(default_factory=dict)

    def days(self) -> Iterator[tuple[date, What]]:
        moved: list[date] = []
        for sentence in re.split(r"[。；]", self.body):
            if not sentence.startswith(("鼓励", "建议")):
                for clause in sentence.split("，"):
                    self.clause(clause, moved)
        for day in moved:
            # A rest day moved elsewhere is worked, unless the holiday itself covers it.
            self.found.setdefault(day, "work")
        yield from sorted(self.found.items())

    def clause(self, clause: str, moved: list[date]) -> None:
        if "公休日" in clause and (place := clause.find("调至")) >= 0:
            moved += self.spans(clause[:place])
            list(self.spans(clause[place:]))  # read only to hold its weekdays against its dates
        elif "上班" in clause:
            days = list(self.spans(clause))
            if re.search(r"日(?:<.>)?起", clause) is None:
                self.found.update(dict.fromkeys(days, "work"))
        elif re.search(r"放假|补休|调休|休息|休假", clause):
            days = list(self.spans(clause))
            if "放假" not in clause and "与" in clause:
                # 「星期五与星期日调休」 names both days of an exchange; the weekday is the one off.
                days = [day for day in days if day.weekday() < 5]
            self.found.update(dict.fromkeys(days, "rest"))
            self.latest = len(days) or self.latest
            if days:
                self.check_lasting(clause)
        else:
            self.check_lasting(clause)

    def check_lasting(self, clause: str) -> None:
        """Hold 「共7天」 against the days just read, or against the whole paragraph's."""
        stated = _LASTING.search(clause)
        total = sum(what == "rest" for what in self.found.values())
        if stated and total and parse_numeral(stated[1]) not in (self.latest, total):
            raise BadNotice(
                f"“{self.name}”写明{stated[1]}天，读出的是{self.latest}天，请对照原文手工填写。"
            )

    def spans(self, clause: str) -> Iterator[date]:
        """Every day named in the clause, a range by its days; a month not written is the last."""
        month: str | None = str(self.anchor.month) if self.anchor else None
        for span in _SPAN.finditer(clause):
            month = span["am"] or month
            if month is None:
                raise BadNotice(f"“{self.name}”的“{span[0]}”没有写月份，请对照原文手工填写。")
            first = self.resolve(span["ay"], month, span["ad"], span["aw"])
            last = first
            if span["bd"]:
                month = span["bm"] or month
                last = self.resolve(span["by"], month, span["bd"], span["bw"])
            length = (last - first).days
            if not 0 <= length <= _LONGEST_REST:
                raise BadNotice(f"“{self.name}”的“{span[0]}”首尾颠倒或过长，请核对原文。")
            self.anchor = first if self.anchor is None else self.anchor
            for number in range(length + 1):
                yield first + timedelta(days=number)

    def resolve(self, year: str | None, month: str, day: str, weekday: str | None) -> date:
        """The day; without a year the one nearest to the first day of the paragraph."""
        if year is not None:
            found = _date(int(year), int(month), int(day))
        elif self.anchor is None:
            found = _date(self.year, int(month), int(day))
        else:
            anchor = self.anchor
            choices = (
                _date(candidate, int(month), int(day))
                for candidate in (anchor.year - 1, anchor.year, anchor.year + 1)
                if (int(month), int(day)) != (2, 29) or isleap(candidate)
            )
            found = min(choices, key=lambda choice: abs(choice - anchor))
        self.anchor = found if self.anchor is None else self.anchor
        if weekday is not None and _WEEKDAYS[found.weekday()] != weekday:
            raise BadNotice(
                f"“{self.name}”的{chinese_date(found)}写作星期{weekday}，"
                f"实际是星期{_WEEKDAYS[found.weekday()]}，请核对年份和日期。"
            )
        return found
