"""Acts on people's keys and data, and the sealing that goes with them."""

from yangguang.apps.vault.digests import keyed_digest, keyed_digests
from yangguang.apps.vault.services.access import (
    log_access,
    log_record_look,
    reveal,
    reveal_bytes,
)
from yangguang.apps.vault.services.destruction import (
    drop_destruction,
    list_due,
    propose_destruction,
    sign_destruction,
)
from yangguang.apps.vault.services.keys import (
    destroy_again,
    destroy_subject,
    new_subject,
    new_subjects,
)
from yangguang.apps.vault.services.rotation import Rotated, rewrap_values
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
    "Rotated",
    "SealedValue",
    "destroy_again",
    "destroy_subject",
    "drop_destruction",
    "keyed_digest",
    "keyed_digests",
    "list_due",
    "log_access",
    "log_record_look",
    "new_subject",
    "new_subjects",
    "propose_destruction",
    "reveal",
    "reveal_bytes",
    "rewrap_values",
    "seal_bytes_for",
    "seal_for",
    "seal_many_for",
    "sign_destruction",
    "unseal_bytes_for",
    "unseal_for",
    "unseal_many",
]
