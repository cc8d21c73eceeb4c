"""Registers as open data: the same rows, wordings and changes as the pages show."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from tests.builders.agencies import City, a_city
from tests.builders.registers import REVIEWER, a_draft, a_register, fee, noon, publish, published
from yangguang.apps.registers.models import Register
from yangguang.apps.registers.selectors import live_rows
from yangguang.apps.registers.services import take_down
from yangguang.apps.registers.services.slicing import slice_register

pytestmark = [pytest.mark.django_db, pytest.mark.urls("yangguang.api.urls")]
MARCH, APRIL, MAY = date(2024, 3, 4), date(2024, 4, 8), date(2024, 5, 6)
PLACE = "/api/v1/registers/wharf-fees"


@pytest.fixture
def city() -> City:
    return a_city()


@pytest.fixture
def register(city: City) -> Register:
    """Sixty rows, of which one was changed and one removed."""
    made = a_register()
    rows = [fee(f"A{n:02}", f"项目{n}", price=str(n), note="内部") for n in range(60)]
    published(made, city.health, rows, on=MARCH)
    rows = [{**rows[0], "price": "99"}, *rows[1:59]]
    publish(a_draft(made, city.health, rows, on=APRIL, whole=True, title="四月调整"), on=APRIL)
    return made


@pytest.mark.parametrize("sliced", [False, True])
def test_rows_go_on_by_cursor_and_miss_nothing(
    client: Client, register: Register, sliced: bool
) -> None:
    if sliced:
        slice_register(register)
    seen: list[str] = []
    address: str | None = f"{PLACE}/rows"
    while address:
        answer = client.get(address).json()
        seen += [row["values"]["number"] for row in answer["rows"]]
        address = answer["next"]
    assert sorted(seen) == [f"A{n:02}" for n in range(59)]


def test_rows_are_narrowed_by_columns_and_by_day(client: Client, register: Register) -> None:
    (row,) = client.get(f"{PLACE}/rows?number=A00").json()["rows"]
    assert (row["version"], row["values"]["price"], row["live"]) == (2, "99", True)
    assert "note" not in row["values"]
    (before,) = client.get(f"{PLACE}/rows?number=A00&as_of=2024-03-20").json()["rows"]
    assert (before["version"], before["values"]["price"]) == (1, "0")
    assert before["url"].endswith(f"/registers/wharf-fees/{row['id']}/v1/")
    assert client.get(f"{PLACE}/rows?kind=市场价").json() == {"rows": [], "next": None}


@pytest.mark.parametrize(
    ("address", "status", "said"),
    [
        ("/rows?kind=别的", 400, "读不懂"),
        ("/rows?note=x", 400, "不认识参数 note"),
        ("/rows?cursor=x", 400, "cursor"),
        ("/rows?cursor=2024-01-01.-5", 400, "cursor"),
        ("/rows?agency=nobody", 404, "nobody"),
        ("/rows?as_of=gestern", 422, "as_of"),
        ("/rows/999999", 404, "核对编号"),
        (f"/rows/{2**70}", 404, "核对编号"),
        ("/changes/9", 404, "核对序号"),
        ("x", 404, "没有编码为"),
    ],
)
def test_a_wrong_question_is_answered_in_chinese(
    client: Client, register: Register, address: str, status: int, said: str
) -> None:
    answer = client.get(PLACE + address)
    assert answer.status_code == status
    assert said in answer.json()["message"]


def test_every_wording_and_every_change_is_given(client: Client, register: Register) -> None:
    (row,) = client.get(f"{PLACE}/rows?number=A00").json()["rows"]
    versions = client.get(f"{PLACE}/rows/{row['id']}/versions").json()
    assert [one["values"]["price"] for one in versions] == ["99", "0"]
    changes = client.get(f"{PLACE}/changes").json()["changes"]
    assert [(one["number"], one["title"]) for one in changes] == [
        (2, "四月调整"),
        (1, "2024年第一次调整"),
    ]
    change = client.get(f"{PLACE}/changes/2").json()
    assert change["rows"][0]["cells"] == [{"field": "price", "before": "0", "after": "99"}]
    assert change["rows"][1]["what"] == "removed"
    first = client.get(f"{PLACE}/changes/1").json()
    rest = client.get(f"{PLACE}/changes/1?after={first['after']}").json()
    assert (len(first["rows"]), len(rest["rows"]), rest["after"]) == (50, 10, None)


def test_a_row_taken_down_is_gone_with_its_reason(client: Client, register: Register) -> None:
    live = live_rows(register).get(t1="A00")
    take_down(version=live, why="核定已被撤销", by=REVIEWER, at=noon(MAY))
    for address in (f"/rows/{live.row_id}", f"/rows/{live.row_id}/versions"):
        answer = client.get(PLACE + address)
        assert answer.status_code == 410
        assert "核定已被撤销" in answer.json()["message"]
    told = client.get(f"{PLACE}/changes/2").json()["rows"][0]
    assert told == {"row": None, "what": "changed", "title": "", "hidden": True, "cells": []}
    assert "项目0" not in client.get(f"{PLACE}/changes").content.decode()


def test_registers_describe_themselves(client: Client, register: Register) -> None:
    (listed,) = client.get("/api/v1/registers").json()
    assert (listed["code"], listed["rows"]) == ("wharf-fees", 59)
    told = client.get(PLACE).json()
    assert [one["code"] for one in told["fields"]][:3] == ["number", "name", "kind"]
    assert "note" not in [one["code"] for one in told["fields"]]
    Register.objects.update(shown=False)
    assert client.get(PLACE).status_code == 404
    described = client.get("/api/v1/openapi.json").json()
    assert "/api/v1/registers/{code}/rows" in described["paths"]
