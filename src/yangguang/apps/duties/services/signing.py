"""Signing a change of calendar off, or giving it up.

If cases have changed since the list was made, the signature is not taken and the list is made
anew: what somebody signs is what happens.
"""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from yangguang.apps.agencies.models import Agency
from yangguang.apps.agencies.selectors import in_force
from yangguang.apps.agencies.verdicts import refuse
from yangguang.apps.audit.actors import Actor
from yangguang.apps.audit.services import record
from yangguang.apps.duties import calendars
from yangguang.apps.duties.calendars import Calendars
from yangguang.apps.duties.models import AgencyCalendar, CalendarNotice, CalendarRevision
from yangguang.apps.duties.registry import Move, find_kind, revision_kind
from yangguang.apps.duties.services.dated import require_order
from yangguang.apps.duties.services.owing import move_duty
from yangguang.apps.duties.services.reckoning import (
    differences,
    list_changes,
    remember_marks,
    subject_of,
    verb_of,
)
from yangguang.apps.events.services import emit
from yangguang.law.calendar import parse_notice

REMARK_LENGTH = 300


def sign_off_change(*, revision: CalendarRevision, by: Actor, at: datetime) -> CalendarRevision:
    """Let the changed calendar count and move every listed duty, all in one transaction.

    Raises Refused where it is no longer pending, or where cases have changed since the list was
    made; then the list has been made anew and has to be read again.
    """
    stale = False
    with transaction.atomic():
        revision = _locked(revision)
        moved = _moved(revision, at)
        listed = {
            row.duty_id: (row.due_before, row.due_after, row.provisional_after)
            for row in revision.changes.all()
        }
        found = {one.duty.pk: (one.due_before, one.due_on, one.provisional) for one in moved}
        if listed != found:
            stale = True
            revision.changes.all().delete()
            list_changes(revision, moved)
            revision.computed_at = at
            revision.save(update_fields=["computed_at"])
        else:
            _apply(revision, moved, by=by, at=at)
    if stale:
        # Raised outside the transaction, so that the new list stays.
        raise refuse(
            "办件有变化",
            f"列出差异之后又有办件变化，已重新核算，现有 {len(found)} 件期限将变动。请核对新的清单后再签核。",
        )
    return revision


def _moved(revision: CalendarRevision, at: datetime) -> list[Move]:
    """What the change would move as cases stand now."""
    kind = revision_kind(revision.kind)
    today = timezone.localdate(at)
    if kind is not None:
        return kind.differences(revision, today)
    before = calendars.current()
    return list(differences(revision, before, _after(revision, before), on=today))


def _after(revision: CalendarRevision, before: Calendars) -> Calendars:
    if revision.notice is None:
        return before
    notice = parse_notice(revision.notice.text)
    return before.without(notice) if revision.retires else before.with_notice(notice)


def _apply(revision: CalendarRevision, moved: list[Move], *, by: Actor, at: datetime) -> None:
    kind = revision_kind(revision.kind)
    if kind is not None:
        kind.apply(revision, by, at)
    else:
        _change_calendar(revision, moved, by=by, at=at)
    revision.state = CalendarRevision.State.APPLIED
    revision.signed_by, revision.signed_at = by.name, at
    revision.save(update_fields=["state", "signed_by", "signed_at"])
    verb = verb_of(revision, "sign-off")
    record(by=by, at=at, verb=verb, subject=subject_of(revision), after={"duties": len(moved)})
    emit(at=at, kind=verb, subject_key=str(revision.pk))


def _change_calendar(
    revision: CalendarRevision, moved: list[Move], *, by: Actor, at: datetime
) -> None:
    after = _after(revision, calendars.current())
    if revision.notice is not None:
        _switch_notice(revision.notice, retires=revision.retires, at=at)
    if revision.agency is not None and revision.since is not None:
        _follow(revision.agency, revision.region, revision.since, at=at)
    for one in moved:
        if one.due_on is None:
            raise AssertionError("a calendar brings no duty to rest")
        move_duty(
            duty=one.duty,
            due_on=one.due_on,
            provisional=one.provisional,
            why=f"工作日历变更：{revision.cause}",
            citation=revision.notice.title if revision.notice else "",
            by=by,
            at=at,
        )
        owner = find_kind(one.duty.kind)
        if owner is not None and owner.moved is not None:
            owner.moved(one.duty.subject_key, one.duty.slot, by, at)
    remember_marks(after, at)


def _switch_notice(stored: CalendarNotice, *, retires: bool, at: datetime) -> None:
    if retires:
        stored.superseded_at = at
        stored.save(update_fields=["superseded_at"])
        return
    notice = parse_notice(stored.text)
    if notice.whole_year:
        for row in CalendarNotice.objects.filter(
            adopted_at__isnull=False, superseded_at__isnull=True
        ):
            other = parse_notice(row.text)
            if other.whole_year and other.year == notice.year:
                row.superseded_at = at
                row.save(update_fields=["superseded_at"])
    stored.adopted_at = at
    stored.save(update_fields=["adopted_at"])


def _follow(agency: Agency, region: str, since: date, *, at: datetime) -> None:
    require_order(AgencyCalendar.objects.filter(agency=agency), since)
    AgencyCalendar.objects.filter(in_force(since), agency=agency).update(valid_to=since)
    AgencyCalendar.objects.create(agency=agency, region=region, valid_from=since, recorded_at=at)


def drop_change(
    *, revision: CalendarRevision, why: str, by: Actor, at: datetime
) -> CalendarRevision:
    """Give a pending change up; nothing moves. Raises Refused where it is not pending."""
    if not why.strip():
        raise refuse("缺少理由", "放弃变更须写明理由，请填写后再提交。")
    with transaction.atomic():
        revision = _locked(revision)
        revision.state = CalendarRevision.State.DROPPED
        revision.signed_by, revision.signed_at = by.name, at
        revision.remark = why.strip()[:REMARK_LENGTH]
        revision.save(update_fields=["state", "signed_by", "signed_at", "remark"])
        record(
            by=by,
            at=at,
            verb=verb_of(revision, "drop"),
            subject=subject_of(revision),
            reason=why.strip(),
        )
        emit(at=at, kind=verb_of(revision, "drop"), subject_key=str(revision.pk))
    return revision


def _locked(revision: CalendarRevision) -> CalendarRevision:
    found = (
        CalendarRevision.objects.select_for_update(of=("self",))
        .select_related("notice", "agency")
        .get(pk=revision.pk)
    )
    if found.state != CalendarRevision.State.PENDING:
        raise refuse(
            f"变更{found.get_state_display()}",
            f"“{found.cause}”{found.get_state_display()}，不能再处理。请刷新页面后再看。",
        )
    return found
