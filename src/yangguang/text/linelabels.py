"""Labels of one line: where each stands, and which field of a header it names.

索引号：0001, 发 文 机 关 国务院, 【发布日期】, 标　　题 between tabs: what a label is set off by decides
whether it is one. Which value belongs to it is for `text.labels` to find.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from importlib import resources

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
DATED_LEAD = re.compile(
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
NUMBER_LEAD = re.compile(
    r"[\u3400-\u9fff]{2,16}[〔\[（(]\s*(?:19|20)\d\d\s*[〕\]）)]\s*\d{1,5}\s*号(?:\s|$)"
)
_LONGEST_LABEL = 12
EDGE = " \t\u3000\xa0\u2002\u2003\u200b|｜;；,，。·•-—_*#>》】[]【"


@dataclass(frozen=True, slots=True)
class Mark:
    """A label's place in a line: where it starts and where its value starts."""

    start: int
    end: int
    label: str
    field: str


def label_at_start(text: str) -> str | None:
    """The field of the label that a line begins with and sets off by a colon, gap or bracket."""
    found = next(iter(labels_in(text[:200])), None)
    if found is None or text[: found.start].strip(EDGE):
        return None
    return found.field


def field_of_label(text: str) -> str | None:
    """The field of a text that is one label and nothing else, else None."""
    if len(text) > 30:
        return None
    return _LABELS.get(bare_label(text))


def is_weak_label(label: str) -> bool:
    """Whether a label is also a plain word (时间, 名称 …) that may open a line of the text."""
    return not label or label in _WEAK


def lead_of(text: str) -> str:
    """What stands before the first label of a line; the whole line where it has none."""
    marks = labels_in(text[:600])
    return text[: marks[0].start].strip(EDGE) if marks else text


def starts_with_label(text: str) -> bool:
    """Whether a text begins with a label that it sets off."""
    marks = labels_in(text)
    return bool(marks) and marks[0].start == 0


def glued_label(text: str) -> tuple[str, str, str] | None:
    """Field, label and value of a line whose label only the screen sets apart (索引号QX-2025-009)."""
    name, place = "", 0
    best: tuple[str, str, str] | None = None
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
        best = (_LABELS[label], label, rest.strip())
    return best


def named_with_date(lead: str) -> re.Match[str] | None:
    """A source and a moment without labels before the first label of a line, if that is all."""
    return _DATED_AND_NAMED.fullmatch(lead) or _NAMED_AND_DATED.fullmatch(lead)


def labels_in(text: str) -> list[Mark]:
    """All labels of one line, from left to right."""
    marks: list[Mark] = []
    if not _SIGNS.search(text) and text[:1].translate(_TO_SIMPLE) not in _INITIALS:
        return marks
    if "：" in text or ":" in text or "∶" in text or "﹕" in text:
        for colon in _COLON.finditer(text):
            mark = _before_colon(text, colon.start(), colon.end(), marks[-1].end if marks else 0)
            if mark is not None:
                marks.append(mark)
    if "【" in text or "[" in text:
        for match in _BRACKETED.finditer(text):
            name = bare_label(match["label"])
            field = _LABELS.get(name)
            if field and not any(mark.start <= match.start() < mark.end for mark in marks):
                marks = [m for m in marks if not match.start() <= m.start < match.end()]
                marks.append(Mark(match.start(), match.end(), name, field))
    marks.extend(_by_gaps(text, marks))
    marks.sort(key=lambda mark: mark.start)
    if len(marks) == 1 and marks[0].label in _WEAK:
        lead = text[: marks[0].start].strip(EDGE)
        if lead and not (DATED_LEAD.fullmatch(lead) or named_with_date(lead)):
            return []
    return marks


def _before_colon(text: str, colon: int, end: int, floor: int) -> Mark | None:
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
        return Mark(start, end, label, field)
    return None


def _stands_free(text: str, start: int, label: str, *, glued_after_value: bool) -> bool:
    before = text[:start].rstrip(" \t\u3000\xa0\u2002\u2003")
    if not before or before[-1] in EDGE or before[-1] in "（(〔/、":
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


def _by_gaps(text: str, marks: list[Mark]) -> list[Mark]:
    """Labels set off by tabs, pipes or wide gaps instead of a colon."""
    found: list[Mark] = []
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
                name = bare_label(text[start:end])
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
                found.append(Mark(start, after, name, field))
                number += span - 1
                break
            number += 1
    for begin, end, _ in pieces[1:]:
        # 索引号 0001 | 发布日期 2019-1-1: a blank only between label and value.
        inner = _spread_label(text[begin:end])
        if inner is None or inner.label in _WEAK:
            continue
        mark = Mark(begin, begin + inner.end, inner.label, inner.field)
        if not any(m.start < mark.end and mark.start < m.end for m in (*marks, *found)):
            found.append(mark)
    spread = _spread_label(text) if not found or found[0].start > 0 else None
    if spread is not None and all(mark.start >= spread.end for mark in (*marks, *found)):
        found.append(spread)
    if not marks and not found:
        name = bare_label(text)
        field = _LABELS.get(name) if len(text) <= 30 else None
        if field and name not in _WEAK and field != "noise":
            found.append(Mark(0, len(text), name, field))
    return found


def _spread_label(text: str) -> Mark | None:
    """A label that opens a line and is set off by one blank only (索引号 0001, 发 文 机 关 国务院)."""
    name = ""
    best: Mark | None = None
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
            best = Mark(0, place + 2, label, field)
    return best if best is not None and text[best.end :].strip() else None


def bare_label(text: str) -> str:
    """A label without blanks and marks around it, in simplified characters."""
    text = _BLANK.sub("", text).strip("：:﹕∶【】[]|｜·•*")
    return text.translate(_TO_SIMPLE)
