"""The bodies that an import can name: found by any name they bear or bore, proposed if unknown."""

from __future__ import annotations

from datetime import datetime

from yangguang.apps.agencies.models import Agency, AgencyAlias, AgencyName
from yangguang.apps.agencies.services import propose_agency
from yangguang.apps.audit.actors import Actor
from yangguang.text.agencynames import KnownAgency, clean_agency, match_agency


class Bodies:
    """Looks names up in memory; one query at the start, one insert for each new name."""

    def __init__(self) -> None:
        self._agencies: dict[str, Agency] = {}
        self._known: list[KnownAgency] = []
        self._found: dict[str, Agency | None] = {}
        former: dict[int, list[str]] = {}
        for row in AgencyName.objects.filter(valid_to__isnull=False):
            former.setdefault(row.agency_id, []).append(row.name)
        for alias in AgencyAlias.objects.all():
            former.setdefault(alias.agency_id, []).append(alias.name)
        for agency in Agency.objects.order_by("proposed", "pk"):
            self._add(agency, tuple(former.get(agency.pk, ())))

    def _add(self, agency: Agency, former: tuple[str, ...] = ()) -> None:
        if agency.name in self._agencies:
            return
        self._agencies[agency.name] = agency
        short = (agency.short_name,) if agency.short_name else ()
        self._known.append(KnownAgency(agency.name, short, former))
        self._found.clear()

    @property
    def known(self) -> list[KnownAgency]:
        """All known bodies, for the header reader."""
        return self._known

    @property
    def first(self) -> Agency | None:
        """The body at the top, which answers for what no page says whose it is."""
        return next(iter(self._agencies.values()), None)

    def find(self, name: str) -> Agency | None:
        """The body a written name means, if one is known."""
        if name in self._agencies:
            return self._agencies[name]
        if name not in self._found:
            match = match_agency(name, self._known)
            self._found[name] = self._agencies[match.agency.name] if match else None
        return self._found[name]

    def find_or_propose(self, name: str, *, by: Actor, at: datetime) -> tuple[Agency, bool]:
        """The body, and whether it had to be proposed because nobody knows it."""
        found = self.find(name)
        if found is not None:
            return found, False
        proposed = propose_agency(name=clean_agency(name) or name, by=by, at=at)
        self._add(proposed)
        return proposed, True
