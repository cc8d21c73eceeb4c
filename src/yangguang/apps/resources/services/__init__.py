"""Acts on the ledgers of disclosure work."""

from yangguang.apps.resources.services.handing_over import hand_over, receive
from yangguang.apps.resources.services.importing import Answer, import_sheet
from yangguang.apps.resources.services.recording import (
    end_entry,
    record_entry,
    replace_entry,
    undo_import,
    void_entry,
)

__all__ = [
    "Answer",
    "end_entry",
    "hand_over",
    "import_sheet",
    "receive",
    "record_entry",
    "replace_entry",
    "undo_import",
    "void_entry",
]
