"""Sealing values directly under the installation's field key: secrets of staff, people's keys.

What belongs to a person outside goes under that person's own key instead (`vault.subjects`), so
that it can be destroyed alone.
"""

from __future__ import annotations

from django.conf import settings

from yangguang.apps.vault import wire
from yangguang.apps.vault.ciphers import Algorithm, UnknownAlgorithm, algorithm_named
from yangguang.apps.vault.problems import MissingKey, SealBroken
from yangguang.apps.vault.ring import KeyRing, current_ring


def chosen_algorithm() -> Algorithm:
    """What new values are sealed with (setting SEAL_ALGORITHM). Raises SealBroken."""
    try:
        return algorithm_named(settings.SEAL_ALGORITHM)
    except UnknownAlgorithm as error:
        raise SealBroken(f"设置 SEAL_ALGORITHM 有误：{error}") from error


def current_prefix() -> str:
    """What values sealed now begin with; others wait for the next rotation."""
    return wire.prefix(chosen_algorithm().name, current_ring().current.id)


def seal(value: bytes, *, purpose: str, context: str = "") -> str:
    """The value encrypted and authenticated under the current field key.

    ``purpose`` keeps kinds of secrets apart, ``context`` binds a value to its row; both must be
    given again to open it.
    """
    key = current_ring().current
    return wire.as_text(
        wire.close(
            value,
            algorithm=chosen_algorithm(),
            key_id=key.id,
            secret=key.for_purpose(purpose),
            purpose=purpose,
            context=context,
        )
    )


def unseal(sealed: str, *, purpose: str, context: str = "") -> bytes:
    """The value that was sealed for this purpose and context, under any key at hand.

    Raises MissingKey where its key is not at hand, SealBroken for anything else.
    """
    return unseal_with(current_ring(), sealed, purpose=purpose, context=context)


def unseal_with(ring: KeyRing, sealed: str, *, purpose: str, context: str = "") -> bytes:
    """As `unseal`, with a ring at hand already, for many values in a row."""
    parts = wire.parse_text(sealed)
    key = ring.find(parts.key_id)
    if key is None:
        raise MissingKey(parts.key_id)
    return wire.open_sealed(
        parts, secret=key.for_purpose(purpose), purpose=purpose, context=context
    )
