"""Index numbers are consecutive, survive rollback and concurrency, and are never given twice."""

import threading
from datetime import date

import pytest
from django.db import connections, transaction

from tests.builders.catalog import an_agency, an_item, noon
from yangguang.apps.audit.actors import command
from yangguang.apps.audit.models import Act
from yangguang.apps.catalog.services import issue_index_number, set_index_rule

ON = date(2026, 3, 2)


def give(agency: object, on: date = ON) -> str:
    with transaction.atomic():
        return issue_index_number(agency=agency, kind="other", on=on)  # type: ignore[arg-type]


@pytest.mark.django_db
def test_numbers_of_an_agency_and_year_are_consecutive() -> None:
    agency, other = an_agency("甲局", code="990000011"), an_agency("乙局", code="990000022")
    assert [give(agency) for _ in range(3)] == [
        "990000011/2026-00001",
        "990000011/2026-00002",
        "990000011/2026-00003",
    ]
    assert give(other) == "990000022/2026-00001"
    assert give(agency, date(2027, 1, 4)) == "990000011/2027-00001"


@pytest.mark.django_db
def test_a_publication_that_is_rolled_back_leaves_no_gap() -> None:
    agency = an_agency(code="990000011")
    with transaction.atomic():
        issue_index_number(agency=agency, kind="other", on=ON)
        transaction.set_rollback(True)
    assert give(agency) == "990000011/2026-00001"


@pytest.mark.django_db
def test_a_number_that_an_imported_item_bears_is_passed_over() -> None:
    agency = an_agency(code="990000011")
    an_item(agency=agency, index_number="990000011/2026-00002")
    assert [give(agency), give(agency)] == ["990000011/2026-00001", "990000011/2026-00003"]


@pytest.mark.django_db
def test_a_new_rule_starts_on_its_day_and_renumbers_nothing() -> None:
    agency = an_agency(code="990000011")
    by = command("测试")
    set_index_rule(
        agency=agency, pattern="{code}/{year}{month}-{serial:4/month}",
        valid_from=date(2026, 4, 1), by=by, at=noon(ON),
    )  # fmt: skip
    assert give(agency, date(2026, 3, 31)) == "990000011/2026-00001"
    assert give(agency, date(2026, 4, 1)) == "990000011/202604-0001"
    assert give(agency, date(2026, 5, 6)) == "990000011/202605-0001"
    assert Act.objects.get(verb="index-rule.set").after == {
        "pattern": "{code}/{year}{month}-{serial:4/month}",
        "valid_from": "2026-04-01",
    }


@pytest.mark.django_db(transaction=True)
def test_a_number_outside_a_transaction_is_refused() -> None:
    agency = an_agency()
    with pytest.raises(RuntimeError, match="inside the transaction"):
        issue_index_number(agency=agency, kind="other", on=ON)


@pytest.mark.django_db(transaction=True)
def test_eight_at_once_get_eight_different_consecutive_numbers() -> None:
    agency = an_agency(code="990000011")
    numbers: list[str] = []
    problems: list[Exception] = []
    gate = threading.Barrier(8)

    def publish() -> None:
        try:
            gate.wait(timeout=120)
            for _ in range(5):
                numbers.append(give(agency))
        except Exception as error:
            problems.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=publish) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert problems == []
    assert sorted(numbers) == [f"990000011/2026-{serial:05d}" for serial in range(1, 41)]
