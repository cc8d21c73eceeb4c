"""Which county lacks an item that the others have."""

from __future__ import annotations

from datetime import date

import pytest

from tests.builders.agencies import City, a_city, an_agency
from tests.builders.registers import a_register, published
from yangguang.apps.agencies.models import Agency
from yangguang.apps.registers.models import Register
from yangguang.apps.registers.rows import Values
from yangguang.apps.registers.selectors.comparing import (
    bare,
    compare,
    compared_group,
    compared_groups,
)
from yangguang.law.registers import shipped

pytestmark = pytest.mark.django_db
POWERS = shipped()["power-list"]
ON = date(2026, 4, 1)
LONG = "对" + "未按照规定的期限和要求办理手续" * 6


@pytest.fixture
def city() -> City:
    return a_city()


@pytest.fixture
def register() -> Register:
    return a_register(POWERS.text, on=date(2026, 3, 2))


def a_county(city: City, name: str) -> Agency:
    county = an_agency(
        f"清源市{name}人民政府", parent=city.government, kind="government", level="county"
    )
    return an_agency(f"{name}卫生健康局", parent=county, level="county")


def power(number: str, name: str, kind: str = "行政处罚") -> Values:
    return {
        "number": number,
        "name": name,
        "kind": kind,
        "basis": "某法第一条",
        "duties": "依法办理",
    }


def test_an_item_that_one_county_lacks_is_marked(city: City, register: Register) -> None:
    second, third = a_county(city, "双溪县"), a_county(city, "望江区")
    same = [power("A1", "对无证行医的处罚"), power("A2", f"{LONG}的处罚")]
    published(register, city.county_health, [*same, power("A3", "护士执业注册", "行政许可")], on=ON)
    published(
        register, second,
        [power("B7", "对无证行医的处罚 "), power("B8", f"{LONG}的罚款"),
         power("B9", "护士执业注册", "行政许可")],
        on=ON,
    )  # fmt: skip
    published(register, third, [*same, power("C3", "护士执业注册", "行政确认")], on=ON)
    groups = compared_groups(register, on=ON)
    assert [(one.code, one.label) for one in groups] == [
        ("all-counties", "各县（市、区）"),
        (city.county_health.slug, "各地卫生健康局"),
    ]
    assert [one.name for one in groups[1].units] == ["石桥县", "双溪县", "望江区"]
    result = compare(register, POWERS, groups[0])
    table = {line.values: [bool(one) for one in line.held] for line in result.lines}
    assert table == {
        ("对无证行医的处罚", "行政处罚"): [True, True, True],
        (f"{LONG}的处罚", "行政处罚"): [True, False, True],
        (f"{LONG}的罚款", "行政处罚"): [False, True, False],
        ("护士执业注册", "行政许可"): [True, True, False],
        ("护士执业注册", "行政确认"): [False, False, True],
    }
    assert [line.lacking for line in result.lines] == [1, 1, 2, 2, 0]
    lacked = result.lacked_by(groups[0].units[2])
    assert [line.values[0] for line in lacked] == ["护士执业注册", f"{LONG}的罚款"]
    assert len(result.uneven) == 4


def test_a_county_without_a_list_lacks_no_single_item(city: City, register: Register) -> None:
    second, third = a_county(city, "双溪县"), a_county(city, "望江区")
    for body in (city.county_health, second):
        published(register, body, [power("A1", "对无证行医的处罚")], on=ON)
    group = compared_group(register, "all-counties", on=ON)
    assert group is not None
    empty = next(one for one in group.units if one.name == "望江区")
    assert empty.rows == 0
    result = compare(register, POWERS, group)
    assert [line.lacking for line in result.lines] == [0]
    assert result.lacked_by(empty) == []
    assert third.pk in empty.bodies


def test_one_body_alone_is_compared_with_nobody(city: City, register: Register) -> None:
    published(register, city.county_health, [power("A1", "对无证行医的处罚")], on=ON)
    published(register, city.health, [power("A1", "对无证行医的处罚")], on=ON)
    assert compared_groups(register, on=ON) == []
    assert compared_group(register, "all-counties", on=ON) is None


def test_signs_and_width_make_no_other_item() -> None:
    assert bare("对“Ａ类,乙类”的处罚 ") == bare('对"a类，乙类"的处罚')
    assert bare("对甲的处罚") != bare("对乙的处罚")
    assert bare("——") == ""
