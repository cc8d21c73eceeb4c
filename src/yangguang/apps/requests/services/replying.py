"""签发、送达: the reply leaves the office, and the day on which it counts.

依据：《条例》第三十六条；国办公开办函〔2016〕235号（邮寄的以交邮之日为答复时间）；行政复议法第二十三条（复议前置应当告知）。
"""

from __future__ import annotations

from datetime import date, datetime

from yangguang.apps.agencies.models import User
from yangguang.apps.audit.actors import Actor
from yangguang.apps.letters.replies import letter_parts
from yangguang.apps.requests.duty_kinds import NEW_REPLY, PAYMENT_WAIT, SERVE, SUPPLEMENT_WAIT
from yangguang.apps.requests.models import (
    Application,
    ApplicationState,
    Opinion,
    OpinionKind,
    Reply,
    Service,
)
from yangguang.apps.requests.services import lettering
from yangguang.apps.requests.services.clock import duty_of
from yangguang.apps.requests.services.closing import finish, void_unserved
from yangguang.apps.requests.services.conversion import propose_by_itself
from yangguang.apps.requests.services.drafting import (
    draft_of,
    filled_parts,
    missing_opinions,
    read_parts,
)
from yangguang.apps.requests.services.duties import find_duty, owe
from yangguang.apps.requests.services.kinds import chosen_kind, is_by_itself, regime_for
from yangguang.apps.requests.services.posting import record_signature, sent_by, write_service
from yangguang.apps.requests.services.remedy_text import remedy_text
from yangguang.apps.requests.services.steps import Step, step
from yangguang.apps.requests.workflow import impossible
from yangguang.law.clock import spoken
from yangguang.law.delivery import Way, on_time
from yangguang.law.replies import review_first

__all__ = ["counted_reply", "latest_reply", "recall", "record_signature", "serve", "sign"]


def sign(
    *,
    application: Application,
    by: Actor,
    at: datetime,
    user: User | None = None,
    text: str = "",
    with_letter: bool = True,
    version: int | None = None,
) -> Reply:
    """签发: the reply is decided, its letter numbered and set with the remedies of its day.

    The clock runs on until it is served. Raises NotPossible without a draft, or where the reviews
    were not of this very draft.
    """
    with step("sign", application, by=by, at=at, version=version) as doing:
        current = doing.application
        reply = draft_of(current)
        if reply is None:
            raise impossible("没有答复稿", "还没有起草答复，请先“起草答复”。")
        if missing_opinions(current, reply):
            raise impossible("《条例》第十七条", "现稿没有经过审查，请退回后重新送审。")
        kind = chosen_kind(current, reply.kind, doing.day)
        reply.decided_on = doing.day
        reply.review_first = review_first(kind, doing.day)
        reply.remedy_text = remedy_text(current.agency, kind, doing.day)
        if with_letter:
            given = read_parts(reply, by=by, at=at, why=f"制作文书：{kind.label}", machine=True)
            parts = filled_parts(current, kind, reply.exemptions, given)
            reply.letter = lettering.issue(
                doing, f"reply:{kind.key}", letter_parts(parts), remedies=reply.remedy_text
            )
        reply.save()
        Opinion(
            application=current,
            kind=OpinionKind.SIGNATURE,
            agrees=True,
            text=text.strip(),
            draft_hash=reply.draft_hash,
            by_user=user,
            by=by.name[:80],
            at=at,
        ).save(force_insert=True)
        owe_service(doing)
        doing.after = {"kind": kind.key, "review_first": reply.review_first}
        number = reply.letter.number if reply.letter else ""
        doing.say(f"签发答复：{kind.label}{f'（{number}）' if number else ''}", note=text.strip())
    return reply


def owe_service(doing: Step) -> None:
    """Serving is owed until the day by which the reply itself is."""
    application = doing.application
    limits = [duty_of(application), find_duty(NEW_REPLY, application)]
    days = [duty.due_on for duty in limits if duty is not None and duty.is_open]
    limit = max([doing.day, *days])
    owe(doing, SERVE, title="送达答复", opened_on=doing.day, due_on=limit)


def serve(
    *,
    application: Application,
    way: Way,
    sent_on: date,
    by: Actor,
    at: datetime,
    received_on: date | None = None,
    tracking_number: str = "",
    note: str = "",
    version: int | None = None,
) -> Service | None:
    """登记送达: the day of posting, or of signing for it, is the day of the reply.

    Posting by anybody but the postal enterprise does not count (235号). A reply that came back is
    served again; the first service stays the day of the reply. Raises NotPossible for a day before
    the reply was signed, or one that has not come yet (公告送达).
    """
    with step("serve", application, by=by, at=at, version=version) as doing:
        current = doing.application
        reply = latest_reply(current)
        if reply is None or reply.decided_on is None:
            raise impossible("没有答复", "还没有签发答复，不能登记送达。")
        doing.require_day(sent_on, earliest=reply.decided_on, what="发出日期")
        sent = sent_by(
            doing, way, sent_on, received_on=received_on, tracking=tracking_number, note=note
        )
        day = doing.require_day(sent.replied_on, what="送达之日")
        service = None
        if reply.letter is not None:
            service = write_service(
                doing,
                reply.letter,
                way,
                sent_on,
                received_on=sent.known_on,
                tracking=tracking_number,
                note=note,
            )
        doing.day = day
        due, first = current.due_on, current.closed_on is None
        finish(doing, reply.kind, day)
        doing.after = {"way": way.value, "day": day}
        remarks = [tracking_number.strip(), note.strip()]
        if first and due is not None:
            timely = on_time(day, due, regime_for(current))
            doing.after["in_time"] = bool(timely)
            if not timely:
                remarks.append(timely.reason)
        doing.say(
            f"{way.label}：{sent.sentence}",
            public=f"我机关已于{spoken(day)}答复，{way.label}。",
            note="；".join(part for part in remarks if part),
        )
        propose_by_itself(doing)
    return service


def recall(
    *, application: Application, reason: str, by: Actor, at: datetime, version: int | None = None
) -> Application:
    """Take a signed reply back that has not gone out: its letter is void, its number stays used.

    The case goes back to drafting; one that had ended by itself waits again.
    """
    with step("recall", application, by=by, at=at, version=version) as doing:
        current = doing.application
        why = doing.require_text(reason, "收回的理由")
        if current.services.filter(
            letter__in=current.replies.filter(superseded_on__isnull=True).values("letter")
        ).exists():
            raise impossible(
                "已经送出", "这份答复已经送出过，不能收回；确有错误的，送达后“重新办理”。"
            )
        reply = void_unserved(doing, why=why)
        if reply is None:
            raise impossible("没有答复", "没有已经签发、尚未送出的答复。")
        if is_by_itself(reply.kind):
            _wait_again(doing)
        doing.say("收回已签发的答复，重新办理", note=why)
    return application


def _wait_again(doing: Step) -> None:
    """The notice that had lapsed stands again; the clerk decides on it anew."""
    application = doing.application
    supplement = application.supplements.filter(lapsed_on__isnull=False).order_by("-id").first()
    fee = application.fees.filter(lapsed_on__isnull=False).order_by("-id").first()
    if fee is not None and fee.due_on is not None:
        fee.lapsed_on = None
        fee.save(update_fields=["lapsed_on"])
        doing.target = ApplicationState.PAYMENT
        owe(
            doing,
            PAYMENT_WAIT,
            title="缴费期限届满",
            opened_on=fee.noticed_on,
            due_on=fee.due_on,
        )
    elif supplement is not None:
        supplement.lapsed_on = None
        supplement.save(update_fields=["lapsed_on"])
        doing.target = ApplicationState.SUPPLEMENT
        owe(
            doing,
            SUPPLEMENT_WAIT,
            title="补正期限届满",
            opened_on=supplement.asked_on,
            due_on=supplement.until,
        )


def latest_reply(application: Application) -> Reply | None:
    """The reply that stands: the newest decided one that was not taken back."""
    return (
        application.replies.filter(decided_on__isnull=False, superseded_on__isnull=True)
        .select_related("letter")
        .order_by("-id")
        .first()
    )


def counted_reply(application: Application) -> Reply | None:
    """The reply that the statistics count: the first that was given. Reading: a case handled anew
    after a judgment is not a new application and is not counted again."""
    return (
        application.replies.filter(decided_on__isnull=False, kind=application.reply_kind)
        .order_by("id")
        .first()
    )
