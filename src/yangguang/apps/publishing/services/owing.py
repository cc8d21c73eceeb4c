"""The publication duty of a draft: twenty working days from the day the document was formed."""

from __future__ import annotations

from datetime import date, datetime

from django.utils import timezone

from yangguang.apps.audit.actors import Actor
from yangguang.apps.catalog.models import Edition, Item
from yangguang.apps.duties.calendars import calendar_of
from yangguang.apps.duties.models import Duty
from yangguang.apps.duties.services import cancel_duty, discharge_duty, move_duty, open_duty
from yangguang.apps.duties.services import reopen_duty as reopen
from yangguang.apps.publishing.duty_kinds import PUBLISH
from yangguang.apps.publishing.models import Draft
from yangguang.apps.publishing.selectors.registers import found_open_on
from yangguang.apps.publishing.services.steps import subject_of
from yangguang.law.attributes import Attribute
from yangguang.law.calendar import CalendarUnknown
from yangguang.law.publication import PublicationLimit, publication_limit
from yangguang.law.regimes import NoRegime

FIRST_WORDS = 80


def limit_of(item: Item) -> PublicationLimit | None:
    """By when the item must be public; None without a day to count from, or before the regulation.

    依据：《条例》第二十六条。
    """
    start = counted_from(item)
    if start is None:
        return None
    try:
        return publication_limit(start, calendar_of(item.agency, on=start))
    except (NoRegime, CalendarUnknown):
        return None


def counted_from(item: Item) -> date | None:
    """The day from which the limit counts: of forming, or on which a later look found it can be open.

    依据：《条例》第十八条、第二十六条。Reading: what could not be open before owes nothing before.
    """
    return found_open_on(item) or item.formed_on


def owe_publication(draft: Draft, *, by: Actor, at: datetime) -> Duty | None:
    """Open the duty, or set it to the present day of forming; none for what is not 主动公开.

    A draft whose attribute is undecided owes it too: the clock runs from the day of forming, not
    from the decision.
    """
    item = draft.item
    if draft.act != Edition.Act.FIRST:
        return None
    wanted = draft.attribute in {"", Attribute.PROACTIVE.value}
    limit, start = limit_of(item), counted_from(item)
    if not wanted or limit is None or start is None:
        drop_publication(item, why="不属于主动公开，或者没有成文日期", by=by, at=at)
        return None
    title = f"公开《{item.title[:FIRST_WORDS]}》"
    found = find_duty(PUBLISH, item)
    if found is None:
        return open_duty(
            kind=PUBLISH,
            agency=item.agency,
            subject=subject_of(item),
            title=title,
            opened_on=start,
            due_on=limit.due,
            provisional=not limit.certain,
            basis=limit.citation.short,
            by=by,
            at=at,
        )
    if not found.is_open:
        return reopen(
            duty=found, due_on=limit.due, why=title, provisional=not limit.certain, by=by, at=at
        )
    return move_duty(
        duty=found,
        due_on=limit.due,
        opened_on=start,
        why="成文日期改变",
        provisional=not limit.certain,
        by=by,
        at=at,
    )


def find_duty(kind: str, item: Item, slot: str = "") -> Duty | None:
    """The duty of this kind about the item, open or closed."""
    subject = subject_of(item)
    return Duty.objects.filter(
        kind=kind, subject_kind=subject.kind, subject_key=subject.key, slot=slot
    ).first()


def done(kind: str, item: Item, *, by: Actor, at: datetime, slot: str = "") -> None:
    """End the duty as done, where it is open."""
    duty = find_duty(kind, item, slot)
    if duty is not None and duty.is_open:
        today = timezone.localdate(at)
        discharge_duty(duty=duty, on=max(today, duty.opened_on), by=by, at=at)


def drop_publication(item: Item, *, why: str, by: Actor, at: datetime) -> None:
    """End the publication duty as no longer owed, where it is open."""
    drop(PUBLISH, item, why=why, by=by, at=at)


def drop(kind: str, item: Item, *, why: str, by: Actor, at: datetime, slot: str = "") -> None:
    """End a duty as no longer owed, where it is open."""
    duty = find_duty(kind, item, slot)
    if duty is not None and duty.is_open:
        cancel_duty(duty=duty, why=why, by=by, at=at)


def owe(
    kind: str,
    item: Item,
    *,
    title: str,
    due_on: date,
    by: Actor,
    at: datetime,
    slot: str = "",
) -> Duty:
    """Another duty about the item, opened or set to that day."""
    today = timezone.localdate(at)
    found = find_duty(kind, item, slot)
    if found is None:
        return open_duty(
            kind=kind,
            agency=item.agency,
            subject=subject_of(item),
            title=title,
            opened_on=today,
            due_on=max(due_on, today),
            slot=slot,
            by=by,
            at=at,
        )
    if not found.is_open:
        return reopen(duty=found, due_on=max(due_on, today), why=title, by=by, at=at)
    return move_duty(duty=found, due_on=max(due_on, found.opened_on), why=title, by=by, at=at)
