"""A project's life on one page, and what is overdue, as everybody reads it."""

from __future__ import annotations

import json
from datetime import date, datetime
from io import BytesIO

import openpyxl
import pytest
from django.test import Client

from tests.builders.agencies import City, a_city
from tests.builders.catalog import CHINA
from tests.builders.registers import REVIEWER, noon, published
from yangguang.apps.registers.models import Register
from yangguang.apps.registers.rows import Values
from yangguang.apps.registers.services import install_register
from yangguang.law.registers import shipped

pytestmark = pytest.mark.django_db
PLACE = "/registers/trading-procurement/"


def notice(stage: str, kind: str, on: str, project: str, **more: str) -> Values:
    return {
        "project": project, "name": "图书馆设备采购", "stage": stage, "notice": kind,
        "title": f"图书馆设备采购{kind}", "issued_on": on, "body": "清源市图书馆", **more,
    }  # fmt: skip


@pytest.fixture
def register(db: None) -> Register:
    city: City = a_city()
    text = shipped()["trading-procurement"].text
    made = install_register(text=text, by=REVIEWER, at=noon(date(2024, 1, 2)))
    contract = {"amount": "95", "winner": "=某公司", "signed_on": "2024-04-15"}
    published(
        made,
        city.health,
        [
            notice("交易公告", "采购公告", "2024-03-01", "QC/1", budget="100"),
            notice("成交", "合同公告", "2024-04-16", "QC/1", performs_on="2024-06-28", **contract),
            notice("成交", "合同公告", "2024-04-16", "QC-2", performs_on="2024-06-28", **contract),
            notice("履约", "履约验收公告", "2024-07-01", "QC-2", performance="按约履行完毕"),
        ],
        on=date(2024, 7, 1),
    )
    return made


def page(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200, path
    return response.content.decode()


@pytest.fixture
def july(monkeypatch: pytest.MonkeyPatch) -> None:
    moment = datetime(2024, 7, 8, 9, tzinfo=CHINA)
    monkeypatch.setattr("django.utils.timezone.now", lambda: moment)


@pytest.mark.usefixtures("register", "july")
def test_a_project_tells_what_is_missing_and_late(client: Client) -> None:
    shown = page(client, PLACE + "project/QC/1/")
    assert "履约信息逾期未公开" in shown
    assert "已逾期 10 天未公开" in shown
    assert "缺少资格审查" in shown
    assert "图书馆设备采购采购公告" in shown
    late = page(client, PLACE + "project/QC-2/")
    assert "逾期 3 天公开" in late
    assert "履约信息逾期公开" in late
    assert client.get(PLACE + "project/QC-9/").status_code == 404
    assert client.get("/registers/wharf-fees/project/QC-9/").status_code == 404


@pytest.mark.usefixtures("register", "july")
def test_projects_are_listed_and_narrowed_to_the_overdue(client: Client) -> None:
    every = page(client, PLACE + "projects/")
    assert "全部项目 2" in every
    assert "履约信息逾期未公开 1" in every
    late = page(client, PLACE + "projects/?state=overdue")
    assert "QC/1" in late
    assert "QC-2" not in late
    assert client.get(PLACE + "projects/?page=99").status_code == 404
    assert client.get(PLACE + "projects/?page=一").status_code == 404
    overview = page(client, "/projects/")
    assert "履约信息逾期未公开 1 项" in overview
    assert "/registers/trading-procurement/project/QC/1/" in overview


@pytest.mark.usefixtures("register")
def test_notices_are_given_out_by_the_national_kinds(client: Client) -> None:
    data = json.loads(b"".join(client.get(PLACE + "kinds.json").streaming_content))  # type: ignore[attr-defined] # it streams
    kinds = ["交易公告", "资格审查", "成交", "履约", "变更"]
    assert list(data["kinds"]) == kinds
    assert [len(data["kinds"][one]) for one in kinds] == [1, 0, 2, 1, 0]
    assert data["kinds"]["成交"][0]["成交金额（万元）"] == "95"
    answer = client.get(PLACE + "kinds.xlsx")
    book = openpyxl.load_workbook(BytesIO(b"".join(answer.streaming_content)))  # type: ignore[attr-defined] # it streams
    assert book.sheetnames == kinds
    heads = [cell.value for cell in book["成交"][1]]
    won = [cell.value for cell in book["成交"][2]]
    assert won[heads.index("成交金额（万元）")] == 95
    assert won[heads.index("中标（成交）供应商")] == "'=某公司"
    assert book["资格审查"].max_row == 1
    assert client.get(PLACE + "kinds.csv").status_code == 404
