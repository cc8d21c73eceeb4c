"""The second factor: an authenticator app (RFC 6238) and backup codes for a lost phone.

A code counts once, wrong ones are slowed down, and the shared secret is stored sealed.
"""

from __future__ import annotations

import hmac
import secrets
from base64 import b32encode
from datetime import datetime, timedelta
from urllib.parse import quote, urlencode

from django.conf import settings
from django.db import transaction
from django_otp.oath import hotp

from yangguang.apps.agencies.models import Agency, Authenticator, BackupCode, User
from yangguang.apps.agencies.sealing import (
    AUTHENTICATOR,
    keyed_digests,
    older_digests,
    seal,
    unseal,
)
from yangguang.apps.agencies.services.governing import require_governing
from yangguang.apps.agencies.services.sessions import end_sessions
from yangguang.apps.agencies.services.staff import subject_of
from yangguang.apps.agencies.verdicts import Verdict, no, refuse, yes
from yangguang.apps.audit.actors import Actor
from yangguang.apps.audit.services import record

STEP_SECONDS = 30
TOLERANCE = 1
"""Steps before and after the present one that still count, for clocks that differ."""
BACKUP_CODES = 10
FAILURES_BEFORE_WAIT = 5
WAIT = timedelta(minutes=15)
_CODES = "backup-code"
_CODE_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


def begin_authenticator(*, user: User, at: datetime) -> Authenticator:
    """A fresh secret for the person to take into their app; it counts once confirmed.

    Raises Refused where a confirmed authenticator stands.
    """
    with transaction.atomic():
        existing = Authenticator.objects.select_for_update().filter(user=user).first()
        if existing is not None and existing.confirmed_at is not None:
            raise refuse("已设置验证器", "您已设置验证器。更换手机请先停用原验证器，再重新设置。")
        if existing is not None:
            return existing
        return Authenticator.objects.create(
            user=user, sealed_key=sealed_secret(secrets.token_bytes(20), user.pk), made_at=at
        )


def sealed_secret(secret: bytes, user_key: int) -> str:
    """A secret as it is stored, bound to its person: in another person's row it does not open."""
    return seal(secret, purpose=AUTHENTICATOR, context=f"user/{user_key}")


def secret_of(authenticator: Authenticator) -> bytes:
    """The shared secret. Raises SealBroken where the row was tampered with or the key is lost."""
    context = f"user/{authenticator.user_id}"
    return unseal(authenticator.sealed_key, purpose=AUTHENTICATOR, context=context)


def secret_text(authenticator: Authenticator) -> str:
    """The secret in base 32, in groups of four, to be typed where the picture cannot be read."""
    text = b32encode(secret_of(authenticator)).decode()
    return " ".join(text[start : start + 4] for start in range(0, len(text), 4))


def provisioning_uri(authenticator: Authenticator) -> str:
    """The otpauth:// address that the app reads from the picture."""
    issuer = settings.OTP_TOTP_ISSUER
    label = quote(f"{issuer}:{authenticator.user.username}")
    values = {
        "secret": secret_text(authenticator).replace(" ", ""),
        "issuer": issuer,
        "algorithm": "SHA1",
        "digits": 6,
        "period": STEP_SECONDS,
    }
    return f"otpauth://totp/{label}?{urlencode(values, quote_via=quote)}"


def confirm_authenticator(*, user: User, code: str, by: Actor, at: datetime) -> list[str]:
    """Take the authenticator into use with its first code; gives the backup codes, once.

    Raises Refused where the code is wrong.
    """
    with transaction.atomic():
        row = Authenticator.objects.select_for_update().filter(user=user).first()
        if row is None or row.confirmed_at is not None:
            raise refuse("没有待启用的验证器", "没有待启用的验证器，请重新打开设置页面。")
        step = _matching_step(row, code, at)
        if step is None:
            raise refuse(
                "验证码不正确", "验证码不正确。请确认手机时间准确，输入验证器当前显示的 6 位数字。"
            )
        row.last_step = step
        row.confirmed_at = at
        row.save(update_fields=["last_step", "confirmed_at"])
        codes = _make_backup_codes(user, at)
        record(by=by, at=at, verb="staff.set-authenticator", subject=subject_of(user))
    return codes


def renew_backup_codes(*, user: User, by: Actor, at: datetime) -> list[str]:
    """Ten new backup codes; the old ones are void."""
    with transaction.atomic():
        codes = _make_backup_codes(user, at)
        record(by=by, at=at, verb="staff.renew-backup-codes", subject=subject_of(user))
    return codes


def remove_authenticator(
    *, user: User, by: Actor, at: datetime, reason: str, agency: Agency | None = None
) -> None:
    """Take the second factor away (lost or changed phone); all sessions of the person end.

    Raises Refused without a reason, and for other people placed higher.
    """
    if not reason.strip():
        raise refuse("缺少理由", "停用验证器须说明理由，例如更换手机。")
    with transaction.atomic():
        if by.key != str(user.pk):
            require_governing(by, user, at)
        Authenticator.objects.filter(user=user).delete()
        BackupCode.objects.filter(user=user).delete()
        end_sessions(user=user, at=at)
        record(
            by=by,
            at=at,
            verb="staff.remove-authenticator",
            subject=subject_of(user, agency),
            reason=reason.strip(),
        )


def check_second_factor(*, user: User, code: str, by: Actor, at: datetime) -> Verdict:
    """Whether the code from the app, or a backup code, is right; either counts once.

    After five wrong ones in a row the person waits a quarter of an hour.
    """
    given = "".join(code.split()).lower()
    with transaction.atomic():
        row = (
            Authenticator.objects.select_for_update()
            .filter(user=user, confirmed_at__isnull=False)
            .first()
        )
        if row is None:
            return no("未设置验证器", "您还没有设置验证器，请先完成设置。")
        if row.failures >= FAILURES_BEFORE_WAIT and row.failed_at and at < row.failed_at + WAIT:
            minutes = int((row.failed_at + WAIT - at).total_seconds() // 60) + 1
            return no("连续输错", f"验证码连续输错 {row.failures} 次，请 {minutes} 分钟后再试。")
        step = _matching_step(row, given, at)
        if step is not None:
            row.last_step, row.failures, row.failed_at = step, 0, None
            row.save(update_fields=["last_step", "failures", "failed_at"])
            return yes("验证器")
        if _use_backup_code(user, given, at):
            row.failures, row.failed_at = 0, None
            row.save(update_fields=["failures", "failed_at"])
            record(by=by, at=at, verb="staff.use-backup-code", subject=subject_of(user))
            return yes("备用码")
        if row.failed_at and at >= row.failed_at + WAIT:
            row.failures = 0
        row.failures += 1
        row.failed_at = at
        row.save(update_fields=["failures", "failed_at"])
        left = FAILURES_BEFORE_WAIT - row.failures
    if left <= 0:
        return no("连续输错", f"验证码连续输错，请 {WAIT.seconds // 60} 分钟后再试。")
    return no("验证码不正确", f"验证码不正确或已用过，请输入下一个验证码。还可以试 {left} 次。")


def backup_codes_left(user: User) -> int:
    """How many backup codes have not been used."""
    return BackupCode.objects.filter(user=user, used_at__isnull=True).count()


def _matching_step(row: Authenticator, code: str, at: datetime) -> int | None:
    """The 30-second step whose code this is, later than the last one that counted."""
    if len(code) != 6 or not code.isascii() or not code.isdigit():
        return None
    key = secret_of(row)
    now = int(at.timestamp()) // STEP_SECONDS
    for step in range(max(now - TOLERANCE, row.last_step + 1), now + TOLERANCE + 1):
        if hmac.compare_digest(f"{hotp(key, step):06d}", code):
            return step
    return None


def _make_backup_codes(user: User, at: datetime) -> list[str]:
    BackupCode.objects.filter(user=user).delete()
    codes = ["".join(secrets.choice(_CODE_LETTERS) for _ in range(10)) for _ in range(BACKUP_CODES)]
    digests = keyed_digests([f"{user.pk}:{code}" for code in codes], purpose=_CODES)
    BackupCode.objects.bulk_create(
        BackupCode(user=user, digest=digest, made_at=at) for digest in digests
    )
    return [f"{code[:5]}-{code[5:]}" for code in codes]


def _use_backup_code(user: User, given: str, at: datetime) -> bool:
    value = f"{user.pk}:{given.replace('-', '')}"
    digests = keyed_digests([value], purpose=_CODES) + older_digests(value, purpose=_CODES)
    # One statement, so that the same code sent twice at once counts once.
    return bool(
        BackupCode.objects.filter(user=user, digest__in=digests, used_at__isnull=True).update(
            used_at=at
        )
    )
