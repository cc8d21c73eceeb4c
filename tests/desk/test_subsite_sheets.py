"""Many sub-sites from one sheet: taken away, filled in, looked at, used, and back unchanged."""

from __future__ import annotations

import csv
import io

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tests.builders.agencies import City, somebody
from tests.builders.catalog import a_column
from tests.desk.conftest import enter
from yangguang.apps.audit.models import Act
from yangguang.apps.catalog.models import SubSite

LOAD = "load-subsites"


def rows_of(client: Client) -> list[list[str]]:
    body = client.get(reverse("subsites-sheet", args=["csv"])).content.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(body)))


def upload(client: Client, rows: list[list[str]], name: str = "子网站.csv") -> tuple[int, str, str]:
    """The status of the answer, its words, and what a confirmation would send."""
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    answer = client.post(reverse(LOAD), {"file": SimpleUploadedFile(name, out.getvalue().encode())})
    context = answer.context or {}
    return answer.status_code, answer.content.decode(), context.get("rows", "")


def test_a_sheet_of_sub_sites_is_filled_in_looked_at_and_used(client: Client, city: City) -> None:
    a_column("政策文件", slug="policy")
    a_column("通知公告", slug="notices")
    a_column("卫健动态", slug="health-news", agency=city.health)
    enter(client, somebody("disclosure-director", city.office))
    rows = rows_of(client)
    assert rows[0][:3] == ["机构网址标识", "机构名称", "子网站名称"]
    health = next(row for row in rows if row[0] == city.health.slug)
    schools = next(row for row in rows if row[0] == city.schools.slug)
    health[2:] = ["清源卫健", "健康清源", "卫", "蓝", "是", "policy、health-news"]
    schools[2:] = ["清源教育", "", "", "", "", "notices policy"]

    wrong = [row.copy() for row in rows]
    wrong += [
        ["no-such-body", "", "某网", "", "", "", "", ""],
        [city.health.slug, "", "再填一次", "", "", "", "", ""],
        [city.county.slug, "", "县网", "", "县门户", "粉", "可以", "none health-news"],
    ]
    status, page, ready = upload(client, wrong)
    assert (status, ready) == (422, "")
    for words in (
        "有 3 行需要改正",
        "没有网址标识为“no-such-body”的机构",
        "已经填过这个机构，请只留一行",
        "“徽标字”最多 1 个字，现有 3 个字",
        "“主色”填的是“粉”，应为：红、蓝、绿、棕、紫、墨",
        "“启用”填的是“可以”",
        "没有网址标识为“none”的栏目",
        "“卫健动态”是别的机构的栏目",
    ):
        assert words in page, words
    assert not SubSite.objects.exists()

    status, page, ready = upload(client, rows)
    assert status == 200
    assert "新设 2 个，修改 0 个，没有变化 0 个" in page
    assert not SubSite.objects.exists()
    client.post(reverse(LOAD), {"rows": ready + "x"})
    assert not SubSite.objects.exists(), "what was tampered with is not used"
    client.post(reverse(LOAD), {"rows": ready})
    site = SubSite.objects.get(agency=city.health)
    assert (site.name, site.slogan, site.crest, site.colour) == (
        "清源卫健",
        "健康清源",
        "卫",
        "blue",
    )
    assert [one.column.slug for one in site.menu.all()] == ["policy", "health-news"]
    assert SubSite.objects.get(agency=city.schools).colour == "red"
    assert Act.objects.filter(verb="subsite.put").count() == 2

    again = rows_of(client)
    assert next(row for row in again if row[0] == city.health.slug) == health
    assert "新设 0 个，修改 0 个，没有变化 2 个" in upload(client, again)[1]
    short = [["机构网址标识", "子网站名称"], [city.health.slug, "健康清源网"]]
    client.post(reverse(LOAD), {"rows": upload(client, short)[2]})
    site.refresh_from_db()
    assert (site.name, site.slogan, site.menu.count()) == ("健康清源网", "健康清源", 2)


def test_what_is_no_sheet_of_sub_sites_is_refused_in_words(client: Client, city: City) -> None:
    enter(client, somebody("disclosure-director", city.office))
    book = client.get(reverse("subsites-sheet", args=["xlsx"])).content
    assert book[:2] == b"PK"
    status, page, _ = upload(client, [["姓名", "年龄"], ["甲", "3"]])
    assert status == 422
    assert "没有找到带“机构网址标识”和“子网站名称”两列的表格" in page
    answer = client.post(reverse(LOAD), {"file": SimpleUploadedFile("子网站.xlsx", book)})
    assert answer.status_code == 422
    assert "没有可以导入的内容" in answer.content.decode()
    assert client.get(reverse("subsites-sheet", args=["pdf"])).status_code == 404
