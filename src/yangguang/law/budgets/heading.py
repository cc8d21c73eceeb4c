"""Whose report it is, of which year, and whether it is a budget or a final account."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from yangguang.law.budgets.model import Kind
from yangguang.law.budgets.source import SourceLine

_LABELLED = re.compile(
    r"^\s*(?:预算主管部门|预算(?:部门|单位)|决算(?:部门|单位)|编制(?:部门|单位)|编报(?:部门|单位)|公开(?:部门|单位)|填报单位|"
    r"部门名称|单位名称|部门（单位）|部门|单位)(?:（公章）|（盖章）|名称)?\s*[：:]\s*(?P<body>[一-龥（）()·、“”]{4,60})"
)
_BODY = r"(?P<body>[一-龥（）()·、“”]{2,60}?)"
_KIND = r"(?:财政)?(?:收支)?(?P<kind>预算|决算)"
_LEVEL = r"(?:省级|市级|区级|县级|州级|旗级|本级)?(?P<level>部门|单位|本级|（本级）)?"
_YEAR = r"(?P<year>20\d\d)\s*年(?:度)?"
_AFTER = re.compile(rf"{_BODY}{_YEAR}(?:的)?{_LEVEL}{_KIND}")
_BEFORE = re.compile(rf"{_YEAR}{_BODY}{_LEVEL}{_KIND}")
_ORGAN = re.compile(
    r"(?:局|委|委员会|办公室|办事处|厅|部|院|中心|政府|镇|乡|街道|联合会|总队|支队|大队|学校|小学|中学|幼儿园|医院|队|所|站|馆|"
    r"会|社|署|处|园|团|库|台|库|公司|检察院|法院|党校|工作部|本级|（本级）)$"
)
_YEARLESS = re.compile(rf"^{_BODY}(?P<year>)年(?:度)?(?:的)?{_LEVEL}{_KIND}")
"""A cover whose year was torn off: ``某某局 年度部门决算``."""
_CHINESE_YEAR = re.compile(r"二[〇○零Oo0]([一二三四五六七八九〇○零])([一二三四五六七八九〇○零])年")
_DIGIT = {**{c: str(i) for i, c in enumerate("零一二三四五六七八九")}, "〇": "0", "○": "0"}


@dataclass(frozen=True, slots=True)
class Heading:
    """What the first page says."""

    title: str
    body: str
    year: int | None
    kind: Kind | None
    level: str


def read_heading(lines: Sequence[SourceLine], declared: str = "") -> Heading:
    """The heading of a report; what nothing says stays empty."""
    first = list(lines[:40])
    cover = []
    for line in first:
        folded = re.sub(r"\s+", "", line.text)
        if re.fullmatch(r"目录|目次", folded) or len(folded) > 80:
            break
        cover.append(folded)
    joined = _western("".join(cover[:14]) or declared)
    match = _found(joined)
    if match is None or not _ORGAN.search(match["body"]):
        by_title = _found(_western(re.sub(r"\s+", "", declared)))
        if by_title is not None and (match is None or _ORGAN.search(by_title["body"])):
            match = by_title
    if match is None:
        match = next(
            (
                one
                for line in lines
                if len(line.text) < 80
                and (one := _found(_western(re.sub(r"\s+", "", line.text))))
                and _ORGAN.search(one["body"])
            ),
            None,
        )
    body, level, year = "", "", None
    kind: Kind | None = None
    title = ""
    if match:
        body = re.sub(r"^(?:附件\d*[：:]?|关于|公开|第.部分|目录)+", "", match["body"])
        body = body.removesuffix("关于").removesuffix("部门").removesuffix("单位")
        level = {"本级": "单位", "（本级）": "单位"}.get(match["level"] or "", match["level"] or "")
        kind = "budget" if match["kind"] == "预算" else "final"
        year = int(match["year"]) if match["year"] else None
        title = match[0]
    named = _labelled(lines)
    if named and (not _ORGAN.search(body) or not body):
        body = named
    if not _ORGAN.search(body):
        body = body if named else ""
    if kind is None:
        kind = _kind_by_count(lines)
    if year is None:
        year = _year_by_count(lines)
    return Heading(title, body, year, kind, level)


def _found(text: str) -> re.Match[str] | None:
    after, before = _AFTER.search(text), _BEFORE.search(text)
    if after and before and before.start() < after.start() and _ORGAN.search(before["body"]):
        return before
    if after and before and not _ORGAN.search(after["body"]) and _ORGAN.search(before["body"]):
        return before
    return after or before or _YEARLESS.search(text)


def _labelled(lines: Sequence[SourceLine]) -> str:
    counts: dict[str, int] = {}
    for line in lines:
        texts = [piece.text for piece in line.cells] or [line.text]
        for text in texts:
            match = _LABELLED.match(text)
            if match and _ORGAN.search(match["body"].strip()):
                body = match["body"].strip()
                counts[body] = counts.get(body, 0) + 1
    return max(counts, key=lambda one: counts[one]) if counts else ""


def _western(text: str) -> str:
    return _CHINESE_YEAR.sub(lambda match: f"20{_DIGIT[match[1]]}{_DIGIT[match[2]]}年", text)


def _kind_by_count(lines: Sequence[SourceLine]) -> Kind | None:
    titles = [re.sub(r"\s+", "", line.text) for line in lines if len(line.text) < 60]
    finals = sum("决算" in one and one.endswith("表") for one in titles)
    budgets = sum("预算" in one and "决算" not in one and one.endswith("表") for one in titles)
    if finals == budgets == 0:
        return None
    return "final" if finals >= budgets else "budget"


def _year_by_count(lines: Sequence[SourceLine]) -> int | None:
    for line in lines[:30]:
        if re.fullmatch(r"\s*20\d\d\s*年?\s*", line.text):
            return int(line.text.strip()[:4])
    counts: dict[int, int] = {}
    for line in lines[:400]:
        for found in re.findall(r"(20\d\d)\s*年", line.text):
            counts[int(found)] = counts.get(int(found), 0) + 1
    return max(counts, key=lambda one: (counts[one], one)) if counts else None
