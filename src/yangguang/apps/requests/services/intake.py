"""Registering what came: by a citizen online, or by a clerk for every other channel.

依据：《条例》第二十九条（申请应当包括的内容、口头申请代为填写）、第三十一条（收到申请的时间）。
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from yangguang.apps.agencies.models import Agency, User
from yangguang.apps.audit.actors import Actor
from yangguang.apps.duties.calendars import calendar_of
from yangguang.apps.duties.services import open_duty
from yangguang.apps.requests.duty_kinds import CONFIRM, SUPPLEMENT_NOTICE
from yangguang.apps.requests.models import (
    Application,
    ApplicationState,
    DeliveryWay,
    Form,
    RequestSetting,
    WantedBand,
)
from yangguang.apps.requests.persons import Person
from yangguang.apps.requests.selectors.clock import calendar_of_case
from yangguang.apps.requests.services.applicants import seal_applicant
from yangguang.apps.requests.services.clock import add_entry, restart_from
from yangguang.apps.requests.services.duties import done, find_duty, limit_of, owe
from yangguang.apps.requests.services.numbering import next_serial, number_of
from yangguang.apps.requests.services.pieces import index_title
from yangguang.apps.requests.services.steps import (
    Step,
    step,
    subject_of,
    unclassified,
    write_event,
)
from yangguang.apps.requests.workflow import impossible
from yangguang.apps.vault.services import keyed_digest
from yangguang.law.citation import Citation, cite
from yangguang.law.clock import EntryKind
from yangguang.law.handling import supplement_notice_due
from yangguang.law.receipt import Channel, ConfirmationNeeded, receipt
from yangguang.law.regimes import NoRegime, Regime, regime_of
from yangguang.text.similarity import bands, signature

QUERY_CODE = "request.query-code"
_ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
CODE_LENGTH = 13
"""31 letters, 13 places: 64 bits."""
TITLE_LENGTH = 40
BANDS = 12
CLASSIFIED_TITLE = "（涉密线索，内容不在本系统登记）"


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked for, as Art. 29 allows it to be asked: content, form and way. Never a purpose."""

    wanted: str
    form: Form = Form.ELECTRONIC
    delivery: DeliveryWay = DeliveryWay.ONLINE
    title: str = ""


@dataclass(frozen=True, slots=True)
class Submitted:
    """An online application as registered; ``query_code`` is shown once and kept only as a digest.

    ``again`` is True where the same form had been sent before: then there is no code to show.
    """

    application: Application
    query_code: str
    again: bool = False


def register_application(
    *,
    agency: Agency,
    channel: Channel,
    arrived_on: date,
    person: Person,
    wish: Wish,
    by: Actor,
    at: datetime,
    confirmed_on: date | None = None,
    user: User | None = None,
    secret: bool = False,
    split_from: Application | None = None,
) -> Application:
    """Enter an application that a clerk has in hand; it is confirmed at once where it can be.

    ``secret`` marks a register line without text, for what may concern a state secret. Raises
    NotPossible with the article where something required is missing.
    """
    today = timezone.localdate(at)
    if arrived_on > today:
        raise impossible("日期有误", f"到达日期{arrived_on.isoformat()}在今天之后，请核对。")
    if confirmed_on is not None and confirmed_on > today:
        raise impossible("日期有误", f"确认日期{confirmed_on.isoformat()}在今天之后，请核对。")
    with transaction.atomic():
        application = _enter(
            agency=agency,
            channel=channel,
            arrived_on=arrived_on,
            person=person,
            wish=wish,
            by=by,
            at=at,
            user=user,
            secret=secret,
            split_from=split_from,
        )
        if channel.needs_confirmation and confirmed_on is None:
            open_confirmation(application, by=by, at=at)
        else:
            _receive(application, confirmed_on=confirmed_on, by=by, at=at)
    return application


def submit_application(
    *,
    agency: Agency,
    person: Person,
    wish: Wish,
    submission_key: str,
    by: Actor,
    at: datetime,
    query_code: str = "",
    split_from: Application | None = None,
) -> Submitted:
    """Take an online application. The same ``submission_key`` twice makes one application.

    It counts from the day on which both sides confirm (Art. 31): a duty to confirm opens, unless
    the body's guide declares that arrival is confirmed automatically. ``query_code`` is one made
    before by `new_query_code`, so that a receipt can be shown again after a broken connection;
    ``split_from`` is the first of several parts that the applicant agreed to make of one.
    """
    code = query_code or new_query_code()
    try:
        with transaction.atomic():
            earlier = Application.objects.filter(submission_key=submission_key).first()
            if earlier is not None:
                return Submitted(earlier, "", again=True)
            application = _enter(
                agency=agency,
                channel=Channel.ONLINE,
                arrived_on=timezone.localdate(at),
                person=person,
                wish=wish,
                by=by,
                at=at,
                submission_key=submission_key,
                query_code=code,
                split_from=split_from,
            )
            setting = RequestSetting.objects.filter(agency=agency).first()
            if setting is not None and setting.confirms_automatically:
                _receive(application, confirmed_on=application.arrived_on, by=by, at=at)
            else:
                open_confirmation(application, by=by, at=at)
    except IntegrityError:
        # The same form was sent twice at once, and the other one has been registered meanwhile.
        earlier = Application.objects.filter(submission_key=submission_key).first()
        if earlier is None:
            raise
        return Submitted(earlier, "", again=True)
    return Submitted(application, code)


def give_query_code(*, application: Application, by: Actor, at: datetime) -> str:
    """A new query code for the receipt of a paper application; an older one stops working."""
    code = new_query_code()
    with step("give-code", application, by=by, at=at) as doing:
        doing.application.query_code_hash = digest_of_code(code)
        doing.application.query_failures = 0
        doing.application.query_locked_until = None
        doing.say("交给申请人新的查询码")
    return code


def confirm_receipt(
    *,
    application: Application,
    confirmed_on: date,
    how: str,
    by: Actor,
    at: datetime,
    version: int | None = None,
) -> Application:
    """Record the day on which body and applicant confirmed: from then on the period runs.

    ``how`` says by which call, message or visit. Raises NotPossible for a day before the arrival.
    """
    with step("confirm", application, by=by, at=at, version=version) as doing:
        doing.require_day(confirmed_on, earliest=doing.application.arrived_on, what="确认日期")
        note = doing.require_text(how, "确认方式")
        _start_clock(doing, confirmed_on=confirmed_on)
        done(doing, CONFIRM, on=confirmed_on)
        doing.note = note
    return application


def correct_receipt(
    *,
    application: Application,
    arrived_on: date,
    reason: str,
    by: Actor,
    at: datetime,
    confirmed_on: date | None = None,
    version: int | None = None,
) -> Application:
    """Put a wrongly entered day of arrival or confirmation right; the clock is reckoned anew.

    The register number stays. Raises NotPossible where an event on the clock is older than the
    right day, and where another regulation would govern the case.
    """
    with step("correct-receipt", application, by=by, at=at, version=version) as doing:
        current = doing.application
        why = doing.require_text(reason, "更正的理由和依据（信封、邮戳、确认记录）")
        doing.require_day(arrived_on, what="到达日期")
        if confirmed_on is not None:
            doing.require_day(confirmed_on, earliest=arrived_on, what="确认日期")
        came = _receipt_of(Channel(current.channel), arrived_on, confirmed_on)
        before = current.received_on
        if before is None or regime_of(before) is not regime_of(came.day):
            raise impossible(
                came.citation.short,
                "更正后适用的条例不同，不能在本件上更正，请撤销登记后重新登记。",
            )
        current.arrived_on, current.confirmed_on = arrived_on, came.confirmed
        current.received_on = came.day
        current.save(update_fields=["arrived_on", "confirmed_on", "received_on"])
        due = restart_from(doing, came.day, reason=why, citation=came.citation.short).best
        notice = find_duty(SUPPLEMENT_NOTICE, current)
        if notice is not None and notice.is_open:
            open_supplement_limit(doing, came.day)
        doing.basis = came.citation.short
        doing.before = {"received_on": before.isoformat()}
        doing.after = {"received_on": came.day, "due_on": due}
        doing.say(
            f"收到申请之日由{before.isoformat()}更正为{came.day.isoformat()}",
            public=f"收到您申请的日期更正为{came.day.isoformat()}，"
            f"答复期限至{due.isoformat() if due else '另行计算'}。",
            note=why,
        )
    return application


@dataclass(frozen=True, slots=True)
class _Came:
    """The legal day of receipt; ``confirmed`` is None for a channel that needs no confirmation."""

    day: date
    confirmed: date | None
    citation: Citation
    sentence: str


def _receipt_of(channel: Channel, arrived_on: date, confirmed_on: date | None) -> _Came:
    try:
        came = receipt(arrived_on, channel, confirmed=confirmed_on)
    except ConfirmationNeeded as problem:
        raise impossible("《条例》第三十一条", str(problem)) from problem
    confirmed = confirmed_on if channel.needs_confirmation else None
    return _Came(came.day, confirmed, came.citation, came.sentence)


def _enter(
    *,
    agency: Agency,
    channel: Channel,
    arrived_on: date,
    person: Person,
    wish: Wish,
    by: Actor,
    at: datetime,
    user: User | None = None,
    secret: bool = False,
    split_from: Application | None = None,
    submission_key: str | None = None,
    query_code: str = "",
) -> Application:
    try:
        regime_of(arrived_on)
    except NoRegime as problem:
        raise impossible("《条例》", str(problem)) from problem
    wanted = _checked_wanted(wish.wanted, secret=secret)
    applicant = seal_applicant(person=person, by=by, at=at)
    year = arrived_on.year
    serial = next_serial(agency=agency, year=year)
    application = Application(
        agency=agency,
        year=year,
        serial=serial,
        number=number_of(agency, year, serial),
        channel=channel.value,
        arrived_on=arrived_on,
        submitted_at=at,
        applicant=applicant,
        applicant_kind=applicant.kind,
        applicant_digest=applicant.digest,
        mask=applicant.mask,
        title=_title(wish, wanted, secret=secret),
        wanted=wanted,
        form=wish.form,
        delivery=wish.delivery,
        state=ApplicationState.UNCONFIRMED,
        secret=secret,
        split_from=split_from,
        submission_key=submission_key,
        query_code_hash=digest_of_code(query_code) if query_code else "",
        registered_by=user,
        recorded_at=at,
    )
    application.save(force_insert=True)
    fingerprint(application)
    application.save(update_fields=["signature"])
    doing = Step(application, "register", by, at, arrived_on)
    doing.say(
        f"收到{channel.label}申请，登记号{application.number}",
        public=f"我机关收到您提交的申请，登记号为{application.number}。",
    )
    write_event(doing, source="", target=application.state)
    return application


def _receive(
    application: Application, *, confirmed_on: date | None, by: Actor, at: datetime
) -> None:
    with step("confirm", application, by=by, at=at) as doing:
        _start_clock(doing, confirmed_on=confirmed_on)


def _start_clock(doing: Step, *, confirmed_on: date | None) -> None:
    """The legal day of receipt, the first entry of the ledger and the duties that begin with it."""
    application = doing.application
    came = _receipt_of(Channel(application.channel), application.arrived_on, confirmed_on)
    application.confirmed_on = came.confirmed
    application.received_on = came.day
    application.save(update_fields=["confirmed_on", "received_on"])
    reckoning = add_entry(doing, EntryKind.START, day=came.day, citation=came.citation.short)
    open_supplement_limit(doing, came.day)
    due = reckoning.best
    forecast = "（预计）" if reckoning.due is None else ""
    doing.day = came.day
    doing.basis = came.citation.short
    doing.after = {"received_on": came.day, "due_on": due}
    doing.say(
        came.sentence,
        public=(
            f"确认{came.day.isoformat()}为收到申请之日，"
            f"答复期限至{due.isoformat() if due else '另行计算'}{forecast}。"
        ),
    )


def open_supplement_limit(doing: Step, received: date) -> None:
    """The limit for asking for supplements, a duty of its own. 依据：《条例》（2019年）第三十条。"""
    application = doing.application
    if regime_of(received) is not Regime.R2019 or application.secret:
        return
    limit = limit_of(supplement_notice_due(received, calendar_of_case(application, doing.today)))
    owe(
        doing,
        SUPPLEMENT_NOTICE,
        title="是否需要补正",
        opened_on=received,
        due_on=limit.day,
        provisional=limit.provisional,
    )


def open_confirmation(application: Application, *, by: Actor, at: datetime) -> None:
    """今日确认: the duty to confirm on the day of arrival, or the next working day."""
    calendar = calendar_of(application.agency, on=application.arrived_on).provisional()
    open_duty(
        kind=CONFIRM,
        agency=application.agency,
        subject=subject_of(application),
        title=f"{application.number} 今日与申请人确认收到",
        opened_on=application.arrived_on,
        due_on=calendar.next_working(application.arrived_on),
        basis=cite("regulation-2019/31").short,
        by=by,
        at=at,
    )


def fingerprint(application: Application) -> None:
    """Sketch what is wanted and enter the pieces by which similar applications are found.

    An empty description leaves neither. The caller saves ``signature``.
    """
    sketch = signature(application.wanted)
    application.signature = sketch
    index_title(application)
    WantedBand.objects.filter(application=application).delete()
    WantedBand.objects.bulk_create(
        [
            WantedBand(application=application, band=band_number(one))
            for one in bands(sketch)[:BANDS]
        ]
    )


def _checked_wanted(wanted: str, *, secret: bool) -> str:
    text = wanted.strip()
    if secret:
        return ""
    if not text:
        raise impossible(
            cite("regulation-2019/29").short,
            "请描述所需的政府信息：名称、文号或者便于查询的其他特征。",
        )
    return unclassified(text)


def _title(wish: Wish, wanted: str, *, secret: bool) -> str:
    if secret:
        return CLASSIFIED_TITLE
    return short_title(unclassified(wish.title.strip()) or wanted)


def short_title(text: str) -> str:
    """The text on one line, cut to what a list shows."""
    line = " ".join(text.split())
    return line if len(line) <= TITLE_LENGTH else line[: TITLE_LENGTH - 1] + "…"


def new_query_code() -> str:
    """``XXXX-XXXX-XXXXX``, 64 bits, without letters that are taken for one another."""
    letters = "".join(secrets.choice(_ALPHABET) for _ in range(CODE_LENGTH))
    return f"{letters[:4]}-{letters[4:8]}-{letters[8:]}"


def digest_of_code(code: str) -> str:
    """How a query code is kept: spaces, dashes and case do not matter."""
    plain = "".join(letter for letter in code.upper() if letter.isalnum())
    return keyed_digest(plain, purpose=QUERY_CODE)


def band_number(band: bytes) -> int:
    """The band as a signed 64-bit number, as both databases index it."""
    return int.from_bytes(hashlib.blake2b(band, digest_size=8).digest(), "big", signed=True)
