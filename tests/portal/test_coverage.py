"""The matrix of what lists demand, as everybody reads it."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from django.utils import timezone

from tests.builders.agencies import City, a_city
from tests.builders.catalog import a_column, an_item
from tests.builders.registers import REVIEWER, noon, published
from yangguang.apps.coverage.models import Cell
from yangguang.apps.coverage.services import refresh_list
from yangguang.apps.registers.models import Register
from yangguang.apps.registers.services import install_register
from yangguang.law.registers import shipped

pytestmark = pytest.mark.django_db
PLACE = "/coverage/disclosure-items/"
BEGUN = date(2024, 3, 4)


@pytest.fixture
def city() -> City:
    return a_city()


@pytest.fixture
def register(city: City) -> Register:
    """One row that is met by the health board alone, and one that the schools owe."""
    text = shipped()["disclosure-items"].text
    made = install_register(text=text, by=REVIEWER, at=noon(date(2024, 1, 2)))
    column = a_column("部门预算")
    shared = {
        "content": "内容",
        "basis": "条例",
        "channels": "政府网站",
        "time_limit": "20个工作日",
    }
    rows = [
        {"number": "1", "group": "财政信息", "item": "部门预算", "body": "各部门", "columns": "部门预算", **shared},
        {"number": "2", "group": "教育", "item": "招生", "body": "教育主管部门", **shared},
    ]  # fmt: skip
    published(made, city.office, rows, on=BEGUN)
    an_item("2024年部门预算", agency=city.health, column=column, on=date(2024, 3, 20))
    refresh_list(register=made, at=timezone.now())
    return made


def page(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200, path
    return response.content.decode()


def test_the_matrix_leads_from_all_to_the_items(
    client: Client, city: City, register: Register
) -> None:
    assert "主动公开事项清单" in page(client, "/coverage/")
    every = page(client, PLACE)
    assert "已公开 <b>1</b>" in every
    assert "逾期未公开 <b>3</b>" in every
    group = page(client, PLACE + "?group=财政信息")
    assert "▲" in group
    assert "招生" not in group
    body = page(client, PLACE + f"agency/{city.schools.slug}/?state=late")
    assert body.count("逾期未公开</span>") == 2
    filled = Cell.objects.get(agency=city.health)
    shown = page(client, PLACE + f"{filled.row_id}/{city.health.slug}/")
    assert "2024年部门预算" in shown
    late = Cell.objects.filter(agency=city.schools).first()
    assert late is not None
    assert "应当在 2024-04-01 前公开，现在还没有公开" in page(
        client, PLACE + f"{late.row_id}/{city.schools.slug}/"
    )


def test_what_is_not_there_is_not_found(client: Client, city: City, register: Register) -> None:
    for path in (
        "/coverage/trading-land/",
        PLACE + "?group=没有",
        PLACE + "agency/nobody/",
        PLACE + f"agency/{city.county_health.slug}/",
        PLACE + f"999999/{city.health.slug}/",
        PLACE + f"{10**25}/{city.health.slug}/",
    ):
        assert client.get(path).status_code == 404, path


def test_every_cell_is_given_out(client: Client, city: City, register: Register) -> None:
    lines = client.get(PLACE + "data.csv").content.decode("utf-8-sig").splitlines()
    assert len(lines) == 5
    assert "财政信息,部门预算,20个工作日,清源市卫生健康委员会,已公开,2024-03-20,," in lines
