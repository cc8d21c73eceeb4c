"""One application as its applicant may see it: the public story, the clock, what can be taken home.

Nothing internal passes here: only sentences written for the applicant, letters that have left the
office and are theirs, and files that were released. Who applied shows as a mask, for whoever
holds number and code may have found them on a printed receipt.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from yangguang.apps.agencies.models import Agency
from yangguang.apps.duties.calendars import calendar_of
from yangguang.apps.duties.models import Duty
from yangguang.apps.letters.models import Letter, LetterState
from yangguang.apps.requests.duty_kinds import NEW_REPLY
from yangguang.apps.requests.models import (
    Application,
    ApplicationState,
    Attachment,
    Event,
    Fee,
    FollowUp,
    LetterLink,
    RequestSetting,
    Supplement,
)
from yangguang.apps.requests.selectors.clock import entries_of
from yangguang.apps.requests.selectors.readings import readings_of_case
from yangguang.apps.requests.selectors.receipts import standing_receipt
from yangguang.apps.requests.workflow import BEFORE_REPLY, may
from yangguang.law.calendar import CalendarUnknown
from yangguang.law.clock import ClockError, Reckoning, reckon
from yangguang.law.regimes import NoRegime
from yangguang.law.replies import Group, ReplyKind, reply_kind

_STATES = {
    ApplicationState.UNCONFIRMED: "已提交，等待受理机关与您确认",
    ApplicationState.REGISTERED: "已收到，正在审核",
    ApplicationState.SUPPLEMENT: "需要您补正",
    ApplicationState.HANDLING: "正在办理",
    ApplicationState.PAYMENT: "等待您缴费",
    ApplicationState.REVIEW: "正在办理",
    ApplicationState.SIGNING: "正在办理",
    ApplicationState.REPLIED: "已作出答复，正在送达",
    ApplicationState.SERVED: "已答复",
    ApplicationState.ARCHIVED: "已答复",
}
_OWN = (
    Attachment.Purpose.IDENTITY,
    Attachment.Purpose.SUPPORT,
    Attachment.Purpose.SUPPLEMENT,
)
_GIVEN = (Group.DISCLOSED, Group.PARTLY)


@dataclass(slots=True)
class Followed:
    """Everything that the applicant's page shows and lets be done."""

    application: Application
    standing: str
    events: list[Event]
    reckoning: Reckoning | None
    letters: list[LetterLink]
    released: list[Attachment]
    handed_in: list[Attachment]
    supplement: Supplement | None
    fee: Fee | None
    objections: list[FollowUp]
    rating: FollowUp | None
    siblings: list[Application] = field(default_factory=list)
    result: str = ""
    anew: bool = False
    """The reply was set aside or taken up again: another one is being made."""
    new_due: date | None = None
    remedy: str = ""
    """How the reply that stands can be contested, as its letter says."""
    may_withdraw: bool = False
    may_object: bool = False
    may_rate: bool = False
    may_suggest: bool = False
    may_receipt: bool = False
    costs: list[Fee] = field(default_factory=list)
    """Cost charges of the regulation of 2007."""

    @property
    def due(self) -> date | None:
        """The last day for the reply as it stands; None while it waits, and before confirmation."""
        return self.reckoning.best if self.reckoning else None


def followed(application: Application) -> Followed:
    """The application as its applicant sees it now."""
    fee = application.fees.exclude(basis=Fee.Basis.COST).order_by("-id").first()
    waiting = (
        application.supplements.filter(answered_on__isnull=True, lapsed_on__isnull=True)
        .order_by("-id")
        .first()
    )
    follow_ups = list(application.follow_ups.order_by("id"))
    objections = [one for one in follow_ups if one.kind == FollowUp.Kind.FEE_OBJECTION]
    rating = next((one for one in follow_ups if one.kind == FollowUp.Kind.SATISFACTION), None)
    kind = reply_kind(application.reply_kind) if application.reply_kind else None
    closed = application.closed_on is not None
    anew = closed and application.state in BEFORE_REPLY
    return Followed(
        application,
        "正在重新办理" if anew else _STATES[ApplicationState(application.state)],
        list(application.events.exclude(public="").order_by("id")),
        _reckoned(application),
        public_letters(application),
        released_files(application),
        list(application.attachments.filter(purpose__in=_OWN).order_by("id")),
        waiting if application.state == ApplicationState.SUPPLEMENT else None,
        fee,
        objections,
        rating,
        siblings_of(application),
        result=_result(kind) if kind and closed else "",
        anew=anew,
        new_due=_new_due(application) if anew else None,
        remedy=_remedy(application) if closed else "",
        may_withdraw=bool(may(application, "withdraw")),
        may_object=(
            fee is not None
            and fee.waived_on is None
            and not any(one.answered_at is None for one in objections)
        ),
        may_rate=closed,
        may_suggest=kind is not None and closed and kind.group in _GIVEN,
        costs=list(application.fees.filter(basis=Fee.Basis.COST).order_by("id")),
        may_receipt=bool(may(application, "give-receipt"))
        and standing_receipt(application) is None,
    )


def confirms_automatically(agency: Agency) -> bool:
    """Whether the body confirms online applications by machine, which its guide has to declare.

    依据：《条例》第三十一条第（三）项；国办公开办函〔2017〕19号（渠道和方式须在公开指南中列明）。
    """
    return RequestSetting.objects.filter(
        agency=agency, takes_online=True, confirms_automatically=True
    ).exists()


def public_letters(application: Application) -> list[LetterLink]:
    """Letters that have left the office and that the applicant may take home."""
    return list(
        application.letter_links.filter(public=True, letter__state=LetterState.ISSUED)
        .select_related("letter", "letter__corrects")
        .prefetch_related("letter__corrections")
        .order_by("id")
    )


def public_letter(application: Application, key: int) -> Letter | None:
    """One of them by its key; None for any other letter, whosesoever it is."""
    return next(
        (link.letter for link in public_letters(application) if link.letter_id == key), None
    )


def released_files(application: Application) -> list[Attachment]:
    """The information itself, once a reply was signed."""
    if not application.replies.filter(decided_on__isnull=False).exists():
        return []
    return list(
        application.attachments.filter(
            purpose=Attachment.Purpose.RELEASE, released=True, file__isnull=False
        )
        .select_related("file")
        .order_by("id")
    )


def released_file(application: Application, key: int) -> Attachment | None:
    """One of them by its key; None for any other file."""
    return next((one for one in released_files(application) if one.pk == key), None)


def siblings_of(application: Application) -> list[Application]:
    """The other applications that the same query code opens: parts of one submission."""
    if not application.query_code_hash:
        return []
    return list(
        Application.objects.filter(query_code_hash=application.query_code_hash)
        .exclude(pk=application.pk)
        .select_related("agency")
        .order_by("id")
    )


def _result(kind: ReplyKind) -> str:
    """The result in the applicant's words: the row of the yearly form it falls into is the office's."""
    label = kind.label.removeprefix("其他处理：")
    return "其他处理" if label == "其他" else label


def _new_due(application: Application) -> date | None:
    return (
        Duty.objects.filter(
            subject_kind="application",
            subject_key=str(application.pk),
            kind=NEW_REPLY,
            closed_at__isnull=True,
        )
        .values_list("due_on", flat=True)
        .first()
    )


def _remedy(application: Application) -> str:
    standing = (
        application.replies.filter(decided_on__isnull=False, superseded_on__isnull=True)
        .order_by("-id")
        .first()
    )
    return standing.remedy_text if standing else ""


def _reckoned(application: Application) -> Reckoning | None:
    if application.received_on is None:
        return None
    try:
        calendar = calendar_of(application.agency, on=application.arrived_on)
        return reckon(entries_of(application), calendar, readings=readings_of_case(application))
    except (ClockError, NoRegime, CalendarUnknown):
        # The desk shows what is wrong with the ledger; the applicant is told the stored day.
        return None
