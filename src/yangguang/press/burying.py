"""Tombstones: what answers at the addresses of something that is not public any more, or again.

Nothing here takes a number of a purge: who buries has purged the keys before, so that no page that
was rendered earlier can come into place again.
"""

from __future__ import annotations

from hashlib import sha256

from django.db import transaction
from django.utils import timezone

from yangguang.press.addresses import grave_of, relative
from yangguang.press.folder import PressFolder
from yangguang.press.keys import number_of
from yangguang.press.models import Entry, Page, PageKey, Tombstone
from yangguang.press.services import Reason, node_name, own_pages, press_folder


def bury(key: int, *, body: bytes, reason: Reason) -> None:
    """An item is no longer public: tombstone first, then everything under its address.

    The caller has purged the item's key, so nothing rendered before can come into place again.
    """
    bury_as(f"item/{key}", key=f"item:{key}", body=body, reason=reason)


def bury_as(name: str, *, key: str, body: bytes, reason: Reason) -> None:
    """The same for whatever a tombstone of this name answers for (`folder.grave_of`), all of whose
    pages depend on ``key``."""
    folder = press_folder()
    if folder is None:
        return
    lay(folder, name, body)
    folder.remove_below(name)
    _drop_rows_below(name, key)
    Entry.objects.create(
        at=timezone.now(),
        what=Entry.What.WITHDRAWN,
        path=f"/{name}/",
        subject=reason.subject,
        why=reason.why[:200],
        by=reason.by,
    )


def lay(folder: PressFolder, name: str, body: bytes) -> None:
    """Write a tombstone and record its bytes, so that a change by somebody else is found."""
    folder.bury_as(name, body)
    Tombstone.objects.update_or_create(
        node=node_name(), name=name, defaults={"sha256": sha256(body).hexdigest()}
    )


def drop_item(key: int) -> None:
    """An item that is not public and never was answers nothing: remove what stands, no tombstone."""
    folder = press_folder()
    if folder is not None:
        folder.remove_item(key)
        _drop_rows_below(f"item/{key}", f"item:{key}")


def unbury(key: int) -> None:
    """An item is public: no tombstone stands in its way."""
    folder = press_folder()
    if folder is not None:
        folder.unbury(key)


def _drop_rows_below(name: str, key: str) -> None:
    own = PageKey.objects.filter(key=number_of(key)).values("page")
    rows = own_pages().filter(pk__in=own)
    mine = [page.pk for page in rows.only("path") if grave_of(page.path) == name]
    Page.objects.filter(pk__in=mine).delete()


def forget(path: str) -> None:
    """An address answers nothing any more: drop its file and its row."""
    folder = press_folder()
    place = relative(path)
    if folder is None or place is None:
        return
    with transaction.atomic():
        page = own_pages().select_for_update().filter(path=path).first()
        if page is not None:
            folder.remove(place)
            page.delete()
