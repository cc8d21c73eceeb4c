"""Who looked at whose data, and what is due for destruction: pages for those who answer for it."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from datetime import timedelta
from urllib.parse import quote
from uuid import UUID

import pytest
from django.test import Client
from django.utils import timezone

from tests.builders.agencies import BY as OFFICE
from tests.builders.agencies import City, somebody
from tests.builders.requests import an_application
from yangguang.apps.agencies.models import User
from yangguang.apps.audit.actors import Actor, ActorKind
from yangguang.apps.audit.models import Act
from yangguang.apps.requests.models import Application, Attachment, RemedyForum
from yangguang.apps.requests.services.materials import attach
from yangguang.apps.requests.services.receipts import give_receipt
from yangguang.apps.requests.services.remedies import open_remedy
from yangguang.apps.vault.models import Destruction, RetentionEntry, SubjectKey
from yangguang.apps.vault.services import destroy_subject, list_due, log_access
from yangguang.law.receipt import Channel

pytestmark = pytest.mark.django_db
Desk = Callable[[User], Client]


def text(answer: object) -> str:
    page = answer.content.decode()  # type: ignore[attr-defined] # a response of the test client
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def looked_at(
    application: Application, who: str, why: str, *, days_ago: int = 0, machine: bool = False
) -> None:
    log_access(
        [application.applicant.subject_key],
        by=Actor(ActorKind.STAFF, who, who, application.agency_id),
        at=timezone.now() - timedelta(days=days_ago),
        why=why,
        fields=["name", "file/12"],
        page=f"request:{application.number}",
        agency_key=application.agency_id,
        machine=machine,
    )


# 个人信息查看记录


def test_a_look_stands_with_who_whose_what_and_why(desk: Desk, city: City) -> None:
    application = an_application(city.health)
    looked_at(application, "吴某某", "核对寄送地址")
    lead = desk(somebody("agency-lead", city.health))
    page = text(lead.get("/looks/"))
    assert "吴某某" in page
    assert f"{application.number} {application.mask}" in page
    assert "姓名或名称、材料12" in page
    assert "核对寄送地址" in page
    assert "李测试" not in page
    case = lead.get(f"/requests/{application.pk}/")
    assert f"/looks/?matter={quote(application.number)}" in case.content.decode()
    clerk = desk(somebody("agency-clerk", city.health)).get(f"/requests/{application.pk}/")
    assert "/looks/" not in clerk.content.decode()


def test_looks_are_filtered_by_staff_matter_way_and_day(desk: Desk, city: City) -> None:
    one, two = an_application(city.health), an_application(city.health)
    looked_at(one, "吴某某", "核对寄送地址", days_ago=10)
    looked_at(two, "郑某某", "制作文书：答复", machine=True)
    client = desk(somebody("auditor", city.office))
    day = timezone.localdate() - timedelta(days=5)
    for asked, there, absent in (
        ({"who": "吴"}, "核对寄送地址", "制作文书：答复"),
        ({"matter": two.number}, "制作文书：答复", "核对寄送地址"),
        ({"way": "person.process"}, "制作文书：答复", "核对寄送地址"),
        ({"way": "person.reveal"}, "核对寄送地址", "制作文书：答复"),
        ({"since": str(day)}, "制作文书：答复", "核对寄送地址"),
        ({"until": str(day)}, "核对寄送地址", "制作文书：答复"),
        ({"agency": str(city.health.pk)}, "核对寄送地址", "没有符合条件"),
    ):
        page = text(client.get("/looks/", asked))
        assert there in page, asked
        assert absent not in page, asked
    assert "没有符合条件" in text(client.get("/looks/", {"agency": str(city.schools.pk)}))


def test_a_body_sees_no_look_at_the_data_of_another(desk: Desk, city: City) -> None:
    looked_at(an_application(city.schools), "吴某某", "核对寄送地址")
    assert "没有符合条件" in text(desk(somebody("agency-lead", city.health)).get("/looks/"))


def test_a_look_at_the_record_is_kept_with_its_filter(desk: Desk, city: City) -> None:
    looked_at(an_application(city.health), "吴某某", "核对寄送地址")
    auditor = somebody("auditor", city.office)
    client = desk(auditor)
    client.get("/looks/", {"who": "吴"})
    b"".join(client.get("/looks/export.csv", {"who": "吴"}).streaming_content)  # type: ignore[attr-defined] # streamed
    acts = Act.objects.filter(verb__in=["person.list-looks", "person.export-looks"]).order_by("id")
    assert [(act.verb, act.actor_key, act.after) for act in acts] == [
        ("person.list-looks", auditor.actor().key, {"who": "吴", "rows": 1}),
        ("person.export-looks", auditor.actor().key, {"who": "吴", "rows": 1}),
    ]


def test_the_export_runs_nothing_in_a_spreadsheet(desk: Desk, city: City) -> None:
    application = an_application(city.health)
    looked_at(application, "吴某某", "=HYPERLINK(1)")
    answer = desk(somebody("agency-lead", city.health)).get("/looks/export.csv")
    data = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined] # streamed
    rows = list(csv.reader(io.StringIO(data)))
    assert rows[0] == [
        "时间", "人员", "所代表机构", "方式", "办件", "申请人", "内容", "用途", "页面",
    ]  # fmt: skip
    assert rows[1][1:] == [
        "吴某某", city.health.name, "人员查看", application.number, application.mask,
        "姓名或名称、材料12", "'=HYPERLINK(1)", "",
    ]  # fmt: skip


# 到期个人信息


def a_due_person(city: City) -> Application:
    """Answered eleven years ago."""
    application = an_application(city.health, on=timezone.localdate() - timedelta(days=11 * 366))
    Application.objects.filter(pk=application.pk).update(
        closed_on=application.received_on, state="archived", reply_kind="withdrawn-2007"
    )
    list_due(by=OFFICE, at=timezone.now())
    return application


def key_of(application: Application) -> UUID:
    key: UUID = application.applicant.subject_key
    return key


def test_what_is_due_stands_with_rule_basis_and_days(desk: Desk, city: City) -> None:
    application = a_due_person(city)
    page = text(desk(somebody("agency-lead", city.health)).get("/retention/"))
    assert "到期清单（1）" in page
    assert application.number in page
    assert "依申请公开的申请人、第三方的个人信息，保管 10 年" in page
    assert "《个人信息保护法》第十九条、第四十七条" in page
    page = text(desk(somebody("agency-lead", city.schools)).get("/retention/"))
    assert "没有到期的个人信息" in page


def test_one_proposes_and_another_signs_and_a_certificate_is_left(desk: Desk, city: City) -> None:
    application = a_due_person(city)
    lead = desk(somebody("agency-lead", city.health))
    answer = lead.post(
        "/retention/propose/",
        {"person": [str(key_of(application))], "approval": "清档批〔2026〕2号"},
        follow=True,
    )
    page = text(answer)
    assert "现在什么都没有销毁" in page
    assert "提出人不能自己复核" in page
    made = Destruction.objects.get()
    answer = lead.post(f"/retention/lists/{made.pk}/sign/", follow=True)
    assert "提出人不能自己复核，请由另一名负责人复核签字后销毁。" in text(answer)
    assert SubjectKey.objects.get(pk=key_of(application)).destroyed_at is None
    assert "待复核" in text(lead.get("/retention/"))
    head = desk(somebody("disclosure-director", city.office))
    page = text(head.post(f"/retention/lists/{made.pk}/sign/", follow=True))
    number = f"销毁清册〔{timezone.localdate().year}〕1号"
    assert f"已销毁 1 人的个人信息，凭证为{number}。" in page
    assert SubjectKey.objects.get(pk=key_of(application)).destroyed_at is not None
    assert not RetentionEntry.objects.exists()
    page = text(desk(somebody("auditor", city.office)).get("/retention/"))
    assert number in page
    assert "没有到期的个人信息" in page
    assert "（个人信息已销毁）" in text(lead.get(f"/requests/{application.pk}/"))


def test_what_can_no_longer_be_read_is_refused_in_words(desk: Desk, city: City) -> None:
    """A case outlives the data of its applicant; its buttons must not end in an error page."""
    application = an_application(city.health, channel=Channel.ORAL)
    now = timezone.now()
    file = attach(
        application=application, purpose=Attachment.Purpose.SOURCE, name="甲.txt", data=b"1", by=OFFICE,
        at=now,
    )  # fmt: skip
    remedy = open_remedy(
        application=application, forum=RemedyForum.REVIEW, body="清源市人民政府",
        received_on=timezone.localdate(now), by=OFFICE, at=now,
    )  # fmt: skip
    letter = give_receipt(application=application, by=OFFICE, at=now)
    destroy_subject(application.applicant.subject_key, by=OFFICE, at=now, basis="保管期满")
    lead = desk(somebody("agency-lead", city.health))
    sent = {"letter": letter.pk, "wrong_1": "甲", "right_1": "乙", "reason": "印错"}
    for address, values in (
        (f"/requests/remedies/{remedy.pk}/evidence/", {}),
        (f"/requests/{application.pk}/files/{file.pk}/redact/", {}),
        (f"/requests/{application.pk}/act/reissue-letter/", sent),
    ):
        answer = lead.post(address, values, follow=True)
        assert "个人信息已按规定期限销毁" in answer.content.decode(), address


def test_nobody_destroys_the_data_of_another_body(desk: Desk, city: City) -> None:
    application = a_due_person(city)
    lead = desk(somebody("agency-lead", city.schools))
    answer = lead.post("/retention/propose/", {"person": [str(key_of(application))]}, follow=True)
    assert "不属于您管理范围" in text(answer)
    assert not Destruction.objects.exists()


def test_a_list_may_be_given_up_with_a_reason(desk: Desk, city: City) -> None:
    application = a_due_person(city)
    lead = desk(somebody("agency-lead", city.health))
    lead.post("/retention/propose/", {"person": [str(key_of(application)), "no-uuid"]})
    made = Destruction.objects.get()
    answer = lead.post(f"/retention/lists/{made.pk}/drop/", {"why": "档案馆要求保留"}, follow=True)
    assert "已放弃，没有销毁任何信息" in text(answer)
    made.refresh_from_db()
    assert (made.state, made.remark) == ("dropped", "档案馆要求保留")


def test_the_list_is_brought_up_to_date_on_demand(desk: Desk, city: City) -> None:
    a_due_person(city)
    RetentionEntry.objects.all().delete()
    lead = desk(somebody("agency-lead", city.health))
    assert "到期清单（1）" in text(lead.post("/retention/refresh/", follow=True))
