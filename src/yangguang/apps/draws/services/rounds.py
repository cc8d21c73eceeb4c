"""The rounds of a year's tasks: laid out with their duties, carried out, or released."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from yangguang.apps.agencies.verdicts import refuse
from yangguang.apps.audit.actors import Actor
from yangguang.apps.audit.services import Subject, record
from yangguang.apps.draws.duty_kinds import ROUND
from yangguang.apps.draws.models import Plan, Round, YearPlan, YearTask
from yangguang.apps.duties.models import Duty
from yangguang.apps.duties.services import cancel_duty, discharge_duty, move_duty, open_duty
from yangguang.law.drawing import Term, terms_of

SUBJECT = "draw-round"


def subject_of_round(one: Round) -> Subject:
    """The round as duties and acts name it."""
    return Subject(SUBJECT, str(one.pk), str(one), one.task.plan.agency_id)


def lay_rounds(task: YearTask, *, why: str, by: Actor, at: datetime) -> None:
    """Bring the rounds of a task of a public plan, and their duties, into line with what it says.

    The caller holds the transaction. Raises Refused where a round that began would fall away, and
    where one would end before today that is neither done nor over already.
    """
    terms = {term.number: term for term in _terms(task)}
    today = timezone.localdate(at)
    for one in task.rounds.order_by("number"):
        one.task = task
        term = terms.pop(one.number, None)
        if term is None:
            _release(one, why=why, by=by, at=at)
            one.delete()
        elif one.done_on is None and (one.opens_on, one.due_on) != (term.opens_on, term.due_on):
            if term.due_on < today:
                raise refuse(
                    "月份已过",
                    f"“{one}”调整后应在{term.due_on}以前完成，这一天已经过去，请核对月份。",
                )
            one.opens_on, one.due_on = term.opens_on, term.due_on
            one.save(update_fields=["opens_on", "due_on"])
            owed = duty_of(one)
            if owed is not None:
                move_duty(
                    duty=owed, due_on=one.due_on, opened_on=_begins(one), why=f"年度计划调整：{why}",
                    by=by, at=at,
                )  # fmt: skip
    for term in terms.values():
        one = Round.objects.create(
            task=task, number=term.number, opens_on=term.opens_on, due_on=term.due_on
        )
        again = f"（第{term.number}次）" if task.times > 1 else ""
        open_duty(
            kind=ROUND, agency=task.plan.agency, subject=subject_of_round(one),
            title=f"{task.plan.year}年度抽查任务{task.number}：{task.title}{again}",
            opened_on=_begins(one), due_on=one.due_on, by=by, at=at,
        )  # fmt: skip


def release_rounds(task: YearTask, *, why: str, by: Actor, at: datetime) -> None:
    """The rounds of a task that is given up are not owed any more, those carried out excepted."""
    for one in task.rounds.filter(done_on__isnull=True):
        one.task = task
        _release(one, why=why, by=by, at=at)


def carry_out(plan: Plan, *, by: Actor, at: datetime) -> None:
    """Whatever round of the year the check was drawn for is done, on the day of its last check.

    The caller holds the transaction and knows that every result is in.
    """
    one = plan.round
    if one is None or one.done_on is not None:
        return
    days = plan.draw.drawn.filter(replaced=False).values_list("checked_on", flat=True)
    _done(one, max([day for day in days if day], default=timezone.localdate(at)), by, at)


def settle_round(*, one: Round, done_on: date, words: str, by: Actor, at: datetime) -> Round:
    """Write down that a round was carried out elsewhere: on the platform of the province, jointly
    with a body that led. Raises Refused without words on where, for a day out of place, and for a
    round that is drawn here."""
    if len(words.strip()) < 4:
        raise refuse(
            "没有写明在何处完成",
            "请写明在何处抽取、结果在何处公示，例如“在省双随机监管平台抽取并公示”；这些文字对外公布。",
        )
    with transaction.atomic():
        held = (
            Round.objects.select_for_update(of=("self",))
            .select_related("task__plan__agency")
            .get(pk=one.pk)
        )
        if held.done_on is not None or held.task.cancelled_on is not None:
            raise refuse("不需要登记", f"“{held}”已经完成或者取消，不需要登记。")
        if held.plans.exclude(state=Plan.State.DROPPED).exists():
            raise refuse(
                "已在本平台拟订", f"“{held}”已在本平台拟订抽查计划，录入全部结果后自动完成。"
            )
        if not _begins(held) <= done_on <= timezone.localdate(at):
            raise refuse("完成日期有误", f"完成日期须在{_begins(held)}和今天之间，请核对。")
        held.done_words = words.strip()[:300]
        _done(held, done_on, by, at)
    return held


def duty_of(one: Round) -> Duty | None:
    """The open duty of a round."""
    return Duty.objects.filter(
        kind=ROUND, subject_kind=SUBJECT, subject_key=str(one.pk), closed_at=None
    ).first()


def _terms(task: YearTask) -> tuple[Term, ...]:
    return terms_of(task.plan.year, task.first_month, task.last_month, task.times)


def _begins(one: Round) -> date:
    """From publication on the round is owed; nobody is stopped from carrying it out early."""
    plan: YearPlan = one.task.plan
    return min(one.opens_on, plan.published_on or one.opens_on)


def _release(one: Round, *, why: str, by: Actor, at: datetime) -> None:
    if one.done_on is not None or one.plans.exclude(state=Plan.State.DROPPED).exists():
        raise refuse(
            "已经实施",
            f"“{one}”已经完成或者已拟订抽查计划，不能取消；没有承诺的抽查计划可以先行取消。",
        )
    owed = duty_of(one)
    if owed is not None:
        cancel_duty(duty=owed, why=f"年度计划调整：{why}", by=by, at=at)


def _done(one: Round, on: date, by: Actor, at: datetime) -> None:
    one.done_on = on
    one.save(update_fields=["done_on", "done_words"])
    owed = duty_of(one)
    if owed is not None:
        discharge_duty(duty=owed, on=max(on, owed.opened_on), by=by, at=at)
    record(
        by=by, at=at, verb="year-plan.round", subject=subject_of_round(one),
        after={"done_on": on.isoformat()}, reason=one.done_words,
    )  # fmt: skip
