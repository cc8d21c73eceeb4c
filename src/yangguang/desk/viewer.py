"""Who is looking at the desk, for which body, on which day: the one object every view asks.

All that a person may do in a request follows from the posts they hold at the body they act for;
changing the body at the top of the page changes the answer.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest

from yangguang.apps.agencies import selectors
from yangguang.apps.agencies.models import Agency, Authenticator, User
from yangguang.apps.agencies.permissions import Permission
from yangguang.apps.agencies.selectors import Holding
from yangguang.apps.agencies.verdicts import Verdict
from yangguang.apps.audit.actors import Actor
from yangguang.apps.duties.lights import Limits, limits_on
from yangguang.apps.duties.selectors import Counts, lying_with, total_counts

ACTING_KEY = "acting_for"


@dataclass(slots=True)
class Viewer:
    """``held`` are the posts exercised at ``agency``; ``everywhere`` all of the person's posts."""

    user: User
    now: datetime
    today: date
    everywhere: list[Holding]
    agency: Agency | None
    held: list[Holding] = field(default_factory=list)
    counted: dict[str, int] = field(default_factory=dict, repr=False)
    """How much of each kind of work lies with the person, as far as this request has asked."""
    _limits: Limits | None = field(default=None, repr=False)
    _lights: Counts | None = field(default=None, repr=False)

    def may(self, permission: Permission, agency: Agency) -> Verdict:
        """Whether the person may do this to records of ``agency``, acting as they do now."""
        return selectors.may(self.user, permission, agency, self.today, held=self.held)

    def may_somewhere(self, permission: Permission) -> bool:
        """Whether any post held at the present body gives the permission."""
        return any(holding.permits(permission) for holding in self.held)

    def visible(self, permission: Permission) -> QuerySet[Agency]:
        """The bodies whose records the person may treat so."""
        return selectors.visible_agencies(self.user, permission, self.today, held=self.held)

    def visible_keys(self, permission: Permission) -> list[int] | None:
        """Keys of those bodies; None where the person sees all, records of no body included."""
        if any(row.permits(permission) and row.role.reach == "all" for row in self.held):
            return None
        return list(self.visible(permission).values_list("pk", flat=True))

    def at_the_top(self, permission: Permission) -> bool:
        """Whether the person has the permission for what belongs to no body but to the site."""
        return selectors.at_the_top(permission, self.held)

    @property
    def limits(self) -> Limits:
        """What decides the lights of duties today, read once for the request."""
        if self._limits is None:
            self._limits = limits_on(self.today)
        return self._limits

    @property
    def lights(self) -> Counts:
        """How many duties that lie with the person show which light, counted once."""
        if self._lights is None:
            mine = lying_with(self.user, self.agency, self.permissions)
            self._lights = total_counts(mine, self.limits)
        return self._lights

    @property
    def permissions(self) -> list[str]:
        """Every permission that a post held at the present body gives."""
        return sorted({code for holding in self.held for code in holding.role.permissions})

    @property
    def actor(self) -> Actor:
        """The person as the record of acts names them."""
        return self.user.actor(self.agency)

    @property
    def agencies(self) -> list[Agency]:
        """The bodies among which the person can switch."""
        seen: dict[int, Agency] = {}
        for holding in self.everywhere:
            seen.setdefault(holding.agency.pk, holding.agency)
        return list(seen.values())

    @property
    def must_have_second_factor(self) -> bool:
        """Whether any post of the person, at whichever body, asks for a second factor.

        Demo accounts may do without, so that a visitor needs no phone; a real installation lets
        no demo account in at all.
        """
        if settings.DEMO and self.user.is_demo:
            return False
        return selectors.needs_second_factor(self.everywhere)

    @property
    def authenticator(self) -> Authenticator | None:
        """The person's authenticator, if it is in use."""
        return Authenticator.objects.filter(user=self.user, confirmed_at__isnull=False).first()


def view_as(user: User, *, now: datetime, today: date, acting_for: int | None = None) -> Viewer:
    """The person with their posts of today, acting for the chosen body or else for their first."""
    everywhere = selectors.holdings(user, today)
    agency = next((row.agency for row in everywhere if row.agency.pk == acting_for), None)
    if agency is None and everywhere:
        agency = everywhere[0].agency
    held = [row for row in everywhere if agency is not None and row.agency.pk == agency.pk]
    return Viewer(user, now, today, everywhere, agency, held)


class DeskRequest(HttpRequest):
    """A request of somebody who is signed in; `DeskSession` sets ``viewer``.

    ``rail_at`` is the address to mark in the rail where it is not the page's own.
    """

    user: User
    viewer: Viewer
    rail_at: str
