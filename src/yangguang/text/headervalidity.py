"""Whether and when the document applies, from its header fields, its title's mark and its own words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from yangguang.text.dates import find_dates, read_date
from yangguang.text.effect import end_of_term, read_effect, read_term
from yangguang.text.headerdates import PageDates
from yangguang.text.page import Page

IN_FORCE, REPEALED, EXPIRED, AMENDED = "in-force", "repealed", "expired", "amended"

_WORDS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        AMENDED,
        re.compile(
            r"条款(?:失效|废止|修改)|部分(?:条款)?(?:失效|废止|有效|修改)|已?(?:被)?(?:修改|修订|修正)|修改后"
        ),
    ),
    (REPEALED, re.compile(r"废止|作废|停止执行|撤销")),
    (EXPIRED, re.compile(r"失效|过期|到期|期满|无效|届满")),
    (IN_FORCE, re.compile(r"有效|生效|现行|在用|执行中|正在执行|正常|施行中")),
)
_YES = re.compile(r"^(?:是|√|有|Y|yes|true|1)$", re.IGNORECASE)
_NO = re.compile(r"^(?:否|×|不|N|no|false|0)$", re.IGNORECASE)
_NOT_YET = re.compile(r"(?:尚未|未)(?:生效|施行|实施)|未(?:废止|失效)")
_LASTING = re.compile(r"长期|永久|一直|持续")
_NOTE = re.compile(
    r"^[（(【\[※*★\s]*(?:注[:：]|提示[:：]|说明[:：])?(?:本|此|该)?(?:文|文件|规范性文件|件|通知|办法|规定)?(?:已经|已|现已)?(?:于|自)?[^，。]{0,24}?(?P<word>废止|失效|宣布失效|停止执行|被修改|修订)[^，。]{0,12}[)）】\]。]*$"
)
_STATE = re.compile(
    r"(?:^|号[ \u3000]|[ \u3000|｜])[【\[（(]?(?P<state>全文有效|全文失效|全文废止|条款失效|条款废止|部分条款失效|部分有效|部分失效|现行有效)[】\]）)]?(?:$|[ \u3000|｜])"
)
_KINDS_WITH_EFFECT = frozenset(
    [
        "policy-document",
        "regulation",
        "announcement",
        "plan",
        "list",
        "notice",
        "approval-reply",
        "other",
    ]
)
_HINTS = re.compile(r"施行|实施|有效期|执行|试行|生效|失效")
_NAMES = {"in_force": "in_force_on", "repealed": "lost_force_on", "valid_until": "valid_until"}
_LONGEST, _PART = 2000, 800
_MOST = 400


def read_validity(page: Page, mark: str) -> str | None:
    """``in-force``, ``repealed``, ``expired`` or ``amended``, None where nothing says so.

    The mark in a title goes before the field: sites add it when a document falls, and forget the
    field. A contradiction is told.
    """
    declared = _declared(page) or _stated(page)
    marked = _status(mark) if mark else _noted(page)
    if marked is not None:
        if declared is not None and declared != marked:
            page.doubt("validity", declared, "效力栏目与标题或页面的废止、失效标注不一致，采用标注")
        return marked
    return declared


class Terms(NamedTuple):
    """First and last day of a document's term, and the first day on which it no longer applies."""

    in_force_on: date | None = None
    valid_until: date | None = None
    lost_force_on: date | None = None


def told_end(end: date | None, validity: str | None) -> tuple[date | None, date | None]:
    """A declared 废止日期 or 失效日期 as (last day of the term, first day without force).

    Reading: beside 有效 nothing has lost its force yet, and the day declared is the last of its term.
    """
    return (end, None) if validity in (IN_FORCE, AMENDED) else (None, end)


def read_terms(page: Page, dates: PageDates, validity: str | None) -> Terms:
    """The days of effect, as declared or as the document's own words give them."""
    declared_from = _day(page, "in_force")
    told_until, lost = told_end(_day(page, "repealed"), validity)
    declared_until = _day(page, "valid_until") or told_until
    if page.kind not in _KINDS_WITH_EFFECT:
        return Terms(declared_from, declared_until, lost)
    effect = read_effect(
        _provisions(page),
        issued_on=dates.formed,
        title=page.title,
        begins_on=declared_from,
    )
    begins, until = declared_from, declared_until
    if begins is None:
        begins = effect.from_day
        for name, value, why in effect.doubts:
            if name == "in_force_on":
                page.doubt(name, value, why)
    elif effect.from_day is not None and effect.from_day != begins:
        page.doubt(
            "in_force_on",
            effect.from_day.isoformat(),
            f"正文“{effect.from_quote}”与页头所列{begins.isoformat()}不同，采用页头",
        )
    declared_end = _declared_term(page, begins or dates.formed)
    if until is None:
        until = declared_end or effect.until
        if declared_end is None:
            for name, value, why in effect.doubts:
                if name == "valid_until":
                    page.doubt(name, value, why)
    elif effect.until is not None and abs((effect.until - until).days) > 1:
        page.doubt(
            "valid_until",
            effect.until.isoformat(),
            f"正文“{effect.until_quote}”与页头所列{until.isoformat()}不同，采用页头",
        )
    for name, label, day in (
        ("valid_until", "有效期至", until),
        ("lost_force_on", "失效日期", lost),
    ):
        if begins is not None and day is not None and day < begins:
            page.doubt(name, day.isoformat(), f"{label}早于施行日期{begins.isoformat()}")
    return Terms(begins, until, lost)


def _status(text: str) -> str | None:
    text = re.sub(r"\s", "", text)
    if not text or len(text) > 40 or _NOT_YET.search(text):
        return None
    found = [status for status, pattern in _WORDS if pattern.search(text)]
    if not found:
        return None
    # 有效/失效 is a row of choices without a choice; 失效 alone is not also 有效.
    if IN_FORCE in found and len(found) > 1 and found[0] != AMENDED:
        return None
    return found[0]


def _declared(page: Page) -> str | None:
    for item in page.values("validity", "repealed", "valid_until", "term", "in_force"):
        value = item.value.strip()
        if item.below and len(value) > 20:
            continue
        if item.field != "validity":
            # 废止时间: 有效 — the site prints the state where the day would stand.
            if re.search(r"\d", value) and not re.search(r"[）)\s](?:有效|失效|废止)$", value):
                continue
            if item.field == "term" and _LASTING.search(value):
                continue
        if _YES.match(value) and "有效" in item.label:
            return IN_FORCE
        if _NO.match(value) and "有效" in item.label:
            return EXPIRED
        status = _status(value)
        if status is not None:
            return status
        if item.field == "validity" and item.label in ("有效性", "效力状态", "时效性", "是否有效"):
            page.doubt("validity", value[:40], f"“{item.label}”一栏读不定")
    return None


def _stated(page: Page) -> str | None:
    """A state that opens a line of the head without a label: 全文有效 成文日期：…."""
    for line in page.lines[: page.front_end]:
        match = _STATE.search(line.text) if len(line.text) < 200 else None
        if match:
            return _status(match["state"])
    return None


def _noted(page: Page) -> str | None:
    """A note above the text that the document has fallen."""
    for index, line in enumerate(page.lines[: page.front_end + 1]):
        if index in page.header_lines or len(line.text) > 60:
            continue
        if re.match(r"^[（(【\[※]|^(?:本|此|该)", line.text):
            match = _NOTE.match(line.text)
            if match:
                return _status(match["word"])
    return None


def _day(page: Page, field: str) -> date | None:
    name = _NAMES[field]
    for item in page.values(field):
        value = item.value.strip()[:60]
        found = read_date(value)
        if found is None and not item.below:
            found = next((one for one in find_dates(value) if one.precision == "day"), None)
        if found is None:
            continue
        if found.value is None or not found.certain or found.precision != "day":
            page.doubt(name, found.text, found.why or f"“{item.label}”不是完整日期")
            continue
        if found.value.year >= 2099 or found.value.year <= 1901:
            # Systems fill 9999-12-31, 2099-12-31 or 1900-01-01 where nothing was entered.
            page.doubt(name, found.value.isoformat(), f"“{item.label}”像系统默认值，未采用")
            continue
        return found.value
    return None


def _declared_term(page: Page, begins: date | None) -> date | None:
    for item in page.values("term"):
        value = item.value.strip()
        if item.below and len(value) > 30:
            continue
        days = [
            found.value for found in find_dates(value) if found.precision == "day" and found.value
        ]
        if days:
            return days[-1]
        term = read_term(value)
        if term is not None:
            if begins is None:
                page.doubt("valid_until", value[:40], "只写有效期长短，没有起算日期，不能推算")
                return None
            return end_of_term(begins, *term)
    return None


def _provisions(page: Page) -> Iterator[str]:
    """Lines that may speak of effect, joined with their neighbours where a capture broke them."""
    lines = page.lines
    start = page.front_end if page.front_end < len(lines) else 0
    places = [index for index in range(start, len(lines)) if _HINTS.search(lines[index].text)]
    if len(places) > 2 * _MOST:
        places = places[:_MOST] + places[-_MOST:]
    for index in places:
        text = lines[index].text
        if len(text) > _LONGEST:
            yield text[:_PART]
            yield text[-_PART:]
            continue
        if len(text) < 120 and index > 0:
            above = lines[index - 1].text
            if 12 <= len(above) <= 90 and not above.endswith(
                ("。", "；", "：", "！", "）", ";", ":")
            ):
                text = above + text
        if not text.endswith(("。", "；", "！")) and index + 1 < len(lines) and len(text) < 200:
            below = lines[index + 1].text
            if len(below) <= 90:
                text = text + below
        yield text
    for line in lines[max(0, page.front_end - 10) : page.front_end]:
        if (
            line.text.startswith(("（", "(", "现"))
            and "施行" in line.text
            and len(line.text) < _LONGEST
        ):
            yield line.text
