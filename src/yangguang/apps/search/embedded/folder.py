"""The folder that holds the index: generations, the switch between them, locks and reloading.

A generation is one complete index. A small file names the one in use, so that a rebuild happens
beside it and takes its place in one rename; a reader notices the new name, or a new commit, by
looking at two files before each query. A kill at any moment leaves the last commit standing.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import tantivy

from yangguang.apps.search.embedded.fields import VERSIONS, make_schema
from yangguang.apps.search.engine import IndexBusy, IndexUnusable

_POINTER = "current"
_ABOUT = "about.json"
_PREFIX = "generation-"
_REBUILD = "运行 yangguang search --rebuild 重建索引"


@dataclass(slots=True)
class _Open:
    """A generation as this process has it open."""

    name: str
    index: tantivy.Index
    stamp: tuple[int, int]


class IndexFolder:
    """Opens the generation in use and keeps up with what other processes do to it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._open: _Open | None = None
        self._pointer_stamp: tuple[int, int] | None = None
        self._lock = threading.RLock()

    def index(self) -> tantivy.Index:
        """The generation in use, up to date; an empty one is made where there is none.

        Raises IndexUnusable if it is damaged or was made under other versions.
        """
        with self._lock:
            stamp = _stamp(self.root / _POINTER)
            if self._open is None or stamp != self._pointer_stamp:
                if stamp is None:
                    self._create_first()
                    stamp = _stamp(self.root / _POINTER)
                self._open = self._open_generation(self._current())
                self._pointer_stamp = stamp
            opened = self._open
            seen = _stamp(self.root / opened.name / "meta.json")
            if seen is not None and seen != opened.stamp:
                opened.index.reload()
                opened.stamp = seen
            return opened.index

    @property
    def current(self) -> Path:
        """The folder of the generation in use."""
        return self.root / self._current()

    def is_current(self, name: str) -> bool:
        """Whether this generation is still the one in use."""
        return self._pointed() == name

    def close(self) -> None:
        """Forget what is open."""
        with self._lock:
            self._open = None
            self._pointer_stamp = None

    @contextmanager
    def next_generation(self) -> Iterator[Path]:
        """An empty folder for a rebuild; it comes into use when the block ends without error.

        Raises IndexBusy if somebody else is rebuilding.
        """
        with self._exclusively("rebuild.lock", wait=False):
            name = f"{_PREFIX}{self._highest() + 1:06}"
            folder = self.root / name
            try:
                folder.mkdir(parents=True)
                yield folder
                _write_durably(folder / _ABOUT, json.dumps(VERSIONS))
                _write_durably(self.root / _POINTER, name)
            except BaseException:
                shutil.rmtree(folder, ignore_errors=True)
                raise
            # Readers that still have the old files open keep them until they look again.
            for old in self.root.glob(f"{_PREFIX}*"):
                if old.name != name:
                    shutil.rmtree(old, ignore_errors=True)

    def _create_first(self) -> None:
        with self._exclusively("create.lock", wait=True):
            if self._pointed():
                return
            name = f"{_PREFIX}{self._highest() + 1:06}"
            folder = self.root / name
            folder.mkdir(parents=True)
            tantivy.Index(make_schema(), path=str(folder))
            _write_durably(folder / _ABOUT, json.dumps(VERSIONS))
            _write_durably(self.root / _POINTER, name)

    def _open_generation(self, name: str) -> _Open:
        folder = self.root / name
        try:
            about = json.loads((folder / _ABOUT).read_text("utf-8"))
        except (OSError, ValueError) as error:
            raise IndexUnusable(f"检索索引不完整（{name}），请{_REBUILD}。") from error
        if about != VERSIONS:
            raise IndexUnusable(f"检索索引由另一版本建立，请{_REBUILD}。")
        stamp = _stamp(folder / "meta.json")
        try:
            index = tantivy.Index.open(str(folder))
            index.config_reader("manual", 0)
            index.reload()
        except ValueError as error:
            raise IndexUnusable(f"检索索引已损坏（{error}），请{_REBUILD}。") from error
        return _Open(name, index, stamp or (0, 0))

    def _pointed(self) -> str:
        try:
            return (self.root / _POINTER).read_text("utf-8").strip()
        except FileNotFoundError:
            return ""

    def _current(self) -> str:
        name = self._pointed()
        if not name:
            raise IndexUnusable(f"还没有检索索引，请{_REBUILD}。")
        return name

    def _highest(self) -> int:
        numbers = (path.name.removeprefix(_PREFIX) for path in self.root.glob(f"{_PREFIX}*"))
        return max((int(number) for number in numbers if number.isdigit()), default=0)

    @contextmanager
    def _exclusively(self, name: str, *, wait: bool) -> Iterator[None]:
        self.root.mkdir(parents=True, exist_ok=True)
        with (self.root / name).open("w") as handle:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
            except BlockingIOError as error:
                raise IndexBusy("另一个进程正在重建检索索引，请等它完成后再试。") from error
            yield


class Writing:
    """The one writer of a process, opened when first needed.

    A writer that stays open merges small segments in the background; one that does not waits for
    them before it lets go of the lock, so that segments never pile up.
    """

    def __init__(
        self, folder: IndexFolder, *, heap_bytes: int, stay_open: bool, patience: float
    ) -> None:
        self._folder = folder
        self._heap_bytes = heap_bytes
        self._stay_open = stay_open
        self._patience = patience
        self._lock = threading.Lock()
        self._writer: tantivy.IndexWriter | None = None
        self._generation = ""

    @contextmanager
    def transaction(self) -> Iterator[tantivy.IndexWriter]:
        """A writer whose changes are committed when the block ends, or undone if it raises."""
        with self._lock:
            writer = self._acquire()
            try:
                yield writer
                writer.commit()
            except BaseException:
                self._discard()
                raise
            if not self._stay_open:
                self._release()

    def close(self) -> None:
        """Finish merging and let go of the lock."""
        with self._lock:
            self._release()

    def _acquire(self) -> tantivy.IndexWriter:
        if self._writer is not None and not self._folder.is_current(self._generation):
            self._release()
        if self._writer is None:
            index = self._folder.index()
            self._generation = self._folder.current.name
            self._writer = open_writer(index, self._heap_bytes, self._patience)
        return self._writer

    def _discard(self) -> None:
        """Undo what was not committed. A writer whose thread died cannot roll back: dropping it
        has the same effect, since nothing uncommitted is ever read."""
        writer, self._writer = self._writer, None
        if writer is not None:
            try:
                writer.rollback()
            except ValueError:
                del writer

    def _release(self) -> None:
        writer, self._writer = self._writer, None
        if writer is not None:
            writer.wait_merging_threads()


def open_writer(
    index: tantivy.Index, heap_bytes: int, patience: float = 0.0
) -> tantivy.IndexWriter:
    """A writer with one thread and this much memory; raises IndexBusy after so many seconds."""
    deadline = time.monotonic() + patience
    while True:
        try:
            return index.writer(heap_size=heap_bytes, num_threads=1)
        except ValueError as error:
            if "lock" not in str(error).lower():
                raise
            if time.monotonic() >= deadline:
                raise IndexBusy("另一个进程正在写检索索引，请稍后再试。") from error
            time.sleep(0.02)


def _stamp(path: Path) -> tuple[int, int] | None:
    """Changes whenever the file is replaced."""
    try:
        status = path.stat()
    except FileNotFoundError:
        return None
    return status.st_ino, status.st_mtime_ns


def _write_durably(path: Path, content: str) -> None:
    """Replace a file in one step that survives a power cut."""
    making = path.with_suffix(f".{os.getpid()}.part")
    with making.open("w", encoding="utf-8") as handle:
        handle.write(content)
        handle.flush()
        os.fsync(handle.fileno())
    making.replace(path)
    descriptor = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
