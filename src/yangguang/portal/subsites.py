"""Sub-sites of bodies: which pages bear a body's own head, and what stands in it.

A sub-site lies by path under the one site; a domain of its own is a setting that leads to the same
pages, whose canonical address stays the site's. 依据：国办发〔2017〕47号（部门网站的整合与域名）。
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from yangguang.apps.agencies.models import Agency
from yangguang.apps.catalog.models import Column, SubSite
from yangguang.press import keys


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the menu; ``shared``: from the pool of the whole site."""

    column: Column
    address: str
    here: bool

    @property
    def shared(self) -> bool:
        """Whether the column is the whole site's, of which this body's part is shown."""
        return self.column.agency_id is None


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a sub-site, as ``portal/subsite_head.html`` draws it."""

    site: SubSite
    agency: Agency
    menu: tuple[Entry, ...]
    home: str
    logo: str

    @property
    def crest(self) -> str:
        """The character in the round mark, where there is no picture."""
        return self.site.crest or self.site.name[:1]


def open_subsite(agency: Agency) -> SubSite | None:
    """The body's sub-site, if it has one that is open."""
    return SubSite.objects.filter(agency=agency, is_open=True).defer("logo").first()


def address_in(agency: Agency, column: Column) -> str:
    """Where a column of a sub-site is shown."""
    if column.agency_id is not None:
        return reverse("column", args=[column.slug])
    return reverse("agency-column", args=[agency.slug, column.slug])


def menu_of(site: SubSite) -> list[Column]:
    """The columns of the menu in their order, those that are gone or closed left out."""
    rows = site.menu.filter(column__is_open=True, column__retired_at=None)
    return [one.column for one in rows.select_related("column").order_by("order", "pk")]


def head_of(agency: Agency | None, *, here: Column | None = None) -> dict[str, Any]:
    """Template context of a page of that body: its head, or nothing where it has no sub-site."""
    if agency is None:
        return {}
    keys.depend(keys.agency(agency.pk))
    site = open_subsite(agency)
    if site is None:
        return {}
    columns = menu_of(site)
    keys.depend(*(keys.column(one.pk) for one in columns))
    line = {int(part) for part in here.path.split("/") if part} if here is not None else set()
    entries = tuple(Entry(one, address_in(agency, one), one.pk in line) for one in columns)
    head = Head(
        site,
        agency,
        entries,
        reverse("agency", args=[agency.slug]),
        reverse("agency-logo", args=[agency.slug]) if site.logo_digest else "",
    )
    return {"subsite": head}


def own_hosts() -> Mapping[str, str]:
    """Domain → slug of the body whose sub-site it opens, from ``settings.SUBSITE_HOSTS``."""
    found: Mapping[str, str] = settings.SUBSITE_HOSTS
    return found


def body_of_host(request: HttpRequest) -> str:
    """The slug of the body whose own domain was asked; empty for the site's."""
    host = request.get_host().rsplit(":", 1)[0].lower()
    return own_hosts().get(host, "")
