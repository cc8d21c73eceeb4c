"""Sessions at the desk: where somebody is signed in, and ending it from elsewhere."""

from __future__ import annotations

from datetime import datetime
from importlib import import_module
from typing import Any

from django.conf import settings
from django.db import transaction

from yangguang.apps.agencies.models import SignIn, User
from yangguang.apps.audit.actors import Actor
from yangguang.apps.audit.services import Subject, record

DEVICE_LENGTH = 200


def begin_sign_in(
    *, user: User, session_key: str, address: str, device: str, by: Actor, at: datetime
) -> SignIn:
    """Note that the person signed in, from where and with what."""
    with transaction.atomic():
        row = SignIn.objects.create(
            user=user,
            session_key=session_key,
            started_at=at,
            seen_at=at,
            address=address[:45],
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


def note_activity(*, session_key: str, at: datetime) -> None:
    """The session is in use; called at most once a minute."""
    SignIn.objects.filter(session_key=session_key, ended_at__isnull=True).update(seen_at=at)


def end_sign_in(*, session_key: str, by: Actor, at: datetime, why: str) -> None:
    """The session ended: signed out, idle too long, or too old."""
    with transaction.atomic():
        row = (
            SignIn.objects.select_for_update()
            .filter(session_key=session_key, ended_at__isnull=True)
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


def end_session(*, sign_in: SignIn, by: Actor, at: datetime) -> None:
    """End one session from elsewhere; whoever sits there must sign in again."""
    with transaction.atomic():
        end_sign_in(session_key=sign_in.session_key, by=by, at=at, why="从其他设备结束")
        _store(sign_in.session_key).delete()


def end_sessions(*, user: User, at: datetime, keep: str = "") -> int:
    """End every session of the person but ``keep``, in the caller's transaction."""
    ended = 0
    rows = SignIn.objects.filter(user=user, ended_at__isnull=True).exclude(session_key=keep)
    for row in rows.select_for_update():
        row.ended_at = at
        row.save(update_fields=["ended_at"])
        _store(row.session_key).delete()
        ended += 1
    return ended


def _store(session_key: str) -> Any:
    return import_module(settings.SESSION_ENGINE).SessionStore(session_key=session_key)
