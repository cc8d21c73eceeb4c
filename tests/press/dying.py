"""A process that presses or purges and kills itself at one step, as a power cut would.

A step is a statement to the database or a change of a file in the folder; dying between two of
them is dying anywhere, since neither is ever half done.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.db import connection, connections
from django.utils import timezone

from yangguang.apps.audit.actors import system
from yangguang.apps.catalog.models import Attachment, Item
from yangguang.apps.catalog.services import withdraw_item
from yangguang.press import keys, purging
from yangguang.press.purging import Mode
from yangguang.press.rendering import fetch
from yangguang.press.services import Reason

EVENTS = {"os.rename", "os.remove", "os.mkdir", "os.rmdir", "open"}
"""What the interpreter tells its audit hooks; a rename by ``Path.replace`` is ``os.rename``."""


def press(item: int) -> None:
    """Make the item's page, the home page and a list, as visitors would."""
    for path in (f"/item/{item}/", "/", "/newest/"):
        fetch(path)


def carry(item: int) -> None:
    """Put the item's attachment and the feed into the folder, as visitors would."""
    file = Attachment.objects.get(edition__item=item)
    for path in (f"/item/{item}/attachment/{file.pk}/{file.title}.pdf", "/feed/rss.xml"):
        fetch(path)


def withdraw(item: int) -> None:
    """Withdraw the item, as the desk would."""
    withdraw_item(
        item=Item.objects.get(pk=item), by=system("测试"), at=timezone.now(), reason="标题有误"
    )


def purge(item: int) -> None:
    """Purge what shows the newest items, as a publication does."""
    names = [keys.NEWEST, keys.newest_of("all")]
    purging.purge(names, mode=Mode.STALE, reason=Reason("试"))


def dies_at(step: int, act: Callable[[int], None], item: int, folder: Path) -> bool:
    """Do the act in a child that kills itself before this step; False where it was over by then."""
    connections.close_all()
    child = os.fork()
    if child == 0:
        try:
            _die_before(step, str(folder))
            act(item)
        except BaseException:  # the parent must see a child that failed, not a second test run
            os._exit(3)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        assert os.WTERMSIG(status) == signal.SIGKILL
        return True
    assert os.WEXITSTATUS(status) == 0, "the act itself failed"
    return False


def _die_before(step: int, folder: str) -> None:
    left = step

    def count_down() -> None:
        nonlocal left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    def ask(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        count_down()
        return execute(sql, params, many, context)

    def watch(event: str, arguments: tuple[Any, ...]) -> None:
        if event in EVENTS and arguments and str(arguments[0]).startswith(folder):
            count_down()

    connection.execute_wrappers.append(ask)
    sys.addaudithook(watch)
