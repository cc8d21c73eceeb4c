"""Recognising the same person, number or code without being able to read it back.

The digest key is random, kept in the database under the field key, and stays the same when field
keys rotate: only its wrapping changes, so that digests stored years ago still match.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Sequence

from django.db import transaction

from yangguang.apps.vault.ciphers import SECRET_BYTES, derive
from yangguang.apps.vault.models import InstallationKey
from yangguang.apps.vault.sealing import seal, unseal

NAME = "digest"
WRAPPING = "installation-key"


def keyed_digest(value: str, *, purpose: str) -> str:
    """64 hex digits by which the value is recognised and from which it cannot be read back.

    Give the value in its normal form (`text.identity`): a digest knows no spellings. Raises
    SealBroken where the field key is not at hand.
    """
    return keyed_digests([value], purpose=purpose)[0]


def keyed_digests(values: Sequence[str], *, purpose: str) -> list[str]:
    """The digests of many values, in their order, with one query."""
    key = derive(_digest_key(), f"digest/{purpose}")
    return [hmac.digest(key, value.encode(), "sha256").hex() for value in values]


def _digest_key() -> bytes:
    row = InstallationKey.objects.filter(pk=NAME).first()
    if row is None:
        fresh = seal(secrets.token_bytes(SECRET_BYTES), purpose=WRAPPING, context=NAME)
        with transaction.atomic():
            row, _ = InstallationKey.objects.get_or_create(pk=NAME, defaults={"wrapped": fresh})
    return unseal(row.wrapped, purpose=WRAPPING, context=NAME)
