"""Sessions at the desk: where somebody is signed in, and ending it from elsewhere."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from yangguang.apps.agencies.models import SignIn, User
from yangguang.apps.audit.actors import Actor
from yangguang.apps.audit.services import Subject, record

DEVICE_LENGTH = 200
ADDRESS_LENGTH = 45


def begin_sign_in(*, user: User, address: str, device: str, by: Actor, at: datetime) -> SignIn:
    """Note that the person signed in, from where and with what."""
    with transaction.atomic():
        row = SignIn.objects.create(
            user=user,
            started_at=at,
            seen_at=at,
            address=address[:ADDRESS_LENGTH],
            device=device[:DEVICE_LENGTH],
        )
        record(
            by=by,
            at=at,
            verb="staff.sign-in",
            subject=Subject("user", str(user.pk), user.name, by.agency_key),
            after={"address": row.address},
        )
    return row


def note_activity(*, sign_in: int, at: datetime) -> None:
    """The session is in use; called at most once a minute."""
    SignIn.objects.filter(pk=sign_in, ended_at__isnull=True).update(seen_at=at)


def end_sign_in(*, sign_in: int, by: Actor, at: datetime, why: str) -> None:
    """The session ended: signed out, idle too long, too old, or ended from elsewhere.

    Ending it twice changes nothing.
    """
    with transaction.atomic():
        row = (
            SignIn.objects.select_for_update(of=("self",))
            .select_related("user")
            .filter(pk=sign_in, ended_at__isnull=True)
            .first()
        )
        if row is None:
            return
        row.ended_at = at
        row.save(update_fields=["ended_at"])
        record(
            by=by,
            at=at,
            verb="staff.sign-out",
            subject=Subject("user", str(row.user_id), row.user.name, by.agency_key),
            reason=why,
        )


def end_sessions(*, user: User, at: datetime, keep: int | None = None) -> int:
    """End every session of the person but ``keep``, in the caller's transaction."""
    rows = SignIn.objects.filter(user=user, ended_at__isnull=True)
    if keep is not None:
        rows = rows.exclude(pk=keep)
    return rows.update(ended_at=at)
