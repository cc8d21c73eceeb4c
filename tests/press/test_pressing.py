from __future__ import annotations

import gzip
from datetime import date, timedelta
from typing import Any

import brotli
import pytest
from django.test import Client
from django.utils import timezone

from tests.builders.catalog import (
    a_column,
    a_government,
    a_stored_file,
    an_agency,
    an_attachment,
    an_item,
)
from yangguang.apps.audit.actors import system
from yangguang.apps.catalog.models import Item, ItemKind, ItemState, Validity
from yangguang.apps.catalog.services import withdraw_item
from yangguang.press import keys, purging, warming
from yangguang.press.folder import PressFolder
from yangguang.press.models import Entry, Key, Page
from yangguang.press.purging import Mode
from yangguang.press.services import Reason, Rendering, keep, last_purge

BY = system("测试")
pytestmark = pytest.mark.django_db(transaction=True)


def withdraw(item: Item) -> None:
    withdraw_item(item=item, by=BY, at=timezone.now(), reason="标题有误")


def test_the_first_visit_presses_the_page_with_its_copies(
    folder: PressFolder, visitor: Client
) -> None:
    a_government()
    item = an_item()
    shown = visitor.get(f"/item/{item.pk}/").content
    place = folder.live / "item" / str(item.pk) / "index.html"
    assert place.read_bytes() == shown
    assert gzip.decompress(place.with_name("index.html.gz").read_bytes()) == shown
    assert brotli.decompress(place.with_name("index.html.br").read_bytes()) == shown
    page = Page.objects.get(path=f"/item/{item.pk}/")
    assert (page.state, page.size) == (Page.State.LIVE, len(shown))
    numbers = set(page.keys.values_list("key", flat=True))
    assert {
        keys.number_of(f"item:{item.pk}"),
        keys.number_of(f"agency:{item.agency_id}"),
    } <= numbers
    assert list(folder.work.iterdir()) == []


@pytest.mark.parametrize("address", ["/", "/newest/", "/feed/rss.xml", "/feed/atom.xml", "/agencies/",
    "/disclosure/", "/disclosure/guide/", "/disclosure/rules/", "/disclosure/content/",
    "/disclosure/request/", "/about/", "/accessibility/", "/mistakes/", "/site-map/", "/sitemap.xml",
    "/sitemap-0.xml", "/robots.txt", "/opensearch.xml", "/hant/", "/plain/", "/hant/plain/contrast/newest/",
])  # fmt: skip
def test_a_public_page_is_pressed_as_it_was_shown(
    folder: PressFolder, visitor: Client, address: str
) -> None:
    a_government()
    an_item()
    shown = visitor.get(address)
    place = folder.live / (address[1:] + ("index.html" if address.endswith("/") else ""))
    assert place.read_bytes() == shown.content


@pytest.mark.parametrize("address", ["/?x=1", "/newest/?year=2026", "/search/", "/requests/apply/",
    "/requests/follow/", "/report-check/", "/item/999/", "/column/none/"])  # fmt: skip
def test_what_is_asked_differs_or_fails_is_never_pressed(
    folder: PressFolder, visitor: Client, address: str
) -> None:
    a_government()
    an_item()
    visitor.get(address)
    visitor.post(address)
    assert not folder.live.exists() or list(folder.files()) == []
    assert not Page.objects.exists()


def test_publishing_takes_down_exactly_the_pages_that_show_newest_items(
    folder: PressFolder, visitor: Client
) -> None:
    government = a_government()
    other = an_agency("清源市教育局", slug="education")
    column, apart = a_column("政策", slug="policy"), a_column("公告", slug="notices")
    old = an_item(column=column, agency=government)
    an_item(column=apart, agency=other)
    addresses = ["/", "/newest/", "/column/policy/", "/column/policy/rss.xml", "/column/notices/",
        "/agency/government/", "/agency/education/", f"/item/{old.pk}/", "/feed/rss.xml"]  # fmt: skip
    for address in addresses:
        visitor.get(address)
    fresh = an_item("新文件", column=column, agency=government, state=ItemState.DRAFT)
    publish(fresh)
    standing = {f"/{one}".removesuffix("index.html") for one in folder.files()}
    assert standing == {"/column/notices/", "/agency/education/", f"/item/{old.pk}/"}
    for address in ("/", "/newest/", "/column/policy/", "/column/policy/rss.xml", "/feed/rss.xml"):
        assert "新文件" in visitor.get(address).content.decode()
        assert "新文件" in (folder.live / _place(address)).read_text(encoding="utf-8")


def publish(item: Item) -> None:
    from django.db import transaction

    from yangguang.apps.events.services import emit

    with transaction.atomic():
        Item.objects.filter(pk=item.pk).update(
            state=ItemState.PUBLISHED, released_at=timezone.now(), listed_on=timezone.localdate()
        )
        emit(at=timezone.now(), kind="item.published", subject_key=str(item.pk))


def _place(address: str) -> str:
    return address[1:] + ("index.html" if address.endswith("/") else "")


def test_withdrawal_removes_every_trace_in_the_same_request(
    folder: PressFolder, visitor: Client
) -> None:
    a_government()
    column = a_column("政策", slug="policy")
    item = an_item("要撤下的文件", column=column)
    an_item("留下的文件", column=column)
    attachment = an_attachment(item, "附表", a_stored_file(b"%PDF-1.4 x", "application/pdf"))
    file = f"/item/{item.pk}/attachment/{attachment.pk}/附表.pdf"
    for address in (
        f"/item/{item.pk}/",
        f"/hant/item/{item.pk}/",
        file,
        "/",
        "/column/policy/",
        "/feed/rss.xml",
    ):
        visitor.get(address).close()
    assert (folder.live / file[1:]).read_bytes() == b"%PDF-1.4 x"
    withdraw(item)
    for top in (folder.live, folder.stale):
        for place in top.rglob("*"):
            assert str(item.pk) not in place.parts, place
            if place.is_file() and place.suffix in {".html", ".xml"}:
                assert "要撤下的文件" not in place.read_text(encoding="utf-8"), place
    assert "标题有误" in folder.tombstone(item.pk).read_text(encoding="utf-8")
    assert not Page.objects.filter(path__contains=f"/item/{item.pk}/").exists()
    assert visitor.get(f"/item/{item.pk}/").status_code == 410
    assert Entry.objects.filter(what=Entry.What.WITHDRAWN, path=f"/item/{item.pk}/").exists()


def test_a_page_rendered_before_a_withdrawal_never_comes_into_place(folder: PressFolder) -> None:
    a_government()
    item = an_item()
    rendering = Rendering(f"/item/{item.pk}/", start=last_purge(), release="1", body=b"<p>old</p>")
    rendering.noted.keys.add(keys.item(item.pk))
    withdraw(item)
    assert keep([rendering]) == []
    assert list(folder.files()) == []
    assert list(folder.work.iterdir()) == []
    assert Entry.objects.filter(what=Entry.What.REFUSED).exists()


def test_a_purge_leaves_the_last_copy_aside_and_pressing_drops_it(
    folder: PressFolder, visitor: Client
) -> None:
    a_government()
    visitor.get("/")
    purging.purge([keys.NEWEST], mode=Mode.STALE, reason=Reason("试"))
    assert not (folder.live / "index.html").exists()
    assert not (folder.live / "index.html.gz").exists()
    assert (folder.stale / "index.html").exists()
    visitor.get("/")
    assert (folder.live / "index.html").exists()
    assert not (folder.stale / "index.html").exists()


def test_what_was_set_aside_goes_too_when_an_item_on_it_is_withdrawn(
    folder: PressFolder, visitor: Client
) -> None:
    a_government()
    item = an_item()
    visitor.get("/")
    purging.purge([keys.NEWEST], mode=Mode.STALE, reason=Reason("试"))
    withdraw(item)
    assert not (folder.stale / "index.html").exists()


def test_a_renamed_column_makes_pages_due_and_takes_none_away(
    folder: PressFolder, visitor: Client
) -> None:
    from yangguang.apps.catalog.services import rename_column

    a_government()
    column = a_column("政策", slug="policy")
    item = an_item()
    visitor.get(f"/item/{item.pk}/")
    visitor.get("/column/policy/")
    before = Page.objects.get(path=f"/item/{item.pk}/").release
    rename_column(column=column, name="政策文件", by=BY, at=timezone.now())
    assert (folder.live / "item" / str(item.pk) / "index.html").exists()
    assert not (folder.live / "column/policy/index.html").exists()
    assert warming.warm_old_release(limit=10).made == 1
    assert Page.objects.get(path=f"/item/{item.pk}/").release != before
    assert warming.warm_old_release(limit=10).made == 0


def test_warming_brings_back_what_an_act_took_down(folder: PressFolder, visitor: Client) -> None:
    a_government()
    item = an_item("甲")
    visitor.get("/")
    visitor.get("/newest/")
    withdraw(item)
    assert list(folder.files()) == []
    assert warming.warm_down(limit=10).made == 2
    assert list(folder.files()) == ["index.html", "newest/index.html"]


def test_a_page_goes_on_the_day_its_document_comes_into_force(
    folder: PressFolder, visitor: Client
) -> None:
    a_government()
    day = timezone.localdate() + timedelta(days=3)
    item = an_item(validity=Validity.IN_FORCE, in_force_on=day, kind=ItemKind.POLICY)
    assert "尚未施行" in visitor.get(f"/item/{item.pk}/").content.decode()
    noon = timezone.now()
    assert purging.end_of_validity(noon + timedelta(days=1)) == 0
    assert purging.end_of_validity(noon + timedelta(days=4)) == 1
    assert list(folder.files()) == []


@pytest.mark.parametrize("kind", ["item.stored", "item.held", "item.changed"])
def test_work_on_a_draft_touches_no_public_page(
    folder: PressFolder, visitor: Client, kind: str
) -> None:
    from django.db import transaction

    from yangguang.apps.events.services import emit

    a_government()
    visitor.get("/")
    visitor.get("/newest/")
    draft = an_item(state=ItemState.DRAFT, released_at=None)
    with transaction.atomic():
        emit(at=timezone.now(), kind=kind, subject_key=str(draft.pk))
    assert list(folder.files()) == ["index.html", "newest/index.html"]
    assert set(Page.objects.values_list("state", flat=True)) == {Page.State.LIVE}


def test_an_answer_that_is_private_is_not_pressed(folder: PressFolder, rf: Any) -> None:
    from django.http import HttpResponse

    from yangguang.press.pressing import Press, pressed

    for value in ("no-store", "private, max-age=0"):
        response = HttpResponse(b"<p>1</p>", headers={"Cache-Control": value})
        Press(pressed(lambda request, response=response: response))(rf.get("/x/"))
    assert not folder.live.exists()


def test_the_reader_may_hear_twice(folder: PressFolder, visitor: Client) -> None:
    from yangguang.apps.events.models import Event
    from yangguang.press.reader import on_events

    a_government()
    item = an_item()
    visitor.get(f"/item/{item.pk}/")
    withdraw(item)
    on_events(list(Event.objects.all()))
    assert list(folder.files()) == []
    assert folder.tombstone(item.pk).exists()


def test_a_token_on_a_page_keeps_it_from_being_pressed(folder: PressFolder, rf: Any) -> None:
    from django.http import HttpResponse

    from yangguang.press.pressing import Press, pressed

    def answer(body: bytes, **headers: str) -> None:
        response = HttpResponse(body, headers=headers)
        Press(pressed(lambda request: response))(rf.get("/x/"))

    answer(b'<input name="csrfmiddlewaretoken" value="1">')
    answer(b"<p>1</p>", Vary="Cookie")
    answer(b"<p>1</p>", **{"Content-Type": "text/plain"})
    assert not folder.live.exists()
    answer(b"<p>1</p>")
    assert list(folder.files()) == ["x/index.html"]


def test_numbers_of_purges_only_rise(folder: PressFolder) -> None:
    a, b = (purging.next_number(["x"], Mode.STALE, Reason("试")) for _ in range(2))
    assert (a, b) == (1, 2)
    purging.purge(["item:1"], mode=Mode.STALE, reason=Reason("试"))
    assert Key.objects.get(name="item:1").version == 3
    assert last_purge() == 3


def test_a_day_further_off_does_not_hide_a_nearer_one() -> None:
    noted = keys.Noted()
    with keys.noting(noted):
        keys.until(date(2026, 5, 1))
        keys.until(date(2026, 4, 1))
        keys.until(date(2026, 6, 1))
    assert noted.until is not None
    assert timezone.localdate(noted.until) == date(2026, 4, 1)


@pytest.mark.parametrize("address", ["item/0{item}/", "hant/item/00{item}/", "newest/page/01/",
    "newest/page/1-1/", "newest/page/1-02/", "sitemap-00.xml", "reports/02025/", "figures/02025/",
    "item/{item}/attachment/0{file}/附表.pdf", "item/99999999999999999999/"])  # fmt: skip
def test_a_number_written_in_another_way_is_no_address_and_makes_no_file(
    folder: PressFolder, visitor: Client, address: str
) -> None:
    a_government()
    item = an_item()
    for _ in range(45):
        an_item()
    file = an_attachment(item, "附表", a_stored_file(b"%PDF-1.4 form", "application/pdf"))
    visitor.get("/newest/")
    made = Page.objects.count()
    answer = visitor.get("/" + address.format(item=item.pk, file=file.pk))
    assert answer.status_code == 404
    assert Page.objects.count() == made
    assert visitor.get("/newest/page/1/").status_code == 200
