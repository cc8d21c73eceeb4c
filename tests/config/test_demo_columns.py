"""The demo city's columns live: fresh on whatever day it is started, with few that somebody let slip."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from yangguang.apps.catalog.models import Column, SubSite
from yangguang.apps.catalog.updates import limit_for
from yangguang.config.command.roles import install_roles
from yangguang.config.demo import items, keeping
from yangguang.config.demo.building import _multiply, found_city
from yangguang.config.demo.reporting import STRAGGLERS
from yangguang.config.demo.rhythms import load, weekday_before
from yangguang.config.demo.setting import City
from yangguang.law.column_limits import last_day

pytestmark = [pytest.mark.django_db]
FILLED_LATER = {"annual-reports", "gazette"}
"""Columns that reports and issues fill, which are no documents of ``items``."""
DAYS = [
    date(2026, 11, 23),
    date(2026, 1, 10),
    date(2026, 3, 5),
    date(2026, 7, 1),
    date(2024, 2, 29),
]


def a_city(today: date) -> City:
    install_roles()
    return found_city(today=today, scale="city")


def newest(city: City) -> dict[str, date]:
    """The newest day of every column, with what lies below it."""
    by_key = {column.pk: column.slug for column in Column.objects.all()}
    above = {
        column.slug: [by_key[int(part)] for part in column.path.split("/") if part]
        for column in Column.objects.all()
    }
    found: dict[str, date] = {}
    for draft in items.drafts(city):
        if draft.state != "published":
            continue
        for slug in (over for column in draft.columns for over in above[column]):
            found[slug] = max(found.get(slug, draft.on), draft.on)
    return found


@pytest.mark.parametrize("today", DAYS)
def test_on_any_day_columns_are_fresh_but_for_a_few(today: date) -> None:
    city = a_city(today)
    days = newest(city)
    assert set(city.columns) - set(days) == FILLED_LATER, "no column is empty"
    left = {}
    for slug, on in days.items():
        limit = limit_for(keeping.CLASSES.get(slug, ""), city.columns[slug].column_type)
        due = last_day(on, limit)
        if due is not None:
            left[slug] = (due - today).days
    overdue = {slug: -days for slug, days in left.items() if days < 0}
    assert 1 <= len(overdue) <= 4, overdue
    assert max(overdue.values()) <= 21, "nobody leaves a column for months"
    assert sum(1 for days in left.values() if 0 <= days <= 5) <= 12
    assert len(left) > 40


def test_what_comes_again_stays_before_today_and_on_working_days() -> None:
    city = a_city(date(2026, 11, 22))
    found = [draft for draft in items.drafts(city) if draft.slug.startswith("rhythm-")]
    assert len(found) > 300
    assert max(draft.on for draft in found) <= city.today
    assert {draft.on.weekday() for draft in found} <= set(range(5))
    said = [line for draft in found for line in (draft.title, *draft.paragraphs)]
    assert not [line for line in said if "{" in line or "|" in line]
    assert weekday_before(date(2026, 11, 22)) == date(2026, 11, 20)


def test_an_explanation_leads_to_a_policy_of_the_city() -> None:
    drafts = items.drafts(a_city(date(2026, 11, 22)))
    policies = {draft.key: draft.on for draft in drafts if draft.kind == "policy-document"}
    readings = [draft for draft in drafts if draft.slug == "reading"]
    assert {slug for draft in readings for slug in draft.columns} >= {
        "leader-reading", "video-reading",
    }  # fmt: skip
    assert all(policies[draft.interprets] <= draft.on for draft in readings)


def test_sub_sites_have_a_head_of_their_own_and_something_in_every_column_of_the_menu() -> None:
    city = a_city(date(2026, 11, 22))
    drafts = items.drafts(city)
    sites = SubSite.objects.select_related("agency")
    assert {site.agency.slug for site in sites} == {"linhu", "edu", "health"}
    assert len({site.colour for site in sites}) == 3
    since = city.today - timedelta(days=60)
    for site in sites:
        menu = [row.column for row in site.menu.select_related("column").order_by("order")]
        assert any(column.agency_id is None for column in menu), "columns of the shared pool"
        assert any(column.agency_id == site.agency_id for column in menu), "and its own"
        of_body = [one for one in drafts if one.agency == site.agency.slug]
        for column in menu:
            shown = [
                one
                for one in (drafts if column.agency_id else of_body)
                if column.slug in one.columns
            ]
            assert shown or column.slug in FILLED_LATER, (site.name, column.name)
        assert sum(1 for one in of_body if one.on >= since) >= 10, site.name


def test_a_province_puts_nothing_into_the_own_columns_of_a_sub_site() -> None:
    city = a_city(date(2026, 11, 22))
    drafts = items.drafts(city)
    grown = _multiply(city, drafts, len(drafts) + 400)
    known = {draft.key for draft in drafts}
    added = [draft for draft in grown if draft.key not in known]
    assert len(added) == 400
    whose = {column.slug: column.agency_id for column in city.columns.values()}
    assert not [draft.title for draft in added for slug in draft.columns if whose[slug]]


def test_columns_of_the_data_files_are_columns_of_the_city() -> None:
    city = a_city(date(2026, 11, 22))
    named = {
        one["column"] for name in ("rhythms.toml", "subsites.toml") for one in load(name)["series"]
    }
    named |= {one["column"] for one in load("standing.toml")["page"]}
    assert named | set(keeping.CLASSES) | set(keeping.KEEPERS) <= set(city.columns)
    assert set(keeping.KEEPERS.values()) | set(STRAGGLERS) <= set(city.agencies)
