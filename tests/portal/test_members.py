"""用户 pages: a citizen joins, keeps, subscribes and leaves; wrong input; nobody sees another's."""

from datetime import date, timedelta
from html import escape
from urllib.parse import quote

import pytest
from django.test import Client
from django.utils import timezone

from tests.builders.agencies import a_city
from tests.builders.catalog import an_agency, an_item
from tests.builders.requests import BY, an_application
from yangguang.apps.catalog.models import Item, ItemState
from yangguang.apps.members.contacts import token_of
from yangguang.apps.members.models import Member, MemberLink, Reading, Subscription
from yangguang.apps.members.services import accounts, links
from yangguang.apps.requests.services.codes import give_query_code

pytestmark = pytest.mark.django_db
EMAIL, PASSWORD = "lin.yue@example.com", "春江水暖鸭先知2026年"


def signed_in(citizen: Client, email: str = EMAIL) -> Member:
    now = timezone.now() - timedelta(minutes=5)
    accounts.join(email=email, password=PASSWORD, at=now)
    member = accounts.confirm(token=token_of(MemberLink.objects.latest("pk")), at=now)
    citizen.post("/members/sign-in/", {"email": email, "password": PASSWORD})
    return member


def test_a_citizen_joins_by_mail_and_signs_in(citizen: Client) -> None:
    assert citizen.get("/members/").status_code == 302
    values = {"email": EMAIL, "password": PASSWORD, "again": "不一样"}
    at_once = citizen.post("/members/join/", {"email": "lin", "password": "1", "again": "2"})
    assert at_once.content.decode().count('class="wrong-words"') == 3
    wrong = citizen.post("/members/join/", values)
    assert wrong.status_code == 422
    assert "两次填写的密码不一样" in wrong.content.decode()
    assert EMAIL in wrong.content.decode()
    sent = citizen.post("/members/join/", {**values, "again": PASSWORD}).content.decode()
    assert "请查收邮件" in sent
    token = token_of(MemberLink.objects.get())
    assert "确认邮箱" in citizen.get(f"/members/confirm/{token}/").content.decode()
    assert Member.objects.get().state == "unconfirmed"
    citizen.post(f"/members/confirm/{token}/")
    answer = citizen.post(
        "/members/sign-in/", {"email": EMAIL, "password": PASSWORD, "next": "/members/settings/"}
    )
    assert answer["Location"] == "/members/settings/"
    cookie = answer.cookies["yg_member"]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")
    assert "l***@example.com" in citizen.get("/members/").content.decode()


def test_whoever_joins_on_the_way_to_a_subscription_arrives_there(citizen: Client) -> None:
    wanted = "/members/subscriptions/?kind=query&value=%E4%BE%9B%E6%9A%96"
    asked = citizen.get(citizen.get(wanted)["Location"]).content.decode()
    join = f"/members/join/?next={quote(wanted, safe='')}"
    assert join in asked
    assert f'value="{escape(wanted)}"' in citizen.get(join).content.decode()
    values = {"email": EMAIL, "password": PASSWORD, "again": PASSWORD, "next": wanted}
    citizen.post("/members/join/", values)
    citizen.post(f"/members/confirm/{token_of(MemberLink.objects.get())}/")
    assert f'value="{escape(wanted)}"' in citizen.get("/members/sign-in/").content.decode()
    answer = citizen.post("/members/sign-in/", {"email": EMAIL, "password": PASSWORD})
    assert answer["Location"] == wanted
    assert answer.cookies["yg_member_next"]["max-age"] == 0


def test_a_robot_that_fills_in_the_trap_joins_nothing(citizen: Client) -> None:
    values = {"email": EMAIL, "password": PASSWORD, "again": PASSWORD, "homepage": "x"}
    assert "请查收邮件" in citizen.post("/members/join/", values).content.decode()
    assert not Member.objects.exists()


def test_signing_in_leads_nowhere_else(citizen: Client) -> None:
    signed_in(citizen)
    answer = citizen.post(
        "/members/sign-in/",
        {"email": EMAIL, "password": PASSWORD, "next": "https://evil.example/"},
    )
    assert answer["Location"] == "/members/"


def test_favourites_are_kept_by_a_button_and_only_ones_own_dropped(citizen: Client) -> None:
    member, item = signed_in(citizen), an_item("供水通知")
    address = f"/members/favourites/add/?item={item.pk}"
    assert "供水通知" in citizen.get(address).content.decode()
    assert not member.favourites.exists()
    answer = citizen.post("/members/favourites/add/", {"item": item.pk}, follow=True)
    assert answer.redirect_chain == [(address, 302)]
    assert "已收藏" in answer.content.decode()
    assert f'<a class="btn" href="/item/{item.pk}/">' in answer.content.decode()
    row = member.favourites.get()
    kept_at = f"{timezone.localtime(row.at):%Y-%m-%d %H:%M}收藏"
    assert kept_at in citizen.get("/members/").content.decode()
    other = Client()
    signed_in(other, "other@example.com")
    other.post(f"/members/favourites/{row.pk}/drop/")
    assert member.favourites.exists()
    citizen.post(f"/members/favourites/{row.pk}/drop/")
    assert not member.favourites.exists()
    assert citizen.get("/members/favourites/add/?item=999999").status_code == 404


def test_reading_is_noted_from_this_site_only_and_where_wanted(citizen: Client) -> None:
    member, item = signed_in(citizen), an_item()
    address = f"/members/read/{item.pk}/"
    citizen.post(address)
    assert not Reading.objects.exists()
    citizen.post("/members/settings/", {"act": "history", "keep": "1"})
    assert citizen.post(address, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 404
    assert citizen.post(address, headers={"Sec-Fetch-Site": "same-origin"}).status_code == 204
    assert Reading.objects.get().member == member
    assert item.title in citizen.get("/members/").content.decode()
    Item.objects.filter(pk=item.pk).update(state=ItemState.WITHDRAWN)
    page = citizen.get("/members/").content.decode()
    assert "已撤下" in page
    assert f'href="/item/{item.pk}/"' not in page
    citizen.post("/members/history/forget/")
    assert not Reading.objects.exists()


def test_subscriptions_come_from_pages_and_can_be_ended(citizen: Client) -> None:
    member = signed_in(citizen)
    water = an_agency("清源市水务局", slug="water")
    assert "kind=agency&amp;value=water" in citizen.get("/agency/water/items/").content.decode()
    form = citizen.get("/members/subscriptions/?kind=agency&value=water").content.decode()
    assert "机构：<b>清源市水务局</b>" in form
    lost = citizen.get("/members/subscriptions/?kind=column&value=x").content.decode()
    assert "没有这个栏目" in lost
    bad = citizen.post("/members/subscriptions/", {"kind": "column", "value": "x", "every": "day"})
    assert bad.status_code == 422
    asked = {"kind": "agency", "value": "water", "every": "week"}
    told = citizen.post("/members/subscriptions/", asked, follow=True).content.decode()
    assert "已订阅“清源市水务局”，有新信息时每周发邮件告知" in told
    assert "已订阅“" not in citizen.get("/members/subscriptions/?done=x").content.decode()
    row = Subscription.objects.get()
    assert (row.label, row.every) == ("清源市水务局", "week")
    an_item("停水通知", agency=water, released_at=timezone.now())
    an_item("上周的通知", agency=water, released_at=timezone.now() - timedelta(days=7))
    feed = Client().get(f"/members/feed/{member.feed_token}.xml")
    assert feed["Content-Type"].startswith("application/atom+xml")
    assert "停水通知" in feed.content.decode()
    assert "上周的通知" in feed.content.decode()
    assert Client().get("/members/feed/guess.xml").status_code == 404
    citizen.post(f"/members/subscriptions/{row.pk}/end/")
    assert not Subscription.objects.exists()


def test_who_has_a_mail_ends_it_without_signing_in(citizen: Client) -> None:
    member = signed_in(citizen)
    an_agency("清源市水务局", slug="water")
    for value in ("停水", "供水"):
        sent = {"kind": "query", "value": value, "every": "day"}
        citizen.post("/members/subscriptions/", sent)
    link = links.stopping_link(member, at=timezone.now())
    assert links.stopping_link(member, at=timezone.now()) == link
    anybody, address = Client(), f"/members/stop/{token_of(link)}/"
    assert "停水" in anybody.get(address).content.decode()
    anybody.post(address, {"key": Subscription.objects.get(value="停水").pk})
    anybody.post(address, {"key": "none"})
    assert [row.value for row in Subscription.objects.all()] == ["供水"]
    anybody.post(address, {"key": "all"})
    assert "已经全部退订" in anybody.get(address).content.decode()
    assert anybody.get(f"/members/stop/{link.pk}-{'0' * 40}/").status_code == 404
    confirming = MemberLink.objects.get(purpose="confirm")
    assert anybody.get(f"/members/stop/{token_of(confirming)}/").status_code == 404


def test_one_click_of_a_mail_program_ends_the_mails_without_signing_in(citizen: Client) -> None:
    member = signed_in(citizen)
    citizen.post("/members/subscriptions/", {"kind": "query", "value": "停水", "every": "day"})
    address = f"/members/stop/{token_of(links.stopping_link(member, at=timezone.now()))}/"
    program = Client(enforce_csrf_checks=True)
    click = {"List-Unsubscribe": "One-Click"}
    forged = f"{address.rpartition('-')[0]}-{'0' * 40}/"
    assert program.post(forged, click).status_code == 404
    assert program.get(address).status_code == 200
    assert Subscription.objects.exists(), "opening the page ends nothing"
    answer = program.post(address, click)
    assert (answer.status_code, answer.content.decode()) == (200, "已退订。")
    assert not Subscription.objects.exists()
    assert program.post(address, click).status_code == 200, "a second click does no harm"


def test_leaving_needs_the_password_and_takes_everything(citizen: Client) -> None:
    signed_in(citizen)
    wrong = citizen.post("/members/settings/", {"act": "close", "closing": "x"})
    assert "没有注销" in wrong.content.decode()
    gone = citizen.post("/members/settings/", {"act": "close", "closing": PASSWORD})
    assert "已经注销" in gone.content.decode()
    assert citizen.get("/members/").status_code == 302


def test_a_new_password_by_mail(citizen: Client) -> None:
    signed_in(citizen)
    citizen.post("/members/password/", {"email": EMAIL})
    token = token_of(MemberLink.objects.get(purpose="reset"))
    address = f"/members/password/{token}/"
    assert "新密码" in citizen.get(address).content.decode()
    bad = citizen.post(address, {"password": "short", "again": "short"})
    assert bad.status_code == 422
    good = "一个新的足够长的密码12"
    assert "已经重设" in citizen.post(address, {"password": good, "again": good}).content.decode()
    assert "已经用过" in citizen.get(address).content.decode()


def test_public_pages_are_the_same_for_members(citizen: Client) -> None:
    item = an_item()
    before = Client().get(f"/item/{item.pk}/").content
    signed_in(citizen)
    assert citizen.get(f"/item/{item.pk}/").content == before


def test_a_case_is_added_once_by_number_and_code_and_opened_by_its_member_only(
    citizen: Client,
) -> None:
    member = signed_in(citizen)
    application = an_application(a_city().health, on=date(2026, 3, 2))
    code = give_query_code(application=application, by=BY, at=timezone.now())
    empty = citizen.post("/members/cases/add/", {"number": application.number, "code": ""})
    assert "请填写查询码" in empty.content.decode()
    wrong = citizen.post(
        "/members/cases/add/", {"number": application.number, "code": "AAAA-AAAA-AAAAA"}
    )
    assert wrong.status_code == 422
    assert application.number in wrong.content.decode()
    assert not member.cases.exists()
    for _ in range(2):
        citizen.post("/members/cases/add/", {"number": application.number.lower(), "code": code})
    row = member.cases.get()
    assert application.number in citizen.get("/members/").content.decode()
    stranger = Client()
    signed_in(stranger, "other@example.com")
    assert stranger.post(f"/members/cases/{row.pk}/open/").status_code == 404
    stranger.post(f"/members/cases/{row.pk}/drop/")
    assert member.cases.exists()
    opened = citizen.post(f"/members/cases/{row.pk}/open/", follow=True)
    assert application.number in opened.content.decode()
    citizen.post(f"/members/cases/{row.pk}/drop/")
    assert not member.cases.exists()


def test_a_code_given_anew_closes_what_the_account_could_open(citizen: Client) -> None:
    member = signed_in(citizen)
    application = an_application(a_city().health, on=date(2026, 3, 2))
    code = give_query_code(application=application, by=BY, at=timezone.now())
    citizen.post("/members/cases/add/", {"number": application.number, "code": code})
    row = member.cases.get()
    citizen.post(f"/members/cases/{row.pk}/open/")
    give_query_code(application=application, by=BY, at=timezone.now())
    assert citizen.get("/requests/case/").status_code == 302
    shut = citizen.post(f"/members/cases/{row.pk}/open/")
    assert shut.status_code == 422
    assert "查询码已经更换" in shut.content.decode()
