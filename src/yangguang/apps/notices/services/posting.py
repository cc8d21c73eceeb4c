"""Writing down what is to be told; marking it read."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from yangguang.apps.agencies.models import Agency, User
from yangguang.apps.audit.services import Subject
from yangguang.apps.duties.models import Duty
from yangguang.apps.notices.contacts import Contact
from yangguang.apps.notices.models import Channel, Notice, State
from yangguang.apps.notices.neutral import require_neutral

TITLE_LENGTH = 200


def post_notice(
    *,
    to: User | Contact,
    channel: str,
    kind: str,
    title: str,
    dedupe: str,
    at: datetime,
    body: str = "",
    link: str = "",
    agency: Agency | None = None,
    duty: Duty | None = None,
    subject: Subject | None = None,
    send_at: datetime | None = None,
) -> Notice:
    """Write one message down, to be sent at ``send_at`` (now by default), in the caller's transaction.

    ``kind`` is a code of ``notices.kinds``; ``link`` a path on the desk (for people outside, on
    the portal) or empty. The same ``dedupe`` again gives the message that is there. At the desk a
    message has arrived as soon as it is written. Raises NotNeutral for personal data in the text,
    ValueError for a desk message to somebody outside.
    """
    require_neutral(title, body)
    chosen = Channel(channel)
    if chosen == Channel.DESK and isinstance(to, Contact):
        raise ValueError("people outside have no desk")
    found = Notice.objects.filter(dedupe=dedupe).first()
    if found is not None:
        return found
    arrived = chosen == Channel.DESK
    notice = Notice(
        recipient=to if isinstance(to, User) else None,
        contact_kind=to.kind if isinstance(to, Contact) else "",
        contact_key=to.key if isinstance(to, Contact) else "",
        contact_label=to.label if isinstance(to, Contact) else "",
        channel=chosen,
        kind=kind,
        title=" ".join(title.split())[:TITLE_LENGTH],
        body=body,
        link=link,
        agency=agency or (duty.agency if duty else None),
        duty=duty,
        subject_kind=subject.kind if subject else (duty.subject_kind if duty else ""),
        subject_key=subject.key if subject else (duty.subject_key if duty else ""),
        dedupe=dedupe,
        state=State.SENT if arrived else State.WAITING,
        created_at=at,
        send_at=send_at or at,
        trying_since=send_at or at,
        sent_at=at if arrived else None,
    )
    try:
        with transaction.atomic():
            notice.save(force_insert=True)
    except IntegrityError:
        # Another process wrote the same message down between the look and the insert.
        found = Notice.objects.filter(dedupe=dedupe).first()
        if found is None:
            raise
        return found
    return notice


def mark_read(*, user: User, at: datetime, notice: Notice | None = None) -> int:
    """Mark one of the person's messages read, or all of them; gives how many were unread."""
    rows = Notice.objects.filter(recipient=user, channel=Channel.DESK, read_at__isnull=True)
    if notice is not None:
        rows = rows.filter(pk=notice.pk)
    return rows.update(read_at=at)


def withdraw_notices(*, to: Contact, kind: str, why: str) -> int:
    """Send no more of this kind to somebody outside; gives how many were waiting. What is on its way
    at this moment may still arrive."""
    return Notice.objects.filter(
        contact_kind=to.kind, contact_key=to.key, kind=kind, state=State.WAITING
    ).update(state=State.COVERED, last_error=why)
