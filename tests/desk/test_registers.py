"""Registers at the desk: entered, imported, screened, reviewed, taken down, defined anew."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import date

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tests.builders.agencies import City, somebody
from tests.builders.papers import a_pdf
from tests.builders.registers import FEES, a_draft, a_register, fee, publish, published
from yangguang.apps.agencies.models import User
from yangguang.apps.audit.models import Act
from yangguang.apps.registers.models import ChangeSet, PersonalFinding, Register, Version
from yangguang.apps.registers.selectors import live_rows

pytestmark = pytest.mark.django_db
Desk = Callable[[User], Client]
DAY = date(2024, 3, 4)
S = ChangeSet.State


@pytest.fixture
def register(city: City) -> Register:
    return a_register()


@pytest.fixture
def clerk(city: City, desk: Desk) -> Client:
    return desk(somebody("agency-clerk", city.health))


@pytest.fixture
def lead(city: City, desk: Desk) -> Client:
    return desk(somebody("agency-lead", city.health))


def said(html: bytes | str) -> str:
    text = html.decode() if isinstance(html, bytes) else html
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text))


def act(client: Client, name: str, *args: object, **given: object) -> str:
    """Post, and what the page that follows says."""
    answer = client.post(reverse(name, args=args), given, follow=True)
    assert answer.status_code == 200
    return said(answer.content)


ROW = {"f_number": "A1", "f_name": "靠泊费", "f_kind": "政府定价", "f_price": "12"}


def test_a_row_is_entered_returned_mended_published_and_undone(
    register: Register, clerk: Client, lead: Client
) -> None:
    new = reverse("new-register-row", args=[register.code])
    wrong = clerk.post(new, {**ROW, "f_price": "十二块多", "f_contact": "张小明", "do": "submit"})
    assert wrong.status_code == 422
    assert "不是数，请填写数字" in said(wrong.content)
    assert 'value="十二块多"' in wrong.content.decode()
    done = clerk.post(new, {**ROW, "f_contact": "张小明", "do": "submit"}, follow=True)
    assert "已送审" in said(done.content)
    draft = ChangeSet.objects.get()
    assert (draft.state, draft.title) == (S.SUBMITTED, "新增：靠泊费")
    assert draft.versions.get().values["contact"] == "张*明"
    assert "请写明退回的理由" in act(lead, "return-register-change", draft.pk, why="")
    act(lead, "return-register-change", draft.pk, why="收费标准有误")
    page = clerk.get(reverse("register-change", args=[draft.pk]))
    assert "审核退回： 收费标准有误" in said(page.content)
    proposal = reverse("edit-register-proposal", args=[draft.pk, draft.versions.get().pk])
    assert 'value="张*明"' in clerk.get(proposal).content.decode()
    clerk.post(proposal, {**ROW, "f_price": "15", "f_contact": "张*明", "do": "submit"})
    assert "已公开：新增1条" in act(lead, "publish-register-change", draft.pk)
    assert live_rows(register).get().values["price"] == "15"
    assert "请写明撤销的理由" in act(clerk, "undo-register-change", draft.pk, reason="")
    assert "撤销：新增：靠泊费" in act(clerk, "undo-register-change", draft.pk, reason="录错了")
    inverse = ChangeSet.objects.get(undoes=draft)
    act(clerk, "submit-register-change", inverse.pk)
    act(lead, "publish-register-change", inverse.pk)
    assert not live_rows(register).exists()


def test_nobody_approves_their_own_draft(register: Register, lead: Client) -> None:
    lead.post(reverse("new-register-row", args=[register.code]), {**ROW, "do": "submit"})
    draft = ChangeSet.objects.get()
    assert "起草人不能审核自己起草的变更" in act(lead, "publish-register-change", draft.pk)


def test_the_same_key_again_and_a_changed_key_are_told(
    city: City, register: Register, clerk: Client
) -> None:
    live = published(register, city.health, [fee("A1", "靠泊费")])[0]
    again = clerk.post(reverse("new-register-row", args=[register.code]), {**ROW, "do": "save"})
    assert "已有项目编码相同的现行条目" in said(again.content)
    edit = reverse("edit-register-row", args=[live.row_id])
    moved = clerk.post(edit, {**ROW, "f_number": "B1", "do": "save"})
    assert "用来区分条目，更正时不能改动" in said(moved.content)
    same = clerk.post(edit, {**ROW, "do": "save"})
    assert "完全相同" in said(same.content)
    assert not ChangeSet.objects.filter(state=S.DRAFT).exists()


def test_rows_are_changed_and_removed_together(
    city: City, register: Register, clerk: Client
) -> None:
    rows = [fee(f"A{one}", f"靠泊费{one}") for one in range(3)]
    keys = [one.pk for one in published(register, city.health, rows)]
    bulk = reverse("bulk-register-rows", args=[register.code])
    assert "选定栏目" in said(clerk.post(bulk, {"pick": keys}).content)
    given = {"pick": keys, "field": "kind", "do": "change", "reason": "转为市场定价"}
    assert clerk.post(bulk, {**given, "f_kind": "免费"}).status_code == 422
    clerk.post(bulk, {**given, "f_kind": "市场调节价"})
    draft = ChangeSet.objects.get(state=S.DRAFT)
    assert (draft.kind, draft.changed) == (ChangeSet.Kind.BULK, 3)
    assert "请写明取消的理由" in said(clerk.post(bulk, {"pick": keys[:1], "do": "remove"}).content)
    clerk.post(bulk, {"pick": keys[:1], "do": "remove", "reason": "停收", "into": draft.pk})
    draft.refresh_from_db()
    assert (draft.changed, draft.removed) == (2, 1)
    dropped = draft.versions.filter(what="removed").values_list("pk", flat=True)
    assert "已移出1条" in act(clerk, "drop-register-rows", draft.pk, pick=list(dropped))


def test_a_row_comes_down_at_once_with_its_reason(
    city: City, register: Register, clerk: Client
) -> None:
    live = published(register, city.health, [fee("A1", "靠泊费")])[0]
    down = reverse("take-down-register-row", args=[live.row_id])
    assert "请写明理由" in said(clerk.post(down, {"kind": "revoked"}).content)
    told = clerk.post(down, {"kind": "other", "why": "联系人电话13812345678误公开"})
    assert "其中疑似有手机号码" in said(told.content)
    given = {"kind": "revoked", "why": "复议机关撤销", "document": "清复〔2024〕3号"}
    early = clerk.post(down, {**given, "on": "2999-01-01"})
    assert "还没有到" in said(early.content)
    clerk.post(down, {**given, "on": "2024-03-05"})
    page = said(clerk.get(reverse("register-row", args=[live.row_id])).content)
    assert "2024年3月5日决定被依法撤销（清复〔2024〕3号）：复议机关撤销" in page
    assert not live_rows(register).exists()
    strike = ("drop-register-revocation", live.row.revocations.get().pk)
    assert "请写明作废的理由" in act(clerk, *strike, why="")
    assert "已作废这次登记" in act(clerk, *strike, why="登记错了条目")


def test_personal_data_is_masked_or_cleared_before_anything_goes_to_review(
    city: City, register: Register, clerk: Client
) -> None:
    rows = [
        fee("A1", "靠泊费", note="不公开的13812345678"),
        fee("A2", "护航费（船主张伟明，手机13987654321）"),
        fee("A3", "系缆费（身份证号110101199003074610的业主免收）"),
    ]
    draft = a_draft(register, city.health, rows)
    told = act(clerk, "submit-register-change", draft.pk)
    assert "还没有送审：发现疑似个人信息" in told
    found = PersonalFinding.objects.filter(version__change_set=draft)
    assert {one.field for one in found} == {"name"}
    assert {"mobile", "id-number"} <= {one.kind for one in found}
    mobile = found.get(kind="mobile")
    page = reverse("settle-register-privacy", args=[draft.pk])
    clerk.post(page, {"do": f"mask:{mobile.pk}"})
    assert "139****4321" in draft.versions.get(row__key="A2").title
    # The name was told by the number beside it, and stays found where it stands now.
    named = found.get(kind="name")
    assert named.version.values["name"][named.start : named.end] == "张伟明"
    refused = clerk.post(page, {"do": "clear:name/id-number"}, follow=True)
    assert "请写明可以公开的理由" in said(refused.content)
    for kind in set(found.filter(publishable=False).values_list("kind", flat=True)):
        clerk.post(page, {"do": f"clear:name/{kind}", f"reason-name-{kind}": "本人书面同意公开"})
    assert "已送审" in act(clerk, "submit-register-change", draft.pk)
    assert Act.objects.filter(verb="register.clear", reason="本人书面同意公开").exists()
    version = draft.versions.get(row__key="A3")
    assert version.personal.get(kind="id-number").reason == "本人书面同意公开"


def test_what_was_cleared_once_is_not_asked_again(
    city: City, register: Register, clerk: Client
) -> None:
    name = "系缆费（身份证号110101199003074610的业主免收）"
    draft = a_draft(register, city.health, [fee("A3", name)])
    clerk.get(reverse("register-change-privacy", args=[draft.pk]))
    clerk.post(
        reverse("settle-register-privacy", args=[draft.pk]),
        {"do": "clear:name/id-number", "reason-name-id-number": "本人同意"},
    )
    publish(draft, on=DAY)
    again = a_draft(register, city.health, [fee("A3", name, price="20")], on=date(2024, 4, 1))
    assert "已送审" in act(clerk, "submit-register-change", again.pk)
    assert again.versions.get().personal.get().reason == "本人同意"


def a_book(rows: list[list[object]]) -> SimpleUploadedFile:
    book = openpyxl.Workbook()
    for row in rows:
        book.worksheets[0].append(row)
    target = io.BytesIO()
    book.save(target)
    return SimpleUploadedFile("码头收费.xlsx", target.getvalue())


def test_a_messy_sheet_is_matched_anew_and_taken_in(
    city: City, register: Register, clerk: Client
) -> None:
    rows = [
        ["清源市码头收费一览表"],
        ["项目编码", "名称", "收费类别", "多少钱", "核定日期"],
        ["A1", "靠泊费", "行政事业", "12元", "2024年1月5日"],
        ["A2", "系缆费", "免费", 8, "2024.1.6"],
    ]
    send = reverse("register-import", args=[register.code])
    empty = clerk.post(send, {"agency": city.health.pk})
    assert "还没有选择文件，也没有粘贴内容" in said(empty.content)
    page = clerk.post(send, {"agency": city.health.pk, "file": a_book(rows)}, follow=True)
    words = said(page.content)
    assert "不在可选范围内" in words
    assert "C4" in words
    check = page.request["PATH_INFO"]
    given = {"s0-here": 1, "s0-take": 1, "s0-was": "2-2", "s0-top": 2, "s0-end": 2} | {
        f"s0-c{place}": code
        for place, code in enumerate(["number", "name", "kind", "price", "set_on"])
    }
    held = clerk.post(check, {**given, "do": "import", "title": "导入"})
    assert held.status_code == 422
    assert not ChangeSet.objects.exists()
    done = clerk.post(
        check, {**given, "do": "import", "title": "首次导入", "partly": 1}, follow=True
    )
    assert "1行有问题的没有导入" in said(done.content)
    draft = ChangeSet.objects.get()
    assert draft.versions.get().values["price"] == "12"
    assert "重新上传" in said(clerk.get(check, follow=True).content)


def test_pasted_cells_are_read_like_a_file(city: City, register: Register, clerk: Client) -> None:
    text = "项目编码\t收费项目名称\t收费类别\t收费标准（元）\nA1\t靠泊费\t政府定价\t12\n"
    send = reverse("register-import", args=[register.code])
    page = clerk.post(send, {"agency": city.health.pk, "text": text}, follow=True)
    assert "新增 1 条" in said(page.content)
    done = clerk.post(page.request["PATH_INFO"], {"do": "import", "title": "粘贴"}, follow=True)
    assert "已放入草稿：新增1条" in said(done.content)
    assert ChangeSet.objects.get().kind == ChangeSet.Kind.PASTE


def test_a_definition_is_checked_tried_and_put_into_use(
    city: City, register: Register, desk: Desk
) -> None:
    published(register, city.health, [fee("A1", "靠泊费")])
    director = desk(somebody("disclosure-director", city.office))
    edit = reverse("edit-register-definition", args=[register.code])
    bad = director.post(edit, {"text": FEES.replace('type = "money"', 'type = "moneys"')})
    assert bad.status_code == 422
    assert "moneys" in said(bad.content)
    strict = FEES.replace('label = "核定日期"', 'label = "核定日期"\nrequired = true')
    trial = director.post(edit, {"text": strict, "do": "check"})
    assert "还不能启用" in said(trial.content)
    assert "缺少“核定日期”" in said(trial.content)
    more = FEES.replace('label = "收费类别"', 'label = "类别"').replace('"2024"', '"2025"')
    good = said(director.post(edit, {"text": more, "do": "check"}).content)
    assert "现行 1 条都合新定义" in good
    assert "“收费类别”改称“类别”" in good
    assert "已经启用" in said(
        director.post(edit, {"text": more, "do": "install"}, follow=True).content
    )
    register.refresh_from_db()
    assert register.definition is not None
    assert register.definition.number == 2
    page = director.get(reverse("register-definition-version", args=[register.code, 2]))
    assert "＋ label = &quot;类别&quot;" in page.content.decode()
    act(director, "set-register", register.code, duties_since="2024-05-01")
    register.refresh_from_db()
    assert (register.shown, register.duties_since) == (False, date(2024, 5, 1))


def test_every_page_opens(city: City, register: Register, lead: Client, desk: Desk) -> None:
    live = published(register, city.health, [fee("A1", "靠泊费")])[0]
    draft = a_draft(register, city.health, [fee("A2", "系缆费")])
    for name, *args in (
        ("registers",), ("register-rows", register.code), ("register-changes",),
        ("new-register-row", register.code), ("adjust-register", register.code),
        ("register-import", register.code), ("register-row", live.row_id),
        ("edit-register-row", live.row_id), ("take-down-register-row", live.row_id),
        ("register-change", draft.pk), ("register-change-privacy", draft.pk),
        ("register-definitions",), ("register-definition", register.code),
    ):  # fmt: skip
        assert lead.get(reverse(name, args=args)).status_code == 200, name
    other = desk(somebody("agency-lead", city.schools))
    assert other.get(reverse("register-row", args=[live.row_id])).status_code == 404
    assert other.get(reverse("register-change", args=[draft.pk])).status_code == 404
    rows = lead.get(
        reverse("register-rows", args=[register.code]), {"f_kind": "政府定价", "q": "靠"}
    )
    assert "靠泊费" in said(rows.content)
    none = lead.get(reverse("register-rows", args=[register.code]), {"f_price_from": "x"})
    assert none.status_code == 200
    assert Version.objects.filter(live=True).count() == 1


PAPERS = """
[[field]]
code = "table"
label = "收费公示牌"
type = "file"

[[field]]
code = "valid"
label = "执行期限"
type = "period"

[[field]]
code = "ships"
label = "适用船舶"
type = "choices"
choices = ["货船", "客船", "渔船"]

[[check]]
"""


def test_a_file_that_was_sent_stays_while_the_form_is_mended(city: City, clerk: Client) -> None:
    register = a_register(FEES.replace("[[check]]", PAPERS, 1))
    new = reverse("new-register-row", args=[register.code])
    more = {**ROW, "f_valid_0": "2024-01-01", "f_valid_1": "", "f_ships": ["货船", "渔船"]}
    program = SimpleUploadedFile("牌.pdf", b"MZ\x90\x00 not a paper at all")
    wrong = clerk.post(new, {**more, "f_table": program, "do": "save"})
    assert "不是可以公开的文件类型" in said(wrong.content)
    paper = SimpleUploadedFile("公示牌.pdf", a_pdf("收费公示"))
    held = clerk.post(
        new, {**more, "f_price": "若干", "f_table": paper, "do": "save"}
    ).content.decode()
    assert "已有文件：公示牌.pdf" in held
    token = re.search(r'name="k_table" value="([^"]+)"', held)
    assert token is not None
    clerk.post(new, {**more, "k_table": token[1], "do": "save"})
    version = Version.objects.get()
    assert version.values["table"]["name"] == "公示牌.pdf"
    assert (version.values["valid"], version.values["ships"]) == (
        ["2024-01-01", None],
        "货船、渔船",
    )
    sent = clerk.get(reverse("register-file", args=[version.pk, "table"]))
    assert sent["Content-Type"] == "application/pdf"
    forged = clerk.post(new, {**more, "f_number": "A2", "k_table": "1:forged", "do": "save"})
    assert Version.objects.filter(values__table__isnull=False).count() == 1, forged.status_code
