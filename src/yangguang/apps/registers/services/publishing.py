"""The way of a change set from draft to public, applied as a whole or not at all."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.db.models import Case, F, Max, OuterRef, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone

from yangguang.apps.agencies.verdicts import Refused, refuse
from yangguang.apps.audit.actors import Actor, ActorKind, system
from yangguang.apps.audit.services import record
from yangguang.apps.events.services import emit
from yangguang.apps.registers.definitions import definition_of
from yangguang.apps.registers.models import ChangeSet, Register, Row, Version, What
from yangguang.apps.registers.rows import BadRows, Problem
from yangguang.apps.registers.services.defining import CHANGED
from yangguang.apps.registers.services.keeping import keep_figures
from yangguang.apps.registers.services.owing import down_day, drop_duties, settle_duties
from yangguang.apps.registers.services.performing import settle_projects
from yangguang.apps.registers.services.proposing import locked_draft, recount, subject_of_set
from yangguang.apps.registers.services.screening import screening_verdict
from yangguang.apps.registers.services.screening_jobs import see_to_screening
from yangguang.apps.registers.services.slicing import keep_slices
from yangguang.law.registers import Definition
from yangguang.law.registers.model import Severity
from yangguang.law.registers.values import terms_of

CLERK = "清单定时办理"


def submit_change_set(*, change_set: ChangeSet, by: Actor, at: datetime) -> tuple[Problem, ...]:
    """Hand a draft in for review; gives the warnings of rules over the whole list.

    Raises Refused where it is no draft or empty, is not looked through for personal data to its
    end, or holds some that nobody decided on, and BadRows where the list as it would be breaks a
    rule.
    """
    if change_set.state == ChangeSet.State.DRAFT:
        verdict = see_to_screening(change_set=change_set, by=by, at=at)
        if not verdict:
            raise Refused(verdict)
    with transaction.atomic():
        change_set = locked_draft(change_set)
        _refuse_unscreened(change_set)
        if not change_set.versions.exists():
            raise refuse("没有变更", "这次变更还没有任何条目，不能送审。")
        definition = definition_of(change_set.register)
        problems = list_problems(change_set, definition)
        errors = [one for one in problems if one.severity is Severity.ERROR]
        if errors:
            raise BadRows((*errors, *(one for one in problems if one not in errors)))
        change_set.state = ChangeSet.State.SUBMITTED
        change_set.submitted_at, change_set.returned_why = at, ""
        change_set.save(update_fields=["state", "submitted_at", "returned_why"])
        record(by=by, at=at, verb="register.submit", subject=subject_of_set(change_set))
    return tuple(problems)


def _refuse_unscreened(change_set: ChangeSet) -> None:
    """Nothing becomes public that was not looked through by the definition in use."""
    verdict = screening_verdict(change_set)
    if not verdict:
        raise Refused(verdict)


def list_problems(change_set: ChangeSet, definition: Definition) -> list[Problem]:
    """The rules over the whole list that it would break once this set is published."""
    checks = [one for one in definition.checks if one.rule.over_list]
    if not checks:
        return []
    proposed = {one.row_id: one for one in change_set.versions.all()}
    bodies = {one.agency_id for one in proposed.values()}
    live = Version.objects.filter(register=change_set.register, live=True, agency__in=bodies)
    rows = [one.values for one in live if one.row_id not in proposed]
    rows += [one.values for one in proposed.values() if one.what != What.REMOVED]
    terms = [terms_of(definition, one) for one in rows]
    found = []
    for check in checks:
        for named in check.rule.breaches(terms):
            place = "、".join(str(one) for one in named if one is not None)
            found.append(Problem(check.say, "", place, check.severity))
    return found


def return_change_set(*, change_set: ChangeSet, why: str, by: Actor, at: datetime) -> ChangeSet:
    """Give a submitted or scheduled set back to be mended; it is checked against the list as it now
    stands. Raises Refused without a reason."""
    if not why.strip():
        raise refuse("缺少理由", "请写明退回的理由，便于起草人修改。")
    with transaction.atomic():
        change_set = _locked(change_set)
        if change_set.state not in (ChangeSet.State.SUBMITTED, ChangeSet.State.SCHEDULED):
            raise refuse(
                "不能退回", f"“{change_set.title}”{change_set.get_state_display()}，不能退回。"
            )
        announced = change_set.state == ChangeSet.State.SCHEDULED
        change_set.state = ChangeSet.State.DRAFT
        change_set.returned_why = why.strip()[:300]
        change_set.save(update_fields=["state", "returned_why"])
        _rebase(change_set)
        record(by=by, at=at, verb="register.return", subject=subject_of_set(change_set), reason=why)
        if announced:
            emit(
                at=at, kind=CHANGED, subject_key=str(change_set.register_id),
                payload={"change_set": change_set.pk, "removed": False},
            )  # fmt: skip
    return change_set


def discard_change_set(*, change_set: ChangeSet, by: Actor, at: datetime) -> ChangeSet:
    """Give a draft up: what it proposed is gone, that it was there stays on record."""
    with transaction.atomic():
        change_set = locked_draft(change_set)
        drop_duties(list(change_set.versions.all()), why="变更已放弃", by=by, at=at)
        rows = list(change_set.versions.values_list("row", flat=True))
        counts = {name: getattr(change_set, name) for name in ("added", "changed", "removed")}
        change_set.versions.all().delete()
        for start in range(0, len(rows), 500):
            Row.objects.filter(pk__in=rows[start : start + 500], versions__isnull=True).delete()
        change_set.state = ChangeSet.State.DISCARDED
        change_set.save(update_fields=["state"])
        record(
            by=by, at=at, verb="register.discard", subject=subject_of_set(change_set),
            before=counts,
        )  # fmt: skip
    return change_set


def publish_change_set(
    *, change_set: ChangeSet, by: Actor, at: datetime, own: bool = False
) -> ChangeSet:
    """Approve a submitted set: its rows become public at once, or on the day it comes into force.

    Raises Refused where it was not submitted, where the reviewer drafted it (``own`` allows that
    for acts that need no second person), where it is not looked through for personal data by the
    definition in use, and where a row changed meanwhile: the sentence names it.
    """
    with transaction.atomic():
        change_set = _locked(change_set)
        if change_set.state != ChangeSet.State.SUBMITTED:
            raise refuse(
                "未送审", f"“{change_set.title}”{change_set.get_state_display()}，不能审核公开。"
            )
        mine = by.kind is ActorKind.STAFF and by.key == str(change_set.made_by_id)
        if mine and not own:
            raise refuse(
                "起草与审核分离", "起草人不能审核自己起草的变更，请由本机构其他审核人员办理。"
            )
        _refuse_unscreened(change_set)
        today = timezone.localdate(at)
        change_set.published_by_name = by.name
        if change_set.in_force_on and change_set.in_force_on > today:
            change_set.state = ChangeSet.State.SCHEDULED
            change_set.save(update_fields=["state", "published_by_name"])
            record(
                by=by, at=at, verb="register.schedule", subject=subject_of_set(change_set),
                after={"in_force_on": change_set.in_force_on.isoformat()},
            )  # fmt: skip
            emit(
                at=at, kind=CHANGED, subject_key=str(change_set.register_id),
                payload={"change_set": change_set.pk, "removed": False},
            )  # fmt: skip
            return change_set
        apply(change_set, by=by, at=at)
    return change_set


def put_in_force(*, at: datetime) -> int:
    """Apply every approved set whose day has come; gives how many."""
    due = ChangeSet.objects.filter(
        state=ChangeSet.State.SCHEDULED, in_force_on__lte=timezone.localdate(at)
    ).order_by("in_force_on", "pk")
    done = 0
    for change_set in due:
        with transaction.atomic():
            held = _locked(change_set)
            if held.state == ChangeSet.State.SCHEDULED:
                apply(held, by=system(CLERK), at=at)
                done += 1
    return done


def _locked(change_set: ChangeSet) -> ChangeSet:
    return (
        ChangeSet.objects.select_for_update(of=("self",))
        .select_related("register__definition", "agency")
        .get(pk=change_set.pk)
    )


def apply(change_set: ChangeSet, *, by: Actor, at: datetime) -> None:
    """Make a set public, in the caller's transaction. Raises Refused where a row changed since."""
    register = Register.objects.select_for_update(of=("self",)).get(pk=change_set.register_id)
    definition = definition_of(register)
    versions = list(change_set.versions.select_related("row", "base", "agency"))
    _refuse_conflicts(change_set, versions)
    today = timezone.localdate(at)
    begins = change_set.in_force_on or today
    _refuse_backwards(versions, begins)
    mine = Version.objects.filter(change_set=change_set)
    Version.objects.filter(pk__in=mine.values("base")).update(live=False, valid_to=begins)
    number = Subquery(Row.objects.filter(pk=OuterRef("row")).values("versions_published")[:1])
    mine.update(
        live=Case(When(what=What.REMOVED, then=Value(False)), default=Value(True)),
        number=number + 1,
        valid_from=begins,
        valid_to=Case(When(what=What.REMOVED, then=Value(begins)), default=None),
        published_at=at,
    )
    if not definition.date:
        mine.update(d1=Coalesce("d1", Value(today)))
    Row.objects.filter(pk__in=mine.values("row")).update(
        versions_published=F("versions_published") + 1
    )
    Row.objects.filter(
        pk__in=mine.exclude(what=What.REMOVED).values("row"), down_at__isnull=False
    ).update(down_at=None, down_why="")
    _date_downs(change_set, definition, versions, begins)
    keep_figures(
        register,
        definition,
        added=[one for one in versions if one.what != What.REMOVED],
        removed=[one.base for one in versions if one.base is not None],
    )
    settle_duties(change_set, versions, definition, by=by, at=at)
    settle_projects(register, definition, versions, by=by, at=at)
    highest = ChangeSet.objects.filter(register=register).aggregate(found=Max("number"))["found"]
    change_set.number = (highest or 0) + 1
    change_set.state = ChangeSet.State.PUBLISHED
    change_set.published_at = at
    change_set.published_by_name = change_set.published_by_name or by.name
    change_set.in_force_on = begins
    change_set.save(
        update_fields=["number", "state", "published_at", "published_by_name", "in_force_on"]
    )
    if change_set.kind != ChangeSet.Kind.DOWN:
        # Of a row that is taken down the earlier wordings go as well; `take_down` sees to it.
        keep_slices(
            register,
            published=[one.pk for one in versions if one.what != What.REMOVED],
            moved=[one.base_id for one in versions if one.base_id is not None],
        )
    recount(change_set)
    record(
        by=by, at=at, verb="register.publish", subject=subject_of_set(change_set),
        basis=change_set.basis, reason=change_set.reason,
        after={
            "added": change_set.added, "changed": change_set.changed,
            "removed": change_set.removed, "in_force_on": begins.isoformat(),
        },
    )  # fmt: skip
    emit(
        at=at, kind=CHANGED, subject_key=str(register.pk),
        payload={"change_set": change_set.pk, "removed": bool(change_set.removed)},
    )  # fmt: skip


def _refuse_conflicts(change_set: ChangeSet, versions: list[Version]) -> None:
    """A row that somebody else changed or removed since it was drafted on is nobody's to overwrite."""
    live = dict(
        Version.objects.filter(live=True, row__in=change_set.versions.values("row")).values_list(
            "row", "pk"
        )
    )
    moved = [one for one in versions if live.get(one.row_id) != one.base_id]
    if moved:
        named = "、".join(f"“{one.title[:30]}”" for one in moved[:10])
        raise refuse(
            "条目已有新变化",
            f"有{len(moved)}个条目在起草之后已经变化（{named}），请退回起草人，"
            "系统会按现行内容重新比对。",
        )


def _refuse_backwards(versions: list[Version], begins: date) -> None:
    early = [
        one
        for one in versions
        if one.base is not None and one.base.valid_from and one.base.valid_from > begins
    ]
    if early:
        since = max(one.base.valid_from for one in early if one.base and one.base.valid_from)
        raise refuse(
            "施行日期过早",
            f"“{early[0].title}”的现行内容自{since}起施行，这次变更的施行日期{begins}不能更早；"
            "请改为更晚的日期。",
        )


def _date_downs(
    change_set: ChangeSet, definition: Definition, versions: list[Version], begins: date
) -> None:
    if not definition.retentions:
        return
    dated = []
    for one in versions:
        one.down_on = None if one.what == What.REMOVED else down_day(definition, one, begins)
        if one.down_on is not None:
            dated.append(one)
    Version.objects.bulk_update(dated, ["down_on"], batch_size=500)


def _rebase(change_set: ChangeSet) -> None:
    """Compare a draft anew with what is live: what reads so already is left out."""
    live = {
        one.row_id: one
        for one in Version.objects.filter(live=True, row__in=change_set.versions.values("row"))
    }
    stale, moved = [], []
    for one in change_set.versions.all():
        base = live.get(one.row_id)
        if one.what == What.REMOVED:
            if base is None:
                stale.append(one.pk)
                continue
            one.values, one.title = base.values, base.title
        elif base is not None and dict(base.values) == dict(one.values):
            stale.append(one.pk)
            continue
        else:
            one.what = What.CHANGED if base is not None else What.ADDED
        if one.base_id != (base.pk if base else None):
            one.base = base
            moved.append(one)
    for start in range(0, len(stale), 500):
        Version.objects.filter(pk__in=stale[start : start + 500]).delete()
    Version.objects.bulk_update(moved, ["base", "what", "values", "title"], batch_size=200)
    recount(change_set)
