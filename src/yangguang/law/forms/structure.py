"""Whether a report is built as prescribed: its sections, its numbering, its date of publication.

All of it is information: the figures may be right in a report whose headings are not.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from yangguang.law.forms.findings import Finding, Ledger, Rule
from yangguang.law.forms.model import Form, Severity
from yangguang.law.forms.parsed import ParsedForm
from yangguang.law.forms.prose import Prose
from yangguang.law.forms.scope import Subject
from yangguang.text.document import Document
from yangguang.text.numerals import parse_numeral

_LEVELS = (
    re.compile(r"^[\x01#\s]*([一二三四五六七八九十]{1,3})[、．.]"),
    re.compile(r"^[\x01#\s]*（([一二三四五六七八九十]{1,3})）"),
    re.compile(r"^[\x01#\s]*(\d{1,2})(?:[、．]|\.(?!\d))"),
)
_FORMS = ("{}、", "（{}）", "{}、")
_DATE = re.compile(r"(?P<y>20\d\d)\s*[-年/.]\s*(?P<m>\d{1,2})\s*[-月/.]\s*(?P<d>\d{1,2})")
_PUBLISHED = re.compile(r"(?:发布|公开|发文|成文|更新|生成|公布)(?:日期|时间)[：:]?\s*")


def check_structure(
    document: Document, prose: Prose, form: Form | None, parsed: ParsedForm | None, subject: Subject
) -> Ledger:
    """Sections, numbering, deviations of the table and lateness, all as information."""
    ledger = Ledger.empty()
    zone = _table_zone(parsed)
    lines = [
        (s.start, s.text)
        for s in prose.sentences
        if (s.text.startswith("\x01") or _numbered(s.text))
        and not _is_label(s.text, prose.span(s.start, s.start + 1)[0], zone)
    ]
    _check_numbering(lines, prose, ledger)
    if form is not None and parsed is not None:
        _check_sections(document, form, ledger)
        for deviation in parsed.deviations:
            if deviation.code == "missing-table":
                continue
            place = deviation.place
            ledger.findings.append(
                _info(
                    deviation.message,
                    quote=place.quote if place else "",
                    span=(place.start, place.end) if place else None,
                    basis=form.source,
                )
            )
    _check_late(document, prose, subject, ledger)
    return ledger


def _table_zone(parsed: ParsedForm | None) -> tuple[int, int]:
    """Where in the document's text the table stands."""
    if parsed is None or not parsed.places:
        return 0, 0
    places = parsed.places.values()
    return min(place.start for place in places), max(place.end for place in places)


def _is_label(text: str, at: int, zone: tuple[int, int]) -> bool:
    """Whether a numbered line inside the table is a row's label and no heading of the report."""
    if not zone[0] <= at <= zone[1]:
        return False
    return not (
        _LEVELS[0].match(text) and re.search(r"(?:申请|诉讼|主动公开[^，]*)(?:的)?情况", text)
    )


def _numbered(text: str) -> bool:
    return any(level.match(text) for level in _LEVELS)


def _info(
    message: str,
    *,
    quote: str = "",
    span: tuple[int, int] | None = None,
    basis: str = "",
    rule: Rule = Rule.STRUCTURE,
) -> Finding:
    return Finding(
        rule=rule,
        severity=Severity.INFO,
        cells=(),
        said=None,
        expected=None,
        message=message,
        quote=quote,
        spans=(span,) if span else (),
        basis=basis,
    )


def _check_numbering(lines: Iterable[tuple[int, str]], prose: Prose, ledger: Ledger) -> None:
    """Each level counts up by one from its first heading and begins anew under a higher one."""
    last: list[int | None] = [None, None, None]
    for start, text in lines:
        for depth, pattern in enumerate(_LEVELS):
            found = pattern.match(text)
            if not found:
                continue
            value = parse_numeral(found.group(1))
            if not isinstance(value, int):
                break
            before = last[depth]
            span = prose.span(start, start + min(len(text), 24))
            quote = prose.source[span[0] : span[1]]
            if before is not None and value > before + 1 and value - before <= 3:
                missing = _spelled(depth, before + 1)
                message = f"编号“{missing}”缺失：“{_spelled(depth, before)}”之后是“{_spelled(depth, value)}”。"
                ledger.findings.append(_info(message, quote=quote, span=span))
            elif before is not None and value == before and depth == 0:
                message = f"编号“{_spelled(depth, value)}”重复。"
                ledger.findings.append(_info(message, quote=quote, span=span))
            last[depth] = value
            for inner in range(depth + 1, 3):
                last[inner] = None
            break


def _spelled(depth: int, value: int) -> str:
    numeral = "零一二三四五六七八九十"[value] if value <= 10 else str(value)
    return _FORMS[depth].format(numeral if depth < 2 else value)


def _check_sections(document: Document, form: Form, ledger: Ledger) -> None:
    text = re.sub(r"\s", "", document.text())
    for section in form.sections:
        names = (section.title, *section.variants)
        if not any(re.sub(r"\s", "", name) in text for name in names) and not _loosely(
            section.title, text
        ):
            ledger.findings.append(
                _info(f"没有找到第{section.number}部分“{section.title}”。", basis=form.source)
            )


def _loosely(title: str, text: str) -> bool:
    keys = {
        "存在的主要问题": r"存在(?:的)?(?:主要)?问题",
        "其他需要报告": r"其[他它](?:需要)?(?:报告|说明)",
        "行政复议": r"行政复议、?(?:和|提起)?行政诉讼",
        "主动公开": r"主动公开(?:政府)?信息",
        "收到和处理": r"(?:收到和处理|办理)(?:政府)?信息公开申请",
        "总体情况": r"总体(?:工作)?情况|基本情况|概述",
    }
    return any(key in title and re.search(pattern, text) for key, pattern in keys.items())


def published_on(document: Document, prose: Prose) -> date | None:
    """The day of publication that the page itself states, None where it does not."""
    for name in ("PubDate", "pubdate", "publishdate", "article:published_time"):
        found = _DATE.search(document.meta.get(name, ""))
        if found and (day := _day(found)):
            return day
    for sentence in prose.sentences[:40]:
        label = _PUBLISHED.search(sentence.text)
        if label:
            found = _DATE.match(sentence.text[label.end() :])
            if found and (day := _day(found)):
                return day
    lines = [s.text.strip("\x01（）。 ") for s in prose.sentences]
    for text in (*lines[-3:], *lines[:8]):
        found = _DATE.match(text)
        if found and len(text) <= found.end() + 1 and (day := _day(found)):
            return day
    return None


def _day(found: re.Match[str]) -> date | None:
    try:
        return date(int(found["y"]), int(found["m"]), int(found["d"]))
    except ValueError:
        return None


def _check_late(document: Document, prose: Prose, subject: Subject, ledger: Ledger) -> None:
    """依据：《政府信息公开条例》第四十九条：政府部门一月三十一日前，县级以上地方人民政府三月三十一日前。"""
    day = published_on(document, prose)
    if day is None or subject.year is None or not subject.agency:
        return
    if not subject.year < day.year <= subject.year + 1:
        return
    government = subject.is_government
    limit = date(subject.year + 1, 3, 31) if government else date(subject.year + 1, 1, 31)
    if subject.year < 2019:
        # 2007年条例第三十一条：各级行政机关应当在每年3月31日前公布。
        limit = date(subject.year + 1, 3, 31)
    if day <= limit:
        return
    ledger.findings.append(
        _info(
            f"公布日期{day:%Y}年{day.month}月{day.day}日，晚于{limit.year}年{limit.month}月{limit.day}日。",
            basis="《政府信息公开条例》第四十九条"
            if subject.year >= 2019
            else "2007年《政府信息公开条例》第三十一条",
            rule=Rule.LATE,
        )
    )
