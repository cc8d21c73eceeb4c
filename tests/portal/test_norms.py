"""Whether each document is in force, since when and by what: the lists, the results, the item's page."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from tests.builders.catalog import a_facet, a_government, an_agency, an_item, withdrawn
from tests.builders.drafts import AT, HEAD, WRITER, open_to_all, reviewed
from yangguang.apps.agencies.models import Agency
from yangguang.apps.audit.actors import system
from yangguang.apps.catalog.models import Facet, Item, Validity
from yangguang.apps.catalog.services import withdraw_item
from yangguang.apps.publishing.models import CleanupLine, CleanupRound
from yangguang.apps.publishing.services.cleanup import decide_lines, draft_result, open_round
from yangguang.apps.publishing.services.releasing import publish_draft
from yangguang.apps.publishing.services.validity import set_validity
from yangguang.press.folder import PressFolder

pytestmark = pytest.mark.django_db(transaction=True)
Outcome = CleanupLine.Outcome


@pytest.fixture
def folder(settings: object, tmp_path: object) -> PressFolder:
    """Pages are pressed, into a folder of this test alone."""
    settings.PRESS_DIR = tmp_path / "press"  # type: ignore[attr-defined, operator] # pytest's fixtures
    cache.clear()
    return PressFolder(settings.PRESS_DIR)  # type: ignore[attr-defined] # as above


def a_body(name: str = "清源市水务局", slug: str = "water") -> Agency:
    return an_agency(name, slug=slug)


def a_document(agency: Agency, title: str, **values: object) -> Item:
    values = {
        "agency": agency,
        "kind": "policy-document",
        "formed_on": date(2020, 5, 6),
        "in_force_on": date(2020, 6, 1),
        "validity": Validity.IN_FORCE,
        **values,
    }
    return an_item(title, **values)  # type: ignore[arg-type]  # the builder takes any field


def a_result(agency: Agency, **outcomes: Outcome) -> CleanupRound:
    """A round over all documents of the body, drafted; what is not named is kept."""
    row = open_round(
        agency=agency, title="2025年度规范性文件清理", basis="清政发〔2026〕1号",
        cutoff=date(2025, 12, 31), by=WRITER, at=AT,
    )  # fmt: skip
    for line in row.lines.select_related("item"):
        outcome = outcomes.get(line.item.title, Outcome.KEEP)
        reason = "" if outcome == Outcome.KEEP else "情况变化"
        decide_lines(
            lines=row.lines.filter(pk=line.pk), outcome=outcome, reason=reason, by=WRITER, at=AT
        )
    draft_result(round_=row, by=WRITER, at=AT)
    row.refresh_from_db()
    return row


def publish(row: CleanupRound) -> Item:
    assert row.result is not None
    return publish_draft(draft=reviewed(open_to_all(row.result.drafts.get())), by=HEAD, at=AT)


def read(citizen: Client, address: str) -> str:
    response = citizen.get(address)
    assert response.status_code == 200, address
    return response.content.decode()


def test_a_result_is_public_with_its_announcement_and_every_document_leads_to_it(
    citizen: Client, folder: PressFolder
) -> None:
    a_government()
    water = a_body()
    kept, ended = a_document(water, "供水办法"), a_document(water, "旧水价办法")
    row = a_result(water, 旧水价办法=Outcome.REPEAL)
    place = f"/norms/cleanup/{row.pk}/"
    assert citizen.get(place).status_code == 404
    for address in ("/norms/", "/agency/water/norms/", f"/item/{kept.pk}/"):
        assert "2025年度规范性文件清理" not in read(citizen, address), address
    announcement = publish(row)
    for address in ("/norms/", "/agency/water/norms/", f"/item/{kept.pk}/", f"/item/{ended.pk}/",
        f"/item/{announcement.pk}/"):  # fmt: skip
        assert f'href="{place}"' in read(citizen, address), address
    page = read(citizen, place)
    assert f'href="/item/{announcement.pk}/"' in page
    assert page.index("旧水价办法") < page.index("供水办法")
    assert "已废止</span>" in page
    assert "自 2026-03-10" in page
    assert "情况变化" in page
    only = read(citizen, f"{place}?what=keep")
    assert ("供水办法" in only, "旧水价办法" in only) == (True, False)
    assert "继续有效" in read(citizen, f"/item/{kept.pk}/")
    assert (folder.live / "norms" / "cleanup" / str(row.pk) / "index.html").is_file()


def test_a_withdrawn_announcement_takes_its_result_down_everywhere(
    citizen: Client, folder: PressFolder
) -> None:
    a_government()
    water = a_body()
    kept = a_document(water, "供水办法")
    row = a_result(water)
    announcement = publish(row)
    place = f"/norms/cleanup/{row.pk}/"
    for address in (place, "/norms/", "/agency/water/norms/", f"/item/{kept.pk}/"):
        read(citizen, address)
    withdraw_item(item=announcement, by=system("测试"), at=timezone.now(), reason="公告有误")
    assert citizen.get(place).status_code == 404
    for address in ("/norms/", "/agency/water/norms/", f"/item/{kept.pk}/"):
        assert place not in read(citizen, address), address


def test_a_document_that_is_withdrawn_leaves_a_line_without_its_name(citizen: Client) -> None:
    a_government()
    water = a_body()
    gone, kept = a_document(water, "取水办法"), a_document(water, "供水办法")
    row = a_result(water)
    publish(row)
    withdrawn(gone, "内容有误")
    page = read(citizen, f"/norms/cleanup/{row.pk}/")
    assert "取水办法" not in page
    assert "这条信息已撤回" in page
    assert kept.title in page


def test_each_document_says_since_when_and_by_which_document(citizen: Client) -> None:
    a_government()
    water = a_body()
    new = a_document(
        water, "新水价办法", doc_number="清水发〔2026〕2号", in_force_on=date(2026, 2, 1)
    )
    old = a_document(water, "旧水价办法")
    amended = a_document(water, "节水办法")
    for item, validity in ((old, Validity.REPEALED), (amended, Validity.AMENDED)):
        set_validity(
            item=item, validity=validity, effective_on=date(2026, 2, 3), reason="清水发〔2026〕2号",
            through=new, by=HEAD, at=AT,
        )  # fmt: skip
    found = list(csv.DictReader(io.StringIO(_table(citizen, "water"))))
    said = {row["名称"]: (row["有效性"], row["自何时起"], row["修改、废止的文件"]) for row in found}
    by = "新水价办法 清水发〔2026〕2号"
    assert said == {
        "新水价办法": ("有效", "2026-02-01", ""),
        "旧水价办法": ("已废止", "2026-02-03", by),
        "节水办法": ("已修改", "2026-02-03", by),
    }
    page = read(citizen, "/agency/water/norms/?validity=repealed")
    assert f'href="/item/{new.pk}/">清水发〔2026〕2号' in page
    assert "节水办法" not in page


def _table(citizen: Client, slug: str) -> str:
    answer = citizen.get(f"/agency/{slug}/norms/documents.csv")
    return b"".join(answer.streaming_content).decode().removeprefix("\ufeff")  # type: ignore[attr-defined] # it streams


def test_marking_the_same_again_from_another_day_renews_the_list(
    citizen: Client, folder: PressFolder
) -> None:
    a_government()
    item = a_document(a_body(), "节水办法")
    for day in (date(2026, 2, 3), date(2026, 2, 5)):
        set_validity(
            item=item, validity=Validity.AMENDED, effective_on=day, reason="修改决定", by=HEAD, at=AT
        )  # fmt: skip
        assert day.isoformat() in read(citizen, "/agency/water/norms/")


def test_the_article_on_rules_and_the_home_page_lead_there(citizen: Client) -> None:
    a_government()
    water = a_body()
    rules = a_facet(Facet.Scheme.ARTICLE_20, "rules", "规范性文件")
    plans = a_facet(Facet.Scheme.ARTICLE_20, "plans", "规划")
    a_document(water, "供水办法", facets=(rules, plans))
    assert 'href="/norms/">规范性文件有效性' in _main(citizen, "/facet/article-20/rules/")
    assert 'href="/norms/"' not in _main(citizen, "/facet/article-20/plans/")
    place = "/agency/water/disclosure/content/rules/"
    assert 'href="/agency/water/norms/">规范性文件有效性' in _main(citizen, place)
    assert 'href="/norms/">查有效性' in _main(citizen, "/")


def _main(citizen: Client, address: str) -> str:
    return read(citizen, address).split("<main", 1)[1]


def test_long_lists_have_pages_and_wrong_questions_an_answer(citizen: Client) -> None:
    a_government()
    water, other = a_body(), a_body("清源市财政局", "finance")
    for number in range(51):
        a_document(water, f"供水办法{number}")
    a_document(water, "情况通报", validity=Validity.NONE)
    first = read(citizen, "/agency/water/norms/")
    assert "共 51 件，第 1–50 件" in first
    assert 'href="/agency/water/norms/page/2/"' in first
    assert "另有 1 件政策文件没有标注有效性" in first
    assert "第 51–51 件" in read(citizen, "/agency/water/norms/page/2/")
    for address, status in (
        ("/agency/water/norms/page/3/", 404),
        ("/agency/water/norms/page/1/", 302),
        ("/agency/water/norms/?page=x", 404),
        ("/agency/water/norms/?validity=no-such", 200),
        ("/agency/no-such/norms/", 404),
        ("/norms/cleanup/99999999999999999999/", 404),
    ):
        assert citizen.get(address).status_code == status, address
    assert "没有“废止”的文件" in read(citizen, "/agency/water/norms/?validity=repealed")
    assert "还没有标注有效性" in read(citizen, f"/agency/{other.slug}/norms/")
    front = read(citizen, "/norms/")
    assert '<a href="/agency/water/norms/">' in front
    assert "/agency/finance/norms/" not in front
