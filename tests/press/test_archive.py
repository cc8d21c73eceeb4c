"""Lists cut into pages: what stands where, and what moves when something is published or withdrawn."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, timedelta

import pytest
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as some
from hypothesis.extra.django import TransactionTestCase

from tests.builders.catalog import a_column, a_facet, a_government, an_agency, an_item
from tests.press.test_pressing import publish, withdraw
from yangguang.apps.catalog.models import Facet, Item, ItemState
from yangguang.press import archive, reader
from yangguang.press.folder import PressFolder
from yangguang.press.models import ListBreak, Page

pytestmark = pytest.mark.django_db(transaction=True)
START = date(2025, 1, 1)


def on_day(place: int) -> date:
    return START + timedelta(days=place)


def fill(number: int, **values: object) -> list[Item]:
    return [an_item(f"第{place:03d}号", on=on_day(place), **values) for place in range(number)]  # type: ignore[arg-type] # fields of an item


def closed(number: int, part: int = 1) -> list[str]:
    return [one.title for one in archive.read_closed(archive.everything(), number, part).items]


def opened() -> list[str]:
    return [one.title for one in archive.read_open(archive.everything()).items]


def named(*places: int) -> list[str]:
    return [f"第{place:03d}号" for place in places]


def test_forty_rows_close_a_page_and_thirty_nine_do_not() -> None:
    a_government()
    fill(39)
    assert opened() == named(*range(38, -1, -1))
    an_item("第039号", on=on_day(39))
    assert opened() == named(*range(39, 19, -1))
    assert closed(1) == named(*range(19, -1, -1))


def test_pages_of_one_day_follow_one_another() -> None:
    a_government()
    items = [an_item(f"第{place:03d}号", on=START) for place in range(100)]
    assert opened() == named(*range(99, 79, -1))
    shelf = archive.everything()
    for number in (1, 2, 3, 4):
        page = archive.read_closed(shelf, number, 1)
        assert [one.title for one in page.items] == closed(number)
        assert [one.number if one else None for one in (page.older, page.newer)] == [
            number - 1 or None, number + 1 if number < 4 else None,
        ]  # fmt: skip
        for one in (page.items[0], page.items[-1]):
            assert archive.page_of(shelf.key, (START, one.pk)) == number
    assert archive.page_of(shelf.key, (START, items[-1].pk)) is None


def test_a_closed_page_keeps_its_rows_and_its_number_for_ever() -> None:
    a_government()
    fill(100)
    assert opened() == named(*range(99, 79, -1))
    before = {number: closed(number) for number in range(1, 5)}
    for place in range(100, 180):
        an_item(f"第{place:03d}号", on=on_day(place))
        opened()
    assert {number: closed(number) for number in range(1, 5)} == before
    assert [number for number, _ in archive.pages_of(archive.everything())] == [
        8,
        7,
        6,
        5,
        4,
        3,
        2,
        1,
    ]
    with pytest.raises(archive.NoSuchPage):
        closed(9)


def test_a_withdrawn_row_leaves_a_line_and_moves_nothing(
    folder: PressFolder, visitor: Client
) -> None:
    a_government()
    items = fill(60)
    visitor.get("/newest/page/1/")
    visitor.get("/newest/page/2/")
    withdraw(items[7])
    assert Page.objects.get(path="/newest/page/1/").state == Page.State.ABSENT
    assert Page.objects.get(path="/newest/page/2/").state == Page.State.LIVE
    page = visitor.get("/newest/page/1/").content.decode()
    assert page.count("这条信息已撤回") == 1
    assert "第007号" not in page
    assert len(closed(1)) == 20
    assert "第007号" not in visitor.get("/newest/").content.decode()


def test_an_older_document_joins_its_page_and_no_other_moves(
    folder: PressFolder, visitor: Client
) -> None:
    a_government()
    fill(100)
    before = {number: closed(number) for number in range(1, 5)}
    for number in range(1, 5):
        visitor.get(f"/newest/page/{number}/")
    late = an_item("迟来的文件", on=on_day(25), state=ItemState.DRAFT)
    Item.objects.filter(pk=late.pk).update(source_published_on=on_day(25))
    from django.db import transaction
    from django.utils import timezone

    from yangguang.apps.events.services import emit

    with transaction.atomic():
        Item.objects.filter(pk=late.pk).update(state=ItemState.PUBLISHED)
        emit(at=timezone.now(), kind="item.published", subject_key=str(late.pk))
    states = dict(Page.objects.filter(path__contains="/page/").values_list("path", "state"))
    assert states == {
        "/newest/page/1/": "live",
        "/newest/page/2/": "stale",
        "/newest/page/3/": "live",
        "/newest/page/4/": "live",
    }
    assert closed(2) == [*named(*range(39, 25, -1)), "迟来的文件", *named(*range(25, 19, -1))]
    assert {number: closed(number) for number in (1, 3, 4)} == {n: before[n] for n in (1, 3, 4)}


def test_a_page_that_grows_too_long_is_parted_and_its_neighbours_stay(visitor: Client) -> None:
    a_government()
    fill(100)
    before = {number: closed(number) for number in (1, 3)}
    for place in range(45):
        an_item(f"补{place:02d}", on=on_day(30))
    assert len(closed(2)) == 20
    parts = [archive.read_closed(archive.everything(), 2, part) for part in (1, 2, 3)]
    assert [len(one.items) for one in parts] == [20, 20, 25]
    assert parts[1].label == "第 2 页（之 2）"
    titles = [item.title for one in parts for item in one.items]
    assert len(set(titles)) == 65
    assert {number: closed(number) for number in (1, 3)} == before
    page = visitor.get("/newest/page/2-2/").content.decode()
    assert '<a rel="prev" href="/newest/page/2/">上一页</a>' in page
    assert '<a rel="next" href="/newest/page/2-3/">下一页</a>' in page


def test_a_list_with_too_many_parts_is_numbered_anew() -> None:
    a_government()
    fill(100)
    opened()
    for place in range(300):
        an_item(f"移{place:03d}", on=on_day(place % 70))
    for number in range(1, 5):
        archive.read_closed(archive.everything(), number)
    assert not ListBreak.objects.filter(part__gt=1).exists()
    pages = [len(closed(number)) for number, _ in archive.pages_of(archive.everything())]
    assert pages == [20] * 19
    assert closed(1)[-1] in {"第000号", "移000"}


@pytest.mark.parametrize("standing", [60, 400])
def test_a_publication_touches_as_many_pages_in_a_long_list_as_in_a_short_one(
    folder: PressFolder, visitor: Client, standing: int
) -> None:
    government = a_government()
    parent = a_column("政策", slug="policy")
    column = a_column("规范性文件", slug="norms", parent=parent)
    facet = a_facet(Facet.Scheme.FIVE, "decision", "决策")
    fill(standing, column=column, agency=government, facets=(facet,))
    lists = [
        "/newest/",
        "/column/policy/",
        "/column/norms/",
        "/agency/government/items/",
        "/facet/five-open/decision/",
    ]
    others = ["/", "/feed/rss.xml", "/column/norms/atom.xml", "/agency/government/"]
    last = (standing - 20) // 20
    pages = [f"{one}page/{number}/" for one in lists for number in range(1, last + 1)]
    for path in [*lists, *others, *pages]:
        assert visitor.get(path).status_code == 200, path
    fresh = an_item("新", column=column, agency=government, facets=(facet,), state=ItemState.DRAFT)
    publish(fresh)
    down = set(Page.objects.filter(state=Page.State.STALE).values_list("path", flat=True))
    assert down == {*lists, *others}


def test_the_keys_of_an_item_name_every_list_it_stands_or_stood_in() -> None:
    government = a_government()
    other = an_agency("清源市教育局")
    parent = a_column("政策")
    column, former = a_column("规范性文件", parent=parent), a_column("旧栏目")
    facet = a_facet()
    item = an_item(column=former, agency=government, facets=(facet,))
    Item.objects.filter(pk=item.pk).update(column=column)
    item.refresh_from_db()
    touched = reader.touched_by([item])
    assert {
        "newest", "all:newest", "sitemap", "sitemap:1", f"kind:{item.kind}:newest",
        f"column:{column.pk}:newest", f"column:{parent.pk}:newest", f"column:{former.pk}:newest",
        f"agency:{government.pk}:newest", f"facet:{facet.pk}:newest",
    } <= touched  # fmt: skip
    assert f"agency:{other.pk}:newest" not in touched


class EveryRowStandsOnce(TransactionTestCase):
    """However rows come in, each stands on exactly one page, pages are in order, none is long."""

    @settings(max_examples=25, deadline=None)
    @given(
        some.lists(
            some.tuples(some.integers(0, 40), some.booleans(), some.booleans()),
            min_size=1,
            max_size=130,
        )
    )
    def test_it(self, rows: list[tuple[int, bool, bool]]) -> None:
        a_government()
        for day, gone, look in rows:
            state = ItemState.WITHDRAWN if gone else ItemState.PUBLISHED
            an_item(on=on_day(day), state=state)
            if look:
                archive.read_open(archive.everything())
        shelf = archive.everything()
        seen = [one.pk for one in archive.read_open(shelf).items]
        assert len(seen) < archive.OPEN_AT_MOST
        for _ in range(3):
            pages = list(archive.pages_of(shelf))
            for number, part in pages:
                archive.read_closed(shelf, number, part)
        for number, part in archive.pages_of(shelf):
            page = archive.read_closed(shelf, number, part)
            assert len(page.items) <= archive.PARTED_ABOVE
            seen += [one.pk for one in page.items]
        wanted = list(shelf.rows.order_by("-listed_on", "-pk").values_list("pk", flat=True))
        last = ListBreak.objects.order_by("-day", "-item").first()
        hidden = {
            one.pk
            for one in Item.objects.filter(state=ItemState.WITHDRAWN)
            if one.listed_on and (last is None or (one.listed_on, one.pk) > (last.day, last.item))
        }
        assert seen == [key for key in wanted if key not in hidden]


def test_what_an_act_touches_is_told_without_asking_for_the_rows_of_a_list(
    django_assert_num_queries: Callable[[int], AbstractContextManager[object]],
) -> None:
    agency, column, facet = an_agency(), a_column(), a_facet()
    with django_assert_num_queries(0):
        shelves = [
            archive.everything(),
            archive.of_agency(agency),
            archive.of_column(column),
            archive.of_facet(facet),
            archive.of_agency_column(agency, column),
            archive.of_agency_facet(agency, facet),
        ]
    assert len({shelf.key for shelf in shelves}) == 6
