"""A messy workbook becomes a public list and is taken back, walked by clerk and reviewer."""

from __future__ import annotations

import io

import openpyxl
import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tests.builders.agencies import City
from tests.builders.registers import FEES, fee
from tests.builders.requests import at
from tests.e2e.conftest import Visitor
from tests.e2e.journeys.faces import Clock, Faces, fits, sound
from tests.e2e.journeys.walking import MONDAY, People, fill, follow, press
from yangguang.apps.registers.models import ChangeSet, Register
from yangguang.apps.registers.selectors import live_rows
from yangguang.apps.registers.services import (
    Proposed,
    install_register,
    open_change_set,
    propose_rows,
    publish_change_set,
    submit_change_set,
)


@pytest.fixture
def register(city: City, people: People) -> Register:
    """The wharf's fees with one row that has been public for a while."""
    by, now = people.clerk.actor(city.health), at(MONDAY)
    made = install_register(text=FEES, by=by, at=now)
    first = open_change_set(
        register=made,
        agency=city.health,
        kind=ChangeSet.Kind.ADJUST,
        title="首次公布",
        by=by,
        at=now,
    )
    rows = [Proposed(city.health, fee("A1", "靠泊费", price="10"))]
    propose_rows(change_set=first, rows=rows, by=by, at=now)
    submit_change_set(change_set=first, by=by, at=now)
    publish_change_set(change_set=first, by=people.head.actor(city.health), at=now)
    return made


def a_messy_book() -> bytes:
    """A title, a head over two rows, units in words, a kind that is none, a phone, a total."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "2026年"
    for row in (
        ["清源市码头收费情况一览表"],
        ["序号", "收费项目", None, "性质", "多少钱", "核定时间"],
        [None, "项目编码", "项目名称", None, None, None],
        [1, "A1", "靠泊费", "行政事业", "12元", "2026年1月5日"],
        [2, "A2", "系缆费（船主王建国，手机13987654321，可减半）", "市场价", 8.5, "2026.1.6"],
        [3, "A3", "引航费", "免费", 30, "20260107"],
        ["合计", None, None, None, 50.5, None],
    ):
        sheet.append(row)
    sheet.merge_cells("A1:F1")
    sheet.merge_cells("B2:C2")
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def choose(window: Visitor, column: str, label: str) -> None:
    window.page.get_by_label(f"{column}列对应").select_option(label=label)


def said(window: Visitor, words: str) -> None:
    expect(window.page.get_by_role("status").first).to_contain_text(words)


def test_a_messy_workbook_is_mended_reviewed_published_and_undone(
    faces: Faces, city: City, people: People, register: Register, clock: Clock
) -> None:
    clerk, head = faces.staff(people.clerk), faces.staff(people.head)
    page = clerk.page
    clerk.open("/registers/")
    sound(clerk, "registers")
    page.locator("main a[href$='/wharf-fees/import/']").click()
    page.locator("[name=file]").set_input_files(
        {"name": "收费.xlsx", "mimeType": "application/octet-stream", "buffer": a_messy_book()}
    )
    press(clerk, "读取并核对")
    # Columns that nobody could know are matched by hand; then what is wrong is named with its cell.
    choose(clerk, "D", "收费类别")
    choose(clerk, "E", "收费标准")
    press(clerk, "按上面的选择重新核对")
    expect(page.get_by_role("group", name="问题")).to_contain_text("D6")
    changes = page.locator("ol.proposals li.changed")
    expect(changes).to_contain_text("靠泊费")
    expect(changes.locator("ins").filter(has_text="12")).to_be_visible()
    sound(clerk, "registers-check")
    page.get_by_label("有问题的行不导入").check()
    fill(clerk, title="2026年收费调整", basis="清价〔2026〕2号")
    press(clerk, "放进草稿")
    said(clerk, "1行有问题的没有导入")
    sound(clerk, "registers-draft")
    press(clerk, "送审")
    said(clerk, "还没有送审：发现疑似个人信息")
    sound(clerk, "registers-privacy")
    for left in ("待处理 1", "待处理 0"):
        page.get_by_role("button", name="全部遮盖").first.click()
        expect(page.locator("ul.tabs")).to_contain_text(left)
    follow(clerk, "返回这次变更")
    expect(page.locator("ol.proposals")).to_contain_text("船主王某某，手机139****4321")
    press(clerk, "送审")
    said(clerk, "已送审“2026年收费调整”")
    draft = ChangeSet.objects.get(title="2026年收费调整")

    head.open("/")
    follow(head, "码头收费目录：2026年收费调整")
    sound(head, "registers-review")
    fill(head, why="引航费漏了，请补上。")
    press(head, "退回修改")
    said(head, "已退回起草人修改")

    clerk.open("/")
    follow(clerk, "码头收费目录：2026年收费调整")
    expect(page.locator(".note.warning")).to_contain_text("引航费漏了")
    follow(clerk, "再新增一条")
    fill(
        clerk,
        f_number="A3",
        f_name="引航费",
        f_kind="政府定价",
        f_price="三十来块",
        f_set_on="2026-01-07",
    )
    press(clerk, "保存并送审")
    expect(page.locator(".error-summary")).to_contain_text("不是数，请填写数字")
    assert page.locator("[name=f_name]").input_value() == "引航费"
    sound(clerk, "registers-form")
    fill(clerk, f_price="30")
    press(clerk, "保存并送审")
    said(clerk, "已送审")

    head.open(f"/registers/changes/{draft.pk}/")
    press(head, "审核公开")
    said(head, "已公开：新增2条，修改1条")
    assert {one.title[:3] for one in live_rows(register)} == {"靠泊费", "系缆费", "引航费"}

    clerk.open("/registers/of/wharf-fees/")
    sound(clerk, "registers-list")
    follow(clerk, "靠泊费")
    fits(clerk, "registers-row")
    clerk.open(f"/registers/changes/{draft.pk}/")
    page.get_by_text("撤销这次变更").first.click()
    fill(clerk, reason="导入了征求意见稿")
    press(clerk, "撤销这次变更")
    said(clerk, "已生成撤销它的变更")
    press(clerk, "送审")
    inverse = ChangeSet.objects.get(undoes=draft)
    head.open(f"/registers/changes/{inverse.pk}/")
    press(head, "审核公开")
    said(head, "已公开：新增0条，修改1条，取消2条")
    kept = live_rows(register).get()
    assert (kept.title, kept.values["price"]) == ("靠泊费", "10")
    assert kept.valid_from == timezone.localdate(clock.now())
