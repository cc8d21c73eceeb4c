"""The rule that nobody reaches above themselves, asked inside the services themselves.

A view could forget to ask; an account taken over could not be given back.
"""

from __future__ import annotations

from datetime import date, datetime

from django.utils import timezone

from yangguang.apps.agencies.models import User
from yangguang.apps.agencies.selectors import Holding, holdings, may_govern
from yangguang.apps.agencies.verdicts import Refused
from yangguang.apps.audit.actors import Actor, ActorKind


def acting_posts(by: Actor, on: date) -> tuple[User, list[Holding]]:
    """The member of staff behind the actor, with the posts held at the body they act for."""
    person = User.objects.get(pk=int(by.key))
    held = [
        row
        for row in holdings(person, on)
        if by.agency_key is None or row.post.agency_id == by.agency_key
    ]
    return person, held


def require_governing(by: Actor, user: User, at: datetime) -> None:
    """Raises Refused where a member of staff may not act on this person's account.

    Commands and the system itself are not asked: whoever runs them holds the machine.
    """
    if by.kind != ActorKind.STAFF:
        return
    today = timezone.localdate(at)
    person, held = acting_posts(by, today)
    verdict = may_govern(person, user, today, held=held)
    if not verdict:
        raise Refused(verdict)
