"""Accepting, rejecting, withdrawing: state, dated row, number, audit and event in one act."""

from datetime import date

import pytest
from django.db import transaction

from tests.builders.catalog import a_column, an_agency, an_item, noon
from yangguang.apps.audit.actors import command
from yangguang.apps.audit.models import Act
from yangguang.apps.catalog.models import Item, ItemState, ItemStatus
from yangguang.apps.catalog.services import (
    accept_item,
    edit_header,
    reject_item,
    reopen_item,
    withdraw_item,
)
from yangguang.apps.catalog.workflow import NotPossible
from yangguang.apps.events.models import Event

pytestmark = pytest.mark.django_db
BY = command("测试")
AT = noon(date(2026, 5, 6))


def waiting(**values: object) -> Item:
    values = {"index_number": None, "released_at": None, "listed_on": None, **values}
    return an_item(state=ItemState.INBOX, **values)  # type: ignore[arg-type]


def test_an_accepted_item_is_public_numbered_and_recorded() -> None:
    agency = an_agency(code="990000011")
    item = accept_item(item=waiting(agency=agency), by=BY, at=AT, basis="原网站已公开")
    item.refresh_from_db()
    assert item.state == ItemState.PUBLISHED
    assert item.index_number == "990000011/2026-00001"
    assert item.released_at == AT
    assert item.listed_on == date(2026, 5, 6)
    act = Act.objects.get(verb="item.accept")
    assert (act.basis, act.subject_agency_key) == ("原网站已公开", agency.pk)
    assert act.after == {"state": "published", "index_number": "990000011/2026-00001"}
    assert Event.objects.get(kind="item.published").subject_key == str(item.pk)
    states = ItemStatus.objects.filter(item=item).order_by("valid_from", "pk")
    assert [(row.state, row.valid_to) for row in states] == [("inbox", AT), ("published", None)]


def test_the_declared_day_sorts_and_the_release_is_todays() -> None:
    item = waiting(source_published_on=date(2017, 12, 19))
    item = accept_item(item=item, by=BY, at=AT, basis="原网站已公开")
    assert item.listed_on == date(2017, 12, 19)
    assert item.released_at == AT


def test_an_imported_index_number_is_kept() -> None:
    item = accept_item(
        item=waiting(index_number="003031320/201712-00811"), by=BY, at=AT, basis="原网站已公开"
    )
    assert item.index_number == "003031320/201712-00811"


def test_accepting_without_a_basis_changes_nothing() -> None:
    item = waiting()
    with pytest.raises(NotPossible, match="依据"):
        accept_item(item=item, by=BY, at=AT, basis=" ")
    item.refresh_from_db()
    assert item.state == ItemState.INBOX
    assert not Act.objects.exists()


def test_accepting_twice_is_refused_and_gives_no_second_number() -> None:
    item = waiting()
    accept_item(item=item, by=BY, at=AT, basis="原网站已公开")
    with pytest.raises(NotPossible, match="已公开"):
        accept_item(item=item, by=BY, at=AT, basis="原网站已公开")
    assert Event.objects.filter(kind="item.published").count() == 1


def test_the_clerks_corrections_go_in_with_the_acceptance() -> None:
    item = waiting(unsure=[{"field": "title", "value": "x", "why": "y"}])
    column = a_column()
    item = accept_item(
        item=item,
        by=BY,
        at=AT,
        basis="原网站已公开",
        changes={"title": "改正后的标题", "column": column},
    )
    item.refresh_from_db()
    assert (item.title, item.column, item.unsure) == ("改正后的标题", column, [])
    edit = Act.objects.get(verb="item.edit-header")
    assert edit.after == {"title": "改正后的标题", "column": column.pk}


def test_a_wrong_correction_stops_the_whole_acceptance() -> None:
    item = waiting()
    with pytest.raises(NotPossible, match="成文日期"):
        accept_item(item=item, by=BY, at=AT, basis="依据", changes={"formed_on": "昨天"})
    item.refresh_from_db()
    assert item.state == ItemState.INBOX


def test_rejecting_needs_a_reason_and_can_be_reopened() -> None:
    item = waiting()
    with pytest.raises(NotPossible, match="理由"):
        reject_item(item=item, by=BY, at=AT, reason="")
    item = reject_item(item=item, by=BY, at=AT, reason="与本市无关")
    assert (item.state, item.state_reason) == (ItemState.REJECTED, "与本市无关")
    item = reopen_item(item=item, by=BY, at=AT, reason="误判")
    assert item.state == ItemState.INBOX


def test_a_withdrawal_keeps_the_number_and_tells_the_reason() -> None:
    item = an_item(index_number="990000011/2026-00007")
    item = withdraw_item(item=item, by=BY, at=AT, reason="涉及个人信息")
    assert (item.state, item.state_reason) == (ItemState.WITHDRAWN, "涉及个人信息")
    assert item.index_number == "990000011/2026-00007"
    assert Event.objects.get().kind == "item.withdrawn"


def test_changing_a_public_header_needs_a_reason() -> None:
    item = an_item(source_key="a" * 64)
    with pytest.raises(NotPossible, match="理由"):
        edit_header(item=item, changes={"title": "新标题"}, by=BY, at=AT)
    edit_header(item=item, changes={"title": "新标题"}, by=BY, at=AT, reason="错字")
    item.refresh_from_db()
    assert item.title == "新标题"
    assert Event.objects.get().kind == "item.changed"


def test_what_was_reviewed_with_the_text_changes_by_correction_only() -> None:
    item = an_item()
    with pytest.raises(NotPossible, match="须办理“更正”"):
        edit_header(item=item, changes={"title": "新标题"}, by=BY, at=AT, reason="错字")
    edit_header(item=item, changes={"keywords": "住房"}, by=BY, at=AT, reason="补充")
    item.refresh_from_db()
    assert (item.title != "新标题", item.keywords) == (True, "住房")


def test_a_header_saved_unchanged_leaves_no_trace() -> None:
    item = an_item()
    edit_header(item=item, changes={"title": item.title}, by=BY, at=AT, reason="核对")
    assert not Act.objects.exists()
    assert not Event.objects.exists()


def test_an_index_number_of_another_item_is_refused_by_name() -> None:
    an_item(index_number="990000011/2026-00001")
    item = an_item(index_number="990000011/2026-00002")
    with pytest.raises(NotPossible, match="990000011/2026-00001"), transaction.atomic():
        edit_header(
            item=item, changes={"index_number": "990000011/2026-00001"}, by=BY, at=AT, reason="核对"
        )
    item.refresh_from_db()
    assert item.index_number == "990000011/2026-00002"


def test_a_title_that_is_too_long_says_how_long_it_may_be() -> None:
    with pytest.raises(NotPossible, match="最多 500 个字，现有 501 个字"):
        edit_header(item=an_item(), changes={"title": "长" * 501}, by=BY, at=AT, reason="核对")
