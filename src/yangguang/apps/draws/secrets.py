"""What of a promise nobody reads before its time: the secret, the master salt, the grounds of conflicts.

Sealed under the installation's field key and bound to the promise, so that neither a copied
database nor another promise's row gives anything away.
"""

from __future__ import annotations

from yangguang.apps.draws.models import Commitment
from yangguang.apps.vault.sealing import seal, unseal

PURPOSE = "draw"
COLUMNS = ("secret", "salt", "grounds")


def context_of(promise: Commitment) -> str:
    """What the sealed values of a promise are bound to: the fingerprint of its secret."""
    return f"draw/{promise.secret_digest}"


def seal_into(promise: Commitment, *, secret: str, salt: str, grounds: str) -> None:
    """Put the three values, sealed, into an unsaved promise whose fingerprint is set."""
    for column, value in zip(COLUMNS, (secret, salt, grounds), strict=True):
        sealed = seal(value.encode(), purpose=PURPOSE, context=context_of(promise))
        setattr(promise, column, sealed)


def opened(promise: Commitment, column: str) -> str:
    """One of the three in clear. Raises SealBroken where key and database do not belong together."""
    sealed: str = getattr(promise, column)
    return unseal(sealed, purpose=PURPOSE, context=context_of(promise)).decode()
