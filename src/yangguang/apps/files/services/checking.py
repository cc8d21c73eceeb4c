"""What stored files carry besides their words, told once for each content and kept.

Files are examined by several processes at once and kept one by one, so that a run ended at any
moment goes on where it stopped.
"""

from __future__ import annotations

import hashlib
import queue
import time
from collections.abc import Collection, Generator, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import ExitStack
from datetime import datetime
from functools import cache
from itertools import islice
from pathlib import Path

from django.db.models import QuerySet

from yangguang.apps.files import releasecheck
from yangguang.apps.files.models import FileCheck, StoredFile
from yangguang.apps.files.releasecheck.finding import ReleaseFinding, Severity
from yangguang.apps.files.sandbox import Sandbox
from yangguang.apps.files.selectors import content_path
from yangguang.apps.files.workshop import carried_in, check_box

_AT_ONCE = 4
"""Files that wait for each process, so that none is idle while we write."""


@cache
def checker_version() -> str:
    """Sixteen hex digits over the modules of ``releasecheck``: a better check looks again by itself."""
    digest = hashlib.sha256()
    for path in sorted(Path(releasecheck.__file__).parent.glob("*.py")):
        digest.update(path.name.encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def unchecked(files: QuerySet[StoredFile]) -> QuerySet[StoredFile]:
    """Those of these files that this check has not looked at."""
    return files.exclude(carried__version=checker_version())


def check_files(
    files: Iterable[StoredFile], *, at: datetime, workers: int = 1, ends: float | None = None
) -> Generator[StoredFile]:
    """Examine files and keep what each carries; gives each when it is kept.

    After ``ends`` (monotonic) nothing new is begun. Closing the iterator ends the processes.
    """
    with ExitStack() as stack:
        boxes: queue.SimpleQueue[Sandbox] = queue.SimpleQueue()
        own = [stack.enter_context(check_box()) for _ in range(workers)]
        for box in own:
            boxes.put(box)
        pool = ThreadPoolExecutor(workers, thread_name_prefix="file-check")
        # Left in the opposite order: nothing new begins, what runs ends with its process.
        stack.callback(pool.shutdown)
        for box in own:
            stack.callback(box.close)
        stack.callback(pool.shutdown, wait=False, cancel_futures=True)
        coming = _until(iter(files), ends)
        running: dict[Future[list[ReleaseFinding]], StoredFile] = {}
        while True:
            for file in islice(coming, workers * _AT_ONCE - len(running)):
                running[pool.submit(_examined, content_path(file), boxes)] = file
            if not running:
                return
            done, _ = wait(running, return_when=FIRST_COMPLETED)
            for future in done:
                file = running.pop(future)
                _keep(file, future.result(), at)
                yield file


def check_now(files: Collection[StoredFile], *, at: datetime, ends: float | None = None) -> None:
    """Examine a few files, as of an item that was just released, in one process."""
    if files:
        for _ in check_files(files, at=at, ends=ends):
            pass


def _until(files: Iterator[StoredFile], ends: float | None) -> Iterator[StoredFile]:
    for file in files:
        if ends is not None and time.monotonic() >= ends:
            return
        yield file


def _examined(path: Path, boxes: queue.SimpleQueue[Sandbox]) -> list[ReleaseFinding]:
    box = boxes.get()
    try:
        content = path.read_bytes()
    except OSError:
        return [
            ReleaseFinding(
                "unreadable", Severity.MUST, "整个文件", "文件不在文件夹中或者不能打开，没有检查。",
                "从备份恢复文件，或者重新上传。",
            )
        ]  # fmt: skip
    else:
        return carried_in(content, box=box)
    finally:
        boxes.put(box)


def _keep(file: StoredFile, found: list[ReleaseFinding], at: datetime) -> None:
    FileCheck.objects.update_or_create(
        file=file,
        defaults={
            "version": checker_version(),
            "carries": [one.as_json() for one in found],
            "checked_at": at,
        },
    )
