"""Personal data as findings of the release check, a line for each kind and place."""

from __future__ import annotations

from yangguang.apps.files.releasecheck.finding import ReleaseFinding, Severity
from yangguang.text.document import Document
from yangguang.text.privacy import LABELS, SURE, Kind, find_in_document, find_personal

_MUST = frozenset({Kind.ID_NUMBER, Kind.BANK_CARD, Kind.MOBILE, Kind.ADDRESS, Kind.PASSPORT})
_SHOWN = 3


def personal_in(text: str, where: str) -> list[ReleaseFinding]:
    """The personal data in one page's text."""
    groups: dict[tuple[str, Kind], list[str]] = {}
    for one in find_personal(text):
        if one.confidence >= SURE:
            groups.setdefault((where, one.kind), []).append(one.masked)
    return _told(groups)


def personal_in_document(document: Document) -> list[ReleaseFinding]:
    """The personal data in a document, told by page where it has pages."""
    groups: dict[tuple[str, Kind], list[str]] = {}
    for placed in find_in_document(document):
        if placed.finding.confidence >= SURE:
            where = f"第{placed.spot.page}页" if document.pages > 1 else "正文"
            groups.setdefault((where, placed.finding.kind), []).append(placed.finding.masked)
    return _told(groups)


def _told(groups: dict[tuple[str, Kind], list[str]]) -> list[ReleaseFinding]:
    """The masked forms only: a report of findings must not repeat what it warns of."""
    out = []
    for (where, kind), masked in groups.items():
        shown = "、".join(dict.fromkeys(masked[:_SHOWN])) + ("等" if len(masked) > _SHOWN else "")
        out.append(
            ReleaseFinding(
                "personal-data",
                Severity.MUST if kind in _MUST else Severity.SHOULD,
                where,
                f"疑似{LABELS[kind]}{len(masked)}处：{shown}。",
                "核对是否属于个人隐私；不应公开的，用区分处理遮盖。",
            )
        )
    return out
