"""Sub-sites of the demo city: a county, and two departments, each with its own head, menu and news.

They are put up by the service that the desk's page 子网站 uses; the menu mixes columns of the shared
pool, of which each shows its body's part, with columns of the body's own.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from yangguang.apps.catalog.models import Column
from yangguang.apps.catalog.services import add_column
from yangguang.apps.catalog.services.subsites import Head, put_subsite
from yangguang.config.demo import places
from yangguang.config.demo.rhythms import load, rhythms
from yangguang.config.demo.setting import City
from yangguang.config.demo.writing import Draft

OPEN_FOR = 760
"""So many days the sub-sites have been open."""


def put_subsites(city: City) -> int:
    """The bodies' own columns, and the sub-sites over them; gives how many sub-sites."""
    sites = load("subsites.toml")["site"]
    at = city.moment(city.today - timedelta(days=OPEN_FOR))
    for site in sites:
        agency = city.agencies[site["agency"]]
        for own in site["own"]:
            slug, name, kind = own.split("|")
            city.columns[slug] = add_column(
                slug=slug, name=name, column_type=kind, agency=agency,
                module=Column.Module.DISCLOSURE, description=f"{agency.name}{name}",
                keywords=f"{places.CITY},{name}", by=city.actor, at=at,
            )  # fmt: skip
        put_subsite(
            agency=agency,
            head=Head(site["name"], site["slogan"], site["crest"], site["colour"]),
            menu=[city.columns[slug] for slug in site["menu"]],
            by=city.actor,
            at=at,
        )
    return len(sites)


def news_of_subsites(city: City) -> Iterator[Draft]:
    """What the bodies of the sub-sites publish beside what every body does."""
    yield from rhythms(city, load("subsites.toml")["series"])
