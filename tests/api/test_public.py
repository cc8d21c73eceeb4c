"""Open data: what the portal shows, and nothing else."""

from datetime import date

import pytest
from django.test import Client

from tests.builders.catalog import (
    a_column,
    an_agency,
    an_attachment,
    an_item,
    withdrawn,
)
from tests.builders.published_reports import a_report
from yangguang.apps.catalog.models import ItemState

pytestmark = [pytest.mark.django_db, pytest.mark.urls("yangguang.api.urls")]


def test_a_list_goes_on_by_cursor_and_misses_nothing(client: Client) -> None:
    agency = an_agency()
    wanted = [
        an_item(f"第{number}件", agency=agency, on=date(2026, 1, 1 + number % 20)).pk
        for number in range(120)
    ]
    seen: list[int] = []
    address: str | None = "/api/v1/items"
    while address:
        answer = client.get(address).json()
        seen += [row["id"] for row in answer["items"]]
        address = answer["next"]
    assert len(seen) == 120
    assert set(seen) == set(wanted)


def test_an_item_is_given_whole(client: Client) -> None:
    item = an_item("关于补贴的通知", column=a_column(slug="policy"), doc_number="清财发〔2026〕1号")
    an_attachment(item, "明细表")
    answer = client.get(f"/api/v1/items/{item.pk}").json()
    assert (answer["title"], answer["number"], answer["column"]) == (
        "关于补贴的通知",
        "清财发〔2026〕1号",
        "policy",
    )
    assert answer["attachments"][0]["title"] == "明细表"
    assert "贯彻执行" in answer["text"]


@pytest.mark.parametrize("state", [ItemState.INBOX, ItemState.DRAFT, ItemState.REJECTED])
def test_what_is_not_public_is_not_given(client: Client, state: ItemState) -> None:
    item = an_item(state=state)
    assert client.get(f"/api/v1/items/{item.pk}").status_code == 404
    assert client.get("/api/v1/items").json()["items"] == []


def test_a_withdrawn_item_is_gone_with_its_reason(client: Client) -> None:
    item = withdrawn(an_item(), reason="涉及个人信息")
    answer = client.get(f"/api/v1/items/{item.pk}")
    assert answer.status_code == 410
    assert "涉及个人信息" in answer.json()["message"]
    assert client.get("/api/v1/items").json()["items"] == []


@pytest.mark.parametrize(
    ("query", "status", "said"),
    [
        ("agency=nobody", 404, "nobody"),
        ("column=nowhere", 404, "nowhere"),
        ("cursor=x", 400, "cursor"),
        ("since=gestern", 422, "since"),
    ],
)
def test_a_wrong_question_is_answered_in_chinese(
    client: Client, query: str, status: int, said: str
) -> None:
    answer = client.get(f"/api/v1/items?{query}")
    assert answer.status_code == status
    assert said in answer.json()["message"]
    assert "。" in answer.json()["message"]


def test_a_report_is_given_cell_by_cell(client: Client) -> None:
    report = a_report(an_agency(), 2024)
    rows = client.get("/api/v1/reports?year=2024").json()
    assert [row["id"] for row in rows] == [report.pk]
    answer = client.get(f"/api/v1/reports/{report.pk}").json()
    cells = {cell["code"]: cell["value"] for cell in answer["cells"]}
    assert cells["3.1/total"] == 40
    assert client.get("/api/v1/reports/999999").status_code == 404


def test_the_interface_describes_itself(client: Client) -> None:
    described = client.get("/api/v1/openapi.json").json()
    assert "/api/v1/items" in described["paths"]
    assert "/api/v1/openapi.json" in client.get("/").content.decode()


def test_bodies_and_columns_are_listed(client: Client) -> None:
    an_agency("清源市财政局", slug="finance")
    a_column("政策文件", slug="policy")
    assert [row["slug"] for row in client.get("/api/v1/agencies").json()] == ["finance"]
    assert [row["slug"] for row in client.get("/api/v1/columns").json()] == ["policy"]
