"""Opening a case by number and code: right ones only, and nobody else's."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.db import connections
from django.test import Client, RequestFactory
from django.utils import timezone

from tests.builders.agencies import City, a_city
from tests.builders.requests import BY, a_person, an_application, at
from yangguang.apps.audit.models import Act
from yangguang.apps.requests.models import Application, CodeTries
from yangguang.apps.requests.services.codes import give_query_code
from yangguang.apps.requests.services.query_codes import (
    CodeLocked,
    CodeRefused,
    forget_code_tries,
    lift_code_locks,
    locks_of,
    open_by_code,
)
from yangguang.portal.models import Visit
from yangguang.portal.rate import network_of

WRONG = "AAAA-AAAA-AAAAA"
MORNING = "2026-03-03 10:00+08:00"


@pytest.fixture
def city(db: Any) -> City:
    cache.clear()
    return a_city()


def with_code(city: City) -> tuple[Application, str]:
    application = an_application(city.health)
    return application, give_query_code(application=application, by=BY, at=at(date(2026, 3, 2), 11))


def enter(browser: Client, number: str, code: str) -> Any:
    return browser.post("/requests/follow/", {"number": number, "code": code})


def test_number_and_code_open_the_case(city: City, client: Client) -> None:
    application, code = with_code(city)
    answer = enter(client, application.number, code)
    assert answer.headers["Location"] == "/requests/case/"
    page = client.get("/requests/case/").content.decode()
    assert application.number in page
    assert application.wanted in page


@pytest.mark.parametrize(
    "spelt",
    [str.lower, lambda code: code.replace("-", ""), lambda code: f"  {code} "],
    ids=["small letters", "no dashes", "spaces around"],
)
def test_a_code_may_be_spelt_loosely(city: City, client: Client, spelt: Any) -> None:
    application, code = with_code(city)
    assert enter(client, application.number.lower(), spelt(code)).status_code == 302


def test_full_width_signs_are_understood(city: City, client: Client) -> None:
    application, code = with_code(city)
    wide = "".join(chr(ord(one) + 0xFEE0) if "!" <= one <= "~" else one for one in code)
    assert enter(client, application.number, wide).status_code == 302


def test_wrong_code_wrong_number_and_no_code_at_all_get_one_answer(
    city: City, client: Client
) -> None:
    application, _ = with_code(city)
    bare = an_application(city.health)
    answers = {
        enter(client, number, WRONG).content.decode().replace(number, "")
        for number in (application.number, bare.number, "000000000-2026-99999")
    }
    pages = {page.split("<form", 2)[-1].split("csrfmiddlewaretoken")[0] for page in answers}
    assert len(pages) == 1
    assert all("登记号或者查询码不正确" in page for page in answers)


def test_an_application_without_a_code_is_not_opened_by_an_empty_one(
    city: City, client: Client
) -> None:
    bare = an_application(city.health)
    assert enter(client, bare.number, "").status_code == 422
    assert enter(client, bare.number, "---").status_code == 422
    with pytest.raises(CodeRefused):
        open_by_code(number=bare.number, code="", at=timezone.now())
    with pytest.raises(CodeRefused):
        open_by_code(number="", code="", at=timezone.now())


def test_empty_fields_are_named(city: City, client: Client) -> None:
    page = enter(client, "", "").content.decode()
    assert "请填写登记号" in page
    assert "请填写查询码" in page


def test_the_fifth_wrong_code_locks_and_the_right_one_must_wait(city: City, client: Client) -> None:
    application, code = with_code(city)
    with time_machine.travel(MORNING, tick=False) as now:
        for _ in range(4):
            assert (
                "登记号或者查询码不正确"
                in enter(client, application.number, WRONG).content.decode()
            )
        locked = enter(client, application.number, WRONG).content.decode()
        assert "查询码错误次数过多" in locked
        assert "请在10:30以后再试" in locked
        assert "查询码错误次数过多" in enter(client, application.number, code).content.decode()
        now.shift(30 * 60)
        assert enter(client, application.number, code).status_code == 302


def test_a_right_code_wipes_the_count(city: City, client: Client) -> None:
    application, code = with_code(city)
    for _ in range(2):
        for _ in range(4):
            with pytest.raises(CodeRefused):
                open_by_code(number=application.number, code=WRONG, at=timezone.now())
        assert open_by_code(number=application.number, code=code, at=timezone.now()) == application


def test_every_try_is_on_record_without_the_code(city: City, client: Client) -> None:
    application, code = with_code(city)
    enter(client, application.number, WRONG)
    enter(client, application.number, code)
    acts = list(
        Act.objects.filter(subject_key=str(application.pk))
        .order_by("pk")
        .values_list("verb", flat=True)
    )
    assert acts[-2:] == ["request.wrong-code", "request.open-by-code"]


@time_machine.travel(MORNING, tick=False)
def test_one_address_may_not_try_for_ever(city: City, client: Client) -> None:
    for place in range(20):
        assert enter(client, f"000000000-2026-{place:05d}", WRONG).status_code == 422
    answer = enter(client, "000000000-2026-00099", WRONG)
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) <= 600


def tried(number: str, code: str, *, whence: str = "10.9.9.9", **more: str) -> Any:
    """One try of a browser of its own from an address."""
    fields = {"number": number, "code": code, **more}
    return Client().post("/requests/follow/", fields, REMOTE_ADDR=whence)


def locked_out(number: str, *, whence: str) -> None:
    for _ in range(5):
        tried(number, WRONG, whence=whence)


@time_machine.travel(MORNING, tick=False)
def test_a_stranger_who_knows_the_number_locks_nobody_but_himself(city: City) -> None:
    application, code = with_code(city)
    locked_out(application.number, whence="10.0.0.1")
    answer = tried(application.number, code, whence="10.0.0.1")
    assert "查询码错误次数过多" in answer.content.decode()
    assert tried(application.number, code, whence="10.0.0.2").status_code == 302


def test_each_lock_holds_twice_as_long_a_day_at_most(city: City) -> None:
    application, _ = with_code(city)
    now = at(date(2026, 3, 3), 8)
    held = []
    for _ in range(8):
        for _ in range(4):
            with pytest.raises(CodeRefused):
                open_by_code(number=application.number, code=WRONG, network="a", at=now)
        with pytest.raises(CodeLocked) as locked:
            open_by_code(number=application.number, code=WRONG, network="a", at=now)
        held.append(locked.value.until - now)
        now = locked.value.until
        CodeTries.objects.filter(network="").delete()
    assert held == [
        timedelta(minutes=30), timedelta(hours=1), timedelta(hours=2), timedelta(hours=4),
        timedelta(hours=8), timedelta(hours=16), timedelta(days=1), timedelta(days=1),
    ]  # fmt: skip


@time_machine.travel(MORNING, tick=False)
def test_code_and_identity_number_together_open_a_lock_at_once(city: City) -> None:
    """A library has one address for all its readers; the applicant may be one of them."""
    application, code = with_code(city)
    locked_out(application.number, whence="10.0.0.1")
    page = tried(application.number, code, whence="10.0.0.1").content.decode()
    assert 'name="identity"' in page
    assert "同时填写查询码和申请时登记的证件号码" in page
    wrong = tried(application.number, code, whence="10.0.0.1", identity="110101199003071000")
    assert "登记号、查询码或者证件号码不正确" in wrong.content.decode()
    wrong = tried(application.number, WRONG, whence="10.0.0.1", identity="11010119900307283X")
    assert wrong.status_code == 422
    right = tried(application.number, code, whence="10.0.0.1", identity="11010119900307283x ")
    assert right.status_code == 302
    assert tried(application.number, code, whence="10.0.0.1").status_code == 302


@time_machine.travel(MORNING, tick=False)
def test_who_gave_no_identity_number_gives_their_name(city: City) -> None:
    application = an_application(city.health, person=a_person(identity=""))
    code = give_query_code(application=application, by=BY, at=at(date(2026, 3, 2), 11))
    locked_out(application.number, whence="10.0.0.1")
    assert tried(application.number, code, whence="10.0.0.1", identity="张三").status_code == 422
    assert tried(application.number, code, whence="10.0.0.1", identity="李 测试").status_code == 302


def guard(application: Application) -> None:
    """Thirty wrong codes, no more than four from one network."""
    for place in range(30):
        assert tried(application.number, WRONG, whence=f"10.0.1.{place // 4}").status_code == 422


@time_machine.travel(MORNING, tick=False)
def test_guesses_from_very_many_networks_make_the_number_ask_for_more_than_the_code(
    city: City,
) -> None:
    application, code = with_code(city)
    guard(application)
    right = tried(application.number, code, whence="10.0.2.1").content.decode()
    wrong = tried(application.number, WRONG, whence="10.0.2.2").content.decode()
    for page in (right, wrong):
        assert "请同时填写申请时登记的证件号码" in page
    assert tried(
        application.number, code, whence="10.0.2.1", identity="11010119900307283X"
    ).status_code == 302  # fmt: skip
    assert tried(application.number, code, whence="10.0.2.1").status_code == 422


def test_a_guard_ends_after_a_day(city: City) -> None:
    application, code = with_code(city)
    with time_machine.travel(MORNING, tick=False) as now:
        guard(application)
        now.shift(timedelta(days=1))
        assert tried(application.number, code).status_code == 302


@time_machine.travel(MORNING, tick=False)
def test_half_a_code_and_a_thousand_networks_gain_thirty_guesses_a_day(city: City) -> None:
    application, code = with_code(city)
    right_at = 31
    opened = []
    for place in range(40):
        answer = tried(
            application.number, code if place == right_at else WRONG, whence=f"10.1.{place}.1"
        )
        opened.append(answer.status_code == 302)
    assert not any(opened)


def test_the_office_lifts_the_locks_and_the_code_stays(city: City) -> None:
    application, code = with_code(city)
    now = at(date(2026, 3, 3))
    with time_machine.travel(now, tick=False):
        locked_out(application.number, whence="10.0.0.1")
        assert locks_of(application, now) == 1
        lift_code_locks(application=application, reason="持身份证当面要求", by=BY, at=now)
        assert locks_of(application, now) == 0
        assert tried(application.number, code, whence="10.0.0.1").status_code == 302
    assert application.events.latest("pk").sentence == "解除查询锁定1处"


def test_a_new_code_ends_the_locks_of_the_old_one(city: City) -> None:
    application, _ = with_code(city)
    with time_machine.travel(MORNING, tick=False):
        locked_out(application.number, whence="10.0.0.1")
        code = give_query_code(application=application, by=BY, at=timezone.now())
        assert tried(application.number, code, whence="10.0.0.1").status_code == 302


def test_no_address_is_kept_and_counts_go_after_a_week(city: City) -> None:
    application, _ = with_code(city)
    with time_machine.travel(MORNING, tick=False) as now:
        tried(application.number, WRONG, whence="10.0.0.1")
        assert {len(row.network) for row in CodeTries.objects.all()} == {0, 64}
        now.shift(timedelta(days=6, hours=23))
        forget_code_tries(timezone.now())
        assert CodeTries.objects.count() == 2
        now.shift(timedelta(hours=1))
        forget_code_tries(timezone.now())
        assert CodeTries.objects.count() == 0


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:aaaa::1", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:bbbb::9", "2001:db8:1:2::/64"),
        ("unix:", "unix:"),
        ("", ""),
    ],
)
def test_a_line_of_the_sixth_version_is_one_network(
    rf: RequestFactory, address: str, network: str
) -> None:
    assert network_of(rf.get("/", REMOTE_ADDR=address)) == network


def test_without_a_visit_nothing_of_a_case_can_be_seen_or_done(city: City) -> None:
    with_code(city)
    stranger = Client()
    for address in (
        "/requests/case/", "/requests/case/letter/1/pdf/", "/requests/case/file/1/",
    ):  # fmt: skip
        assert stranger.get(address).headers["Location"] == "/requests/follow/", address
    for act in ("withdraw", "supplement", "rate", "object", "suggest"):
        answer = stranger.post(f"/requests/case/{act}/", {"sure": "1"})
        assert answer.headers["Location"] == "/requests/follow/", act


def test_a_visit_runs_out_and_one_is_told(city: City, client: Client) -> None:
    application, code = with_code(city)
    with time_machine.travel(MORNING, tick=False) as now:
        enter(client, application.number, code)
        now.shift(29 * 60)
        assert client.get("/requests/case/").status_code == 200
        now.shift(29 * 60)
        assert client.get("/requests/case/").status_code == 200
        now.shift(30 * 60)
        answer = client.get("/requests/case/")
        assert answer.headers["Location"] == "/requests/follow/?lost=1"
        assert "查询已经自动退出" in client.get("/requests/follow/?lost=1").content.decode()


def test_leaving_closes_the_case(city: City, client: Client) -> None:
    application, code = with_code(city)
    enter(client, application.number, code)
    client.post("/requests/case/leave/")
    assert Visit.objects.count() == 0
    assert client.get("/requests/case/").status_code == 302


def test_a_code_that_was_replaced_closes_what_it_had_opened(city: City, client: Client) -> None:
    application, code = with_code(city)
    enter(client, application.number, code)
    give_query_code(application=application, by=BY, at=at(date(2026, 3, 3)))
    assert client.get("/requests/case/").status_code == 302


def test_the_case_may_not_be_kept_and_its_cookie_stays_on_the_site(
    city: City, client: Client
) -> None:
    application, code = with_code(city)
    morsel = enter(client, application.number, code).cookies["yg_case"]
    assert morsel["httponly"]
    assert morsel["samesite"] == "Strict"
    headers = client.get("/requests/case/").headers
    assert "no-store" in headers["Cache-Control"]
    assert application.number.encode() not in bytes(Visit.objects.get().content)


def test_no_number_or_code_stands_in_an_address_or_a_log(
    city: City, client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    application, code = with_code(city)
    enter(client, application.number, WRONG)
    answer = enter(client, application.number, code)
    client.get("/requests/case/")
    said = caplog.text + answer.headers["Location"]
    assert code not in said
    assert application.number not in said


@pytest.mark.django_db(transaction=True)
def test_wrong_codes_at_once_are_all_counted() -> None:
    application, _ = with_code(a_city())
    now = timezone.now()
    barrier = Barrier(4)

    def attempt(_: int) -> str:
        try:
            barrier.wait()
            open_by_code(number=application.number, code=WRONG, at=now)
        except CodeRefused as problem:
            return type(problem).__name__
        finally:
            connections.close_all()
        return "opened"

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(attempt, range(4))) == ["CodeRefused"] * 4
    assert {row.failures for row in application.code_tries.all()} == {4}
    with pytest.raises(CodeLocked) as locked:
        open_by_code(number=application.number, code=WRONG, at=now)
    assert locked.value.until == now + timedelta(minutes=30)
