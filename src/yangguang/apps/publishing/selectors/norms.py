"""Whether each public normative document is in force, since when, and what decided it.

依据：《条例》第二十条第（一）项；国务院对规范性文件清理的要求。
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Case, Count, IntegerField, QuerySet, Value, When

from yangguang.apps.agencies.models import Agency
from yangguang.apps.catalog.models import Item, ItemLink, ItemState, Validity
from yangguang.apps.catalog.selectors import public_items
from yangguang.apps.catalog.terms import OVER, first_day_without_force
from yangguang.apps.publishing.models import CleanupLine, CleanupRound, ItemValidity
from yangguang.apps.publishing.selectors.plans import POLICY_KINDS

Outcome = CleanupLine.Outcome
ORDER = (Outcome.REPEAL, Outcome.EXPIRE, Outcome.AMEND, Outcome.KEEP)
"""What changed stands first: it is what a reader of a result looks for."""
_BY_DOCUMENT = (ItemLink.Kind.REPEALS, ItemLink.Kind.AMENDS)


def norms_of(agency: Agency) -> QuerySet[Item]:
    """Public normative documents of a body that bear a validity, the newest first."""
    return public_items().filter(agency=agency, kind__in=POLICY_KINDS).exclude(validity="")


def unmarked_of(agency: Agency) -> int:
    """How many of its public policy documents bear no validity."""
    return public_items().filter(agency=agency, kind__in=POLICY_KINDS, validity="").count()


def counts_by_body(agency: Agency | None = None) -> dict[int, dict[str, int]]:
    """How many normative documents each body, or this one, has under each validity, by its key."""
    found: dict[int, dict[str, int]] = {}
    within = public_items() if agency is None else public_items().filter(agency=agency)
    counted = (
        within.filter(kind__in=POLICY_KINDS)
        .exclude(validity="")
        .order_by()
        .values_list("agency", "validity")
        .annotate(number=Count("pk"))
    )
    for key, validity, number in counted:
        found.setdefault(key, {})[validity] = number
    return found


def public_rounds() -> QuerySet[CleanupRound]:
    """Rounds of clean-up whose announcement can be read, the newest first."""
    return (
        CleanupRound.objects.filter(
            state=CleanupRound.State.DONE, result__state=ItemState.PUBLISHED
        )
        .select_related("agency", "result")
        .order_by("-done_at", "-pk")
    )


def lines_in_order(round_: CleanupRound) -> QuerySet[CleanupLine]:
    """Every document of a round with its conclusion: what ended first, what is kept last."""
    places = [When(outcome=one, then=Value(place)) for place, one in enumerate(ORDER)]
    return (
        round_.lines.exclude(outcome="")
        .select_related("item", "item__agency")
        .annotate(place=Case(*places, default=Value(len(places)), output_field=IntegerField()))
        .order_by("place", "item__formed_on", "pk")
    )


def outcomes_of(round_: CleanupRound) -> list[tuple[CleanupLine.Outcome, int]]:
    """How many documents came to each conclusion, those that none came to left out."""
    counted = dict(
        round_.lines.exclude(outcome="").order_by().values_list("outcome").annotate(n=Count("pk"))
    )
    return [(one, counted[one.value]) for one in ORDER if counted.get(one.value)]


def last_lines(items: Iterable[int]) -> dict[int, CleanupLine]:
    """The newest public conclusion about each of these documents, with its round."""
    lines = (
        CleanupLine.objects.filter(item__in=list(items), round__in=public_rounds())
        .exclude(outcome="")
        .select_related("round", "round__result", "round__agency")
        .order_by("round__done_at", "round_id")
    )
    return {line.item_id: line for line in lines}


@dataclass(slots=True)
class Standing:
    """One document: since when it stands as it does, what changed it, what a clean-up concluded."""

    item: Item
    since: date | None = None
    by: list[Item] = field(default_factory=list)
    """Public documents that repealed or amended it, but for a clean-up's announcement."""
    line: CleanupLine | None = None


def standings(items: Sequence[Item], *, on: date) -> list[Standing]:
    """How each of these documents stands on a day, in the order given."""
    keys = [item.pk for item in items]
    lines, since = last_lines(keys), since_when(items, on=on)
    found = {item.pk: Standing(item, since[item.pk], line=lines.get(item.pk)) for item in items}
    links = (
        ItemLink.objects.filter(target__in=keys, kind__in=_BY_DOCUMENT)
        .filter(source__state=ItemState.PUBLISHED, source__cleanup_round__isnull=True)
        .select_related("source")
        .defer("source__signature", "source__unsure")
        .order_by("pk")
    )
    for link in links:
        if link.source not in found[link.target_id].by:
            found[link.target_id].by.append(link.source)
    return list(found.values())


def since_when(items: Sequence[Item], *, on: date) -> dict[int, date | None]:
    """The first day on which each of these documents stood as it does; None where nothing says it."""
    facts = ItemValidity.objects.filter(item__in=[item.pk for item in items], valid_to__isnull=True)
    marked = {fact.item_id: fact for fact in facts}
    return {item.pk: _since(item, marked.get(item.pk), on) for item in items}


def _since(item: Item, fact: ItemValidity | None, on: date) -> date | None:
    end = first_day_without_force(item)
    if item.validity in OVER or (end is not None and end <= on):
        return end or (fact.effective_on if fact is not None else None)
    if item.validity == Validity.AMENDED:
        return fact.effective_on if fact is not None and fact.validity == item.validity else None
    return item.in_force_on
