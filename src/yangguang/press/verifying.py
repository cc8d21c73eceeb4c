"""Proof that the folder holds what was pressed, byte for byte, and nothing else (网页防篡改).

The record of every page holds the SHA-256 of its bytes. A file that differs, a page whose file is
missing, a file that nobody pressed, a compressed copy that says something else than its page, a
withdrawn item that still stands: each is one finding, and any finding is for people to look at.
"""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from itertools import islice
from pathlib import Path

import brotli

from yangguang.apps.catalog.models import Item, ItemState
from yangguang.press.folder import TWINS, PressFolder, address_of, relative
from yangguang.press.models import Page
from yangguang.press.redirecting import wanted
from yangguang.press.registers import rows_to_bury
from yangguang.press.services import own_pages

BATCH = 500
BLOCK = 1024 * 1024
STANDS = (Page.State.LIVE, Page.State.DUE)


class Wrong(StrEnum):
    """What is wrong with a file, in the words of the report."""

    CHANGED = "内容被改动"
    MISSING = "文件缺失"
    FOREIGN = "不是本系统生成的文件"
    COPY = "压缩副本与页面不一致"
    WITHDRAWN = "已撤回的信息仍有文件"
    UNBURIED = "已撤回的信息没有撤回说明页"
    BURIED = "已公开的信息被撤回说明页挡住"
    ROW_DOWN = "已撤下的清单条目仍有文件"
    ROW_UNBURIED = "已撤下的清单条目没有撤下说明页"
    ROW_BURIED = "没有撤下的清单条目被撤下说明页挡住"
    ASTRAY = "已撤销栏目的转向不对"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing wrong with one file; ``place`` is its path in the press folder."""

    wrong: Wrong
    place: str
    advice: str


ADVICE = {
    Wrong.CHANGED: "请查明是谁改动；用 yangguang press repair 按数据库重新生成。",
    Wrong.MISSING: "用 yangguang press repair 重新生成，首次访问时也会自动生成。",
    Wrong.FOREIGN: "请查明来源后删除，或用 yangguang press repair 删除。",
    Wrong.COPY: "请查明是谁改动；用 yangguang press repair 重新生成。",
    Wrong.WITHDRAWN: "用 yangguang press repair 立即撤下。",
    Wrong.UNBURIED: "用 yangguang press repair 补做。",
    Wrong.ROW_DOWN: "用 yangguang press repair 立即撤下。",
    Wrong.ROW_UNBURIED: "用 yangguang press repair 补做。",
    Wrong.ROW_BURIED: "通常是恢复了较早的备份；用 yangguang press repair 去掉。",
    Wrong.ASTRAY: "用 yangguang press repair 补做。",
    Wrong.BURIED: "通常是恢复了较早的备份；用 yangguang press repair 去掉。",
}


def verify(folder: PressFolder) -> Iterator[Finding]:
    """Every finding, walking the record and then the folder; memory does not grow with the site.

    A page that comes or goes while this runs is looked at twice and only named if still wrong.
    """
    yield from _recorded(folder)
    yield from _found(folder)
    yield from _withdrawn(folder)
    yield from _buried(folder)
    yield from _rows_down(folder)
    yield from _rows_buried(folder)
    yield from _astray(folder)


def _finding(wrong: Wrong, place: str) -> Finding:
    return Finding(wrong, place, ADVICE[wrong])


def _recorded(folder: PressFolder) -> Iterator[Finding]:
    last = 0
    pages = own_pages().filter(state__in=STANDS).order_by("pk")
    while batch := list(pages.filter(pk__gt=last)[:BATCH]):
        for page in batch:
            wrong = _wrong_with(folder, page)
            if wrong is not None:
                again = Page.objects.filter(pk=page.pk, state__in=STANDS).first()
                wrong = _wrong_with(folder, again) if again is not None else None
            if wrong is not None:
                yield wrong
        last = batch[-1].pk


def _wrong_with(folder: PressFolder, page: Page) -> Finding | None:
    place = relative(page.path) or ""
    file = folder.live / place
    digest = _digest(file)
    if digest is None:
        return _finding(Wrong.MISSING, f"live/{place}")
    if digest != page.sha256:
        return _finding(Wrong.CHANGED, f"live/{place}")
    for ending in TWINS:
        twin = file.with_name(file.name + ending)
        said = _unpacked_digest(twin, ending)
        if said is not None and said != page.sha256:
            return _finding(Wrong.COPY, f"live/{place}{ending}")
    return None


def _digest(file: Path) -> str | None:
    digest = sha256()
    try:
        with file.open("rb") as handle:
            while block := handle.read(BLOCK):
                digest.update(block)
    except OSError:
        return None
    return digest.hexdigest()


def _unpacked_digest(file: Path, ending: str) -> str | None:
    """The digest of what a copy unpacks to; empty where it cannot be unpacked, None where absent."""
    try:
        packed = file.read_bytes()
    except OSError:
        return None
    try:
        plain = gzip.decompress(packed) if ending == ".gz" else brotli.decompress(packed)
    except (OSError, EOFError, zlib.error, brotli.error):
        return ""
    return sha256(plain).hexdigest()


def _found(folder: PressFolder) -> Iterator[Finding]:
    """Files that no page on record explains."""
    waiting: list[str] = []
    for place in folder.files():
        waiting.append(place)
        if len(waiting) == BATCH:
            yield from _foreign(folder, waiting)
            waiting = []
    yield from _foreign(folder, waiting)


def _foreign(folder: PressFolder, places: list[str]) -> Iterator[Finding]:
    known = set(
        own_pages()
        .filter(path__in=[address_of(place) for place in places])
        .values_list("path", flat=True)
    )
    for place in places:
        path = address_of(place)
        if path in known and relative(path) == place:
            continue
        if (folder.live / place).exists() and not own_pages().filter(path=path).exists():
            yield _finding(Wrong.FOREIGN, f"live/{place}")


def _withdrawn(folder: PressFolder) -> Iterator[Finding]:
    withdrawn = Item.objects.filter(state=ItemState.WITHDRAWN).order_by("pk")
    for key in withdrawn.values_list("pk", flat=True).iterator(chunk_size=2000):
        if not folder.tombstone(key).is_file():
            yield _finding(Wrong.UNBURIED, f"gone/item/{key}.html")
        for place in folder.standing_below(f"item/{key}"):
            yield _finding(Wrong.WITHDRAWN, place)


def _buried(folder: PressFolder) -> Iterator[Finding]:
    """Tombstones of items that are public, as after a restore of an older state."""
    tombs = folder.gone / "item"
    if not tombs.is_dir():
        return
    keys = (int(one.stem) for one in tombs.iterdir() if one.stem.isdigit())
    while batch := list(islice(keys, BATCH)):
        public = Item.objects.filter(pk__in=batch, state=ItemState.PUBLISHED)
        for key in sorted(public.values_list("pk", flat=True)):
            yield _finding(Wrong.BURIED, f"gone/item/{key}.html")


def _rows_down(folder: PressFolder) -> Iterator[Finding]:
    down = rows_to_bury().order_by("pk").values_list("register__code", "pk")
    for code, key in down.iterator(chunk_size=2000):
        name = f"registers/{code}/{key}"
        if not folder.grave(name).is_file():
            yield _finding(Wrong.ROW_UNBURIED, f"gone/{name}.html")
        for place in folder.standing_below(name):
            yield _finding(Wrong.ROW_DOWN, place)


def _rows_buried(folder: PressFolder) -> Iterator[Finding]:
    """Tombstones of rows that are not down, or of registers that nobody may see."""
    tombs = folder.gone / "registers"
    if not tombs.is_dir():
        return
    for code in sorted(one.name for one in tombs.iterdir() if one.is_dir()):
        names = folder.graves(f"registers/{code}")
        while batch := list(islice(names, BATCH)):
            keys = {int(name.rsplit("/", 1)[1]) for name in batch}
            down = rows_to_bury().filter(register__code=code, pk__in=keys)
            for key in sorted(keys - set(down.values_list("pk", flat=True))):
                yield _finding(Wrong.ROW_BURIED, f"gone/registers/{code}/{key}.html")


def _astray(folder: PressFolder) -> Iterator[Finding]:
    right, standing = wanted(), folder.leading()
    for slug in sorted({*right, *standing}):
        if right.get(slug) != standing.get(slug):
            yield _finding(Wrong.ASTRAY, f"moved/column/{slug}")
