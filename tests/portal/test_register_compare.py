"""The public page on which counties' lists stand side by side."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from tests.builders.agencies import a_city, an_agency
from tests.builders.registers import a_register, published
from yangguang.law.registers import shipped

pytestmark = pytest.mark.django_db
POWERS = shipped()["power-list"]


def test_a_county_reads_what_it_lacks_and_takes_the_table_along(client: Client) -> None:
    city = a_city()
    county = an_agency(
        "清源市双溪县人民政府", parent=city.government, kind="government", level="county"
    )
    health = an_agency("双溪县卫生健康局", parent=county, level="county")
    an_agency("清源市望江区人民政府", parent=city.government, kind="government", level="county")
    register = a_register(POWERS.text, on=date(2026, 3, 2))
    rows = [
        {
            "number": "A1",
            "name": "对无证行医的处罚",
            "kind": "行政处罚",
            "basis": "某法",
            "duties": "查处",
        },
        {
            "number": "A2",
            "name": "医疗机构执业登记",
            "kind": "行政许可",
            "basis": "某法",
            "duties": "审查",
        },
    ]
    published(register, city.county_health, rows, on=date(2026, 3, 4))
    published(register, health, rows[:1], on=date(2026, 3, 4))
    assert "同类比较" in client.get("/registers/power-list/").content.decode()
    listed = client.get("/registers/power-list/compare/").content.decode()
    assert "/registers/power-list/compare/all-counties/" in listed
    page = client.get("/registers/power-list/compare/all-counties/").content.decode()
    assert "共 2 项，其中 1 项有机构缺少" in page
    assert "医疗机构执业登记" in page
    assert "对无证行医的处罚" not in page
    assert "缺 1 项" in page
    assert page.count("未公布</") >= 2
    lacks = client.get(f"/registers/power-list/compare/all-counties/?lacks={county.slug}")
    assert "医疗机构执业登记" in lacks.content.decode()
    everything = client.get("/registers/power-list/compare/all-counties/?all=1").content.decode()
    assert "对无证行医的处罚" in everything
    answer = client.get("/registers/power-list/compare/all-counties.csv")
    text = b"".join(answer.streaming_content).decode()  # type: ignore[attr-defined] # it streams
    assert text.splitlines() == [
        "\ufeff职权名称,职权类型,石桥县,双溪县,望江区,缺少的个数",
        "医疗机构执业登记,行政许可,有,缺,未公布,1",
        "对无证行医的处罚,行政处罚,有,有,未公布,0",
    ]
    for wrong in ("nowhere/", "all-towns/", "all-counties/?lacks=nobody", "all-counties/?page=9"):
        assert client.get(f"/registers/power-list/compare/{wrong}").status_code == 404


def test_a_register_that_compares_nothing_has_no_such_page(client: Client) -> None:
    a_register(shipped()["licences"].text)
    assert client.get("/registers/licences/compare/").status_code == 404
