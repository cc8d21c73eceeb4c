"""What applicants are told by e-mail: at every event they must know, and never who or what."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from string import Formatter
from typing import ClassVar

import pytest
from django.conf import settings as django_settings
from django.db import transaction

from tests.builders.agencies import City
from tests.builders.requests import (
    BY,
    GIVEN,
    WANTED,
    a_person,
    an_application,
    at,
    ready_to_sign,
    received,
    replied,
)
from yangguang.apps.notices.adapters import Message, NotDelivered
from yangguang.apps.notices.models import Notice, State
from yangguang.apps.notices.neutral import require_neutral
from yangguang.apps.notices.services import send_pending
from yangguang.apps.requests.models import (
    Application,
    ConsultationAnswer,
    ConsultationKind,
    DeliveryWay,
    Fee,
    Form,
)
from yangguang.apps.requests.persons import Person
from yangguang.apps.requests.services.clock import reckoning_of
from yangguang.apps.requests.services.closing import reopen, withdraw
from yangguang.apps.requests.services.codes import give_query_code
from yangguang.apps.requests.services.consulting import consult, record_opinion
from yangguang.apps.requests.services.correcting import transfer_correction
from yangguang.apps.requests.services.extending import extend
from yangguang.apps.requests.services.fees import notice_fee, pay_fee
from yangguang.apps.requests.services.following import change_mail
from yangguang.apps.requests.services.intake import Wish, register_application, submit_application
from yangguang.apps.requests.services.receiving import confirm_receipt, correct_receipt
from yangguang.apps.requests.services.replying import serve, sign
from yangguang.apps.requests.services.splitting import split
from yangguang.apps.requests.services.supplementing import (
    ask_supplement,
    receive_supplement,
    renew_supplement,
)
from yangguang.apps.requests.services.telling import PROGRESS, mails
from yangguang.apps.requests.workflow import ACTS, NotPossible
from yangguang.law.delivery import Way
from yangguang.law.receipt import Channel

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 5)
NEXT = date(2026, 3, 6)


def agreeing() -> Person:
    return replace(a_person(), mail_agreed=True)


def told(application: Application) -> list[Notice]:
    """The progress mails of a case, oldest first."""
    return list(
        Notice.objects.filter(kind=PROGRESS, contact_key=str(application.pk)).order_by("pk")
    )


def handled(city: City) -> Application:
    return received(city.health, person=agreeing())


def asked(application: Application) -> None:
    ask_supplement(
        application=application,
        items="请写明监测的年度和乡镇。",
        reason="",
        until=date(2026, 3, 27),
        by=BY,
        at=at(DAY),
    )


def a_fee(application: Application) -> None:
    notice_fee(
        application=application,
        basis=Fee.Basis.PAGES,
        count=120,
        how="政府非税收入缴款码",
        by=BY,
        at=at(DAY),
    )


def posted(application: Application, kind: str) -> None:
    ready_to_sign(application, kind, on=DAY)
    sign(application=application, by=BY, at=at(DAY, 11))
    serve(
        application=application,
        way=Way.POST,
        sent_on=NEXT,
        tracking_number="EB1",
        by=BY,
        at=at(NEXT),
    )


def consulted(kind: ConsultationKind) -> Callable[[Application], None]:
    def act(application: Application) -> None:
        consult(
            application=application,
            kind=kind,
            party="清源市测试水务有限公司",
            information="供水合同",
            by=BY,
            at=at(DAY),
        )

    return act


Act = Callable[[Application], object]
EVENTS: list[tuple[str, Act, str, str]] = [
    ("补正", asked, "需要您补正", "请在2026年3月27日前补正"),
    (
        "第三方",
        consulted(ConsultationKind.THIRD_PARTY),
        "正在征求第三方意见",
        "不计算在答复期限内",
    ),
    ("其他机关", consulted(ConsultationKind.OTHER_ORGAN), "正在征求其他机关意见", "2026年3月5日"),
    (
        "延期",
        lambda one: extend(application=one, days=20, reason="资料较多", by=BY, at=at(DAY)),
        "答复期限已延长",
        "答复期限至2026年4月28日",
    ),
    ("收费", a_fee, "收费通知", "自收到通知次日起20个工作日内缴纳"),
    ("答复", lambda one: posted(one, "disclosed"), "已经答复", "已于2026年3月6日"),
    (
        "他机关负责",
        lambda one: posted(one, "other-organ"),
        "已经答复",
        "答复书告知了应当向其他机关申请",
    ),
    (
        "更正转送",
        lambda one: transfer_correction(
            application=one,
            body="清源市水利局",
            contact="0990-5550100",
            what="更正水源地名称",
            by=BY,
            at=at(DAY),
        ),
        "更正申请已转送",
        "转送有权更正的机关",
    ),
    (
        "撤回",
        lambda one: withdraw(application=one, reason="来电撤回", by=BY, at=at(DAY)),
        "申请已撤回",
        "如果不是您本人撤回的",
    ),
    (
        "查询码",
        lambda one: give_query_code(application=one, by=BY, at=at(DAY)),
        "查询码已更换",
        "如果不是您本人",
    ),
]


@pytest.mark.parametrize(
    ("act", "title", "said"), [one[1:] for one in EVENTS], ids=[one[0] for one in EVENTS]
)
def test_each_event_is_told_once_with_number_link_day_and_what_to_do(
    city: City, act: Act, title: str, said: str
) -> None:
    application = handled(city)
    act(application)
    (mail,) = told(application)
    assert mail.title == f"政府信息公开申请（登记号{application.number}）：{title}"
    assert said in mail.body
    assert "您需要做什么：" in mail.body
    assert mail.link == "/requests/follow/"
    assert (mail.channel, mail.state, mail.agency) == ("email", State.WAITING, city.health)


PRIVATE = (
    "李测试", "11010119900307283X", "13800138000", "li@example.cn", "湖滨路1号", WANTED, "水质",
    "水利局", "水务", "供水合同", "资料较多", "监测的年度", "来电撤回", "900", *GIVEN.values(),
)  # fmt: skip


@pytest.mark.parametrize("act", [one[1] for one in EVENTS], ids=[one[0] for one in EVENTS])
def test_no_mail_says_who_applied_for_what_or_what_was_answered(city: City, act: Act) -> None:
    application = handled(city)
    act(application)
    for mail in Notice.objects.filter(contact_kind="applicant"):
        said = f"{mail.title}{mail.body}{mail.link}{mail.contact_label}"
        assert not [word for word in PRIVATE if word in said]


def test_without_consent_nothing_is_told(city: City) -> None:
    application = received(city.health)
    asked(application)
    assert Notice.objects.filter(contact_kind="applicant").count() == 0


def test_consent_without_an_address_is_none(city: City) -> None:
    contact = replace(a_person().contact, email="")
    application = received(city.health, person=replace(agreeing(), contact=contact))
    asked(application)
    assert Notice.objects.filter(contact_kind="applicant").count() == 0


def test_acts_within_the_office_are_not_told(city: City) -> None:
    application = handled(city)
    ready_to_sign(application, on=DAY)
    sign(application=application, by=BY, at=at(DAY, 11))
    assert told(application) == []


def test_who_signed_for_the_reply_at_the_counter_is_not_told_of_it(city: City) -> None:
    application = handled(city)
    replied(application, on=DAY)
    assert told(application) == []


def test_who_collects_the_reply_is_told_when_it_is_ready(city: City) -> None:
    application = handled(city)
    application.delivery = DeliveryWay.COUNTER
    application.save(update_fields=["delivery"])
    ready_to_sign(application, on=DAY)
    sign(application=application, by=BY, at=at(DAY, 11))
    (mail,) = told(application)
    assert mail.title.endswith("：答复已经作出")
    assert "携带有效证件" in mail.body


def test_a_refused_act_leaves_no_mail(city: City) -> None:
    application = handled(city)
    with pytest.raises(NotPossible):
        extend(application=application, days=21, reason="资料较多", by=BY, at=at(DAY))
    with transaction.atomic():
        asked(application)
        transaction.set_rollback(True)
    assert told(application) == []


def test_one_case_is_told_step_by_step(city: City) -> None:
    application = handled(city)
    asked(application)
    renew_supplement(
        application=application, until=date(2026, 4, 10), reason="住院", by=BY, at=at(NEXT)
    )
    receive_supplement(
        application=application, text="2025年，湖滨乡", by=BY, at=at(date(2026, 3, 9))
    )
    a_fee_day = date(2026, 3, 10)
    notice_fee(
        application=application,
        basis=Fee.Basis.PAGES,
        count=120,
        how="缴款码",
        by=BY,
        at=at(a_fee_day),
    )
    pay_fee(
        application=application, paid_on=date(2026, 3, 11), receipt_number="1", by=BY,
        at=at(date(2026, 3, 11)),
    )  # fmt: skip
    assert [mail.title.split("：")[1] for mail in told(application)] == [
        "需要您补正", "补正期限已延后", "已收到补正", "收费通知", "已收到缴费",
    ]  # fmt: skip
    assert "请在2026年4月10日前补正" in told(application)[1].body
    due = reckoning_of(application, date(2026, 3, 11)).best
    assert due == date(2026, 4, 9)
    assert "答复期限至2026年4月9日。" in told(application)[4].body


def test_an_online_application_is_told_of_its_receipt_and_of_its_confirmation(city: City) -> None:
    application = submit_application(
        agency=city.health,
        person=agreeing(),
        wish=Wish(WANTED),
        submission_key="k",
        by=BY,
        at=at(date(2026, 3, 2)),
    ).application
    assert told(application) == []
    confirm_receipt(
        application=application, confirmed_on=date(2026, 3, 3), how="电话", by=BY,
        at=at(date(2026, 3, 3)),
    )  # fmt: skip
    (mail,) = told(application)
    assert "以2026年3月3日为收到申请之日" in mail.body
    assert "答复期限至2026年3月31日。" in mail.body
    correct_receipt(
        application=application, arrived_on=date(2026, 3, 2), confirmed_on=date(2026, 3, 2),
        reason="电话记录", by=BY, at=at(date(2026, 3, 4)),
    )  # fmt: skip
    assert "更正后的日期为2026年3月2日" in told(application)[1].body


@pytest.mark.parametrize(
    ("channel", "said"),
    [
        (Channel.COUNTER, "收到申请之日为2026年3月2日，答复期限至2026年3月30日。"),
        (Channel.FAX, "以受理机关与您确认之日为收到申请之日"),
    ],
)
def test_a_clerk_who_registers_with_consent_sends_one_receipt(
    city: City, channel: Channel, said: str
) -> None:
    application = an_application(city.health, channel=channel, person=agreeing())
    (mail,) = Notice.objects.filter(contact_kind="applicant")
    assert mail.kind == "request.received"
    assert mail.title == f"政府信息公开申请（登记号{application.number}）：已收到"
    assert said in mail.body
    an_application(city.health, channel=channel)
    assert Notice.objects.filter(contact_kind="applicant").count() == 1


def test_parts_are_told_of_by_their_numbers(city: City) -> None:
    application = handled(city)
    made = split(
        application=application,
        parts=["2025年水质", "2024年水质"],
        consent="来电同意",
        by=BY,
        at=at(DAY),
    )
    (mail,) = told(application)
    assert "、".join(one.number for one in made) in mail.body
    asked(made[1])
    assert len(told(made[1])) == 1


def test_the_end_of_the_last_consultation_is_told_with_the_new_day(city: City) -> None:
    application = handled(city)
    for _ in range(2):
        consulted(ConsultationKind.THIRD_PARTY)(application)
    for count, consultation in enumerate(application.consultations.order_by("pk"), start=2):
        record_opinion(
            consultation=consultation,
            answer=ConsultationAnswer.AGREES,
            reasons="",
            by=BY,
            at=at(date(2026, 3, 12)),
            on=date(2026, 3, 12),
        )
        assert len(told(application)) == count
    assert "答复期限至2026年4月7日。" in told(application)[-1].body


def test_a_case_taken_up_again_is_told(city: City) -> None:
    application = handled(city)
    posted(application, "disclosed")
    reopen(application=application, reason="复议决定", by=BY, at=at(date(2026, 4, 1)))
    assert told(application)[-1].title.endswith("：重新办理")


def test_who_wants_no_more_mail_gets_none_of_what_waits_either(city: City) -> None:
    application = handled(city)
    asked(application)
    change_mail(application=application, agreed=False, at=at(DAY, 12))
    assert told(application)[0].state == State.COVERED
    receive_supplement(application=application, text="2025年", by=BY, at=at(NEXT))
    assert len(told(application)) == 1
    change_mail(application=application, agreed=True, at=at(NEXT, 12))
    withdraw(application=application, reason="来电", by=BY, at=at(NEXT, 13))
    assert told(application)[-1].title.endswith("：申请已撤回")


def test_mail_cannot_be_turned_on_without_an_address(city: City) -> None:
    contact = replace(a_person().contact, email="")
    application = received(city.health, person=replace(a_person(), contact=contact))
    with pytest.raises(NotPossible, match="没有留下电子邮箱"):
        change_mail(application=application, agreed=True, at=at(DAY))


class Down:
    """A mail server that is out of order until it is mended."""

    mended: ClassVar[bool] = False
    sent: ClassVar[list[Message]] = []

    def send(self, message: Message) -> None:
        if not self.mended:
            raise NotDelivered("连接不上邮件服务器")
        self.sent.append(message)

    def close(self) -> None:
        pass


@pytest.fixture
def server(settings: django_settings) -> type[Down]:
    settings.NOTICE_EMAIL_ADAPTER = f"{__name__}.Down"
    settings.SITE_URL = "https://www.example.gov.cn"
    Down.mended, Down.sent = False, []
    return Down


def test_what_an_outage_held_up_goes_out_afterwards_once_and_in_order(
    city: City, server: type[Down]
) -> None:
    application = handled(city)
    asked(application)
    receive_supplement(application=application, text="2025年", by=BY, at=at(NEXT))
    begin = at(NEXT, 10)
    for hours in range(0, 60, 6):
        assert send_pending(clock=lambda moment=begin + timedelta(hours=hours): moment).sent == 0
    server.mended = True
    later: datetime = begin + timedelta(days=3)
    assert send_pending(clock=lambda: later).sent == 3
    assert send_pending(clock=lambda: later + timedelta(days=1)).sent == 0
    titles = [message.title.split("：")[1] for message in server.sent]
    assert titles == ["已收到", "需要您补正", "已收到补正"]
    assert {message.address for message in server.sent} == {"li@example.cn"}
    for message in server.sent:
        assert message.text.endswith("\n\nhttps://www.example.gov.cn/requests/follow/\n")
        assert re.search(r"本邮件按2026年3月\d日的情况发出", message.text)


def test_an_address_that_was_destroyed_is_not_written_to(city: City, server: type[Down]) -> None:
    server.mended = True
    application = handled(city)
    Notice.objects.all().delete()
    asked(application)
    application.applicant.sealed_contact = ""
    application.applicant.save(update_fields=["sealed_contact"])
    assert send_pending(clock=lambda: at(DAY, 12)).sent == 0
    assert told(application)[0].state == State.FAILED


def test_every_template_belongs_to_an_act_and_fills_in_what_is_known() -> None:
    acts = {act.code for act in ACTS}
    for key, mail in mails().items():
        assert key.partition(":")[0] in acts, key
        for text in (mail.title, mail.what, mail.next):
            require_neutral(text)
            names = {name for _, name, _, _ in Formatter().parse(text) if name is not None}
            assert names <= {"agency", "day", "limit", "numbers"}, key
        assert mail.next.endswith("。") or mail.next.endswith("期限。"), key


def test_what_the_applicant_reads_on_the_page_is_told_by_mail_too() -> None:
    """Every public act is told, but for those that ask nothing and change no date."""
    public = {act.code for act in ACTS if act.public}
    known = {key.partition(":")[0] for key in mails()}
    assert public - known == {"accept", "override"}


def test_a_wish_for_inspection_is_no_different(city: City) -> None:
    application = register_application(
        agency=city.health,
        channel=Channel.COUNTER,
        arrived_on=date(2026, 3, 2),
        person=agreeing(),
        wish=Wish(WANTED, Form.INSPECTION, DeliveryWay.COUNTER),
        by=BY,
        at=at(date(2026, 3, 2)),
    )
    assert Notice.objects.get(contact_key=str(application.pk)).kind == "request.received"
