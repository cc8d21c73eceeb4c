"""Acts on registers, one module per subject."""

from yangguang.apps.registers.services.defining import install_register, install_shipped, redefine
from yangguang.apps.registers.services.proposing import (
    Outcome,
    Proposed,
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
from yangguang.apps.registers.services.undoing import take_down, undo_change_set

__all__ = [
    "Outcome",
    "Proposed",
    "discard_change_set",
    "drop_proposals",
    "install_register",
    "install_shipped",
    "open_change_set",
    "propose_removal",
    "propose_rows",
    "publish_change_set",
    "put_in_force",
    "redefine",
    "rename_change_set",
    "return_change_set",
    "submit_change_set",
    "take_down",
    "undo_change_set",
]
