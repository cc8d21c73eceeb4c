"""kill -9 at every step of pressing and purging: never half a page, never one that should be gone.

An ordinary run dies at every third step, each test beginning at another; `make test-crash`, which is part
of `make check`, dies at every one (YANGGUANG_EVERY_STEP=1).
"""

from __future__ import annotations

import gzip
import os
import shutil

import brotli
import pytest
from django.db import connection
from django.test import Client

from tests.builders.catalog import a_government, a_stored_file, an_attachment, an_item
from tests.press.dying import carry, dies_at, press, purge, withdraw
from yangguang.apps.catalog.models import Item, ItemState
from yangguang.apps.events.models import Delivery, Event
from yangguang.apps.events.services import deliver
from yangguang.press import keys
from yangguang.press.addresses import TWINS, address_of
from yangguang.press.folder import PressFolder
from yangguang.press.models import Counter, Entry, Key, Page, PageKey
from yangguang.press.reader import READER
from yangguang.press.verifying import Wrong, verify

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(900), pytest.mark.slow]
TITLE = "不该再看到的文件"
LAST = 400
STRIDE = 11 if connection.vendor == "postgresql" else 3
"""The steps between two deaths of one walk. On PostgreSQL the folder is the same, only the locks differ."""
EVERY = bool(os.environ.get("YANGGUANG_EVERY_STEP"))
"""Whether there are as many walks as it takes to die before every step."""


def walks(own: int) -> pytest.MarkDecorator:
    """The test as a walk from its own first step, or once from each first step there is."""
    return pytest.mark.parametrize("first", range(1, STRIDE + 1) if EVERY else [own])


def steps(first: int) -> range:
    """The steps before which the process dies, one after the other."""
    return range(first, LAST, STRIDE)


def empty(folder: PressFolder) -> None:
    shutil.rmtree(folder.root, ignore_errors=True)
    for model in (PageKey, Page, Key, Counter, Entry):
        model.objects.all().delete()


def whole(folder: PressFolder) -> None:
    """Every public file is a finished one, and so are its copies."""
    for top in (folder.live, folder.stale):
        for place in top.rglob("*.html"):
            assert place.read_bytes().rstrip().endswith(b"</html>"), place
    for place in folder.live.rglob("*.xml"):
        assert place.read_bytes().rstrip().endswith(b"</rss>"), place
    for ending, unpacked in ((".gz", gzip.decompress), (".br", brotli.decompress)):
        for place in folder.live.rglob(f"*{ending}"):
            end = b"</rss>" if place.stem.endswith(".xml") else b"</html>"
            assert unpacked(place.read_bytes()).rstrip().endswith(end), place


def known(folder: PressFolder, item: Item) -> None:
    """Every public file that names the item is on record as doing so."""
    number = keys.number_of(keys.item(item.pk))
    for place in folder.live.rglob("index.html"):
        if TITLE in place.read_text(encoding="utf-8"):
            path = address_of(place.relative_to(folder.live).as_posix())
            assert PageKey.objects.filter(page__path=path, key=number).exists(), path


def nowhere(folder: PressFolder, item: Item) -> None:
    """Nothing public holds the withdrawn item, in any form."""
    for top in (folder.live, folder.stale):
        for place in top.rglob("*"):
            assert str(item.pk) not in place.parts, place
            if not place.is_file():
                continue
            body = place.read_bytes()
            if place.suffix in TWINS:
                body = gzip.decompress(body) if place.suffix == ".gz" else brotli.decompress(body)
            assert TITLE.encode() not in body, place


@walks(1)
def test_pressing_that_dies_leaves_whole_pages_that_a_withdrawal_finds(
    folder: PressFolder, first: int
) -> None:
    a_government()
    died = 0
    for step in steps(first):
        empty(folder)
        item = an_item(TITLE)
        over = not dies_at(step, press, item.pk, folder.root)
        whole(folder)
        known(folder, item)
        withdraw(item.pk)
        nowhere(folder, item)
        assert folder.tombstone(item.pk).is_file()
        item.refresh_from_db()
        _forget(item)
        if over:
            break
        died += 1
    assert 50 < died * STRIDE < LAST - STRIDE


def _forget(item: Item) -> None:
    """The next round has a site of its own."""
    Item.objects.filter(pk=item.pk).update(state=ItemState.REJECTED)
    Delivery.objects.all().delete()
    Event.objects.all().delete()


@walks(2)
def test_an_attachment_or_feed_that_dies_on_its_way_is_whole_or_absent(
    folder: PressFolder, first: int
) -> None:
    a_government()
    content = b"%PDF-1.4 " + b"form " * 50_000
    carried = fed = 0
    for step in steps(first):
        empty(folder)
        item = an_item(TITLE)
        an_attachment(item, "附表", a_stored_file(content))
        over = not dies_at(step, carry, item.pk, folder.root)
        for place in folder.live.rglob("附表.pdf"):
            assert place.read_bytes() == content
            carried += 1
        whole(folder)
        fed += len(list(folder.live.rglob("rss.xml")))
        withdraw(item.pk)
        nowhere(folder, item)
        _forget(item)
        if over:
            break
    assert carried > fed > 0, "some deaths came between the two and one after both"
    assert step < LAST - STRIDE


@walks(2)
def test_a_withdrawal_that_dies_is_finished_by_the_next_who_hears_of_it(
    folder: PressFolder, visitor: Client, first: int
) -> None:
    a_government()
    died = withdrawn = 0
    for step in steps(first):
        empty(folder)
        item = an_item(TITLE)
        attached = an_attachment(item, "附表", a_stored_file(b"%PDF-1.4 form"))
        press(item.pk)
        for path in (f"/item/{item.pk}/attachment/{attached.pk}/附表.pdf", "/feed/rss.xml"):
            visitor.get(path).close()
        over = not dies_at(step, withdraw, item.pk, folder.root)
        whole(folder)
        item.refresh_from_db()
        if item.state == ItemState.WITHDRAWN:
            withdrawn += 1
            press(item.pk)  # visitors come before the worker does
            deliver(reader_name=READER)
            nowhere(folder, item)
            assert folder.tombstone(item.pk).is_file()
        else:
            assert (folder.live / "item" / str(item.pk) / "index.html").is_file()
            assert list(verify(folder)) == []
        _forget(item)
        if over:
            break
        died += 1
    assert (died - withdrawn) * STRIDE > 5, "some deaths came before the act was done"
    assert withdrawn * STRIDE > 20, "and some after"
    assert died * STRIDE < LAST - STRIDE


@walks(3)
def test_a_purge_that_dies_leaves_nothing_that_the_next_visit_does_not_mend(
    folder: PressFolder, first: int
) -> None:
    a_government()
    item = an_item(TITLE)
    for step in steps(first):
        empty(folder)
        press(item.pk)
        over = not dies_at(step, purge, item.pk, folder.root)
        whole(folder)
        press(item.pk)
        purge(item.pk)
        press(item.pk)
        assert [one for one in verify(folder) if one.wrong != Wrong.UNBURIED] == []
        if over:
            break
    assert 8 < step < LAST - STRIDE
