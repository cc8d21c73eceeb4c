"""Secrets of staff that must be read back are sealed under the installation's field key.

A copied database alone then gives nobody a second factor. Codes that need only be recognised
are kept as keyed digests. Values written before keys had ids (Fernet tokens, digests under the
field key itself) are still read.
"""

from __future__ import annotations

import base64
import hashlib
import hmac

from cryptography.fernet import Fernet, InvalidToken

from yangguang.apps.vault import sealing
from yangguang.apps.vault.digests import keyed_digest, keyed_digests
from yangguang.apps.vault.problems import SealBroken
from yangguang.apps.vault.ring import RingKey, current_ring

__all__ = [
    "AUTHENTICATOR",
    "SealBroken",
    "keyed_digest",
    "keyed_digests",
    "older_digests",
    "seal",
    "unseal",
]

AUTHENTICATOR = "authenticator"
"""The purpose of the second factors' secrets."""
_FERNET = "gAAAA"
"""What every Fernet token of this century begins with: its version and the high bits of its time."""


def seal(value: bytes, *, purpose: str, context: str = "") -> str:
    """The value encrypted and authenticated; ``purpose`` keeps kinds of secrets apart."""
    return sealing.seal(value, purpose=purpose, context=context)


def unseal(sealed: str, *, purpose: str, context: str = "") -> bytes:
    """The value that was sealed for this purpose. Raises SealBroken for anything else."""
    if not sealed.startswith(_FERNET):
        return sealing.unseal(sealed, purpose=purpose, context=context)
    for key in current_ring().keys:
        try:
            return Fernet(base64.urlsafe_b64encode(_older_key(key, purpose))).decrypt(
                sealed.encode()
            )
        except InvalidToken:
            # Not this key's; the token does not say whose it is.
            continue
    raise SealBroken("密钥与数据库不匹配：请核对安装密钥（field.key）是否来自同一备份。")


def older_digests(value: str, *, purpose: str) -> list[str]:
    """The digests under which the value may stand from before digests had a key of their own."""
    return [
        hmac.new(_older_key(key, purpose), value.encode(), hashlib.sha256).hexdigest()
        for key in current_ring().keys
    ]


def _older_key(key: RingKey, purpose: str) -> bytes:
    return hmac.new(key.text, purpose.encode(), hashlib.sha256).digest()
