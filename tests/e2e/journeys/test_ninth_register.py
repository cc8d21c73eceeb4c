"""A register that did not exist a quarter of an hour ago: written from docs/registers.md alone, filled
from a workbook as offices send it, public, narrowed, drawn, changed, its difference read."""

from __future__ import annotations

import io

import openpyxl
from playwright.sync_api import expect

from tests.builders.agencies import City, somebody
from tests.e2e.journeys.faces import Faces, fits, sound
from tests.e2e.journeys.test_registers import said
from tests.e2e.journeys.walking import People, fill, follow, press
from yangguang.apps.registers.models import ChangeSet, Register
from yangguang.apps.registers.selectors import live_rows

PARKS = """
code = "small-parks"
name = "口袋公园建设"
group = "重点领域"
version = "2026"
basis = "《城市绿化条例》"
summary = "城区口袋公园的位置、面积、投资和开放情况。"
row_name = "公园"
shape = "list"
key = ["number"]
title = "name"
date = "opened_on"
sort = ["number"]

[[field]]
code = "number"
label = "编号"
required = true
filter = true
brief = true

[[field]]
code = "name"
label = "公园名称"
aliases = ["名称"]
required = true
brief = true

[[field]]
code = "region"
label = "所在区域"
type = "choice"
choices = ["湖滨区", "石桥县"]
choice_aliases = { "湖滨" = "湖滨区" }
aliases = ["区域"]
filter = true
brief = true

[[field]]
code = "area"
label = "面积"
type = "number"
unit = "平方米"
sort = true
brief = true

[[field]]
code = "cost"
label = "投资"
type = "money"
unit = "万元"
sort = true
brief = true

[[field]]
code = "opened_on"
label = "开放日期"
type = "date"

[[field]]
code = "keeper"
label = "管护人"
type = "person"
mask = "name"

[[check]]
rule = "area > 0"
say = "面积应当大于零。"

[[chart]]
kind = "bar"
title = "各区域投资"
by = "region"
of = "cost"
"""


def a_messy_book() -> bytes:
    """A title, a head over two rows, 元 instead of 万元, three ways of writing a day, a total."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row in (
        ["2026年口袋公园建设情况一览表（填报单位：某局）"],
        ["序号", "编号", "名称", "区域", "建设情况", None, "开放日期", "管护人"],
        [None, None, None, None, "面积（平方米）", "投资（元）", None, None],
        [1, "P-01", "柳岸口袋公园", "湖滨", 1200, "360000", "2026年1月5日", "王建国"],
        [2, "P-02", "书香口袋公园", "石桥县", "８５０", 255000, "2026.1.16", "李雪梅"],
        [3, "P-03", "银杏口袋公园", "湖滨区", 640, 192000, "20260207", "无数据"],
        ["合计", None, None, None, 2690, 807000, None, None],
        ["注：投资为决算数。"],
    ):
        sheet.append(row)
    sheet.merge_cells("A1:H1")
    sheet.merge_cells("E2:F2")
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def test_a_ninth_register_is_written_filled_shown_and_changed(
    faces: Faces, city: City, people: People
) -> None:
    director = faces.staff(somebody("disclosure-director", city.office, username="director"))
    clerk, head = faces.staff(people.clerk), faces.staff(people.head)
    page = director.page
    director.open("/registers/definitions/")
    follow(director, "新建清单")
    wrong = PARKS.replace('sort = ["number"]', 'sort = ["numbr"]').encode()
    page.locator("[name=file]").set_input_files(
        {"name": "口袋公园.toml", "mimeType": "application/toml", "buffer": wrong}
    )
    press(director, "检查")
    expect(page.locator(".error-summary")).to_contain_text("sort：没有字段 numbr")
    page.locator("[name=text]").fill(PARKS)
    press(director, "检查")
    expect(page.locator("main")).to_contain_text("定义合格：“口袋公园建设”，7 个栏目，1 条规则")
    sound(director, "ninth-definition")
    press(director, "启用")
    said(director, "“口袋公园建设”的定义已经启用")

    page = clerk.page
    clerk.open("/registers/of/small-parks/import/")
    page.locator("[name=file]").set_input_files(
        {"name": "公园.xlsx", "mimeType": "application/octet-stream", "buffer": a_messy_book()}
    )
    press(clerk, "读取并核对")
    expect(page.locator("main")).to_contain_text("柳岸口袋公园")
    fits(clerk, "ninth-import")
    fill(clerk, title="首次公布", basis="清绿〔2026〕1号")
    press(clerk, "放进草稿")
    press(clerk, "送审")
    said(clerk, "已送审“首次公布”")
    first = ChangeSet.objects.get(title="首次公布")
    head.open(f"/registers/changes/{first.pk}/")
    press(head, "审核公开")
    said(head, "已公开：新增3条")
    rows = live_rows(Register.objects.get(code="small-parks")).order_by("t1")
    assert [one.values["cost"] for one in rows] == ["36", "25.5", "19.2"]
    assert [one.values["opened_on"] for one in rows] == ["2026-01-05", "2026-01-16", "2026-02-07"]
    assert [one.values.get("keeper") for one in rows] == ["王*国", "李*梅", None]

    citizen = faces.citizen()
    page = citizen.page
    assert citizen.open("/registers/small-parks/") == 200
    sound(citizen, "ninth-list")
    expect(page.locator(".register-charts")).to_contain_text("各区域投资")
    expect(page.locator(".register-charts")).to_contain_text("55.2")
    page.locator("aside .narrow").get_by_role("link", name="湖滨区").click()
    expect(page.locator("main")).to_contain_text("共 2 条")
    expect(page.locator("main tbody")).not_to_contain_text("书香口袋公园")

    page = clerk.page
    clerk.open("/registers/of/small-parks/")
    follow(clerk, "书香口袋公园")
    follow(clerk, "更正")
    fill(clerk, f_cost="28.8")
    press(clerk, "保存并送审")
    said(clerk, "已送审")
    second = ChangeSet.objects.exclude(pk=first.pk).get()
    head.open(f"/registers/changes/{second.pk}/")
    expect(head.page.locator("ol.proposals")).to_contain_text("28.8")
    press(head, "审核公开")
    said(head, "修改1条")
    citizen.open("/registers/small-parks/changes/2/")
    expect(citizen.page.locator(".diff del")).to_have_text("25.5")
    expect(citizen.page.locator(".diff ins")).to_have_text("28.8")
    fits(citizen, "ninth-change")
