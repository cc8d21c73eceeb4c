"""A backup from before a withdrawal must not make public again what was withdrawn after it."""

from __future__ import annotations

from django.db import DatabaseError, connection
from django.utils import timezone

from yangguang.apps.audit.actors import command
from yangguang.apps.catalog.models import Item, ItemState
from yangguang.apps.catalog.services import withdraw_item
from yangguang.config.command.start import prepare_database

Withdrawn = dict[int, tuple[str | None, str]]
"""Key of an item → its index number, and why it was withdrawn."""


def withdrawn_until_now(notes: list[str]) -> Withdrawn:
    """What was withdrawn before this restore, as far as the present database can say."""
    try:
        if Item._meta.db_table not in connection.introspection.table_names():
            return {}
        rows = Item.objects.filter(state=ItemState.WITHDRAWN).order_by()
        return {
            key: (number, reason)
            for key, number, reason in rows.values_list("pk", "index_number", "state_reason")
        }
    except DatabaseError as error:
        notes.append(
            f"注意：现有数据库无法读取（{error}），不能核对备份之后撤回的信息。请按撤回记录逐一重新撤回。"
        )
        return {}


def withdraw_again(withdrawn: Withdrawn) -> list[str]:
    """Take down what the restored database holds as public; gives a line for each item."""
    if not withdrawn:
        return []
    prepare_database()
    by, at = command("恢复程序"), timezone.now()
    notes = []
    for item in Item.objects.filter(pk__in=list(withdrawn), state=ItemState.PUBLISHED).order_by(
        "pk"
    ):
        number, reason = withdrawn[item.pk]
        if item.index_number != number:
            # Another installation's data: the key means something else there.
            continue
        withdraw_item(item=item, by=by, at=at, reason=reason or "备份之后已撤回")
        notes.append(f"备份之后撤回的信息，已重新撤回：{item.title}（{number}）")
    return notes
