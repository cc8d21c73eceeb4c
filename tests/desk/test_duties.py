"""The list of what is owed, the supervisor's overview, pressing from above, messages."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from tests.builders.agencies import AT, BY, City, a_post, somebody
from tests.builders.duties import a_duty
from tests.desk.scene import a_failed_mail
from yangguang.apps.agencies.models import User
from yangguang.apps.audit.models import Act
from yangguang.apps.duties.models import Duty, SupervisionOrder
from yangguang.apps.duties.services import discharge_duty
from yangguang.apps.events.services import deliver
from yangguang.apps.notices.models import Notice
from yangguang.apps.notices.services import post_notice

pytestmark = pytest.mark.django_db
Desk = Callable[[User], Client]


@pytest.fixture
def today() -> date:
    return timezone.localdate()


def text(client: Client, address: str, status: int = 200) -> str:
    """What a page says, without marks and runs of space."""
    answer = client.get(address)
    assert answer.status_code == status
    plain = re.sub(r"<(script|style).*?</\1>|<[^>]+>", " ", answer.content.decode(), flags=re.S)
    return " ".join(plain.split())


def owed(agency: object, number: str, due: date, **values: object) -> Duty:
    return a_duty(
        agency,  # type: ignore[arg-type] # a body of the city
        number,
        due,
        opened_on=due - timedelta(days=40),
        **values,  # type: ignore[arg-type] # the builder passes on what the case names
    )


# --- the list -------------------------------------------------------------------------------


def test_what_is_due_today_stands_on_the_home_page_in_the_list_and_in_the_bar(
    desk: Desk, city: City, today: date
) -> None:
    owed(city.health, "2026-0001", today)
    clerk = desk(somebody("request-handler", city.health))
    home = text(clerk, "/")
    assert "申请 2026-0001 答复 清源市卫生健康委员会 临期 今天到期 答复" in home
    assert "超期 0 临期 1 正常 0" in home
    for address in ("/duties/", "/duties/?light=today", "/duties/?light=yellow"):
        assert "申请 2026-0001 答复 临期 今天到期" in text(clerk, address)
    for light in ("red", "green"):
        assert "没有符合条件的应办事项" in text(clerk, f"/duties/?light={light}")


def test_the_soonest_comes_first_and_only_what_one_attends_to(
    desk: Desk, city: City, today: date
) -> None:
    other = somebody("request-handler", city.health, username="other")
    owed(city.health, "later", today + timedelta(days=30))
    owed(city.health, "over", today - timedelta(days=30))
    owed(city.health, "taken", today, person=other)
    owed(city.schools, "elsewhere", today)
    clerk = desk(somebody("request-handler", city.health))
    mine = text(clerk, "/duties/")
    assert mine.index("申请 over") < mine.index("申请 later")
    assert "taken" not in mine
    assert "elsewhere" not in mine
    everything = text(clerk, "/duties/?whose=all")
    assert "taken" in everything
    assert "elsewhere" not in everything


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("whose=all&person=nobody", {"free"}),
        ("whose=all&q=tak", {"taken"}),
        ("whose=all&kind=test-reply", {"free", "taken"}),
        ("whose=all&kind=supervision-answer", set()),
        ("whose=closed", {"done"}),
        ("whose=nonsense&light=nonsense&sort=nonsense&agency=x", {"free"}),
    ],
)
def test_filters_narrow_the_list(
    desk: Desk, city: City, today: date, query: str, found: set[str]
) -> None:
    other = somebody("request-handler", city.health, username="other")
    owed(city.health, "free", today)
    owed(city.health, "taken", today, person=other)
    discharge_duty(duty=owed(city.health, "done", today), on=today, by=BY, at=AT)
    page = text(desk(somebody("request-handler", city.health)), f"/duties/?{query}")
    assert set(re.findall(r"申请 (free|taken|done) 答复", page)) == found


def test_the_export_opens_in_a_spreadsheet_and_runs_nothing(
    desk: Desk, city: City, today: date
) -> None:
    duty = owed(city.health, "2026-0001", today)
    Duty.objects.filter(pk=duty.pk).update(title="=1+1")
    answer = desk(somebody("request-handler", city.health)).get("/duties/export.csv")
    rows = list(csv.reader(io.StringIO(b"".join(answer).decode("utf-8-sig"))))
    assert rows[0][:3] == ["灯", "事项", "类别"]
    assert rows[1][:3] == ["临期", "'=1+1", "答复申请"]
    assert rows[1][7] == "今天到期"


def test_a_duty_shows_its_history_and_who_may_hands_it_on(
    desk: Desk, city: City, today: date
) -> None:
    duty = owed(city.health, "2026-0001", today)
    colleague = somebody("agency-clerk", city.health, username="colleague")
    outside = somebody("agency-clerk", city.schools, username="outside")
    clerk = desk(somebody("request-handler", city.health))
    page = text(clerk, f"/duties/{duty.pk}/")
    assert "登记 测试" in page
    assert "《条例》第三十三条" in page
    assert "指定承办人" in page
    assert "督办" not in page.split("现在可以")[1]
    form = clerk.get(f"/duties/{duty.pk}/assign/").content.decode()
    assert colleague.name in form
    assert outside.name not in form
    clerk.post(f"/duties/{duty.pk}/assign/", {"person": colleague.pk, "why": "熟悉情况"})
    duty.refresh_from_db()
    assert duty.person == colleague
    assert f"承办人 {colleague.name}" in text(clerk, f"/duties/{duty.pk}/")
    refused = clerk.post(f"/duties/{duty.pk}/assign/", {"person": outside.pk})
    assert refused.status_code == 422


def test_many_are_handed_to_one_colleague_and_each_stands_alone(
    desk: Desk, city: City, today: date
) -> None:
    somebody("request-handler", city.health, username="colleague")
    colleague = User.objects.get(username="colleague")
    mine = [owed(city.health, str(number), today) for number in range(3)]
    foreign = owed(city.schools, "9", today)
    clerk = desk(somebody("request-handler", city.health))
    assert "勾选的 0 件指定给" in text(clerk, "/duties/?whose=all")
    picks = [duty.pk for duty in (*mine, foreign)]
    answer = clerk.post(
        "/duties/assign/",
        {"pick": picks, "person": colleague.pk, "next": "/duties/?whose=all"},
        follow=True,
    )
    assert answer.redirect_chain == [("/duties/?whose=all", 302)]
    assert f"已将 3 件指定给{colleague.name}" in answer.content.decode()
    assert set(Duty.objects.filter(person=colleague)) == set(mine)
    for values in ({"pick": picks}, {"pick": ["x"], "person": "nobody"}, {"person": "nobody"}):
        clerk.post("/duties/assign/", values)
    assert Duty.objects.filter(person=colleague).count() == 3
    clerk.post("/duties/assign/", {"pick": picks[:1], "person": "nobody"})
    assert Duty.objects.filter(person=colleague).count() == 2


def test_what_a_colleague_may_not_attend_to_is_left_and_said(
    desk: Desk, city: City, today: date
) -> None:
    director = somebody("disclosure-director", city.office, username="director")
    duty = owed(city.health, "1", today)
    answer = desk(director).post(
        "/duties/assign/", {"pick": [duty.pk], "person": director.pk}, follow=True
    )
    assert f"{director.name}不能承办“申请 1 答复”" in answer.content.decode()
    duty.refresh_from_db()
    assert duty.person is None


def test_a_duty_handed_to_somebody_of_another_body_is_theirs_to_see(
    desk: Desk, city: City, today: date
) -> None:
    helper = somebody("request-handler", city.schools)
    duty = owed(city.health, "2026-0001", today, person=helper)
    assert "申请 2026-0001" in text(desk(helper), f"/duties/{duty.pk}/")
    stranger = somebody("request-handler", city.schools, username="stranger")
    assert desk(stranger).get(f"/duties/{duty.pk}/").status_code == 404


# --- supervision ------------------------------------------------------------------------------


def test_the_overview_names_the_worst_first_and_leads_to_its_cases(
    desk: Desk, city: City, today: date
) -> None:
    owed(city.schools, "1", today + timedelta(days=60))
    owed(city.health, "2", today - timedelta(days=20))
    owed(city.health, "3", today)
    discharge_duty(duty=owed(city.health, "4", today), on=today, by=BY, at=AT)
    above = desk(somebody("supervisor", city.office))
    page = text(above, "/overview/")
    assert page.index("清源市卫生健康委员会") < page.index("清源市教育局")
    assert re.search(
        r"清源市卫生健康委员会 2 件在办：清源市卫生健康委员会 1 件超期：清源市卫生健康委员会", page
    )
    assert "1 件今天到期：清源市卫生健康委员会" in page
    assert "50.0%" in page
    lead = f"/duties/?whose=all&agency={city.health.pk}&light=red"
    assert re.findall(r"申请 (\d) 答复", text(above, lead))[0] == "2"
    raw = above.get("/overview/").content.decode()
    closed = re.search(r'href="(/duties/\?whose=closed&amp;agency=\d+&amp;outcome=done[^"]*)"', raw)
    assert closed is not None
    assert "申请 4 答复" in text(above, closed[1].replace("&amp;", "&"))
    late = f"/duties/?whose=closed&agency={city.health.pk}&outcome=late&year={today.year}"
    assert "申请 4 答复" not in text(above, late)
    other_year = f"/duties/?whose=closed&outcome=done&year={today.year - 1}"
    assert "申请 4 答复" not in text(above, other_year)
    for sort in ("rate", "overdue", "open", "tree", "nonsense"):
        assert above.get(f"/overview/?sort={sort}").status_code == 200


def test_an_order_goes_down_is_answered_sent_back_answered_and_closed(
    desk: Desk, city: City, today: date
) -> None:
    duty = owed(city.health, "2026-0001", today - timedelta(days=10))
    above = desk(somebody("supervisor", city.office, username="above"))
    clerk = desk(somebody("request-handler", city.health, username="clerk"))
    assert "督办" in text(above, f"/duties/{duty.pk}/").split("现在可以")[1]
    form = above.get(f"/orders/new/?duty={duty.pk}&kind=supervise").content.decode()
    assert 'value="supervise" required id="id_kind_1" checked' in form
    values = {
        "agency": city.health.pk,
        "kind": "supervise",
        "title": "2026-0001 号申请",
        "text": "请说明原因。",
        "limit_on": today.isoformat(),
    }
    answer = above.post(f"/orders/new/?duty={duty.pk}", values)
    order = SupervisionOrder.objects.get()
    assert answer.headers["Location"] == f"/orders/{order.pk}/"
    assert (order.sender, order.agency, order.duty) == (city.office, city.health, duty)
    assert "督办反馈：2026-0001 号申请 清源市卫生健康委员会 临期 今天到期 反馈" in text(clerk, "/")
    own = Duty.objects.get(kind="supervision-answer")

    assert clerk.post(f"/orders/{order.pk}/answer/", {"text": ""}).status_code == 422
    clerk.post(f"/orders/{order.pk}/answer/", {"text": "已起草。"})
    own.refresh_from_db()
    assert own.outcome == "done"
    assert clerk.post(f"/orders/{order.pk}/answer/", {"text": "再报"}).status_code == 409

    back = {"why": "没有说明原因", "limit_on": (today + timedelta(days=3)).isoformat()}
    above.post(f"/orders/{order.pk}/return/", back)
    own.refresh_from_db()
    assert own.is_open
    told = text(clerk, f"/orders/{order.pk}/")
    assert re.search(r"退回重报 above某 [\d-]+ [\d:]+ 没有说明原因", told)
    assert "没有说明原因" in text(above, f"/orders/{order.pk}/")
    clerk.post(f"/orders/{order.pk}/answer/", {"text": "人手不足，已补齐。"})
    above.post(f"/orders/{order.pk}/close/", {"conclusion": "同意。"})
    order.refresh_from_db()
    assert (order.state, order.conclusion) == ("closed", "同意。")
    ended = text(clerk, f"/orders/{order.pk}/")
    for words in ("请说明原因。", "已起草。", "没有说明原因", "人手不足，已补齐。", "同意。"):
        assert words in ended.split("办理记录")[1]
    duty.refresh_from_db()
    assert duty.is_open
    verbs = Act.objects.filter(subject_kind="supervision-order").order_by("id")
    assert [act.verb.split(".")[1] for act in verbs] == [
        "issue",
        "answer",
        "return",
        "answer",
        "close",
    ]


def test_an_order_may_not_go_up_aside_or_back_in_time(desk: Desk, city: City, today: date) -> None:
    above = desk(somebody("supervisor", city.office))
    values = {"kind": "urge", "title": "x", "text": "x", "limit_on": today.isoformat()}
    own = above.post("/orders/new/", {**values, "agency": city.office.pk})
    assert own.status_code == 422
    past = {**values, "agency": city.health.pk, "limit_on": "2026-01-01"}
    assert "已过" in above.post("/orders/new/", past).content.decode()
    county = desk(somebody("supervisor", city.county, username="county"))
    aside = county.post("/orders/new/", {**values, "agency": city.health.pk})
    assert aside.status_code == 422
    hidden = owed(city.health, "1", today)
    assert county.get(f"/orders/new/?duty={hidden.pk}").status_code == 404
    assert above.get("/orders/new/?duty=x").status_code == 404
    assert not SupervisionOrder.objects.exists()


def test_another_supervisor_sees_an_order_and_does_not_decide_it(
    desk: Desk, city: City, today: date
) -> None:
    above = somebody("supervisor", city.office, username="above")
    values = {
        "agency": city.county_health.pk,
        "kind": "urge",
        "title": "x",
        "text": "x",
        "limit_on": today.isoformat(),
    }
    desk(above).post("/orders/new/", values)
    order = SupervisionOrder.objects.get()
    county = desk(somebody("supervisor", city.county, username="county"))
    assert "等待清源市石桥县卫生健康局反馈" in text(county, f"/orders/{order.pk}/")
    refusal = county.post(f"/orders/{order.pk}/close/", {"conclusion": "x"})
    assert refusal.status_code == 409
    assert "由清源市人民政府办公室发出" in refusal.content.decode()
    schools = desk(somebody("agency-lead", city.schools))
    assert schools.get(f"/orders/{order.pk}/").status_code == 404


# --- messages and outbox ----------------------------------------------------------------------


def test_a_message_is_counted_until_it_is_opened_and_leads_on(
    desk: Desk, city: City, today: date
) -> None:
    clerk = somebody("request-handler", city.health)
    client = desk(clerk)
    owed(city.health, "2026-0001", today)
    desk(somebody("supervisor", city.office, username="above")).post(
        "/orders/new/",
        {
            "agency": city.health.pk,
            "kind": "urge",
            "title": "2026-0001",
            "text": "x",
            "limit_on": today.isoformat(),
        },
    )
    lead = somebody("agency-lead", city.health)
    deliver(reader_name="notices")
    order = SupervisionOrder.objects.get()
    mine = desk(lead)
    assert "1 条未读" in text(mine, "/")
    notice = Notice.objects.get(recipient=lead)
    assert client.post(f"/messages/{notice.pk}/open/").status_code == 404
    opened = mine.post(f"/messages/{notice.pk}/open/")
    assert opened.headers["Location"] == f"/orders/{order.pk}/"
    assert "条未读" not in text(mine, "/")
    assert "没有未读消息" in text(mine, "/messages/?state=unread")


def test_all_messages_are_read_at_once_and_a_link_never_leads_away(desk: Desk, city: City) -> None:
    clerk = somebody("request-handler", city.health)
    for number in range(3):
        post_notice(
            to=clerk,
            channel="desk",
            kind="duty.reminder",
            title="提醒",
            link="https://evil.example/" if number == 0 else "",
            dedupe=str(number),
            at=AT,
        )
    client = desk(clerk)
    first = Notice.objects.get(dedupe="0")
    assert client.post(f"/messages/{first.pk}/open/").headers["Location"] == "/"
    client.post("/messages/read/")
    assert not Notice.objects.filter(read_at__isnull=True).exists()


def test_what_did_not_arrive_is_seen_and_sent_again(desk: Desk, city: City) -> None:
    clerk = somebody("request-handler", city.health)
    lost = a_failed_mail(city.health, clerk)
    above = desk(somebody("supervisor", city.office))
    page = text(above, "/outbox/?state=failed&channel=email")
    assert "未能送达 1" in page
    assert "邮件服务器拒收该地址" in page
    above.post(f"/outbox/{lost.pk}/resend/")
    lost.refresh_from_db()
    assert lost.state == "waiting"
    assert above.post(f"/outbox/{lost.pk}/resend/").status_code == 409
    elsewhere = somebody("agency-lead", city.schools)
    assert "没有符合条件的通知" in text(desk(elsewhere), "/outbox/")
    both = somebody("agency-lead", city.schools, username="both")
    a_post(both, "auditor", city.schools)
    assert "期限提醒" in text(desk(both), "/outbox/")
