"""From when and until when a document applies, read from its own closing provisions.

自2023年3月1日起施行, 有效期5年, 自发布之日起30日后施行: the first gives a day, the second follows from it,
the third hangs on another fact. What can be derived is derived with its ground; what cannot is
returned as a doubt with the sentence that caused it. Provisions about other documents are passed over.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from yangguang.text.dates import FoundDate, add_months, add_years, find_dates, read_date
from yangguang.text.numerals import parse_numeral

_HINTS = ("施行", "实施", "有效期", "执行", "试行", "生效", "废止", "失效")
_OWN = (
    r"本(?:办法|规定|条例|通知|意见|细则|实施细则|方案|决定|制度|措施|规则|规范|通告|公告|政策|实施方案|实施意见|"
    r"实施办法|规程|标准|文件|令|指引|预案|计划|规划|解释|要点|行动计划|清单|目录|准则|章程|函|批复|若干[一-龥]{0,4})"
)
_DAY = r"(?P<day>[0-9０-９〇零○一二三四五六七八九]{4}\s*年[^，,。；;]{2,12}?[日号]|\d{4}[-./]\d{1,2}[-./]\d{1,2})"
_BEGINS = r"(?:正式|开始|全面)?(?:施行|实施|执行|生效|试行|实行)"
_FROM_DAY = re.compile(rf"[自从]\s*{_DAY}\s*(?:零时|0时|0:00)?\s*(?:起|开始)\s*{_BEGINS}")
_ON_DAY = re.compile(rf"(?:于|将于|并于)\s*{_DAY}\s*(?:起)?\s*(?:正式)?(?:施行|实施|生效)")
_FROM_ISSUE = re.compile(
    r"自(?:本[一-龥]{1,6})?(?P<event>发布|公布|印发|下发|颁布|签发|发文|公开发布|印制|颁发|通过|公告|制定|发出|出台|签署)(?:之日|之时|日)?(?:起|后)?\s*"
    r"(?:满|的)?(?P<days>\d{1,3}|[一二三四五六七八九十百]{1,4})?\s*(?P<unit>个工作日|日|天|个月)?\s*(?:后|起)?\s*(?:起|之日起)?\s*"
    rf"(?P<begins>{_BEGINS})"
)
_UNTIL = re.compile(
    rf"(?:有效期(?:限)?|施行期(?:限)?|实施期(?:限)?|执行期(?:限)?|试行期(?:限)?|执行|有效|施行|实施|期限|试行)\s*(?:截止|截至|延续|延长|到期)?\s*(?:日期?)?\s*(?:为|是|：|:)?\s*(?:截)?(?:至|到)\s*{_DAY}"
)
_FROM_TO = re.compile(
    rf"[自从](?P<first>[^，,。；;自从]{{6,24}}?)起[^。；;]{{0,14}}?(?:，|,)?\s*(?:有效期)?(?:至|到)\s*{_DAY}\s*(?:止|失效|废止|终止|期满|$|。)?"
)
_RANGE = re.compile(
    rf"(?:有效期|执行期限|实施期限|施行期限|试行期|执行期|实施期|有效期限|政策期限|执行时间|实施时间)\s*(?:限)?(?:为|是|自|从|：|:)?\s*(?:自|从)?\s*"
    rf"(?P<first>[0-9〇零○一二三四五六七八九]{{4}}\s*年[^，,。；;至到]{{2,12}}?[日号])\s*(?:起)?\s*(?:至|到|—|-|－|～)\s*{_DAY}"
)
_TERM = re.compile(
    r"(?:有效期限?|试行期限?|实施期限?|执行期限?|施行期限?|试行|暂行|期限)\s*(?:为|是|暂定为?|暂定|：|:)?\s*(?:满)?"
    r"(?P<count>\d{1,2}|[一二两三四五六七八九十]{1,3})\s*(?P<unit>年|个月)(?!\d|\s*\d{1,2}月|度)"
)
_FOREIGN = re.compile(r"[》〉”][^，,。；;]{0,30}$")
_SENTENCE = re.compile(r"[^。；;！\n]{1,400}[。；;！]?")


@dataclass(slots=True)
class Effect:
    """When a document applies: the days, the words they come from, and what stays doubtful.

    ``until`` is the last day on which it applies. ``doubts`` are (field, value, why) with field
    ``in_force_on`` or ``valid_until``.
    """

    from_day: date | None = None
    until: date | None = None
    from_quote: str = ""
    until_quote: str = ""
    doubts: list[tuple[str, str, str]] = field(default_factory=list)


def read_effect(
    paragraphs: Iterable[str],
    *,
    issued_on: date | None,
    title: str = "",
    begins_on: date | None = None,
) -> Effect:
    """The effect that the document's own sentences give it.

    ``issued_on`` is the day the document bears, from which 自发布之日起 counts; ``begins_on`` is a
    declared day of entry into force, which goes before the text when a term is counted.
    Reading: 有效期N年 ends on the day before the Nth anniversary of entry into force.
    """
    effect = Effect()
    from_days: list[tuple[date, str]] = []
    until_days: list[tuple[date, str]] = []
    terms: list[tuple[int, str, str]] = []
    for sentence in _sentences(paragraphs):
        _read_from(sentence, title, issued_on, from_days, effect)
        _read_until(sentence, from_days, until_days, terms)
    if from_days:
        distinct = list(dict.fromkeys(day for day, _ in from_days))
        # The last provision is the document's own: attached texts and citations come before it.
        effect.from_day, effect.from_quote = from_days[-1]
        if len(distinct) > 1:
            others = "、".join(day.isoformat() for day in distinct if day != effect.from_day)
            effect.doubts.append(
                ("in_force_on", effect.from_day.isoformat(), f"正文有多个施行日期，另有{others}")
            )
    if until_days:
        effect.until, effect.until_quote = until_days[-1]
        distinct = list(dict.fromkeys(day for day, _ in until_days))
        if len(distinct) > 1:
            others = "、".join(day.isoformat() for day in distinct if day != effect.until)
            effect.doubts.append(
                ("valid_until", effect.until.isoformat(), f"正文有多个截止日期，另有{others}")
            )
    elif terms:
        count, unit, quote = terms[-1]
        start = begins_on or effect.from_day
        if start is None:
            effect.doubts.append(("valid_until", "", f"只写“{quote}”，没有起算日期，不能推算"))
        else:
            effect.until = end_of_term(start, count, unit)
            effect.until_quote = quote
    return effect


def end_of_term(start: date, count: int, unit: str) -> date:
    """The last day of a term of ``count`` 年 or 个月 that begins on ``start``."""
    end = add_years(start, count) if unit == "年" else add_months(start, count)
    return end - timedelta(days=1)


def read_term(text: str) -> tuple[int, str] | None:
    """A term written as 5年, 三年, 18个月, with or without 有效期 before it."""
    match = re.search(
        r"(?P<count>\d{1,2}|[一二两三四五六七八九十]{1,3})\s*(?P<unit>年|个月)(?!\s*\d)", text
    )
    if match is None:
        return None
    count = parse_numeral(match["count"])
    return (int(count), match["unit"]) if count else None


def _sentences(paragraphs: Iterable[str]) -> Iterable[str]:
    for paragraph in paragraphs:
        if not any(hint in paragraph for hint in _HINTS):
            continue
        for match in _SENTENCE.finditer(paragraph):
            sentence = match[0]
            if any(hint in sentence for hint in _HINTS):
                yield sentence


def _day(text: str) -> date | None:
    found: FoundDate | None = read_date(text)
    if found is None:
        found = next(find_dates(text), None)
    return found.value if found and found.certain and found.precision == "day" else None


def _read_from(
    sentence: str,
    title: str,
    issued_on: date | None,
    from_days: list[tuple[date, str]],
    effect: Effect,
) -> None:
    for match in _FROM_DAY.finditer(sentence):
        day = _day(match["day"])
        if day is not None and _is_own(sentence, match.start(), title):
            from_days.append((day, match[0]))
    if not from_days:
        for match in _ON_DAY.finditer(sentence):
            day = _day(match["day"])
            if day is not None and re.search(_OWN, sentence[: match.start()]):
                from_days.append((day, match[0]))
    for match in _FROM_ISSUE.finditer(sentence):
        if not _is_own(sentence, match.start(), title):
            continue
        quote = match[0].strip()
        if match["days"] or match["unit"]:
            _later_than_issue(match, quote, issued_on, effect)
        elif issued_on is not None:
            from_days.append((issued_on, quote))
        else:
            effect.doubts.append(("in_force_on", "", f"只写“{quote}”，页面没有可据的日期"))


def _later_than_issue(
    match: re.Match[str], quote: str, issued_on: date | None, effect: Effect
) -> None:
    count = parse_numeral(match["days"] or "")
    if issued_on is None or not isinstance(count, int) or match["unit"] == "个工作日":
        effect.doubts.append(("in_force_on", "", f"只写“{quote}”，不能推算施行日期"))
        return
    day = (
        add_months(issued_on, count)
        if match["unit"] == "个月"
        else issued_on + timedelta(days=count)
    )
    effect.doubts.append(
        (
            "in_force_on",
            day.isoformat(),
            f"按“{quote}”由{issued_on.isoformat()}推算，起算日未写明，请核对",
        )
    )


def _read_until(
    sentence: str,
    from_days: list[tuple[date, str]],
    until_days: list[tuple[date, str]],
    terms: list[tuple[int, str, str]],
) -> None:
    ranged = _RANGE.search(sentence)
    if ranged is not None and not _FOREIGN.search(sentence[: ranged.start()]):
        first, last = _day(ranged["first"]), _day(ranged["day"])
        if first is not None and last is not None:
            from_days.append((first, ranged[0]))
            until_days.append((last, ranged[0]))
            return
    both = _FROM_TO.search(sentence)
    if both is not None and (
        re.search(r"施行|实施|执行|有效|试行|生效", both[0]) or "止" in both[0]
    ):
        last = _day(both["day"])
        if last is not None and _is_own(sentence, both.start(), ""):
            until_days.append((last, both[0]))
            first = _day(both["first"])
            if first is not None and all(day != first for day, _ in from_days):
                from_days.append((first, both[0]))
            return
    for match in _UNTIL.finditer(sentence):
        last = _day(match["day"])
        if last is not None and not _FOREIGN.search(sentence[: match.start()]):
            until_days.append((last, match[0]))
            return
    for match in _TERM.finditer(sentence):
        before = sentence[: match.start()]
        if _FOREIGN.search(before) or not _speaks_of_itself(sentence, before):
            continue
        count = parse_numeral(match["count"])
        if isinstance(count, int) and count > 0:
            terms.append((count, match["unit"], match[0]))


def _speaks_of_itself(sentence: str, before: str) -> bool:
    """A term counts if the sentence names this document or says when it starts to apply."""
    if re.search(_OWN + r"[^，,。；;]{0,10}$", before):
        return True
    return bool(
        re.search(r"[自从][^。；;]{2,30}起[^。；;]{0,8}(?:施行|实施|执行|生效|试行)", sentence)
    ) or bool(
        re.match(
            r"^[^一-龥]*(?:[一二三四五六七八九十]+、)?(?:有效期|试行期|实施期|执行期)", sentence
        )
    )


def _is_own(sentence: str, place: int, title: str) -> bool:
    """Whether the provision at ``place`` is about this document and not about one it names."""
    clause = re.split(r"[，,；;]", sentence[:place])
    subject = clause[-1] or (clause[-2] if len(clause) > 1 else "")
    if re.search(_OWN, subject):
        return True
    if re.search(r"(?:现予|予以|现将|现)?(?:公布|发布|印发)", "".join(clause[-3:])):
        return True
    quoted = re.findall(r"《([^》]{2,80})》", subject)
    if quoted:
        return bool(title) and any(re.sub(r"\s", "", name) in title for name in quoted)
    return True
