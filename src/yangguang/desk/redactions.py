"""What the page of a redaction shows: the page, its marks, and what might be marked."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from django.http import Http404

from yangguang.apps.agencies.permissions import Permission
from yangguang.apps.files.models import Redaction, RedactionMark
from yangguang.apps.files.redaction.marks import Area
from yangguang.apps.files.selectors import mark_value
from yangguang.apps.files.services import source_bytes
from yangguang.apps.files.workshop import Description, FileBytes, describe, places
from yangguang.desk.forms.redaction import POINTS_A_MILLIMETRE, ground_label
from yangguang.desk.viewer import Viewer
from yangguang.text.privacy import LABELS, SURE, find_personal

MOST_PROPOSALS = 300
_TICK = 20
_ROW = re.compile(r"[^\n]*\n?")


def access_redaction(
    viewer: Viewer, key: int, permission: Permission = Permission.REQUEST_HANDLE
) -> Redaction:
    """The redaction, if its body lies within the person's reach for that permission."""
    found = (
        Redaction.objects.select_related("agency", "source", "approved_copy")
        .filter(pk=key, agency__in=viewer.visible(permission))
        .first()
    )
    if found is None:
        raise Http404
    return found


def source_of(redaction: Redaction, viewer: Viewer, *, shown: bool = False) -> FileBytes:
    """The file as the workshop takes it; ``shown`` where the person comes to see all of it.

    Raises FileNotFoundError where it is lost.
    """
    # A redaction of a case bears its number, by which the record of looks is asked.
    page = f"request:{redaction.title}" if redaction.subject_kind == "application" else ""
    data = source_bytes(redaction, by=viewer.actor, at=viewer.now, page=page, shown=shown)
    return FileBytes(data, redaction.source_name, redaction.source_type)


@dataclass(frozen=True, slots=True)
class Proposal:
    """Personal data that might be marked; ``value`` is page:start:end."""

    value: str
    page: int
    label: str
    text: str
    why: str
    confidence: int
    """Hundredths."""
    marked: bool


def proposals(described: Description, marks: list[RedactionMark]) -> list[Proposal]:
    """Personal data in the texts at hand, the surest kinds as they stand on the pages."""
    taken = {(m.page, m.start, m.end) for m in marks if m.kind == RedactionMark.Kind.PASSAGE}
    out: list[Proposal] = []
    for page, text in sorted(described.texts.items()):
        for one in find_personal(text, lone_names=True):
            if one.confidence < SURE:
                continue
            marked = any(
                page == p
                and start is not None
                and end is not None
                and start <= one.start
                and one.end <= end
                for p, start, end in taken
            )
            out.append(
                Proposal(
                    f"{page}:{one.start}:{one.end}", page, LABELS[one.kind], one.text, one.why,
                    round(one.confidence * 100), marked,
                )
            )  # fmt: skip
    return out[:MOST_PROPOSALS]


@dataclass(frozen=True, slots=True)
class MarkLine:
    """One mark as the list shows it."""

    key: int
    page: int
    what: str
    ground: str
    reason: str
    made_by: str
    here: bool


def mark_lines(marks: list[RedactionMark], described: Description, page: int) -> list[MarkLine]:
    """Marks with the words they take out, where the page's text is at hand."""
    lines = []
    for mark in marks:
        text = described.texts.get(mark.page, "")
        if mark.kind == RedactionMark.Kind.PASSAGE:
            words = " ".join(text[mark.start or 0 : mark.end or 0].split())
            what = f"文字“{words[:40]}{'…' if len(words) > 40 else ''}”" if words else "文字"
        else:
            width, height = ((mark.x1 or 0) - (mark.x0 or 0), (mark.y1 or 0) - (mark.y0 or 0))
            what = f"区域 {_mm(width)}×{_mm(height)} 毫米，距左 {_mm(mark.x0 or 0)}、距上 {_mm(mark.y0 or 0)}"
        lines.append(
            MarkLine(
                mark.pk, mark.page, what, ground_label(mark.exemption), mark.reason, mark.made_by_name,
                mark.page == page,
            )
        )  # fmt: skip
    return lines


def _mm(points: float) -> str:
    return f"{points / POINTS_A_MILLIMETRE:.0f}"


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page to be seen, in points, with the boxes of its marks and ticks for a ruler."""

    number: int
    width: float
    height: float
    boxes: list[dict[str, str]]
    across: list[dict[str, str]]
    down: list[dict[str, str]]


def sheet(
    redaction: Redaction,
    file: FileBytes,
    described: Description,
    marks: list[RedactionMark],
    page: int,
) -> Sheet:
    """The page with everything marked on it. Numbers are plain text: templates localise none."""
    width, height = described.shapes[page - 1]
    here = [mark for mark in marks if mark.page == page]
    areas = places(file, [mark_value(mark) for mark in here]) if here else []
    boxes = [
        _box(area, mark.kind) for mark, found in zip(here, areas, strict=True) for area in found
    ]
    del redaction
    return Sheet(page, width, height, boxes, _ticks(width), _ticks(height))


def _box(area: Area, kind: str) -> dict[str, str]:
    return {
        "x": f"{area.x0:.2f}",
        "y": f"{area.y0:.2f}",
        "width": f"{area.x1 - area.x0:.2f}",
        "height": f"{area.y1 - area.y0:.2f}",
        "kind": kind,
    }


def _ticks(length: float) -> list[dict[str, str]]:
    """A mark every two centimetres, so that an area can be entered without a script."""
    last = int(length / POINTS_A_MILLIMETRE)
    return [
        {"at": f"{mm * POINTS_A_MILLIMETRE:.1f}", "label": str(mm)}
        for mm in range(_TICK, last + 1, _TICK)
    ]


def marked_text(text: str, marks: list[RedactionMark]) -> list[dict[str, Any]]:
    """A file of words in pieces, marked ones told apart."""
    spans = sorted(
        (m.start or 0, m.end or 0) for m in marks if m.kind == RedactionMark.Kind.PASSAGE
    )
    pieces: list[dict[str, Any]] = []
    at = 0
    for start, end in spans:
        start = max(start, at)
        if start >= end:
            continue
        pieces += [
            {"text": text[at:start], "marked": False},
            {"text": text[start:end], "marked": True},
        ]
        at = end
    return [piece for piece in [*pieces, {"text": text[at:], "marked": False}] if piece["text"]]


def described_page(file: FileBytes, page: int, *, every: bool) -> Description:
    """What the file is, with the text of the page or of all pages."""
    return describe(file, page=0 if every else page)
