"""Registering what came: by a citizen online, or by a clerk for every other channel.

依据：《条例》第二十九条（申请应当包括的内容、口头申请代为填写）、第三十一条（收到申请的时间）。
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from yangguang.apps.agencies.models import Agency, User
from yangguang.apps.audit.actors import Actor
from yangguang.apps.requests.models import (
    Application,
    ApplicationState,
    DeliveryWay,
    Form,
    RequestSetting,
)
from yangguang.apps.requests.persons import Person
from yangguang.apps.requests.services.acknowledging import acknowledge
from yangguang.apps.requests.services.applicants import seal_applicant
from yangguang.apps.requests.services.codes import digest_of_code, new_query_code
from yangguang.apps.requests.services.fingerprints import fingerprint
from yangguang.apps.requests.services.numbering import next_serial, number_of
from yangguang.apps.requests.services.receiving import open_confirmation, receive
from yangguang.apps.requests.services.steps import Step, unclassified, write_event
from yangguang.apps.requests.workflow import impossible
from yangguang.law.citation import cite
from yangguang.law.receipt import Channel
from yangguang.law.regimes import NoRegime, regime_of

TITLE_LENGTH = 40
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
            receive(application, confirmed_on=confirmed_on, by=by, at=at)
        if application.applicant.email_agreed:
            acknowledge(application=application, at=at)
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
                receive(application, confirmed_on=application.arrived_on, by=by, at=at)
            else:
                open_confirmation(application, by=by, at=at)
    except IntegrityError:
        # The same form was sent twice at once, and the other one has been registered meanwhile.
        earlier = Application.objects.filter(submission_key=submission_key).first()
        if earlier is None:
            raise
        return Submitted(earlier, "", again=True)
    return Submitted(application, code)


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
