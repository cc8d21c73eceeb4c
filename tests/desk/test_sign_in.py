"""Signing in: what opens the door, what keeps it shut, and when it closes again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client

from tests.builders.agencies import PASSWORD, City, a_person, a_post, somebody
from tests.desk.conftest import enter, with_second_factor
from tests.desk.scene import an_item
from yangguang.apps.agencies.models import Authenticator, BackupCode, SignIn, User
from yangguang.apps.agencies.services import deactivate_staff
from yangguang.apps.audit.actors import system
from yangguang.apps.audit.models import Act

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 5, 6, 4, 0, tzinfo=UTC)


def sign_in(client: Client, username: str, password: str = PASSWORD, **more: str):
    return client.post("/sign-in/", {"username": username, "password": password, **more})


def test_the_right_password_opens_the_home_page(city: City) -> None:
    somebody("agency-clerk", city.health, username="zhao")
    client = Client()
    answer = sign_in(client, "zhao")
    assert answer.status_code == 302
    assert answer["Location"] == "/"
    page = client.get("/")
    assert page.status_code == 200
    assert "待办" in page.content.decode()
    assert "清源市卫生健康委员会" in page.content.decode()
    assert Act.objects.filter(verb="staff.sign-in", actor_name="zhao某").exists()


def test_a_page_that_stood_a_while_can_ask_whose_session_it_is(city: City) -> None:
    person = somebody("agency-clerk", city.health, username="zhao")
    client = Client()
    assert client.get("/session/").status_code == 302
    sign_in(client, "zhao")
    told = client.get("/session/").json()
    assert told["who"] == f"{person.pk}:{city.health.pk}"
    assert f'data-who="{told["who"]}"' in client.get("/").content.decode()
    assert len(told["token"]) == 64
    with time_machine.travel(datetime.now(UTC) + timedelta(hours=3), tick=False):
        assert client.get("/session/").status_code == 302


def test_a_wrong_password_is_answered_in_words_and_opens_nothing(city: City) -> None:
    somebody("agency-clerk", city.health, username="zhao")
    client = Client()
    answer = sign_in(client, "zhao", "not-the-password")
    assert answer.status_code == 422
    assert "登录名或密码不正确" in answer.content.decode()
    assert client.get("/").status_code == 302


def test_an_unknown_name_is_answered_like_a_wrong_password(city: City) -> None:
    somebody("agency-clerk", city.health, username="zhao")
    wrong = sign_in(Client(), "zhao", "not-the-password").content.decode()
    unknown = sign_in(Client(), "nobody", "not-the-password").content.decode()
    assert "登录名或密码不正确" in wrong
    assert "登录名或密码不正确" in unknown


def test_five_wrong_passwords_lock_the_name_even_for_the_right_one(city: City) -> None:
    somebody("agency-clerk", city.health, username="zhao")
    client = Client()
    for _ in range(4):
        assert sign_in(client, "zhao", "wrong-password-1").status_code == 422
    fifth = sign_in(client, "zhao", "wrong-password-1")
    assert fifth.status_code == 429
    assert "15 分钟" in fifth.content.decode()
    assert sign_in(client, "zhao").status_code == 429
    assert client.get("/").status_code == 302


def test_the_lock_opens_after_a_quarter_of_an_hour(city: City) -> None:
    somebody("agency-clerk", city.health, username="zhao")
    client = Client()
    with time_machine.travel(NOON, tick=False) as clock:
        for _ in range(5):
            sign_in(client, "zhao", "wrong-password-1")
        clock.move_to(NOON + timedelta(minutes=14))
        assert sign_in(client, "zhao").status_code == 429
        clock.move_to(NOON + timedelta(minutes=31))
        assert sign_in(client, "zhao").status_code == 302


def test_signing_in_changes_the_session_key(city: City) -> None:
    somebody("agency-clerk", city.health, username="zhao")
    client = Client()
    session = client.session
    session["planted"] = "by somebody else"
    session.save()
    planted = session.session_key
    client.cookies["yg_desk"] = planted
    sign_in(client, "zhao")
    assert client.cookies["yg_desk"].value != planted


@pytest.mark.parametrize(
    ("wanted", "led_to"),
    [
        ("/items/inbox/", "/items/inbox/"),
        ("https://evil.example/", "/"),
        ("//evil.example/", "/"),
        ("/\\evil.example/", "/"),
        ("javascript:alert(1)", "/"),
        ("items/inbox/", "/"),
    ],
)
def test_the_next_page_stays_on_this_desk(city: City, wanted: str, led_to: str) -> None:
    somebody("agency-clerk", city.health, username="zhao")
    answer = sign_in(Client(), "zhao", next=wanted)
    assert answer["Location"] == led_to


def test_whoever_is_not_signed_in_is_led_back_to_where_they_wanted(city: City) -> None:
    answer = Client().get("/items/inbox/?kind=policy-document")
    assert answer["Location"] == "/sign-in/?next=%2Fitems%2Finbox%2F%3Fkind%3Dpolicy-document"


@pytest.mark.parametrize(
    ("headers", "led_to"),
    [
        ({"referer": "http://testserver/drafts/7/"}, "/sign-in/?next=%2Fdrafts%2F7%2F"),
        ({"referer": "https://evil.example/drafts/7/"}, "/sign-in/"),
        ({}, "/sign-in/"),
    ],
)
def test_an_act_without_a_session_leads_back_to_its_page(
    city: City, headers: dict[str, str], led_to: str
) -> None:
    answer = Client(headers=headers).post("/drafts/7/act/submit/")
    assert answer["Location"] == led_to


def test_a_fragment_without_a_session_leads_back_to_the_page_around_it(city: City) -> None:
    there = {"hx-request": "true", "hx-current-url": "http://testserver/duties/?light=red"}
    answer = Client(headers=there).get("/session/")
    assert answer["HX-Redirect"] == "/sign-in/?next=%2Fduties%2F%3Flight%3Dred"


def test_who_signs_in_lands_on_the_work_that_lies_with_them(city: City) -> None:
    somebody("agency-clerk", city.health, username="zhao")
    client = Client()
    landed = client.get(sign_in(client, "zhao")["Location"])
    assert landed.wsgi_request.path == "/"
    assert "<h1>待办</h1>" in landed.content.decode()
    assert "您目前没有需要办理的事项。" in landed.content.decode()
    an_item(city.health, "等待审核的供水公告")
    page = client.get("/").content.decode()
    assert "等待审核的供水公告" in page
    assert "您目前没有需要办理的事项。" not in page


def test_a_closed_account_ends_with_its_next_request(city: City) -> None:
    user = somebody("agency-clerk", city.health)
    client = enter(Client(), user)
    assert client.get("/").status_code == 200
    deactivate_staff(user=user, by=system("测试"), at=NOON, reason="调离")
    answer = client.get("/")
    assert answer.status_code == 302
    assert answer["Location"].startswith("/sign-in/")


def test_an_idle_session_ends_and_says_why(city: City, settings) -> None:
    user = somebody("agency-clerk", city.health)
    client = Client()
    with time_machine.travel(NOON, tick=False) as clock:
        enter(client, user)
        clock.move_to(NOON + timedelta(minutes=29))
        assert client.get("/").status_code == 200
        clock.move_to(NOON + timedelta(minutes=29 + 31))
        assert client.get("/")["Location"].startswith("/sign-in/")
        assert "30 分钟没有操作" in client.get("/sign-in/").content.decode()
    assert SignIn.objects.get().ended_at is not None


def test_a_session_in_use_still_ends_after_twelve_hours(city: City) -> None:
    user = somebody("agency-clerk", city.health)
    client = Client()
    with time_machine.travel(NOON, tick=False) as clock:
        enter(client, user)
        for minute in range(20, 12 * 60 + 1, 20):
            clock.move_to(NOON + timedelta(minutes=minute))
            assert client.get("/").status_code == 200
        clock.move_to(NOON + timedelta(hours=12, minutes=1))
        assert client.get("/").status_code == 302


def test_a_temporary_password_must_be_changed_before_anything_else(city: City) -> None:
    user = a_person("qian", must_change_password=True)
    a_post(user, "agency-clerk", city.health)
    client = Client()
    sign_in(client, "qian")
    assert client.get("/items/inbox/")["Location"] == "/account/password/"
    answer = client.post(
        "/account/password/",
        {"old": PASSWORD, "new": "another-lake-lantern-8", "again": "another-lake-lantern-8"},
    )
    assert answer["Location"] == "/items/inbox/"
    assert client.get("/items/inbox/").status_code == 200
    user.refresh_from_db()
    assert user.check_password("another-lake-lantern-8")


@pytest.mark.parametrize(
    ("new", "said"),
    [
        ("short-1", "12"),
        ("password1234", "常见"),
        ("1234567890123", "数字"),
        (PASSWORD, "不能与原密码相同"),
    ],
)
def test_a_weak_new_password_is_refused_in_words(city: City, new: str, said: str) -> None:
    user = somebody("agency-clerk", city.health, username="zhao")
    client = enter(Client(), user)
    answer = client.post("/account/password/", {"old": PASSWORD, "new": new, "again": new})
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert User.objects.get(pk=user.pk).check_password(PASSWORD)


def test_a_new_password_ends_every_other_session(city: City) -> None:
    user = somebody("agency-clerk", city.health)
    here, elsewhere = enter(Client(), user), enter(Client(), user)
    here.post(
        "/account/password/",
        {"old": PASSWORD, "new": "another-lake-lantern-8", "again": "another-lake-lantern-8"},
    )
    assert here.get("/").status_code == 200
    assert elsewhere.get("/").status_code == 302


def test_a_post_that_needs_it_cannot_be_used_without_a_second_factor(city: City) -> None:
    somebody("disclosure-director", city.office, username="sun")
    client = Client()
    sign_in(client, "sun")
    assert client.get("/")["Location"] == "/account/second-factor/"
    assert client.get("/items/inbox/")["Location"] == "/account/second-factor/"
    page = client.get("/account/second-factor/")
    assert page.status_code == 200
    picture = client.get("/account/second-factor/picture.svg")
    assert picture["Content-Type"] == "image/svg+xml"
    assert b"<svg" in picture.content


def test_the_first_code_puts_the_authenticator_to_use_and_gives_backup_codes(city: City) -> None:
    user = somebody("disclosure-director", city.office, username="sun")
    client = Client()
    with time_machine.travel(NOON, tick=False):
        sign_in(client, "sun")
        client.get("/duties/")
        client.get("/account/second-factor/")
        wrong = client.post("/account/second-factor/", {"code": "000000"})
        assert wrong.status_code == 422
        page = client.post("/account/second-factor/", {"code": current_code(user)})
    assert page.status_code == 200
    assert page.content.decode().count("<li><code>") == 10
    assert 'href="/duties/">已抄好，继续' in page.content.decode()
    assert BackupCode.objects.filter(user=user).count() == 10
    assert client.get("/account/second-factor/picture.svg").status_code == 302
    assert Authenticator.objects.get(user=user).confirmed_at == NOON


def current_code(user: User) -> str:
    """What the person's app shows now."""
    from django_otp.oath import totp

    from yangguang.apps.agencies.services.second_factor import secret_of

    key = secret_of(Authenticator.objects.get(user=user))
    return f"{totp(key):06d}"


def test_the_password_alone_does_not_open_an_account_with_a_second_factor(city: City) -> None:
    user = somebody("agency-clerk", city.health, username="zhao")
    with_second_factor(user)
    client = Client()
    sign_in(client, "zhao")
    assert client.get("/")["Location"] == "/second-factor/?next=%2F"
    assert client.get("/account/password/")["Location"] == "/second-factor/"
    assert client.post("/account/backup-codes/")["Location"].startswith("/second-factor/")
    answer = client.post("/second-factor/", {"code": current_code(user), "next": "/items/inbox/"})
    assert answer["Location"] == "/items/inbox/"
    assert client.get("/items/inbox/").status_code == 200


def test_a_code_counts_once(city: City) -> None:
    user = somebody("agency-clerk", city.health, username="zhao")
    with_second_factor(user)
    first, second = Client(), Client()
    with time_machine.travel(NOON, tick=False):
        sign_in(first, "zhao")
        sign_in(second, "zhao")
        code = current_code(user)
        assert first.post("/second-factor/", {"code": code}).status_code == 302
        again = second.post("/second-factor/", {"code": code})
    assert again.status_code == 422
    assert "已用过" in again.content.decode()


def test_five_wrong_codes_make_the_person_wait(city: City) -> None:
    user = somebody("agency-clerk", city.health, username="zhao")
    with_second_factor(user)
    client = Client()
    with time_machine.travel(NOON, tick=False) as clock:
        sign_in(client, "zhao")
        for _ in range(5):
            client.post("/second-factor/", {"code": "000000"})
        clock.move_to(NOON + timedelta(minutes=5))
        waiting = client.post("/second-factor/", {"code": current_code(user)})
        assert waiting.status_code == 422
        assert "分钟后再试" in waiting.content.decode()
        clock.move_to(NOON + timedelta(minutes=16))
        assert client.post("/second-factor/", {"code": current_code(user)}).status_code == 302


def test_the_secret_is_not_readable_in_the_database(city: City) -> None:
    user = somebody("agency-clerk", city.health)
    row = with_second_factor(user)
    assert "12345678901234567890" not in row.sealed_key
    assert b"12345678901234567890".hex() not in row.sealed_key


def test_a_form_without_its_token_is_refused_in_words(city: City) -> None:
    user = somebody("agency-clerk", city.health)
    client = enter(Client(enforce_csrf_checks=True), user)
    answer = client.post("/switch-agency/", {"agency": city.health.pk})
    assert answer.status_code == 403
    assert "页面已过期" in answer.content.decode()


def test_demo_accounts_stay_out_of_a_real_installation(city: City, settings) -> None:
    user = somebody("agency-clerk", city.health, username="demo")
    User.objects.filter(pk=user.pk).update(is_demo=True)
    settings.DEMO = False
    answer = sign_in(Client(), "demo")
    assert answer.status_code == 422
    assert "演示账号" in answer.content.decode()


def test_pages_are_not_kept_by_the_browser(city: City) -> None:
    client = enter(Client(), somebody("agency-clerk", city.health))
    assert "no-store" in client.get("/")["Cache-Control"]


def test_one_can_end_a_session_elsewhere_and_nobody_elses(city: City) -> None:
    user, other = somebody("agency-clerk", city.health), somebody("agency-clerk", city.schools)
    here, elsewhere = enter(Client(), user), enter(Client(), user)
    theirs = enter(Client(), other)
    foreign = SignIn.objects.get(user=other)
    assert here.post(f"/account/sessions/{foreign.pk}/end/").status_code == 404
    row = SignIn.objects.filter(user=user).latest("pk")
    assert here.post(f"/account/sessions/{row.pk}/end/").status_code == 302
    assert elsewhere.get("/").status_code == 302
    assert theirs.get("/").status_code == 200
    page = here.get("/account/").content.decode()
    assert "本机" in page


def test_guessing_the_old_password_locks_too(city: City) -> None:
    user = somebody("agency-clerk", city.health, username="zhao")
    client = enter(Client(), user)
    new = "another-lake-lantern-8"
    for _ in range(4):
        answer = client.post("/account/password/", {"old": "no", "new": new, "again": new})
        assert answer.status_code == 422
        assert "原密码不正确" in answer.content.decode()
    answer = client.post("/account/password/", {"old": "no", "new": new, "again": new})
    assert answer.status_code == 429
    answer = client.post("/account/password/", {"old": PASSWORD, "new": new, "again": new})
    assert answer.status_code == 429
    assert User.objects.get(pk=user.pk).check_password(PASSWORD)


def test_setting_up_an_authenticator_asks_for_the_password_again(city: City) -> None:
    user = somebody("agency-clerk", city.health)
    client = enter(Client(), user)
    session = client.session
    session["proved_at"] -= 20 * 60
    session.save()
    answer = client.get("/account/second-factor/")
    assert answer["Location"] == "/prove/?next=%2Faccount%2Fsecond-factor%2F"


def test_whoever_owes_an_authenticator_can_prove_themselves_and_go_on(city: City) -> None:
    user = somebody("disclosure-director", city.office)
    client = enter(Client(), user)
    Authenticator.objects.all().delete()
    session = client.session
    session["proved_at"] -= 20 * 60
    session.save()
    assert client.get("/")["Location"] == "/account/second-factor/"
    assert client.get("/account/second-factor/")["Location"].startswith("/prove/")
    answer = client.post("/prove/", {"password": PASSWORD, "next": "/account/second-factor/"})
    assert answer["Location"] == "/account/second-factor/"
    assert client.get("/account/second-factor/").status_code == 200


def test_a_demo_account_needs_no_phone(city: City, settings) -> None:
    user = somebody("disclosure-director", city.office, username="demo")
    User.objects.filter(pk=user.pk).update(is_demo=True)
    client = Client()
    sign_in(client, "demo")
    assert client.get("/").status_code == 200
    settings.DEMO = False
    assert client.get("/")["Location"] == "/account/second-factor/"
