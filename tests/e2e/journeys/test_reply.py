"""What is answered, and what follows from the answer, walked by everybody whom it concerns."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pypdfium2 as pdfium
from playwright.sync_api import Download, expect

from tests.builders.agencies import City
from tests.builders.papers import ID, a_pdf
from tests.builders.requests import a_person, received, replied
from tests.e2e.conftest import Visitor
from tests.e2e.journeys.faces import Clock, Faces, fits, keep, sound
from tests.e2e.journeys.walking import (
    MONDAY,
    People,
    accept,
    act,
    attach,
    case_page,
    done,
    draft,
    fill,
    follow,
    look_up,
    post_reply,
    press,
    query_code,
    refused,
    register,
    sign_through,
)
from tests.portal.requests.filling import a_picture
from yangguang.apps.requests.models import ApplicationState

HIDDEN = ("张建国", ID)


def bytes_of(download: Download, folder: Path) -> bytes:
    where = folder / "download"
    download.save_as(where)
    return where.read_bytes()


def text_of(data: bytes) -> list[str]:
    """The text of every page, without spaces."""
    pages = pdfium.PdfDocument(data)
    return [re.sub(r"\s", "", page.get_textpage().get_text_range()) for page in pages]


def the_reply(citizen: Visitor, kind: str, folder: Path) -> bytes:
    """The letter that the applicant takes home."""
    paper = citizen.page.locator(".papers li", has_text=kind)
    with citizen.page.expect_download() as download:
        paper.get_by_role("link", name="PDF").click()
    return bytes_of(download.value, folder)


def test_part_of_a_file_is_given_and_nothing_hidden_is_in_the_copy(
    faces: Faces, people: People, tmp_path: Path
) -> None:
    clerk = faces.staff(people.clerk)
    application = register(clerk, name="欧阳某某", wanted="关于监测点农户补助的请示", on=MONDAY)
    code = query_code(clerk, application)
    accept(clerk, application)
    act(clerk, application, "添加材料")
    fill(clerk, purpose="source")
    press(clerk, "上传")
    refused(clerk, "请选择“文件”。")
    source = a_pdf(f"补助对象张建国，身份证号{ID}。\n补助标准每户300元。", "第二页可以公开")
    attach(clerk, application, "source", "补助请示.pdf", source)
    fits(clerk, "partial-source")

    clerk.page.get_by_role("button", name="区分处理").click()
    proposals = clerk.page.get_by_role("region", name="疑似个人信息")
    proposals.get_by_role("button", name="标注勾选的内容").click()
    expect(clerk.page.get_by_role("alert")).to_contain_text("理由")
    proposals.get_by_label("不予公开的依据").select_option("privacy")
    proposals.get_by_label("理由").fill("第三方个人的姓名和身份证号码")
    proposals.get_by_role("button", name="标注勾选的内容").click()
    expect(clerk.page.get_by_role("status")).to_contain_text("已标注")
    if not clerk.page.locator("table.list", has_text="张建国").count():
        phrase = clerk.page.get_by_role("region", name="按文字标注每一处")
        phrase.get_by_label("文字").fill("张建国")
        phrase.get_by_label("不予公开的依据").select_option("privacy")
        phrase.get_by_label("理由").fill("第三方个人的姓名")
        phrase.get_by_role("button", name="查找并标注").click()
    press(clerk, "生成公开副本并核验")
    expect(clerk.page.get_by_role("status")).to_contain_text("核验全部通过")
    sound(clerk, "partial-redacted")
    address = clerk.page.url.removeprefix(clerk.base)
    case_page(clerk, application)
    expect(clerk.page.get_by_role("button", name="提供给申请人")).to_have_count(0)
    head = faces.staff(people.head)
    head.open(address)
    press(head, "审定公开副本")
    expect(head.page.get_by_role("status")).to_contain_text("已审定")
    fits(head, "partial-approved")
    case_page(clerk, application)
    clerk.page.get_by_role("button", name="提供给申请人").click()
    expect(clerk.page.get_by_text("区分处理后的副本已列入")).to_be_visible()
    expect(clerk.page.get_by_text("已提供给申请人")).to_be_visible()

    draft(clerk, application, "partly-disclosed", withheld_part="", reasons="")
    press(clerk, "保存草稿")
    expect(clerk.page.get_by_text("送审前还缺")).to_be_visible()
    fits(clerk, "partial-draft-incomplete")
    follow(clerk, "起草答复")
    clerk.page.get_by_label("个人隐私").check()
    fill(clerk, part_withheld_part="补助对象的姓名和身份证号码")
    fill(clerk, part_reasons="公开会损害第三方个人隐私，该部分作区分处理。")
    sound(clerk, "partial-draft")
    press(clerk, "保存草稿")
    expect(clerk.page.get_by_text("内容完整，可以送审。")).to_be_visible()
    citizen = faces.citizen()
    look_up(citizen, application, code)
    assert "补助请示" not in citizen.page.locator("main").inner_text()
    sign_through(faces, people, application)
    clerk = faces.staff(people.clerk)
    post_reply(clerk, application, MONDAY)

    stranger = faces.citizen()
    stranger.open("/requests/follow/")
    stranger.page.get_by_label("登记号").fill(application.number)
    stranger.page.get_by_label("查询码").fill("23456-78923-456")
    stranger.page.get_by_role("button", name="查询", exact=True).click()
    expect(stranger.page.get_by_role("alert")).to_be_visible()
    assert "请示" not in stranger.page.locator("main").inner_text()
    look_up(citizen, application, code)
    sound(citizen, "partial-citizen")
    paper = citizen.page.locator(".papers li", has_text="已区分处理")
    with citizen.page.expect_download() as download:
        paper.get_by_role("link").click()
    copy = bytes_of(download.value, tmp_path)
    assert "补助标准每户300元" in "".join(text_of(copy))
    for words in HIDDEN:
        assert not any(words in page for page in text_of(copy))
        assert words.encode() not in copy
        assert words.encode("utf-16-be") not in copy
    original = application.attachments.get(purpose="source")
    assert citizen.open(f"/requests/case/file/{original.pk}/") == 404
    citizen.open("/requests/case/")
    reply = "".join(text_of(the_reply(citizen, "部分公开", tmp_path)))
    assert "补助对象的姓名和身份证号码" in reply
    assert "行政复议" in reply


def test_a_refusal_is_reviewed_and_answered_anew(
    faces: Faces, people: People, clock: Clock, tmp_path: Path
) -> None:
    clerk = faces.staff(people.clerk)
    application = register(clerk, name="欧阳某某", wanted="清源市专家组评审意见", on=MONDAY)
    code = query_code(clerk, application)
    accept(clerk, application)
    draft(clerk, application, "withheld-process", reasons="评审意见属于讨论记录，尚未形成决定。")
    clerk.page.get_by_label(re.compile("讨论记录")).check()
    press(clerk, "保存草稿")
    expect(clerk.page.get_by_text("内容完整，可以送审。")).to_be_visible()
    sign_through(faces, people, application)
    clerk = faces.staff(people.clerk)
    post_reply(clerk, application, MONDAY)
    attach(clerk, application, "original", "申请表.pdf", a_pdf("关于公开专家评审意见的申请"))
    attach(clerk, application, "proof", "回执.png", a_picture().read())
    citizen = faces.citizen()
    look_up(citizen, application, code)
    expect(citizen.page.locator(".state")).to_contain_text("不予公开")
    expect(citizen.page.locator(".remedies")).to_contain_text(
        "应当先自收到本答复之日起60日内向清源市人民政府申请行政复议"
    )
    fits(citizen, "refusal-citizen")

    clock.go_to(date(2026, 4, 7))
    head = faces.staff(people.head)
    case_page(head, application)
    follow(head, "登记复议、诉讼、投诉")
    fill(head, forum="review", body="清源市人民政府", received_on="2026-04-08")
    press(head, "登记")
    refused(head, "在今天之后")
    fits(head, "review-refused")
    fill(head, received_on="2026-04-07", case_number="清政复〔2026〕12号")
    press(head, "登记")
    expect(head.page.get_by_text("已登记。")).to_be_visible()
    # Five working days in the simple procedure: 8, 9, 10, 13 and 14 April.
    expect(head.page.locator("dl.kv")).to_contain_text("2026-04-14")
    sound(head, "review-open")
    with head.page.expect_download() as download:
        press(head, "生成证据材料")
    bundle = bytes_of(download.value, tmp_path)
    keep(bundle, "evidence.pdf")
    cover, *pages = text_of(bundle)
    assert "清政复〔2026〕12号" in cover
    assert "清源市人民政府" in cover
    # Number, name, day and pages of each paper: the reply has two pages, the scans one each.
    assert re.search(r"答复：不予公开：过程性信息.*2026-03-021—2", cover)
    assert re.search(r"申请原件：申请表\.pdf2026-03-023", cover)
    assert re.search(r"送达凭证：回执\.png2026-03-024", cover)
    assert len(pages) == 4
    assert "评审意见属于讨论记录" in pages[0]
    assert "关于公开专家评审意见的申请" in pages[2]
    assert not re.search("[\u4e00-\u9fff]", pages[3]), "a picture has no text"
    press(head, "登记结果")
    refused(head, "请选择“结果”。")
    fill(head, answered_on="2026-04-07")
    press(head, "登记答复")
    expect(head.page.get_by_text("已登记答复。")).to_be_visible()

    clock.go_to(date(2026, 5, 12))
    head = faces.staff(people.head)
    remedy = application.remedies.get()
    head.open(f"/requests/remedies/{remedy.pk}/")
    fill(head, outcome="upheld", decided_on="2026-05-11", gist="讨论记录已经形成决定。")
    head.page.get_by_label("责令重新答复").check()
    press(head, "登记结果")
    refused(head, "结果纠正")
    fits(head, "review-outcome-refused")
    fill(head, outcome="corrected", new_reply_due="2026-06-01")
    press(head, "登记结果")
    expect(head.page.get_by_text("已登记结果。")).to_be_visible()
    sound(head, "review-decided")
    follow(head, "重新办理")
    fill(head, reason="清政复〔2026〕12号行政复议决定书")
    press(head, "重新办理")
    done(head, "重新办理")
    fits(head, "review-reopened")
    look_up(citizen, application, code)
    fits(citizen, "review-citizen-reopened")
    head.open("/requests/remedies/")
    sound(head, "remedies")
    head.open("/requests/library/?outcome=corrected")
    expect(head.page.get_by_role("link", name="清源市专家组评审意见")).to_be_visible()
    sound(head, "library")
    application.refresh_from_db()
    assert application.state == ApplicationState.HANDLING
    assert application.reply_kind == "withheld-process", "the first reply is the one counted"


def test_one_is_told_whom_to_ask_and_a_correction_is_passed_on(
    faces: Faces, people: People, tmp_path: Path
) -> None:
    clerk = faces.staff(people.clerk)
    application = register(clerk, name="欧阳某某", wanted="清源市水库移民安置名册", on=MONDAY)
    code = query_code(clerk, application)
    accept(clerk, application)
    draft(clerk, application, "other-organ", other_organ="", reasons="")
    press(clerk, "保存草稿")
    expect(clerk.page.get_by_text("送审前还缺")).to_be_visible()
    follow(clerk, "起草答复")
    fill(clerk, part_reasons="移民安置不属于本机关职责。")
    fill(clerk, part_other_organ="清源市水利局，电话0990-5550100")
    press(clerk, "保存草稿")
    sign_through(faces, people, application)
    clerk = faces.staff(people.clerk)
    post_reply(clerk, application, MONDAY)
    citizen = faces.citizen()
    look_up(citizen, application, code)
    expect(citizen.page.locator(".state")).to_contain_text("不属于本机关负责公开")
    fits(citizen, "other-organ-citizen")
    assert "清源市水利局" in "".join(text_of(the_reply(citizen, "答复", tmp_path)))

    other = register(clerk, name="司马某某", wanted="更正本人健康档案中的出生日期", on=MONDAY)
    its_code = query_code(clerk, other)
    case_page(clerk, other)
    clerk.page.locator("aside details > summary").last.click()
    expect(clerk.page.get_by_role("link", name="转送更正申请", exact=True)).to_have_count(0)
    head = faces.staff(people.head)
    act(head, other, "转送更正申请")
    fill(head, body="清源市公安局")
    press(head, "转送并告知申请人")
    refused(head, "申请更正的内容")
    fits(head, "transfer-refused")
    fill(head, what="出生日期登记错误", contact="0990-5550110")
    press(head, "转送并告知申请人")
    done(head, "转送更正申请")
    sound(head, "transferred")
    post_reply(clerk, other, MONDAY)
    citizen = faces.citizen()
    look_up(citizen, other, its_code)
    expect(citizen.page.locator(".timeline")).to_contain_text("已将更正申请转送该机关")
    fits(citizen, "transfer-citizen")
    other.refresh_from_db()
    assert (other.state, other.reply_kind) == (ApplicationState.SERVED, "other")


def test_a_fee_is_noticed_objected_to_and_paid(
    faces: Faces, people: People, city: City, clock: Clock
) -> None:
    for number in range(1, 11):
        replied(received(city.health, on=MONDAY, wanted=f"第{number}份水质报告"), on=MONDAY)
    clerk = faces.staff(people.clerk)
    # The eleventh application of the same person in one month.
    person = a_person()
    application = received(city.health, on=MONDAY, person=person, wanted="第十一份水质报告")
    code = query_code(clerk, application)
    case_page(clerk, application)
    expect(clerk.page.get_by_text("该申请人本月向本机关申请 11 件")).to_be_visible()
    act(clerk, application, "发出收费通知")
    fill(clerk, count="9", how="缴款码：123456")
    press(clerk, "发出收费通知书")
    refused(clerk, "当月第11件")
    fits(clerk, "fee-refused")
    fill(clerk, count="11")
    press(clerk, "发出收费通知书")
    done(clerk, "发出收费通知")
    fits(clerk, "fee-noticed")

    citizen = faces.citizen()
    look_up(citizen, application, code)
    expect(citizen.page.locator(".state")).to_contain_text("等待您缴费")
    expect(citizen.page.get_by_text("100 元")).to_be_visible()
    citizen.page.get_by_text("对收费有异议").click()
    press(citizen, "提交异议")
    expect(citizen.page.get_by_role("alert")).to_contain_text("异议的内容和理由")
    fits(citizen, "fee-citizen-empty")
    citizen.page.get_by_label("异议的内容和理由").fill("其中三件是补充材料，不应计件。")
    press(citizen, "提交异议")
    expect(citizen.page.locator(".told")).to_contain_text("已经提交")
    expect(citizen.page.get_by_text("等待答复")).to_be_visible()
    sound(citizen, "fee-citizen-objected")

    clock.go_to(date(2026, 3, 4))
    head = faces.staff(people.head)
    head.open("/duties/")
    expect(head.page.locator("table.list")).to_contain_text("答复收费异议")
    act(head, application, "答复收费异议")
    press(head, "答复")
    refused(head, "答复内容")
    fill(head, text="经核对，十一件均为独立申请，按件计费无误。")
    fits(head, "fee-objection-answer")
    press(head, "答复")
    done(head, "答复收费异议")
    sound(head, "fee-objection-answered")
    look_up(citizen, application, code)
    expect(citizen.page.locator(".act")).to_contain_text("均为独立申请")

    clock.go_to(date(2026, 3, 6))
    clerk = faces.staff(people.clerk)
    act(clerk, application, "登记缴费")
    fill(clerk, paid_on="2026-03-09", receipt_number="QY20260306")
    press(clerk, "登记缴费")
    refused(clerk, "在今天之后")
    fill(clerk, paid_on="2026-03-06")
    press(clerk, "登记缴费")
    done(clerk, "登记缴费")
    # Twenty working days anew from 9 March; 6 April is a day off.
    assert clerk.page.locator(".big-date").inner_text() == "2026年4月3日"
    fits(clerk, "fee-paid")
    look_up(citizen, application, code)
    expect(citizen.page.locator(".due")).to_contain_text("2026-04-03")
    fits(citizen, "fee-citizen-paid")
