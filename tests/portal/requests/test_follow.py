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
from django.test import Client
from django.utils import timezone

from tests.builders.agencies import City, a_city
from tests.builders.requests import BY, an_application, at
from yangguang.apps.audit.models import Act
from yangguang.apps.requests.models import Application
from yangguang.apps.requests.services.codes import give_query_code
from yangguang.apps.requests.services.query_codes import CodeLocked, CodeRefused, open_by_code
from yangguang.portal.models import Visit

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


@time_machine.travel(MORNING, tick=False)
def test_one_number_may_not_be_tried_for_ever_from_many_addresses(
    city: City, client: Client
) -> None:
    statuses = [
        client.post(
            "/requests/follow/",
            {"number": "000000000-2026-00001", "code": WRONG},
            REMOTE_ADDR=f"10.0.0.{place}",
        ).status_code
        for place in range(12)
    ]
    assert statuses == [422] * 10 + [429] * 2


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
    application.refresh_from_db()
    assert application.query_failures == 4
    with pytest.raises(CodeLocked) as locked:
        open_by_code(number=application.number, code=WRONG, at=now)
    assert locked.value.until == now + timedelta(minutes=30)
