"""The record of pressing, as operators search it, and making one page again."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.builders.catalog import a_government, an_item
from tests.press.test_pressing import withdraw
from yangguang.press import purging
from yangguang.press.folder import PressFolder
from yangguang.press.models import Entry, Page
from yangguang.press.selectors import find_entries, find_page

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_record_is_found_by_address_and_by_item(folder: PressFolder, visitor: Client) -> None:
    a_government()
    item = an_item()
    visitor.get("/newest/")
    visitor.get(f"/item/{item.pk}/")
    assert [one.path for one in find_entries("/newest/")] == ["/newest/"]
    assert [one.path for one in find_entries("https://www.example.gov.cn/newest/")] == ["/newest/"]
    assert [one.path for one in find_entries(str(item.pk))] == [f"/item/{item.pk}/"]
    withdraw(item)
    told = {(one.what, one.why, one.by) for one in find_entries(str(item.pk))}
    assert (Entry.What.WITHDRAWN, f"撤回（item:{item.pk}）", "测试") in told
    assert find_entries("/none/").count() == 0
    assert find_entries("").count() == Entry.objects.count()


def test_one_page_is_made_again_when_asked(folder: PressFolder, visitor: Client) -> None:
    a_government()
    visitor.get("/")
    assert purging.press_again(path="/", by="周明") is True
    page = find_page("/")
    assert page is not None
    assert page.state == Page.State.STALE
    assert not (folder.live / "index.html").exists()
    assert [one.by for one in find_entries("/")[:1]] == ["周明"]
    visitor.get("/")
    assert (folder.live / "index.html").exists()
    assert purging.press_again(path="/never/", by="周明") is False
