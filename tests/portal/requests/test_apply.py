from __future__ import annotations

import re

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from tests.builders.town import Town
from tests.portal.requests.filling import (
    EMAIL,
    IDENTITY,
    NAME,
    PRIVATE,
    WANTED,
    Applying,
    a_picture,
    words_of,
)
from yangguang.apps.audit.models import Act
from yangguang.apps.duties.models import Duty
from yangguang.apps.notices.contacts import address_of
from yangguang.apps.notices.models import Notice
from yangguang.apps.requests.models import (
    Application,
    ApplicationState,
    Attachment,
    DeliveryWay,
    Form,
    RequestSetting,
)
from yangguang.apps.requests.services.materials import content_of
from yangguang.apps.vault.services import unseal_for
from yangguang.law.identity import Field, may_ask
from yangguang.law.regimes import Regime
from yangguang.portal.models import Visit, VisitFile
from yangguang.portal.requests.checking import ASKED
from yangguang.portal.requests.handing_in import BY

pytestmark = pytest.mark.django_db
MONDAY = "2026-03-02 10:00+08:00"


def test_a_whole_application_is_registered_with_number_code_and_forecast(
    searchable: Town, applying: Applying
) -> None:
    with time_machine.travel(MONDAY, tick=False):
        application, code = applying.handed_in()
        page = applying.client.get("/requests/apply/receipt/").content.decode()
    assert application.agency == searchable.agencies["health"]
    assert application.state == ApplicationState.UNCONFIRMED
    assert application.channel == "online"
    assert application.wanted == WANTED
    assert (application.form, application.delivery) == (Form.ELECTRONIC, DeliveryWay.ONLINE)
    assert application.number in page
    assert len(code.replace("-", "")) == 13
    assert "<b>预计 2026-03-30</b>" in page
    assert "以双方确认之日为收到申请之日" in page
    assert Duty.objects.get(subject_key=str(application.pk)).kind == "request.confirm"


def test_name_identity_and_contact_are_sealed_and_the_proof_lies_encrypted(
    searchable: Town, applying: Applying
) -> None:
    application, _ = applying.handed_in()
    applicant = application.applicant
    assert unseal_for(applicant.subject_key, applicant.sealed_name, "name") == NAME
    assert unseal_for(applicant.subject_key, applicant.sealed_identity, "identity") == IDENTITY
    proof = application.attachments.get()
    assert (proof.purpose, proof.file) == (Attachment.Purpose.IDENTITY, None)
    assert content_of(proof, by=BY, at=timezone.now(), why="核对").startswith(b"\x89PNG")
    assert VisitFile.objects.count() == 0


def test_a_body_that_confirms_by_machine_has_a_day_of_receipt_at_once(
    searchable: Town, applying: Applying
) -> None:
    with time_machine.travel(MONDAY, tick=False):
        RequestSetting.objects.create(
            agency=searchable.agencies["health"], confirms_automatically=True,
            changed_at=timezone.now(),
        )  # fmt: skip
        application, _ = applying.handed_in()
        page = applying.client.get("/requests/apply/receipt/").content.decode()
    assert application.received_on is not None
    assert application.received_on.isoformat() == "2026-03-02"
    assert "自动确认" in page
    assert "预计" not in re.sub(r"<title>.*?</title>", "", page)
    assert "<td>2026-03-30</td>" in page


def test_the_form_asks_only_what_the_regulation_lets_be_asked(
    searchable: Town, applying: Applying
) -> None:
    assert all(may_ask(one, Regime.R2019) for one in ASKED)
    applying.filled()
    pages = "".join(
        applying.page(step) for step in ("bodies", "wanted", "way", "applicant", "files", "check")
    )
    for field in (Field.PURPOSE, Field.SPECIAL_NEED, Field.OCCUPATION, Field.COMMITMENT):
        assert field.label not in pages
    assert "不需要说明用途" in pages
    assert set(re.findall(r'name="([a-z_]+)"', pages)) - {
        "csrfmiddlewaretoken", "q", "viewport", "description", "keywords", "robots",
    } == {
        "do", "find", "body", "wanted", "form", "delivery", "kind", "name", "identity", "person",
        "telephone", "email", "mails", "address", "postcode", "proof", "proof_later", "support", "drop",
        "homepage",
    }  # fmt: skip


def test_nothing_typed_is_lost_on_an_error(searchable: Town, applying: Applying) -> None:
    applying.bodies()
    applying.wanted()
    applying.way()
    answer = applying.applicant(email="li@", identity="110101199003071099")
    page = words_of(answer)
    assert answer.status_code == 422
    assert f'value="{NAME}"' in page
    assert 'value="li@"' in page
    assert 'href="#identity"' in page
    assert 'href="#email"' in page
    assert "最后一位与前17位不符" in page
    assert page.count('aria-invalid="true"') == 2
    again = applying.page("applicant")
    assert f'value="{NAME}"' in again


def test_files_stay_when_another_field_is_wrong(searchable: Town, applying: Applying) -> None:
    applying.bodies()
    applying.wanted()
    applying.way()
    applying.applicant()
    answer = applying.files(
        proof=a_picture(), support=SimpleUploadedFile("坏.pdf", b"%PDF-1.7 broken")
    )
    assert answer.status_code == 422
    assert "“坏.pdf”无法读取" in words_of(answer)
    assert "身份证.png" in applying.page("files")
    key = re.search(r'name="drop" value="(\d+)"', applying.page("files"))
    assert key is not None
    applying.files(drop=key[1])
    assert "身份证.png" not in applying.page("files")
    assert VisitFile.objects.count() == 0


@pytest.mark.parametrize(
    ("step", "fields", "words"),
    [
        ("bodies", {}, "请选择至少一个行政机关"),
        ("bodies", {"do": "find", "find": "不存在的"}, "没有找到名称含“不存在的”的机关"),
        ("wanted", {"wanted": " "}, "请写明所需政府信息的名称"),
        ("wanted", {"wanted": "水质"}, "内容太短"),
        ("wanted", {"wanted": "水" * 5001}, "超过5000个字"),
        ("way", {}, "请选择希望得到的形式"),
        ("way", {"form": "paper", "delivery": "email"}, "只能以邮寄、当面领取、传真的方式提供"),
        ("way", {"form": "other-thing", "delivery": "post"}, "请选择希望得到的形式"),
        ("applicant", {}, "请选择申请人类别"),
        ("applicant", {"kind": "natural", "name": "甲"}, "请填写身份证件号码"),
        ("applicant", {"kind": "business", "name": "甲"}, "请填写联系人姓名"),
        (
            "applicant",
            {"kind": "business", "identity": "91110000100000001X"},
            "统一社会信用代码的校验位不符",
        ),
        ("applicant", {"kind": "natural", "identity": "12"}, "应为6至30位"),
        ("applicant", {"telephone": "12"}, "电话号码的位数不对"),
        ("applicant", {"postcode": "07"}, "邮政编码应为6位数字"),
        ("applicant", {}, "请至少填写一种联系方式"),
        ("files", {}, "请上传身份证明"),
    ],
)
def test_each_mistake_is_named_beside_its_field_and_on_top(
    searchable: Town, applying: Applying, step: str, fields: dict[str, str], words: str
) -> None:
    if step != "bodies":
        applying.bodies()
    answer = applying.send(step, **fields)
    page = words_of(answer)
    assert answer.status_code == 422
    assert words in page
    assert 'role="alert"' in page
    assert Application.objects.count() == 0


@pytest.mark.parametrize(
    ("delivery", "missing", "words"),
    [
        ("post", "address", "选择邮寄的，请填写收件地址"),
        ("email", "email", "选择电子邮件的，请填写电子邮箱"),
    ],
)
def test_the_way_chosen_needs_its_address(
    searchable: Town, applying: Applying, delivery: str, missing: str, words: str
) -> None:
    applying.bodies()
    applying.wanted()
    applying.way(delivery=delivery)
    assert words in words_of(applying.applicant(**{missing: ""}))


def test_a_proof_that_cannot_be_uploaded_now_may_follow(
    searchable: Town, applying: Applying
) -> None:
    applying.bodies()
    applying.wanted()
    applying.way()
    applying.applicant()
    assert applying.files(proof_later="1").status_code == 302
    assert "由受理机关通知补正" in applying.page("check")
    assert applying.submit().status_code == 302
    assert Application.objects.get().attachments.count() == 0


def test_an_organisation_is_counted_in_its_column(searchable: Town, applying: Applying) -> None:
    applying.filled(
        kind="legal", name="清源某律师事务所", identity="31110000E00019228J", person="赵联系"
    )
    assert applying.submit().status_code == 302
    application = Application.objects.get()
    assert application.applicant_kind == "legal"
    assert application.mask == "清源某律师事务所"


def test_a_description_with_a_classification_mark_is_refused_and_not_shown_again(
    searchable: Town, applying: Applying
) -> None:
    applying.bodies()
    answer = applying.wanted("机密★10年\n某某会议纪要全文")
    page = words_of(answer)
    assert answer.status_code == 422
    assert "本网站是非涉密系统" in page
    assert "会议纪要" not in page
    assert "会议纪要" not in applying.page("wanted")


def test_a_file_with_a_classification_mark_is_refused_and_not_kept(
    searchable: Town, applying: Applying
) -> None:
    applying.bodies()
    marked = SimpleUploadedFile("附件.txt", "秘密★5年\n\n某某文件".encode())
    answer = applying.files(proof=a_picture(), support=marked)
    assert answer.status_code == 422
    assert "带有“秘密★5年”标志，没有保存" in words_of(answer)
    assert VisitFile.objects.count() == 1


def test_a_file_is_typed_by_its_content_and_not_by_its_name(
    searchable: Town, applying: Applying
) -> None:
    applying.bodies()
    program = SimpleUploadedFile("身份证.png", b"MZ\x90\x00" + bytes(200), "image/png")
    assert applying.files(proof=program).status_code == 422
    assert VisitFile.objects.count() == 0


def test_every_step_where_something_is_typed_or_uploaded_forbids_secrets(
    searchable: Town, applying: Applying
) -> None:
    applying.bodies()
    for step in ("wanted", "files", "check"):
        assert "禁止填写、上传涉密信息" in applying.page(step)


def test_a_step_out_of_turn_leads_to_what_is_missing(searchable: Town, applying: Applying) -> None:
    assert applying.client.get("/requests/apply/way/").headers["Location"] == "/requests/apply/"
    assert applying.client.get("/requests/apply/nothing/").status_code == 404
    applying.bodies()
    assert "“所需信息”一步还没有填好" in applying.page("check")
    answer = applying.submit()
    assert answer.status_code == 422
    assert 'href="/requests/apply/wanted/"' in words_of(answer)


def test_once_everything_is_filled_in_a_mended_step_leads_back_to_the_check(
    searchable: Town, applying: Applying
) -> None:
    applying.filled()
    assert applying.way("paper", "post").headers["Location"] == "/requests/apply/check/"
    assert "纸质，邮寄" in applying.page("check")


def test_personal_data_in_the_description_is_pointed_out_once(
    searchable: Town, applying: Applying
) -> None:
    applying.bodies()
    text = f"本人（身份证号{IDENTITY}）2024年申请低保的审批结果"
    page = words_of(applying.wanted(text))
    assert "描述中好像有身份证号码" in page
    assert applying.wanted(text, personal_shown="1").status_code == 302
    applying.way()
    applying.applicant()
    applying.files()
    applying.submit()
    assert IDENTITY not in Application.objects.get().title


def test_published_items_are_shown_while_typing_and_at_a_button(
    searchable: Town, applying: Applying
) -> None:
    applying.bodies()
    title = searchable.policy.title
    piece = applying.client.post("/requests/apply/look/", {"wanted": "城镇保障性住房分配管理办法"})
    assert piece.status_code == 200
    assert title in words_of(piece)
    assert "<html" not in words_of(piece)
    page = words_of(applying.send("wanted", do="look", wanted="清政发〔2026〕31号文件"))
    assert title in page
    assert "可能已经公开" in page
    assert "清政发〔2026〕31号文件</textarea>" in page
    nothing = words_of(applying.send("wanted", do="look", wanted="飞碟目击记录"))
    assert "没有查到已经公开的相同信息" in nothing


def test_without_an_index_one_applies_all_the_same(town: Town, applying: Applying) -> None:
    applying.bodies()
    page = words_of(applying.send("wanted", do="look", wanted=WANTED))
    assert "搜索暂时不可用" in page or "没有查到" in page
    assert applying.wanted().status_code == 302


def test_giving_up_forgets_everything(searchable: Town, applying: Applying) -> None:
    applying.filled()
    applying.client.post("/requests/apply/leave/")
    assert (Visit.objects.count(), VisitFile.objects.count()) == (0, 0)
    assert applying.client.get("/requests/apply/check/").status_code == 302


def test_what_lies_for_too_long_is_gone_and_one_is_told(
    searchable: Town, applying: Applying
) -> None:
    with time_machine.travel(MONDAY, tick=False):
        applying.filled()
    with time_machine.travel("2026-03-02 12:00:01+08:00", tick=False):
        answer = applying.client.get("/requests/apply/check/")
        assert answer.headers["Location"] == "/requests/apply/?lost=1"
        page = applying.client.get("/requests/apply/?lost=1").content.decode()
    assert "填写的内容已经清除" in page
    assert Application.objects.count() == 0


def test_no_page_of_the_form_may_be_kept_by_anybody(searchable: Town, applying: Applying) -> None:
    applying.filled()
    for step in ("bodies", "wanted", "way", "applicant", "files", "check"):
        headers = applying.client.get(f"/requests/apply/{step}/").headers
        assert "no-store" in headers["Cache-Control"], step
        assert "private" in headers["Cache-Control"], step


def test_no_personal_data_stands_in_cookies_addresses_logs_or_the_store(
    searchable: Town, applying: Applying, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    applying.bodies()
    applying.wanted()
    applying.way()
    answers = [applying.applicant(email="li@"), applying.applicant(), applying.files()]
    for row in Visit.objects.all():
        for secret in (*PRIVATE, WANTED):
            assert secret.encode() not in bytes(row.content)
    for row in VisitFile.objects.all():
        assert b"PNG" not in bytes(row.content)
    answers.append(applying.submit())
    answers.append(applying.client.get("/requests/apply/receipt/"))
    addresses = [answer.headers.get("Location", "") for answer in answers]
    cookies = [morsel.value for morsel in applying.client.cookies.values()]
    said = "\n".join([*addresses, *cookies, caplog.text])
    application = Application.objects.get()
    for secret in (*PRIVATE, WANTED, application.number):
        assert secret not in said
    for act in Act.objects.all():
        for secret in PRIVATE:
            assert secret not in f"{act.subject_label}{act.after}{act.before}{act.reason}"


def test_the_store_cannot_be_opened_without_the_cookie(
    searchable: Town, applying: Applying
) -> None:
    applying.filled()
    row = Visit.objects.get()
    stranger = Client()
    stranger.cookies["yg_apply"] = row.key
    assert stranger.get("/requests/apply/check/").status_code == 302
    stranger.cookies["yg_apply"] = applying.client.cookies["yg_apply"].value
    assert NAME in stranger.get("/requests/apply/check/").content.decode()


def test_the_cookie_is_not_for_scripts_and_ends_with_the_browser(
    searchable: Town, applying: Applying
) -> None:
    morsel = applying.bodies().cookies["yg_apply"]
    assert morsel["httponly"]
    assert morsel["samesite"] == "Lax"
    assert not morsel["expires"]
    assert not morsel["max-age"]


def test_a_mail_names_the_case_and_neither_the_person_nor_the_code(
    searchable: Town, applying: Applying
) -> None:
    application, code = applying.handed_in()
    notice = Notice.objects.get(kind="request.received")
    said = f"{notice.title}{notice.body}{notice.link}{notice.contact_label}"
    assert application.number in said
    assert "以受理机关与您确认之日为收到申请之日" in said
    for secret in (*PRIVATE, WANTED, code):
        assert secret not in said
    assert notice.link == "/requests/follow/"
    assert address_of(notice.contact_kind, notice.contact_key, "email") == EMAIL


def test_who_leaves_no_mail_gets_none(searchable: Town, applying: Applying) -> None:
    applying.filled(email="")
    applying.submit()
    assert Notice.objects.filter(kind="request.received").count() == 0
    assert "回执同时发往" not in applying.client.get("/requests/apply/receipt/").content.decode()


@pytest.mark.parametrize("prefix", ["/hant", "/plain", "/hant/plain", "/contrast"])
def test_the_form_works_in_every_variant(searchable: Town, citizen: Client, prefix: str) -> None:
    applying = Applying(citizen, prefix)
    applying.filled()
    answer = applying.submit()
    assert answer.headers["Location"] == f"{prefix}/requests/apply/receipt/"
    assert Application.objects.get().wanted == WANTED


def test_a_form_without_its_token_is_refused(searchable: Town) -> None:
    stranger = Client(enforce_csrf_checks=True)
    for address in (
        "/requests/apply/bodies/", "/requests/apply/receipt/", "/requests/apply/leave/",
        "/requests/apply/look/", "/requests/follow/", "/requests/case/withdraw/",
        "/requests/case/leave/", "/requests/case/other/",
    ):  # fmt: skip
        assert stranger.post(address, {"body": "health"}).status_code == 403, address


def test_who_agrees_is_told_by_mail_how_it_goes_on(searchable: Town, applying: Applying) -> None:
    applying.filled(mails="1")
    assert "告知办理进展" in applying.page("check")
    assert "checked" in applying.page("applicant").partition('id="mails"')[2].partition(">")[0]
    applying.submit()
    assert Application.objects.get().applicant.email_agreed
    page = applying.client.get("/requests/apply/receipt/").content.decode()
    assert "办理有进展时也发到这个邮箱" in page


def test_without_agreement_only_the_receipt_is_sent(searchable: Town, applying: Applying) -> None:
    applying.filled()
    assert "只发回执" in applying.page("check")
    applying.submit()
    assert not Application.objects.get().applicant.email_agreed
    assert Notice.objects.filter(contact_kind="applicant").count() == 1
