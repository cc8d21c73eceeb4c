"""Pressing bodies that have not handed their returns in: one message to each who may, once a day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from yangguang.apps.agencies.verdicts import refuse
from yangguang.apps.audit.actors import Actor
from yangguang.apps.duties.registry import address_of
from yangguang.apps.notices.models import Channel
from yangguang.apps.notices.recipients import Staffing
from yangguang.apps.notices.services import post_notice
from yangguang.apps.reports.models import HANDED_IN, Return
from yangguang.apps.reports.services.returns_duties import SUBMIT, duties_of
from yangguang.apps.reports.services.returns_writing import SUBJECT_KIND, note, subject_of

NOTICE_KIND = "returns.remind"


@dataclass(frozen=True, slots=True)
class Reminded:
    """How many bodies were reminded, how many messages went out, and who has nobody to tell."""

    bodies: int
    messages: int
    nobody: tuple[str, ...]


def remind_bodies(*, rows: Iterable[Return], by: Actor, at: datetime) -> Reminded:
    """Tell everybody who may fill in, at each of these bodies; those that have handed in are left
    out. Raises Refused where none of them owes anything."""
    today = timezone.localdate(at)
    staffing = Staffing(today)
    bodies = messages = 0
    nobody = []
    with transaction.atomic():
        for row in rows:
            duty = next((one for one in duties_of(row) if one.is_open), None)
            if row.state in HANDED_IN or duty is None:
                continue
            people = staffing.attending(duty)
            bodies += 1
            if not people:
                nobody.append(row.agency.name)
            for person in people:
                for channel in (Channel.DESK, *([Channel.EMAIL] if person.email else [])):
                    post_notice(
                        to=person,
                        channel=channel,
                        kind=NOTICE_KIND,
                        title=f"催报：{row.round.title}，期限{duty.due_on}",
                        body=f"{row.agency.name}的{row.round.title}尚未报送（期限{duty.due_on}），请尽快填报。",
                        link=address_of(SUBMIT, SUBJECT_KIND, str(row.pk)),
                        duty=duty,
                        subject=subject_of(row),
                        dedupe=f"returns:{duty.pk}:{today}:{person.pk}:{channel}",
                        at=at,
                    )
                    messages += 1
            note(row, "remind", by=by, at=at, after={"people": len(people)})
        if not bodies:
            raise refuse("没有待催报的机构", "所选机构都已报送，不需要催报。")
    return Reminded(bodies, messages, tuple(nobody))
