"""Reading the plans of years: those within reach, those that are public, how each round stands."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from yangguang.apps.agencies.models import Agency
from yangguang.apps.draws.models import Plan, Round, YearPlan, YearTask
from yangguang.law.drawing import Standing, standing_on, tallied


@dataclass(frozen=True, slots=True)
class RoundRow:
    """One round as it stands today, with the check that is planned for it, if any."""

    round: Round
    standing: Standing
    check: Plan | None

    @property
    def waits(self) -> bool:
        """Whether somebody has still to plan its check."""
        return self.check is None and self.standing in (
            Standing.AHEAD,
            Standing.DUE,
            Standing.LATE,
        )


@dataclass(frozen=True, slots=True)
class TaskRow:
    """One task with its rounds; a draft has none yet."""

    task: YearTask
    partners: Sequence[Agency]
    rounds: Sequence[RoundRow]


def year_plans_within(agencies: QuerySet[Agency]) -> QuerySet[YearPlan]:
    """The plans of years these bodies lead or are named in, the newest first."""
    joined = YearTask.partners.through.objects.filter(agency__in=agencies).values("yeartask__plan")
    return YearPlan.objects.filter(Q(agency__in=agencies) | Q(pk__in=joined)).select_related(
        "agency"
    )


def public_year_plans() -> QuerySet[YearPlan]:
    """The plans of years that were published, the newest year first."""
    return YearPlan.objects.filter(state=YearPlan.State.PUBLISHED).select_related("agency")


def task_rows(plan: YearPlan, today: date) -> list[TaskRow]:
    """Every task of a plan in order, with its rounds as they stand."""
    checks = {
        check.round_id: check
        for check in Plan.objects.filter(round__task__plan=plan)
        .exclude(state=Plan.State.DROPPED)
        .select_related("draw")
    }
    found = []
    for task in plan.tasks.prefetch_related("partners", "rounds"):
        rows = []
        for one in task.rounds.all():
            one.task = task
            check = checks.get(one.pk)
            cancelled = task.cancelled_on is not None
            rows.append(
                RoundRow(
                    one, _standing(one, today, drawn=_is_drawn(check), cancelled=cancelled), check
                )
            )
        task.plan = plan
        found.append(TaskRow(task, list(task.partners.all()), rows))
    return found


def tally_of(rows: Sequence[TaskRow]) -> dict[str, int]:
    """How many rounds are done, due, late, ahead."""
    return tallied([one.standing for row in rows for one in row.rounds])


def tallies_of(plans: Collection[YearPlan], today: date) -> Mapping[int, dict[str, int]]:
    """The tallies of many plans at once, by the key of the plan."""
    drawn = set(
        Plan.objects.filter(round__task__plan__in=plans, state=Plan.State.DRAWN).values_list(
            "round", flat=True
        )
    )
    standings: dict[int, list[Standing]] = defaultdict(list)
    for one in Round.objects.filter(task__plan__in=plans).select_related("task"):
        cancelled = one.task.cancelled_on is not None
        standings[one.task.plan_id].append(
            _standing(one, today, drawn=one.pk in drawn, cancelled=cancelled)
        )
    return {plan.pk: tallied(standings[plan.pk]) for plan in plans}


def _is_drawn(check: Plan | None) -> bool:
    return check is not None and check.state == Plan.State.DRAWN


def _standing(one: Round, today: date, *, drawn: bool, cancelled: bool) -> Standing:
    return standing_on(
        today,
        opens_on=one.opens_on,
        due_on=one.due_on,
        done_on=one.done_on,
        drawn=drawn,
        cancelled=cancelled,
    )
