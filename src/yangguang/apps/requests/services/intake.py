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
from yangguang.apps.duties.services import discharge_duty, open_duty
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
from yangguang.apps.requests.services.applicants import seal_applicant
from yangguang.apps.requests.services.clock import add_entry
from yangguang.apps.requests.services.duties import due_after, find_duty
from yangguang.apps.requests.services.numbering import next_serial, number_of
from yangguang.apps.requests.services.steps import Step, step, subject_of, write_event
from yangguang.apps.requests.workflow import impossible
from yangguang.apps.vault.services import keyed_digest
from yangguang.law.citation import cite
from yangguang.law.clock import EntryKind
from yangguang.law.receipt import Channel, ConfirmationNeeded, receipt
from yangguang.law.regimes import NoRegime, regime_of
from yangguang.text.document import Document, Paragraph
from yangguang.text.secrecy import secrecy_mark
from yangguang.text.similarity import bands, signature

QUERY_CODE = "request.query-code"
_ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
CODE_LENGTH = 13
"""31 letters, 13 places: 64 bits."""
TITLE_LENGTH = 40
BANDS = 12
SUPPLEMENT_NOTICE_DAYS = 7


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
            _open_confirmation(application, by=by, at=at)
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
                _open_confirmation(application, by=by, at=at)
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
    with step("attach", application, by=by, at=at) as doing:
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
        doing.note = doing.require_text(how, "确认方式")
        _start_clock(doing, confirmed_on=confirmed_on)
        duty = find_duty(CONFIRM, doing.application)
        if duty is not None and duty.is_open:
            discharge_duty(duty=duty, on=confirmed_on, by=by, at=at)
        doing.sentence = f"与申请人确认收到：{doing.note}"
    return application


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
    sketch = signature(wanted)
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
        signature=sketch,
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
    WantedBand.objects.bulk_create(
        [
            WantedBand(application=application, band=band_number(one))
            for one in bands(sketch)[:BANDS]
        ]
    )
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
    try:
        came = receipt(application.arrived_on, Channel(application.channel), confirmed=confirmed_on)
    except ConfirmationNeeded as problem:
        raise impossible("《条例》第三十一条", str(problem)) from problem
    application.confirmed_on = confirmed_on
    application.received_on = came.day
    application.save(update_fields=["confirmed_on", "received_on"])
    reckoning = add_entry(doing, EntryKind.START, day=came.day, citation=came.citation.short)
    _open_supplement_limit(doing, came.day)
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


def _open_supplement_limit(doing: Step, received: date) -> None:
    """The limit for asking for supplements, a duty of its own. 依据：《条例》（2019年）第三十条。"""
    if regime_of(received).value != "2019":
        return
    application = doing.application
    calendar = calendar_of(application.agency, on=received)
    open_duty(
        kind=SUPPLEMENT_NOTICE,
        agency=application.agency,
        subject=subject_of(application),
        title=f"{application.number} 是否需要补正",
        opened_on=received,
        due_on=due_after(calendar, received, SUPPLEMENT_NOTICE_DAYS),
        person=application.handler,
        by=doing.by,
        at=doing.at,
    )


def _open_confirmation(application: Application, *, by: Actor, at: datetime) -> None:
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


def _checked_wanted(wanted: str, *, secret: bool) -> str:
    text = wanted.strip()
    if secret:
        return ""
    if not text:
        raise impossible(
            cite("regulation-2019/29").short,
            "请描述所需的政府信息：名称、文号或者便于查询的其他特征。",
        )
    mark = secrecy_mark(Document(tuple(Paragraph(line) for line in text.split("\n")), "text/plain"))
    if mark:
        raise impossible(
            "非涉密系统",
            f"内容带有“{mark}”标志，本系统不得存储、处理涉密信息。"
            "请线下办理，并以“涉密线索”登记，不填写内容。",
        )
    return text


def _title(wish: Wish, wanted: str, *, secret: bool) -> str:
    if secret:
        return "（涉密线索，内容不在本系统登记）"
    chosen = " ".join((wish.title or wanted).split())
    return chosen if len(chosen) <= TITLE_LENGTH else chosen[: TITLE_LENGTH - 1] + "…"


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
