"""签发、送达: the reply leaves the office, and the day on which it counts.

依据：《条例》第三十六条；国办公开办函〔2016〕235号（邮寄的以交邮之日为答复时间）；行政复议法第二十三条（复议前置应当告知）。
"""

from __future__ import annotations

from datetime import date, datetime

from yangguang.apps.agencies.models import User
from yangguang.apps.audit.actors import Actor
from yangguang.apps.requests.duty_kinds import ARCHIVE, NEW_REPLY, SERVE
from yangguang.apps.requests.models import (
    Application,
    DeliveryWay,
    Opinion,
    OpinionKind,
    Reply,
    Service,
)
from yangguang.apps.requests.services import lettering
from yangguang.apps.requests.services.clock import duty_of
from yangguang.apps.requests.services.closing import close_on, owe_archive
from yangguang.apps.requests.services.drafting import draft_of, filled_parts, parts_of
from yangguang.apps.requests.services.duties import done, drop_all, owe
from yangguang.apps.requests.services.kinds import chosen_kind
from yangguang.apps.requests.services.remedy_text import remedy_text
from yangguang.apps.requests.services.steps import step
from yangguang.apps.requests.workflow import impossible
from yangguang.law.clock import spoken
from yangguang.law.delivery import Way, delivered, may_deliver
from yangguang.law.replies import review_first

_LETTER_PARTS = {
    "articles": "articles",
    "decision": "decision",
    "reasons": "reasons",
    "access": "how_to_get",
    "withheld_part": "withheld",
    "search": "process",
    "other_organ": "other_organ",
}
"""Parts of ``law.replies`` and the parts of the letter in which they stand."""


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

    The clock runs on until it is served. Raises NotPossible without a draft.
    """
    with step("sign", application, by=by, at=at, version=version) as doing:
        current = doing.application
        reply = draft_of(current)
        if reply is None:
            raise impossible("没有答复稿", "还没有起草答复，请先“起草答复”。")
        kind = chosen_kind(current, reply.kind, doing.day)
        reply.decided_on = doing.day
        reply.review_first = review_first(kind, doing.day)
        reply.remedy_text = remedy_text(current.agency, kind, doing.day)
        if with_letter:
            parts = filled_parts(current, kind, parts_of(reply))
            reply.letter = lettering.issue(
                doing,
                f"reply:{kind.key}",
                {_LETTER_PARTS.get(key, key): text for key, text in parts.items()},
                remedies=reply.remedy_text,
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
        duty = duty_of(current)
        limit = duty.due_on if duty is not None and duty.is_open else doing.day
        owe(doing, SERVE, title="送达答复", opened_on=doing.day, due_on=max(limit, doing.day))
        doing.after = {"kind": kind.key, "review_first": reply.review_first}
        number = reply.letter.number if reply.letter else ""
        doing.say(f"签发答复：{kind.label}{f'（{number}）' if number else ''}", note=text.strip())
    return reply


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

    Posting by anybody but the postal enterprise does not count (235号). Raises NotPossible for a
    day before the reply was signed.
    """
    with step("serve", application, by=by, at=at, version=version) as doing:
        current = doing.application
        reply = latest_reply(current)
        if reply is None or reply.decided_on is None:
            raise impossible("没有答复", "还没有签发答复，不能登记送达。")
        doing.require_day(sent_on, earliest=reply.decided_on, what="发出日期")
        if received_on is not None:
            doing.require_day(received_on, earliest=sent_on, what="签收日期")
        verdict = may_deliver(
            way,
            other_ways_failed=bool(note.strip()),
            applicant_agreed=current.delivery in (DeliveryWay.EMAIL, DeliveryWay.ONLINE),
        )
        if not verdict:
            raise impossible(verdict.basis, verdict.sentence)
        if way is Way.POST and not tracking_number.strip():
            raise impossible(verdict.basis, "邮寄送达以交邮之日为答复之日，请填写邮件号以备查验。")
        try:
            sent = delivered(way, sent_on=sent_on, arrived_on=received_on)
        except ValueError as problem:
            raise impossible(verdict.basis, str(problem)) from problem
        day = sent.replied_on
        service = None
        if reply.letter is not None:
            service = Service.objects.create(
                application=current,
                letter=reply.letter,
                way=way.value,
                sent_on=sent_on,
                received_on=received_on,
                tracking_number=tracking_number.strip(),
                note=note.strip()[:200],
                by=by.name[:80],
                at=at,
            )
        doing.day = day
        close_on(doing, reply.kind, day)
        done(doing, SERVE, on=day)
        done(doing, NEW_REPLY, on=day)
        drop_all(doing, why="已经答复", except_kinds=(ARCHIVE,))
        owe_archive(doing)
        doing.after = {"way": way.value, "day": day}
        doing.say(
            f"{way.label}：{sent.sentence}",
            public=f"我机关已于{spoken(day)}答复（{way.label}）。",
            note="；".join(part for part in (tracking_number.strip(), note.strip()) if part),
        )
    return service


def record_signature(*, service: Service, received_on: date, by: Actor, at: datetime) -> Service:
    """The day on which the applicant signed for the letter: remedy periods run from it."""
    with step("record-receipt", service.application, by=by, at=at) as doing:
        doing.require_day(received_on, earliest=service.sent_on, what="签收日期")
        service.received_on = received_on
        service.save(update_fields=["received_on"])
        doing.say(f"申请人于{spoken(received_on)}签收")
    return service


def latest_reply(application: Application) -> Reply | None:
    """The reply that stands: the newest decided one."""
    return application.replies.filter(decided_on__isnull=False).order_by("-id").first()


def counted_reply(application: Application) -> Reply | None:
    """The reply that the statistics count: the first one. Reading: a case handled anew after a
    judgment is not a new application and is not counted again."""
    return application.replies.filter(decided_on__isnull=False).order_by("id").first()
