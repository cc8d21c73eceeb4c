"""Every time that reviews were passed over, for those who supervise: used, kept on record, seen."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from yangguang.apps.audit.models import Act
from yangguang.apps.catalog.models import Item
from yangguang.law.publication import ReviewKind

VERB = "draft.force"


@dataclass(frozen=True, slots=True)
class Forced:
    """One use: the act as recorded, the reviews that were missing, the item as it stands now."""

    act: Act
    steps: str
    item: Item | None


def forced_acts(agency_keys: Collection[int] | None) -> QuerySet[Act]:
    """The acts on records of these bodies (None: of all), also where the draft was given up later."""
    rows = Act.objects.filter(verb=VERB)
    return rows if agency_keys is None else rows.filter(subject_agency_key__in=agency_keys)


def forced_rows(acts: Iterable[Act]) -> list[Forced]:
    """The same with what they were about; two queries."""
    found = list(acts)
    items = Item.objects.select_related("agency").in_bulk([int(one.subject_key) for one in found])
    return [Forced(one, _steps(one), items.get(int(one.subject_key))) for one in found]


def _steps(act: Act) -> str:
    missing = (act.after or {}).get("missing", [])
    return "、".join(ReviewKind(code).label for code in missing)
