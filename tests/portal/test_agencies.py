from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from tests.builders.catalog import a_government, an_agency, an_item, noon
from tests.builders.town import Town
from yangguang.apps.agencies.directory import directory
from yangguang.apps.agencies.models import Agency, AgencyKind, AgencyName, Succession

pytestmark = pytest.mark.django_db


def test_a_body_shows_what_it_must_say_of_itself(citizen: Client, town: Town) -> None:
    page = citizen.get("/agency/health/").content.decode()
    for words in (
        "主要职能",
        "顾清",
        "清源市政务路",
        "0700-80000",
        "工作日 8:30—12:00",
        "公开指南",
    ):
        assert words in page
    assert "2019-01-20 前称“清源市卫生和计划生育委员会”" in page
    assert '<meta name="ColumnType" content="机构职能">' in page


def test_powers_that_came_and_went_are_told(citizen: Client) -> None:
    old = an_agency("清源市质量技术监督局", slug="quality", valid_to=date(2019, 1, 15))
    new = an_agency("清源市市场监督管理局", slug="market")
    Succession.objects.create(
        predecessor=old,
        successor=new,
        kind=Succession.Kind.MERGED,
        on=date(2019, 1, 15),
        recorded_at=noon(date(2019, 1, 16)),
    )
    assert (
        "2019-01-15，清源市质量技术监督局的职能合并到本机构"
        in citizen.get("/agency/market/").content.decode()
    )
    gone = citizen.get("/agency/quality/").content.decode()
    assert "2019-01-15 起撤销" in gone
    assert 'href="/agency/market/"' in gone


def test_an_abolished_body_is_not_said_to_have_had_its_own_name_before(citizen: Client) -> None:
    body = an_agency("清源市质量技术监督局", slug="quality", valid_to=date(2019, 1, 15))
    AgencyName.objects.filter(agency=body).update(valid_to=date(2019, 1, 15))
    assert AgencyName.objects.filter(agency=body).exists()
    page = citizen.get("/agency/quality/").content.decode()
    assert "2019-01-15 起撤销" in page
    assert "前称" not in page


def test_a_body_that_nobody_has_confirmed_is_not_shown(citizen: Client) -> None:
    an_agency("来历不明局", slug="unknown", proposed=True)
    assert citizen.get("/agency/unknown/").status_code == 404
    assert "来历不明局" not in citizen.get("/agencies/").content.decode()


def test_the_register_goes_from_the_government_to_its_departments_and_places() -> None:
    city = a_government()
    office = an_agency("清源市人民政府办公室", kind=AgencyKind.OFFICE, parent=city)
    finance = an_agency("清源市财政局", parent=city)
    county = an_agency(
        "临湖县人民政府", kind=AgencyKind.GOVERNMENT, short_name="临湖县", parent=city
    )
    education = an_agency("临湖县教育局", parent=county)
    town = an_agency("柳塘镇人民政府", kind=AgencyKind.TOWN, parent=city)
    an_agency("清源市粮食局", parent=city, valid_to=date(2019, 1, 1))
    found = [(one.heading, one.agencies) for one in directory(date(2026, 1, 1))]
    assert found == [
        ("政府及办公室", [city, office]),
        ("政府工作部门", [finance]),
        ("乡镇、街道", [town]),
        ("临湖县", [county, education]),
    ]


def test_every_standing_body_is_in_the_register_once(town: Town) -> None:
    listed = [one.pk for division in directory(date(2026, 11, 20)) for one in division.agencies]
    assert sorted(listed) == sorted(Agency.objects.values_list("pk", flat=True))


def test_the_guide_holds_the_items_of_article_12(citizen: Client, town: Town) -> None:
    page = citizen.get("/agency/finance/guide/").content.decode()
    for words in (
        "清源市财政局政府信息公开指南",
        "办公地址",
        "办公时间",
        "联系电话",
        "传真号码",
        "互联网联系方式",
        "finance@qingyuan.example",
    ):
        assert words in page


def test_a_body_shows_items_published_under_its_former_name(citizen: Client) -> None:
    agency = an_agency("清源市卫生健康委员会", slug="health")
    AgencyName.objects.create(
        agency=agency,
        name="清源市卫生局",
        valid_to=date(2014, 1, 1),
        recorded_at=noon(date(2020, 1, 1)),
    )
    an_item("旧文件", agency=agency, agency_name="清源市卫生局")
    page = citizen.get("/agency/health/items/").content.decode()
    assert "旧文件" in page
    assert "清源市卫生局" in page
