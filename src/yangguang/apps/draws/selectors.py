"""Reading plans and draws: those within reach, those that are public, what is owed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Prefetch, Q, QuerySet

from yangguang.apps.agencies.models import Agency
from yangguang.apps.agencies.verdicts import Refused
from yangguang.apps.draws.models import Commitment, Draw, Drawn, Objection, Plan, Record, Recusal
from yangguang.apps.draws.pools import pools_of, read_lists
from yangguang.apps.registers.models import Version
from yangguang.law.drawing import BadPool, PoolInspector, PoolObject, Step, examine, read_record


def plans_within(agencies: QuerySet[Agency]) -> QuerySet[Plan]:
    """The plans these bodies lead or join, the newest first, with how far their checks are."""
    joined = Plan.partners.through.objects.filter(agency__in=agencies).values("plan")
    return (
        Plan.objects.filter(Q(agency__in=agencies) | Q(pk__in=joined))
        .select_related("agency", "draw")
        .annotate(
            standing=Count("draw__drawn", filter=Q(draw__drawn__replaced=False)),
            checked=Count(
                "draw__drawn",
                filter=Q(draw__drawn__replaced=False, draw__drawn__checked_on__isnull=False),
            ),
        )
    )


def public_plans() -> QuerySet[Plan]:
    """The plans for which something was promised, the newest first: all of them are public."""
    promised = Commitment.objects.order_by("-attempt")
    return (
        Plan.objects.filter(commitments__isnull=False)
        .distinct()
        .select_related("agency", "draw", "round__task__plan")
        .prefetch_related(Prefetch("commitments", promised))
    )


@dataclass(frozen=True, slots=True)
class Moved:
    """What the lists read otherwise since a promise: keys that came, went, or stand differently.

    ``trouble`` says why they could not be read now; the promised ones are drawn from all the same.
    """

    came: tuple[str, ...] = ()
    went: tuple[str, ...] = ()
    other: tuple[str, ...] = ()
    trouble: str = ""

    def __bool__(self) -> bool:
        return bool(self.came or self.went or self.other or self.trouble)


def moved_since(promise: Commitment) -> Moved:
    """How both lists differ now from those promised, for the clerk who is about to draw."""
    then = pools_of(promise)
    before = _standing(then.objects, then.inspectors)
    try:
        after = _standing(*read_lists(promise.plan)[:2])
    except (BadPool, Refused) as wrong:
        return Moved(trouble=str(wrong))
    return Moved(
        tuple(sorted(after.keys() - before.keys())),
        tuple(sorted(before.keys() - after.keys())),
        tuple(sorted(key for key in before.keys() & after.keys() if before[key] != after[key])),
    )


def _standing(
    objects: Iterable[PoolObject], inspectors: Iterable[PoolInspector]
) -> dict[str, tuple[object, ...]]:
    found: dict[str, tuple[object, ...]] = {
        f"{row.name}（{row.key}）": (row.group, row.away) for row in objects
    }
    for row in inspectors:
        found[f"{row.name}（{row.key}）"] = (row.certified, row.skills, row.away)
    return found


def objections_within(agencies: QuerySet[Agency]) -> QuerySet[Objection]:
    """Objections to listings of these bodies."""
    return Objection.objects.filter(agency__in=agencies).select_related("agency", "row__register")


def newest_record(draw: Draw) -> Record:
    """The record as it stands now; its text, which may be long, is read when it is asked for."""
    return draw.records.order_by("-number").defer("text")[0]


def drawn_of(draw: Draw) -> list[Drawn]:
    """Every object ever drawn, in order, with the row of its result."""
    return list(draw.drawn.select_related("result_row").order_by("position"))


def replacements_of(draw: Draw) -> list[tuple[Recusal, str, str]]:
    """Every replacement with the names of the object and of the inspector (empty for an object)."""
    recusals = list(draw.recusals.order_by("number"))
    if not recusals:
        return []
    pools = pools_of(draw.commitment)
    objects = {row.key: row.name for row in pools.objects}
    people = {row.key: row.name for row in pools.inspectors}
    return [
        (
            one,
            objects.get(one.object, one.object),
            f"{people.get(one.inspector, '')}（{one.inspector}）" if one.inspector else "",
        )
        for one in recusals
    ]


def results_of(draw: Draw) -> dict[int, tuple[str, str]]:
    """What is public of the results: row of the register → outcome and ISO day."""
    rows = draw.drawn.filter(result_row__isnull=False).values("result_row")
    return {
        version.row_id: (
            str(version.values.get("result", "")),
            str(version.values.get("checked_on", "")),
        )
        for version in Version.objects.filter(row__in=rows, live=True)
    }


def steps_of(draw: Draw) -> tuple[Step, ...]:
    """The steps of the check of the newest record, as ``yangguang draw verify`` does them."""
    return examine(read_record(newest_record(draw).text))
