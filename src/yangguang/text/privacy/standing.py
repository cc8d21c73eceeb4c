"""Named privately or in public: what speaks for taking a name as a private person's.

A name is personal where its bearer is a subject of the matter (applicant, party, patient, owner)
or stands beside data of his own; office holders, judges, representatives of companies, winners and
staff are named in public. ``weights.toml`` says how loud each voice is.
"""

from __future__ import annotations

import re

from yangguang.text.privacy import cues
from yangguang.text.privacy.candidates import Candidate
from yangguang.text.privacy.edges import buckets, left_of, paired, right_of, seal
from yangguang.text.privacy.field import Field
from yangguang.text.privacy.shapes import slot_of

_AND = "、和与及"
_YOU = re.compile(r"[你您]")
_MANY_MATTERS = 600
_WHOLE_PARAGRAPH = 40
_MASKED = re.compile(r"[某*＊×]")
_NAMES_COLUMN = re.compile(r"姓名|人|户主|对象|学生|家长|亡者|考生|农户|业主|车主|患者")
_PUBLIC_COLUMN = re.compile(r"负责人|责任人|联系人|法定|法人|经理|投标|中标|发明|设计|编制|审核")
_OFFICE_COLUMN = re.compile(r"职务|职称|单位|科室|部门|机构|企业|办公|监督|包保")

# Voices that mean something else together than apart.
_PAIRS = (
    ("before:", "data:"),
    ("left:", "alone-tilt:"),
    ("behind:", "alone-tilt:"),
    ("before:", "alone-tilt:"),
    ("before:", "behind:"),
    ("before:", "then:"),
    ("letter", "before:"),
    ("letter", "left:"),
    ("letter", "behind:"),
)


def standing_voices(text: str, one: Candidate, field: Field) -> list[str]:
    """What speaks for and against its bearer being named as a private person."""
    found = _list_voices(text, one, field) + left_of(text, one) + right_of(text, one)
    gap = field.gap(one)
    found.append(f"data:{gap}")
    if sealed := seal(text, one, field.next_data(one)):
        found.append(f"seal:{sealed}")
    found += _column_voices(one, field)
    found += _matter_voices(text, one, gap)
    start, end = field.line(one)
    found.append(f"names:{buckets(field.likely_names(start, end), (2, 4, 7))}")
    here = text[max(start, one.start - 400) : min(end, one.end + 400)]
    if _YOU.search(here):
        found.append("you")
    if field.around.is_letter:
        found.append("letter")
    if not field.sure:
        found.append("no-data")
    if _MASKED.search(here):
        found.append("masked-beside")
    if whole := field.fills_cell(one):
        found.append(f"whole-cell:{whole}")
    if one.rule is not None:
        found.append(f"slot:{slot_of(one.rule)}")
    return paired(found, _PAIRS)


def _column_voices(one: Candidate, field: Field) -> list[str]:
    """What the headings of its row say."""
    row = field.around.row(one.start)
    if row is None or not row.headings or row.is_heading:
        return []
    column = row.column(one.start)
    heading = row.headings[column] if column < len(row.headings) else ""
    named = _NAMES_COLUMN.search(heading) and not _PUBLIC_COLUMN.search(heading)
    found = ["heading:name" if named else "heading:other"]
    if any(map(_OFFICE_COLUMN.search, row.headings)):
        found.append("heading:office")
    return found


def _matter_voices(text: str, one: Candidate, gap: str) -> list[str]:
    """What the passage is about, by its head and the words near the name."""
    begin, end = max(0, one.start - 160), one.end + 120
    if len(text) > _MANY_MATTERS:
        # A long text holds many matters: the paragraph says which, where it is long enough.
        line = text.rfind("\n", 0, one.start) + 1
        stop = text.find("\n", one.end)
        stop = len(text) if stop < 0 else stop
        if stop - line >= _WHOLE_PARAGRAPH:
            begin, end = max(begin, line), min(end, stop)
    near = text[begin:end]
    head = text[:60]
    private = len(cues.topics(near, "private") | cues.topics(head, "private"))
    public = len(cues.topics(near, "public") | cues.topics(head, "public"))
    tilt = max(-3, min(3, private - public))
    found = [f"private:{min(private, 4)}", f"public:{min(public, 4)}", f"tilt:{tilt}"]
    if gap == "none":
        found.append(f"alone-tilt:{tilt}")
    return found


def _list_voices(text: str, one: Candidate, field: Field) -> list[str]:
    """What stands before the first and behind the last member of a list of names."""
    first, last = one, one
    for _ in range(12):
        if text[first.start - 1 : first.start] not in _AND or not first.start:
            break
        left = field.by_end.get(first.start - 1)
        if left is None:
            break
        first = left
    for _ in range(12):
        if text[last.end : last.end + 1] not in _AND or last.end >= len(text):
            break
        right = field.by_start.get(last.end + 1)
        if right is None:
            break
        last = right
    found = []
    if first is not one:
        kind = cues.before(text, _before_marks(text, first.start))[0]
        found.append(f"head:{kind}")
    if last is not one:
        found.append(f"tail:{cues.behind(text, last.end)[0]}")
    return found


def _before_marks(text: str, at: int) -> int:
    while at and text[at - 1] in "：: \u3000（(":
        at -= 1
    return at
