"""The disclosure platform of one body: its own documents under the items of Art. 20, and no others'."""

import csv
import io
from datetime import date

import pytest
from django.test import Client

from tests.builders.catalog import a_facet, an_agency, an_item
from tests.builders.drafts import AT, HEAD, WRITER, a_draft, open_to_all, reviewed
from tests.builders.registers import FEES, a_register, fee, published
from yangguang.apps.agencies.models import Succession
from yangguang.apps.catalog.models import Facet
from yangguang.apps.events.models import Event
from yangguang.apps.gazette.services.appearing import record_appearances
from yangguang.apps.gazette.services.compiling import add_entries, draft_issue, open_issue
from yangguang.apps.publishing.services.attributing import decide_attribute
from yangguang.apps.publishing.services.releasing import publish_draft
from yangguang.law.attributes import Attribute

pytestmark = pytest.mark.django_db


def read(citizen: Client, address: str) -> str:
    response = citizen.get(address)
    assert response.status_code == 200
    return response.content.decode()


def test_each_item_of_the_article_lists_the_bodys_own_documents(citizen: Client) -> None:
    water = an_agency("清源市水务局", slug="water")
    other = an_agency("清源市财政局", slug="finance")
    rules = a_facet(Facet.Scheme.ARTICLE_20, "rules", "规范性文件")
    a_facet(Facet.Scheme.ARTICLE_20, "budgets", "预决算")
    a_facet(Facet.Scheme.ARTICLE_20, "bodies", "机构设置")
    an_item("供水办法", agency=water, facets=(rules,))
    an_item("记账办法", agency=other, facets=(rules,))
    front = read(citizen, "/agency/water/disclosure/")
    assert "供水办法" in front
    assert "记账办法" not in front
    assert "1 条" in front
    for part in ("guide/", "request/", "disclosure/rules/"):
        page = read(citizen, f"/agency/water/{part}")
        assert 'href="/agency/water/disclosure/content/"' in page, part
        assert f'href="/agency/water/{part}" aria-current="page"' in page
        assert page.count('name="ColumnType"') == 1, part
    content = read(citizen, "/agency/water/disclosure/content/")
    assert '<a href="/agency/water/"><b>机构概况' in content
    assert "机构设置" not in content
    assert "还没有内容的事项" in content
    listed = read(citizen, "/agency/water/disclosure/content/rules/")
    assert "供水办法" in listed
    assert "记账办法" not in listed
    assert "还没有公开的信息" in read(citizen, "/agency/water/disclosure/content/budgets/")
    assert citizen.get("/agency/water/disclosure/content/no-such/").status_code == 404
    assert citizen.get("/agency/no-such/disclosure/").status_code == 404


def test_the_catalogue_is_a_spreadsheet_that_computes_nothing(citizen: Client) -> None:
    water = an_agency("清源市水务局", slug="water")
    an_item('=HYPERLINK("x")', agency=water, formed_on=date(2026, 3, 2))
    response = citizen.get("/agency/water/disclosure/catalogue.csv")
    text = b"".join(response.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    heads, row = csv.reader(io.StringIO(text))
    assert heads[:4] == ["索引号", "名称", "内容概述", "生成日期"]
    assert row[1] == '\'=HYPERLINK("x")'
    assert row[3] == "2026-03-02"


def test_what_is_given_on_request_is_named_and_not_shown(citizen: Client) -> None:
    water = an_agency("清源市水务局", slug="water")
    draft = a_draft("某小区供水改造协议", agency=water, body_html="<p>协议全文只给申请人。</p>")
    decide_attribute(
        draft=draft, attribute=Attribute.ON_REQUEST, ground="article-27",
        reason="只涉及一个小区的业主，与其他公众无关", by=WRITER, at=AT,
    )  # fmt: skip
    publish_draft(draft=reviewed(draft), by=HEAD, at=AT)
    page = read(citizen, "/agency/water/disclosure/on-request/")
    assert "某小区供水改造协议" in page
    assert "协议全文" not in page
    assert "某小区" not in read(citizen, "/agency/water/disclosure/")


def test_an_issue_of_the_gazette_is_listed_once_it_is_out(citizen: Client) -> None:
    office = an_agency("清源市人民政府办公室", slug="office")
    issue = open_issue(
        agency=office, title="清源市人民政府公报", year=2026, number=1, whole_number=25,
        by=WRITER, at=AT,
    )  # fmt: skip
    add_entries(issue=issue, items=[an_item(agency=office)], section="文件", by=WRITER, at=AT)
    draft = draft_issue(issue=issue, by=WRITER, at=AT)
    assert "还没有出版公报" in read(citizen, "/gazette/")
    publish_draft(draft=reviewed(open_to_all(draft)), by=HEAD, at=AT)
    record_appearances(Event.objects.filter(kind="item.published"))
    page = read(citizen, "/gazette/")
    assert "第 1 期（总第 25 期）" in page
    assert "1 件" in page


def test_what_stands_in_a_list_counts_as_published_under_its_item(citizen: Client) -> None:
    water = an_agency("清源市水务局", slug="water")
    an_agency("清源市财政局", slug="finance")
    a_facet(Facet.Scheme.ARTICLE_20, "fees", "（八）收费项目")
    a_facet(Facet.Scheme.ARTICLE_20, "plans", "（三）规划")
    register = a_register(FEES.replace("[[field]]", 'facets = ["article-20:fees"]\n[[field]]', 1))
    published(register, water, [fee("1", "靠泊费"), fee("2", "过闸费")])
    link = '<a href="/registers/wharf-fees/?agency=water">码头收费目录</a>（2 条）'
    content = read(citizen, "/agency/water/disclosure/content/")
    assert link in content
    assert "<li>（三）规划</li>" in content
    assert "<li>（八）收费项目</li>" not in content
    assert link in read(citizen, "/agency/water/disclosure/content/fees/")
    assert "<li>（八）收费项目</li>" in read(citizen, "/agency/finance/disclosure/content/")
    whole = '<a href="/registers/wharf-fees/">码头收费目录</a>（2 条）'
    assert whole in read(citizen, "/disclosure/content/")
    assert whole in read(citizen, "/facet/article-20/fees/")
    assert "码头收费目录" not in read(citizen, "/facet/article-20/plans/").split("<main", 1)[1]
    assert "已经公开的在上面的清单中" in read(citizen, "/facet/article-20/fees/")


def test_the_platform_of_a_body_that_ended_says_so_and_leads_to_its_heir(citizen: Client) -> None:
    heir = an_agency("清源市市场监督管理局", slug="market")
    gone = an_agency("清源市质量技术监督局", slug="quality", valid_to=date(2019, 1, 25))
    Succession.objects.create(
        predecessor=gone, successor=heir, kind=Succession.Kind.MERGED, on=date(2019, 1, 25),
        recorded_at=AT,
    )  # fmt: skip
    for part in ("disclosure/", "disclosure/content/", "guide/", "norms/"):
        page = read(citizen, f"/agency/quality/{part}")
        assert "已于 2019-01-25 撤销" in page, part
    assert 'href="/agency/market/norms/">清源市市场监督管理局' in page
    assert "撤销" not in read(citizen, "/agency/market/disclosure/").split("<main", 1)[1]
