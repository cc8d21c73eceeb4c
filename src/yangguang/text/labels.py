"""Labelled facts of a page: 索引号, 发文机关, 发布日期 … in the layouts that content systems use.

One page sets two pairs on a line with tabs, another one label a line with its value below, a third a
table, a fourth 【发布日期】 or a line of 来源：… 时间：… 浏览次数：…. Here each label found is paired with
its value, verbatim and with its place; what a value means is for `text.header` to judge.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib import resources
from itertools import pairwise

from yangguang.text.lines import Line

_DATA = tomllib.loads(
    (resources.files("yangguang.text") / "labels.toml").read_text(encoding="utf-8")
)
_LABELS: dict[str, str] = {
    label: name for name, labels in _DATA["fields"].items() for label in labels
}
_WEAK = frozenset(_DATA["weak"]["labels"])

_TO_SIMPLE = str.maketrans(
    "發號機關佈時間標題來類別編廢實開單門責屬體詞鍵點擊瀏覽閱讀訪問數稱檔規範備統構頒製態級領鏈接監電話內",
    "发号机关布时间标题来类别编废实开单门责属体词键点击浏览阅读访问数称档规范备统构颁制态级领链接监电话内",
)
_INITIALS = frozenset(label[0] for label in _LABELS)
_SIGNS = re.compile(r"[：:﹕∶\t|｜【\[\u3000\u2003]|  |\xa0")
_BLANK = re.compile(r"[\s\u3000\xa0\u2002\u2003\u2009\u200b]+")
_COLON = re.compile(r"[：:﹕∶]")
_BRACKETED = re.compile(r"[【\[](?P<label>[\u3400-\u9fff \u3000/]{2,14})[】\]]\s*[：:]?")
_GAP = re.compile(
    r"[ \xa0]*(?:\t|[|｜]|[\u3000\u2003]|[ \xa0\u2002]{2})[ \t\xa0\u2002\u2003\u3000|｜]*"
)
_DATED_LEAD = re.compile(
    r"[\[(（]?\s*(?:19|20)\d\d\s*[-/.年][\d\s:：./年月日时分秒-]{3,24}[\])）]?\s*"
)
_NAMED_AND_DATED = re.compile(
    r"(?:https?://\S{1,80}\s+)?(?P<name>[\u3400-\u9fff]{2,16})?[\s\u3000|｜]+"
    r"(?P<date>(?:19|20)\d\d[-/.年]\d{1,2}[-/.月]\d{1,2}日?(?:\s*\d{1,2}[:：]\d{2}(?:[:：]\d{2})?)?)"
)
_DATED_AND_NAMED = re.compile(
    r"(?P<date>(?:19|20)\d\d[-/.年]\d{1,2}[-/.月]\d{1,2}日?\s*\d{1,2}[:：]\d{2}(?:[:：]\d{2})?)\s*"
    r"(?P<name>[\u3400-\u9fff]{2,16})"
)
_NUMBER_LEAD = re.compile(
    r"[\u3400-\u9fff]{2,16}[〔\[（(]\s*(?:19|20)\d\d\s*[〕\]）)]\s*\d{1,5}\s*号(?:\s|$)"
)
_LONGEST_LABEL = 12
_EDGE = " \t\u3000\xa0\u2002\u2003\u200b|｜;；,，。·•-—_*#>》】[]【"
_FRONT = 220
"""Labels are looked for in so many first lines, and in so many last ones."""
_BACK = 40


@dataclass(frozen=True, slots=True)
class Declared:
    """A labelled fact: which field it fills, the label and value as written, and its line.

    ``below`` tells that the value stood on a following line, so that it may not belong to the label.
    """

    field: str
    label: str
    value: str
    line: int
    below: bool = False


def label_at_start(text: str) -> str | None:
    """The field of the label that a line begins with and sets off by a colon, gap or bracket."""
    found = next(iter(_in_line(text[:200])), None)
    if found is None or text[: found.start].strip(_EDGE):
        return None
    return found.field


def field_of_label(text: str) -> str | None:
    """The field of a text that is one label and nothing else, else None."""
    if len(text) > 30:
        return None
    return _LABELS.get(_squeeze(text))


def is_weak_label(label: str) -> bool:
    """Whether a label is also a plain word (时间, 名称 …) that may open a line of the text."""
    return not label or label in _WEAK


def lead_of(text: str) -> str:
    """What stands before the first label of a line; the whole line where it has none."""
    marks = _in_line(text[:600])
    return text[: marks[0].start].strip(_EDGE) if marks else text


def find_declared(lines: Sequence[Line]) -> list[Declared]:
    """All labelled facts of a page, in order, from its first and last lines.

    Reading: a label in the middle of a sentence is none; weak labels (时间, 名称 …) count only at
    the start of a line or beside another label.
    """
    declared: list[Declared] = list(_glued(lines[:_FRONT]))
    spans = [(0, min(len(lines), _FRONT))]
    if len(lines) > _FRONT:
        spans.append((max(_FRONT, len(lines) - _BACK), len(lines)))
    for first, last in spans:
        declared.extend(_scan(lines, first, last))
    return sorted(declared, key=lambda item: item.line)


def _glued(lines: Sequence[Line]) -> Iterator[Declared]:
    """Labels that only the screen sets apart from their values (索引号QX-2025-009), several in a row.

    Reading: one such line may be a sentence; three that follow one another are a header.
    """
    run: list[Declared] = []

    def enough() -> bool:
        return sum(item.label not in _WEAK or item.label == "文号" for item in run) >= 3

    for at, line in enumerate(lines):
        found = None if line.cells or len(line.text) > 160 else _label_glued_to_value(line.text)
        if found is not None:
            run.append(Declared(_LABELS[found[0]], found[0], found[1], at))
            continue
        if enough():
            yield from run
        run = []
    if enough():
        yield from run


def _label_glued_to_value(text: str) -> tuple[str, str] | None:
    name, place = "", 0
    best: tuple[str, str] | None = None
    for place, char in enumerate(text[:24]):
        if char.isspace():
            continue
        if not "\u3400" <= char <= "\u9fff" or len(name) >= _LONGEST_LABEL:
            break
        name += char
        label = name.translate(_TO_SIMPLE)
        rest = text[place + 1 :]
        if len(label) < 2 or _LABELS.get(label, "noise") == "noise":
            continue
        if not rest.strip():
            continue
        if rest[0].isspace() or _SIGNS.match(rest) or _COLON.search(text):
            continue
        best = (label, rest.strip())
    return best


@dataclass(frozen=True, slots=True)
class _Mark:
    """A label's place in a line: where it starts and where its value starts."""

    start: int
    end: int
    label: str
    field: str


def _scan(lines: Sequence[Line], first: int, last: int) -> Iterator[Declared]:
    index = first
    while index < last:
        line = lines[index]
        if line.cells:
            rows, pairs = _columns(lines, index, last)
            if rows:
                yield from pairs
                index += rows
                continue
            yield from _row(lines, index, last)
        else:
            yield from _paired(lines, index, last)
        index += 1


def _paired(lines: Sequence[Line], index: int, last: int) -> Iterator[Declared]:
    text = lines[index].text
    if len(text) > 600:
        text = text[:600]
    marks = _in_line(text)
    if not marks:
        return
    lead = text[: marks[0].start].strip(_EDGE)
    if lead and _DATED_LEAD.fullmatch(lead):
        yield Declared("dated", "", lead, index)
    elif lead and (named := _DATED_AND_NAMED.fullmatch(lead) or _NAMED_AND_DATED.fullmatch(lead)):
        # 2025-06-18 21:05 某县融媒体中心 字体：… names the source without a label.
        yield Declared("dated", "", named["date"], index)
        if named["name"]:
            yield Declared("source", "", named["name"], index)
    elif lead and _NUMBER_LEAD.match(lead):
        # 云税发〔2010〕53号 全文有效 成文日期：…: the number opens the line without a label.
        yield Declared("number", "", lead.split()[0], index)
    ends = [*(mark.start for mark in marks[1:]), len(text)]
    for mark, end in zip(marks, ends, strict=True):
        value = text[mark.end : end].strip(" \t\u3000\xa0\u2002\u2003|｜;；,，")
        if mark.field == "noise" and _DATED_LEAD.fullmatch(value.strip(_EDGE)):
            # 作者：|2025年7月7日 leaves the author out.
            yield Declared("dated", "", value.strip(_EDGE), index)
        elif value or mark is not marks[-1]:
            yield Declared(mark.field, mark.label, value, index)
        else:
            below = _value_below(lines, index, last)
            yield Declared(mark.field, mark.label, below, index, below=True)


def _named_with_date(lead: str) -> re.Match[str] | None:
    return _DATED_AND_NAMED.fullmatch(lead) or _NAMED_AND_DATED.fullmatch(lead)


def _value_below(lines: Sequence[Line], index: int, last: int) -> str:
    """The value of a label that ends its line: the next line up to that line's first label."""
    if index + 1 >= last or lines[index + 1].cells:
        return ""
    text = lines[index + 1].text
    if len(text) > 300:
        return ""
    marks = _in_line(text)
    if marks:
        return text[: marks[0].start].strip(_EDGE)
    return "" if field_of_label(text) else text


def _columns(lines: Sequence[Line], index: int, last: int) -> tuple[int, list[Declared]]:
    """A row of labels above a row of values: how many lines it took and its pairs."""
    cells = lines[index].cells
    fields = [field_of_label(cell) for cell in cells]
    if sum(field is not None for field in fields) < 2 or any(
        cell and field is None for cell, field in zip(cells, fields, strict=True)
    ):
        return 0, []
    if index + 1 >= last:
        return 0, []
    below = lines[index + 1]
    if len(below.cells) != len(cells) or any(field_of_label(cell) for cell in below.cells):
        return 0, []
    pairs = [
        Declared(field, _squeeze(cell), value, index)
        for cell, field, value in zip(cells, fields, below.cells, strict=True)
        if field is not None
    ]
    return 2, pairs


def _row(lines: Sequence[Line], index: int, last: int) -> Iterator[Declared]:
    """Label and value cells side by side; a cell may hold a whole pair or several."""
    cells = lines[index].cells
    position = 0
    while position < len(cells):
        cell = cells[position]
        field = field_of_label(cell)
        if field is not None:
            value = cells[position + 1] if position + 1 < len(cells) else ""
            if value and field_of_label(value) is None and not _starts_pair(value):
                yield Declared(field, _squeeze(cell), value, index)
                position += 2
                continue
            yield Declared(field, _squeeze(cell), "", index)
        elif cell:
            yield from (
                Declared(item.field, item.label, item.value, index)
                for item in _paired([Line(cell, 0)], 0, 1)
            )
        position += 1


def _starts_pair(text: str) -> bool:
    marks = _in_line(text)
    return bool(marks) and marks[0].start == 0


def _in_line(text: str) -> list[_Mark]:
    """All labels of one line, from left to right."""
    marks: list[_Mark] = []
    if not _SIGNS.search(text) and text[:1].translate(_TO_SIMPLE) not in _INITIALS:
        return marks
    if "：" in text or ":" in text or "∶" in text or "﹕" in text:
        for colon in _COLON.finditer(text):
            mark = _before_colon(text, colon.start(), colon.end(), marks[-1].end if marks else 0)
            if mark is not None:
                marks.append(mark)
    if "【" in text or "[" in text:
        for match in _BRACKETED.finditer(text):
            name = _squeeze(match["label"])
            field = _LABELS.get(name)
            if field and not any(mark.start <= match.start() < mark.end for mark in marks):
                marks = [m for m in marks if not match.start() <= m.start < match.end()]
                marks.append(_Mark(match.start(), match.end(), name, field))
    marks.extend(_by_gaps(text, marks))
    marks.sort(key=lambda mark: mark.start)
    if len(marks) == 1 and marks[0].label in _WEAK:
        lead = text[: marks[0].start].strip(_EDGE)
        if lead and not (_DATED_LEAD.fullmatch(lead) or _named_with_date(lead)):
            return []
    return marks


def _before_colon(text: str, colon: int, end: int, floor: int) -> _Mark | None:
    # Walk back over the label's characters; spaces may be spread between them (索 引 号).
    kept: list[int] = []
    position = colon - 1
    while position >= floor and len(kept) < _LONGEST_LABEL and colon - position < 40:
        char = text[position]
        if "\u3400" <= char <= "\u9fff" or char == "/" or char in "IDid":
            kept.append(position)
        elif not (char.isspace() or char in "\u3000\xa0】"):
            break
        position -= 1
    if len(kept) < 2:
        return None
    kept.reverse()
    word = "".join(text[place] for place in kept).translate(_TO_SIMPLE)
    for length in range(len(word), 1, -1):
        label = word[-length:]
        field = _LABELS.get(label)
        if field is None:
            continue
        start = kept[-length]
        counted = field == "noise" and text[end : end + 1].isdigit()
        if not counted and not _stands_free(text, start, label, glued_after_value=floor > 0):
            return None
        if text[end : end + 2] == "//":
            return None
        return _Mark(start, end, label, field)
    return None


def _stands_free(text: str, start: int, label: str, *, glued_after_value: bool) -> bool:
    before = text[:start].rstrip(" \t\u3000\xa0\u2002\u2003")
    if not before or before[-1] in _EDGE or before[-1] in "（(〔/、":
        return True
    if len(before) < start:
        # Set off by blanks from what stands before it.
        gap = text[len(before) : start]
        return (
            label not in _WEAK
            or len(gap) > 1
            or "\t" in gap
            or glued_after_value
            or not "\u3400" <= before[-1] <= "\u9fff"
            or text[:start].count(" ") > 1
        )
    if glued_after_value:
        return label not in _WEAK or not "\u3400" <= before[-1] <= "\u9fff"
    # A digit or bracket just before ends a value (2019-01-27来源：); a Chinese character does not.
    return not "\u3400" <= before[-1] <= "\u9fff"


def _by_gaps(text: str, marks: list[_Mark]) -> list[_Mark]:
    """Labels set off by tabs, pipes or wide gaps instead of a colon."""
    found: list[_Mark] = []
    begin = 0
    pieces = []
    for gap in _GAP.finditer(text):
        pieces.append((begin, gap.start(), gap.end()))
        begin = gap.end()
    pieces.append((begin, len(text), len(text)))
    if len(pieces) > 1:
        # A label may be written with wide gaps inside: 标　　题. Try two and three pieces as one.
        number = 0
        while number < len(pieces):
            for span in (1, 2, 3):
                if number + span > len(pieces):
                    break
                start, end = pieces[number][0], pieces[number + span - 1][1]
                name = _squeeze(text[start:end])
                field = _LABELS.get(name)
                if field is None or field == "noise":
                    continue
                after = pieces[number + span - 1][2]
                if any(mark.start < after and start < mark.end for mark in marks):
                    continue
                if name in _WEAK and not (marks or found) and start > 0:
                    continue
                if name in _WEAK and number + span >= len(pieces):
                    continue
                found.append(_Mark(start, after, name, field))
                number += span - 1
                break
            number += 1
    for begin, end, _ in pieces[1:]:
        # 索引号 0001 | 发布日期 2019-1-1: a blank only between label and value.
        inner = _spread_label(text[begin:end])
        if inner is None or inner.label in _WEAK:
            continue
        mark = _Mark(begin, begin + inner.end, inner.label, inner.field)
        if not any(m.start < mark.end and mark.start < m.end for m in (*marks, *found)):
            found.append(mark)
    spread = _spread_label(text) if not found or found[0].start > 0 else None
    if spread is not None and all(mark.start >= spread.end for mark in (*marks, *found)):
        found.append(spread)
    if not marks and not found:
        name = _squeeze(text)
        field = _LABELS.get(name) if len(text) <= 30 else None
        if field and name not in _WEAK and field != "noise":
            found.append(_Mark(0, len(text), name, field))
    return found


def _spread_label(text: str) -> _Mark | None:
    """A label that opens a line and is set off by one blank only (索引号 0001, 发 文 机 关 国务院)."""
    name = ""
    best: _Mark | None = None
    for place, char in enumerate(text[:40]):
        if char.isspace():
            continue
        if not "\u3400" <= char <= "\u9fff" or len(name) >= _LONGEST_LABEL:
            break
        name += char
        following = text[place + 1 : place + 2]
        if not following or not following.isspace():
            continue
        label = name.translate(_TO_SIMPLE)
        field = _LABELS.get(label)
        if field and label not in _WEAK and field != "noise":
            best = _Mark(0, place + 2, label, field)
    return best if best is not None and text[best.end :].strip() else None


def _squeeze(text: str) -> str:
    text = _BLANK.sub("", text).strip("：:﹕∶【】[]|｜·•*")
    return text.translate(_TO_SIMPLE)


def clusters(declared: Sequence[Declared], within: int = 6) -> list[tuple[int, int]]:
    """Line ranges where three or more labelled facts stand close together: header blocks."""
    places = sorted({item.line for item in declared})
    if not places:
        return []
    ranges: list[list[int]] = [[places[0], places[0]]]
    for before, after in pairwise(places):
        if after - before <= within:
            ranges[-1][1] = after
        else:
            ranges.append([after, after])
    return [
        (first, last)
        for first, last in ranges
        if sum(first <= item.line <= last for item in declared) >= 3
    ]
