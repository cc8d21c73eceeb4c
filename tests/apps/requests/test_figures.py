"""The year's figures: each closed application in one row and column, the same for ever as of then."""

from __future__ import annotations

import random
from collections import Counter
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext

from tests.builders.agencies import City, a_city
from tests.builders.requests import BY, WANTED, an_application, at, being_handled, ready_to_sign
from yangguang.apps.agencies.models import Agency
from yangguang.apps.requests.models import (
    Application,
    ApplicationState,
    Fee,
    OpenSpell,
    RemedyForum,
    RemedyOutcome,
    Tally,
)
from yangguang.apps.requests.persons import Contact, Person
from yangguang.apps.requests.selectors.figure_words import how_counted
from yangguang.apps.requests.selectors.figures import (
    Cells,
    NoForm,
    Scope,
    check_figures,
    fees_collected,
    request_cells,
)
from yangguang.apps.requests.services.assigning import accept
from yangguang.apps.requests.services.closing import reopen, withdraw
from yangguang.apps.requests.services.counting import count_closing, count_receipt
from yangguang.apps.requests.services.extending import extend
from yangguang.apps.requests.services.intake import Wish, register_application
from yangguang.apps.requests.services.receiving import confirm_receipt
from yangguang.apps.requests.services.remedies import decide_remedy, open_remedy
from yangguang.apps.requests.services.replying import serve, sign
from yangguang.law.delivery import Way
from yangguang.law.forms.load import load_form
from yangguang.law.identity import ApplicantKind
from yangguang.law.receipt import Channel
from yangguang.law.replies import kinds, reply_kind, report_row

pytestmark = pytest.mark.django_db


@pytest.fixture
def city() -> City:
    return a_city()


def an_organisation(kind: ApplicantKind = ApplicantKind.BUSINESS) -> Person:
    return Person(kind, "清源某某商贸有限公司", "", Contact(telephone="13800138001"))


def nonzero(cells: Cells) -> dict[str, int]:
    return {cell: int(value) for cell, value in cells.values.items() if value}


def answered(
    application: Application,
    kind: str,
    on: date,
    *,
    exemptions: tuple[str, ...] = (),
) -> Application:
    """Answered by post on that day, without a letter."""
    ready_to_sign(application, kind, on=on, exemptions=exemptions)
    sign(application=application, with_letter=False, by=BY, at=at(on, 11))
    serve(
        application=application,
        way=Way.POST,
        sent_on=on,
        tracking_number="XA10000001",
        by=BY,
        at=at(on, 15),
    )
    return application


def test_what_is_open_at_the_end_of_a_year_is_carried_over(city: City) -> None:
    old = being_handled(city.health, on=date(2025, 12, 22))
    answered(old, "disclosed", date(2026, 1, 6))
    an_application(city.health, on=date(2025, 12, 29), person=an_organisation())
    earlier = request_cells([city.health.pk], 2025)
    assert nonzero(earlier) == {
        "3.1/natural": 1, "3.1/business": 1, "3.1/total": 2,
        "3.4/natural": 1, "3.4/business": 1, "3.4/total": 2,
    }  # fmt: skip
    later = request_cells([city.health.pk], 2026)
    assert nonzero(later) == {
        "3.2/natural": 1, "3.2/business": 1, "3.2/total": 2,
        "3.3.1/natural": 1, "3.3.1/total": 1, "3.3.7/natural": 1, "3.3.7/total": 1,
        "3.4/business": 1, "3.4/total": 1,
    }  # fmt: skip
    assert list(later.ids("3.3.1/natural")) == [old.pk]
    assert list(later.ids("3.2/natural")) == [old.pk]
    assert list(later.applications("3.3.1/business")) == []
    assert later.applications("3.4/total").count() == 1


def test_an_application_counts_from_its_confirmation(city: City) -> None:
    application = an_application(city.health, on=date(2025, 12, 31), channel=Channel.ONLINE)
    assert nonzero(request_cells(None, 2025)) == {}
    confirm_receipt(
        application=application,
        confirmed_on=date(2026, 1, 4),
        how="电话确认",
        by=BY,
        at=at(date(2026, 1, 4)),
    )
    assert nonzero(request_cells(None, 2025)) == {}
    assert nonzero(request_cells(None, 2026)) == {
        "3.1/natural": 1, "3.1/total": 1, "3.4/natural": 1, "3.4/total": 1,
    }  # fmt: skip


def test_one_withdrawn_before_confirmation_counts_as_received_that_day(city: City) -> None:
    application = an_application(city.health, on=date(2025, 12, 31), channel=Channel.ONLINE)
    withdraw(application=application, reason="申请人来电", by=BY, at=at(date(2026, 1, 5)))
    assert nonzero(request_cells(None, 2025)) == {}
    assert nonzero(request_cells(None, 2026)) == {
        "3.1/natural": 1, "3.1/total": 1, "3.3.6.3/natural": 1, "3.3.6.3/total": 1,
        "3.3.7/natural": 1, "3.3.7/total": 1,
    }  # fmt: skip


def test_a_case_answered_anew_keeps_its_first_result(city: City) -> None:
    application = being_handled(city.health, on=date(2025, 3, 3))
    answered(application, "not-found", date(2025, 3, 10))
    reopen(application=application, reason="清政复决〔2025〕1号", by=BY, at=at(date(2026, 2, 2)))
    answered(application, "disclosed", date(2026, 2, 9))
    assert nonzero(request_cells(None, 2025))["3.3.4.1/natural"] == 1
    assert nonzero(request_cells(None, 2026)) == {}


def test_a_corrected_day_moves_the_case_and_leaves_what_was_known_then(city: City) -> None:
    application = an_application(city.health, on=date(2025, 12, 30))
    known = at(date(2026, 1, 10))
    count_receipt(application, day=date(2026, 1, 4), at=at(date(2026, 2, 1)))
    assert nonzero(request_cells(None, 2025)) == {}
    assert nonzero(request_cells(None, 2026))["3.1/total"] == 1
    assert nonzero(request_cells(None, 2025, as_of=known))["3.1/total"] == 1
    assert list(request_cells(None, 2025).ids("3.1/total")) == []
    assert list(request_cells(None, 2026, as_of=known).ids("3.2/total")) == [application.pk]
    assert list(request_cells(None, 2026).ids("3.2/total")) == []


def test_the_form_of_2014_tells_channels_and_extensions_apart(city: City) -> None:
    for channel in Channel:
        confirmed = date(2016, 3, 1) if channel.needs_confirmation else None
        an_application(city.health, on=date(2016, 3, 1), channel=channel, confirmed_on=confirmed)
    in_time, extended, overdue, gone = (
        being_handled(city.health, on=date(2016, 3, 1)) for _ in range(4)
    )
    answered(in_time, "disclosed-2007", date(2016, 3, 22))
    extend(
        application=extended, days=15, reason="材料较多", with_letter=False, by=BY,
        at=at(date(2016, 3, 10)),
    )  # fmt: skip
    answered(extended, "other-organ-2007", date(2016, 4, 1))
    answered(overdue, "not-found-2007", date(2016, 3, 29))
    withdraw(application=gone, reason="来电撤回", by=BY, at=at(date(2016, 3, 3)))
    cells = request_cells(None, 2016)
    assert nonzero(cells) == {
        "3.1": 10, "3.1.1": 6, "3.1.2": 1, "3.1.3": 1, "3.1.4": 2,
        "3.2": 4, "3.2.1": 2, "3.2.2": 2,
        "3.3": 3, "3.3.2": 1, "3.3.5": 1, "3.3.6": 1,
    }  # fmt: skip
    assert list(cells.ids("3.2.2")) == [extended.pk, overdue.pk]
    assert check_figures(cells).findings[0].cells == ("3.3",)


@pytest.mark.parametrize("form", ["2014", "2019", "2021"])
def test_every_kind_of_reply_falls_into_one_row(city: City, form: str) -> None:
    """Each kind is closed once, in a year of the form, and all checks hold."""
    year = {"2014": 2016, "2019": 2019, "2021": 2025}[form]
    for kind in kinds():
        application = an_application(city.health, on=date(year, 3, 2))
        count_closing(application, kind=kind.key, day=date(year, 6, 1), at=at(date(year, 6, 1)))
    cells = request_cells([city.health.pk], year)
    expected = Counter(report_row(kind, form) for kind in kinds())
    suffix = "" if form == "2014" else "/total"
    for row, count in expected.items():
        wanted = len(kinds()) if (row, form) == ("3.2", "2014") else count
        assert cells.values[f"{row}{suffix}"] == wanted, row
        assert cells.applications(f"{row}{suffix}").count() == wanted, row
    answer = check_figures(cells)
    assert [one for one in answer.findings if one.severity == "error"] == []
    assert answer.not_assessable == []
    assert answer.held


def open_and_decide(
    application: Application,
    forum: RemedyForum,
    received: date,
    outcome: RemedyOutcome | None = None,
    decided: date | None = None,
    after: object = None,
) -> object:
    remedy = open_remedy(
        application=application,
        forum=forum,
        body="清源市某机关",
        received_on=received,
        after=after,  # type: ignore[arg-type] # the builder gives back what it made
        by=BY,
        at=at(received),
    )
    if outcome is not None and decided is not None:
        decide_remedy(
            remedy=remedy, outcome=outcome, decided_on=decided, gist="要旨", by=BY, at=at(decided)
        )
    return remedy


def test_a_suit_and_its_appeal_are_one_case(city: City) -> None:
    application = being_handled(city.health, on=date(2022, 3, 1))
    review = open_and_decide(
        application, RemedyForum.REVIEW, date(2022, 4, 1), RemedyOutcome.UPHELD, date(2022, 5, 5)
    )
    suit = open_and_decide(
        application, RemedyForum.SUIT_AFTER_REVIEW, date(2022, 6, 1), RemedyOutcome.UPHELD,
        date(2022, 10, 10), after=review,
    )  # fmt: skip
    open_and_decide(
        application, RemedyForum.APPEAL, date(2022, 11, 1), RemedyOutcome.CORRECTED,
        date(2023, 2, 2), after=suit,
    )  # fmt: skip
    first = request_cells(None, 2022)
    assert {cell: value for cell, value in nonzero(first).items() if cell.startswith("4")} == {
        "4.1/upheld": 1, "4.1/total": 1, "4.3/pending": 1, "4.3/total": 1,
    }  # fmt: skip
    second = request_cells(None, 2023)
    assert {cell: value for cell, value in nonzero(second).items() if cell.startswith("4")} == {
        "4.3/corrected": 1, "4.3/total": 1,
    }  # fmt: skip
    assert list(second.ids("4.3/corrected")) == [application.pk]
    before_the_appeal = request_cells(None, 2022, as_of=at(date(2022, 10, 20)))
    assert nonzero(before_the_appeal)["4.3/upheld"] == 1


def test_an_appeal_after_the_year_does_not_count_the_suit_again(city: City) -> None:
    application = being_handled(city.health, on=date(2022, 3, 1))
    suit = open_and_decide(
        application, RemedyForum.SUIT, date(2022, 6, 1), RemedyOutcome.OTHER, date(2022, 12, 20)
    )
    open_and_decide(
        application, RemedyForum.APPEAL, date(2023, 1, 5), RemedyOutcome.UPHELD,
        date(2023, 4, 1), after=suit,
    )  # fmt: skip
    assert nonzero(request_cells(None, 2022))["4.2/other"] == 1
    assert not [cell for cell in nonzero(request_cells(None, 2023)) if cell.startswith("4")]


def test_an_outcome_entered_later_was_not_known_before(city: City) -> None:
    application = being_handled(city.health, on=date(2016, 3, 1))
    remedy = open_and_decide(application, RemedyForum.REVIEW, date(2016, 5, 1))
    open_and_decide(application, RemedyForum.COMPLAINT, date(2016, 5, 2))
    decide_remedy(
        remedy=remedy,  # type: ignore[arg-type] # the builder gives back what it made
        outcome=RemedyOutcome.CORRECTED, decided_on=date(2016, 6, 1), gist="要旨", by=BY,
        at=at(date(2017, 1, 20)),
    )  # fmt: skip
    known = nonzero(request_cells(None, 2016, as_of=at(date(2017, 1, 10))))
    assert (known.get("4"), known["6"]) == (None, 1)
    now = nonzero(request_cells(None, 2016))
    assert (now["4"], now["4.2"], now["6"]) == (1, 1, 1)


def test_bodies_are_counted_alone_and_together(city: City) -> None:
    an_application(city.health, on=date(2026, 3, 2))
    an_application(city.schools, on=date(2026, 3, 2))
    an_application(city.schools, on=date(2026, 3, 3))
    counts = [
        request_cells(bodies, 2026).values["3.1/total"]
        for bodies in ([city.health.pk], [city.schools.pk], [city.health.pk, city.schools.pk], [])
    ]
    assert counts == [1, 2, 3, 0]
    assert request_cells(None, 2026).values["3.1/total"] == 3


def test_there_is_no_form_before_2014() -> None:
    with pytest.raises(NoForm, match="2013年度没有全国统一"):
        request_cells(None, 2013)


def test_every_row_says_how_it_is_counted() -> None:
    for code in ("2014", "2019", "2021"):
        form = load_form(code)
        rows = {cell.partition("/")[0] for cell in request_cells(None, form.first_year).values}
        assert [row for row in rows if not how_counted(form, row)] == []
    assert "“部分公开（区分处理）”" in how_counted(load_form("2021"), "3.3.2")


def test_the_number_of_queries_does_not_grow(city: City) -> None:
    for day in range(2, 12):
        an_application(city.health, on=date(2026, 3, day))
    with CaptureQueriesContext(connection) as queries:
        request_cells([city.health.pk], 2026)
    assert len(queries) == 3
    for as_of, expected in ((None, 6), (at(date(2026, 3, 8)), 8)):
        with CaptureQueriesContext(connection) as queries:
            request_cells(None, 2026, as_of=as_of)
        assert len(queries) == expected


class Office:
    """Makes random acts, one after the other in time, through the services."""

    def __init__(self, agency: Agency, seed: int, now: datetime) -> None:
        self.agency, self.random, self.now = agency, random.Random(seed), now
        self.done: Counter[str] = Counter()

    def act(self) -> None:
        self.now += timedelta(minutes=self.random.randint(1, 90))
        name = self.random.choices(
            ["register", "late", "confirm", "withdraw", "reopen", "accept", "correct", "close"],
            [30, 12, 10, 14, 8, 10, 6, 10],
        )[0]
        if getattr(self, f"_{name}")():
            self.done[name] += 1

    def _some(self, *states: ApplicationState) -> Application | None:
        found = Application.objects.filter(state__in=states).order_by("pk")
        count = found.count()
        return found[self.random.randrange(count)] if count else None

    def _register(self, back: int = 0) -> bool:
        channel = self.random.choice(list(Channel))
        arrived = (self.now - timedelta(days=back)).date()
        confirm = channel.needs_confirmation and self.random.random() < 0.6
        kind = self.random.choice(list(ApplicantKind))
        an_application_at(
            self.agency, channel, arrived, arrived if confirm else None, kind, self.now
        )
        return True

    def _late(self) -> bool:
        """Found in a drawer: entered long after it came."""
        return self._register(self.random.randint(20, 500))

    def _confirm(self) -> bool:
        found = self._some(ApplicationState.UNCONFIRMED)
        if found is not None:
            confirm_receipt(
                application=found, confirmed_on=found.arrived_on, how="电话", by=BY, at=self.now
            )
        return found is not None

    def _withdraw(self) -> bool:
        found = self._some(
            ApplicationState.UNCONFIRMED, ApplicationState.REGISTERED, ApplicationState.HANDLING
        )
        if found is not None:
            withdraw(application=found, reason="来电撤回", by=BY, at=self.now)
        return found is not None

    def _reopen(self) -> bool:
        found = self._some(ApplicationState.SERVED, ApplicationState.ARCHIVED)
        if found is not None:
            reopen(application=found, reason="复议决定书", by=BY, at=self.now)
        return found is not None

    def _accept(self) -> bool:
        found = self._some(ApplicationState.REGISTERED)
        if found is not None:
            accept(application=found, by=BY, at=self.now)
        return found is not None

    def _correct(self) -> bool:
        """The day of receipt was wrong by some days."""
        found = self._some(ApplicationState.REGISTERED)
        if found is not None and found.received_on is not None:
            found.received_on += timedelta(days=self.random.randint(-3, 0))
            found.save(update_fields=["received_on"])
            count_receipt(found, day=found.received_on, at=self.now)
        return found is not None

    def _close(self) -> bool:
        """Any result the regulation knows, at any day since the receipt."""
        found = self._some(ApplicationState.HANDLING)
        if found is None or found.received_on is None or found.closed_on is not None:
            return False
        regime = [kind for kind in kinds() if kind.regime.value == found.regime]
        kind = self.random.choice(regime)
        last = self.now.date().toordinal()
        day = date.fromordinal(self.random.randint(found.received_on.toordinal(), last))
        found.closed_on, found.reply_kind = day, kind.key
        found.state = ApplicationState.SERVED
        found.save(update_fields=["closed_on", "reply_kind", "state"])
        count_closing(found, kind=kind.key, day=day, at=self.now)
        return True


def an_application_at(
    agency: Agency,
    channel: Channel,
    arrived: date,
    confirmed: date | None,
    kind: ApplicantKind,
    now: datetime,
) -> Application:
    return register_application(
        agency=agency,
        channel=channel,
        arrived_on=arrived,
        confirmed_on=confirmed,
        person=Person(kind, "王某某", "", Contact(telephone="13800138000")),
        wish=Wish(WANTED),
        by=BY,
        at=now,
    )


def counted_by_hand(year: int) -> dict[str, int]:
    """Table three of a year, application by application, from where each stands now."""
    found: Counter[str] = Counter()
    for application in Application.objects.all():
        closed = application.closed_on
        received = application.received_on or closed
        rows = []
        if received is None or received.year > year:
            continue
        if received.year == year:
            rows.append("3.1")
        elif closed is None or closed.year >= year:
            rows.append("3.2")
        if closed is None or closed.year > year:
            rows.append("3.4")
        elif closed.year == year:
            rows += ["3.3.7", report_row(reply_kind(application.reply_kind), "2021")]
        for row in rows:
            found[f"{row}/{application.applicant_kind}"] += 1
            found[f"{row}/total"] += 1
    return dict(found)


def table_three(cells: Cells) -> dict[str, int]:
    return {cell: value for cell, value in nonzero(cells).items() if cell.startswith("3")}


def test_a_thousand_later_acts_do_not_change_what_was_known_then(city: City) -> None:
    office = Office(city.health, 20260102, at(date(2024, 11, 1)))
    while office.now < at(date(2025, 1, 15)):
        for _ in range(6):
            office.act()
        office.now += timedelta(days=3)
    known = office.now
    then = {year: request_cells(None, year) for year in (2023, 2024, 2025)}
    for year, cells in then.items():
        assert table_three(cells) == counted_by_hand(year)
    ids = {cell: list(then[2024].ids(cell)) for cell, value in then[2024].values.items() if value}
    done = sum(office.done.values())
    while sum(office.done.values()) < done + 1000:
        office.act()
    assert min(office.done.values()) > 20
    for year, cells in then.items():
        again = request_cells(None, year, as_of=known)
        assert again.values == cells.values
        now = request_cells(None, year)
        assert table_three(now) == counted_by_hand(year)
        assert [one for one in check_figures(now).findings if one.severity == "error"] == []
    assert request_cells(None, 2024).values != then[2024].values
    as_known = request_cells(None, 2024, as_of=known)
    assert {cell: list(as_known.ids(cell)) for cell in ids} == ids
    now_2025, now_2024 = request_cells(None, 2025), request_cells(None, 2024)
    for column in ("natural", "business", "research", "welfare", "legal", "other", "total"):
        assert now_2025.values[f"3.2/{column}"] == now_2024.values[f"3.4/{column}"]
    for cell, value in now_2024.values.items():
        assert now_2024.applications(cell).count() == value, cell
        if cell.startswith("3"):
            listed = now_2024.cases(cell)
            days = [one.closed_on or one.received_on for one in listed[0 : int(value)]]
            assert len(days) == listed.count() == value
            if cell.startswith("3.3"):
                assert days == sorted(days)
    assert Tally.objects.filter(sign=-1).exists()


def carried_by_the_ledger(day: date, as_of: datetime | None) -> list[int]:
    """The slow way: everything that ever came in, less everything that was closed."""
    found = Tally.objects.filter(day__lte=day)
    if as_of is not None:
        found = found.filter(recorded_at__lte=as_of)
    net: Counter[int] = Counter()
    for entry in found:
        net[entry.application_id] += entry.sign if entry.what == "received" else -entry.sign
    return sorted(key for key, count in net.items() if count > 0)


def test_the_cases_carried_over_are_those_of_the_ledger_at_every_moment(city: City) -> None:
    office = Office(city.health, 20_260_707, at(date(2023, 10, 1)))
    moments: list[datetime | None] = [None]
    while office.now < at(date(2026, 2, 1)):
        for _ in range(4):
            office.act()
        moments.append(office.now)
        office.now += timedelta(days=11)
    assert OpenSpell.objects.filter(last_year__gt=F("first_year"), last_year__lt=9999).exists()
    seen = set()
    for moment in [*moments[::6], moments[-1], None]:
        for year in (2024, 2025, 2026):
            cells = request_cells(None, year, as_of=moment)
            for cell, day in (("3.2", date(year - 1, 12, 31)), ("3.4", date(year, 12, 31))):
                slow = carried_by_the_ledger(day, moment)
                assert list(cells.ids(f"{cell}/total")) == slow, (moment, year, cell)
                assert cells.values[f"{cell}/total"] == len(slow)
                assert [one.pk for one in cells.cases(f"{cell}/total")[0:200]] == slow[:200]
                natural = cells.ids(f"{cell}/natural").count()
                assert cells.values[f"{cell}/natural"] == natural
                seen.add(len(slow))
    assert len(seen) > 5


def test_a_fee_that_was_paid_is_collected_in_its_year(city: City) -> None:
    application = an_application(city.health, on=date(2016, 3, 2))
    Fee.objects.create(
        application=application, basis=Fee.Basis.COST, count=1, amount=Decimal(1250),
        noticed_on=date(2016, 3, 3), paid_on=date(2016, 3, 9),
        payment_recorded_at=at(date(2016, 3, 9)),
    )  # fmt: skip
    cells = request_cells(None, 2016)
    assert cells.values["7"] == Decimal("0.125")
    assert list(cells.ids("7")) == [application.pk]
    assert fees_collected(Scope(None, 2016, at(date(2016, 3, 8)))) == 0
