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
from yangguang.press import keys, services
from yangguang.press.services import Mode, Reason

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
        services.purge([keys.REGISTERS], mode=Mode.STALE, reason=Reason("清单变更"))


def _changed(register: Register, change_set: int | None) -> None:
    shelf = keys.register(register.pk)
    found = None if change_set is None else ChangeSet.objects.filter(pk=change_set).first()
    reason = Reason(
        f"清单变更（{register.name}）", shelf, found.published_by_name if found is not None else ""
    )
    if found is None or not register.shown:
        # Worded anew, shown or hidden as a whole: nothing of it may stand as it was.
        names = {keys.archive_of(shelf), keys.newest_of(shelf), *_sitemaps(register)}
        services.purge(names, mode=Mode.GONE, reason=reason)
        return
    versions = Version.objects.filter(change_set=found, published_at__isnull=False)
    _purge_rows(shelf, versions.filter(what=What.REMOVED), Mode.GONE, reason)
    _purge_rows(shelf, versions.filter(what=What.CHANGED), Mode.STALE, reason)
    # A row that was added may have stood before, been removed or taken down.
    _purge_rows(shelf, versions.filter(what=What.ADDED, number__gt=1), Mode.STALE, reason)
    names = {keys.newest_of(shelf), *_sitemaps(register, found)}
    services.purge(names, mode=Mode.STALE, reason=reason)


def _purge_rows(shelf: str, versions: QuerySet[Version], mode: Mode, reason: Reason) -> None:
    rows = list(versions.values_list("row", flat=True)[: ONE_BY_ONE + 1])
    if len(rows) > ONE_BY_ONE:
        services.purge([keys.archive_of(shelf)], mode=mode, reason=reason)
    else:
        services.purge([keys.row(one) for one in rows], mode=mode, reason=reason)


def _sitemaps(register: Register, change_set: ChangeSet | None = None) -> Iterator[str]:
    """The files of the site map in which these rows stand, and the one that lists the files."""
    rows = Row.objects.filter(register=register)
    if change_set is not None:
        rows = rows.filter(versions__change_set=change_set)
    ends = rows.aggregate(first=Min("pk"), last=Max("pk"))
    if ends["first"] is not None:
        first, last = (part_of(ends[name]) for name in ("first", "last"))
        yield from (keys.sitemap_of_rows(part) for part in range(first, last + 1))
    yield "sitemap"


def part_of(row: int) -> int:
    """In which file of the site map a row stands, counted from 1."""
    return row // SITEMAP_ROWS + 1
