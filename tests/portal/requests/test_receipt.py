"""One submission, one application, one receipt, however often somebody clicks."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection, connections
from django.test import Client
from django.utils import timezone

from tests.builders.requests import a_person
from tests.builders.town import Town, a_town
from tests.portal.requests.filling import NAME, WANTED, Applying
from tests.portal.searching import an_index
from yangguang.apps.requests.models import Application, RegisterCounter
from yangguang.apps.requests.services.codes import digest_of_code
from yangguang.apps.requests.services.intake import Wish, submit_application
from yangguang.portal.models import Visit
from yangguang.portal.requests import handing_in
from yangguang.portal.requests.handing_in import BY

CLICKS = 6


def codes_on(page: str) -> list[str]:
    return re.findall(r'class="code">([^<]+)<', page)


@pytest.mark.django_db
def test_a_second_click_shows_the_receipt_of_the_first(
    searchable: Town, applying: Applying
) -> None:
    applying.filled()
    for _ in range(3):
        assert applying.submit().headers["Location"] == "/requests/apply/receipt/"
    first = applying.client.get("/requests/apply/receipt/").content.decode()
    assert Application.objects.count() == 1
    again = applying.client.get("/requests/apply/receipt/").content.decode()
    assert codes_on(first) == codes_on(again)
    assert digest_of_code(codes_on(first)[0]) == Application.objects.get().query_code_hash


@pytest.mark.django_db
def test_going_back_and_sending_a_step_again_leads_to_the_receipt(
    searchable: Town, applying: Applying
) -> None:
    applying.handed_in()
    for step in ("bodies", "wanted", "applicant", "check"):
        assert applying.send(step).headers["Location"] == "/requests/apply/receipt/"
        assert applying.client.get(f"/requests/apply/{step}/").status_code == 302
    assert Application.objects.count() == 1


@pytest.mark.django_db
def test_the_receipt_holds_nothing_that_was_typed_about_the_person(
    searchable: Town, applying: Applying
) -> None:
    applying.handed_in()
    page = applying.client.get("/requests/apply/receipt/").content.decode()
    assert NAME not in page
    assert "李*试" in page


@pytest.mark.django_db
def test_the_receipt_is_for_the_browser_that_applied(searchable: Town, applying: Applying) -> None:
    applying.handed_in()
    assert Client().get("/requests/apply/receipt/").headers["Location"] == "/requests/follow/"


@pytest.mark.django_db
def test_a_receipt_that_was_put_away_is_gone(searchable: Town, applying: Applying) -> None:
    applying.handed_in()
    applying.client.post("/requests/apply/receipt/", {"do": "done"})
    assert Visit.objects.count() == 0
    assert applying.client.get("/requests/apply/receipt/").status_code == 302
    applying.filled()
    applying.submit()
    assert Application.objects.count() == 2


@pytest.mark.django_db
def test_a_receipt_that_nobody_puts_away_goes_by_itself(
    searchable: Town, applying: Applying
) -> None:
    with time_machine.travel("2026-03-02 10:00+08:00", tick=False):
        applying.handed_in()
    with time_machine.travel("2026-03-02 10:30:01+08:00", tick=False):
        assert applying.client.get("/requests/apply/receipt/").status_code == 302


@pytest.mark.django_db
def test_no_code_is_kept_in_clear(searchable: Town, applying: Applying) -> None:
    _, code = applying.handed_in()
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            said = "".join(str(row) for row in cursor.fetchall())
            assert code not in said, table
            assert code.replace("-", "") not in said, table


@pytest.mark.django_db
def test_several_bodies_make_one_application_each_with_a_code_of_its_own(
    searchable: Town, applying: Applying
) -> None:
    applying.filled("health", "finance")
    answer = applying.submit()
    assert answer.status_code == 422
    assert "将形成2件申请，请勾选同意拆分" in answer.content.decode()
    assert Application.objects.count() == 0
    assert applying.submit(agree="2").status_code == 302
    made = Application.objects.all()
    assert {one.agency.slug for one in made} == {"health", "finance"}
    page = applying.client.get("/requests/apply/receipt/").content.decode()
    assert len(set(codes_on(page))) == 2
    assert all(one.number in page for one in made)


@pytest.mark.django_db
def test_several_contents_are_split_only_with_consent_and_share_a_code(
    searchable: Town, applying: Applying
) -> None:
    text = "请提供2025年：1. 农村饮用水水质监测结果；2. 医疗机构校验结果"
    applying.bodies()
    page = applying.wanted(text).content.decode()
    assert "内容有 2 项，是否分为 2 件" in page
    assert applying.wanted(text, separate="yes").status_code == 302
    applying.way()
    applying.applicant()
    applying.files()
    applying.submit(agree="2")
    first, second = Application.objects.order_by("pk")
    assert first.wanted == "请提供2025年：农村饮用水水质监测结果"
    assert second.wanted == "请提供2025年：医疗机构校验结果"
    assert second.split_from == first
    assert first.query_code_hash == second.query_code_hash
    assert first.number != second.number


@pytest.mark.django_db
def test_who_does_not_agree_to_split_sends_one_application(
    searchable: Town, applying: Applying
) -> None:
    text = "请提供2025年：1. 农村饮用水水质监测结果；2. 医疗机构校验结果"
    applying.bodies()
    applying.wanted(text)
    assert applying.wanted(text, separate="no").status_code == 302
    applying.way()
    applying.applicant()
    applying.files()
    applying.submit()
    assert Application.objects.get().wanted == text


@pytest.mark.django_db
def test_a_submission_is_registered_wholly_or_not_at_all(
    searchable: Town, applying: Applying, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(**_: object) -> None:
        raise RuntimeError("the machine stops here")

    applying.filled("health", "finance")
    with monkeypatch.context() as patched:
        patched.setattr(handing_in, "attach", broken)
        with pytest.raises(RuntimeError):
            applying.submit(agree="2")
    assert Application.objects.count() == 0
    assert not RegisterCounter.objects.filter(last__gt=0).exists()
    assert applying.submit(agree="2").status_code == 302
    assert Application.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_many_clicks_at_once_make_one_application_and_one_receipt(
    tmp_path: Path, settings: object
) -> None:
    a_town()
    cache.clear()
    applying = Applying(Client())
    with an_index(tmp_path / "index"):
        applying.filled()
        barrier = Barrier(CLICKS)

        def click(_: int) -> tuple[int, list[str]]:
            try:
                browser = Client()
                browser.cookies.update(applying.client.cookies)
                barrier.wait()
                answer = Applying(browser).submit()
                page = browser.get("/requests/apply/receipt/").content.decode()
                return answer.status_code, codes_on(page)
            finally:
                connections.close_all()

        with ThreadPoolExecutor(CLICKS) as pool:
            answers = list(pool.map(click, range(CLICKS)))
    assert [status for status, _ in answers] == [302] * CLICKS
    assert Application.objects.count() == 1
    assert len({tuple(codes) for _, codes in answers}) == 1
    assert digest_of_code(answers[0][1][0]) == Application.objects.get().query_code_hash


@pytest.mark.django_db(transaction=True)
def test_one_submission_key_at_once_makes_one_application_even_without_the_form() -> None:
    agency = a_town().agencies["health"]
    barrier = Barrier(CLICKS)

    def send(_: int) -> int:
        try:
            barrier.wait()
            return submit_application(
                agency=agency,
                person=a_person(),
                wish=Wish(WANTED),
                submission_key="one-key",
                by=BY,
                at=timezone.now(),
            ).application.pk
        finally:
            connections.close_all()

    with ThreadPoolExecutor(CLICKS) as pool:
        made = set(pool.map(send, range(CLICKS)))
    assert len(made) == 1
    assert RegisterCounter.objects.get(agency=agency).last == 1


@pytest.mark.django_db(transaction=True)
def test_different_people_at_once_get_consecutive_numbers(tmp_path: Path) -> None:
    a_town()
    cache.clear()
    with an_index(tmp_path / "index"):
        people = []
        for order in range(CLICKS):
            cache.clear()
            bodies = ("health", "finance") if order % 2 else ("finance", "health")
            people.append(Applying(Client()).filled(*bodies))
        cache.clear()
        barrier = Barrier(CLICKS)

        def click(one: Applying) -> int:
            try:
                barrier.wait()
                return one.submit(agree="2").status_code
            finally:
                connections.close_all()

        with ThreadPoolExecutor(CLICKS) as pool:
            answers = list(pool.map(click, people))
    # Whoever comes after the third from one address is asked a question and has lost nothing.
    through = answers.count(302)
    assert through >= 3
    assert set(answers) <= {302, 422}
    for slug in ("health", "finance"):
        serials = sorted(
            Application.objects.filter(agency__slug=slug).values_list("serial", flat=True)
        )
        assert serials == list(range(1, through + 1))
