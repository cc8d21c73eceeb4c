"""A complete static copy of the site that any web server can show.

Every public page is pressed first if it was not; then files are copied from the folder, each under
the name its address has, with the styles and pictures they use. What was withdrawn is not in it;
searching, applying and asking a list for one year need the application and lead to the site.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import islice
from pathlib import Path

from yangguang.apps.catalog.models import Item, ItemState
from yangguang.press import redirecting
from yangguang.press.addresses import address_of, relative
from yangguang.press.asking_online import asked_online
from yangguang.press.dead_links import dead_links
from yangguang.press.folder import PressFolder
from yangguang.press.models import Page
from yangguang.press.services import last_purge, own_pages

BATCH = 500
ROUNDS = 5
"""So often a copy is brought into line with acts that go on while it is written."""
MANIFEST = "manifest.sha256"


class NotEmpty(Exception):
    """The folder to export into holds something already."""


@dataclass(slots=True)
class Exported:
    """What an export gave: pages, style files, bytes, and addresses that could not be made."""

    pages: int = 0
    downloads: int = 0
    assets: int = 0
    size: int = 0
    missing: list[str] = field(default_factory=list)
    moved: int = 0
    """Pages that only lead on, where a retired column stood."""


def export(
    folder: PressFolder,
    target: Path,
    *,
    addresses: Iterable[str],
    assets: Path,
    make: Callable[[list[str]], object],
    downloads: Callable[[], Iterable[tuple[str, Iterable[bytes]]]] = tuple,
    online: Iterable[str] = (),
    host: str = "",
    variants: Sequence[str] = ("/",),
) -> Exported:
    """Write the site into ``target``; ``make`` presses addresses that have no file yet,
    ``downloads`` gives files that are never pressed, with their addresses; the same file stands in
    every one of ``variants``. At the addresses of ``online`` a page leads to them at ``host``, and so does every
    link or form with a question (`asking_online`).

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
    began = last_purge()
    try:
        with (work / MANIFEST).open("w", encoding="utf-8") as manifest:
            batch: list[str] = []
            for path in addresses:
                batch.append(path)
                if len(batch) == BATCH:
                    _copy(folder, work, batch, make, manifest.write, done)
                    batch = []
            _copy(folder, work, batch, make, manifest.write, done)
        began = _settled(folder, work, began, make, done)
        files: list[str] = []
        for _ in range(ROUNDS):
            files = _take_all(work, downloads(), variants, done)
            now = _settled(folder, work, began, make, done)
            if now == began:
                break
            began = now
        with (work / MANIFEST).open("a", encoding="utf-8") as manifest:
            manifest.writelines(files)
        _ask_online(work, host, variants, done)
        done.moved = _lead_on(work)
        _lead_online(work, online, host, variants)
        # Whatever else only the application answers: a draw, an index number, a favourite …
        _lead_online(work, dead_links(work, variants), host, ("/",))
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
    *,
    gone: bool = False,
) -> None:
    absent = [path for path in paths if not (folder.live / (relative(path) or "?")).is_file()]
    if absent:
        make(absent)
    known = dict(own_pages().filter(path__in=paths).values_list("path", "sha256"))
    for path in paths:
        place = relative(path)
        body = _read(folder, place) if place is not None and path in known else None
        if place is None or body is None:
            done.missing += [] if gone else [path]
            continue
        copy = work / place
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(body)
        note(f"{sha256(body).hexdigest()}  {place}\n")
        done.pages += 1
        done.size += len(body)


def _read(folder: PressFolder, place: str) -> bytes | None:
    try:
        return (folder.live / place).read_bytes()
    except OSError:
        return None


def _take_all(
    work: Path,
    given: Iterable[tuple[str, Iterable[bytes]]],
    variants: Sequence[str],
    done: Exported,
) -> list[str]:
    """Write the files that are never pressed; gives their lines for the manifest."""
    lines = []
    done.downloads = 0
    for path, parts in given:
        place = relative(path)
        if place is None:
            done.missing.append(path)
            continue
        copy = work / place
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.unlink(missing_ok=True)
        digest = sha256()
        with copy.open("wb") as handle:
            for part in parts:
                handle.write(part)
                digest.update(part)
        for variant in variants:
            other = f"{variant[1:]}{place}"
            if other != place:
                (work / other).parent.mkdir(parents=True, exist_ok=True)
                (work / other).unlink(missing_ok=True)
                (work / other).hardlink_to(copy)
            lines.append(f"{digest.hexdigest()}  {other}\n")
        done.downloads += 1
    return lines


def _settled(
    folder: PressFolder, work: Path, began: int, make: Callable[[list[str]], object], done: Exported
) -> int:
    """Bring the copy into line with the acts since a purge, as often as there are any; gives the
    number of the last."""
    for _ in range(ROUNDS):
        now = last_purge()
        if now == began:
            break
        began = now
        _settle(folder, work, make, done)
    return began


def _settle(
    folder: PressFolder, work: Path, make: Callable[[list[str]], object], done: Exported
) -> None:
    """Acts went on while the copy was written: what they took away leaves it, what they changed is
    copied as it is now, so that nothing leaves the house that is public no longer."""
    kept = work / f".{MANIFEST}"
    with (work / MANIFEST).open(encoding="utf-8") as old, kept.open("w", encoding="utf-8") as new:
        while batch := [line.rstrip("\n").split("  ", 1) for line in islice(old, BATCH)]:
            said = {address_of(place): (digest, place) for digest, place in batch}
            stands = dict(
                own_pages().filter(
                    path__in=list(said), state__in=(Page.State.LIVE, Page.State.DUE)
                ).values_list("path", "sha256")
            )  # fmt: skip
            again = []
            for path, (digest, place) in said.items():
                if stands.get(path) == digest:
                    new.write(f"{digest}  {place}\n")
                    continue
                done.pages -= 1
                done.size -= (work / place).stat().st_size
                (work / place).unlink()
                again.append(path)
            # What is no longer there is not missing: it was taken away.
            _copy(folder, work, again, make, new.write, done, gone=True)
        left, done.missing = done.missing, []
        for start in range(0, len(left), BATCH):
            _copy(folder, work, left[start : start + BATCH], make, new.write, done)
    kept.replace(work / MANIFEST)


def _ask_online(work: Path, host: str, variants: Collection[str], done: Exported) -> None:
    """Lead the questions of the pages to ``host``, and note the pages as they are then."""
    if not host:
        return
    kept = work / f".{MANIFEST}"
    with (work / MANIFEST).open(encoding="utf-8") as old, kept.open("w", encoding="utf-8") as new:
        for line in old:
            digest, place = line.rstrip("\n").split("  ", 1)
            if place.rsplit("/", 1)[-1] == "index.html":
                before = (work / place).read_bytes()
                led = asked_online(
                    before.decode(),
                    address=address_of(place),
                    host=host,
                    variants=variants,
                    lacks=lambda path: _lacks_file(work, path),
                ).encode()
                (work / place).write_bytes(led)
                digest = sha256(led).hexdigest()
                done.size += len(led) - len(before)
            new.write(f"{digest}  {place}\n")
    kept.replace(work / MANIFEST)


def _lacks_file(work: Path, path: str) -> bool:
    """Whether a file is nowhere in the copy; pages that are not are given a page that leads on."""
    place = relative(path)
    asked = place is not None and not path.endswith("/") and not path.startswith("/static/")
    return asked and not (work / (place or "")).exists()


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


def _lead_online(work: Path, addresses: Iterable[str], host: str, variants: Sequence[str]) -> None:
    """What needs the application is told so, with the address at which it runs."""
    for path in addresses:
        for variant in variants:
            place = variant + path[1:]
            copy = work / (relative(place) or "")
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_text(
                f'<!doctype html><html lang="zh-Hans"><meta charset="utf-8"><title>请到网站办理</title>'
                f'<meta name="robots" content="noindex"><link rel="canonical" href="{host}{path}">'
                f"<h1>请到网站办理</h1><p>这里是网站的静态副本，只供查阅；检索、申请和登录请到"
                f'<a href="{host}{place}">{host}{place}</a>。</p><p><a href="{variant}">首页</a></p></html>\n',
                encoding="utf-8",
            )


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
