"""Keeping what figures count of an item: a new answer closes the one before it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.utils import timezone

from yangguang.apps.agencies.models import Agency, AgencyAlias, AgencyName
from yangguang.apps.catalog.models import Disclosure, Item, ItemState
from yangguang.apps.catalog.models.disclosures import UNTIL_FURTHER
from yangguang.apps.catalog.terms import OVER, first_day_without_force
from yangguang.apps.rows import insert_rows
from yangguang.text.agencynames import same_body, split_joint

FACTS = ("agency_id", "kind", "own", "disclosed_on", "withdrawn_on", "made_on", "ended", "ended_on")
_COLUMNS = ("item", "agency", *FACTS[1:], "known_from", "known_until")
OFFICES = ("办公室", "办公厅")
"""Whose documents are the government's: 由政府办公室（厅）印发的文件，经政府同意，属于该政府制发."""


def note_disclosures(items: Sequence[Item], *, at: datetime) -> None:
    """Write what is now counted of these items, in the caller's transaction.

    Every act that changes state, body, kind, issuers, days or validity of an item calls this with
    the item as it then is. Nothing is written where nothing counted has changed.
    """
    if not items:
        return
    standing = {
        row.item_id: row
        for row in Disclosure.objects.filter(
            item__in=[item.pk for item in items], known_until=UNTIL_FURTHER
        )
    }
    bodies = {item.agency_id for item in items if item.state in Disclosure.STATES}
    names = _names(bodies)
    fresh: list[tuple[Any, ...]] = []
    for item in items:
        row = standing.get(item.pk)
        if item.state not in Disclosure.STATES:
            if row is not None:
                _close(row, at)
            continue
        facts = _facts(item, names, row, at)
        if row is not None:
            if all(getattr(row, name) == facts[name] for name in FACTS):
                continue
            moment = _close(row, at)
        else:
            moment = at
        fresh.append((item.pk, *(facts[name] for name in FACTS), moment, UNTIL_FURTHER))
    insert_rows(Disclosure, _COLUMNS, fresh)


def _close(row: Disclosure, at: datetime) -> datetime:
    """End what was known; gives the moment. What was known for no time at all leaves no trace."""
    moment = max(at, row.known_from)
    if moment == row.known_from:
        row.delete()
    else:
        Disclosure.objects.filter(pk=row.pk).update(known_until=moment)
    return moment


def _facts(
    item: Item, names: Mapping[int, Collection[str]], row: Disclosure | None, at: datetime
) -> dict[str, Any]:
    day = timezone.localdate(at)
    disclosed = None if item.state == ItemState.HELD else item.listed_on or day
    withdrawn: date | None = None
    if item.state == ItemState.WITHDRAWN:
        withdrawn = row.withdrawn_on if row is not None and row.withdrawn_on else day
    ended_on = first_day_without_force(item)
    entered = row.made_on if row is not None else day
    return {
        "agency_id": item.agency_id,
        "kind": item.kind,
        "own": issued_here(item.issuers, names.get(item.agency_id, ())),
        "disclosed_on": disclosed,
        "withdrawn_on": withdrawn,
        "made_on": item.formed_on or disclosed or entered,
        "ended": item.validity in OVER or ended_on is not None,
        "ended_on": ended_on,
    }


def issued_here(issuers: str, names: Collection[str]) -> bool:
    """Whether a body of these names is among the issuers as written; True where none is written.

    Reading: a document of a government's office counts for the government as well, under whose
    name the office publishes; one that only other bodies issued was passed on, not made here.
    """
    if not issuers.strip() or not names:
        return True
    return _is_among(issuers.strip(), frozenset(names))


@lru_cache(maxsize=4096)
def _is_among(issuers: str, names: frozenset[str]) -> bool:
    """The same, remembered: an import brings the same few issuers ten thousand times."""
    written = split_joint(issuers) or [issuers]
    wide = {f"{name}{office}" for name in names for office in OFFICES} | names
    if wide.intersection(written):
        return True
    return any(same_body(one, name) for one in written for name in wide)


def _names(agencies: Collection[int]) -> dict[int, set[str]]:
    """Every name each of the bodies bears or bore, short ones too."""
    found: dict[int, set[str]] = {key: set() for key in agencies}
    for key, name, short in Agency.objects.filter(pk__in=agencies).values_list(
        "pk", "name", "short_name"
    ):
        found[key].update((name, short))
    for key, name, short in AgencyName.objects.filter(agency__in=agencies).values_list(
        "agency", "name", "short_name"
    ):
        found[key].update((name, short))
    for key, name in AgencyAlias.objects.filter(agency__in=agencies).values_list("agency", "name"):
        found[key].add(name)
    return {key: {name for name in names if name} for key, names in found.items()}
