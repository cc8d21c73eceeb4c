"""Proposing a change of calendar: a notice entered or retired, a body's region, a new version.

A notice typed wrongly would move hundreds of legal dates at once. So a proposal only lists what
would move; nothing counts by it before somebody has signed (``services.signing``).
"""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from yangguang.apps.agencies.models import Agency
from yangguang.apps.agencies.verdicts import refuse
from yangguang.apps.audit.actors import Actor
from yangguang.apps.audit.services import record
from yangguang.apps.duties import calendars
from yangguang.apps.duties.calendars import Calendars, working_digest
from yangguang.apps.duties.models import (
    AgencyCalendar,
    CalendarMark,
    CalendarNotice,
    CalendarRevision,
)
from yangguang.apps.duties.registry import Move
from yangguang.apps.duties.services.dated import require_begun, require_order
from yangguang.apps.duties.services.reckoning import (
    differences,
    list_changes,
    regions_in_use,
    remember_marks,
    subject_of,
    verb_of,
)
from yangguang.apps.events.services import emit
from yangguang.law.calendar import Notice, UnknownRegion, parse_notice

CAUSE_LENGTH = 300


def title_of(notice: Notice) -> str:
    """``2027年放假安排（国办发明电〔2026〕1号）``, from the notice itself."""
    what = "放假安排调整" if notice.change else "放假安排"
    number = f"（{notice.number}）" if notice.number else ""
    return f"{notice.year}年{what}{number}"


def adopt_notice(*, text: str, by: Actor, at: datetime) -> CalendarRevision:
    """Enter a holiday notice; gives the pending change with every open duty it would move.

    It does not count before `sign_off_change`. Raises BadNotice where the text cannot be read or
    a year between is missing, Refused where the same arrangement is in use or waiting already.
    """
    notice = parse_notice(text)
    with transaction.atomic():
        for row in CalendarNotice.objects.filter(superseded_at__isnull=True):
            if parse_notice(row.text) == notice and (row.adopted_at or _pending(row)):
                raise refuse(
                    "安排已录入",
                    f"“{row.title}”与此完全相同，已启用或正在等待签核，不需要再次录入。",
                )
        before = calendars.current()
        after = before.with_notice(notice)
        try:
            after.of(notice.region)  # a missing year between raises before anything is written
        except UnknownRegion as error:
            raise refuse("地区日历不存在", str(error)) from error
        stored = CalendarNotice.objects.create(
            text=text, title=title_of(notice), uploaded_by=by.name, uploaded_at=at
        )
        return _propose(
            CalendarRevision(cause=f"启用{stored.title}", notice=stored),
            before,
            after,
            by=by,
            at=at,
        )


def retire_notice(*, notice: CalendarNotice, why: str, by: Actor, at: datetime) -> CalendarRevision:
    """Propose that an adopted notice count no longer; gives the pending change.

    Raises Refused where it is not in use or no reason is given, BadNotice where a later year rests
    on it.
    """
    if not why.strip():
        raise refuse("缺少理由", "停用放假安排须写明理由，请填写后再提交。")
    with transaction.atomic():
        notice = CalendarNotice.objects.select_for_update().get(pk=notice.pk)
        if notice.adopted_at is None or notice.superseded_at is not None:
            raise refuse("安排未启用", f"“{notice.title}”没有在使用，不需要停用。")
        before = calendars.current()
        after = before.without(parse_notice(notice.text))
        after.of("")
        cause = f"停用{notice.title}：{why.strip()}"[:CAUSE_LENGTH]
        return _propose(
            CalendarRevision(cause=cause, notice=notice, retires=True), before, after, by=by, at=at
        )


def assign_region(
    *, agency: Agency, region: str, since: date, by: Actor, at: datetime
) -> CalendarRevision:
    """Propose that a body, with those below it, follow a regional calendar from a day on.

    ``region`` is a code of ``law.calendar.regions``, or empty for the nation's. Raises Refused for
    an unknown one, a day to come or before the present one's, or where the body follows it already.
    """
    require_begun(since, at)
    require_order(AgencyCalendar.objects.filter(agency=agency), since)
    if calendars.region_of(agency, since) == region:
        raise refuse("日历未变", f"“{agency.name}”自 {since} 起已使用该日历，不需要调整。")
    with transaction.atomic():
        now = calendars.current()
        try:
            name = now.of(region).label if region else "全国工作日历"
        except UnknownRegion as error:
            raise refuse("地区日历不存在", str(error)) from error
        return _propose(
            CalendarRevision(
                cause=f"{agency.name}自 {since} 起改用{name}"[:CAUSE_LENGTH],
                agency=agency,
                region=region,
                since=since,
            ),
            now,
            now,
            by=by,
            at=at,
        )


def check_calendars(*, by: Actor, at: datetime) -> CalendarRevision | None:
    """Look whether the calendars differ from those by which open duties were last reckoned.

    They do after a new version of the software brought a new notice. Gives the pending change;
    None where nothing differs or no open duty moves. The first look only remembers.
    """
    with transaction.atomic():
        now = calendars.current()
        marks = {row.region: row for row in CalendarMark.objects.select_for_update()}
        differing = False
        for region in regions_in_use():
            digest = working_digest(now.of(region))
            mark = marks.get(region)
            if mark is None:
                CalendarMark.objects.create(region=region, digest=digest, noted_at=at)
            elif mark.digest != digest:
                differing = True
        if not differing:
            return None
        cause = "系统更新带来新的放假安排"
        waiting = CalendarRevision.objects.filter(
            cause=cause, state=CalendarRevision.State.PENDING
        ).first()
        if waiting is not None:
            return waiting
        revision = CalendarRevision(cause=cause)
        moved = list(differences(revision, now, now, on=timezone.localdate(at)))
        if not moved:
            remember_marks(now, at)
            return None
        return store_revision(revision, moved, by=by, at=at)


def _pending(notice: CalendarNotice) -> bool:
    return CalendarRevision.objects.filter(
        notice=notice, state=CalendarRevision.State.PENDING
    ).exists()


def _propose(
    revision: CalendarRevision, before: Calendars, after: Calendars, *, by: Actor, at: datetime
) -> CalendarRevision:
    moved = list(differences(revision, before, after, on=timezone.localdate(at)))
    return store_revision(revision, moved, by=by, at=at)


def store_revision(
    revision: CalendarRevision, moved: list[Move], *, by: Actor, at: datetime
) -> CalendarRevision:
    """Keep a proposed change with the duties that it would move, for somebody to sign.

    Call inside the transaction of the proposal.
    """
    revision.made_by, revision.made_at, revision.computed_at = by.name, at, at
    revision.save()
    list_changes(revision, moved)
    record(
        by=by,
        at=at,
        verb=verb_of(revision, "propose"),
        subject=subject_of(revision),
        after={"duties": len(moved)},
    )
    emit(at=at, kind=verb_of(revision, "propose"), subject_key=str(revision.pk))
    return revision
