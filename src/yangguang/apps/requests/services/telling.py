"""Telling applicants by e-mail how their case goes on, where they agreed to it.

Each mail is a row of the outbox, written in the transaction of the act itself: no act without its
mail and no mail without its act, and what a mail server missed for a week goes out when it is back.
What may be said stands in ``data/progress_mails.toml``.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from django.utils import timezone

from yangguang.apps.audit.services import Subject
from yangguang.apps.notices.models import Channel, Notice
from yangguang.apps.notices.neutral import NotNeutral
from yangguang.apps.notices.services import post_notice
from yangguang.apps.requests.contacts import contact_of, follow_page
from yangguang.apps.requests.models import Application, DeliveryWay
from yangguang.law.clock import spoken
from yangguang.law.delivery import Way

if TYPE_CHECKING:
    from yangguang.apps.requests.services.steps import Step

PROGRESS = "request.progress"
OPENING = "您好：您提出的政府信息公开申请（{number}）有新的情况。"
CLOSING = (
    "查询办理进度，请打开下面的页面，输入登记号和查询码。为保护您的个人信息，本邮件不写申请人和"
    "申请内容，也不含查询码；查询码遗失的，请持身份证明向受理机关申请补发。"
)
_SILENT_WAYS = frozenset({Way.HANDED.value})
"""Who has just signed for the reply at the counter need not be told of it."""


@dataclass(frozen=True, slots=True)
class Mail:
    """One template: words in braces are filled in, nothing else of the case is known to it."""

    title: str
    what: str
    next: str
    due: bool = False


@cache
def mails() -> dict[str, Mail]:
    """Every template by its act, with a variant after a colon."""
    text = files("yangguang.apps.requests").joinpath("data/progress_mails.toml").read_text("utf-8")
    return {key: Mail(**row) for key, row in tomllib.loads(text).items()}


def tell_applicant(doing: Step, subject: Subject) -> Notice | None:
    """Write the mail of this act down, to be sent after commit; None where there is none to send.

    There is none for acts within the office, without an address, and without consent. Call inside
    the act's transaction, once the application's version counts the act: one act, one mail.
    """
    mail = _mail_of(doing)
    application = doing.application
    if mail is None or not application.applicant.email_agreed:
        return None
    return post_mail(
        application,
        kind=PROGRESS,
        title=mail.title,
        paragraphs=_paragraphs(doing, mail),
        subject=subject,
        dedupe=f"{PROGRESS}:{application.pk}:{application.version}",
        at=doing.at,
    )


def post_mail(
    application: Application,
    *,
    kind: str,
    title: str,
    paragraphs: list[str],
    subject: Subject,
    dedupe: str,
    at: datetime,
    opening: str = OPENING,
    follow: str = "",
) -> Notice:
    """A mail about a case, in the outbox; ``opening`` has a place for the ``{number}``.

    ``follow`` is the page of following a case, the registered one by default.

    The case is named by its number alone; a number that happens to look like a citizen's is left
    out, since such a mail would not be taken.
    """
    stand = timezone.localdate(at)

    def post(number: str) -> Notice:
        body = [opening.format(number=number), *paragraphs, CLOSING]
        body.append(
            f"本邮件按{spoken(stand)}的情况发出，此后的变化以办理进度页面为准。"
            "不想再收到提醒的，可以在办理进度页面关闭。本邮件由系统发出，请不要直接回复。"
        )
        return post_notice(
            to=contact_of(application),
            channel=Channel.EMAIL,
            kind=kind,
            title=f"政府信息公开申请（{number}）：{title}",
            body="\n\n".join(body),
            link=follow or follow_page(),
            agency=application.agency,
            subject=subject,
            dedupe=dedupe,
            at=at,
        )

    try:
        return post(f"登记号{application.number}")
    except NotNeutral:
        return post("登记号见回执")


def _mail_of(doing: Step) -> Mail | None:
    """The template for this act as it was done; None for an act that is told otherwise or not."""
    if not doing.tells:
        return None
    known, code = mails(), doing.code
    if code == "sign":
        if doing.application.delivery != DeliveryWay.COUNTER:
            return None
        return known["sign:counter"]
    if code == "record-opinion" and doing.application.due_on is None:
        # The clock waits for another opinion: nothing has changed for the applicant.
        return None
    if code == "serve":
        if doing.after.get("way") in _SILENT_WAYS:
            return None
        if doing.application.reply_kind.startswith("other-organ"):
            return known["serve:other-organ"]
    return known.get(code)


def _paragraphs(doing: Step, mail: Mail) -> list[str]:
    application = doing.application
    words = {
        "agency": application.agency.name,
        "day": spoken(_day_told(doing)),
        "limit": spoken(doing.limit) if doing.limit else "办理进度页面写明的日期",
        "numbers": "、".join([application.number, *doing.after.get("parts", [])]),
    }
    told = [mail.what.format_map(words)]
    if mail.due and application.due_on is not None and application.closed_on is None:
        forecast = "预计" if application.due_forecast else ""
        told.append(f"{forecast}答复期限至{spoken(application.due_on)}。")
    return [*told, f"您需要做什么：{mail.next.format_map(words)}"]


def _day_told(doing: Step) -> date:
    """The day that the mail names: for receipt the legal one, else that of the act."""
    if doing.code in {"confirm", "correct-receipt"} and doing.application.received_on:
        return doing.application.received_on
    return doing.day
