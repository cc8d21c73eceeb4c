"""Two web servers with a press folder each: what one purges the other repeats, before it serves."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.db import OperationalError, connection
from django.test import Client
from django.utils import timezone

from tests.builders.catalog import (
    a_column,
    a_government,
    a_stored_file,
    an_attachment,
    an_item,
)
from yangguang.apps.audit.actors import system
from yangguang.apps.catalog.models import Item
from yangguang.apps.catalog.services import rename_column, retire_column, withdraw_item
from yangguang.config.command import worker
from yangguang.config.command.main import main
from yangguang.config.front import with_pressed_pages
from yangguang.portal import wording
from yangguang.press import nodes, purging
from yangguang.press.folder import PressFolder
from yangguang.press.models import Key, Node, Page, Purge
from yangguang.press.purging import Mode
from yangguang.press.services import Reason, Rendering, keep, last_purge
from yangguang.press.verifying import Wrong, verify

BY = system("测试")
pytestmark = pytest.mark.django_db(transaction=True)
Enter = Callable[[str], PressFolder]


@pytest.fixture
def on(settings: Any, tmp_path: Path) -> Enter:
    """What follows happens on this node: its name and its folder."""
    cache.clear()

    def enter(name: str) -> PressFolder:
        settings.PRESS_NODE = name
        settings.PRESS_DIR = tmp_path / name
        return PressFolder(settings.PRESS_DIR)

    return enter


def both_begin(on: Enter) -> None:
    for name in ("a", "b"):
        on(name)
        nodes.catch_up(at=timezone.now())


def withdraw(item: Item) -> None:
    withdraw_item(item=item, by=BY, at=timezone.now(), reason="标题有误")


def fetch(visitor: Client, addresses: Iterable[str]) -> list[int]:
    found = []
    for address in addresses:
        response = visitor.get(address)
        response.close()
        found.append(response.status_code)
    return found


def holds(folder: PressFolder, words: str) -> list[str]:
    """Every public page in the folder, sent or set aside, on which these words stand."""
    return [
        place.relative_to(folder.root).as_posix()
        for top in (folder.live, folder.stale)
        for place in top.rglob("*.html")
        if words in place.read_text(encoding="utf-8")
    ]


def test_what_one_node_withdraws_the_other_takes_down_and_makes_its_lists_again(
    on: Enter, visitor: Client
) -> None:
    a_government()
    column = a_column("公告", slug="notices")
    item, other = an_item("不该再看到的文件", column=column), an_item("留下的文件", column=column)
    file = wording.attachment_url(item.pk, an_attachment(item, file=a_stored_file(b"%PDF-1.4 n")))
    both_begin(on)
    addresses = [f"/item/{item.pk}/", f"/hant/item/{item.pk}/", file, "/", "/column/notices/"]
    for name in ("a", "b"):
        on(name)
        assert fetch(visitor, addresses) == [200] * 5
    assert Page.objects.filter(path="/").count() == 2
    here, there = on("b"), on("a")
    withdraw(item)
    assert holds(there, item.title) == []
    assert len(holds(here, item.title)) == 3, "nobody has told it yet"
    on("b")
    assert nodes.follow(at=timezone.now()) > 0
    assert holds(here, item.title) == []
    assert not (here.live / file[1:]).exists()
    assert here.tombstone(item.pk).read_bytes() == there.tombstone(item.pk).read_bytes()
    assert other.title in (here.live / "column/notices/index.html").read_text(encoding="utf-8")
    assert list(verify(here)) == []
    assert nodes.follow(at=timezone.now()) == 0, "what it did itself is not done again"
    on("a")
    assert [one for one in verify(there) if one.wrong != Wrong.MISSING] == []
    assert {one.name: one.behind for one in nodes.standing()} == {"a": 0, "b": 0}


def test_a_new_item_gets_its_page_on_every_node(on: Enter, visitor: Client) -> None:
    a_government()
    both_begin(on)
    on("a")
    item = an_item("新公开的文件")
    names = {purging.ADDRESS + "/about/", f"item:{item.pk}", "newest"}
    purging.purge(names, mode=Mode.STALE, reason=Reason("公开", f"item:{item.pk}"))
    folder = on("b")
    nodes.follow(at=timezone.now())
    assert (folder.live / f"item/{item.pk}/index.html").is_file()
    assert item.title in (folder.live / "index.html").read_text(encoding="utf-8")


def test_a_node_that_was_down_has_caught_up_when_it_serves(on: Enter, visitor: Client) -> None:
    a_government()
    gone, retired = an_item("停机期间撤回的文件"), a_column("旧栏目", slug="old")
    renamed = a_column("改名前", slug="renamed")
    both_begin(on)
    down = on("b")
    addresses = [f"/item/{gone.pk}/", "/column/old/", "/column/renamed/", "/"]
    assert fetch(visitor, addresses) == [200] * 4
    on("a")
    withdraw(gone)
    now = timezone.now()
    retire_column(column=retired, successor=renamed, reason="合并栏目", by=BY, at=now)
    rename_column(column=renamed, name="改名后", by=BY, at=now)
    assert holds(down, gone.title), "it is down"
    on("b")
    front = with_pressed_pages(lambda environ, start: [b"application"])
    assert holds(down, gone.title) == []
    assert down.place_after("old") == "column/renamed"
    assert not (down.live / "column/renamed/index.html").exists()
    said: list[str] = []
    environ = {"REQUEST_METHOD": "GET", "HTTP_HOST": "testserver", "PATH_INFO": addresses[0]}
    front(environ, lambda status, headers: said.append(status))
    assert said == ["410 Gone"]
    assert Node.objects.get(pk="b").applied == last_purge()


def test_a_page_begun_on_one_node_before_an_act_on_the_other_never_comes_into_place(
    on: Enter, visitor: Client
) -> None:
    item = an_item()
    both_begin(on)
    on("b")
    begun = Rendering("/newest/", last_purge(), "r", body=b"<html>old</html>")
    begun.noted.keys.add(f"item:{item.pk}")
    on("a")
    withdraw(item)
    folder = on("b")
    assert keep([begun]) == []
    assert not (folder.live / "newest/index.html").exists()


def test_a_key_is_never_moved_back(on: Enter) -> None:
    both_begin(on)
    purging.purge(["item:1"], mode=Mode.STALE, reason=Reason("试"))
    number = last_purge()
    purging.purge_here(["item:1"], number=number - 1, mode=Mode.STALE, reason=Reason("试"))
    assert Key.objects.get(name="item:1").version == number


def test_a_new_node_begins_empty_with_the_tombstones(on: Enter, visitor: Client) -> None:
    a_government()
    old = an_item("早已撤回的文件")
    on("a")
    nodes.catch_up(at=timezone.now())
    withdraw(old)
    folder = on("b")
    left = folder.live / "item" / str(old.pk) / "index.html"
    left.parent.mkdir(parents=True)
    left.write_text("<html>from another life</html>", encoding="utf-8")
    nodes.catch_up(at=timezone.now())
    assert list(folder.files()) == []
    assert folder.tombstone(old.pk).is_file()
    assert list(verify(folder)) == []


def test_a_node_that_was_away_too_long_begins_anew(on: Enter, visitor: Client) -> None:
    item = an_item("很久以前的文件")
    both_begin(on)
    folder = on("b")
    assert fetch(visitor, [f"/item/{item.pk}/"]) == [200]
    on("a")
    withdraw(item)
    nodes.follow(at=timezone.now())
    nodes.prune(timezone.now() + nodes.KEEP - timedelta(days=1))
    assert Purge.objects.exists()
    nodes.prune(timezone.now() + nodes.KEEP + timedelta(days=1))
    assert not Purge.objects.exists()
    assert list(Node.objects.values_list("name", flat=True)) == ["a"]
    on("b")
    nodes.catch_up(at=timezone.now())
    assert list(folder.files()) == []
    assert folder.tombstone(item.pk).is_file()


def test_a_follower_whose_connection_broke_with_the_database_finds_its_way_back(on: Enter) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("a file has no server that could go away")
    both_begin(on)
    item = an_item("甲")
    on("b")
    connection.ensure_connection()
    connection.connection.close()
    assert worker.follow_nodes() is False
    on("a")
    withdraw(item)
    on("b")
    assert worker.follow_nodes() is True
    assert nodes.standing()[1].behind == 0


def test_a_database_that_is_away_is_told_once_a_minute(caplog: pytest.LogCaptureFixture) -> None:
    outage = worker.Outage()
    for _ in range(3):
        outage.tell("trying again", OSError("refused"))
    assert [one.message for one in caplog.records] == [
        "Database not available; trying again. refused"
    ]


def test_a_web_server_that_is_up_before_the_database_waits_for_it(
    on: Enter, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    on("a")
    tries = iter([OperationalError("refused"), OperationalError("refused"), None])
    ensure = connection.ensure_connection

    def starting() -> None:
        problem = next(tries, None)
        if problem:
            raise problem
        ensure()

    monkeypatch.setattr(connection, "ensure_connection", starting)
    monkeypatch.setattr("yangguang.config.command.press_nodes.time.sleep", lambda seconds: None)
    assert main(["press", "catch-up", "--wait", "30"]) == 0
    told = capsys.readouterr()
    assert told.err.count("等待它启动") == 1
    assert "节点 a 已赶上" in told.out


def test_a_desk_without_a_folder_tells_the_web_servers(
    on: Enter, settings: Any, visitor: Client
) -> None:
    item = an_item("工作台撤回的文件")
    both_begin(on)
    folder = on("b")
    assert fetch(visitor, [f"/item/{item.pk}/"]) == [200]
    on("desk")
    settings.PRESS_DIR = None
    withdraw(item)
    on("b")
    nodes.follow(at=timezone.now())
    assert holds(folder, item.title) == []
    assert folder.tombstone(item.pk).is_file()
