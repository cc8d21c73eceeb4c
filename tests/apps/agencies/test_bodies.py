"""Bodies in time: founding, renaming, moving, merging, and those that an import met."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from tests.builders.agencies import BY, City, a_city, an_agency, somebody
from yangguang.apps.agencies import registry
from yangguang.apps.agencies.models import Agency, AgencyAlias, AgencyPlace, Post, Succession
from yangguang.apps.agencies.selectors import in_force, name_on
from yangguang.apps.agencies.services import (
    confirm_agency,
    create_agency,
    identify_agency,
    merge_agencies,
    move_agency,
    propose_agency,
    rename_agency,
    update_contact,
)
from yangguang.apps.agencies.verdicts import Refused
from yangguang.apps.audit.models import Act
from yangguang.apps.events.models import Event

pytestmark = pytest.mark.django_db
AT = datetime(2026, 5, 6, 2, 0, tzinfo=UTC)
TODAY = date(2026, 5, 6)


@pytest.fixture
def city() -> City:
    return a_city()


def test_a_path_is_the_ids_from_the_top_down(city: City) -> None:
    assert city.county_health.path == (
        f"{city.government.pk}/{city.county.pk}/{city.county_health.pk}/"
    )


def test_a_taken_code_is_refused_and_nothing_is_left_behind(city: City) -> None:
    before = (Agency.objects.count(), Act.objects.count())
    with pytest.raises(Refused, match="已被使用"):
        create_agency(
            code=city.health.code,
            slug="other",
            name="重复",
            kind="other",
            level="city",
            by=BY,
            at=AT,
        )
    assert (Agency.objects.count(), Act.objects.count()) == before


def test_a_renamed_body_bears_each_name_on_its_days(city: City) -> None:
    rename_agency(agency=city.health, name="清源市卫生局", on=date(2026, 4, 1), by=BY, at=AT)
    rename_agency(agency=city.health, name="清源市健康局", on=date(2026, 5, 1), by=BY, at=AT)
    city.health.refresh_from_db()
    assert city.health.name == "清源市健康局"
    assert [
        name_on(city.health, day)
        for day in (date(2020, 1, 1), date(2026, 3, 31), date(2026, 4, 1), date(2026, 5, 1))
    ] == ["清源市卫生健康委员会", "清源市卫生健康委员会", "清源市卫生局", "清源市健康局"]


@pytest.mark.parametrize(
    ("name", "on", "why"),
    [
        ("清源市健康局", date(2026, 5, 7), "不能晚于今天"),
        ("清源市卫生健康委员会", date(2026, 5, 1), "相同"),
    ],
)
def test_a_name_that_is_none_or_not_yet_is_refused(
    city: City, name: str, on: date, why: str
) -> None:
    with pytest.raises(Refused, match=why):
        rename_agency(agency=city.health, name=name, on=on, by=BY, at=AT)


def test_a_name_cannot_begin_before_the_present_one(city: City) -> None:
    rename_agency(agency=city.health, name="清源市卫生局", on=date(2026, 4, 1), by=BY, at=AT)
    with pytest.raises(Refused, match="2026-04-01"):
        rename_agency(agency=city.health, name="清源市健康局", on=date(2026, 4, 1), by=BY, at=AT)


def test_moving_a_body_takes_all_below_it_along(city: City) -> None:
    district = an_agency("清源市东区人民政府", parent=city.government, kind="government")
    move_agency(agency=city.county, parent=district, on=TODAY, by=BY, at=AT)
    city.county_health.refresh_from_db()
    assert city.county_health.path == (
        f"{city.government.pk}/{district.pk}/{city.county.pk}/{city.county_health.pk}/"
    )
    places = AgencyPlace.objects.filter(agency=city.county).order_by("pk")
    assert [(row.parent_id, row.valid_to) for row in places] == [
        (city.government.pk, TODAY),
        (district.pk, None),
    ]


@pytest.mark.parametrize("target", ["county", "county_health"])
def test_a_body_cannot_hang_below_itself(city: City, target: str) -> None:
    with pytest.raises(Refused, match="自己或它的下级"):
        move_agency(agency=city.county, parent=getattr(city, target), on=TODAY, by=BY, at=AT)
    city.county.refresh_from_db()
    assert city.county.parent_id == city.government.pk


def test_staff_of_a_merged_body_hold_the_same_roles_at_the_successor(city: City) -> None:
    clerk = somebody("agency-clerk", city.schools)
    merge_agencies(
        predecessors=[city.schools], successor=city.health, on=TODAY, basis="机构改革", by=BY, at=AT
    )
    posts = Post.objects.filter(in_force(TODAY), user=clerk)
    assert [(post.agency, post.role.code) for post in posts] == [(city.health, "agency-clerk")]
    city.schools.refresh_from_db()
    assert city.schools.valid_to == TODAY
    assert city.schools.keeper == city.health
    assert Succession.objects.get().basis == "机构改革"


def test_records_pass_on_along_a_chain_of_mergers(city: City) -> None:
    new = an_agency("清源市社会事业局", parent=city.government)
    merge_agencies(predecessors=[city.schools], successor=city.health, on=TODAY, by=BY, at=AT)
    merge_agencies(predecessors=[city.health], successor=new, on=TODAY, by=BY, at=AT)
    city.schools.refresh_from_db()
    assert city.schools.keeper == new


def test_a_body_with_bodies_below_it_cannot_be_merged(city: City) -> None:
    with pytest.raises(Refused, match="下级机构"):
        merge_agencies(predecessors=[city.county], successor=city.health, on=TODAY, by=BY, at=AT)


def test_a_body_cannot_be_merged_twice_or_into_itself(city: City) -> None:
    with pytest.raises(Refused, match="它自己"):
        merge_agencies(predecessors=[city.health], successor=city.health, on=TODAY, by=BY, at=AT)
    merge_agencies(predecessors=[city.schools], successor=city.health, on=TODAY, by=BY, at=AT)
    with pytest.raises(Refused, match="已经撤销"):
        merge_agencies(predecessors=[city.schools], successor=city.office, on=TODAY, by=BY, at=AT)


def test_of_several_mergers_all_happen_or_none(city: City) -> None:
    with pytest.raises(Refused):
        merge_agencies(
            predecessors=[city.schools, city.county], successor=city.health, on=TODAY, by=BY, at=AT
        )
    city.schools.refresh_from_db()
    assert city.schools.valid_to is None


def test_a_proposed_body_is_confirmed_with_its_right_data(city: City) -> None:
    proposed = propose_agency(name="市体育局", by=BY, at=AT)
    confirm_agency(
        agency=proposed,
        code="915000001",
        slug="sports",
        name="清源市体育局",
        kind="department",
        level="city",
        parent=city.government,
        by=BY,
        at=AT,
    )
    proposed.refresh_from_db()
    assert not proposed.proposed
    assert proposed.path == f"{city.government.pk}/{proposed.pk}/"
    assert name_on(proposed, TODAY) == "清源市体育局"
    assert AgencyAlias.objects.get().name == "市体育局"
    with pytest.raises(Refused, match="已经核实"):
        confirm_agency(
            agency=proposed,
            code="915000002",
            slug="sports-2",
            name="又一次",
            kind="department",
            level="city",
            parent=None,
            by=BY,
            at=AT,
        )


def test_a_known_body_takes_the_records_and_the_spelling_of_a_proposed_one(city: City) -> None:
    proposed = propose_agency(name="清源卫健委", by=BY, at=AT)
    moved: list[tuple[int, int]] = []

    def repoint(old: Agency, new: Agency, by: object, at: datetime) -> int:
        moved.append((old.pk, new.pk))
        return 3

    registry.register_records(registry.Records("test", "测试记录", repoint))
    try:
        key = proposed.pk
        count = identify_agency(proposed=proposed, known=city.health, by=BY, at=AT)
    finally:
        registry.unregister_records("test")
    assert moved == [(key, city.health.pk)]
    assert count >= 3
    assert not Agency.objects.filter(pk=key).exists()
    assert AgencyAlias.objects.get(name="清源卫健委").agency == city.health


def test_a_proposed_body_that_something_still_holds_is_not_lost(city: City) -> None:
    proposed = propose_agency(name="清源卫健委", by=BY, at=AT)
    somebody("agency-clerk", proposed)
    with pytest.raises(Refused, match="请先调整"):
        identify_agency(proposed=proposed, known=city.health, by=BY, at=AT)
    assert Agency.objects.filter(pk=proposed.pk).exists()
    assert proposed.names.count() == 1


def test_a_known_body_cannot_be_declared_another(city: City) -> None:
    with pytest.raises(Refused, match="待核实"):
        identify_agency(proposed=city.schools, known=city.health, by=BY, at=AT)


def test_contact_data_change_leaves_what_it_was_in_the_record(city: City) -> None:
    update_contact(agency=city.health, values={"telephone": "0700-1234567"}, by=BY, at=AT)
    act = Act.objects.get(verb="agency.update")
    assert (act.before, act.after) == ({"telephone": ""}, {"telephone": "0700-1234567"})
    assert Event.objects.filter(kind="agency.changed", subject_key=str(city.health.pk)).exists()
    update_contact(agency=city.health, values={"telephone": "0700-1234567"}, by=BY, at=AT)
    assert Act.objects.filter(verb="agency.update").count() == 1


def test_contact_data_takes_no_other_field(city: City) -> None:
    with pytest.raises(ValueError, match="code"):
        update_contact(agency=city.health, values={"code": "1"}, by=BY, at=AT)
