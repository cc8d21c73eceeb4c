"""What an applicant sees of a case and may do with it, and that it is never another's."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.builders.agencies import City, a_city
from tests.builders.requests import BY, a_person, an_application, at, being_handled, ready_to_sign
from yangguang.apps.audit.models import Act
from yangguang.apps.letters.models import Letter
from yangguang.apps.requests.models import (
    Application,
    ApplicationState,
    Attachment,
    ConversionProposal,
    Fee,
    FollowUp,
    LetterLink,
)
from yangguang.apps.requests.services.assigning import accept
from yangguang.apps.requests.services.codes import give_query_code
from yangguang.apps.requests.services.following import answer_objection
from yangguang.apps.requests.services.materials import attach, content_of
from yangguang.apps.requests.services.replying import serve, sign
from yangguang.apps.requests.services.supplementing import ask_supplement
from yangguang.apps.vault.services import destroy_subject
from yangguang.law.delivery import Way
from yangguang.law.receipt import Channel
from yangguang.portal.requests.uploading import InMemory

pytestmark = pytest.mark.django_db
START = date(2026, 3, 2)


@pytest.fixture
def city(db: Any) -> City:
    cache.clear()
    return a_city()


def opened(application: Application) -> Client:
    """A browser that has opened this case."""
    code = give_query_code(application=application, by=BY, at=at(START, 12))
    browser = Client()
    answer = browser.post("/requests/follow/", {"number": application.number, "code": code})
    assert answer.status_code == 302
    return browser


def see(browser: Client) -> str:
    return browser.get("/requests/case/").content.decode()


def act(browser: Client, name: str, **fields: Any) -> Any:
    return browser.post(f"/requests/case/{name}/", fields)


def waiting_for_supplement(city: City) -> Application:
    application = being_handled(city.health)
    ask_supplement(
        application=application, items="请写明监测年份和区县", reason="", until=date(2026, 3, 31),
        by=BY, at=at(date(2026, 3, 4)),
    )  # fmt: skip
    return application


def replied(city: City, *, person: Any = None) -> Application:
    application = an_application(city.health, person=person)
    accept(application=application, by=BY, at=at(START, 10))
    attach(
        application=application, purpose=Attachment.Purpose.RELEASE, name="监测结果.txt",
        data="2025年监测结果：合格".encode(), by=BY, at=at(date(2026, 3, 9)), released=True,
    )  # fmt: skip
    ready_to_sign(application, on=date(2026, 3, 10))
    sign(application=application, by=BY, at=at(date(2026, 3, 11)))
    serve(
        application=application, way=Way.POST, sent_on=date(2026, 3, 12),
        tracking_number="XA12345678", by=BY, at=at(date(2026, 3, 12)),
    )  # fmt: skip
    return application


def test_the_story_shows_public_sentences_and_nothing_internal(city: City) -> None:
    application = being_handled(city.health)
    ready_to_sign(application, on=date(2026, 3, 10))
    page = see(opened(application))
    assert "我机关收到您提交的申请" in page
    assert "确认2026年3月2日为收到申请之日" in page
    for event in application.events.filter(public=""):
        assert event.sentence not in page
    assert "同意" not in page.split("办理过程")[1].split("申请内容")[0]
    assert "李测试" not in page
    assert "李*试" in page


def test_the_due_date_comes_with_its_sentences_and_each_day(city: City) -> None:
    page = see(opened(being_handled(city.health)))
    assert '<p class="day">2026-03-30</p>' in page
    assert "逐日计算" in page
    assert page.count("<tr") >= 29
    assert "期限开始之日，不计" in page
    assert "休息日，不计" in page


def test_before_confirmation_the_day_is_a_forecast(city: City) -> None:
    application = an_application(city.health, channel=Channel.ONLINE)
    page = see(opened(application))
    assert '<span class="tag warn">预计</span> 2026-03-30' in page
    assert "等待受理机关与您确认" in page


def test_while_the_clock_waits_no_day_is_told(city: City) -> None:
    page = see(opened(waiting_for_supplement(city)))
    assert "暂停计算" in page
    assert "等待补正" in page


def test_what_is_asked_for_is_supplemented_with_text_and_files(city: City) -> None:
    application = waiting_for_supplement(city)
    browser = opened(application)
    assert "请写明监测年份和区县" in see(browser)
    with time_machine.travel("2026-03-06 10:00+08:00", tick=False):
        # The visit of the same person on a later day.
        browser = opened(application)
        answer = act(
            browser, "supplement", text="2025年，石桥县",
            files=SimpleUploadedFile("说明.txt", "补充说明".encode()),
        )  # fmt: skip
        page = see(browser)
    assert answer.status_code == 302
    application.refresh_from_db()
    assert application.state == ApplicationState.HANDLING
    assert application.supplements.get().answer == "2025年，石桥县"
    assert application.due_on == date(2026, 4, 3)
    added = application.attachments.get(purpose=Attachment.Purpose.SUPPLEMENT)
    assert content_of(added, by=BY, at=at(START), why="核对").decode() == "补充说明"
    assert "补正的内容已经提交" in page
    assert "补正的内容已经提交" not in see(browser)


def test_a_supplement_that_is_refused_keeps_what_was_typed_and_stores_nothing(city: City) -> None:
    application = waiting_for_supplement(city)
    browser = opened(application)
    bad = SimpleUploadedFile("附件.txt", "机密★3年\n某文件".encode())
    answer = act(browser, "supplement", text="2025年，石桥县", files=bad)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "带有“机密★3年”标志，没有保存" in page
    assert "2025年，石桥县</textarea>" in page
    application.refresh_from_db()
    assert application.state == ApplicationState.SUPPLEMENT
    assert application.attachments.count() == 0
    answer = act(browser, "supplement", text="秘密★1年\n某某事项")
    assert answer.status_code == 422
    assert "禁止填写、上传涉密信息" in answer.content.decode()


def test_a_supplement_nobody_asked_for_is_refused_with_the_reason(city: City) -> None:
    application = being_handled(city.health)
    answer = act(opened(application), "supplement", text="2025年")
    assert answer.status_code == 422
    assert "不能“登记补正”" in answer.content.decode()
    assert application.attachments.count() == 0


def test_withdrawing_needs_a_second_word_and_ends_the_case(city: City) -> None:
    application = being_handled(city.health)
    browser = opened(application)
    assert "请勾选“我确认撤回”" in act(browser, "withdraw").content.decode()
    assert act(browser, "withdraw", sure="1", text="已经找到").status_code == 302
    page = see(browser)
    assert "申请已经撤回" in page
    assert "您已撤回该申请" in page
    application.refresh_from_db()
    assert application.closed_on is not None
    assert FollowUp.objects.get(kind=FollowUp.Kind.WITHDRAWAL).text == "已经找到"
    assert act(browser, "withdraw", sure="1").status_code == 422


def test_a_fee_may_be_objected_to_once_until_it_is_answered(city: City) -> None:
    application = being_handled(city.health)
    Fee.objects.create(
        application=application, basis=Fee.Basis.PAGES, count=40, amount="100.00",
        noticed_on=date(2026, 3, 5), due_on=date(2026, 4, 2),
    )  # fmt: skip
    browser = opened(application)
    assert "应缴 <b>100 元</b>" in see(browser)
    assert act(browser, "object", text="页数有误，请核对").status_code == 302
    page = see(browser)
    assert "页数有误，请核对" in page
    assert "等待答复" in page
    assert act(browser, "object", text="再说一遍").status_code == 422
    assert FollowUp.objects.count() == 1
    answer_objection(
        follow_up=FollowUp.objects.get(), text="已核减10页", by=BY, at=at(date(2026, 3, 9))
    )
    assert "已核减10页" in see(browser)


def test_who_was_charged_nothing_has_nothing_to_object_to(city: City) -> None:
    answer = act(opened(being_handled(city.health)), "object", text="不同意")
    assert "没有收费通知" in answer.content.decode()


def test_satisfaction_is_asked_after_the_reply_and_the_last_word_counts(city: City) -> None:
    waiting = opened(being_handled(city.health))
    assert "满意吗" not in see(waiting)
    assert act(waiting, "rate", score="5").status_code == 422
    browser = opened(replied(city))
    assert act(browser, "rate").status_code == 422
    assert act(browser, "rate", score="6").status_code == 422
    act(browser, "rate", score="4")
    act(browser, "rate", score="2", text="太慢")
    row = FollowUp.objects.get()
    assert (row.score, row.text) == (2, "太慢")


def test_after_a_disclosure_one_may_suggest_to_publish_it(city: City) -> None:
    application = replied(city)
    browser = opened(application)
    for _ in range(2):
        assert act(browser, "suggest").status_code == 302
    proposal = ConversionProposal.objects.get()
    assert proposal.suggested_by_applicant
    assert list(proposal.applications.all()) == [application]
    assert act(opened(being_handled(city.health)), "suggest").status_code == 422


def test_letters_and_released_files_are_taken_home_and_it_is_on_record(city: City) -> None:
    application = replied(city)
    browser = opened(application)
    page = see(browser)
    link = LetterLink.objects.get(application=application)
    for which, start in (("pdf", b"%PDF"), ("word", b"PK")):
        address = f"/requests/case/letter/{link.letter_id}/{which}/"
        assert f'href="{address}"' in page
        answer = browser.get(address)
        assert answer.content.startswith(start)
        assert answer.headers["Content-Disposition"].startswith("attachment")
        assert "no-store" in answer.headers["Cache-Control"]
    released = application.attachments.get()
    answer = browser.get(f"/requests/case/file/{released.pk}/")
    assert answer.content.decode() == "2025年监测结果：合格"
    assert Act.objects.filter(verb="request.download").count() == 3


def test_nobody_reaches_anothers_letter_or_file_by_its_number(city: City) -> None:
    mine = replied(city)
    other = replied(city, person=a_person("王他人", "110101199003071176"))
    browser = opened(mine)
    foreign = LetterLink.objects.get(application=other)
    for which in ("pdf", "word"):
        assert browser.get(f"/requests/case/letter/{foreign.letter_id}/{which}/").status_code == 404
    assert browser.get(f"/requests/case/file/{other.attachments.get().pk}/").status_code == 404
    assert browser.get("/requests/case/letter/999999/pdf/").status_code == 404
    answer = browser.post("/requests/case/other/", {"number": other.number})
    assert answer.status_code == 404
    assert mine.number in see(browser)


def test_letters_not_for_the_applicant_and_files_not_released_stay_hidden(city: City) -> None:
    application = replied(city)
    own = attach(
        application=application, purpose=Attachment.Purpose.IDENTITY, name="身份证.txt",
        data=b"identity", by=BY, at=at(date(2026, 3, 13)),
    )  # fmt: skip
    hidden = attach(
        application=application, purpose=Attachment.Purpose.RELEASE, name="未放行.txt",
        data=b"not yet", by=BY, at=at(date(2026, 3, 13)),
    )  # fmt: skip
    link = LetterLink.objects.get(application=application)
    LetterLink.objects.filter(pk=link.pk).update(public=False)
    browser = opened(application)
    page = see(browser)
    assert "未放行" not in page
    for address in (
        f"/requests/case/file/{own.pk}/", f"/requests/case/file/{hidden.pk}/",
        f"/requests/case/letter/{link.letter_id}/pdf/",
    ):  # fmt: skip
        assert browser.get(address).status_code == 404, address


def test_a_file_released_too_early_waits_for_the_reply(city: City) -> None:
    application = being_handled(city.health)
    early = attach(
        application=application, purpose=Attachment.Purpose.RELEASE, name="结果.txt", data=b"early",
        by=BY, at=at(date(2026, 3, 5)), released=True,
    )  # fmt: skip
    browser = opened(application)
    assert "结果.txt" not in see(browser)
    assert browser.get(f"/requests/case/file/{early.pk}/").status_code == 404


def test_an_act_that_does_not_exist_is_not_found(city: City) -> None:
    browser = opened(being_handled(city.health))
    assert act(browser, "archive").status_code == 404
    assert browser.get("/requests/case/withdraw/").status_code == 405


def test_applications_of_one_code_are_reached_from_one_another(city: City) -> None:
    one, other = an_application(city.health), an_application(city.health, wanted="另一项信息内容")
    code = give_query_code(application=one, by=BY, at=at(START, 12))
    one.refresh_from_db()
    Application.objects.filter(pk=other.pk).update(query_code_hash=one.query_code_hash)
    browser = Client()
    browser.post("/requests/follow/", {"number": one.number, "code": code})
    assert other.number in see(browser)
    assert browser.post("/requests/case/other/", {"number": other.number}).status_code == 302
    assert "另一项信息内容" in see(browser)


def test_what_a_clerk_or_citizen_writes_is_shown_and_never_run(city: City) -> None:
    application = an_application(city.health, wanted="<script>alert(1)</script>水质监测结果")
    assert "<script>alert" not in see(opened(application))


def test_a_case_whose_data_was_destroyed_is_open_to_nobody(city: City) -> None:
    application = replied(city)
    browser = opened(application)
    link = LetterLink.objects.get(application=application)
    destroy_subject(
        application.applicant.subject_key, by=BY, at=at(date(2026, 3, 20)), basis="保管期满"
    )
    for address in (f"/requests/case/letter/{link.letter_id}/pdf/", "/requests/case/"):
        assert browser.get(address).headers["Location"] == "/requests/follow/?lost=1"


def test_mail_is_turned_off_and_on_by_the_applicant(city: City) -> None:
    application = an_application(city.health, person=replace(a_person(), mail_agreed=True))
    browser = opened(application)
    assert "关闭邮件提醒" in see(browser)
    assert act(browser, "mail", agree="no").status_code == 302
    application.applicant.refresh_from_db()
    assert not application.applicant.email_agreed
    page = see(browser)
    assert "已关闭邮件提醒，以后不再发送。" in page
    assert "打开邮件提醒" in page
    act(browser, "mail", agree="yes")
    application.applicant.refresh_from_db()
    assert application.applicant.email_agreed


def test_who_left_no_address_is_offered_no_mail(city: City) -> None:
    contact = replace(a_person().contact, email="")
    application = an_application(city.health, person=replace(a_person(), contact=contact))
    browser = opened(application)
    assert "邮件提醒" not in see(browser)
    assert act(browser, "mail", agree="yes").status_code == 422


def test_the_applicant_makes_the_receipt_and_takes_it_home(city: City) -> None:
    browser = opened(an_application(city.health))
    assert "出具登记回执" in see(browser)
    for _ in range(2):
        assert act(browser, "receipt").status_code == 302
    letter = Letter.objects.get(kind="receipt")
    page = see(browser)
    assert letter.number in page
    assert "出具登记回执" not in page
    for which, begins in (("pdf", b"%PDF"), ("word", b"PK")):
        answer = browser.get(f"/requests/case/letter/{letter.pk}/{which}/")
        assert b"".join(answer).startswith(begins)


def test_what_the_applicant_typed_keeps_its_script(city: City) -> None:
    application = an_application(
        city.health, person=a_person("于发里"), wanted="于家台乡干部后勤云图"
    )
    browser = opened(application)
    page = browser.get("/hant/requests/case/").content.decode()
    assert "辦理過程" in page
    assert "于家台乡干部后勤云图" in page
    assert "於家" not in page


def test_a_supplement_whose_files_are_too_much_together_is_not_cut_short(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(InMemory, "most", 64)
    application = waiting_for_supplement(city)
    browser = opened(application)
    files = [SimpleUploadedFile(f"{place}.txt", "材料".encode() * 9) for place in range(2)]
    answer = act(browser, "supplement", text="2025年", files=files)
    assert answer.status_code == 422
    assert "请压缩“1.txt”或者分次提交" in answer.content.decode()
    assert not application.attachments.exists()
