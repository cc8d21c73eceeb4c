"""The press folder: where the file of an address lies, and how it comes and goes.

``live`` holds what is sent, ``stale`` the last copy of pages waiting to be made again, ``gone``
the tombstones of what was withdrawn, ``moved`` where retired columns lead, ``work`` files not yet
in their place. Nothing here needs
Django or a database, so that files are served while neither runs. A file comes into place by one
rename of a finished, synced file, and is never written where it stands.
"""

from __future__ import annotations

import contextlib
import gzip
import os
import shutil
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import brotli

from yangguang.press.addresses import TWINS, VARIANTS

WORTH_COMPRESSING = 256
MOVES = 20


@dataclass(frozen=True, slots=True)
class Prepared:
    """A finished, synced page beside its place; ``twins`` are its copies: ending and SHA-256."""

    base: Path
    twins: Mapping[str, str]


class PressFolder:
    """The files of one installation's public pages."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.live = root / "live"
        self.stale = root / "stale"
        self.gone = root / "gone"
        self.moved = root / "moved"
        self.work = root / "work"

    def prepare(self, body: bytes, *, compress: bool = True) -> Prepared:
        """Write a page and its compressed copies aside, safe on disk."""
        self.work.mkdir(parents=True, exist_ok=True)
        base = self.work / uuid.uuid4().hex
        twins: dict[str, bytes] = {}
        if compress and len(body) >= WORTH_COMPRESSING:
            twins = {
                ".br": brotli.compress(body, quality=5),
                ".gz": gzip.compress(body, compresslevel=6, mtime=0),
            }
        made = Prepared(base, {ending: sha256(copy).hexdigest() for ending, copy in twins.items()})
        with self._whole_or_not(made):
            _write(base, body)
            for ending, copy in twins.items():
                _write(_twin(base, ending), copy)
        return made

    def prepare_copy(self, source: Path) -> Prepared:
        """Copy a stored file aside, as the file of an attachment."""
        self.work.mkdir(parents=True, exist_ok=True)
        made = Prepared(self.work / uuid.uuid4().hex, {})
        with (
            self._whole_or_not(made),
            source.open("rb") as given,
            made.base.open("wb") as taken,
        ):
            shutil.copyfileobj(given, taken, 1024 * 1024)
            taken.flush()
            os.fsync(taken.fileno())
        return made

    @contextlib.contextmanager
    def _whole_or_not(self, prepared: Prepared) -> Iterator[None]:
        """A disk that is full half-way is not filled further by what was begun."""
        try:
            yield
        except OSError:
            with contextlib.suppress(OSError):
                self.discard(prepared)
            raise

    def discard(self, prepared: Prepared) -> None:
        """Drop a prepared page that is not to be shown."""
        for ending in ("", *prepared.twins):
            _twin(prepared.base, ending).unlink(missing_ok=True)

    def put(self, prepared: Prepared, place: str) -> None:
        """Bring a prepared page into its place with one rename for each file.

        Copies go first: a client that accepts them then sees the new page a blink earlier, and
        no moment has a new page with an old copy that outlives it.
        """
        target = self.live / place
        for ending in TWINS:
            if ending in prepared.twins:
                _move(_twin(prepared.base, ending), _twin(target, ending))
            else:
                _twin(target, ending).unlink(missing_ok=True)
        _move(prepared.base, target)
        _sync(target.parent)
        (self.stale / place).unlink(missing_ok=True)

    def set_aside(self, place: str) -> None:
        """Send a page no longer, but keep it for the hour in which nothing can render."""
        source, target = self.live / place, self.stale / place
        _remove_twins(source)
        if source.exists():
            _move(source, target)

    def remove(self, place: str) -> None:
        """Take a page away for good: file, copies, and what was set aside."""
        source = self.live / place
        source.unlink(missing_ok=True)
        _remove_twins(source)
        (self.stale / place).unlink(missing_ok=True)
        if source.parent.is_dir():
            _sync(source.parent)
        _tidy(source.parent, self.live)
        _tidy((self.stale / place).parent, self.stale)

    def remove_item(self, key: int) -> None:
        """Take away all that stands under an item's address, in every variant, known or not."""
        self.remove_below(f"item/{key}")

    def remove_below(self, name: str) -> None:
        """The same for what a tombstone of this name answers for, see `grave_of`."""
        for place in self.standing_below(name):
            _remove_tree(self.root / place)
            _sync((self.root / place).parent)

    def standing_below(self, name: str) -> list[str]:
        """The folders that stand under an address, in every variant, as places in the root."""
        places = [
            f"{top}/{variant.strip('/')}/{name}".replace("//", "/")
            for top in ("live", "stale")
            for variant in VARIANTS
        ]
        return [place for place in places if (self.root / place).exists()]

    def tombstone(self, key: int) -> Path:
        """Where the page lies that answers 410 for an item and all under its address."""
        return self.grave(f"item/{key}")

    def grave(self, name: str) -> Path:
        """Where a tombstone of this name lies, see `grave_of`."""
        return self.gone / f"{name}.html"

    def graves(self, below: str) -> Iterator[str]:
        """The names of the tombstones that stand in a folder of ``gone``."""
        folder = self.gone / below
        if folder.is_dir():
            for one in folder.iterdir():
                if one.suffix == ".html" and one.stem.isdigit():
                    yield f"{below}/{one.stem}"

    def bury(self, key: int, body: bytes) -> None:
        """Write the tombstone of an item; the same words stand for every variant."""
        self.bury_as(f"item/{key}", body)

    def bury_as(self, name: str, body: bytes) -> None:
        """Write a tombstone of this name, see `grave_of`."""
        target = self.grave(name)
        _move(self.prepare(body, compress=False).base, target)
        _sync(target.parent)

    def unbury(self, key: int) -> None:
        """The item is public again."""
        self.unbury_as(f"item/{key}")

    def unbury_as(self, name: str) -> None:
        """What a tombstone of this name answered for is public again."""
        self.grave(name).unlink(missing_ok=True)

    def lead(self, slug: str, place: str) -> None:
        """Have the addresses of a column lead to ``place``, see `moved_address`.

        A symbolic link to a folder that bears the place's name: nginx reads the name without a
        reload, and a link comes into place by one rename.
        """
        if self.place_after(slug) == place:
            return
        (self.moved / "to" / place).mkdir(parents=True, exist_ok=True)
        self.work.mkdir(parents=True, exist_ok=True)
        link = self.work / uuid.uuid4().hex
        link.symlink_to(f"../to/{place}")
        target = self.moved / "column" / slug
        target.parent.mkdir(parents=True, exist_ok=True)
        link.replace(target)
        _sync(target.parent)

    def place_after(self, slug: str) -> str | None:
        """Where the addresses of a column lead; None for one that leads nowhere else."""
        try:
            return str((self.moved / "column" / slug).readlink()).removeprefix("../to/")
        except OSError:
            return None

    def lead_no_more(self, slug: str) -> None:
        """The column's addresses are its own."""
        (self.moved / "column" / slug).unlink(missing_ok=True)

    def leading(self) -> dict[str, str]:
        """Every column that leads elsewhere, with the place to which it leads."""
        found = {}
        if (self.moved / "column").is_dir():
            for one in sorted((self.moved / "column").iterdir()):
                place = self.place_after(one.name)
                if place is not None:
                    found[one.name] = place
        return found

    def files(self) -> Iterator[str]:
        """Every place below ``live`` at which a file lies, copies left out, in order of names."""
        for folder, folders, names in os.walk(self.live):
            folders.sort()
            base = Path(folder).relative_to(self.live)
            # A link is nothing that press makes, wherever it leads.
            linked = [name for name in folders if (Path(folder) / name).is_symlink()]
            names = [*names, *linked]
            present = set(names)
            for name in sorted(names):
                stem, dot, last = name.rpartition(".")
                ending = dot + last
                if ending in TWINS and stem in present and not _is_attachment_folder(base):
                    continue
                yield (base / name).as_posix()

    def sweep_work(self, *, before: float) -> int:
        """Drop what a killed process left in ``work`` before this moment; gives how many files."""
        swept = 0
        if self.work.is_dir():
            for left in list(self.work.iterdir()):
                with contextlib.suppress(FileNotFoundError):
                    if left.lstat().st_mtime < before:
                        left.unlink()
                        swept += 1
        return swept


def _is_attachment_folder(base: Path) -> bool:
    parts = base.parts
    return len(parts) >= 4 and parts[-2] in ("attachment", "file")


def _twin(path: Path, ending: str) -> Path:
    return path.with_name(path.name + ending)


def _remove_twins(path: Path) -> None:
    for ending in TWINS:
        _twin(path, ending).unlink(missing_ok=True)


def _write(path: Path, body: bytes) -> None:
    with path.open("xb") as handle:
        handle.write(body)
        handle.flush()
        os.fsync(handle.fileno())


def _move(source: Path, target: Path) -> None:
    """Rename into a folder that somebody else may be dropping because it stood empty."""
    for _ in range(MOVES):
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            source.replace(target)
        except FileNotFoundError:
            if not source.exists():
                return
        else:
            return
    source.replace(target)


def _sync(folder: Path) -> None:
    """Make renames and unlinks inside a folder outlast a loss of power."""
    with contextlib.suppress(FileNotFoundError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _remove_tree(folder: Path) -> None:
    """Files first from the top, so that the page is gone before its attachments are looked for."""
    for place, _, names in os.walk(folder):
        for name in names:
            (Path(place) / name).unlink(missing_ok=True)
    shutil.rmtree(folder, ignore_errors=True)


def _tidy(folder: Path, top: Path) -> None:
    """Drop folders that stand empty; one in use just now is left."""
    while folder != top and folder.is_relative_to(top):
        try:
            folder.rmdir()
        except OSError:
            return
        folder = folder.parent
