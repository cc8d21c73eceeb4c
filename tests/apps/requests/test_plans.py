"""Lists, searches and figures are read from the indexes made for them, in order, none of them whole.

What a page costs at half a million cases is told by `make bench-requests`; here stands why.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import connection
from django.db.models import F, QuerySet

from yangguang.apps.duties.models import Duty
from yangguang.apps.requests.models import Application, Tally, TitlePiece
from yangguang.apps.requests.models.counting import TallySum
from yangguang.apps.requests.selectors.figure_cases import keys_behind
from yangguang.apps.requests.selectors.figure_picks import Pick, Span
from yangguang.apps.requests.selectors.figure_scope import Scope

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _large_tables() -> None:
    """A small table PostgreSQL would rather read whole; here it has to show whether it could not."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            for way in ("seqscan", "bitmapscan", "sort"):
                cursor.execute(f"SET LOCAL enable_{way} = off")
            # What was counted while other tests had emptied a table says that any way is as good.
            cursor.execute(
                "UPDATE pg_class SET relpages = 0, reltuples = -1"
                " WHERE relname LIKE 'requests\\_%' OR relname LIKE 'duties\\_%'"
            )


def reads(rows: QuerySet[Any]) -> tuple[str, bool]:
    """The plan in one line, and whether it sorts."""
    plan = " ".join(rows.explain().split())
    return plan, "TEMP B-TREE FOR ORDER BY" in plan or " Sort " in f" {plan} "


LISTS: dict[str, tuple[dict[str, object], str]] = {
    "of one body": ({"agency": 1}, "request_agency_newest"),
    "by state": ({"state": "review"}, "request_state_newest"),
    "by channel": ({"channel": "fax"}, "request_channel_newest"),
    "by reply": ({"reply_kind": "disclosed"}, "request_reply_newest"),
    "by year": ({"year": 2025}, "request_year_newest"),
}


@pytest.mark.parametrize("name", LISTS)
def test_a_filtered_list_is_read_newest_first_from_an_index(name: str) -> None:
    conditions, index = LISTS[name]
    plan, sorts = reads(Application.objects.filter(**conditions).order_by("-id")[:50])
    assert index in plan
    assert not sorts


def test_the_register_book_of_a_year_is_read_in_its_order() -> None:
    rows = Application.objects.filter(year=2025).order_by("agency_id", "serial")[:500]
    _, sorts = reads(rows)
    assert not sorts


def test_a_piece_of_a_title_is_looked_up_for_all_bodies_and_for_one() -> None:
    newest = TitlePiece.objects.filter(piece=7).order_by("-application")
    plan, sorts = reads(newest.values_list("application", flat=True)[:50])
    assert "title_piece" in plan
    assert not sorts
    plan, _ = reads(TitlePiece.objects.filter(piece=7, agency__in=[1, 2]).order_by())
    assert "title_piece" in plan
    assert "SCAN" not in plan.upper().replace("INDEX SCAN", "").replace("INDEX ONLY SCAN", "")
    many = TitlePiece.objects.alias(body=F("agency_id") + 0).filter(piece=7, body__in=range(50))
    plan, sorts = reads(many.order_by("-application").values_list("application", flat=True)[:50])
    assert "title_piece" in plan
    assert not sorts


def test_the_parts_of_a_submission_are_looked_up_by_their_code() -> None:
    plan, _ = reads(Application.objects.filter(query_code_hash="f" * 64))
    assert "request_query_code" in plan


def test_the_tail_of_the_ledger_is_read_by_its_keys() -> None:
    plan, sorts = reads(Tally.objects.filter(pk__gt=1000).order_by("pk")[:5001])
    assert "PRIMARY KEY" in plan or "requests_tally_pkey" in plan
    assert not sorts


def test_the_sums_of_a_year_are_read_from_the_index_alone() -> None:
    rows = TallySum.objects.filter(what__in=["received", "closed"], year=2025)
    plan, _ = reads(rows.order_by().values_list("agency", "net"))
    assert "tally_sum_read" in plan or "one_sum_of_its_kind" in plan
    if connection.vendor == "sqlite":
        # With hardly a row in it, PostgreSQL takes whichever index is the smaller.
        assert "COVERING INDEX" in plan


def test_how_bodies_stand_is_read_from_the_index_alone() -> None:
    ended = Duty.objects.filter(closed_on__range=(date(2026, 1, 1), date(2026, 12, 31)))
    plan, _ = reads(ended.order_by().values_list("agency", "outcome"))
    assert "closed_duty_by_year" in plan
    assert "COVERING INDEX" in plan or "Index Only Scan" in plan


def test_the_cases_behind_a_figure_come_in_the_order_of_the_index() -> None:
    for pick in (Pick(Span.RECEIVED), Pick(Span.CLOSED, kinds=frozenset({"disclosed"}))):
        plan, sorts = reads(keys_behind(Scope(None, 2025), pick)[:50])
        assert "tally_cases" in plan
        assert "TEMP B-TREE" not in plan
        assert not sorts


def test_what_was_carried_over_is_looked_up_year_by_year() -> None:
    for as_of in (None, datetime(2025, 7, 1, tzinfo=UTC)):
        rows = keys_behind(Scope(None, 2025, as_of), Pick(Span.BEFORE))
        plan, _ = reads(rows.order_by())
        # With hardly a row in it, PostgreSQL takes whichever index is the smaller.
        either = connection.vendor == "postgresql" and "one_open_spell_holds" in plan
        assert "open_spell_read" in plan or either
        assert "Seq Scan on requests_openspell" not in plan
