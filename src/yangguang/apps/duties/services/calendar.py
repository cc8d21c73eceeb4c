"""When the calendar changes: list which last days would move, and move them on a signature.

A notice typed wrongly would move hundreds of legal dates at once. So nothing counts by it until
somebody has read the list of differences and signed; and if cases have changed since the list was
made, the signature is not taken and the list is made anew.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from yangguang.apps.agencies.models import Agency
from yangguang.apps.agencies.selectors import in_force
from yangguang.apps.agencies.verdicts import refuse
from yangguang.apps.audit.actors import Actor
from yangguang.apps.audit.services import Subject, record
from yangguang.apps.duties import calendars
from yangguang.apps.duties.calendars import Calendars, first_difference, nearest, working_digest
from yangguang.apps.duties.models import (
    AgencyCalendar,
    CalendarChange,
    CalendarMark,
    CalendarNotice,
    CalendarRevision,
    Duty,
    YellowDays,
)
from yangguang.apps.duties.registry import Recompute, find_kind, kinds
from yangguang.apps.duties.services.owing import move_duty
from yangguang.apps.events.services import emit
from yangguang.law.calendar import (
    CalendarUnknown,
    Notice,
    UnknownRegion,
    WorkCalendar,
    parse_notice,
)

BATCH = 500
CAUSE_LENGTH = 300


@dataclass(frozen=True, slots=True)
class Moved:
    """One open duty whose date another calendar puts elsewhere."""

    duty: Duty
    due_on: date
    provisional: bool


def subject_of(revision: CalendarRevision) -> Subject:
    """How the record of acts names a change of calendar."""
    return Subject("calendar-revision", str(revision.pk), revision.cause, revision.agency_id)


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
    _require_begun(since, at)
    _require_order(AgencyCalendar.objects.filter(agency=agency), since)
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
        for region in _regions_in_use():
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
        moved = list(_differences(revision, now, now, on=timezone.localdate(at)))
        if not moved:
            _remember_marks(now, at)
            return None
        return _store(revision, moved, by=by, at=at)


def _regions_in_use() -> list[str]:
    rows = AgencyCalendar.objects.filter(valid_to__isnull=True).values_list("region", flat=True)
    return sorted({"", *rows})


def _remember_marks(now: Calendars, at: datetime) -> None:
    for region in _regions_in_use():
        CalendarMark.objects.update_or_create(
            region=region,
            defaults={"digest": working_digest(now.of(region)), "noted_at": at},
        )


def _pending(notice: CalendarNotice) -> bool:
    return CalendarRevision.objects.filter(
        notice=notice, state=CalendarRevision.State.PENDING
    ).exists()


def _propose(
    revision: CalendarRevision, before: Calendars, after: Calendars, *, by: Actor, at: datetime
) -> CalendarRevision:
    moved = list(_differences(revision, before, after, on=timezone.localdate(at)))
    return _store(revision, moved, by=by, at=at)


def _store(
    revision: CalendarRevision, moved: list[Moved], *, by: Actor, at: datetime
) -> CalendarRevision:
    revision.made_by, revision.made_at, revision.computed_at = by.name, at, at
    revision.save()
    _list(revision, moved)
    record(
        by=by,
        at=at,
        verb="calendar.propose",
        subject=subject_of(revision),
        after={"duties": len(moved)},
    )
    emit(at=at, kind="calendar.propose", subject_key=str(revision.pk))
    return revision


def _list(revision: CalendarRevision, moved: list[Moved]) -> None:
    CalendarChange.objects.bulk_create(
        [
            CalendarChange(
                revision=revision,
                duty=one.duty,
                due_before=one.duty.due_on,
                due_after=one.due_on,
                provisional_before=one.duty.provisional,
                provisional_after=one.provisional,
            )
            for one in moved
        ],
        batch_size=BATCH,
    )


def _differences(
    revision: CalendarRevision, before: Calendars, after: Calendars, *, on: date
) -> Iterator[Moved]:
    """The open duties that stand on another day by the new calendars, in order of the body.

    ``on`` is the day whose assignment of regions counts. What is due before the first day on
    which two calendars differ cannot move and is not asked; after an update of the software the
    former calendar is no longer at hand, and all are asked.
    """
    everything = revision.notice_id is None and revision.agency_id is None
    asking = {kind.code: kind for kind in kinds() if kind.asking("") is not None}
    regions = {row.agency_id: row.region for row in calendars.in_use(on)}
    changed = dict(regions)
    if revision.agency_id is not None:
        changed[revision.agency_id] = revision.region
    first: dict[tuple[str, str], date | None] = {}
    rows = (
        Duty.objects.filter(closed_at__isnull=True, kind__in=list(asking))
        .select_related("agency")
        .order_by("agency__path", "due_on", "id")
    )
    if revision.agency_id is not None:
        below = [key for key, _ in calendars.descendants([revision.agency_id])]
        rows = rows.filter(agency__in=below)
    for duty in rows.iterator(chunk_size=BATCH):
        old_region = str(nearest(duty.agency, regions) or "")
        new_region = str(nearest(duty.agency, changed) or "")
        old, new = before.of(old_region), after.of(new_region)
        pair = (old_region, new_region)
        if pair not in first:
            first[pair] = first_difference(old, new)
        begins = first[pair]
        if not everything and (begins is None or duty.due_on < begins):
            continue
        ask = asking[duty.kind].asking(duty.slot)
        answer = recomputed(ask, duty.subject_key, new) if ask is not None else None
        if answer is not None and answer != (duty.due_on, duty.provisional):
            yield Moved(duty, *answer)


def recomputed(
    ask: Recompute, subject_key: str, calendar: WorkCalendar
) -> tuple[date, bool] | None:
    """The last day by a calendar and whether it is only expected; None where none follows.

    Where the count leaves the arranged years it goes on with the forecast.
    """
    try:
        day = ask(subject_key, calendar)
    except CalendarUnknown:
        try:
            day = ask(subject_key, calendar.provisional())
        except CalendarUnknown:
            return None
    return None if day is None else (day, day > calendar.last_known)


def sign_off_change(*, revision: CalendarRevision, by: Actor, at: datetime) -> CalendarRevision:
    """Let the changed calendar count and move every listed duty, all in one transaction.

    Raises Refused where it is no longer pending, or where cases have changed since the list was
    made; then the list has been made anew and has to be read again.
    """
    stale = False
    with transaction.atomic():
        revision = _locked(revision)
        before = calendars.current()
        after = _after(revision, before)
        moved = list(_differences(revision, before, after, on=timezone.localdate(at)))
        listed = {
            row.duty_id: (row.due_before, row.due_after, row.provisional_after)
            for row in revision.changes.all()
        }
        found = {one.duty.pk: (one.duty.due_on, one.due_on, one.provisional) for one in moved}
        if listed != found:
            stale = True
            revision.changes.all().delete()
            _list(revision, moved)
            revision.computed_at = at
            revision.save(update_fields=["computed_at"])
        else:
            _apply(revision, moved, after, by=by, at=at)
    if stale:
        # Raised outside the transaction, so that the new list stays.
        raise refuse(
            "办件有变化",
            f"列出差异之后又有办件变化，已重新核算，现有 {len(found)} 件期限将变动。请核对新的清单后再签核。",
        )
    return revision


def _after(revision: CalendarRevision, before: Calendars) -> Calendars:
    if revision.notice is None:
        return before
    notice = parse_notice(revision.notice.text)
    return before.without(notice) if revision.retires else before.with_notice(notice)


def _apply(
    revision: CalendarRevision,
    moved: list[Moved],
    after: Calendars,
    *,
    by: Actor,
    at: datetime,
) -> None:
    if revision.notice is not None:
        _switch_notice(revision.notice, retires=revision.retires, at=at)
    if revision.agency is not None and revision.since is not None:
        _follow(revision.agency, revision.region, revision.since, at=at)
    for one in moved:
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
    revision.state = CalendarRevision.State.APPLIED
    revision.signed_by, revision.signed_at = by.name, at
    revision.save(update_fields=["state", "signed_by", "signed_at"])
    _remember_marks(after, at)
    record(
        by=by,
        at=at,
        verb="calendar.sign-off",
        subject=subject_of(revision),
        after={"duties": len(moved)},
    )
    emit(at=at, kind="calendar.sign-off", subject_key=str(revision.pk))


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
    _require_order(AgencyCalendar.objects.filter(agency=agency), since)
    AgencyCalendar.objects.filter(in_force(since), agency=agency).update(valid_to=since)
    AgencyCalendar.objects.create(agency=agency, region=region, valid_from=since, recorded_at=at)


def _require_begun(since: date, at: datetime) -> None:
    if since > timezone.localdate(at):
        raise refuse("启用日期未到", "启用日期不能晚于今天，请在启用当日办理。")


def _require_order(rows: QuerySet[Any], since: date) -> None:
    """A dated row is never changed behind its beginning."""
    last = rows.filter(valid_from__gt=since).order_by("-valid_from").first()
    if last is not None:
        raise refuse(
            "早于现行规定", f"现行规定自 {last.valid_from} 起，启用日期不能早于该日，请核对。"
        )


def drop_change(
    *, revision: CalendarRevision, why: str, by: Actor, at: datetime
) -> CalendarRevision:
    """Give a pending change up; nothing moves. Raises Refused where it is not pending."""
    if not why.strip():
        raise refuse("缺少理由", "放弃日历变更须写明理由，请填写后再提交。")
    with transaction.atomic():
        revision = _locked(revision)
        revision.state = CalendarRevision.State.DROPPED
        revision.signed_by, revision.signed_at = by.name, at
        revision.remark = why.strip()[:CAUSE_LENGTH]
        revision.save(update_fields=["state", "signed_by", "signed_at", "remark"])
        record(
            by=by,
            at=at,
            verb="calendar.drop",
            subject=subject_of(revision),
            reason=why.strip(),
        )
        emit(at=at, kind="calendar.drop", subject_key=str(revision.pk))
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


def set_yellow_days(
    *, agency: Agency, days: int, since: date, by: Actor, at: datetime
) -> YellowDays:
    """A body, with those below it, turns duties yellow so many working days ahead, from a day on.

    Raises Refused outside 0 to 60 days, for a day to come or before the present row's.
    """
    if not 0 <= days <= 60:
        raise refuse("天数不合理", "黄灯提前天数应在 0 至 60 个工作日之间，请改正。")
    _require_begun(since, at)
    with transaction.atomic():
        agency = Agency.objects.select_for_update().get(pk=agency.pk)
        _require_order(YellowDays.objects.filter(agency=agency), since)
        YellowDays.objects.filter(in_force(since), agency=agency).update(valid_to=since)
        row = YellowDays.objects.create(agency=agency, days=days, valid_from=since, recorded_at=at)
        record(
            by=by,
            at=at,
            verb="calendar.yellow-days",
            subject=Subject("agency", str(agency.pk), agency.name, agency.pk),
            after={"days": days, "valid_from": since.isoformat()},
        )
    return row
