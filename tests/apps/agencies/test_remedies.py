"""Who reviews and which court hears, by body and day."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from tests.builders.agencies import AT, BY, City, a_city, an_agency
from yangguang.apps.agencies.models import RemedyBody
from yangguang.apps.agencies.remedies import SOME_COURT, remedy_history
from yangguang.apps.agencies.selectors import remedy_bodies
from yangguang.apps.agencies.services import rename_agency, set_remedy_bodies
from yangguang.apps.agencies.verdicts import Refused
from yangguang.apps.audit.models import Act

pytestmark = pytest.mark.django_db

IN_2023 = date(2023, 12, 31)
IN_2024 = date(2024, 1, 1)


@pytest.fixture
def city() -> City:
    return a_city()


def test_a_departments_reply_is_reviewed_by_the_government_of_its_level(city: City) -> None:
    assert remedy_bodies(city.health, on=IN_2024).review_bodies == ("清源市人民政府",)
    found = remedy_bodies(city.county_health, on=IN_2024)
    assert found.review_bodies == ("清源市石桥县人民政府",)
    assert (
        found.basis[0] == "复议机关：按《行政复议法》第二十四条第一款第（一）项推定（本级人民政府）"
    )


def test_a_governments_reply_is_reviewed_by_the_government_above_it(city: City) -> None:
    assert remedy_bodies(city.county, on=IN_2024).review_bodies == ("清源市人民政府",)


def test_an_office_stands_as_a_department_of_its_government(city: City) -> None:
    assert remedy_bodies(city.office, on=IN_2024).review_bodies == ("清源市人民政府",)


def test_a_town_is_reviewed_by_the_county_and_a_province_by_itself() -> None:
    province = an_agency("江北省人民政府", kind="government", level="province")
    city = an_agency("清源市人民政府", kind="government", parent=province)
    county = an_agency("石桥县人民政府", kind="government", level="county", parent=city)
    town = an_agency("柳荫镇人民政府", kind="town", level="town", parent=county)
    assert remedy_bodies(town, on=IN_2024).review_bodies == ("石桥县人民政府",)
    assert remedy_bodies(city, on=IN_2024).review_bodies == ("江北省人民政府",)
    assert remedy_bodies(province, on=IN_2024).review_bodies == ("江北省人民政府",)


def test_the_government_of_the_top_has_nobody_above_and_says_so(city: City) -> None:
    found = remedy_bodies(city.government, on=IN_2024)
    assert found.review_bodies == ()
    assert found.gaps[0] == ("无法推定复议机关，请在“复议机关和法院”中为“清源市人民政府”填写。")


def test_a_court_is_never_guessed(city: City) -> None:
    found = remedy_bodies(city.health, on=IN_2024)
    assert found.court == SOME_COURT
    assert found.gaps == (
        "尚未填写管辖法院，请在“复议机关和法院”中填写基层人民法院名称（集中管辖的填写集中管辖的法院）。",
    )
    assert not found.complete
    assert "中级人民法院" in remedy_bodies(city.county, on=IN_2024).gaps[0]


def test_a_concentrated_court_is_set_once_for_all_below(city: City) -> None:
    set_remedy_bodies(
        agency=city.government,
        covers="below",
        rule="other",
        court="清源铁路运输法院",
        valid_from=date(2020, 1, 1),
        by=BY,
        at=AT,
    )
    set_remedy_bodies(
        agency=city.schools,
        rule="other",
        court="清源市湖滨区人民法院",
        valid_from=date(2020, 1, 1),
        by=BY,
        at=AT,
    )
    assert remedy_bodies(city.health, on=IN_2024).court == "清源铁路运输法院"
    assert remedy_bodies(city.county_health, on=IN_2024).court == "清源铁路运输法院"
    assert remedy_bodies(city.schools, on=IN_2024).court == "清源市湖滨区人民法院"
    assert remedy_bodies(city.health, on=date(2019, 12, 31)).court == SOME_COURT
    # It speaks of those below, not of the government's own replies.
    assert remedy_bodies(city.government, on=IN_2024).court == SOME_COURT
    assert remedy_bodies(city.health, on=IN_2024).review_bodies == ("清源市人民政府",)


def test_a_superiors_own_row_says_nothing_of_those_below(city: City) -> None:
    set_remedy_bodies(
        agency=city.government,
        rule="higher-government",
        review_body="江北省人民政府",
        court="清源市中级人民法院",
        valid_from=date(2008, 5, 1),
        by=BY,
        at=AT,
    )
    assert remedy_bodies(city.government, on=IN_2024).review_bodies == ("江北省人民政府",)
    assert remedy_bodies(city.government, on=IN_2024).complete
    assert remedy_bodies(city.health, on=IN_2024).review_bodies == ("清源市人民政府",)


def test_before_2024_the_higher_department_may_be_named_beside_the_government(city: City) -> None:
    set_remedy_bodies(
        agency=city.health,
        rule="same-government",
        review_body="清源市人民政府",
        second_review_body="江北省卫生健康委员会",
        court="清源市湖滨区人民法院",
        valid_from=date(2008, 5, 1),
        by=BY,
        at=AT,
    )
    set_remedy_bodies(
        agency=city.health,
        rule="same-government",
        review_body="清源市人民政府",
        court="清源市湖滨区人民法院",
        valid_from=IN_2024,
        basis="行政复议法第二十四条",
        by=BY,
        at=AT,
    )
    assert remedy_bodies(city.health, on=IN_2023).review_bodies == (
        "清源市人民政府",
        "江北省卫生健康委员会",
    )
    assert remedy_bodies(city.health, on=IN_2024).review_bodies == ("清源市人民政府",)
    assert [row.valid_to for row in remedy_history(city.health)] == [None, IN_2024]


def test_a_row_entered_late_ends_where_the_next_begins(city: City) -> None:
    for since, court in ((date(2024, 1, 1), "新法院"), (date(2020, 1, 1), "旧法院")):
        set_remedy_bodies(
            agency=city.health, rule="other", court=court, valid_from=since, by=BY, at=AT
        )
    assert remedy_bodies(city.health, on=IN_2023).court == "旧法院"
    assert remedy_bodies(city.health, on=IN_2024).court == "新法院"


def test_a_correction_keeps_the_row_it_replaces(city: City) -> None:
    for court in ("湖滨区法院", "清源市湖滨区人民法院"):
        set_remedy_bodies(
            agency=city.health, rule="other", court=court, valid_from=IN_2024, by=BY, at=AT
        )
    assert remedy_bodies(city.health, on=IN_2024).court == "清源市湖滨区人民法院"
    replaced = RemedyBody.objects.get(court="湖滨区法院")
    assert replaced.replaced_at == AT
    assert Act.objects.filter(verb="remedy-bodies.set").count() == 2


def test_the_review_body_bears_its_name_of_the_day(city: City) -> None:
    rename_agency(
        agency=city.government,
        name="清源州人民政府",
        on=date(2026, 2, 1),
        by=BY,
        at=datetime(2026, 2, 1, 2, tzinfo=UTC),
    )
    assert remedy_bodies(city.health, on=date(2026, 1, 31)).review_bodies == ("清源市人民政府",)
    assert remedy_bodies(city.health, on=date(2026, 2, 1)).review_bodies == ("清源州人民政府",)


def test_nothing_named_is_refused(city: City) -> None:
    with pytest.raises(Refused, match="至少填写复议机关或者管辖法院"):
        set_remedy_bodies(
            agency=city.health, rule="other", court=" ", valid_from=IN_2024, by=BY, at=AT
        )
    with pytest.raises(Refused, match="请先填写第一个复议机关"):
        set_remedy_bodies(
            agency=city.health,
            rule="other",
            court="法院",
            second_review_body="厅",
            valid_from=IN_2024,
            by=BY,
            at=AT,
        )
