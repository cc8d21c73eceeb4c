from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.builders.catalog import a_column, a_government, an_agency, an_item, noon
from yangguang.apps.audit.actors import command
from yangguang.apps.audit.models import Act
from yangguang.apps.catalog import selectors
from yangguang.apps.catalog.addresses import place_after, standing_column
from yangguang.apps.catalog.models import Column, ColumnEnding, Item, ItemColumn, ItemState
from yangguang.apps.catalog.services import add_column, merge_columns, move_column, retire_column
from yangguang.apps.catalog.services import ending as endings
from yangguang.apps.catalog.services.ending import run_endings
from yangguang.apps.catalog.services.header import edit_header
from yangguang.apps.catalog.services.releasing import open_item
from yangguang.apps.catalog.workflow import NotPossible

pytestmark = pytest.mark.django_db
BY = command("测试")
AT = noon(date(2026, 6, 1))


def stood_on(item: Item, day: date) -> list[str]:
    """The columns in which an item stood at noon of a day."""
    at = noon(day)
    facts = ItemColumn.objects.filter(item=item, valid_from__lte=at).order_by("pk")
    return [one.column.slug for one in facts if one.valid_to is None or one.valid_to > at]


def test_a_merge_takes_items_columns_below_and_addresses_along() -> None:
    a_government()
    files, norms = a_column("政府文件", slug="files"), a_column("规范性文件", slug="norms")
    below = a_column("已废止", slug="repealed", parent=norms)
    public = an_item("住房办法", column=norms, on=date(2026, 3, 2))
    waiting = an_item("停车办法", column=norms, state=ItemState.INBOX)
    deep = an_item("旧办法", column=below)
    ending = merge_columns(source=norms, target=files, reason="栏目重复", by=BY, at=AT)
    assert (ending.moved, ending.ended_at) == (2, AT)
    for row in (public, waiting, deep, norms, below):
        row.refresh_from_db()
    assert {public.column, waiting.column} == {files}
    assert deep.column == below
    assert below.path == f"{files.pk}/{below.pk}/"
    assert {one.title for one in selectors.items_in_column(files)} == {"住房办法", "旧办法"}
    assert stood_on(public, date(2026, 4, 1)) == ["norms"]
    assert stood_on(public, date(2026, 7, 1)) == ["files"]
    assert (norms.is_open, norms.retired_at, place_after(norms)) == (False, AT, "column/files")
    assert standing_column("norms") == files
    acts = Act.objects.filter(subject_kind="column", subject_key=str(norms.pk)).order_by("pk")
    assert [one.verb for one in acts] == ["column.merge", "column.close"]
    moved = Act.objects.get(verb="item.move-column", subject_key=str(public.pk))
    assert (moved.before, moved.after) == ({"column": "规范性文件"}, {"column": "政府文件"})


def test_nothing_new_is_filed_into_a_column_that_is_gone() -> None:
    a_government()
    files, norms = a_column("政府文件", slug="files"), a_column("规范性文件", slug="norms")
    item = an_item("住房办法", column=files)
    merge_columns(source=norms, target=files, reason="栏目重复", by=BY, at=AT)
    stale = norms
    with pytest.raises(NotPossible, match="“规范性文件”已撤销，内容已并入“政府文件”，请改选"):
        edit_header(item=item, changes={"column": stale}, by=BY, at=AT, reason="归类")
    with pytest.raises(NotPossible, match="已撤销"):
        open_item(agency=item.agency, title="新办法", kind="policy", column=stale, by=BY, at=AT)


def test_a_chain_of_successors_leads_to_the_one_that_stands() -> None:
    a_government()
    first, second, third = (a_column(slug=f"c{number}") for number in range(3))
    merge_columns(source=first, target=second, reason="并", by=BY, at=AT)
    merge_columns(source=second, target=third, reason="并", by=BY, at=AT)
    first.refresh_from_db()
    assert place_after(first) == "column/c2"
    retire_column(column=third, successor=None, reason="专题结束", by=BY, at=AT)
    first.refresh_from_db()
    assert place_after(first) == "disclosure"
    assert standing_column("c0") is None


def test_a_retired_column_leaves_its_items_public_and_in_no_column() -> None:
    a_government()
    health = an_agency(slug="health")
    own = a_column("健康专题", slug="health-topic", agency=health)
    item = an_item(column=own, agency=health)
    retire_column(column=own, successor=None, reason="专题结束", by=BY, at=AT)
    item.refresh_from_db()
    own.refresh_from_db()
    assert (item.column, item.state) == (None, ItemState.PUBLISHED)
    assert stood_on(item, date(2026, 5, 1)) == ["health-topic"]
    assert stood_on(item, date(2026, 6, 2)) == []
    assert place_after(own) == "agency/health"
    with pytest.raises(NotPossible, match="曾被使用"):
        add_column(slug="health-topic", name="新", column_type="工作动态", by=BY, at=AT)


def test_what_cannot_be_merged_or_retired_says_why() -> None:
    a_government()
    health = an_agency("清源市卫生健康委员会")
    top, own = a_column("文件", slug="files"), a_column("动态", slug="own", agency=health)
    below = a_column("下级", slug="below", parent=top)
    with pytest.raises(NotPossible, match="写明理由"):
        merge_columns(source=below, target=top, reason=" ", by=BY, at=AT)
    with pytest.raises(NotPossible, match="它自己或它的下级栏目"):
        merge_columns(source=top, target=below, reason="并", by=BY, at=AT)
    with pytest.raises(NotPossible, match="只能并入该机构的栏目"):
        merge_columns(source=top, target=own, reason="并", by=BY, at=AT)
    with pytest.raises(NotPossible, match="还有 1 个下级栏目"):
        retire_column(column=top, successor=None, reason="撤", by=BY, at=AT)
    retire_column(column=below, successor=None, reason="撤", by=BY, at=AT)
    with pytest.raises(NotPossible, match="已经或正在撤销"):
        retire_column(column=below, successor=None, reason="撤", by=BY, at=AT)


def test_a_large_merge_goes_on_where_it_was_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    a_government()
    source, target = a_column(slug="old"), a_column(slug="new")
    for number in range(7):
        an_item(f"第{number}号", column=source)
    monkeypatch.setattr(endings, "BATCH", 2)
    monkeypatch.setattr(endings, "AT_ONCE", 2)
    ending = merge_columns(source=source, target=target, reason="并", by=BY, at=AT)
    source.refresh_from_db()
    assert (ending.moved, ending.ended_at, source.is_open) == (4, None, True)
    assert selectors.items_in_column(source).count() == 3
    assert selectors.items_in_column(target).count() == 4
    with pytest.raises(NotPossible, match="已经或正在撤销"):
        retire_column(column=source, successor=None, reason="撤", by=BY, at=AT)
    later = AT + timedelta(minutes=1)
    run_endings(later, batches=1)
    run_endings(later)
    ending.refresh_from_db()
    assert (ending.moved, ending.ended_at) == (7, later)
    assert selectors.items_in_column(target).count() == 7
    assert ColumnEnding.objects.filter(ended_at=None).count() == 0


def test_columns_are_put_in_order_by_moving() -> None:
    a_government()
    top = a_column("文件", slug="top")
    first, second, third = (a_column(f"{name}", slug=name, parent=top) for name in "abc")
    move_column(column=third, parent=top, before=first, by=BY, at=AT)
    below = Column.objects.filter(parent=top).order_by("order", "pk")
    assert [one.slug for one in below] == ["c", "a", "b"]
    move_column(column=first, parent=None, by=BY, at=AT)
    assert [one.slug for one in Column.objects.filter(parent=None).order_by("order", "pk")] == [
        "top",
        "a",
    ]
    with pytest.raises(NotPossible, match="已不在这个位置"):
        move_column(column=second, parent=None, before=third, by=BY, at=AT)
    own = a_column("机构栏目", slug="own", agency=an_agency("清源市民政局"))
    with pytest.raises(NotPossible, match="是清源市民政局的栏目"):
        move_column(column=second, parent=own, by=BY, at=AT)
