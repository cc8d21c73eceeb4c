"""What the machine proposes for a draft's metadata; a person confirms every one of them.

Proposals come from the title and the text by rule: the kind from its form, the column and the
classes from what stands in their names and descriptions, and from how the body filed alike before.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from yangguang.apps.catalog.models import Column, Facet, ItemKind
from yangguang.text.kinds import classify
from yangguang.text.subjects import read_subject

_WORDS = re.compile(r"[、，,；;/（）() ]+")
_MOST_FACETS = 4
_OPENING = 2_000
_FIVE = {
    ItemKind.POLICY: "decision",
    ItemKind.REGULATION: "decision",
    ItemKind.PLAN: "decision",
    ItemKind.BUDGET: "administration",
    ItemKind.FINAL_ACCOUNTS: "administration",
    ItemKind.LIST: "administration",
    ItemKind.PERMIT: "administration",
    ItemKind.PENALTY: "administration",
    ItemKind.TENDER: "execution",
    ItemKind.STATISTICS: "result",
    ItemKind.WORK_SUMMARY: "result",
    ItemKind.PROPOSAL_REPLY: "result",
}
"""Reading: which of the five a kind usually belongs to (中办发〔2016〕8号); others are not proposed."""
_COLUMN_TYPES = {
    ItemKind.POLICY: "政策文件",
    ItemKind.REGULATION: "政策文件",
    ItemKind.INTERPRETATION: "政策解读",
    ItemKind.ANNUAL_REPORT: "信息公开年报",
    ItemKind.DISCLOSURE_GUIDE: "信息公开指南",
    ItemKind.REQUEST_GUIDE: "依申请公开",
    ItemKind.NEWS: "工作动态",
    ItemKind.MEETING: "工作动态",
    ItemKind.STATISTICS: "数据发布",
}


@dataclass(frozen=True, slots=True)
class Proposed:
    """``kind`` empty where nothing speaks; ``why`` says on what each rests."""

    kind: str = ""
    column: Column | None = None
    facets: tuple[Facet, ...] = ()
    why: str = ""
    subject: str = ""
    """主题分类; ``subject_why`` holds the words that say so, and any class that is as near."""
    subject_why: str = ""


def propose(*, title: str, text: str) -> Proposed:
    """Kind, column and classes for a text with this title."""
    reading = classify(title, text=text[:_OPENING])
    kind = reading.kind if reading.kind in ItemKind.values and reading.kind != "other" else ""
    about = read_subject(title, text=text, kind=kind)
    return Proposed(
        kind=kind,
        column=_column(kind, title),
        facets=tuple(_facets(kind, title, text)),
        why=reading.why,
        subject=about.subject,
        subject_why=about.why,
    )


def _column(kind: str, title: str) -> Column | None:
    """The open column named after something in the title, else the first one for the kind."""
    columns = list(Column.objects.filter(is_open=True).order_by("-path", "order", "pk"))
    named = [one for one in columns if len(one.name) >= 2 and one.name in title]
    if named:
        return max(named, key=lambda one: len(one.name))
    wanted = _COLUMN_TYPES.get(ItemKind(kind)) if kind else None
    fitting = [one for one in columns if one.column_type == wanted]
    return min(fitting, key=lambda one: (one.path.count("/"), one.order, one.pk), default=None)


def _facets(kind: str, title: str, text: str) -> list[Facet]:
    """The stage among the five, and the areas whose own words stand in the title or the opening."""
    opening = text[:_OPENING]
    found: list[tuple[int, Facet]] = []
    for facet in Facet.objects.exclude(scheme__in=[Facet.Scheme.ARTICLE_20, Facet.Scheme.SUBJECT]):
        if facet.scheme == Facet.Scheme.FIVE:
            if kind and _FIVE.get(ItemKind(kind)) == facet.code:
                found.append((100, facet))
            continue
        words = [one for one in _WORDS.split(facet.name) if len(one) >= 2]
        weight = sum(10 * (one in title) + min(3, opening.count(one)) for one in words)
        if weight >= 3:
            found.append((weight, facet))
    found.sort(key=lambda row: -row[0])
    return [facet for _, facet in found[:_MOST_FACETS]]
