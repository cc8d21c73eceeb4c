"""Acts on people's keys and data, and the sealing that goes with them."""

from yangguang.apps.vault.digests import keyed_digest, keyed_digests
from yangguang.apps.vault.services.keys import destroy_subject, new_subject, new_subjects
from yangguang.apps.vault.subjects import (
    SealedValue,
    seal_bytes_for,
    seal_for,
    seal_many_for,
    unseal_bytes_for,
    unseal_for,
    unseal_many,
)

__all__ = [
    "SealedValue",
    "destroy_subject",
    "keyed_digest",
    "keyed_digests",
    "new_subject",
    "new_subjects",
    "seal_bytes_for",
    "seal_for",
    "seal_many_for",
    "unseal_bytes_for",
    "unseal_for",
    "unseal_many",
]
