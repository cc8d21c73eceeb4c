"""Registers as everybody reads them: all pages come from the definition."""

from __future__ import annotations

import csv
import io
import json
import re
import xml.etree.ElementTree as ET
from datetime import date
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.builders.agencies import BY, City, a_city
from tests.builders.registers import (
    FEES,
    REVIEWER,
    a_draft,
    a_register,
    fee,
    noon,
    publish,
    published,
)
from tests.portal.searching import an_index
from yangguang.apps.registers.models import ChangeSet, Register, Row, Version
from yangguang.apps.registers.selectors import live_rows
from yangguang.apps.registers.services import put_in_force, redefine, take_down
from yangguang.apps.search.selectors import suggest
from yangguang.apps.search.services import index_rows
from yangguang.portal import pressed
from yangguang.portal.views.registers import changes

pytestmark = pytest.mark.django_db
MARCH, APRIL, MAY = date(2024, 3, 4), date(2024, 4, 8), date(2024, 5, 6)
PLACE = "/registers/wharf-fees/"
MOST_QUERIES = 16


@pytest.fixture
def city() -> City:
    return a_city()


@pytest.fixture
def register(city: City) -> Register:
    """A list of four rows of two bodies, changed once."""
    made = a_register()
    first = [
        fee("A1", "靠泊费", price="30", set_on="2023-01-05", contact="王小明", note="内部甲"),
        fee("A2", "系缆费", price="4"),
        fee("A3", "理货费", kind="市场调节价", price="12"),
    ]
    published(made, city.health, first, on=MARCH)
    published(made, city.schools, [fee("B1", "=淡水费", price="7")], on=MARCH)
    changed = [fee("A1", "靠泊费", price="35", set_on="2023-01-05", contact="王小明"), first[2]]
    publish(a_draft(made, city.health, changed, on=APRIL, whole=True, title="四月调整"), on=APRIL)
    return made


def page_of(citizen: Client, address: str, status: int = 200) -> str:
    answer = citizen.get(address)
    assert answer.status_code == status, address
    return answer.content.decode()


def titles(page: str) -> list[str]:
    return re.findall(r'<tr><th scope="row"><a href="/registers/[^"]+">([^<]+)</a></th>', page)


def row_of(title: str) -> Row:
    found = Version.objects.filter(title=title).order_by("-pk").first()
    assert found is not None
    return found.row


def test_all_registers_stand_by_group_with_their_numbers(
    citizen: Client, register: Register
) -> None:
    a_register(FEES.replace("wharf-fees", "hidden-fees").replace("码头收费", "内部收费"))
    Register.objects.filter(code="hidden-fees").update(shown=False)
    page = page_of(citizen, "/registers/")
    assert '<a href="/registers/wharf-fees/"><b>码头收费目录</b></a><span class="n">3 条' in page
    assert "2024-04-08 更新" in page
    assert "依据：《价格法》第四十二条" in page
    assert "内部收费" not in page
    page_of(citizen, "/registers/hidden-fees/", 404)


def test_the_list_shows_columns_figures_and_filters_with_their_numbers(
    citizen: Client, register: Register
) -> None:
    page = page_of(citizen, PLACE)
    assert titles(page) == ["靠泊费", "理货费", "=淡水费"]
    assert "共 3 条" in page
    assert "收费标准合计</dt><dd>54 元" in page
    assert re.search(r"kind=%E6%94%BF[^>]+>政府定价 <span class=\"n\">2</span>", page)
    assert re.search(r">[^<]*卫生[^<]* <span class=\"n\">2</span>", page)
    assert "各类收费项目数（条）" in page
    assert 'data-label="收费标准（元）">35</td>' in page
    assert "内部" not in page


@pytest.mark.parametrize(
    ("query", "found", "said"),
    [
        ("kind=市场价", ["理货费"], "共 1 条"),
        ("q=靠泊", ["靠泊费"], "共 1 条"),
        ("q=B1", ["=淡水费"], "共 1 条"),
        ("sort=-price", ["靠泊费", "理货费", "=淡水费"], "没有填写这一栏的条目不在其中"),
        ("set_on_from=2023-01-01", ["靠泊费"], "共 1 条"),
        ("as_of=2024-03-20", ["靠泊费", "系缆费", "理货费", "=淡水费"], "共 4 条"),
        ("as_of=2024-03-20&kind=政府定价&q=系缆", ["系缆费"], "共 1 条"),
        (
            "kind=没有的&sort=note",
            ["靠泊费", "理货费", "=淡水费"],
            "“收费类别”的条件“没有的”读不懂",
        ),
        ("as_of=某天&agency=nobody", ["靠泊费", "理货费", "=淡水费"], "日期“某天”无法识别"),
        ("as_of=2099-01-01", ["靠泊费", "理货费", "=淡水费"], "还没有到"),
        ("q=%00没有这样的项目", [], "没有符合所选条件的条目"),
    ],
)
def test_the_address_narrows_sorts_and_goes_back_in_time(
    citizen: Client, register: Register, query: str, found: list[str], said: str
) -> None:
    page = page_of(citizen, f"{PLACE}?{query}")
    assert titles(page) == found
    assert said in page


def test_a_body_has_its_own_part_with_its_own_figures(
    citizen: Client, city: City, register: Register
) -> None:
    page = page_of(citizen, f"{PLACE}?agency={city.health.slug}")
    assert titles(page) == ["靠泊费", "理货费"]
    assert "收费标准合计</dt><dd>47 元" in page
    assert re.search(r">政府定价 <span class=\"n\">1</span>", page)


def test_pages_that_do_not_exist_are_not_found(
    citizen: Client, city: City, register: Register
) -> None:
    a_draft(register, city.health, [fee("A7", "草稿")], on=MAY)
    draft = row_of("草稿")
    for address in (
        "?page=2", "?page=0", "?page=x", "999999/", f"{2**70}/", f"{draft.pk}/",
        f"{row_of('靠泊费').pk}/v9/", f"{row_of('靠泊费').pk}/v{10**12}/", "changes/99/",
        f"changes/{10**12}/", "changes/coming/99/", "rows.doc", "other.xml",
        f"{row_of('靠泊费').pk}/v1/file/name/",
    ):  # fmt: skip
        page_of(citizen, PLACE + address, 404)
    page_of(citizen, "/registers/none/", 404)


def test_a_row_shows_its_public_columns_and_every_wording_stays(
    citizen: Client, city: City, register: Register
) -> None:
    row = row_of("靠泊费")
    page = page_of(citizen, f"{PLACE}{row.pk}/")
    assert "<td>35元</td>" in page
    assert "王*明" in page
    assert "内部" not in page
    assert "<del>30</del>" in page
    assert "<ins>35</ins>" in page
    assert f"第2版），2024年4月8日，http://127.0.0.1:8000{PLACE}{row.pk}/v2/" in page
    first = page_of(citizen, f"{PLACE}{row.pk}/v1/")
    assert "<td>30元</td>" in first
    assert "历史版本，2024-03-04 至 2024-04-08" in first
    removed = page_of(citizen, f"{PLACE}{row_of('系缆费').pk}/")
    assert "已取消，自 2024-04-08 起不在清单内" in removed


def test_a_change_is_shown_cell_by_cell(citizen: Client, register: Register) -> None:
    page = page_of(citizen, f"{PLACE}changes/")
    assert re.search(r'changes/3/">四月调整</a>', page)
    page = page_of(citizen, f"{PLACE}changes/3/")
    assert "修改 1" in page
    assert "取消 1" in page
    assert "<del>30</del>" in page
    only = page_of(citizen, f"{PLACE}changes/3/?what=removed")
    assert "系缆费" in only
    assert "靠泊费" not in only


def test_further_pages_of_changes_have_addresses_of_their_own(
    citizen: Client, register: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (changes, pressed):
        monkeypatch.setattr(module, "SETS", 1)
        monkeypatch.setattr(module, "ROWS", 1)
    places = {f"{PLACE}changes/page/{number}/" for number in (2, 3)}
    places.add(f"{PLACE}changes/3/page/2/")
    walked = set(pressed.addresses())
    assert places <= walked
    assert f'href="{PLACE}changes/page/2/"' in page_of(citizen, f"{PLACE}changes/")
    assert f'href="{PLACE}changes/"' in page_of(citizen, f"{PLACE}changes/page/2/")
    whole = "".join(page_of(citizen, f"{PLACE}changes/3/{end}") for end in ("", "page/2/"))
    assert "<del>30</del>" in whole
    assert "系缆费" in whole
    page_of(citizen, f"{PLACE}changes/page/99/", 404)
    page_of(citizen, f"{PLACE}changes/3/page/99/", 404)
    asked = citizen.get(f"{PLACE}changes/3/page/2/?what=removed")
    assert asked.headers["Location"] == f"{PLACE}changes/3/?what=removed"


def test_what_comes_into_force_is_announced_and_then_leads_to_its_place(
    citizen: Client, city: City, register: Register
) -> None:
    draft = a_draft(
        register, city.health, [fee("A9", "夜航费")], on=APRIL, in_force_on=MAY, title="五月起执行"
    )
    publish(draft, on=APRIL)
    assert "即将施行" in page_of(citizen, f"{PLACE}changes/")
    address = f"{PLACE}changes/coming/{draft.pk}/"
    assert "尚未施行，自 2024-05-06 起施行" in page_of(citizen, address)
    assert "夜航费" not in page_of(citizen, PLACE)
    put_in_force(at=noon(MAY))
    assert citizen.get(address).headers["Location"] == f"{PLACE}changes/4/"
    assert "夜航费" in page_of(citizen, PLACE)


def test_of_a_row_taken_down_only_the_reason_is_shown_anywhere(
    citizen: Client, register: Register
) -> None:
    row = row_of("靠泊费")
    live = live_rows(register).get(row=row)
    take_down(version=live, why="核定已被撤销", by=REVIEWER, at=noon(MAY))
    for address in (f"{PLACE}{row.pk}/", f"{PLACE}{row.pk}/v1/"):
        page = page_of(citizen, address, 410)
        assert "核定已被撤销" in page
        assert "靠泊费" not in page
        assert "noindex" in page
    for address in ("", "changes/", "changes/1/", "changes/3/", "changes/4/", "rss.xml",
                    "?as_of=2024-03-20", "rows.json", "rows.csv?as_of=2024-03-20"):  # fmt: skip
        answer = citizen.get(PLACE + address)
        body = b"".join(answer) if answer.streaming else answer.content
        assert "靠泊费" not in body.decode(), address
    assert "这一条已撤下，不再显示" in page_of(citizen, f"{PLACE}changes/1/")


def test_what_was_taken_down_stays_down_though_the_row_is_public_anew(
    citizen: Client, city: City, register: Register
) -> None:
    row = row_of("靠泊费")
    live = live_rows(register).get(row=row)
    take_down(version=live, why="误载了他人信息", by=REVIEWER, at=noon(MAY))
    published(register, city.health, [fee("A1", "靠泊使用费", price="35")], on=date(2024, 6, 3))
    assert "靠泊使用费" in page_of(citizen, f"{PLACE}{row.pk}/")
    assert "<td>35元</td>" in page_of(citizen, f"{PLACE}{row.pk}/v4/")
    former = page_of(citizen, f"{PLACE}{row.pk}/v1/", 410)
    assert "误载了他人信息" in former
    for address in (f"{row.pk}/", "changes/1/", "changes/3/", "changes/", "?as_of=2024-03-20"):
        assert "靠泊费" not in page_of(citizen, PLACE + address), address
    assert citizen.get(f"{PLACE}?as_of=2024-03-20").content.decode().count("共 3 条") == 1


def test_a_column_made_internal_or_masked_is_so_in_every_wording(
    citizen: Client, register: Register
) -> None:
    later = FEES.replace('label = "核定日期"', 'internal = true\nlabel = "核定日期"')
    redefine(register=register, text=later, by=BY, at=noon(MAY))
    row = row_of("靠泊费")
    for address in (f"{row.pk}/", f"{row.pk}/v1/", "changes/1/", "about/"):
        page = page_of(citizen, PLACE + address)
        assert "核定日期" not in page, address
        assert "2023年1月5日" not in page, address


def test_the_list_is_taken_away_as_it_is_filtered(citizen: Client, register: Register) -> None:
    answer = citizen.get(f"{PLACE}rows.csv?kind=政府定价")
    table = list(csv.reader(io.StringIO(b"".join(answer).decode("utf-8-sig"))))
    assert table[0][:4] == ["项目编码", "项目名称", "收费类别", "收费标准（元）"]
    assert [line[1] for line in table[1:]] == ["靠泊费", "'=淡水费"]
    assert table[1][3] == "35"
    record = json.loads(b"".join(citizen.get(f"{PLACE}rows.json?q=靠泊")))
    assert (record["total"], record["rows"][0]["values"]["price"]) == (1, "35")
    assert "note" not in record["rows"][0]["values"]
    book = openpyxl.load_workbook(BytesIO(b"".join(citizen.get(f"{PLACE}rows.xlsx"))))
    cells = [[cell.value for cell in line] for line in book.worksheets[0].iter_rows()]
    assert cells[1][:4] == ["A1", "靠泊费", "政府定价", 35]
    assert cells[3][1] == "'=淡水费"


def test_pages_of_registers_keep_the_rules_of_every_page(
    citizen: Client, city: City, register: Register
) -> None:
    row = row_of("靠泊费").pk
    for address in (
        "/registers/", PLACE, f"{PLACE}?kind=政府定价&q=费&agency={city.health.slug}",
        f"{PLACE}?as_of=2024-03-20", f"{PLACE}about/", f"{PLACE}changes/", f"{PLACE}changes/3/",
        f"{PLACE}{row}/", f"{PLACE}{row}/v1/",
    ):  # fmt: skip
        with CaptureQueriesContext(connection) as asked:
            answer = citizen.get(address)
        page = answer.content.decode()
        assert len(asked) <= MOST_QUERIES, (address, [one["sql"] for one in asked])
        assert (page.count("<h1"), page.count("<main")) == (1, 1), address
        assert not re.search(r"<[^>]+\s(?:style|on\w+)=|<style|<script(?![^>]*\bsrc=)", page)
        assert "unsafe" not in answer.headers["Content-Security-Policy"]
        assert dict(answer.cookies) == {}
        assert citizen.post(address).status_code == 405
        assert "shared/tokens.css" in page
    assert "長者模式" in page_of(citizen, f"/hant{PLACE}")


def test_feeds_tell_of_changes(citizen: Client, register: Register) -> None:
    feed = ET.fromstring(citizen.get(f"{PLACE}rss.xml").content)
    assert feed.findtext("channel/item/title") == "四月调整"
    assert feed.findtext("channel/item/description") == "修改1条，取消1条：靠泊费、系缆费"
    assert citizen.get(f"{PLACE}atom.xml").headers["Content-Type"].startswith("application/atom")


def test_the_definition_is_told_in_words(citizen: Client, register: Register) -> None:
    page = page_of(citizen, f"{PLACE}about/")
    assert "收费标准不能是负数。" in page
    assert "选择：行政事业性收费、政府定价、市场调节价" in page
    assert "内部备注" not in page


def test_rows_are_found_by_the_search_of_the_site_until_they_go(
    citizen: Client, register: Register, tmp_path: Path
) -> None:
    with an_index(tmp_path / "index"):
        page = page_of(citizen, "/search/?q=靠泊费")
        row = row_of("靠泊费")
        assert f'href="{PLACE}{row.pk}/"' in page
        assert "码头收费目录</span>" in page
        assert "没有找到" in page_of(citizen, "/search/?q=内部甲")
        assert "靠泊费" in page_of(citizen, "/search/?q=靠泊费&kind=register-row")
        take_down(version=live_rows(register).get(row=row), why="撤销", by=REVIEWER, at=noon(MAY))
        assert f'href="{PLACE}{row.pk}/"' not in page_of(citizen, "/search/?q=靠泊费")
        index_rows(register.pk, ChangeSet.objects.latest("pk").pk)
        assert "没有找到含有“靠泊费”" in page_of(citizen, "/search/?q=靠泊费")
        assert [one.text for one in suggest("理货")] == []


def test_registers_of_persons_are_kept_from_search_engines_of_others(
    citizen: Client, city: City
) -> None:
    text = FEES.replace('row_name = "收费项目"', 'row_name = "救助对象"\npersonal = true')
    register = a_register(text)
    (row,) = published(register, city.health, [fee("A1", "甲乙丙")])
    for address in (PLACE, f"{PLACE}{row.row_id}/", f"{PLACE}changes/"):
        assert '<meta name="robots" content="noindex">' in page_of(citizen, address)
    assert "wharf-fees" not in page_of(citizen, "/sitemap-0.xml")
    page_of(citizen, "/registers/sitemap-1.xml", 404)


def test_the_site_map_names_every_row_that_may_be_shown(
    citizen: Client, register: Register
) -> None:
    assert "registers/sitemap-1.xml" in page_of(citizen, "/sitemap.xml")
    part = page_of(citizen, "/registers/sitemap-1.xml")
    assert f"{PLACE}{row_of('靠泊费').pk}/<" in part
    assert f"{PLACE}{row_of('系缆费').pk}/<" not in part
    page_of(citizen, "/registers/sitemap-2.xml", 404)
