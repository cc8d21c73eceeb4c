"""Personal data as findings of the release check, a line for each kind and place.

What is quoted of hidden words is masked here: a report must not repeat what it warns of.
"""

from __future__ import annotations

from yangguang.apps.files.releasecheck.finding import ReleaseFinding, Severity, short
from yangguang.text.document import Document
from yangguang.text.privacy import LABELS, SURE, Kind, find_in_document, find_personal

_MUST = frozenset({Kind.ID_NUMBER, Kind.BANK_CARD, Kind.MOBILE, Kind.ADDRESS, Kind.PASSPORT})
_SHOWN = 3
_LONGEST = 200_000
"""So many signs of hidden words are searched in one place."""
_QUOTED_OF = 400


def quoted(text: str, most: int) -> str:
    """The beginning of hidden words, everything personal in it masked, in at most ``most`` signs."""
    text = text[:_QUOTED_OF]
    pieces, at = [], 0
    for one in sorted(find_personal(text, lone_names=True), key=lambda one: one.start):
        if one.confidence >= SURE and one.start >= at:
            pieces += [text[at : one.start], one.masked]
            at = one.end
    return short("".join((*pieces, text[at:])), most)


def person_in(value: str) -> str:
    """The masked name where a property (作者, 最后修改者) names a person; else nothing."""
    label = "姓名："
    text = label + " ".join(value.split())
    for one in find_personal(text, lone_names=True):
        if one.kind is Kind.NAME and (one.start, one.end) == (len(label), len(text)):
            return one.masked
    return ""


def property_told(value: str, most: int = 30) -> tuple[str, bool]:
    """A property of a file as it is quoted, and whether it names a person."""
    name = person_in(value)
    return name or quoted(value, most), bool(name)


def hiding(
    kind: str,
    where: str,
    sentence: str,
    advice: str,
    words: str,
    severity: Severity = Severity.MUST,
) -> ReleaseFinding:
    """A finding about words out of sight, with the personal data that stands in them, masked."""
    groups: dict[Kind, list[str]] = {}
    for one in find_personal(words[:_LONGEST], lone_names=True):
        if one.confidence >= SURE:
            groups.setdefault(one.kind, []).append(one.masked)
    if not groups:
        return ReleaseFinding(kind, severity, where, sentence, advice)
    parts = [f"{LABELS[kind]}{len(masked)}处（{_some(masked)}）" for kind, masked in groups.items()]
    return ReleaseFinding(
        kind, Severity.MUST, where, f"{sentence}其中疑似{'、'.join(parts)}。", advice, True
    )


def personal_in(text: str, where: str) -> list[ReleaseFinding]:
    """The personal data in one page's text."""
    groups: dict[tuple[str, Kind], list[str]] = {}
    for one in find_personal(text, lone_names=True):
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
        shown = _some(masked)
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


def _some(masked: list[str]) -> str:
    return "、".join(dict.fromkeys(masked[:_SHOWN])) + ("等" if len(masked) > _SHOWN else "")
