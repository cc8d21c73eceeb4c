from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from django.test import RequestFactory

from tests.builders.catalog import a_government, an_item
from tests.portal.searching import an_index
from yangguang.apps.catalog import counts
from yangguang.apps.catalog.models import Item, ItemState
from yangguang.desk import titles
from yangguang.desk.lists import Listing
from yangguang.desk.titles import with_words

pytestmark = pytest.mark.django_db
NEWEST = {"newest": ("最新", ("-listed_on", "-pk"))}


def numbers(page: int) -> list[str]:
    request = RequestFactory().get("/", {"page": page})
    listing: Listing[Item] = Listing(request, Item.objects.all(), sorts=NEWEST, size=3)
    return [one.title for one in listing.page]


def test_a_list_read_from_its_far_end_gives_the_same_rows() -> None:
    a_government()
    for number in range(1, 12):
        an_item(f"第{number}号", on=date(2026, 3, 1) + timedelta(days=number))
    pages = [numbers(page) for page in range(1, 5)]
    assert [title for page in pages for title in page] == [
        f"第{number}号" for number in range(11, 0, -1)
    ]
    assert [len(page) for page in pages] == [3, 3, 3, 2]


def test_a_question_that_nothing_can_fit_counts_nothing() -> None:
    assert counts.total_of(Item.objects.none()) == 0
    listing: Listing[Item] = Listing(RequestFactory().get("/"), Item.objects.none(), sorts=NEWEST)
    assert (listing.total, list(listing.page)) == (0, [])


def test_words_are_found_in_titles_by_reading_or_by_the_index(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_government()
    public = an_item("关于加强城市停车管理的通知")
    waiting = an_item("停车场建设方案", state=ItemState.INBOX)
    an_item("关于义务教育招生的通知", body="<p>停车管理另行规定。</p>")
    lettered = an_item("5G基站APP备案办法", state=ItemState.INBOX)

    def found(asked: str) -> set[str]:
        return {one.title for one in with_words(Item.objects.all(), asked)}

    plain = found("停车")
    assert found("5g") == found("app备案") == {lettered.title}
    monkeypatch.setattr(titles, "LARGE", 1)
    with an_index(tmp_path / "index"):
        indexed = found("停车")
        assert found("停车管理") == {public.title}
        assert found("没有这样的词") == set()
        assert found("5g") == found("APP备案") == {lettered.title}
        assert found("“”") == set()
    assert plain == indexed == {public.title, waiting.title}
