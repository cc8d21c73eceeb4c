"""Whose report it is, for which year, and whether it is one at all: read from the title.

Titles are broken over lines, stand below a site's chrome, or give the year in Chinese numerals.
What the title does not say is looked for in the sentence on the period covered, at the head of the
table and in the signature; what is nowhere stays unknown.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from yangguang.law.forms.folding import fold
from yangguang.law.forms.lines import Line
from yangguang.law.forms.parsed import Kind
from yangguang.text.document import Document, Paragraph

_DIGITS = {**{c: i for i, c in enumerate("〇一二三四五六七八九")}, "零": 0, "O": 0, "o": 0}
_YEAR = r"(?:(?:19|20)\d\d|[二][〇零Oo一二三四五六七八九]{3})"
_BODY = (
    r"(?:[\u4e00-\u9fff·]{1,30}?"
    r"(?:政府|办公室|办公厅|委员会|管委会|办事处|街道|人民法院|检察院|中心|公司|大学|学院|学校|医院|集团|"
    r"开发区|高新区|示范区|新区|园区|自治区|兵团|总队|支队|大队|协会|联合会|研究院|[省市区县旗州盟镇乡局厅委部院办署处社行站所校会]))"
)
_TOPIC = (
    r"(?:政府信息(?:和|与)?(?:政务)?公开|政务信息公开|政务公开|信息公开|政府信息公开和政务公开)"
)
_REPORT = r"(?:年度工作报告|年度报告|工作年报|年报|年度情况报告)"
_SUMMARY = r"(?:(?:半年|上半年|下半年|季度|年度|年)?(?:工作)?(?:总结(?:报告)?|情况(?:的)?(?:报告|汇报|总结)?|汇报))"
_TITLE = re.compile(
    rf"(?P<before>{_BODY})?(?:关于)?(?P<year>{_YEAR})\s*(?:年度|年)?(?P<after>{_BODY})?(?:关于|的)?"
    rf"(?P<topic>{_TOPIC})(?:工作)?(?:的)?(?:(?P<report>{_REPORT})|(?P<summary>{_SUMMARY}))"
    r"(?:\(.{0,12}\))?"
)
_TITLE_YEAR_LAST = re.compile(
    rf"(?P<before>{_BODY})?(?:关于|的)?(?P<topic>{_TOPIC})(?:工作)?(?:的)?"
    rf"(?:(?P<report>{_REPORT})|(?P<summary>{_SUMMARY}))\(?(?P<year>{_YEAR})?(?:年度|年)?\)?"
)
_PERIOD = re.compile(
    rf"(?:期限|时限|时间|期间|数据|统计|自|从)[^。;]{{0,20}}?(?P<year>{_YEAR})年1月1日"
)
_IN_BRACKETS = re.compile(rf"[(]\s*(?P<year>{_YEAR})\s*年(?:度)?\s*[)]")
_ANY_YEAR = re.compile(rf"(?P<year>{_YEAR})\s*年")
_FILLED_BY = re.compile(rf"填报单位(?:\(盖章\))?[:\s]*(?P<body>{_BODY})(?![\u4e00-\u9fff])")
_SIGNED = re.compile(rf"^(?P<body>{_BODY})$")
_DATE = re.compile(rf"^\(?{_YEAR}年\d{{1,2}}月\d{{1,2}}日\)?$")
_CHROME = re.compile(r"公开|年报|首页|栏目|目录|指南|导航|专栏|无障碍|登录|注册|搜索|页面|位置")
_TRAIL = re.compile(r"^[#*\s]+|[\s#*]+$")


@dataclass(frozen=True, slots=True)
class Heading:
    """What the head of a document says about itself."""

    title: str
    agency: str | None
    year: int | None
    kind: Kind


def read_year(text: str) -> int | None:
    """A year in Arabic or Chinese figures: ``二〇二四`` → 2024."""
    if text.isdecimal():
        return int(text)
    number = 0
    for character in text:
        if character not in _DIGITS:
            return None
        number = number * 10 + _DIGITS[character]
    return number if 1900 < number < 2100 else None


def read_heading(document: Document, has_table: bool) -> Heading:
    """Title, agency, year and kind of a document; ``has_table`` if a statutory table was found."""
    lines = list(_opening(document))
    found = _find_title(lines, document.title)
    title, agency, year, kind = found if found else ("", None, None, "other")
    if has_table:
        kind = "annual-report"
    if not title and has_table:
        title = document.title
    whole = None
    if kind != "other" and (year is None or agency is None):
        whole = ["".join(fold(line).split()) for line in _all_lines(document)]
    if year is None and whole is not None:
        year = _year_from_text(whole)
    if agency is None and whole is not None:
        agency = _agency_from_text(whole)
    return Heading(title, agency, year, kind)


def year_above(lines: Sequence[Line], first: int, floor: int) -> int | None:
    """The year of the nearest title above a table, else the year that stands nearest above it.

    Looks no higher than line ``floor``.
    """
    texts = {
        number: re.sub(r"\s+", "", lines[number].text()).lstrip("#*")
        for number in range(max(floor, first - 400), min(first + 1, len(lines)))
        if lines[number].end - lines[number].start <= 80
    }
    for number in sorted(texts, reverse=True):
        for text in (texts[number], texts[number] + texts.get(number + 1, "")):
            if (found := _as_title(text)) and found[1] is not None:
                return found[1]
    for number in sorted(texts, reverse=True):
        if number > first - 12 and (match := _ANY_YEAR.search(texts[number])):
            return read_year(match["year"])
    return None


def _all_lines(document: Document) -> Iterator[str]:
    for block in document.blocks:
        if isinstance(block, Paragraph):
            yield from block.text.split("\n")
        else:
            for row in block.rows:
                for cell in row:
                    yield from cell.text.split("\n")


def _opening(document: Document, most: int = 60) -> Iterator[str]:
    count = 0
    for line in _all_lines(document):
        if line.strip():
            yield line.strip()
            count += 1
            if count >= most:
                return


def _find_title(
    lines: Sequence[str], declared: str
) -> tuple[str, str | None, int | None, Kind] | None:
    plain = [_TRAIL.sub("", fold(line)) for line in lines]
    best: tuple[str, str | None, int | None, Kind] | None = None
    for count in (1, 2, 3, 4):
        for first in range(len(plain) - count + 1):
            pieces = plain[first : first + count]
            if any(len(piece) > 60 for piece in pieces):
                continue
            if found := _as_title(re.sub(r"\s+", "", "".join(pieces))):
                shown = "".join(line.strip("#* \t") for line in lines[first : first + count])
                agency, year, kind = found
                answer = (shown, agency, year, kind)
                if agency is not None and year is not None:
                    return answer
                if best is None or (best[2] is None and year is not None):
                    best = answer
    if best is None and declared:
        head = re.split(r"[-_|—]", fold(declared))[0]
        for text in (declared, head):
            if found := _as_title(re.sub(r"\s+", "", fold(text))):
                return (declared.strip(), *found)
    return best


def _as_title(text: str) -> tuple[str | None, int | None, Kind] | None:
    if not 8 <= len(text) <= 90:
        return None
    match = _TITLE.fullmatch(text) or _TITLE_YEAR_LAST.fullmatch(text)
    if match is None:
        return None
    groups = match.groupdict()
    agency = groups.get("before") or groups.get("after")
    if agency and _CHROME.search(agency):
        return None
    if agency:
        agency = re.sub(r"^(?:正文|标题|名称|当前位置|首页)+", "", agency)
        agency = re.sub(r"(?:关于|的)$", "", agency) or None
    year = read_year(groups["year"]) if groups.get("year") else None
    return agency, year, "annual-report" if groups["report"] else "work-summary"


def _year_from_text(lines: Sequence[str]) -> int | None:
    text = "".join(lines)[:200_000]
    if match := _PERIOD.search(text):
        return read_year(match["year"])
    for number, line in enumerate(lines):
        if "统计表" in line or "统计指标" in line:
            for near in lines[max(0, number - 2) : number + 4]:
                if len(near) < 60 and (match := _IN_BRACKETS.search(near)):
                    return read_year(match["year"])
    return None


def _agency_from_text(lines: Iterable[str]) -> str | None:
    listed = [line for line in lines if line]
    for line in listed:
        if "填报单位" in line and (match := _FILLED_BY.search(line)):
            return match["body"]
    for number in range(len(listed) - 1, max(0, len(listed) - 15), -1):
        if _DATE.match(listed[number]) and (match := _SIGNED.match(listed[number - 1])):
            return match["body"]
    return None
