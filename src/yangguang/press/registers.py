"""What press does when a register changed: purge its list, and every page that shows a row of the
change.

Rows that went are removed with all their wordings, and no copy is kept aside: a row may have been
taken down for what it gave away.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.db.models import Max, Min, QuerySet

from yangguang.apps.events.models import Event
from yangguang.apps.registers.models import ChangeSet, Register, Row, Version, What
from yangguang.press import burying, keys, purging, services, tombstones
from yangguang.press.purging import Mode
from yangguang.press.services import Reason

KIND = "register.changed"
SITEMAP_ROWS = 50_000
"""Addresses in one file of the site map."""
ONE_BY_ONE = 5_000
"""A change of more rows than this purges all pages of rows of the register at once."""


def registers_changed(events: Sequence[Event]) -> None:
    """Purge what these changes of registers touch; safe to hear twice and in any order."""
    for event in events:
        register = Register.objects.filter(pk=int(event.subject_key)).first()
        if register is not None:
            _changed(register, event.payload.get("change_set"))
    if events:
        purging.purge([keys.REGISTERS], mode=Mode.STALE, reason=Reason("清单变更"))


def _changed(register: Register, change_set: int | None) -> None:
    shelf = keys.register(register.pk)
    found = None if change_set is None else ChangeSet.objects.filter(pk=change_set).first()
    reason = Reason(
        f"清单变更（{register.name}）", shelf, found.published_by_name if found is not None else ""
    )
    if found is None or not register.shown:
        # Worded anew, shown or hidden as a whole: nothing of it may stand as it was.
        purging.purge([keys.pages_of(shelf)], mode=Mode.FORGOTTEN, reason=reason)
        names = {keys.archive_of(shelf), keys.newest_of(shelf), *_sitemaps(register)}
        purging.purge(names, mode=Mode.GONE, reason=reason)
        bury_register(register, reason)
        return
    purging.purge([keys.pages_of(shelf)], mode=Mode.FORGOTTEN, reason=reason)
    versions = Version.objects.filter(change_set=found, published_at__isnull=False)
    _purge_rows(shelf, versions.filter(what=What.REMOVED), Mode.GONE, reason)
    _purge_rows(shelf, versions.filter(what=What.CHANGED), Mode.STALE, reason)
    # A row that was added may have stood before, been removed or taken down.
    _purge_rows(shelf, versions.filter(what=What.ADDED, number__gt=1), Mode.STALE, reason)
    names = {keys.newest_of(shelf), *_sitemaps(register, found)}
    down = Row.objects.filter(versions__change_set=found, down_at__isnull=False)
    # No copy of a list is kept aside that names a row taken down.
    mode = Mode.GONE if down.exists() else Mode.STALE
    purging.purge(names, mode=mode, reason=reason)
    for row in down.select_related("register__definition", "agency").distinct():
        bury_row(row, reason)
    folder = services.press_folder()
    back = Row.objects.filter(versions__change_set=found, down_at=None, down_upto__gt=0)
    for key in back.values_list("pk", flat=True):
        if folder is not None:
            folder.unbury_as(grave_name(register, key))


def grave_name(register: Register, key: int) -> str:
    """Under which name the tombstone of a row lies."""
    return f"registers/{register.code}/{key}"


def rows_to_bury() -> QuerySet[Row]:
    """Every row whose address answers with a tombstone: taken down, in a register that is shown."""
    return Row.objects.filter(
        register__shown=True, down_at__isnull=False, versions_published__gt=0
    ).select_related("register__definition", "agency")


def bury_row(row: Row, reason: Reason) -> None:
    """Tombstone first, then all that stands under the row's address. ``row`` is loaded with
    register and body."""
    burying.bury_as(
        grave_name(row.register, row.pk), key=keys.row(row.pk), body=tombstones.page_of_row(row),
        reason=reason,
    )  # fmt: skip


def bury_register(register: Register, reason: Reason) -> None:
    """Bring the tombstones of one register into line with what is taken down in it; a register that
    is not shown has none, its addresses are unknown."""
    folder = services.press_folder()
    if folder is None:
        return
    wanted = {grave_name(register, one.pk): one for one in rows_to_bury().filter(register=register)}
    for name in list(folder.graves(f"registers/{register.code}")):
        if name not in wanted:
            folder.unbury_as(name)
    for row in wanted.values():
        bury_row(row, reason)


def _purge_rows(shelf: str, versions: QuerySet[Version], mode: Mode, reason: Reason) -> None:
    rows = list(versions.values_list("row", flat=True)[: ONE_BY_ONE + 1])
    if len(rows) > ONE_BY_ONE:
        purging.purge([keys.archive_of(shelf)], mode=mode, reason=reason)
    else:
        purging.purge([keys.row(one) for one in rows], mode=mode, reason=reason)


def _sitemaps(register: Register, change_set: ChangeSet | None = None) -> Iterator[str]:
    """The files of the site map in which these rows stand, and the one that lists the files."""
    if change_set is None:
        ends = Row.objects.filter(register=register).aggregate(first=Min("pk"), last=Max("pk"))
    else:
        # From the wordings alone: beside rows written a moment ago PostgreSQL, which has not counted
        # them yet, looks at each row for each wording.
        ends = change_set.versions.aggregate(first=Min("row_id"), last=Max("row_id"))
    if ends["first"] is not None:
        first, last = (part_of(ends[name]) for name in ("first", "last"))
        yield from (keys.sitemap_of_rows(part) for part in range(first, last + 1))
    yield "sitemap"


def part_of(row: int) -> int:
    """In which file of the site map a row stands, counted from 1."""
    return row // SITEMAP_ROWS + 1
