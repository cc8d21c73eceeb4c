"""Acts on the ledgers of disclosure work."""

from yangguang.apps.resources.services.recording import (
    end_entry,
    record_entry,
    replace_entry,
    undo_import,
    void_entry,
)

__all__ = ["end_entry", "record_entry", "replace_entry", "undo_import", "void_entry"]
