"""Pages of registers are kept as files, and go with the change that makes them wrong."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from django.test import Client

from tests.builders.agencies import BY, City, a_city
from tests.builders.catalog import a_stored_file
from tests.builders.registers import (
    FEES,
    REVIEWER,
    a_draft,
    a_register,
    fee,
    noon,
    publish,
    published,
)
from yangguang.apps.registers.models import Register, Row
from yangguang.apps.registers.selectors import live_rows
from yangguang.apps.registers.services import redefine, return_change_set, take_down
from yangguang.apps.registers.services.showing import set_register
from yangguang.portal.pressed import addresses, downloads
from yangguang.portal.registers import pages
from yangguang.press import keys, registers
from yangguang.press.exporting import export
from yangguang.press.folder import PressFolder
from yangguang.press.models import Page
from yangguang.press.questions import is_question
from yangguang.press.repairing import repair
from yangguang.press.serving import Front
from yangguang.press.verifying import Wrong, verify

pytestmark = pytest.mark.django_db(transaction=True)
MARCH, APRIL, MAY = date(2024, 3, 4), date(2024, 4, 8), date(2024, 5, 6)
PLACE = "/registers/wharf-fees/"


def a_list(city: City) -> Register:
    """Two rows, of which one is changed in April."""
    register = a_register()
    rows = [fee("A1", "靠泊费"), fee("A2", "系缆费")]
    published(register, city.health, rows, on=MARCH)
    return register


def standing(folder: PressFolder) -> set[str]:
    return {f"/{one}".removesuffix("index.html") for one in folder.files()}


def visit(visitor: Client, *addresses: str) -> None:
    for address in addresses:
        assert visitor.get(address).status_code == 200, address


def test_a_change_takes_down_exactly_the_pages_that_show_its_rows(
    folder: PressFolder, visitor: Client
) -> None:
    city = a_city()
    register = a_list(city)
    first, second = (row.pk for row in Row.objects.order_by("key"))
    kept = {f"{PLACE}{second}/", f"{PLACE}{second}/v1/", f"{PLACE}about/"}
    shown = {"/registers/", PLACE, f"{PLACE}{first}/", f"{PLACE}{first}/v1/", f"{PLACE}changes/",
             f"{PLACE}changes/1/", f"{PLACE}rss.xml"}  # fmt: skip
    visit(visitor, *kept, *shown)
    assert visitor.get(f"{PLACE}?kind=政府定价").status_code == 200
    assert standing(folder) == kept | shown
    publish(a_draft(register, city.health, [fee("A1", "靠泊费", price="9")], on=APRIL), on=APRIL)
    assert standing(folder) == kept
    visit(visitor, *shown)
    assert "9元" in (folder.live / f"registers/wharf-fees/{first}/index.html").read_text("utf-8")


def test_of_a_row_taken_down_no_file_stays_and_none_comes_back(
    folder: PressFolder, visitor: Client
) -> None:
    a_list(a_city())
    live = live_rows(Register.objects.get()).get(title="靠泊费")
    own = (f"{PLACE}{live.row_id}/", f"{PLACE}{live.row_id}/v1/")
    visit(visitor, *own, PLACE, f"{PLACE}changes/1/")
    take_down(version=live, why="核定已被撤销", by=REVIEWER, at=noon(MAY))
    assert standing(folder) == set()
    assert not any(path.is_file() for path in folder.stale.rglob("*"))
    for address in own:
        assert visitor.get(address).status_code == 410
    assert standing(folder) == set()
    told = folder.grave(f"registers/wharf-fees/{live.row_id}").read_text("utf-8")
    assert "核定已被撤销" in told
    assert "靠泊费" not in told
    # With the application down, the folder answers for the row in every variant.
    for address in (*own, f"/hant{own[0]}", f"{own[0]}v1/file/chart/"):
        assert answer(folder, address) == "410 Gone"
    assert answer(folder, PLACE) == "down"


def answer(folder: PressFolder, address: str) -> str:
    """The status that the folder answers with; ``down`` where it asks the application."""
    said = []

    def application(environ: Any, start: Any) -> list[bytes]:
        said.append("down")
        return []

    front = Front(
        application,
        folder,
        headers={},
        secure_headers={},
        hosts=lambda _: True,
        trusts_proxy=False,
        asks=is_question,
    )
    front(
        {"REQUEST_METHOD": "GET", "PATH_INFO": address, "HTTP_HOST": "h"},
        lambda status, headers: said.append(status),
    )
    return said[0]


def test_the_proof_knows_rows_that_were_taken_down(folder: PressFolder, visitor: Client) -> None:
    city = a_city()
    register = a_list(city)
    first, second = live_rows(register).order_by("row__key")
    take_down(version=first, why="核定已被撤销", by=REVIEWER, at=noon(MAY))
    grave = f"gone/registers/wharf-fees/{first.row_id}.html"
    assert list(verify(folder)) == []
    (folder.root / grave).unlink()
    (folder.live / f"plain/registers/wharf-fees/{first.row_id}").mkdir(parents=True)
    folder.bury_as(f"registers/wharf-fees/{second.row_id}", b"<html></html>")
    assert [(one.wrong, one.place) for one in verify(folder)] == [
        (Wrong.ROW_UNBURIED, grave),
        (Wrong.ROW_DOWN, f"live/plain/registers/wharf-fees/{first.row_id}"),
        (Wrong.ROW_BURIED, f"gone/registers/wharf-fees/{second.row_id}.html"),
    ]
    repair(folder, verify(folder))
    assert list(verify(folder)) == []
    # Of a register that nobody may see, no address is known; shown again, the reasons stand again.
    set_register(register=register, shown=False, duties_since=None, by=BY, at=noon(MAY))
    assert not (folder.root / grave).exists()
    set_register(register=register, shown=True, duties_since=None, by=BY, at=noon(MAY))
    assert (folder.root / grave).exists()
    # A row that is public anew has no tombstone; what it said before stays gone.
    published(register, city.health, [fee("A1", "靠泊费（新）")], on=date(2024, 5, 7))
    assert not (folder.root / grave).exists()
    assert visitor.get(f"{PLACE}{first.row_id}/").status_code == 200
    assert visitor.get(f"{PLACE}{first.row_id}/v1/").status_code == 410
    assert list(verify(folder)) == []


def test_further_pages_have_addresses_of_their_own_and_go_with_every_change(
    folder: PressFolder, visitor: Client
) -> None:
    city = a_city()
    register = a_register()
    rows = [fee(f"A{one:03}", f"第{one}项") for one in range(101)]
    published(register, city.health, rows, on=MARCH)
    visit(visitor, PLACE, f"{PLACE}page/2/", f"{PLACE}page/3/", f"/plain{PLACE}page/2/")
    assert f'href="{PLACE}page/2/"' in (folder.live / PLACE[1:] / "index.html").read_text("utf-8")
    third = (folder.live / f"{PLACE[1:]}page/3/index.html").read_text("utf-8")
    assert "第100项" in third
    assert f'href="{PLACE}"' in third
    assert visitor.get(f"{PLACE}page/4/").status_code == 404
    assert visitor.get(f"{PLACE}page/3/?sort=-name").headers["Location"] == f"{PLACE}?sort=-name"
    publish(a_draft(register, city.health, [fee("A000", "先")], on=APRIL), on=APRIL)
    assert not any("page" in one for one in standing(folder))
    # Nobody makes hundreds of pages again but who asks for them.
    assert not Page.objects.filter(path__contains="/page/").exists()


def test_another_definition_takes_down_every_page_of_the_register(
    folder: PressFolder, visitor: Client
) -> None:
    a_list(a_city())
    row = Row.objects.order_by("key")[0].pk
    visit(visitor, PLACE, f"{PLACE}{row}/", f"{PLACE}{row}/v1/", f"{PLACE}about/",
          f"{PLACE}changes/1/", "/about/")  # fmt: skip
    text = FEES.replace('label = "核定日期"', 'internal = true\nlabel = "核定日期"')
    redefine(register=Register.objects.get(), text=text, by=BY, at=noon(MAY))
    assert standing(folder) == {"/about/"}


def test_what_was_announced_and_is_given_back_is_announced_no_longer(
    folder: PressFolder, visitor: Client
) -> None:
    city = a_city()
    register = a_list(city)
    draft = a_draft(
        register, city.health, [fee("A9", "夜航费")], on=APRIL, in_force_on=MAY, title="五月起"
    )
    visit(visitor, f"{PLACE}changes/")
    publish(draft, on=APRIL)
    visit(visitor, f"{PLACE}changes/", f"{PLACE}changes/coming/{draft.pk}/")
    return_change_set(change_set=draft, why="日期有误", by=REVIEWER, at=noon(APRIL))
    assert standing(folder) == set()
    assert "五月起" not in visitor.get(f"{PLACE}changes/").content.decode()
    assert visitor.get(f"{PLACE}changes/coming/{draft.pk}/").status_code == 404


def test_every_page_of_a_register_can_be_made_beforehand(
    folder: PressFolder, visitor: Client
) -> None:
    a_list(a_city())
    wanted = [one for one in addresses() if one.startswith("/registers/")]
    rows = list(Row.objects.order_by("pk").values_list("pk", flat=True))
    assert {f"{PLACE}{row}/{rest}" for row in rows for rest in ("", "v1/")} <= set(wanted)
    visit(visitor, *wanted)
    assert standing(folder) == set(wanted)
    assert Page.objects.count() == len(wanted)


def test_a_copy_holds_every_page_and_file_of_a_list_and_nothing_taken_down(
    folder: PressFolder, visitor: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Two rows are a page.
    monkeypatch.setattr(pages.Page.__init__, "__defaults__", (2,))
    city = a_city()
    chart = '[[field]]\ncode = "chart"\nlabel = "流程图"\ntype = "file"\n\n[[check]]'
    register = a_register(FEES.replace("[[check]]", chart, 1))
    picture = a_stored_file(b"\x89PNG of a wharf", "image/png")
    rows = [
        {**fee(f"A{one}", f"第{one}项"), "chart": {"file": picture.pk, "name": "办事 流程.png"}}
        for one in range(5)
    ]
    published(register, city.health, rows, on=MARCH)
    live = {one.title: one for one in live_rows(register)}
    take_down(version=live["第3项"], why="核定已被撤销", by=REVIEWER, at=noon(APRIL))
    began = [live["第4项"]]

    def made(paths: list[str]) -> None:
        for path in paths:
            visitor.get(path).close()
        if began and any(path.endswith("/page/2/") for path in paths):
            # An act while the copy is written: the row leaves the pages that were copied before.
            take_down(version=began.pop(), why="公示期满", by=REVIEWER, at=noon(MAY))

    target = tmp_path / "copy"
    mine = [one for one in addresses() if one.startswith("/registers/")]

    def lists() -> Iterator[tuple[str, Iterable[bytes]]]:
        return (one for one in downloads() if one[0].startswith("/registers/"))

    done = export(
        folder, target, addresses=mine, assets=tmp_path / "none", make=made, downloads=lists,
        variants=("/", "/plain/"),
    )  # fmt: skip
    assert not began
    assert done.downloads == 3
    texts = {
        place.relative_to(target).as_posix(): place.read_text("utf-8")
        for place in target.rglob("*")
        if place.suffix in (".html", ".xml", ".csv", ".json")
    }
    assert f"{PLACE[1:]}page/2/index.html" in texts
    assert f"{PLACE[1:]}atom.xml" in texts
    for name, text in texts.items():
        assert not re.search("第[34]项", text), name
    assert "第0项" in texts[f"plain{PLACE}rows.csv"]
    saved = f"{PLACE[1:]}{live['第0项'].row_id}/v1/file/chart/办事 流程.png"
    assert (target / saved).read_bytes() == b"\x89PNG of a wharf"
    listed = {
        unquote(link)
        for name, text in texts.items()
        if name.endswith(".html")
        for link in re.findall(r'(?:href|src)="(/registers/[^"?#]*)"', text)
    }
    absent = {
        link for link in listed
        if not (target / (link[1:] + ("index.html" if link.endswith("/") else ""))).is_file()
    }  # fmt: skip
    # The act itself came into being while the copy was written.
    assert absent == set()
    # The change that came while the copy was written is to be read where the application runs.
    assert "请到网站办理" in texts[f"{PLACE[1:]}changes/3/index.html"]
    lines = (target / "manifest.sha256").read_text("utf-8").splitlines()
    told = dict(reversed(line.split("  ", 1)) for line in lines)
    files = {place.relative_to(target).as_posix(): place for place in target.rglob("*.*")}
    files = {
        name: place
        for name, place in files.items()
        if place.is_file() and "请到网站办理" not in texts.get(name, "")
    }
    assert told == {
        name: sha256(place.read_bytes()).hexdigest()
        for name, place in files.items()
        if name != "manifest.sha256"
    }


@pytest.mark.usefixtures("folder")
def test_a_change_forgets_each_site_map_in_which_its_rows_stand(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    city, asked = a_city(), list[str]()
    register = a_list(city)
    monkeypatch.setattr(registers, "SITEMAP_ROWS", 1)
    monkeypatch.setattr(registers.purging, "purge", lambda names, **_: asked.extend(names))
    added = [fee(f"B{number}", "泊位费") for number in range(3)]
    published(register, city.health, added, on=MAY)
    new = Row.objects.filter(key__startswith="B").values_list("pk", flat=True)
    maps = {keys.sitemap_of_rows(registers.part_of(key)) for key in new}
    assert len(maps) == 3
    assert {one for one in asked if one.startswith("sitemap")} == {*maps, "sitemap"}
