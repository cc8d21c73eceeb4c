"""Acts on the ledgers of disclosure work."""

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
    "import_sheet",
    "record_entry",
    "replace_entry",
    "undo_import",
    "void_entry",
]
