"""Tokens for systems that hand in documents: made once, shown once, kept as a digest, taken back."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from django.db import transaction

from yangguang.apps.agencies.models import Agency
from yangguang.apps.audit.actors import Actor, ActorKind
from yangguang.apps.audit.services import Subject, record
from yangguang.apps.publishing.models import DeliveryKey
from yangguang.apps.publishing.workflow import impossible

PREFIX = "ygd_"
HINT = 10
LONGEST_DAYS = 731
MOST_A_MINUTE = 600
NOTED_EVERY = timedelta(minutes=1)


def digest_of_token(token: str) -> str:
    """SHA-256 of a token. A token is 256 random bits, so a plain digest gives nothing away."""
    return hashlib.sha256(token.encode()).hexdigest()


def make_delivery_key(
    *,
    agency: Agency,
    system: str,
    days: int = 366,
    may_deliver: bool = True,
    with_below: bool = False,
    per_minute: int = 60,
    by: Actor,
    at: datetime,
) -> tuple[DeliveryKey, str]:
    """A new token with its row; the token itself is given here and nowhere again.

    Raises NotPossible without the system's name, or for days or a rate that make no sense.
    """
    system = " ".join(system.split())
    if not system or len(system) > 50:
        raise impossible("接口令牌", "请填写来文系统的名称（不超过 50 个字），例如“市水务局OA”。")
    if not 1 <= days <= LONGEST_DAYS:
        raise impossible("接口令牌", f"有效天数须在 1 至 {LONGEST_DAYS} 之间，请改正。")
    if not 1 <= per_minute <= MOST_A_MINUTE:
        raise impossible("接口令牌", f"每分钟次数须在 1 至 {MOST_A_MINUTE} 之间，请改正。")
    token = PREFIX + secrets.token_urlsafe(32)
    with transaction.atomic():
        row = DeliveryKey.objects.create(
            agency=agency,
            system=system,
            digest=digest_of_token(token),
            hint=token[:HINT],
            may_deliver=may_deliver,
            with_below=with_below,
            per_minute=per_minute,
            made_at=at,
            made_by_key=by.key,
            made_by_name=by.name,
            expires_at=at + timedelta(days=days),
        )
        _record("delivery-key.make", row, by=by, at=at)
    return row, token


def revoke_delivery_key(*, key: DeliveryKey, reason: str, by: Actor, at: datetime) -> DeliveryKey:
    """Take a token back, from this moment on. Raises NotPossible without a reason, or twice."""
    if not reason.strip():
        raise impossible("接口令牌", "停用令牌须写明理由，例如“系统下线”“令牌外泄”。")
    with transaction.atomic():
        row = DeliveryKey.objects.select_for_update(of=("self",)).get(pk=key.pk)
        if row.revoked_at is not None:
            raise impossible("接口令牌", "这个令牌已经停用。")
        row.revoked_at, row.revoked_by_name = at, by.name
        row.revoke_reason = reason.strip()[:200]
        row.save(update_fields=["revoked_at", "revoked_by_name", "revoke_reason"])
        _record("delivery-key.revoke", row, by=by, at=at, reason=row.revoke_reason)
    return row


def note_use(key: DeliveryKey, *, at: datetime) -> None:
    """Remember that the token was used, once a minute at most: asking must not mean writing."""
    if key.used_at is None or at - key.used_at >= NOTED_EVERY:
        DeliveryKey.objects.filter(pk=key.pk).update(used_at=at)


def sender(key: DeliveryKey) -> Actor:
    """The other system as records and drafts name it."""
    return Actor(
        ActorKind.SYSTEM, f"delivery-key-{key.pk}", f"{key.system}（接口递送）", key.agency_id
    )


def _record(verb: str, row: DeliveryKey, *, by: Actor, at: datetime, reason: str = "") -> None:
    record(
        by=by,
        at=at,
        verb=verb,
        subject=Subject("delivery-key", str(row.pk), str(row), row.agency_id),
        reason=reason,
        after={
            "system": row.system,
            "may_deliver": row.may_deliver,
            "with_below": row.with_below,
            "expires_at": row.expires_at.isoformat(),
        },
    )
