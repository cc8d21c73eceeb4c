"""Visitors and withdrawals at the same time, in threads and in processes, on either database."""

from __future__ import annotations

import os
import signal
import threading
import time

import pytest
from django.db import connections
from django.test import Client

from tests.builders.catalog import a_government, an_item
from tests.press.dying import withdraw
from yangguang.apps.catalog.models import Item
from yangguang.press.folder import PressFolder
from yangguang.press.rendering import fetch
from yangguang.press.verifying import verify
from yangguang.press.warming import warm_down

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(300)]
ITEMS = 8


def title(number: int) -> str:
    return f"第{number}号文件〔甲{number}乙〕"


def some_items() -> list[Item]:
    a_government()
    return [an_item(title(number)) for number in range(ITEMS)]


def addresses(items: list[Item]) -> list[str]:
    return ["/", "/newest/", "/feed/rss.xml", "/plain/", *(f"/item/{one.pk}/" for one in items)]


def named_in(folder: PressFolder, number: int) -> list[str]:
    """The public files that name an item."""
    found = []
    for top in (folder.live, folder.stale):
        for place in [*top.rglob("*.html"), *top.rglob("*.xml")]:
            try:
                if title(number) in place.read_text(encoding="utf-8"):
                    found.append(str(place))
            except FileNotFoundError:
                continue
    return found


def withdraw_each(folder: PressFolder, items: list[Item]) -> None:
    """Withdraw one after the other; from the moment it is done no file may name the item again."""
    for number, item in enumerate(items):
        withdraw(item.pk)
        for _ in range(15):
            for earlier in range(number + 1):
                assert named_in(folder, earlier) == [], title(earlier)
            time.sleep(0.01)


def test_threads_that_render_never_bring_a_withdrawn_item_back(folder: PressFolder) -> None:
    items = some_items()
    stop = threading.Event()
    errors: list[BaseException] = []

    def visit() -> None:
        try:
            while not stop.is_set():
                for path in addresses(items):
                    fetch(path)
        except BaseException as error:
            errors.append(error)
        finally:
            connections.close_all()

    visitors = [threading.Thread(target=visit) for _ in range(3)]
    for one in visitors:
        one.start()
    try:
        withdraw_each(folder, items)
    finally:
        stop.set()
        for one in visitors:
            one.join()
    assert errors == []
    warm_down(limit=100)
    assert list(verify(folder)) == []


def test_processes_that_render_never_bring_a_withdrawn_item_back(folder: PressFolder) -> None:
    items = some_items()
    connections.close_all()
    children = []
    for _ in range(2):
        child = os.fork()
        if child == 0:
            signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
            try:
                while True:
                    for path in addresses(items):
                        fetch(path)
            except BaseException:
                os._exit(3)
        children.append(child)
    try:
        withdraw_each(folder, items)
    finally:
        for child in children:
            os.kill(child, signal.SIGKILL)
        ended = [os.waitpid(child, 0)[1] for child in children]
    assert [os.WIFSIGNALED(status) for status in ended] == [True, True], "no child failed by itself"
    for number in range(ITEMS):
        assert named_in(folder, number) == []


def test_forty_publications_at_once_leave_every_list_true(
    folder: PressFolder, visitor: Client
) -> None:
    from tests.press.test_pressing import publish
    from yangguang.apps.catalog.models import ItemState

    a_government()
    drafts = [an_item(title(number), state=ItemState.DRAFT) for number in range(40)]
    errors: list[BaseException] = []

    def act(some: list[Item]) -> None:
        try:
            for one in some:
                publish(one)
                fetch("/newest/")
                fetch("/")
        except BaseException as error:
            errors.append(error)
        finally:
            connections.close_all()

    clerks = [threading.Thread(target=act, args=(drafts[place::4],)) for place in range(4)]
    for one in clerks:
        one.start()
    for one in clerks:
        one.join()
    assert errors == []
    for path in ("/newest/", "/newest/page/1/"):
        visitor.get(path)
    shown = (folder.live / "newest/index.html").read_text(encoding="utf-8")
    closed = (folder.live / "newest/page/1/index.html").read_text(encoding="utf-8")
    for number in range(40):
        assert (title(number) in shown) != (title(number) in closed), title(number)
    assert "共 40 条，本页是最新的 20 条" in shown
