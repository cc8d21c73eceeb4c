"""Whose a row is, by the name that a cell gives: found among the bodies that the person acts for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from yangguang.apps.agencies.models import Agency, AgencyAlias, AgencyName
from yangguang.apps.agencies.selectors import agencies_in_force
from yangguang.text.agencynames import KnownAgency, clean_agency, match_agency


class UnknownBody(ValueError):
    """The cell names no body, or one out of reach; ``args[0]`` says so and what to do."""


class Bodies:
    """Names → bodies, looked up in memory; each name once. ``own`` is whose rows are without one.

    ``within`` are the bodies whose rows the person may write.
    """

    def __init__(self, own: Agency, within: Sequence[Agency], on: date) -> None:
        self.own = own
        self._within = {one.pk: one for one in (own, *within)}
        self._all = list(agencies_in_force(on).order_by("pk"))
        other: dict[int, list[str]] = {}
        for row in AgencyName.objects.filter(valid_to__isnull=False):
            other.setdefault(row.agency_id, []).extend(filter(None, (row.name, row.short_name)))
        for alias in AgencyAlias.objects.all():
            other.setdefault(alias.agency_id, []).append(alias.name)
        self._other = other
        self._exact: dict[str, list[Agency]] = {}
        for one in self._all:
            for name in (one.name, one.short_name):
                if name:
                    self._exact.setdefault(clean_agency(name), []).append(one)
        self._found: dict[str, Agency | str] = {}

    def find(self, name: str) -> Agency:
        """The body within reach that the name means. Raises UnknownBody."""
        found = self._found.get(name)
        if found is None:
            found = self._found[name] = self._look(name)
        if isinstance(found, str):
            raise UnknownBody(found)
        return found

    def known(self, name: str) -> Agency | None:
        """The body that bears exactly this name or short name now, in reach or not."""
        found = self._exact.get(clean_agency(name), [])
        return found[0] if len(found) == 1 else None

    def _look(self, name: str) -> Agency | str:
        exact = self._exact.get(clean_agency(name), [])
        reached = [one for one in exact if one.pk in self._within]
        if len(reached) == 1:
            return reached[0]
        if not exact:
            inside = self._matched(name, list(self._within.values()))
            if inside is not None:
                return inside
        elsewhere = exact[0] if exact else self._matched(name, self._all)
        if elsewhere is None:
            return (
                f"“{name}”不是已登记的机构，请改为机构全称；确属本单位的条目，请改选“全部记在"
                f"{self.own.name}名下”"
            )
        if len(reached) > 1:
            return f"有{len(reached)}个机构都叫“{name}”，请改为机构全称"
        return f"“{elsewhere.name}”的条目不归您编制，请删去这一行，或由该单位导入"

    def _matched(self, name: str, among: Sequence[Agency]) -> Agency | None:
        known = {
            one.name: one for one in sorted(among, key=lambda one: one.pk != self.own.pk)
        }  # the own body wins over a namesake
        listed = [
            KnownAgency(
                one.name,
                (one.short_name,) if one.short_name else (),
                tuple(self._other.get(one.pk, ())),
            )
            for one in known.values()
        ]
        match = match_agency(name, listed)
        return known[match.agency.name] if match is not None else None
