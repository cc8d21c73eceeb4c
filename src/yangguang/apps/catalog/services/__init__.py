"""Acts on the catalogue, one module per subject."""

from yangguang.apps.catalog.services.columns import add_column, move_column, rename_column
from yangguang.apps.catalog.services.header import edit_header
from yangguang.apps.catalog.services.lifecycle import (
    accept_item,
    publish_item,
    reject_item,
    reopen_item,
    withdraw_item,
)
from yangguang.apps.catalog.services.numbering import issue_index_number, set_index_rule
from yangguang.apps.catalog.services.storing import NewAttachment, NewItem, store_items

__all__ = [
    "NewAttachment",
    "NewItem",
    "accept_item",
    "add_column",
    "edit_header",
    "issue_index_number",
    "move_column",
    "publish_item",
    "reject_item",
    "rename_column",
    "reopen_item",
    "set_index_rule",
    "store_items",
    "withdraw_item",
]
