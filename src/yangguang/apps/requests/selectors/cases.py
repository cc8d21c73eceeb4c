"""One application whole, as its page shows it."""

from __future__ import annotations

from dataclasses import dataclass, field

from yangguang.apps.duties.models import Duty
from yangguang.apps.requests.duty_kinds import NEW_REPLY
from yangguang.apps.requests.models import (
    Application,
    Assignment,
    Attachment,
    Call,
    ClockEntry,
    Consultation,
    Event,
    Fee,
    FollowUp,
    LetterLink,
    Opinion,
    Remedy,
    Reply,
    Service,
    Supplement,
)
from yangguang.apps.requests.selectors.clock import as_entry, ledger_of, standing
from yangguang.apps.requests.selectors.readings import readings_of_case, told_apart
from yangguang.apps.requests.selectors.volume import Volume, volume_of
from yangguang.law.calendar import CalendarUnknown, WorkCalendar
from yangguang.law.clock import ClockError, Reckoning, reckon
from yangguang.law.readings import Reading, Readings
from yangguang.law.regimes import NoRegime
from yangguang.text.similarity import similarity

ALIKE = 0.5
RELATED_LOOKED_AT = 200


@dataclass(frozen=True, slots=True)
class Earlier:
    """An earlier application of the same applicant; ``alike`` says how much of the text is shared."""

    application: Application
    alike: float

    @property
    def same(self) -> bool:
        """Whether it asks for much the same."""
        return self.alike >= ALIKE


@dataclass(slots=True)
class Case:
    """Everything about one application. ``clock_problem`` says why the clock cannot be reckoned."""

    application: Application
    reckoning: Reckoning | None
    clock_problem: str
    ledger: list[ClockEntry]
    events: list[Event]
    duties: list[Duty]
    volume: Volume
    earlier: list[Earlier] = field(default_factory=list)
    consultations: list[Consultation] = field(default_factory=list)
    supplements: list[Supplement] = field(default_factory=list)
    assignments: list[Assignment] = field(default_factory=list)
    opinions: list[Opinion] = field(default_factory=list)
    replies: list[Reply] = field(default_factory=list)
    letters: list[LetterLink] = field(default_factory=list)
    services: list[Service] = field(default_factory=list)
    fees: list[Fee] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)
    remedies: list[Remedy] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)
    follow_ups: list[FollowUp] = field(default_factory=list)
    readings: list[tuple[Reading, str]] = field(default_factory=list)
    """The open questions of the law that its clock answers otherwise than by default."""

    @property
    def new_reply(self) -> Duty | None:
        """The open duty to answer anew, once a reply was set aside."""
        return next((one for one in self.duties if one.kind == NEW_REPLY), None)

    @property
    def objections_waiting(self) -> list[FollowUp]:
        """Objections to a fee that nobody has answered yet."""
        return [
            one
            for one in self.follow_ups
            if one.kind == FollowUp.Kind.FEE_OBJECTION and one.answered_at is None
        ]


def case_of(application: Application, calendar: WorkCalendar) -> Case:
    """The case with its clock reckoned anew from the ledger."""
    ledger = ledger_of(application)
    readings = readings_of_case(application)
    reckoning, problem = _reckoned(ledger, calendar, readings)
    return Case(
        application,
        reckoning,
        problem,
        ledger,
        list(application.events.select_related("letter").order_by("-id")),
        list(
            Duty.objects.filter(
                subject_kind="application", subject_key=str(application.pk), closed_at__isnull=True
            )
            .select_related("person")
            .order_by("due_on", "id")
        ),
        volume_of(application),
        earlier_of(application),
        list(application.consultations.select_related("letter").order_by("id")),
        list(application.supplements.select_related("letter").order_by("id")),
        list(application.assignments.select_related("handler").order_by("id")),
        list(application.opinions.order_by("id")),
        list(application.replies.select_related("letter").order_by("id")),
        list(application.letter_links.select_related("letter").order_by("id")),
        list(
            Service.objects.filter(application=application).select_related("letter").order_by("id")
        ),
        list(application.fees.select_related("letter").order_by("id")),
        list(application.calls.order_by("-at")),
        list(application.remedies.select_related("after").order_by("id")),
        list(application.attachments.order_by("id")),
        list(application.follow_ups.order_by("id")),
        told_apart(readings),
    )


def earlier_of(application: Application) -> list[Earlier]:
    """What the same applicant asked of the same body before, most alike first."""
    mine = bytes(application.signature)
    rows = (
        Application.objects.filter(
            applicant_digest=application.applicant_digest,
            agency_id=application.agency_id,
            pk__lt=application.pk,
        )
        .select_related("agency")
        .order_by("-pk")[:RELATED_LOOKED_AT]
    )
    found = [Earlier(row, similarity(mine, bytes(row.signature))) for row in rows]
    found.sort(key=lambda one: (-one.alike, -one.application.pk))
    return found[:10]


def _reckoned(
    ledger: list[ClockEntry], calendar: WorkCalendar, readings: Readings
) -> tuple[Reckoning | None, str]:
    entries = [as_entry(row) for row in standing(ledger)]
    if not entries:
        return None, ""
    try:
        return reckon(entries, calendar, readings=readings), ""
    except (ClockError, NoRegime, CalendarUnknown) as problem:
        return None, str(problem)
