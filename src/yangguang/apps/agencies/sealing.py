"""Secrets that must be read back are encrypted under the installation's field key.

A copied database alone then gives nobody a second factor. Codes that need only be recognised
are kept as keyed digests.
"""

from __future__ import annotations

import base64
import hashlib
import hmac

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings


class SealBroken(Exception):
    """The value was sealed under another key, or altered."""


def _key(purpose: str) -> bytes:
    return hmac.new(settings.FIELD_KEY.encode(), purpose.encode(), hashlib.sha256).digest()


def seal(value: bytes, *, purpose: str) -> str:
    """The value encrypted and authenticated; ``purpose`` keeps kinds of secrets apart."""
    return Fernet(base64.urlsafe_b64encode(_key(purpose))).encrypt(value).decode()


def unseal(sealed: str, *, purpose: str) -> bytes:
    """The value that was sealed for this purpose. Raises SealBroken for anything else."""
    try:
        return Fernet(base64.urlsafe_b64encode(_key(purpose))).decrypt(sealed.encode())
    except InvalidToken as error:
        raise SealBroken(
            "密钥与数据库不匹配：请核对安装密钥（field.key）是否来自同一备份。"
        ) from error


def keyed_digest(value: str, *, purpose: str) -> str:
    """64 hex digits by which the value is recognised and from which it cannot be read back."""
    return hmac.new(_key(purpose), value.encode(), hashlib.sha256).hexdigest()
