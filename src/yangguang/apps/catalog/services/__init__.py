"""Acts on the catalogue, one module per subject."""

from yangguang.apps.catalog.services.columns import (
    add_column,
    describe_column,
    move_column,
    rename_column,
)
from yangguang.apps.catalog.services.editions import close_edition
from yangguang.apps.catalog.services.ending import merge_columns, retire_column
from yangguang.apps.catalog.services.header import edit_header
from yangguang.apps.catalog.services.lifecycle import (
    accept_item,
    reject_item,
    reopen_item,
    withdraw_item,
)
from yangguang.apps.catalog.services.numbering import issue_index_number, set_index_rule
from yangguang.apps.catalog.services.releasing import (
    Release,
    discard_item,
    hold_item,
    mark_validity,
    open_item,
    release_item,
    return_to_draft,
    revise_item,
)
from yangguang.apps.catalog.services.storing import NewAttachment, NewItem, store_items
from yangguang.apps.catalog.services.updating import set_update_rule

__all__ = [
    "NewAttachment",
    "NewItem",
    "Release",
    "accept_item",
    "add_column",
    "close_edition",
    "describe_column",
    "discard_item",
    "edit_header",
    "hold_item",
    "issue_index_number",
    "mark_validity",
    "merge_columns",
    "move_column",
    "open_item",
    "reject_item",
    "release_item",
    "rename_column",
    "reopen_item",
    "retire_column",
    "return_to_draft",
    "revise_item",
    "set_index_rule",
    "set_update_rule",
    "store_items",
    "withdraw_item",
]
