"""What of a page only repeats its header: the table of 索引号 and dates, the source line, the title.

These facts are shown above the text from the fields that hold them; an item whose text begins with
them says everything twice. A line is told only where every fact on it was read into a field, or is a
tool of the site's screen; whatever says anything else stays where it is.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from yangguang.text.dates import BYLINE, first_day
from yangguang.text.document import Document
from yangguang.text.labels import Declared
from yangguang.text.letterhead import lines_of_title
from yangguang.text.linelabels import field_of_label, is_weak_label, lead_of
from yangguang.text.lines import Line
from yangguang.text.pageparts import Part

_NEAR = 4
_ENOUGH = 3
_BEYOND = 1
_IDENTITY = frozenset({"index", "number", "issuer", "agency", "formed", "published", "title"})
_SCREEN = re.compile(
    r"浏览|阅读|访问|点击|人气|阅览|查看|打开|字体|大小|打印|分享|收藏|收听|微信|关注|二维码|语音|朗读|视力|背景|"
    r"下载次数|编辑|责编|作者|审核|审签|签发|撰稿|信息员|录入|发布者|上传者|校对|拟稿|网址|链接|原文|来源地址|(?:文件|附件|正文)下载|相关附件"
)
_AS_DECLARED = frozenset(
    {"subject", "category", "genre", "keywords", "source", "access", "abstract"}
)
_DAYS = frozenset({"formed", "published", "promulgated", "updated", "file_date"})
_NOTHING = re.compile(r"^(?:无|暂无|空|没有|不详|null|None|undefined|[\W_]*)$")
_WHEN = re.compile(
    r"[\[(（]?\s*(?:19|20)\d\d\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2}\s*日?\s*"
    r"(?:\d{1,2}[:：]\d{2}(?:[:：]\d{2})?)?\s*[\])）]?"
)
_ADDRESS = re.compile(r"https?://\S{1,80}")
_BODY_MARK = frozenset({"正文", "正文内容", "信息内容", "详细内容", "内容正文"})
_SIZES = re.compile(r"[大中小特超默认]{2,8}")
"""字号 is the number of a document, and on a screen the size of its letters."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What was read into the fields, for comparing what the page says with it."""

    title: str = ""
    index_number: str = ""
    numbers: Sequence[str] = ()
    agencies: Sequence[str] = ()
    days: Collection[date] = ()
    validity: str = ""
    ends: Collection[date] = ()


def told_parts(
    document: Document,
    lines: Sequence[Line],
    declared: Sequence[Declared],
    tail: Sequence[Declared],
    front_end: int,
    facts: Facts,
) -> frozenset[Part]:
    """The parts of ``document`` that say nothing but ``facts`` and what a screen offers.

    ``declared`` are the labelled facts of the head, ``tail`` those further down, of which only
    sources and names of editors go; ``front_end`` is the line where the text begins.
    """
    told = _told_by_labels(lines, declared, front_end, facts)
    told |= _beside_told(lines, told, facts)
    told |= _told_at_the_end(lines, tail)
    told |= _told_again(lines, front_end, told, facts)
    return frozenset(_parts(document, lines, told))


def _told_by_labels(
    lines: Sequence[Line], declared: Sequence[Declared], front_end: int, facts: Facts
) -> set[int]:
    by_line: dict[int, list[Declared]] = {}
    for item in declared:
        by_line.setdefault(item.line, []).append(item)
    heads = _heads(declared)
    told: set[int] = set()
    for at, items in by_line.items():
        inside = any(first <= at <= last for first, last in heads)
        alone = not inside and len(items) == 1
        if alone and (at >= front_end or not _speaks_for_itself(items[0], facts)):
            continue
        weak = [item for item in items if _is_weak(item) and not _is_day(item, facts)]
        if not inside and weak and len(items) < _ENOUGH:
            continue
        if all(_is_known(item, facts) for item in items) and _is_all(lines[at], items):
            told.add(at)
    below = [item for item in declared if item.below and item.value and item.line in told]
    stacked = len(below) >= _ENOUGH
    for item in below:
        under = item.line + 1
        whole = under not in by_line and _bare(item.value) == _bare(lines[under].text)
        # An empty field is followed by whatever comes next, which may be the title.
        its_own = item.field not in _AS_DECLARED or (
            stacked and not _bare(facts.title).startswith(_bare(item.value))
        )
        if whole and its_own:
            told.add(under)
    return told


def _is_weak(item: Declared) -> bool:
    return bool(item.label) and is_weak_label(item.label) and item.field not in {"source", "noise"}


def _is_day(item: Declared, facts: Facts) -> bool:
    """Whether 时间 or 日期 says nothing but a day that a field holds."""
    value = item.value.strip()
    return item.field == "dated" and bool(_WHEN.fullmatch(value)) and first_day(value) in facts.days


def _beside_told(lines: Sequence[Line], told: Collection[int], facts: Facts) -> set[int]:
    """Rows of a header table that name it, or say a known number under a label of their own."""
    rows: dict[int, list[int]] = {}
    for at, line in enumerate(lines[: max(told, default=-1) + 3]):
        if line.cells:
            rows.setdefault(line.block, []).append(at)
    known = {_bare(one) for one in (facts.index_number, facts.title, *facts.numbers)} - {""}
    found: set[int] = set()
    for places in rows.values():
        if sum(at in told for at in places) < 2:
            continue
        for at in places:
            filled = [cell for cell in lines[at].cells if cell]
            names = len(filled) == 1 and at == places[0] and len(filled[0]) <= 20
            repeats = len(filled) == 2 and len(filled[0]) <= 8 and _bare(filled[1]) in known
            if names or repeats:
                found.add(at)
    return found


def _heads(declared: Sequence[Declared]) -> list[tuple[int, int]]:
    """Ranges of lines in which several different facts of an identity stand close together."""
    places = sorted({item.line for item in declared})
    if not places:
        return []
    ranges = [[places[0], places[0]]]
    for before, after in pairwise(places):
        if after - before <= _NEAR:
            ranges[-1][1] = after
        else:
            ranges.append([after, after])
    found = []
    for first, last in ranges:
        fields = {item.field for item in declared if first <= item.line <= last}
        if len(fields) >= _ENOUGH and len(fields & _IDENTITY) >= 1:
            found.append((first, last))
    return found


def _speaks_for_itself(item: Declared, facts: Facts) -> bool:
    """Whether one fact on a line of its own is surely of the head: it says what a field holds."""
    if _is_weak(item) and not _is_day(item, facts):
        return False
    return item.field in _IDENTITY | {"source", "noise", "dated"} and _is_known(item, facts)


def _is_known(item: Declared, facts: Facts) -> bool:
    value = item.value.strip()
    if not value or _NOTHING.match(value):
        return True
    bare = _bare(value)
    match item.field:
        case "index":
            return bool(facts.index_number) and _bare(facts.index_number) in bare
        case "title":
            title = _bare(facts.title)
            return bool(title) and (bare in title or title in bare)
        case "number":
            return bool(_SIZES.fullmatch(bare)) or any(
                _bare(one) in bare or bare in _bare(one) for one in facts.numbers
            )
        case "issuer" | "agency":
            return bool(facts.agencies) and len(bare) <= 60
        case "validity":
            return bool(facts.validity)
        case "in_force":
            return first_day(value) in facts.days
        case "repealed" | "valid_until":
            return first_day(value) in facts.ends
        case "term":
            return bool(facts.ends)
        case "dated":
            return _is_day(item, facts)
        case "noise":
            return bool(_SCREEN.search(item.label))
    if item.field in _DAYS:
        return first_day(value) is not None and len(bare) <= 24
    return item.field in _AS_DECLARED


def _is_all(line: Line, items: Sequence[Declared]) -> bool:
    """Whether the line says nothing beside these facts."""
    if not line.cells:
        if len(items) == 1 and _bare(items[0].label + items[0].value) == _bare(line.text):
            return True
        lead = lead_of(line.text)
        unlabelled = sorted("".join(_bare(item.value) for item in items if not item.label))
        return sorted(_bare(_ADDRESS.sub("", lead))) in ([], unlabelled)
    values = {item.value for item in items}
    return all(
        not cell or cell in values or field_of_label(cell) is not None or not _bare(lead_of(cell))
        for cell in line.cells
    )


def _told_at_the_end(lines: Sequence[Line], tail: Sequence[Declared]) -> set[int]:
    """Lines below the text that only name the source of the page or who put it online."""
    by_line: dict[int, list[Declared]] = {}
    for item in tail:
        by_line.setdefault(item.line, []).append(item)
    last = max(0, len(lines) - 40)
    return {
        at
        for at, items in by_line.items()
        if at >= last
        and len(lines[at].text) <= 80
        and "。" not in lines[at].text
        and all(
            (item.field == "source" and item.label != "资料来源")
            or (item.field == "noise" and _SCREEN.search(item.label))
            for item in items
        )
        and not any(item.below and item.value for item in items)
        and _is_all(lines[at], items)
    }


def _told_again(
    lines: Sequence[Line], front_end: int, told: Collection[int], facts: Facts
) -> set[int]:
    """Title and number printed once more above the text, and the word that only says 正文."""
    title = _bare(facts.title)
    titles = [title, *(title.removeprefix(_bare(one)) for one in facts.agencies)]
    numbers = {_bare(one) for one in facts.numbers} - {""}
    found: set[int] = set()
    at = 0
    # A title may be taken for the beginning of the text; equal to the last sign, it is none.
    while at < min(front_end + _BEYOND, len(lines)):
        if at in told:
            at += 1
            continue
        block = [
            None if line.cells and sum(map(bool, line.cells)) > 1 else _bare(line.text)
            for line in lines[at : at + 4]
        ]
        taken = max((lines_of_title(block, one) for one in titles if len(one) > 3), default=0)
        text = _bare(lines[at].text)
        above = at < front_end or at - 1 in found
        if not taken and above:
            taken = int(text in numbers or text in _BODY_MARK or _is_moment(lines[at], facts))
        found.update(range(at, at + taken))
        at += max(1, taken)
    return found


def _is_moment(line: Line, facts: Facts) -> bool:
    """A line that is nothing but the day of publication, as it stands below a title on a screen."""
    text = line.text.strip()
    return (
        ":" in text
        and len(text) <= 40
        and bool(_WHEN.fullmatch(text) or BYLINE.fullmatch(text))
        and first_day(text) in facts.days
    )


def _parts(document: Document, lines: Sequence[Line], told: Collection[int]) -> list[Part]:
    """The lines as parts of their blocks."""
    found: list[Part] = []
    block, part = -1, -1
    for at, line in enumerate(lines):
        part = part + 1 if line.block == block else 0
        block = line.block
        if at in told:
            found.append((block, part))
    return found


def _bare(text: str) -> str:
    return re.sub(r"[\W_]+", "", text)
