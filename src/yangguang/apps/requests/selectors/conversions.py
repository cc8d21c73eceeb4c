"""Which applications want much the same, and what may be had on application from a body."""

from __future__ import annotations

from dataclasses import dataclass

from yangguang.apps.agencies.models import Agency
from yangguang.apps.catalog.models import Item, ItemState
from yangguang.apps.requests.models import Application, ConversionProposal, WantedBand
from yangguang.law.replies import Group, reply_kind
from yangguang.text.similarity import similarity

ALIKE = 0.5
"""From here on two descriptions are taken to want the same; a clerk judges the proposal."""
LOOKED_AT = 500


def was_disclosed(application: Application) -> bool:
    """Whether the information was given, wholly or in part, in answer to this application."""
    if application.closed_on is None or not application.reply_kind:
        return False
    kind = reply_kind(application.reply_kind)
    # What had been public before needs no publication: those kinds consult nobody.
    return kind.group in (Group.DISCLOSED, Group.PARTLY) and kind.consult_if_concerned


def alike_applications(application: Application) -> list[Application]:
    """Other applications to the same body that want much the same, most alike first.

    Candidates share a piece of the fingerprint; each is then held against the whole of it.
    """
    mine = bytes(application.signature)
    if not mine:
        return []
    own = WantedBand.objects.filter(application=application).values("band")
    keys = (
        WantedBand.objects.filter(band__in=own, application__agency=application.agency_id)
        .exclude(application=application)
        .order_by("-application")
        .values_list("application", flat=True)
        .distinct()[:LOOKED_AT]
    )
    rows = Application.objects.filter(pk__in=list(keys), secret=False).select_related("agency")
    scored = [(similarity(mine, bytes(row.signature)), row) for row in rows]
    found = [(alike, row) for alike, row in scored if alike >= ALIKE]
    found.sort(key=lambda one: (-one[0], one[1].pk))
    return [row for _, row in found]


@dataclass(frozen=True, slots=True)
class OnRequest:
    """One line of the 依申请公开目录: information that was given to who asked.

    ``times`` is how many applications wanted it; ``item`` the publication it became, if public.
    """

    title: str
    times: int
    item: Item | None

    @property
    def way(self) -> str:
        """How it is had today."""
        return "已转为主动公开" if self.item is not None else "依申请提供"


def on_request_catalogue(agency: Agency) -> list[OnRequest]:
    """依申请公开目录 of a body: what its office has studied and named, newest first.

    Only settled proposals stand here, because their titles were looked at by the office; titles of
    single applications may hold applicants' own words.
    """
    rows = (
        ConversionProposal.objects.filter(agency=agency)
        .exclude(state=ConversionProposal.State.OPEN)
        .select_related("item")
        .prefetch_related("applications")
        .order_by("-decided_on", "-id")
    )
    found = []
    for row in rows:
        public = row.item if row.item and row.item.state == ItemState.PUBLISHED else None
        times = len(row.applications.all())
        if public is not None or any(was_disclosed(one) for one in row.applications.all()):
            found.append(OnRequest(row.title, times, public))
    return found
