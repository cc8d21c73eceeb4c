"""Acts on files: keeping them, and 区分处理 from the first mark to the approved copy."""

from yangguang.apps.files.services.redacting import (
    NewArea,
    NewPassage,
    NotPossible,
    add_marks,
    approve_redaction,
    make_copy,
    may_approve,
    open_redaction,
    remove_mark,
)
from yangguang.apps.files.services.sources import SealedSource, source_bytes
from yangguang.apps.files.services.storing import SUFFIXES, store_file, write_content

__all__ = [
    "SUFFIXES",
    "NewArea",
    "NewPassage",
    "NotPossible",
    "SealedSource",
    "add_marks",
    "approve_redaction",
    "make_copy",
    "may_approve",
    "open_redaction",
    "remove_mark",
    "source_bytes",
    "store_file",
    "write_content",
]
