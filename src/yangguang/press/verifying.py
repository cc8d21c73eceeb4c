"""Proof that the folder holds what was pressed, byte for byte, and nothing else (网页防篡改).

The record of every page holds the SHA-256 of its bytes and of its compressed copies; that of every
tombstone does. A file that differs, a page whose file is missing, a file that nobody made, a
withdrawn item that still stands: each is one finding, and any finding is for people to look at.
What is kept aside (``stale``) is looked at as well: it is sent when nothing can render.
"""

from __future__ import annotations

import gzip
import os
import zlib
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import brotli

from yangguang.press import proving_graves
from yangguang.press.addresses import TWINS, address_of, relative
from yangguang.press.findings import Finding, Wrong, finding
from yangguang.press.folder import PressFolder
from yangguang.press.models import Page
from yangguang.press.redirecting import wanted
from yangguang.press.services import own_pages

BATCH = 500
BLOCK = 1024 * 1024
STANDS = (Page.State.LIVE, Page.State.DUE)


__all__ = ["STANDS", "Finding", "Wrong", "verify"]


def verify(folder: PressFolder) -> Iterator[Finding]:
    """Every finding, walking the record and then the folder; memory does not grow with the site.

    A page that comes or goes while this runs is looked at twice and only named if still wrong.
    """
    yield from _recorded(folder)
    yield from _found(folder)
    yield from _set_aside(folder)
    yield from proving_graves.graves(folder)
    yield from _astray(folder)


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
        return finding(Wrong.MISSING, f"live/{place}")
    if digest != page.sha256:
        return finding(Wrong.CHANGED, f"live/{place}")
    for ending in TWINS:
        if _copy_differs(file.with_name(file.name + ending), ending, page):
            return finding(Wrong.COPY, f"live/{place}{ending}")
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


def _copy_differs(twin: Path, ending: str, page: Page) -> bool:
    """Byte for byte, since a header says nothing of the page; a copy that nobody made must at least
    say the same as its page."""
    try:
        packed = twin.read_bytes()
    except OSError:
        return False
    recorded = page.copies.get(ending)
    if recorded:
        return sha256(packed).hexdigest() != str(recorded)
    return _unpacked_digest(packed, ending) != page.sha256


def _unpacked_digest(packed: bytes, ending: str) -> str:
    """What a compressed copy says; empty where it cannot be unpacked."""
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
            yield finding(Wrong.FOREIGN, f"live/{place}")


def _set_aside(folder: PressFolder) -> Iterator[Finding]:
    """Copies kept aside that are not what was sent before, or are kept for no page."""
    for top, folders, names in os.walk(folder.stale):
        folders.sort()
        linked = [name for name in folders if (Path(top) / name).is_symlink()]
        for file in sorted(Path(top) / name for name in [*names, *linked]):
            place = file.relative_to(folder.stale).as_posix()
            # One that comes or goes just now is looked at twice.
            wrong = _wrong_aside(file, place) and _wrong_aside(file, place)
            if wrong and (file.is_symlink() or file.exists()):
                yield finding(wrong, f"stale/{place}")


def _wrong_aside(file: Path, place: str) -> Wrong | None:
    page = own_pages().filter(path=address_of(place), state=Page.State.STALE).first()
    if page is None or file.is_symlink():
        return Wrong.FOREIGN
    return None if _digest(file) in (page.sha256, None) else Wrong.CHANGED


def _astray(folder: PressFolder) -> Iterator[Finding]:
    right, standing = wanted(), folder.leading()
    for slug in sorted({*right, *standing}):
        if right.get(slug) != standing.get(slug):
            yield finding(Wrong.ASTRAY, f"moved/column/{slug}")
