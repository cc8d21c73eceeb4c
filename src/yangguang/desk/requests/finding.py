"""Applications as the desk finds them: by light, state, channel, agency, words; never by a name.

A name can be searched only as a whole: it is compared by its keyed digest.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import F, Q, QuerySet
from django.http import Http404

from yangguang.apps.agencies.models import Agency
from yangguang.apps.agencies.permissions import Permission
from yangguang.apps.duties.lights import Light
from yangguang.apps.requests.models import Application
from yangguang.apps.requests.selectors.finding import Hits, find_words
from yangguang.desk.viewer import Viewer

P = Permission


@dataclass(frozen=True, slots=True)
class RequestFilter:
    """What somebody picked above the list; empty values narrow nothing."""

    words: str = ""
    state: str = ""
    channel: str = ""
    agency: int | None = None
    kind: str = ""
    year: int | None = None
    mine: bool = False
    light: str = ""

    def apply(self, found: QuerySet[Application], viewer: Viewer) -> QuerySet[Application]:
        """The applications that fit every choice but the words."""
        if self.state == "open":
            found = found.filter(closed_on__isnull=True)
        elif self.state:
            found = found.filter(state=self.state)
        if self.channel:
            found = found.filter(channel=self.channel)
        if self.agency is not None:
            found = found.filter(agency=self.agency)
        if self.kind:
            found = found.filter(reply_kind=self.kind)
        if self.year is not None:
            found = found.filter(year=self.year)
        if self.mine:
            found = found.filter(handler=viewer.user)
        if self.light in (Light.RED, Light.YELLOW):
            near = viewer.limits.condition(Light(self.light))
            found = found.filter(near, closed_on__isnull=True)
        elif self.light == "today":
            found = found.filter(closed_on__isnull=True, due_on=viewer.today)
        elif self.light == "waiting":
            found = found.filter(closed_on__isnull=True, due_on__isnull=True)
        return found

    def hits(self, found: QuerySet[Application], viewer: Viewer) -> Hits | None:
        """Those among them that hold the words, the newest; None where no words were typed."""
        if not self.words.split():
            return None
        bodies = [self.agency] if self.agency is not None else keys_within(viewer)
        return find_words(found, self.words, agencies=bodies, year=self.year)


MANY_BODIES = 20


def applications_for(
    viewer: Viewer, permission: Permission = P.REQUEST_VIEW
) -> QuerySet[Application]:
    """The applications of the bodies the person may treat so.

    Who sees very many bodies reads the newest first and passes over the few that are not theirs;
    going to each body's cases and sorting them all would take as long as there are cases.
    """
    found = Application.objects.select_related("agency", "handler").defer("signature", "wanted")
    keys = keys_within(viewer, permission)
    if keys is None:
        return found
    if len(keys) > MANY_BODIES:
        return found.alias(body=F("agency_id") + 0).filter(body__in=keys)
    return found.filter(agency__in=keys)


def keys_within(viewer: Viewer, permission: Permission = P.REQUEST_VIEW) -> list[int] | None:
    """Keys of those bodies; None where they are all there are."""
    keys = viewer.visible_keys(permission)
    if keys is not None and len(keys) > MANY_BODIES and len(keys) == Agency.objects.count():
        return None
    return keys


def access_application(
    viewer: Viewer, key: int, permission: Permission = P.REQUEST_VIEW
) -> Application:
    """The application, if it belongs to a body that the person may treat so; 404 otherwise."""
    within = Q(pk=key)
    keys = viewer.visible_keys(permission)
    if keys is not None:
        within &= Q(agency__in=keys)
    found = (
        Application.objects.filter(within)
        .select_related("agency", "handler", "applicant", "joined_to", "repeats", "split_from")
        .first()
    )
    if found is None:
        raise Http404
    return found
