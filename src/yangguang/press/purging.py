"""Purging: how public files go, at once and on every node, by the keys that they show.

A purge takes its number first, after its act was committed, so that a rendering which saw that
number also saw the act; then it moves the keys and takes the files of the pages that show them.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from enum import StrEnum

from django.db import connection, transaction
from django.db.models import F, Q
from django.db.models.expressions import CombinedExpression
from django.utils import timezone

from yangguang.press import locks
from yangguang.press.addresses import relative
from yangguang.press.folder import PressFolder
from yangguang.press.keys import number_of
from yangguang.press.models import Counter, Entry, Key, Node, Page, PageKey, Purge
from yangguang.press.services import BATCH, COUNTER, Reason, node_name, own_pages, press_folder

ADDRESS = "address:"
"""Before an address in the names of a purge: that page alone, whatever it shows."""


class Mode(StrEnum):
    """What becomes of the files of a purged page."""

    DUE = "due"
    """They stand and are sent until newer ones replace them."""
    STALE = "stale"
    """They are sent no longer, and kept aside in case nothing can render."""
    GONE = "gone"
    """They are removed: what stands on them is no longer public."""
    FORGOTTEN = "forgotten"
    """They are removed with their record: nobody makes them again but who asks for them."""


def next_number(names: Collection[str], mode: Mode, reason: Reason) -> int:
    """Take the number of a purge. Called after the act is committed, in a transaction of its own.

    Where other nodes have folders of their own, what they have to repeat is written with it.
    """
    with transaction.atomic():
        hold_counter(F("last") + 1)
        number = Counter.objects.values_list("last", flat=True).get(pk=COUNTER)
        if Node.objects.exclude(name=node_name()).exists():
            Purge.objects.create(
                number=number,
                node=node_name(),
                names=sorted(names),
                mode=mode.value,
                subject=reason.subject,
                why=reason.why[:200],
                by=reason.by,
                at=timezone.now(),
            )
    return number


def hold_counter(last: CombinedExpression | F) -> None:
    """Hold the counter until the end of the transaction, and set it."""
    if not Counter.objects.filter(pk=COUNTER).update(last=last):
        Counter.objects.bulk_create([Counter(pk=COUNTER)], ignore_conflicts=True)
        Counter.objects.filter(pk=COUNTER).update(last=last)


def purge(names: Collection[str], *, mode: Mode, reason: Reason) -> int:
    """Purge every page that shows one of these keys; gives how many.

    Renderings under way that show one of them will not come into place.
    """
    folder = press_folder()
    if not names or (folder is None and not node_name()):
        return 0
    number = next_number(names, mode, reason)
    return purge_here(names, number=number, mode=mode, reason=reason)


def purge_here(names: Collection[str], *, number: int, mode: Mode, reason: Reason) -> int:
    """The part of a purge that this node does, under a number taken before; gives how many pages.

    Safe to do twice, and in another order than the numbers'.
    """
    folder = press_folder()
    numbers = {number_of(name): name[:120] for name in names}
    with transaction.atomic():
        locks.hold(numbers)
        _move_keys(numbers, number)
        if folder is None:
            return 0
        pages = _pages_showing(numbers)
        if mode == Mode.DUE:
            _turn(pages, Page.State.DUE, only=Page.State.LIVE)
        else:
            _take_down(folder, pages, mode)
            _record_purged(pages, mode, reason)
    return len(pages)


def _move_keys(numbers: dict[int, str], number: int) -> None:
    """Each key to this number; one that a later purge has moved already stays there."""
    table = connection.ops.quote_name(Key._meta.db_table)
    statement = (
        f"INSERT INTO {table} (id, name, version) VALUES (%s, %s, %s) "  # noqa: S608 (the model's table)
        "ON CONFLICT (id) DO UPDATE SET version = excluded.version "
        f"WHERE {table}.version < excluded.version"
    )
    with connection.cursor() as cursor:
        cursor.executemany(statement, [(pk, name, number) for pk, name in sorted(numbers.items())])


def _pages_showing(numbers: Collection[int]) -> list[Page]:
    found: dict[int, Page] = {}
    ordered = sorted(numbers)
    for start in range(0, len(ordered), BATCH):
        shown = PageKey.objects.filter(key__in=ordered[start : start + BATCH]).values("page")
        rows = own_pages().select_for_update().filter(pk__in=shown).order_by("pk")
        found.update({page.pk: page for page in rows})
    return [found[pk] for pk in sorted(found)]


def _turn(pages: Sequence[Page], state: str, *, only: str = "") -> None:
    for start in range(0, len(pages), BATCH):
        rows = Page.objects.filter(pk__in=[page.pk for page in pages[start : start + BATCH]])
        (rows.filter(state=only) if only else rows).update(state=state)


def _take_down(folder: PressFolder, pages: Sequence[Page], mode: Mode) -> None:
    for page in pages:
        place = relative(page.path) or ""
        if mode in (Mode.GONE, Mode.FORGOTTEN):
            folder.remove(place)
        else:
            folder.set_aside(place)
    if mode == Mode.FORGOTTEN:
        for start in range(0, len(pages), BATCH):
            Page.objects.filter(pk__in=[one.pk for one in pages[start : start + BATCH]]).delete()
    elif mode == Mode.STALE:
        # What was removed has nothing kept aside and stays absent.
        _turn([one for one in pages if one.state != Page.State.ABSENT], Page.State.STALE)
    else:
        _turn(pages, Page.State.ABSENT)


def _record_purged(pages: Sequence[Page], mode: Mode, reason: Reason) -> None:
    now = timezone.now()
    if mode == Mode.FORGOTTEN and pages:
        pages = pages[:1]  # One line for all of them: they are the pages of one list.
    what = Entry.What.WITHDRAWN if mode == Mode.GONE else Entry.What.PURGED
    Entry.objects.bulk_create(
        [
            Entry(
                at=now,
                what=what,
                path=page.path,
                subject=reason.subject,
                why=reason.why[:200],
                by=reason.by,
            )
            for page in pages
        ],
        batch_size=BATCH,
    )


def take_down_here(path: str, *, reason: Reason) -> None:
    """One page of this node is not sent any more and is made again."""
    folder = press_folder()
    if folder is None:
        return
    with transaction.atomic():
        rows = list(own_pages().select_for_update().filter(path=path))
        _take_down(folder, rows, Mode.STALE)
        _record_purged(rows, Mode.STALE, reason)


def press_again(*, path: str, by: str) -> bool:
    """Have one page made again by the worker or its next visitor; False where it was never made."""
    folder = press_folder()
    page = own_pages().filter(path=path).first()
    if folder is None or page is None:
        return False
    next_number([f"{ADDRESS}{path}"], Mode.STALE, Reason("按操作人要求重新生成", by=by))
    with transaction.atomic():
        rows = list(Page.objects.select_for_update().filter(pk=page.pk))
        _take_down(folder, rows, Mode.STALE)
        _record_purged(rows, Mode.STALE, Reason("按操作人要求重新生成", by=by))
    return bool(rows)


def end_of_validity(at: datetime) -> int:
    """Purge the pages whose moment has come (a document came into force, or ceased to be)."""
    folder = press_folder()
    if folder is None:
        return 0
    over = Q(until__lte=at) & ~Q(state__in=[Page.State.STALE, Page.State.ABSENT])
    pages = list(own_pages().filter(over)[: BATCH * 10])
    if pages:
        with transaction.atomic():
            _take_down(folder, pages, Mode.STALE)
            _record_purged(pages, Mode.STALE, Reason("到了页面所示日期"))
    return len(pages)
