"""What a check brought, put into the register of results in the words of its definition.

依据: 国发〔2019〕5号（谁检查、谁录入、谁公开）; the limit for publication is that of the register.
"""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from yangguang.apps.agencies.verdicts import refuse
from yangguang.apps.audit.actors import Actor
from yangguang.apps.audit.services import record
from yangguang.apps.draws.duty_kinds import CHECK
from yangguang.apps.draws.models import Draw, Drawn
from yangguang.apps.draws.pools import RESULTS, register_of
from yangguang.apps.draws.services.planning import subject_of
from yangguang.apps.draws.services.rounds import carry_out
from yangguang.apps.duties.models import Duty
from yangguang.apps.duties.services import discharge_duty
from yangguang.apps.registers.models import ChangeSet, Version
from yangguang.apps.registers.rows import BadRows, Values
from yangguang.apps.registers.services import Proposed, open_change_set, propose_rows


def record_result(
    *,
    drawn: Drawn,
    checked_on: date,
    result: str,
    by: Actor,
    at: datetime,
    problems: str = "",
    handling: str = "",
) -> Drawn:
    """Propose the result of one check to the register, in the draw's open change set.

    From then on the register's duty to publish runs. Raises Refused for an object that was replaced,
    a team that is not complete, a day before the draw or in the future, and for whatever the
    register does not take.
    """
    with transaction.atomic():
        draw = (
            Draw.objects.select_for_update(of=("self",))
            .select_related("plan__agency", "results")
            .get(pk=drawn.draw_id)
        )
        row = Drawn.objects.get(pk=drawn.pk)
        if row.replaced:
            raise refuse("已更换", f"“{row.name}”已由其他对象递补，不再检查。")
        if row.lacking and not row.appointed:
            raise refuse("检查组不完整", f"“{row.name}”的检查组不完整，请先由机关负责人指派人员。")
        held_on = timezone.localdate(draw.held_at)
        if not held_on <= checked_on <= timezone.localdate(at):
            raise refuse("检查日期有误", f"检查日期须在抽取之日（{held_on}）和今天之间，请核对。")
        change_set = _gathering(draw, by, at)
        try:
            propose_rows(
                change_set=change_set,
                rows=[
                    Proposed(
                        draw.plan.agency,
                        _values(draw, row, checked_on, result, problems, handling),
                        f"抽查 {draw.plan.number} 第{row.position}个对象",
                    )
                ],
                by=by,
                at=at,
            )
        except BadRows as wrong:
            raise refuse("结果不完整", "".join(one.sentence for one in wrong.problems)) from wrong
        row.checked_on, row.result = checked_on, result
        proposed = Version.objects.filter(
            register=change_set.register, row__key=f"{draw.plan.number}|{row.key}",
            agency=draw.plan.agency,
        )  # fmt: skip
        row.result_row_id = proposed.order_by("-pk").values_list("row", flat=True).first()
        row.save(update_fields=["checked_on", "result", "result_row"])
        record(
            by=by, at=at, verb="draw.result", subject=subject_of(draw.plan),
            after={"object": row.key, "checked_on": checked_on.isoformat(), "result": result},
        )  # fmt: skip
        settle_check(draw, by=by, at=at)
    return row


def settle_check(draw: Draw, *, by: Actor, at: datetime) -> None:
    """Close the duty to check once every object that stands has its result, and the round of the
    year that it carries out."""
    standing = draw.drawn.filter(replaced=False)
    if standing.filter(checked_on__isnull=True).exists():
        return
    subject = subject_of(draw.plan)
    owed = Duty.objects.filter(
        kind=CHECK, subject_kind=subject.kind, subject_key=subject.key, closed_at=None
    ).first()
    if owed is not None:
        discharge_duty(duty=owed, on=timezone.localdate(at), by=by, at=at)
    carry_out(draw.plan, by=by, at=at)


def _gathering(draw: Draw, by: Actor, at: datetime) -> ChangeSet:
    """The draw's change set that is still a draft; another one where the last was handed in."""
    if draw.results is not None and draw.results.state == ChangeSet.State.DRAFT:
        return draw.results
    plan = draw.plan
    draw.results = open_change_set(
        register=register_of(RESULTS), agency=plan.agency, kind=ChangeSet.Kind.RESULT,
        title=f"抽查结果：{plan.title}（{plan.number}）", basis=plan.basis, by=by, at=at,
    )  # fmt: skip
    draw.save(update_fields=["results"])
    return draw.results


def _values(
    draw: Draw, row: Drawn, checked_on: date, result: str, problems: str, handling: str
) -> Values:
    people = "、".join(f"{one['name']}（{one['key']}）" for one in row.team)
    if row.appointed:
        people = "、".join(one for one in (people, row.appointed) if one)
    return {
        "plan": draw.plan.number,
        "plan_title": draw.plan.title,
        "object": row.key,
        "name": row.name,
        "items": "；".join(item["name"] for item in draw.plan.items),
        "checked_on": checked_on.isoformat(),
        "inspectors": people[:300],
        "result": result,
        "problems": problems.strip() or None,
        "handling": handling.strip() or None,
    }
