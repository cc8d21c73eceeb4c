"""依申请统计: the form of the year on the desk, its lists and its downloads."""

from __future__ import annotations

import csv
from datetime import date
from io import BytesIO, StringIO

import openpyxl
import pytest
from django.test import Client

from tests.builders.agencies import City, a_city, somebody
from tests.builders.requests import BY, an_application, at
from tests.desk.conftest import enter
from yangguang.apps.requests.models import RemedyForum
from yangguang.apps.requests.services.closing import withdraw
from yangguang.apps.requests.services.remedies import open_remedy

pytestmark = pytest.mark.django_db


@pytest.fixture
def city() -> City:
    return a_city()


@pytest.fixture
def clerk(city: City) -> Client:
    return enter(Client(), somebody("agency-clerk", city.health))


def text_of(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_form_shows_figures_that_lead_to_their_cases(city: City, clerk: Client) -> None:
    gone = an_application(city.health, on=date(2025, 3, 3))
    withdraw(application=gone, reason="来电撤回", by=BY, at=at(date(2025, 3, 4)))
    left = an_application(city.health, on=date(2025, 12, 30))
    page = text_of(clerk, "/requests/figures/?year=2025")
    assert "一、本年新收政府信息公开申请数量" in page
    assert "首次答复为“其他处理：不属于政府信息”、“其他处理：申请人撤回”" in page
    assert "全部相符" in page
    address = "/requests/figures/cell/?year=2025&amp;cell=3.3.6.3%2Fnatural"
    assert f'<a href="{address}"' in page
    listed = text_of(clerk, address.replace("&amp;", "&"))
    assert gone.number in listed
    assert left.number not in listed
    assert "“3.其他”的“自然人”" in listed


def test_a_day_in_the_past_shows_what_was_known_then(city: City, clerk: Client) -> None:
    application = an_application(city.health, on=date(2025, 12, 22))
    withdraw(application=application, reason="来电撤回", by=BY, at=at(date(2025, 12, 26)))
    then = text_of(clerk, "/requests/figures/cell/?year=2025&as_of=2025-12-25&cell=3.4/total")
    assert application.number in then
    now = text_of(clerk, "/requests/figures/cell/?year=2025&cell=3.4/total")
    assert application.number not in now


def test_a_clerk_counts_only_what_they_may_see(city: City, clerk: Client) -> None:
    an_application(city.schools, on=date(2025, 3, 3))
    for agency in ("", city.schools.pk, city.government.pk):
        page = text_of(clerk, f"/requests/figures/?year=2025&agency={agency}&below=on")
        assert "request-figures-cell" not in page
        assert "/requests/figures/cell/" not in page
    director = enter(Client(), somebody("disclosure-director", city.office))
    page = text_of(director, f"/requests/figures/?year=2025&agency={city.schools.pk}")
    assert "cell=3.1%2Fnatural" in page
    below = text_of(director, f"/requests/figures/?year=2025&agency={city.government.pk}&below=on")
    assert "cell=3.1%2Fnatural" in below


def test_the_form_of_2014_shows_only_what_follows_from_applications(
    city: City, clerk: Client
) -> None:
    application = an_application(city.health, on=date(2016, 3, 3))
    open_remedy(
        application=application, forum=RemedyForum.COMPLAINT, body="清源市人民政府办公室",
        received_on=date(2016, 5, 4), by=BY, at=at(date(2016, 5, 4)),
    )  # fmt: skip
    page = text_of(clerk, "/requests/figures/?year=2016")
    assert "三、依申请公开情况" in page
    assert "主动公开政府信息数" not in page
    listed = text_of(clerk, "/requests/figures/cell/?year=2016&cell=6")
    assert "“六、举报投诉数量”" in listed
    assert application.number in listed


def test_a_download_holds_numbers_and_no_formulas(city: City, clerk: Client) -> None:
    an_application(city.health, on=date(2025, 12, 30))
    answer = clerk.get("/requests/figures/export.csv?year=2025")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    rows = list(csv.reader(StringIO(answer.content.decode("utf-8-sig"))))
    new = next(row for row in rows if row and row[0].startswith("一、本年新收"))
    assert new[1:8] == ["1", "0", "0", "0", "0", "0", "1"]
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@"))]
    answer = clerk.get("/requests/figures/export.xlsx?year=2025")
    book = openpyxl.load_workbook(BytesIO(answer.content))
    page = book["表1"]
    cells = {row[0].value: [one.value for one in row[1:8]] for row in page.iter_rows()}
    assert cells["一、本年新收政府信息公开申请数量"] == [1, 0, 0, 0, 0, 0, 1]
    assert len(book.sheetnames) == 2
    assert clerk.get("/requests/figures/export.pdf").status_code == 404


@pytest.mark.parametrize(
    "query", ["year=1999", "year=x", "agency=99999", "as_of=nonsense", "below=on", "cell=3.1"]
)
def test_an_odd_choice_still_shows_a_table(clerk: Client, query: str) -> None:
    assert "依申请统计" in text_of(clerk, f"/requests/figures/?{query}")


def test_an_unknown_cell_is_not_found(clerk: Client) -> None:
    assert clerk.get("/requests/figures/cell/?year=2025&cell=9.9/none").status_code == 404
