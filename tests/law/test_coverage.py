"""On every day from 2008-05-01 to 2030-12-31 exactly one rule of each sort holds."""

from collections.abc import Iterator
from datetime import date, timedelta

from yangguang.law.fees import fee_rule, fee_rules
from yangguang.law.forms.load import FORM_CODES, load_form
from yangguang.law.regimes import Regime, regime_of
from yangguang.law.remedies import ERAS, era_of, non_reply_remedies, remedies, third_party_remedies
from yangguang.law.replies import form_of, kinds, replies_for, report_row
from yangguang.law.review_bodies import Body, court_of, review_bodies

FIRST, LAST = date(2008, 5, 1), date(2030, 12, 31)


def every_day() -> Iterator[date]:
    day = FIRST
    while day <= LAST:
        yield day
        day += timedelta(days=1)


def days_around_changes() -> list[date]:
    """The first day, the last, and both sides of each change of any rule."""
    changes = {
        *(era.since for era in ERAS),
        *(rule.since for rule in fee_rules()),
        *(regime.first_day for regime in Regime),
        *(kind.since for kind in kinds()),
        *(date(year, 1, 1) for year in (2014, 2019, 2021)),
        date(2011, 8, 13),
        date(2018, 2, 8),
        date(2025, 6, 1),
    }
    near = {day + timedelta(days=step) for day in changes for step in (-1, 0, 1)} | {FIRST, LAST}
    return sorted(day for day in near if FIRST <= day <= LAST)


def test_one_regime_one_era_one_fee_rule_one_form_each_day() -> None:
    seen: set[tuple[str, str, str, str | None]] = set()
    for day in every_day():
        regimes = [
            regime
            for regime in Regime
            if regime.first_day <= day and (regime.until is None or day < regime.until)
        ]
        assert regimes == [regime_of(day)], day
        assert [era for era in ERAS if era.holds(day)] == [era_of(day)], day
        assert [rule for rule in fee_rules() if rule.holds(day)] == [fee_rule(day)], day
        forms = [
            code
            for code in FORM_CODES
            if load_form(code).first_year <= day.year <= (load_form(code).last_year or 9999)
        ]
        assert forms == ([] if day.year < 2014 else [form_of(day)]), day
        seen.add(
            (
                regime_of(day).value,
                era_of(day).since.isoformat(),
                fee_rule(day).key,
                form_of(day),
            )
        )
    assert len(seen) == 8


def test_each_kind_has_one_remedy_and_one_row_around_every_change() -> None:
    for day in days_around_changes():
        form = form_of(day)
        for kind in replies_for(regime_of(day), day):
            found = remedies(kind, day)
            assert bool(found.sentence) is kind.decision, (kind.key, day)
            if kind.decision:
                assert (found.suit is None) is found.review_first, (kind.key, day)
                assert found.text(["甲"], "乙")
            if form:
                assert report_row(kind, form)


def test_each_body_has_its_reviewer_and_court_around_every_change() -> None:
    for day in days_around_changes():
        for body in Body:
            assert review_bodies(body, day)
            assert court_of(body, day)
        assert third_party_remedies(day).sentence
        assert non_reply_remedies(day).sentence


def test_every_citation_of_a_remedy_is_in_force_on_its_day() -> None:
    from yangguang.law.citation import instrument

    for day in days_around_changes():
        for kind in replies_for(regime_of(day), day):
            for citation in remedies(kind, day).citations:
                assert instrument(citation.instrument).in_force(day), (citation.key, day)
        for citation in third_party_remedies(day).citations:
            assert instrument(citation.instrument).in_force(day), (citation.key, day)
        for body in Body:
            for found in review_bodies(body, day):
                assert instrument(found.citation.instrument).in_force(day)
            assert instrument(court_of(body, day).citation.instrument).in_force(day)
