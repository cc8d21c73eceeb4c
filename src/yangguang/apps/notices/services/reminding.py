"""Reminding of last days: 7, 3 and 1 working days before, on the day, and after it.

Each run asks "which step has this duty reached that nobody took", never "what falls on today": a
worker that stood still for a week sends the newest step of each duty once and notes the ones
before it as covered. Steps and messages are written in one transaction, so that a run that is
killed, or two at once, neither lose nor double anything.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from yangguang.apps.agencies.models import User
from yangguang.apps.duties.lights import Limits, left_words, limits_on
from yangguang.apps.duties.models import Duty
from yangguang.apps.duties.registry import address_of, find_kind, page_of
from yangguang.apps.notices.models import Channel, Notice, ReminderStep, State
from yangguang.apps.notices.recipients import Staffing
from yangguang.apps.notices.services.posting import post_notice

CHUNK = 500
DIGEST_OVER = 3
"""More reminders than that for one person in one run become one mail and one text message."""
DIGEST_LINES = 20
HEAD = "head"
SUPERVISOR = "supervisor"


@dataclass(frozen=True, slots=True)
class Steps:
    """When to remind, in working days left; from settings.

    ``before`` counts down to the last day, ``every`` is the distance of reminders after it.
    """

    before: tuple[int, ...]
    every: int
    head_after: int
    supervisor_after: int

    def reached(self, left: int, *, today: date, due_on: date, left_at_opening: int) -> list[str]:
        """The steps about the last day that have been reached, the newest last.

        A step that lay before the duty was opened, or on that day, is not owed: whoever opened it
        knew.
        """
        steps = [str(one) for one in sorted(self.before, reverse=True) if left <= one]
        steps = [one for one in steps if int(one) < left_at_opening or due_on <= today]
        if due_on > today:
            return steps
        steps.append("0")
        over = -left if due_on < today else 0
        steps += [str(-one) for one in range(1, over + 1, max(1, self.every))]
        return steps

    def escalations(self, left: int, *, today: date, due_on: date) -> list[str]:
        """Whom above it has to be told, by how long it is over."""
        if due_on >= today:
            return []
        return [
            step
            for step, after in ((HEAD, self.head_after), (SUPERVISOR, self.supervisor_after))
            if -left >= after
        ]


def steps_from_settings() -> Steps:
    """The steps that this installation has chosen."""
    return Steps(
        before=tuple(settings.DUTY_REMIND_BEFORE),
        every=settings.DUTY_REMIND_EVERY,
        head_after=settings.DUTY_ESCALATE_HEAD_AFTER,
        supervisor_after=settings.DUTY_ESCALATE_SUPERVISOR_AFTER,
    )


@dataclass(slots=True)
class Reminded:
    """What a run did: steps taken, steps covered, messages written."""

    taken: int = 0
    covered: int = 0
    messages: int = 0


@dataclass(slots=True)
class _Owed:
    """What one duty is owed now."""

    duty: Duty
    words: str
    newest: str = ""
    covered: list[str] = field(default_factory=list)
    above: list[str] = field(default_factory=list)


def remind_due(*, at: datetime) -> Reminded:
    """Take every reminder step that is reached and not taken; safe to run at any time, twice too.

    Before the hour that the settings name nothing is sent: nobody is rung up at midnight.
    """
    done = Reminded()
    if timezone.localtime(at).hour < settings.DUTY_REMIND_FROM_HOUR:
        return done
    today = timezone.localdate(at)
    limits = limits_on(today)
    steps = steps_from_settings()
    staffing = Staffing(today)
    horizon = max(
        limit.forecast.add(today, max(steps.before, default=0))
        for limit in (limits.default, *limits.special.values())
    )
    last = 0
    while True:
        keys = list(
            Duty.objects.filter(closed_at__isnull=True, due_on__lte=horizon, pk__gt=last)
            .order_by("pk")
            .values_list("pk", flat=True)[:CHUNK]
        )
        if not keys:
            return done
        last = keys[-1]
        try:
            with transaction.atomic():
                _remind(keys, limits, steps, staffing, at, done)
        except IntegrityError:
            # Another worker took steps of these duties at the same moment and has told people;
            # what it left is found by the next run.
            continue


def _remind(
    keys: Sequence[int],
    limits: Limits,
    steps: Steps,
    staffing: Staffing,
    at: datetime,
    done: Reminded,
) -> None:
    duties = list(
        Duty.objects.filter(pk__in=keys, closed_at__isnull=True)
        .select_related("agency", "person")
        .order_by("due_on", "pk")
    )
    taken: dict[int, set[str]] = defaultdict(set)
    for mark in ReminderStep.objects.filter(duty__in=keys).only("duty_id", "due_on", "step"):
        taken[mark.duty_id].add(f"{mark.due_on}/{mark.step}")
    owed = [one for one in (_owed(duty, taken[duty.pk], limits, steps) for duty in duties) if one]
    _supersede([one.duty.pk for one in owed if one.newest])
    told: list[_Told] = []
    for one in owed:
        told += _take(one, staffing, at, done)
    load: dict[int, list[_Told]] = defaultdict(list)
    for row in told:
        load[row.user.pk].append(row)
    for rows in load.values():
        many = len(rows) > DIGEST_OVER
        for row in rows:
            channels = [Channel.DESK] if many else _channels(row.user, row.step)
            done.messages += _tell(row, channels, at)
        if many:
            done.messages += _digest(rows, at)


@dataclass(frozen=True, slots=True)
class _Told:
    """Somebody is to be told of a step."""

    one: _Owed
    user: User
    step: str


def _take(one: _Owed, staffing: Staffing, at: datetime, done: Reminded) -> list[_Told]:
    """Note the steps of one duty as taken; gives who is to be told what, each person once."""
    told: dict[int, _Told] = {}
    rows = [
        ReminderStep(duty=one.duty, due_on=one.duty.due_on, step=step, covered=True, at=at)
        for step in one.covered
    ]
    for step in ([one.newest] if one.newest else []) + one.above:
        people = _people(one, step, staffing)
        for user in people:
            told.setdefault(user.pk, _Told(one, user, step))
        rows.append(
            ReminderStep(duty=one.duty, due_on=one.duty.due_on, step=step, told=len(people), at=at)
        )
    ReminderStep.objects.bulk_create(rows)
    done.taken += len(rows) - len(one.covered)
    done.covered += len(one.covered)
    return list(told.values())


def _people(one: _Owed, step: str, staffing: Staffing) -> list[User]:
    """Who is told of a step.

    A reminder goes to whoever attends to the duty; where nobody does, to the head; where there is
    none, to those above.
    """
    agency = one.duty.agency
    if step == HEAD:
        return staffing.heads(agency)
    if step == SUPERVISOR:
        return staffing.supervisors(agency)
    return staffing.attending(one.duty) or staffing.heads(agency) or staffing.supervisors(agency)


def _owed(duty: Duty, taken: set[str], limits: Limits, steps: Steps) -> _Owed | None:
    left = limits.left(duty.agency_id, duty.due_on)
    forecast = limits.of(duty.agency_id).forecast
    reached = steps.reached(
        left,
        today=limits.today,
        due_on=duty.due_on,
        left_at_opening=forecast.left(duty.opened_on, duty.due_on),
    )
    kind = find_kind(duty.kind)
    above = (
        steps.escalations(left, today=limits.today, due_on=duty.due_on)
        if kind is None or kind.escalates
        else []
    )
    missing = [step for step in reached if f"{duty.due_on}/{step}" not in taken]
    one = _Owed(
        duty,
        left_words(duty.due_on, left, limits.today, provisional=duty.provisional),
        above=[step for step in above if f"{duty.due_on}/{step}" not in taken],
    )
    if missing and missing[-1] == reached[-1]:
        one.newest, one.covered = missing[-1], missing[:-1]
    else:
        one.covered = missing
    return one if missing or one.above else None


def _channels(user: User, step: str) -> list[Channel]:
    """Where the person can be reached about this step; text messages only near the end."""
    chosen = [Channel(name) for name in settings.DUTY_REMIND_CHANNELS]
    near = not step.lstrip("-").isdigit() or int(step) <= settings.DUTY_REMIND_SMS_WITHIN
    return [
        channel
        for channel in chosen
        if channel == Channel.DESK
        or (channel == Channel.EMAIL and user.email)
        or (channel == Channel.SMS and user.telephone and near)
    ]


def _link(duty: Duty) -> str:
    return address_of(duty.kind, duty.subject_kind, duty.subject_key) or page_of(duty.pk)


def _tell(row: _Told, channels: Iterable[Channel], at: datetime) -> int:
    duty, words = row.one.duty, row.one.words
    escalated = row.step in {HEAD, SUPERVISOR}
    number = 0
    for channel in channels:
        post_notice(
            to=row.user,
            channel=channel,
            kind="duty.escalation" if escalated else "duty.reminder",
            title=f"{'超期上报' if escalated else '期限提醒'}：{duty.title}，{words}",
            body=(
                f"{duty.agency.name}：{duty.title}，期限 {duty.due_on}，{words}。"
                f"依据：{duty.basis}。"
            ),
            link=_link(duty),
            duty=duty,
            dedupe=f"duty:{duty.pk}:{duty.due_on}:{row.step}:{row.user.pk}:{channel}",
            at=at,
        )
        number += 1
    return number


def _supersede(duty_keys: Sequence[int]) -> None:
    """What has not left yet about these duties is overtaken by what is written now."""
    Notice.objects.filter(
        duty__in=duty_keys, kind="duty.reminder", state=State.WAITING, claimed_until__isnull=True
    ).update(state=State.COVERED, last_error="已由更近的提醒代替。")


def _digest(rows: Sequence[_Told], at: datetime) -> int:
    """One mail and one text message that name everything of this run."""
    user = rows[0].user
    lines = [
        f"{row.one.duty.agency.name}：{row.one.duty.title}，{row.one.words}"
        for row in rows[:DIGEST_LINES]
    ]
    if len(rows) > DIGEST_LINES:
        lines.append(f"……等 {len(rows)} 件，请登录工作台查看。")
    title = f"期限提醒：有 {len(rows)} 件事项临近或超过期限"
    channels = {channel for row in rows for channel in _channels(user, row.step)}
    number = 0
    for channel in sorted(channels - {Channel.DESK}):
        Notice.objects.filter(
            recipient=user,
            channel=channel,
            kind="duty.digest",
            state=State.WAITING,
            claimed_until__isnull=True,
            created_at__lt=at,
        ).update(state=State.COVERED, last_error="已由更近的提醒代替。")
        post_notice(
            to=user,
            channel=channel,
            kind="duty.digest",
            title=title,
            body="\n".join(lines) if channel == Channel.EMAIL else "请登录工作台查看。",
            agency=rows[0].one.duty.agency,
            dedupe=f"digest:{user.pk}:{channel}:{at.isoformat()}:{rows[0].one.duty.pk}",
            at=at,
        )
        number += 1
    return number
