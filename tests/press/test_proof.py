"""Verifying, repairing, exporting and counting, and what the command says about them."""

from __future__ import annotations

import json
import re
import shutil
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from django.test import Client
from django.utils import timezone

from tests.builders.catalog import a_column, a_government, a_stored_file, an_attachment, an_item
from tests.press.test_pressing import withdraw
from yangguang.config.command import press as command
from yangguang.config.command.parsing import ChineseParser, CommandError
from yangguang.config.command.start import prepare_static
from yangguang.press import keys, purging
from yangguang.press.addresses import VARIANTS, relative
from yangguang.press.counting import count_log, item_read, reads_of
from yangguang.press.folder import PressFolder
from yangguang.press.models import Entry
from yangguang.press.purging import Mode
from yangguang.press.services import Reason
from yangguang.press.verifying import Wrong, verify
from yangguang.press.warming import whole_site

pytestmark = pytest.mark.django_db(transaction=True)


def run(*words: str) -> int:
    parser = ChineseParser(prog="yangguang press")
    command.configure(parser)
    return command.run(parser.parse_args(list(words)))


@pytest.fixture
def site(folder: PressFolder, visitor: Client) -> PressFolder:
    """A site with a few pages pressed."""
    a_government()
    item = an_item()
    for address in ("/", "/newest/", f"/item/{item.pk}/"):
        visitor.get(address)
    return folder


def found(folder: PressFolder) -> list[tuple[Wrong, str]]:
    return [(one.wrong, one.place) for one in verify(folder)]


def test_an_untouched_folder_is_well(site: PressFolder, capsys: Any) -> None:
    assert found(site) == []
    assert run("verify") == 0
    assert capsys.readouterr().out == "共核对 3 页，全部一致。\n"


def test_one_changed_byte_is_found(site: PressFolder, capsys: Any) -> None:
    place = site.live / "newest/index.html"
    body = bytearray(place.read_bytes())
    body[len(body) // 2] ^= 1
    place.write_bytes(bytes(body))
    assert found(site) == [(Wrong.CHANGED, "live/newest/index.html")]
    assert run("verify") == 1
    assert "［内容被改动］live/newest/index.html" in capsys.readouterr().out


def test_a_missing_and_a_foreign_file_are_found(site: PressFolder) -> None:
    (site.live / "index.html").unlink()
    (site.live / "shell.php").write_text("<?php", encoding="utf-8")
    (site.live / "newest/more.html").write_text("x", encoding="utf-8")
    (site.live / "linked").symlink_to("/etc")
    assert set(found(site)) == {
        (Wrong.MISSING, "live/index.html"),
        (Wrong.FOREIGN, "live/index.html.br"),
        (Wrong.FOREIGN, "live/index.html.gz"),
        (Wrong.FOREIGN, "live/shell.php"),
        (Wrong.FOREIGN, "live/newest/more.html"),
        (Wrong.FOREIGN, "live/linked"),
    }


def test_a_copy_that_says_something_else_is_found(site: PressFolder) -> None:
    shutil.copy(site.live / "newest/index.html.gz", site.live / "index.html.gz")
    (site.live / "index.html.br").write_bytes(b"not packed")
    assert found(site) == [(Wrong.COPY, "live/index.html.br")]
    (site.live / "index.html.br").unlink()
    assert found(site) == [(Wrong.COPY, "live/index.html.gz")]


@pytest.mark.parametrize(("ending", "at"), [(".gz", 4), (".gz", 9), (".gz", -1), (".br", -1)])
def test_one_changed_byte_of_a_copy_is_found_even_where_it_says_the_same(
    site: PressFolder, ending: str, at: int
) -> None:
    change(site.live / f"newest/index.html{ending}", at)
    assert found(site) == [(Wrong.COPY, f"live/newest/index.html{ending}")]
    assert run("repair") == 0
    assert found(site) == []


def change(place: Path, at: int) -> None:
    """One bit of one byte."""
    body = bytearray(place.read_bytes())
    body[at] ^= 1
    place.write_bytes(bytes(body))


def test_a_changed_tombstone_and_one_that_stands_for_nothing_are_found(site: PressFolder) -> None:
    item = an_item()
    withdraw(item)
    change(site.tombstone(item.pk), 200)
    (site.gone / "item/77777.html").write_text("<h1>ours</h1>", encoding="utf-8")
    (site.gone / "shell.php").write_text("<?php", encoding="utf-8")
    assert found(site) == [
        (Wrong.GRAVE, f"gone/item/{item.pk}.html"),
        (Wrong.FOREIGN, "gone/item/77777.html"),
        (Wrong.FOREIGN, "gone/shell.php"),
    ]
    assert run("repair") == 0
    assert found(site) == []


def test_a_changed_copy_kept_aside_is_found(site: PressFolder) -> None:
    purging.purge([keys.NEWEST], mode=Mode.STALE, reason=Reason("试"))
    assert found(site) == []
    change(site.stale / "index.html", 100)
    (site.stale / "more.html").write_text("x", encoding="utf-8")
    assert found(site) == [
        (Wrong.CHANGED, "stale/index.html"),
        (Wrong.FOREIGN, "stale/more.html"),
    ]
    assert run("repair") == 0
    assert found(site) == []


def test_a_changed_style_is_found_and_put_right(
    site: PressFolder, settings: Any, tmp_path: Path, capsys: Any
) -> None:
    settings.STATIC_ROOT = tmp_path / "static"
    backend = "whitenoise.storage.CompressedManifestStaticFilesStorage"
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": backend}}
    prepare_static()
    assert run("verify") == 0
    [named] = (tmp_path / "static/portal").glob("portal.????????????.css")
    for place in (named, tmp_path / "static/portal/portal.css"):
        change(place, 50)
        assert run("verify") == 1
        assert f"［内容被改动］static/portal/{place.name}" in capsys.readouterr().out
        assert run("repair") == 0
        assert run("verify") == 0
    (tmp_path / "static/portal/more.js").write_text("alert(1)", encoding="utf-8")
    assert run("verify") == 1
    assert "［不是本系统生成的文件］static/portal/more.js" in capsys.readouterr().out


def test_a_withdrawn_item_brought_back_by_hand_is_found(site: PressFolder) -> None:
    item = an_item()
    withdraw(item)
    assert found(site) == []
    site.tombstone(item.pk).unlink()
    back = site.live / f"hant/item/{item.pk}"
    back.mkdir(parents=True)
    assert found(site) == [
        (Wrong.UNBURIED, f"gone/item/{item.pk}.html"),
        (Wrong.WITHDRAWN, f"live/hant/item/{item.pk}"),
    ]


def test_a_tombstone_before_a_public_item_is_found(site: PressFolder) -> None:
    item = an_item()
    site.bury(item.pk, b"<html></html>")
    assert found(site) == [(Wrong.BURIED, f"gone/item/{item.pk}.html")]
    assert run("repair") == 0
    assert found(site) == []


def test_repairing_sets_all_of_it_right(site: PressFolder, capsys: Any) -> None:
    item = an_item()
    withdraw(item)
    for address in ("index.html", "newest/index.html"):
        (site.live / address).parent.mkdir(exist_ok=True)
    run("warm")
    (site.live / "index.html").write_bytes(b"changed")
    (site.live / "about/index.html").unlink()
    (site.live / "shell.php").write_text("<?php", encoding="utf-8")
    (site.live / f"item/{item.pk}").mkdir(parents=True)
    site.tombstone(item.pk).unlink()
    assert run("repair") == 0
    assert found(site) == []
    assert (site.live / "about/index.html").is_file()
    assert run("repair") == 0
    assert capsys.readouterr().out.endswith("全部一致，无需修复。\n")


def test_an_export_is_a_whole_site_without_what_was_withdrawn(
    folder: PressFolder, tmp_path: Path, capsys: Any
) -> None:
    a_government()
    column = a_column("政策", slug="policy")
    item, gone = an_item("留下的文件", column=column), an_item("撤下的文件", column=column)
    one = an_attachment(item, "附表", a_stored_file(b"%PDF-1.4 form", "application/pdf"))
    withdraw(gone)
    target = tmp_path / "copy"
    assert run("export", str(target)) == 0
    for variant in VARIANTS:
        assert (target / variant[1:] / "index.html").is_file()
        assert (target / variant[1:] / "column/policy/index.html").is_file()
    assert (
        target / f"item/{item.pk}/attachment/{one.pk}/附表.pdf"
    ).read_bytes() == b"%PDF-1.4 form"
    for place in target.rglob("*.html"):
        assert "撤下的文件" not in place.read_text(encoding="utf-8"), place
    assert not list(target.glob(f"**/item/{gone.pk}"))
    assert "已导出到" in capsys.readouterr().out
    with pytest.raises(CommandError, match="不是空文件夹"):
        run("export", str(target))


def test_every_link_of_an_export_leads_to_a_file_of_it(
    folder: PressFolder, tmp_path: Path, settings: Any
) -> None:
    import re

    a_government()
    an_item(column=a_column("政策", slug="policy"))
    target = tmp_path / "copy"
    assert run("export", str(target), "--variants", "ordinary") == 0
    missing = set()
    for place in target.rglob("*.html"):
        for link in re.findall(r'href="(/[^"?#]*)"', place.read_text(encoding="utf-8")):
            file = target / (unquote(link)[1:] + "index.html" if link.endswith("/") else link[1:])
            # Nothing is collected here.
            if not link.startswith("/static/") and not file.is_file():
                missing.add(link)
    assert missing == set()
    told = (target / "search/index.html").read_text(encoding="utf-8")
    assert f'<a href="{settings.SITE_URL}/search/">' in told


def test_a_question_on_a_page_of_an_export_is_asked_of_the_site(
    folder: PressFolder, tmp_path: Path, settings: Any
) -> None:
    settings.SITE_URL = "https://www.example.gov.cn/"
    a_government()
    column = a_column("政策", slug="policy")
    for year in (2024, 2025):
        an_item(f"{year}年的文件", on=date(year, 5, 6), column=column)
    target = tmp_path / "copy"
    assert run("export", str(target), "--variants", "ordinary") == 0
    page = (target / "column/policy/index.html").read_text(encoding="utf-8")
    assert 'href="https://www.example.gov.cn/column/policy/?year=2024"' in page
    assert 'action="https://www.example.gov.cn/search/"' in page
    asking = re.compile(r'<a\b[^>]*\shref="/[^"]*\?[^"]*"|<form\b[^>]*\saction="/')
    for place in target.rglob("*.html"):
        assert not asking.search(place.read_text(encoding="utf-8")), place
    for line in (target / "manifest.sha256").read_text(encoding="utf-8").splitlines():
        digest, name = line.split("  ", 1)
        assert sha256((target / name).read_bytes()).hexdigest() == digest, name
    standing = (folder.live / "column/policy/index.html").read_text(encoding="utf-8")
    assert 'href="/column/policy/?year=2024"' in standing


def test_status_and_bake_say_what_there_is(site: PressFolder, capsys: Any) -> None:
    assert run("bake") == 0
    assert "已生成" in capsys.readouterr().out
    assert run("status", "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert told["pages"]["可访问"] >= 20
    assert told["entries"][0]["what"] == Entry.What.WHOLE
    assert run("status") == 0
    assert "全站重新生成" in capsys.readouterr().out


def test_the_parts_of_a_bake_make_the_whole_site_together(site: PressFolder, capsys: Any) -> None:
    made = 0
    for part in range(3):
        assert run("bake", "--processes", "3", "--part", str(part)) == 0
        told = json.loads(capsys.readouterr().out)
        assert told["made"] > 0
        made += told["made"]
    addresses = list(whole_site())
    assert made == len(addresses)
    assert all((site.live / (relative(path) or "?")).is_file() for path in addresses)
    with pytest.raises(CommandError, match="至少为 1"):
        run("bake", "--processes", "0")


def test_pages_that_are_off_cannot_be_baked(settings: Any) -> None:
    settings.PRESS_DIR = None
    with pytest.raises(CommandError, match="YANGGUANG_PRESS_DIR"):
        run("bake")


PERSON = '"-" "Mozilla/5.0 (Windows NT 10.0) Firefox/140.0"'


def line(path: str, status: int = 200, rest: str = PERSON, method: str = "GET") -> str:
    return f'10.0.0.1 - - [22/Nov/2026:09:00:00 +0800] "{method} {path} HTTP/1.1" {status} 512 {rest}\n'


@pytest.mark.parametrize(
    ("given", "item"),
    [
        (line("/item/5/"), 5),
        (line("/item/5/", 304), 5),
        (line("/hant/plain/contrast/item/5/"), 5),
        (line("/item/5/", 404), None),
        (line("/item/5/", 410), None),
        (line("/item/5/reads/"), None),
        (line("/item/5/attachment/1/x.pdf"), None),
        (line("/item/5/?utm=1"), 5),
        (line("/item/5/", method="POST"), None),
        (line("/item/5/", method="HEAD"), None),
        (line("/item/99999999999999999999/"), None),
        (line("/newest/"), None),
        (line("/item/5/", rest='"-" "Mozilla/5.0 (compatible; Googlebot/2.1)"'), None),
        (line("/item/5/", rest='"-" "Baiduspider+(+http://www.baidu.com)"'), None),
        (line("/item/5/", rest='"-" "curl/8.0"'), None),
        (line("/item/5/", rest=""), 5),
        ("nonsense\n", None),
        ("\n", None),
    ],
)
def test_a_line_of_a_log_is_a_reader_or_not(given: str, item: int | None) -> None:
    assert item_read(given.encode()) == item


def test_a_log_is_counted_once_however_often_and_wherever_it_lies(
    folder: PressFolder, tmp_path: Path, capsys: Any
) -> None:
    log = tmp_path / "access.log"
    log.write_text(line("/") + line("/item/5/") * 3 + line("/item/7/"), encoding="ascii")
    assert run("counts", str(log)) == 0
    assert "新增 5 行，其中阅读 4 次，涉及 2 条信息" in capsys.readouterr().out
    assert (reads_of(5), reads_of(7)) == (3, 1)
    run("counts", str(log))
    assert reads_of(5) == 3
    with log.open("a", encoding="ascii") as handle:
        handle.write(line("/item/5/") + line("/item/5/").rstrip("\n"))
    run("counts", str(log))
    assert reads_of(5) == 4
    moved = tmp_path / "access.log.1"
    log.rename(moved)
    with moved.open("a", encoding="ascii") as handle:
        handle.write("\n")
    run("counts", str(moved))
    assert reads_of(5) == 5
    log.write_text(line("/about/") + line("/item/5/"), encoding="ascii")
    run("counts", str(log), str(moved))
    assert reads_of(5) == 6


def test_a_log_without_a_whole_line_is_left_for_later(tmp_path: Path) -> None:
    log = tmp_path / "access.log"
    log.write_bytes(b"10.0.0.1 - -")
    assert count_log(log, at=timezone.now()).lines == 0
    log.write_bytes(b"")
    assert count_log(log, at=timezone.now()).lines == 0


def test_counting_readers_touches_no_page_of_an_item(
    folder: PressFolder, visitor: Client, tmp_path: Path
) -> None:
    a_government()
    item = an_item()
    page = visitor.get(f"/item/{item.pk}/").content.decode()
    assert f'hx-get="/item/{item.pk}/reads/" hx-trigger="load"' in page
    assert visitor.get(f"/item/{item.pk}/reads/").content == b"\n"
    log = tmp_path / "access.log"
    log.write_text(line(f"/item/{item.pk}/") * 2, encoding="ascii")
    before = (folder.live / f"item/{item.pk}/index.html").stat().st_mtime_ns
    run("counts", str(log))
    assert (folder.live / f"item/{item.pk}/index.html").stat().st_mtime_ns == before
    assert visitor.get(f"/item/{item.pk}/reads/").content.decode() == "阅读 2 次\n"
