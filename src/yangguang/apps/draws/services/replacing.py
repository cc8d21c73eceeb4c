"""Who falls away after the draw: the next in rank follows, with the reason on record.

依据: 《行政处罚法》第四十三条（有直接利害关系或者有其他关系可能影响公正执法的应当回避；由行政机关负责人决定）.
"""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from yangguang.apps.agencies.verdicts import refuse
from yangguang.apps.audit.actors import Actor
from yangguang.apps.audit.services import record
from yangguang.apps.draws.models import Draw, Drawn, Recusal
from yangguang.apps.draws.services.drawing import publish_record
from yangguang.apps.draws.services.planning import subject_of
from yangguang.apps.draws.services.results import settle_check
from yangguang.law.drawing import BadRecusal, Ground, may_replace


def recuse(
    *,
    drawn: Drawn,
    ground: Ground,
    asked: Recusal.Asked,
    reason: str,
    decided_on: date,
    by: Actor,
    at: datetime,
    inspector: str = "",
    decided_by: str = "",
) -> Recusal:
    """Replace an inspector of a team, or the object itself, by who ranks next; a new record follows.

    Raises Refused without a reason, for a recusal without who decided it, before the draw, after
    the check, and where the one named does not take part.
    """
    verdict = may_replace(ground, decided_by=decided_by, reason=reason)
    if not verdict:
        raise refuse(verdict.basis, verdict.sentence)
    with transaction.atomic():
        draw = _locked(drawn)
        row = Drawn.objects.get(pk=drawn.pk)
        held_on = timezone.localdate(draw.held_at)
        if decided_on < held_on or decided_on > timezone.localdate(at):
            raise refuse("决定日期有误", f"决定日期须在抽取之日（{held_on}）和今天之间，请核对。")
        if row.checked_on is not None:
            raise refuse(
                "已经检查",
                f"“{row.name}”已于{row.checked_on}检查，不能再更换；结果有误的，请更正结果。",
            )
        made = Recusal.objects.create(
            draw=draw, number=draw.recusals.count() + 1, object=row.key,
            inspector="" if ground.of_object else inspector, ground=ground.value, asked=asked,
            reason=reason.strip()[:300], decided_by=decided_by.strip()[:100],
            decided_on=decided_on, by_name=by.name, at=at,
        )  # fmt: skip
        try:
            publish_record(draw, at=at)
        except BadRecusal as wrong:
            raise refuse("不能更换", str(wrong)) from wrong
        record(
            by=by, at=at, verb="draw.replace", subject=subject_of(draw.plan), basis=verdict.basis,
            reason=ground.label,
            after={"object": made.object, "inspector": made.inspector, "number": made.number},
        )  # fmt: skip
        settle_check(draw, by=by, at=at)
    return made


def appoint(
    *, drawn: Drawn, people: str, why: str, decided_by: str, by: Actor, at: datetime
) -> Drawn:
    """Write down whom the head sends where the list leaves a team incomplete.

    Raises Refused where the team is complete, and without people, reason or who decided.
    """
    if not (people.strip() and why.strip() and decided_by.strip()):
        raise refuse("不完整", "请写明指派的人员（姓名和执法证号）、理由和作出决定的负责人。")
    with transaction.atomic():
        draw = _locked(drawn)
        row = Drawn.objects.get(pk=drawn.pk)
        if not row.lacking or row.replaced:
            raise refuse(
                "不需要指派",
                f"“{row.name}”的检查组由抽取产生，不能另行指派；需要更换的，请办理回避。",
            )
        row.appointed = people.strip()[:200]
        row.appointed_why = f"{why.strip()}（{decided_by.strip()}决定）"[:300]
        row.save(update_fields=["appointed", "appointed_why"])
        record(
            by=by, at=at, verb="draw.appoint", subject=subject_of(draw.plan),
            reason=row.appointed_why, after={"object": row.key, "people": row.appointed},
        )  # fmt: skip
    return row


def _locked(drawn: Drawn) -> Draw:
    return (
        Draw.objects.select_for_update(of=("self",))
        .select_related("plan__agency", "commitment")
        .get(pk=drawn.draw_id)
    )
