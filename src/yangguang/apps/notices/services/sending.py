"""Sending what waits: each message by one worker only, again until it arrives or is given up.

A worker claims a message by one conditional update, so that two workers never send the same one;
the claim runs out, so that a worker that was killed blocks nothing. Killed between handing over
and noting it, a message goes a second time with the same key; losing it would be worse.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from yangguang.apps.agencies.verdicts import refuse
from yangguang.apps.audit.actors import Actor
from yangguang.apps.audit.services import Subject, record
from yangguang.apps.notices import contacts
from yangguang.apps.notices.adapters import Adapter, Message, NotDelivered, adapter_for
from yangguang.apps.notices.kinds import link_ends
from yangguang.apps.notices.models import Channel, Notice, State

log = logging.getLogger(__name__)

LEASE = timedelta(minutes=10)
FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(hours=6)
ERROR_LENGTH = 500
SMS_LENGTH = 300
DUTY_KINDS = ("duty.reminder", "duty.escalation")
"""Messages that have no purpose any more once the duty is done or its day has moved."""


@dataclass(slots=True)
class Sent:
    """What one run did."""

    sent: int = 0
    failed: int = 0
    covered: int = 0


def send_pending(*, clock: Callable[[], datetime] = timezone.now, limit: int = 500) -> Sent:
    """Send what is due, oldest first; a failing message waits longer each time and holds up none.

    Called outside a transaction: what has left the building cannot be rolled back.
    """
    done = Sent()
    adapters: dict[str, Adapter] = {}
    now = clock()
    due = list(
        Notice.objects.filter(_free(now), state=State.WAITING, send_at__lte=now)
        .order_by("send_at", "pk")
        .values_list("pk", flat=True)[:limit]
    )
    try:
        for key in due:
            notice = _claimed(key, clock())
            if notice is not None:
                _send(notice, adapters, clock, done)
    finally:
        for adapter in adapters.values():
            adapter.close()
    return done


def _free(now: datetime) -> Q:
    return Q(claimed_until__isnull=True) | Q(claimed_until__lte=now)


def _claimed(key: int, now: datetime) -> Notice | None:
    """The message, if this worker got it."""
    got = Notice.objects.filter(_free(now), pk=key, state=State.WAITING, send_at__lte=now).update(
        claimed_until=now + LEASE, attempts=F("attempts") + 1
    )
    if not got:
        return None
    return Notice.objects.select_related("recipient", "duty").get(pk=key)


def _send(
    notice: Notice, adapters: dict[str, Adapter], clock: Callable[[], datetime], done: Sent
) -> None:
    why_not = _pointless(notice)
    if why_not:
        _settle(notice, State.COVERED, error=why_not)
        done.covered += 1
        return
    try:
        if notice.channel not in adapters:
            adapters[notice.channel] = adapter_for(notice.channel)
        adapters[notice.channel].send(_message(notice))
    except NotDelivered as problem:
        _put_off(notice, str(problem), at=clock(), final=problem.final)
        done.failed += 1
    except Exception as error:
        # An installation's own adapter may fail in any way; the other messages must still go.
        log.exception("Notice %d could not be sent", notice.pk)
        _put_off(notice, f"发送程序出错：{type(error).__name__}", at=clock(), final=False)
        done.failed += 1
    else:
        _settle(notice, State.SENT, sent_at=clock())
        done.sent += 1


def _pointless(notice: Notice) -> str:
    """Why it need not go any more; empty where it still must."""
    duty = notice.duty
    if notice.kind in DUTY_KINDS and duty is not None and not duty.is_open:
        return "事项已结束，不需要再提醒。"
    if notice.recipient is not None and not notice.recipient.is_active:
        return "收件人账号已停用。"
    return ""


def _message(notice: Notice) -> Message:
    """What the adapter gets. Raises NotDelivered where there is no address."""
    if notice.recipient is not None:
        address = (
            notice.recipient.email
            if notice.channel == Channel.EMAIL
            else notice.recipient.telephone
        )
        site = settings.DESK_URL
    else:
        address = contacts.address_of(notice.contact_kind, notice.contact_key, notice.channel)
        site = settings.SITE_URL
    if not address:
        raise NotDelivered(f"收件人没有登记可用的{notice.get_channel_display()}地址。", final=True)
    if notice.channel == Channel.SMS:
        text = notice.title if not notice.body else f"{notice.title}。{notice.body}"
        return Message(notice.dedupe, address, notice.title, " ".join(text.split())[:SMS_LENGTH])
    path = contacts.path_of(notice.contact_kind, notice.link)
    if notice.link and not path:
        raise NotDelivered("链接已经失效，请重新申请。", final=True)
    page = f"{site.rstrip('/')}{path}" if path else ""
    text = f"{notice.body or notice.title}\n\n{page}" if page else notice.body or notice.title
    stop = page if link_ends(notice.kind) else ""
    return Message(notice.dedupe, address, notice.title, f"{text}\n", stop)


def _settle(
    notice: Notice, state: State, *, sent_at: datetime | None = None, error: str = ""
) -> None:
    Notice.objects.filter(pk=notice.pk).update(
        state=state, sent_at=sent_at, claimed_until=None, last_error=error
    )


def _put_off(notice: Notice, why: str, *, at: datetime, final: bool) -> None:
    """Try again later, each time twice as late up to six hours; give up after some days."""
    too_old = at - notice.trying_since > timedelta(days=settings.NOTICE_KEEP_TRYING_DAYS)
    wait = min(LONGEST_WAIT, FIRST_WAIT * 2 ** min(notice.attempts - 1, 20))
    Notice.objects.filter(pk=notice.pk).update(
        state=State.FAILED if final or too_old else State.WAITING,
        send_at=at + wait,
        claimed_until=None,
        last_error=why[:ERROR_LENGTH],
    )


def resend_notice(*, notice: Notice, by: Actor, at: datetime) -> Notice:
    """Put a message that was given up back in the queue. Raises Refused for any other."""
    with transaction.atomic():
        notice = Notice.objects.select_for_update().get(pk=notice.pk)
        if notice.state != State.FAILED:
            raise refuse(
                f"状态为{notice.get_state_display()}",
                f"该消息“{notice.get_state_display()}”，只有未能送达的才需要重发。",
            )
        notice.state, notice.send_at, notice.claimed_until = State.WAITING, at, None
        notice.trying_since, notice.attempts = at, 0
        notice.save(update_fields=["state", "send_at", "claimed_until", "trying_since", "attempts"])
        record(
            by=by,
            at=at,
            verb="notice.resend",
            subject=Subject("notice", str(notice.pk), notice.title, notice.agency_id),
        )
    return notice
