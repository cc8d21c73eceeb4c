"""The demo city's applications: every state and kind, true clocks and duties, figures that agree."""

from __future__ import annotations

from datetime import date

import pytest
from django.db.models import Q
from django.utils import timezone

from tests.config.whole_city import city_is_whole
from yangguang.apps.audit.models import Act
from yangguang.apps.duties.calendars import current
from yangguang.apps.duties.models import Duty
from yangguang.apps.events.services import deliver
from yangguang.apps.reports.models import PublishedReport, ReportCell
from yangguang.apps.reports.selectors.drafting import reported_by
from yangguang.apps.requests.models import (
    Application,
    ApplicationState,
    Consultation,
    ConversionProposal,
    Fee,
    Remedy,
    RemedyForum,
    RemedyOutcome,
)
from yangguang.apps.requests.selectors.clock import entries_of
from yangguang.apps.requests.selectors.figures import check_figures, request_cells
from yangguang.apps.requests.services.query_codes import open_by_code
from yangguang.config.command.roles import install_roles
from yangguang.config.demo import annual
from yangguang.config.demo.building import fill_city, found_city
from yangguang.config.demo.requests import PAIRED, Company, build_requests, demo_applicant
from yangguang.config.demo.requests_case import Case
from yangguang.config.demo.requests_people import identity_number
from yangguang.config.demo.setting import City, lay_out
from yangguang.law.clock import reckon
from yangguang.law.replies import kinds

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
TODAY = date(2026, 11, 20)
COUNT = 420


def silent(done: int, total: int) -> None:
    """Nobody watches."""


def played(count: int, *, today: date = TODAY) -> City:
    install_roles()
    city = found_city(today=today, scale="city")
    build_requests(city, count=count, progress=silent)
    return city


def test_identity_numbers_bear_a_right_check_mark() -> None:
    assert identity_number("19900307", 123)[:6] == "990000"
    weights = [2 ** (17 - place) % 11 for place in range(18)]
    for serial in (1, 77, 500, 999):
        digits = identity_number("19750610", serial)
        values = [10 if mark == "X" else int(mark) for mark in digits]
        assert sum(a * b for a, b in zip(values, weights, strict=True)) % 11 == 1


def test_the_city_of_applications() -> None:
    """One build, for it takes long: everything that a visitor is to find there."""
    city = played(COUNT)
    assert Application.objects.count() == COUNT
    _every_kind_and_state()
    _open_cases_spread_over_the_next_days()
    _clocks_and_duties_are_true()
    _figures_hold_in_every_year()
    _the_visitor_can_follow_a_case()
    assert build_requests(city, count=COUNT, progress=silent) == 0
    assert Application.objects.count() == COUNT
    fill_city(city, scale="city", progress=silent)
    _reports_state_the_figures(city)
    city_is_whole(city, TODAY)


def _every_kind_and_state() -> None:
    given = set(Application.objects.values_list("reply_kind", flat=True))
    assert {kind.key for kind in kinds() if kind.closes} - given == set()
    states = set(Application.objects.values_list("state", flat=True))
    assert states == set(ApplicationState.values)
    assert set(Application.objects.values_list("channel", flat=True)) == {
        "counter", "registered", "ordinary", "fax", "online", "oral",
    }  # fmt: skip
    assert Application.objects.filter(secret=True, wanted="").count() == 6
    for link in ("split_from", "joined_to", "repeats"):
        assert Application.objects.exclude(**{link: None}).exists(), link
    assert set(Consultation.objects.values_list("answer", flat=True)) == {
        "", "agrees", "partly", "refuses", "silent",
    }  # fmt: skip
    assert Consultation.objects.exclude(override_reason="").exists()
    for what in ("paid_on", "waived_on", "lapsed_on"):
        for basis in (Fee.Basis.ITEMS, Fee.Basis.PAGES):
            assert Fee.objects.filter(basis=basis).exclude(**{what: None}).exists(), (what, basis)
    assert set(Remedy.objects.values_list("forum", flat=True)) == set(RemedyForum.values)
    assert set(Remedy.objects.values_list("outcome", flat=True)) == set(RemedyOutcome.values)
    assert Remedy.objects.filter(orders_new_reply=True, application__replies__isnull=False).exists()
    assert {"open", "accepted"} <= set(ConversionProposal.objects.values_list("state", flat=True))
    changed = Application.objects.filter(arrived_on__range=(date(2019, 5, 13), date(2019, 5, 15)))
    assert set(changed.values_list("regime", flat=True)) == {"2007", "2019"}


def _open_cases_spread_over_the_next_days() -> None:
    calendar = current().of("").provisional()
    waiting = Application.objects.filter(closed_on=None)
    due = set(waiting.exclude(due_on=None).values_list("due_on", flat=True))
    assert {TODAY, *(calendar.add(TODAY, ahead) for ahead in range(1, 8))} <= due
    assert waiting.filter(due_on__lt=TODAY).count() == 4
    assert waiting.filter(due_forecast=True, due_on__year=2027).exists()
    assert set(waiting.filter(due_on=None).values_list("clock_state", flat=True)) == {
        "", "paused", "awaiting-supplement", "awaiting-payment",
    }  # fmt: skip


def _clocks_and_duties_are_true() -> None:
    for application in Application.objects.filter(closed_on=None).exclude(received_on=None):
        reckoned = reckon(entries_of(application), current().of("").provisional())
        assert application.due_on == reckoned.best, application.number
    archived = Application.objects.filter(state=ApplicationState.ARCHIVED)
    keys = [str(key) for key in archived.values_list("pk", flat=True)]
    left = Duty.objects.filter(closed_at=None, subject_key__in=keys)
    assert set(left.values_list("kind", flat=True)) <= {"request.remedy-answer"}
    overdue = Duty.objects.filter(closed_at=None, due_on__lt=TODAY)
    assert overdue.count() < 12
    days = list(
        Act.objects.filter(verb="request.register").order_by("pk").values_list("at", flat=True)
    )
    assert days == sorted(days)
    serials = Application.objects.order_by("agency", "year", "serial")
    for agency, year in set(serials.values_list("agency", "year")):
        numbers = serials.filter(agency=agency, year=year).values_list("serial", flat=True)
        assert list(numbers) == list(range(1, len(numbers) + 1))


def _figures_hold_in_every_year() -> None:
    for year in range(2014, TODAY.year + 1):
        cells = request_cells(None, year)
        errors = [one for one in check_figures(cells).findings if one.severity == "error"]
        assert errors == []
        if year > 2019:
            before = request_cells(None, year - 1)
            assert cells.values["3.2/total"] == before.values["3.4/total"]


def _the_visitor_can_follow_a_case() -> None:
    shown = demo_applicant()
    assert shown is not None
    number, code = shown
    application = open_by_code(number=number, code=code, at=timezone.now())
    assert application.state == ApplicationState.HANDLING
    assert application.letter_links.filter(public=True).exists()


def _reports_state_the_figures(city: City) -> None:
    while deliver(reader_name="reports"):
        continue
    assert not PublishedReport.objects.filter(Q(errors__gt=0) | Q(warnings__gt=0)).exists()
    for slug, year in (("city", 2025), ("housing", 2023), ("land", 2016)):
        report = PublishedReport.objects.get(agency__slug=slug, year=year)
        at = city.moment(annual.published_on(city, slug, year))
        expected = request_cells(reported_by(report.agency), year, as_of=at)
        said = dict(ReportCell.objects.filter(report=report).values_list("code", "value"))
        assert {cell: said[cell] or 0 for cell in expected.values} == dict(expected.values)


def test_a_small_number_begins_with_what_lies_open() -> None:
    played(30)
    assert Application.objects.count() == 30
    assert Application.objects.filter(closed_on=None).count() > 20
    assert demo_applicant() is not None


def test_the_same_today_gives_the_same_cast() -> None:
    install_roles()
    city = lay_out(TODAY)
    first, second = ([_shown(one) for one in _cases(city)] for _ in range(2))
    assert first == second
    assert len(first) == COUNT - PAIRED


def _cases(city: City) -> list[Case]:
    company = Company(city)
    return [company.case(part) for part in company.cast(COUNT)]


def _shown(case: Case) -> tuple[object, ...]:
    return (case.arrived, case.office.agency.slug, case.channel, case.person, case.matter)
