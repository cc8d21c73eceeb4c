"""The whole draw from its seed: objects, teams, and every later replacement, one after another.

Nothing is remembered between runs: the same lists, plan, seed and recusals give the same answer for
ever. That is why a recusal after the draw needs no second lot: next comes who ranks next.
依据: 国办发〔2015〕58号 二（双随机）；行政处罚法第四十二条、第四十三条.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from yangguang.law.drawing.model import (
    Drawn,
    Plan,
    PoolInspector,
    PoolObject,
    Recusal,
)
from yangguang.law.drawing.sampling import draw_objects, ranked_by_class
from yangguang.law.drawing.teams import first_team, ranked_inspectors


class BadRecusal(ValueError):
    """A replacement that does not fit the draw; the message says in Chinese why."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """Every object ever drawn, in order; replaced ones stay in it, marked."""

    drawn: tuple[Drawn, ...]

    @property
    def standing(self) -> tuple[Drawn, ...]:
        """Those that are to be inspected."""
        return tuple(row for row in self.drawn if not row.replaced)

    def of(self, object_key: str) -> Drawn | None:
        """The drawn object of this key, replaced or not."""
        return next((row for row in self.drawn if row.object == object_key), None)


def play(
    plan: Plan,
    objects: Sequence[PoolObject],
    inspectors: Sequence[PoolInspector],
    seed: str,
    *,
    barred: Mapping[str, frozenset[str]] | None = None,
    recusals: Iterable[Recusal] = (),
) -> Outcome:
    """Draw objects and teams, then replace in the order of the recusals.

    ``barred`` gives for each object the inspectors who must not go there. Teams are formed in the
    order of the objects' ranks, which matters only where a person's tasks are limited. Raises
    BadPool for a class without a share or a grade without a weight, and BadRecusal for a
    replacement that does not fit.
    """
    table = _Table(plan, objects, inspectors, seed, barred or {})
    for rank, key, group in draw_objects(seed, plan.shares, objects, plan.weights):
        table.place(rank, key, group)
    for recusal in sorted(recusals, key=lambda row: row.number):
        table.replace(recusal)
    return Outcome(tuple(table.drawn))


class _Table:
    """The state of a draw while it is played; it lives no longer than ``play``."""

    def __init__(
        self,
        plan: Plan,
        objects: Sequence[PoolObject],
        inspectors: Sequence[PoolInspector],
        seed: str,
        barred: Mapping[str, frozenset[str]],
    ) -> None:
        self.plan = plan
        self.objects = objects
        self.inspectors = inspectors
        self.by_key = {row.key: row for row in inspectors}
        self.seed = seed
        self.barred = {key: set(names) for key, names in barred.items()}
        self.gone: set[str] = set()
        self.tasks: Counter[str] = Counter()
        self.drawn: list[Drawn] = []

    def place(self, rank: str, key: str, group: str, instead_of: str = "") -> None:
        """Add an object with the team that its ranks give."""
        team, lacking = self._team(key, ())
        self.tasks.update(team)
        self.drawn.append(Drawn(len(self.drawn) + 1, key, group, rank, team, instead_of, lacking))

    def replace(self, recusal: Recusal) -> None:
        """Apply one replacement: the next inspector of this object, or the next object."""
        index = self._standing(recusal)
        row = self.drawn[index]
        if recusal.ground.of_object:
            self.tasks.subtract(row.team)
            self.drawn[index] = replace(row, replaced=True)
            ever = {place.object for place in self.drawn}
            ranked = ranked_by_class(self.seed, self.objects, self.plan.weights)[row.group]
            following = next(((r, key) for r, key in ranked if key not in ever), None)
            if following is not None:
                self.place(*following, row.group, instead_of=row.object)
            return
        if recusal.ground.is_recusal:
            self.barred.setdefault(row.object, set()).add(recusal.inspector)
        else:
            # Who cannot take part at all drops out of what is drawn from now on, everywhere.
            self.gone.add(recusal.inspector)
        kept = tuple(name for name in row.team if name != recusal.inspector)
        self.tasks.subtract(row.team)
        self.tasks.update(kept)
        team, lacking = self._team(row.object, kept)
        self.tasks.update(set(team) - set(kept))
        self.drawn[index] = replace(row, team=team, lacking=lacking)

    def _standing(self, recusal: Recusal) -> int:
        standing = [
            index
            for index, row in enumerate(self.drawn)
            if row.object == recusal.object and not row.replaced
        ]
        if not standing:
            raise BadRecusal(f"第{recusal.number}次更换：“{recusal.object}”不在抽中的对象之中。")
        if recusal.ground.of_object:
            if recusal.inspector:
                raise BadRecusal(f"第{recusal.number}次更换：更换对象时不应当写明检查人员。")
        elif recusal.inspector not in self.drawn[standing[0]].team:
            raise BadRecusal(
                f"第{recusal.number}次更换：“{recusal.inspector}”不在检查“{recusal.object}”的检查组中。"
            )
        return standing[0]

    def _team(self, key: str, kept: Sequence[str]) -> tuple[tuple[str, ...], str]:
        ranked = ranked_inspectors(
            self.seed,
            key,
            self.inspectors,
            barred=self.barred.get(key, set()) | self.gone,
            tasks=self.tasks,
            most_tasks=self.plan.team.most_tasks,
        )
        held = [self.by_key[name] for name in kept]
        team = first_team(ranked, self.plan.team, held)
        if team is None:
            return tuple(kept), (
                f"名录中可以参加的人员不足以组成检查组（{self.plan.team.wording}），"
                "须由机关负责人另行指派，并记录理由"
            )
        return tuple(row.key for row in team), ""
