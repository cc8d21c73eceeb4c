"""What moves the day of the reply, walked by everybody whom it concerns."""

from __future__ import annotations

from datetime import date
from typing import Any

from playwright.sync_api import expect

from tests.e2e.journeys.faces import Clock, Faces, fits, sound
from tests.e2e.journeys.walking import (
    MONDAY,
    People,
    accept,
    act,
    case_page,
    done,
    draft,
    fill,
    look_up,
    post_reply,
    press,
    query_code,
    refused,
    register,
    send_letter,
    sign_through,
)
from yangguang.apps.requests.models import Application, ApplicationState


def due_at_desk(window: Any) -> str:
    text: str = window.page.locator(".big-date").inner_text()
    return text


def test_a_third_party_objects_and_the_public_interest_outweighs_it(
    faces: Faces, people: People, clock: Clock
) -> None:
    clerk = faces.staff(people.clerk)
    application = register(
        clerk, name="欧阳某某", wanted="清源市第一水厂2025年委托检测合同及检测报告", on=MONDAY
    )
    code = query_code(clerk, application)
    accept(clerk, application)
    case_page(clerk, application)
    assert due_at_desk(clerk) == "2026年3月30日"

    clock.go_to(date(2026, 3, 4))
    clerk = faces.staff(people.clerk)
    act(clerk, application, "征求第三方意见")
    press(clerk, "发出征求意见书")
    refused(clerk, "姓名或者名称")
    fill(clerk, party="清源市测试水务有限公司", address="清源市工业路9号")
    fill(clerk, why="合同和报告可能含有贵公司的商业秘密")
    sound(clerk, "third-party-ask")
    press(clerk, "发出征求意见书")
    done(clerk, "征求第三方意见")
    sound(clerk, "third-party-asked")

    citizen = faces.citizen()
    look_up(citizen, application, code)
    expect(citizen.page.locator(".due")).to_contain_text("暂停计算")
    expect(citizen.page.locator(".timeline")).to_contain_text("所需时间不计算在答复期限内")
    expect(citizen.page.locator(".papers li")).to_have_count(1)
    assert "水务" not in citizen.page.locator(".papers").inner_text()
    sound(citizen, "third-party-citizen-paused")

    act(clerk, application, "登记意见")
    fill(clerk, answer="silent")
    press(clerk, "登记意见")
    refused(clerk, "还没有登记送达日期")
    send_letter(clerk, application, "第三方意见征询书")
    fill(clerk, way="post")
    press(clerk, "登记")
    refused(clerk, "邮件号")
    fits(clerk, "third-party-send-refused")
    fill(clerk, tracking_number="XA90000000011")
    press(clerk, "登记")
    done(clerk, "登记文书送达")

    clock.go_to(date(2026, 3, 6))
    clerk = faces.staff(people.clerk)
    act(clerk, application, "登记签收")
    fill(clerk, received_on="2026-03-05")
    press(clerk, "登记签收")
    done(clerk, "登记签收")
    # Fifteen working days from the day after 5 March.
    assert application.consultations.get().due_on == date(2026, 3, 26)
    act(clerk, application, "登记意见")
    fill(clerk, answer="silent")
    press(clerk, "登记意见")
    refused(clerk, "2026年3月26日")

    clock.go_to(date(2026, 3, 20))
    clerk = faces.staff(people.clerk)
    act(clerk, application, "登记意见")
    fill(clerk, answer="refuses")
    press(clerk, "登记意见")
    refused(clerk, "第三方不同意公开的理由")
    fill(clerk, reasons="合同价格属于本公司商业秘密，公开将影响投标。")
    press(clerk, "登记意见")
    done(clerk, "登记意见")
    # Two days counted before the letter; eighteen more from Monday 23 March, 4 to 6 April off.
    assert due_at_desk(clerk) == "2026年4月16日"
    fits(clerk, "third-party-objected")
    look_up(citizen, application, code)
    expect(citizen.page.locator(".due")).to_contain_text("2026-04-16")
    assert "商业秘密" not in citizen.page.locator("main").inner_text()

    draft(clerk, application, "disclosed")
    press(clerk, "保存草稿")
    expect(clerk.page.get_by_text("送审前还缺")).to_be_visible()
    fits(clerk, "third-party-draft-hindered")

    head = faces.staff(people.head)
    act(head, application, "因公共利益公开")
    press(head, "决定公开并告知第三方")
    refused(head, "公共利益理由")
    fill(head, reason="检测报告关系全市饮用水安全，不公开将对公共利益造成重大影响。")
    fits(head, "third-party-override")
    press(head, "决定公开并告知第三方")
    done(head, "因公共利益公开")
    fits(head, "third-party-overridden")

    clock.go_to(date(2026, 4, 8))
    sign_through(faces, people, application)
    clerk = faces.staff(people.clerk)
    post_reply(clerk, application, date(2026, 4, 8))
    case_page(clerk, application)
    fits(clerk, "third-party-answered")
    look_up(citizen, application, code)
    expect(citizen.page.locator(".state")).to_contain_text("已答复")
    expect(citizen.page.locator(".state")).to_contain_text("予以公开")
    assert "测试水务" not in citizen.page.locator("main").inner_text()
    fits(citizen, "third-party-citizen-answered")
    application.refresh_from_db()
    assert (application.state, application.closed_on) == (
        ApplicationState.SERVED,
        date(2026, 4, 8),
    )


def test_a_supplement_that_never_comes_ends_the_application(
    faces: Faces, people: People, clock: Clock
) -> None:
    clerk = faces.staff(people.clerk)
    application = register(clerk, name="欧阳某某", wanted="水质的材料", on=MONDAY)
    code = query_code(clerk, application)
    act(clerk, application, "要求补正")
    fill(clerk, items="请写明所需信息的年度和区县。", until="2026-03-02")
    press(clerk, "发出补正告知书")
    refused(clerk, "补正期限应当晚于通知日期")
    fits(clerk, "supplement-refused")
    fill(clerk, until="2026-03-23")
    press(clerk, "发出补正告知书")
    done(clerk, "要求补正")
    fits(clerk, "supplement-asked")

    citizen = faces.citizen()
    look_up(citizen, application, code)
    expect(citizen.page.locator(".state")).to_contain_text("需要您补正")
    expect(citizen.page.get_by_text("请写明所需信息的年度和区县。")).to_be_visible()
    citizen.page.get_by_role("button", name="提交补正").click()
    expect(citizen.page.get_by_role("alert")).to_contain_text("请写明补正的内容")
    sound(citizen, "supplement-citizen-empty")

    clock.go_to(date(2026, 3, 23))
    clerk = faces.staff(people.clerk)
    clerk.open(f"/requests/{application.pk}/act/ask-supplement/")
    expect(clerk.page.locator(".note.warning")).to_contain_text("正在等待申请人补正")
    act(clerk, application, "逾期不补正，不再处理")
    press(clerk, "不再处理")
    refused(clerk, "第三十条")
    fits(clerk, "supplement-too-early")

    clock.go_to(date(2026, 3, 24))
    clerk = faces.staff(people.clerk)
    clerk.open("/duties/")
    expect(clerk.page.locator("table.list")).to_contain_text("补正期限届满")
    act(clerk, application, "逾期不补正，不再处理")
    press(clerk, "不再处理")
    done(clerk, "逾期不补正，不再处理")
    fits(clerk, "supplement-lapsed")
    post_reply(clerk, application, date(2026, 3, 24))

    look_up(citizen, application, code)
    expect(citizen.page.locator(".state")).to_contain_text("逾期不补正")
    expect(citizen.page.locator(".remedies")).to_contain_text("行政复议")
    sound(citizen, "supplement-citizen-lapsed")
    application.refresh_from_db()
    assert application.reply_kind == "supplement-overdue"
    head = faces.staff(people.head)
    head.open("/requests/figures/?year=2026")
    row = head.page.locator("tr", has_text="申请人无正当理由逾期不补正")
    expect(row.locator("td.num").first).to_have_text("1")


def test_an_extension_in_time_moves_the_day_and_a_late_one_does_not(
    faces: Faces, people: People, clock: Clock
) -> None:
    clerk = faces.staff(people.clerk)
    application = register(clerk, name="欧阳某某", on=MONDAY)
    code = query_code(clerk, application)
    accept(clerk, application)
    other = register(clerk, name="司马某某", wanted="2025年度农村改厕资金使用情况", on=MONDAY)
    accept(clerk, other)

    clock.go_to(date(2026, 3, 30))
    clerk = faces.staff(people.clerk)
    case_page(clerk, application)
    expect(clerk.page.get_by_text("今天到期").first).to_be_visible()
    expect(clerk.page.get_by_role("link", name="延长答复期限", exact=True)).to_have_count(0)
    head = faces.staff(people.head)
    act(head, application, "延长答复期限")
    fill(head, days="21", reason="需要汇总八个区县的监测数据。")
    press(head, "同意延期并告知申请人")
    refused(head, "第三十三条")
    sound(head, "extension-too-long")
    fill(head, days="20")
    press(head, "同意延期并告知申请人")
    done(head, "延长答复期限")
    assert due_at_desk(head) == "2026年4月28日"
    fits(head, "extended")
    act(head, application, "延长答复期限")
    fill(head, days="5", reason="再延长几天。")
    press(head, "同意延期并告知申请人")
    refused(head, "第三十三条")

    citizen = faces.citizen()
    look_up(citizen, application, code)
    expect(citizen.page.locator(".due")).to_contain_text("2026-04-28")
    expect(citizen.page.locator(".papers")).to_contain_text("延期")
    expect(citizen.page.locator(".timeline")).to_contain_text("答复期限延长20个工作日")
    fits(citizen, "extension-citizen")

    clock.go_to(date(2026, 3, 31))
    head = faces.staff(people.head)
    act(head, other, "延长答复期限")
    fill(head, days="20", reason="还没有汇总完。")
    press(head, "同意延期并告知申请人")
    refused(head, "第三十三条")
    fits(head, "extension-too-late")
    assert not other.letter_links.filter(letter__kind="extension").exists()
    case_page(head, other)
    expect(head.page.get_by_text("已超期 1 个工作日")).to_be_visible()
    fits(head, "extension-overdue")
    assert Application.objects.get(pk=other.pk).due_on == date(2026, 3, 30)
