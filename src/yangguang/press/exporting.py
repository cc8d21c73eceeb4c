"""A complete static copy of the site that any web server can show.

Every public page is pressed first if it was not; then files are copied from the folder, each under
the name its address has, with the styles and pictures they use. What was withdrawn is not in it;
searching and applying need the application and lead to addresses the copy does not have.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from yangguang.apps.catalog.models import Item, ItemState
from yangguang.press import redirecting
from yangguang.press.folder import PressFolder, relative
from yangguang.press.models import Page

BATCH = 500
MANIFEST = "manifest.sha256"


class NotEmpty(Exception):
    """The folder to export into holds something already."""


@dataclass(slots=True)
class Exported:
    """What an export gave: pages, style files, bytes, and addresses that could not be made."""

    pages: int = 0
    assets: int = 0
    size: int = 0
    missing: int = 0
    moved: int = 0
    """Pages that only lead on, where a retired column stood."""


def export(
    folder: PressFolder,
    target: Path,
    *,
    addresses: Iterable[str],
    assets: Path,
    make: Callable[[list[str]], object],
) -> Exported:
    """Write the site into ``target``; ``make`` presses addresses that have no file yet.

    Written beside ``target`` and renamed at the end, so that a copy is whole or not there at all.
    Raises NotEmpty where something stands at ``target``.
    """
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise NotEmpty(str(target))
    target.parent.mkdir(parents=True, exist_ok=True)
    work = target.with_name(f".{target.name}.{os.getpid()}")
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir()
    done = Exported()
    try:
        with (work / MANIFEST).open("w", encoding="utf-8") as manifest:
            batch: list[str] = []
            for path in addresses:
                batch.append(path)
                if len(batch) == BATCH:
                    _copy(folder, work, batch, make, manifest.write, done)
                    batch = []
            _copy(folder, work, batch, make, manifest.write, done)
        done.moved = _lead_on(work)
        done.assets = _copy_assets(assets, work / "static")
        if target.exists():
            target.rmdir()
        work.replace(target)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    _drop_withdrawn_meanwhile(target)
    return done


def _copy(
    folder: PressFolder,
    work: Path,
    paths: list[str],
    make: Callable[[list[str]], object],
    note: Callable[[str], object],
    done: Exported,
) -> None:
    absent = [path for path in paths if not (folder.live / (relative(path) or "?")).is_file()]
    if absent:
        make(absent)
    known = dict(Page.objects.filter(path__in=paths).values_list("path", "sha256"))
    for path in paths:
        place = relative(path)
        if place is None or path not in known:
            done.missing += 1
            continue
        try:
            body = (folder.live / place).read_bytes()
        except OSError:
            done.missing += 1
            continue
        copy = work / place
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(body)
        note(f"{sha256(body).hexdigest()}  {place}\n")
        done.pages += 1
        done.size += len(body)


def _lead_on(work: Path) -> int:
    """A plain web server cannot be told of a redirect: a page says where the column went."""
    written = 0
    for path, target in redirecting.exported():
        copy = work / (relative(path) or "")
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_text(
            f'<!doctype html><html lang="zh-Hans"><meta charset="utf-8"><title>栏目已调整</title>'
            f'<link rel="canonical" href="{target}"><meta http-equiv="refresh" content="0;url={target}">'
            f'<p>这个栏目已调整，请看<a href="{target}">现在的栏目</a>。</p></html>\n',
            encoding="utf-8",
        )
        written += 1
    return written


def _copy_assets(source: Path, target: Path) -> int:
    if not source.is_dir():
        return 0
    shutil.copytree(source, target, ignore=shutil.ignore_patterns(".stamp"))
    return sum(1 for place in target.rglob("*") if place.is_file())


def _drop_withdrawn_meanwhile(target: Path) -> None:
    """An item may be withdrawn while the copy is written; it is not to leave the house in it."""
    withdrawn = Item.objects.filter(state=ItemState.WITHDRAWN).values_list("pk", flat=True)
    for key in withdrawn.iterator(chunk_size=2000):
        for folder in (
            target.glob(f"**/item/{key}") if (target / "item" / str(key)).exists() else ()
        ):
            shutil.rmtree(folder, ignore_errors=True)
