"""What holds for every case at every moment, whatever was done to it."""

from __future__ import annotations

from collections import Counter

from yangguang.apps.audit.models import Act
from yangguang.apps.duties.models import Duty
from yangguang.apps.letters.models import Letter, LetterState
from yangguang.apps.requests import duty_kinds
from yangguang.apps.requests.models import Application, ApplicationState, Counted
from yangguang.apps.requests.models.open_spells import STILL_OPEN, UNTIL_FURTHER
from yangguang.apps.requests.selectors.clock import calendar_of_case, entries_of
from yangguang.apps.requests.workflow import acts_in, may
from yangguang.law.clock import reckon

S = ApplicationState
WAITING = {S.SUPPLEMENT: "supplements", S.PAYMENT: "fees"}
LETTERLESS = frozenset({S.REPLIED, S.SERVED, S.ARCHIVED})


def faults(application: Application) -> list[str]:
    """Every way in which the case contradicts itself; empty for a sound one."""
    application = Application.objects.select_related("agency").get(pk=application.pk)
    return [
        *_clock(application),
        *_duties(application),
        *_records(application),
        *_letters(application),
        *_state(application),
    ]


def _clock(application: Application) -> list[str]:
    entries = entries_of(application)
    if application.received_on is None:
        return ["a clock without a receipt"] if entries else []
    events = application.events.order_by("-id").first()
    today = events.at.date() if events else application.received_on
    reckoning = reckon(entries, calendar_of_case(application, today))
    found = []
    if reckoning.best != application.due_on:
        found.append(f"due_on {application.due_on}, the ledger gives {reckoning.best}")
    if reckoning.state.value != application.clock_state:
        found.append(f"clock_state {application.clock_state}, the ledger gives {reckoning.state}")
    if (reckoning.state.value == "stopped") is not (application.closed_on is not None):
        found.append("closed and not stopped, or stopped and not closed")
    return found


def _duties(application: Application) -> list[str]:
    duties = Duty.objects.filter(subject_kind="application", subject_key=str(application.pk))
    found = []
    reply = duties.filter(kind=duty_kinds.REPLY).first()
    owed = application.closed_on is None and application.due_on is not None
    if owed and (reply is None or not reply.is_open or reply.due_on != application.due_on):
        found.append(f"a reply is owed until {application.due_on}, the duty says {reply}")
    if not owed and reply is not None and reply.is_open:
        found.append("the duty to reply is open while none is owed")
    if application.state in (S.SERVED, S.ARCHIVED):
        left = duties.filter(closed_at__isnull=True, kind__in=duty_kinds.HANDLING_KINDS)
        left = left.exclude(kind=duty_kinds.SERVE).exclude(kind=duty_kinds.NEW_REPLY)
        found.extend(f"{one.kind} is still open" for one in left)
    if application.state == S.UNCONFIRMED:
        confirm = duties.filter(kind=duty_kinds.CONFIRM, closed_at__isnull=True)
        if not confirm.exists():
            found.append("nobody owes the confirmation")
    if application.state == S.REPLIED:
        serve = duties.filter(kind=duty_kinds.SERVE, slot="", closed_at__isnull=True)
        if not serve.exists():
            found.append("nobody owes the service")
    return found


def _records(application: Application) -> list[str]:
    told = Counter(f"request.{act}" for act in application.events.values_list("act", flat=True))
    recorded = Counter(
        Act.objects.filter(
            subject_kind="application", subject_key=str(application.pk), verb__startswith="request."
        )
        .exclude(verb__in=["request.rate", "request.download"])
        .values_list("verb", flat=True)
    )
    found = (
        [f"events and record differ: {told - recorded} {recorded - told}"]
        if told != recorded
        else []
    )
    last = application.events.order_by("-id").first()
    if last is None or last.target != application.state:
        found.append("the story does not end in the state of the case")
    tallies = application.tallies.values_list("what", "sign")
    received = sum(sign for what, sign in tallies if what == Counted.RECEIVED)
    closed = sum(sign for what, sign in tallies if what == Counted.CLOSED)
    if received != int(application.received_on is not None or application.closed_on is not None):
        found.append(f"counted as received {received} times")
    if closed != int(application.closed_on is not None):
        found.append(f"counted as closed {closed} times")
    return found + _year_ends(application)


def _year_ends(application: Application) -> list[str]:
    """What is kept of the ends of years at which it stood open follows from its days."""
    began, ended = application.received_on or application.closed_on, application.closed_on
    right = []
    if began is not None:
        last = STILL_OPEN if ended is None else ended.year - 1
        right = [(began.year, last)] if last >= began.year else []
    holding = application.open_spells.filter(known_until=UNTIL_FURTHER)
    kept = list(holding.values_list("first_year", "last_year"))
    return [] if kept == right else [f"open at the ends of {kept}, its days say {right}"]


def _letters(application: Application) -> list[str]:
    mine = Letter.objects.filter(subject_kind="application", subject_key=str(application.pk))
    found = [
        f"letter {letter.pk} is {letter.state}"
        for letter in mine
        if letter.state not in (LetterState.ISSUED, LetterState.VOIDED)
    ]
    linked = set(application.letter_links.values_list("letter", flat=True))
    found.extend(f"letter {letter.pk} is not linked" for letter in mine if letter.pk not in linked)
    return found


def _state(application: Application) -> list[str]:
    found = []
    on = [
        act
        for act in acts_in(application.state)
        if act.target not in (None, application.state) and may(application, act.code)
    ]
    if not on:
        found.append(f"no way on from {application.state}")
    if (application.state == S.UNCONFIRMED) is not (
        application.received_on is None and application.closed_on is None
    ):
        found.append("unconfirmed and received, or neither")
    decided = application.replies.filter(decided_on__isnull=False)
    if application.state in LETTERLESS and not decided.exists():
        found.append("ended without a reply")
    if application.closed_on is not None and not application.reply_kind:
        found.append("closed without a kind")
    waiting = WAITING.get(S(application.state))
    if waiting == "supplements":
        rows = application.supplements.filter(answered_on__isnull=True, lapsed_on__isnull=True)
        if rows.count() != 1:
            found.append("waiting for no supplement")
    if waiting == "fees":
        rows = application.fees.filter(
            paid_on__isnull=True, waived_on__isnull=True, lapsed_on__isnull=True
        )
        if rows.count() != 1:
            found.append("waiting for no payment")
    return found
