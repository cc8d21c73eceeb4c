"""From the live rows of the registers to the two lists that are drawn from, and back to values.

What the office alone knows (addresses, former posts, stated ties) goes into finding conflicts and
nowhere else.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from django.db.models import Count

from yangguang.apps.agencies.models import Agency
from yangguang.apps.agencies.verdicts import refuse
from yangguang.apps.draws.models import Commitment, Plan
from yangguang.apps.draws.secrets import opened
from yangguang.apps.registers.definitions import definition_of
from yangguang.apps.registers.models import Register, Version
from yangguang.apps.registers.rows import Values
from yangguang.apps.registers.selectors import filtered, live_rows
from yangguang.law.drawing import (
    OTHERS,
    Conflict,
    Ground,
    KnownInspector,
    KnownObject,
    PoolInspector,
    PoolObject,
    Share,
    TeamRule,
    Weight,
    barred_by_object,
    canonical,
    find_conflicts,
    quota,
    read_percent,
    salt_for,
    seal,
    share_of,
)
from yangguang.law.drawing import Plan as LawPlan

OBJECTS = "inspection-objects"
INSPECTORS = "inspectors"
ITEMS = "inspection-items"
RESULTS = "inspection-results"
WHOLE = "全部对象"
"""The one class of a weighted draw."""
_SKILLS = re.compile(r"[、，,；;/\s]+")


@dataclass(frozen=True, slots=True)
class Pools:
    """Both lists as they stand, the conflicts between them, and where each object is."""

    objects: tuple[PoolObject, ...]
    inspectors: tuple[PoolInspector, ...]
    conflicts: tuple[Conflict, ...]
    addresses: Mapping[str, str]


def register_of(code: str) -> Register:
    """The register of that code. Raises Refused where it is not installed."""
    found = Register.objects.filter(code=code).select_related("definition").first()
    if found is None or found.definition is None:
        raise refuse(
            "清单未启用", f"清单“{code}”还没有启用，请联系管理员在“清单定义”中启用后重试。"
        )
    return found


def law_plan(plan: Plan) -> LawPlan:
    """The plan as the lot takes it. Raises Refused for a share or a weight that cannot be read."""
    shares = []
    for row in plan.shares:
        percent: Fraction | None = None
        if "percent" in row:
            percent = read_percent(str(row["percent"]))
            if percent is None:
                raise refuse(
                    "抽取比例有误",
                    f"{row['group']}的抽取比例“{row['percent']}”应为0至100之间的数，小数至多六位。",
                )
        shares.append(Share(canonical(str(row["group"])), percent, row.get("count")))
    team = plan.team
    return LawPlan(
        number=plan.number,
        title=plan.title,
        agency=plan.agency.name,
        shares=tuple(shares),
        team=TeamRule(
            team.get("size", 2),
            team.get("certified", 2),
            tuple((canonical(str(skill)), int(count)) for skill, count in team.get("skills", [])),
            team.get("most_tasks"),
        ),
        weights=tuple(_weight(row) for row in plan.weights),
    )


def _weight(row: Mapping[str, object]) -> Weight:
    lots = row["lots"]
    if not isinstance(lots, int):
        raise refuse("权重有误", f"{row['grade']}的权重“{lots}”应为整数，例如5。")
    return Weight(canonical(str(row["grade"])), lots)


def bodies_of(plan: Plan) -> list[Agency]:
    """The body that leads and those that join, in a fixed order, the leading one first."""
    return [plan.agency, *plan.partners.exclude(pk=plan.agency_id).order_by("pk")]


def read_lists(
    plan: Plan,
) -> tuple[
    tuple[PoolObject, ...], tuple[PoolInspector, ...], list[KnownObject], list[KnownInspector]
]:
    """Both lists from what the registers read now, unsealed, with what the office knows of each."""
    bodies = bodies_of(plan)
    known: list[KnownObject] = []
    objects: list[PoolObject] = []
    done = _checked_since(plan, bodies)
    for version in _once(OBJECTS, bodies, "code", plan.asked):
        away = _spared(plan, version.values, done)
        row = _object(version.values, version.title, away, weighted=bool(plan.weights))
        objects.append(row)
        known.append(KnownObject(row.key, row.name, _text(version.values, "address")))
    people: list[KnownInspector] = []
    inspectors: list[PoolInspector] = []
    for version in _once(INSPECTORS, bodies, "number"):
        values = version.values
        inspectors.append(_inspector(plan, values, version.title))
        people.append(
            KnownInspector(
                inspectors[-1].key,
                _text(values, "stated"),
                _text(values, "address"),
                _text(values, "posts"),
            )
        )
    return tuple(objects), tuple(inspectors), known, people


def read_pools(plan: Plan, *, salt: str) -> Pools:
    """Both lists as they stand, with their conflicts sealed under this salt."""
    objects, inspectors, known, people = read_lists(plan)
    conflicts = find_conflicts(people, known)
    barred = barred_by_object(conflicts)
    sealed = tuple(
        replace(row, seal=seal(salt_for(salt, row.key), row.key, barred.get(row.key, ())))
        for row in objects
    )
    addresses = {row.key: row.address for row in known}
    return Pools(sealed, inspectors, conflicts, addresses)


def groups_of(plan: Plan) -> dict[str, tuple[int, int]]:
    """How many objects of each class the plan would draw from, and how many it would draw.

    Counted in the database, before a draw is promised: who takes no part, and what stands in the
    lists of two joint bodies, is not looked at yet.
    """
    shares = law_plan(plan).shares
    counts = _by_risk(plan)
    if plan.weights:
        counts = [(WHOLE, sum(number for _, number in counts))]
    known = {share.group for share in shares}
    return {
        group: (
            number,
            quota(share_of(shares, group), number) if group in known or OTHERS in known else 0,
        )
        for group, number in counts
    }


def lots_by_grade(plan: Plan) -> dict[str, tuple[int, int]]:
    """For a weighted plan how many objects each grade has now, and how many lots each of them."""
    weights = law_plan(plan).weights
    if not weights:
        return {}
    named = {weight.grade: weight.lots for weight in weights}
    rest = named.get(OTHERS, 0)
    return {grade: (number, named.get(grade, rest)) for grade, number in _by_risk(plan)}


def _by_risk(plan: Plan) -> list[tuple[str, int]]:
    register = register_of(OBJECTS)
    definition = definition_of(register)
    rows = filtered(
        live_rows(register).filter(agency__in=bodies_of(plan)), definition, plan.asked
    ).rows
    slot = definition.field("risk").slot
    counts = rows.order_by().values_list(slot).annotate(number=Count("pk")).order_by(slot)
    return [(grade or "", number) for grade, number in counts]


def pools_json(pools: Pools) -> str:
    """Both lists as they are kept with a commitment."""
    return json.dumps(
        {
            "objects": [[r.key, r.group, r.away, r.seal, r.name, r.grade] for r in pools.objects],
            "inspectors": [
                [r.key, r.certified, sorted(r.skills), r.away, r.name] for r in pools.inspectors
            ],
            "addresses": dict(pools.addresses),
        },
        ensure_ascii=False,
    )


def pools_of(promise: Commitment) -> Pools:
    """The promised lists, with the conflicts as they were sealed."""
    data = json.loads(promise.pools)
    return Pools(
        tuple(PoolObject(*row) for row in data["objects"]),
        tuple(
            PoolInspector(key, certified, frozenset(skills), away, name)
            for key, certified, skills, away, name in data["inspectors"]
        ),
        conflicts_of(opened(promise, "grounds")),
        data["addresses"],
    )


def conflicts_json(conflicts: tuple[Conflict, ...]) -> str:
    """Conflicts as they are sealed."""
    rows = [[c.object, c.inspector, c.ground.value, c.words] for c in conflicts]
    return json.dumps(rows, ensure_ascii=False)


def conflicts_of(text: str) -> tuple[Conflict, ...]:
    """Conflicts out of the seal."""
    return tuple(Conflict(a, b, Ground(c), d) for a, b, c, d in json.loads(text))


def _once(
    code: str, bodies: list[Agency], key: str, asked: Mapping[str, str] | None = None
) -> list[Version]:
    """The live rows of these bodies, each thing once: the row of the body named first stands."""
    register = register_of(code)
    definition = definition_of(register)
    found: dict[str, Version] = {}
    for body in bodies:
        rows = live_rows(register, body)
        if asked:
            listing = filtered(rows, definition, asked)
            if listing.complaints:
                raise refuse("对象范围读不懂", "".join(listing.complaints))
            rows = listing.rows
        for version in rows.order_by("pk").iterator(chunk_size=2000):
            found.setdefault(canonical(_text(version.values, key)), version)
    return list(found.values())


def _object(values: Values, title: str, done: str, *, weighted: bool) -> PoolObject:
    risk = canonical(_text(values, "risk"))
    return PoolObject(
        key=canonical(_text(values, "code")),
        group=WHOLE if weighted else risk,
        away=canonical(_text(values, "away") or done),
        name=title,
        grade=risk if weighted else "",
    )


def _checked_since(plan: Plan, bodies: list[Agency]) -> frozenset[str]:
    """The objects with a published result of these bodies since the day the plan names."""
    if plan.spare_since is None:
        return frozenset()
    register = register_of(RESULTS)
    slot = definition_of(register).field("object").slot
    rows = live_rows(register).filter(agency__in=bodies, d1__gte=plan.spare_since)
    return frozenset(canonical(key) for key in rows.values_list(slot, flat=True) if key)


def _spared(plan: Plan, values: Values, done: frozenset[str]) -> str:
    if plan.spare_since is None:
        return ""
    last = _text(values, "checked_on")
    again = last and date.fromisoformat(last) >= plan.spare_since
    if again or canonical(_text(values, "code")) in done:
        return f"{plan.spare_since.isoformat()}以来已抽查"
    return ""


def _inspector(plan: Plan, values: Values, title: str) -> PoolInspector:
    skills = frozenset(canonical(one) for one in _SKILLS.split(_text(values, "skills")) if one)
    return PoolInspector(
        key=canonical(_text(values, "number")),
        certified=_covers(values.get("certificate"), plan.check_from, plan.check_to),
        skills=skills,
        away=canonical(_text(values, "away")),
        name=title,
    )


def _covers(period: object, first: date, last: date) -> bool:
    """Whether a certificate holds on every day of the check; one without a last day counts for none."""
    if not isinstance(period, list) or not period[1]:
        return False
    begins = date.fromisoformat(period[0]) if period[0] else first
    return begins <= first and date.fromisoformat(period[1]) >= last


def _text(values: Values, code: str) -> str:
    found = values.get(code)
    return found if isinstance(found, str) else ""
