"""Acts on registers, one module per subject."""

from yangguang.apps.registers.services.defining import install_register, install_shipped, redefine
from yangguang.apps.registers.services.importing import (
    Compared,
    ImportChoices,
    Imported,
    Preview,
    import_upload,
    located,
    preview_import,
)
from yangguang.apps.registers.services.matching import Proposed
from yangguang.apps.registers.services.proposing import (
    Outcome,
    drop_proposals,
    open_change_set,
    propose_removal,
    propose_rows,
    rename_change_set,
)
from yangguang.apps.registers.services.publishing import (
    discard_change_set,
    publish_change_set,
    put_in_force,
    return_change_set,
    submit_change_set,
)
from yangguang.apps.registers.services.revoking import (
    drop_revocation,
    repair_credit,
    revoke_decision,
    withdraw_revoked,
)
from yangguang.apps.registers.services.staging import (
    Upload,
    drop_upload,
    keep_paste,
    keep_upload,
    open_upload,
)
from yangguang.apps.registers.services.undoing import take_down, undo_change_set

__all__ = [
    "Compared",
    "ImportChoices",
    "Imported",
    "Outcome",
    "Preview",
    "Proposed",
    "Upload",
    "discard_change_set",
    "drop_proposals",
    "drop_revocation",
    "drop_upload",
    "import_upload",
    "install_register",
    "install_shipped",
    "keep_paste",
    "keep_upload",
    "located",
    "open_change_set",
    "open_upload",
    "preview_import",
    "propose_removal",
    "propose_rows",
    "publish_change_set",
    "put_in_force",
    "redefine",
    "rename_change_set",
    "repair_credit",
    "return_change_set",
    "revoke_decision",
    "submit_change_set",
    "take_down",
    "undo_change_set",
    "withdraw_revoked",
]
