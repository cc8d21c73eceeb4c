from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import RequestFactory

from yangguang.portal.models import Visit, VisitFile
from yangguang.portal.requests import visits

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
APPLY, CASE = Visit.Kind.APPLY, Visit.Kind.CASE


def asking(token: str, kind: Visit.Kind = APPLY) -> Any:
    request = RequestFactory().get("/")
    request.COOKIES[visits.COOKIES[kind]] = token
    return request


def test_what_is_kept_comes_back_by_its_cookie() -> None:
    visit = visits.begin(APPLY, {"name": "李测试"}, at=NOW, lasts=HOUR)
    found = visits.find(asking(visit.token), APPLY, at=NOW)
    assert found is not None
    assert found.data == {"name": "李测试"}


@pytest.mark.parametrize("token", ["", "x", "y" * 500, "\x00", "../../etc"])
def test_another_cookie_opens_nothing(token: str) -> None:
    visits.begin(APPLY, {}, at=NOW, lasts=HOUR)
    assert visits.find(asking(token), APPLY, at=NOW) is None


def test_a_visit_of_one_kind_is_none_of_another() -> None:
    visit = visits.begin(APPLY, {"application": 1}, at=NOW, lasts=HOUR)
    assert visits.find(asking(visit.token, CASE), CASE, at=NOW) is None


def test_a_row_put_in_the_place_of_another_does_not_open() -> None:
    mine = visits.begin(APPLY, {"whose": "mine"}, at=NOW, lasts=HOUR)
    other = visits.begin(APPLY, {"whose": "other"}, at=NOW, lasts=HOUR)
    Visit.objects.filter(pk=mine.row.pk).update(content=other.row.content)
    assert visits.find(asking(mine.token), APPLY, at=NOW) is None


def test_an_altered_row_does_not_open() -> None:
    visit = visits.begin(APPLY, {"a": 1}, at=NOW, lasts=HOUR)
    content = bytearray(visit.row.content)
    content[-1] ^= 1
    Visit.objects.update(content=bytes(content))
    assert visits.find(asking(visit.token), APPLY, at=NOW) is None


@pytest.mark.parametrize("algorithm", ["aes256gcm", "sm4"])
def test_the_installation_chooses_the_algorithm_and_it_is_named(
    settings: Any, algorithm: str
) -> None:
    settings.SEAL_ALGORITHM = algorithm
    visit = visits.begin(APPLY, {"a": 1}, at=NOW, lasts=HOUR)
    assert bytes(visit.row.content).startswith(f"v1.{algorithm}".encode())
    settings.SEAL_ALGORITHM = "aes256gcm"
    assert visits.find(asking(visit.token), APPLY, at=NOW) is not None


def test_files_belong_to_their_visit() -> None:
    mine = visits.begin(APPLY, {}, at=NOW, lasts=HOUR)
    other = visits.begin(APPLY, {}, at=NOW, lasts=HOUR)
    key = visits.keep_file(mine, b"proof")
    assert visits.file_of(mine, key) == b"proof"
    assert visits.file_of(other, key) is None
    visits.drop_file(other, key)
    assert VisitFile.objects.count() == 1


def test_the_sweep_takes_what_has_run_out_with_its_files() -> None:
    old = visits.begin(APPLY, {}, at=NOW - 2 * HOUR, lasts=HOUR)
    visits.keep_file(old, b"proof")
    young = visits.begin(CASE, {}, at=NOW, lasts=HOUR)
    visits.sweep(NOW)
    assert [row.pk for row in Visit.objects.all()] == [young.row.pk]
    assert VisitFile.objects.count() == 0


def test_each_use_lets_it_live_longer() -> None:
    visit = visits.begin(APPLY, {}, at=NOW, lasts=HOUR)
    visits.prolong(visit, at=NOW + HOUR / 2, lasts=HOUR)
    assert visits.find(asking(visit.token), APPLY, at=NOW + HOUR) is not None
    assert visits.find(asking(visit.token), APPLY, at=NOW + 2 * HOUR) is None
