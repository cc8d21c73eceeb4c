"""Which inspectors go to an object: of all permissible teams, the one that ranks first.

Inspectors are ranked anew for each object. The list is gone through from the smallest rank on, and
an inspector is taken whenever a whole team can still be completed from those behind. Without
required skills and with certificates all round that is simply the first so many of the list.
依据: 行政处罚法第四十二条第一款（具有行政执法资格，不得少于两人）、第四十三条第一款（回避）.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import cache

from yangguang.law.drawing.model import PoolInspector, TeamRule
from yangguang.law.drawing.seed import inspector_rank

# How many people with this certificate and these skills; what is still to be found.
Kind = tuple[bool, frozenset[str]]
Needs = tuple[int, tuple[tuple[str, int], ...]]


def ranked_inspectors(
    seed: str,
    object_key: str,
    inspectors: Sequence[PoolInspector],
    *,
    barred: Collection[str] = (),
    tasks: Mapping[str, int] | None = None,
    most_tasks: int | None = None,
) -> list[PoolInspector]:
    """Those who may go to this object, smallest rank first.

    Left out: who takes no part, who is barred (conflict or recusal), who has tasks enough. Where
    tasks are limited, those with fewer come first and the rank decides among equals: else the last
    objects could find everybody used up but one.
    """
    load = tasks or {}
    able = [
        row
        for row in inspectors
        if not row.away
        and row.key not in barred
        and (most_tasks is None or load.get(row.key, 0) < most_tasks)
    ]
    return sorted(
        able,
        key=lambda row: (
            load.get(row.key, 0) if most_tasks is not None else 0,
            inspector_rank(seed, object_key, row.key),
        ),
    )


def first_team(
    ranked: Sequence[PoolInspector], rule: TeamRule, kept: Sequence[PoolInspector] = ()
) -> tuple[PoolInspector, ...] | None:
    """The first permissible team that holds those kept, or None where there is none."""
    team = list(kept)
    held = {row.key for row in kept}
    behind = [row for row in ranked if row.key not in held]
    possible = _completion(rule)
    remaining = Counter(_kind(row, rule) for row in behind)
    if not possible(rule.size - len(team), _needs(team, rule), frozenset(remaining.items())):
        return None
    for row in behind:
        if len(team) == rule.size:
            break
        remaining[_kind(row, rule)] -= 1
        needs = _needs([*team, row], rule)
        counts = frozenset((kind, count) for kind, count in remaining.items() if count)
        if possible(rule.size - len(team) - 1, needs, counts):
            team.append(row)
    return tuple(team)


def _kind(row: PoolInspector, rule: TeamRule) -> Kind:
    return row.certified, row.skills & frozenset(skill for skill, _ in rule.skills)


def _needs(team: Sequence[PoolInspector], rule: TeamRule) -> Needs:
    certified = max(0, rule.certified - sum(row.certified for row in team))
    skills = tuple(
        (skill, count - sum(skill in row.skills for row in team)) for skill, count in rule.skills
    )
    return certified, tuple((skill, count) for skill, count in skills if count > 0)


def _completion(
    rule: TeamRule,
) -> Callable[[int, Needs, frozenset[tuple[Kind, int]]], bool]:
    """Whether so many seats can be filled from such people so that all needs are met.

    People of one kind are alike, so the search runs over kinds; it is as deep as the seats.
    """

    @cache
    def possible(seats: int, needs: Needs, people: frozenset[tuple[Kind, int]]) -> bool:
        certified, skills = needs
        if seats < 0 or sum(count for _, count in people) < seats:
            return False
        if max([certified, *(count for _, count in skills)]) > seats:
            return False
        if not certified and not skills:
            return True
        sought = skills[0][0] if skills else None
        for kind, count in people:
            if (sought in kind[1]) if sought is not None else kind[0]:
                fewer = people - {(kind, count)} | ({(kind, count - 1)} if count > 1 else set())
                if possible(seats - 1, _after(needs, kind), fewer):
                    return True
        return False

    return possible


def _after(needs: Needs, kind: Kind) -> Needs:
    certified, skills = needs
    left = tuple((skill, count - (skill in kind[1])) for skill, count in skills)
    return max(0, certified - kind[0]), tuple((skill, count) for skill, count in left if count > 0)
