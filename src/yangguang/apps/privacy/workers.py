"""Scanning blocks on several cores: processes of our own that only read, and one that keeps.

A worker ends when its parent does, however that ends: its pipe closes with it.
"""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Generator, Iterable
from multiprocessing.connection import Connection, wait

from django.db import connection

from yangguang.apps.privacy.scanning import BlockScan, scan_block
from yangguang.apps.privacy.worker_process import work


class WorkerFailed(Exception):
    """A worker could not scan its block; the message says which and why."""


def cores() -> int:
    """How many processes can work at once here."""
    return len(os.sched_getaffinity(0))


def scan_blocks(sweep: str, blocks: Iterable[int], *, workers: int) -> Generator[BlockScan]:
    """The scans of these blocks as they come, by so many processes; 1 works in this one.

    Raises WorkerFailed where a worker dies or meets an error. Closing the iterator ends them.
    """
    if workers <= 1:
        for block in blocks:
            yield scan_block(sweep, block)
        return
    waiting = iter(blocks)
    context = multiprocessing.get_context("spawn")
    at_work: dict[Connection, int] = {}
    processes = []
    try:
        for _ in range(workers):
            first = next(waiting, None)
            if first is None:
                break
            ours, theirs = context.Pipe()
            process = context.Process(
                target=work, args=(theirs, _database_name()), daemon=True, name="privacy-sweep"
            )
            process.start()
            theirs.close()
            processes.append(process)
            ours.send((sweep, first))
            at_work[ours] = first
        while at_work:
            for ready in wait(list(at_work)):
                assert isinstance(ready, Connection)  # noqa: S101 (only pipes are waited for)
                done = at_work.pop(ready)
                answer = _answer(ready, done)
                # The next block goes out first, so that the worker is busy while we write.
                following = next(waiting, None)
                if following is not None:
                    ready.send((sweep, following))
                    at_work[ready] = following
                else:
                    ready.close()
                yield answer
    finally:
        for pipe in at_work:
            pipe.close()
        for process in processes:
            process.terminate()
            process.join()


def _answer(pipe: Connection, block: int) -> BlockScan:
    try:
        answer = pipe.recv()
    except (EOFError, OSError) as error:
        raise WorkerFailed(f"排查进程意外退出（区段 {block}），请检查内存后重新运行。") from error
    if isinstance(answer, str):
        raise WorkerFailed(f"区段 {block} 无法排查：{answer}")
    assert isinstance(answer, BlockScan)  # noqa: S101 (the worker sends nothing else)
    return answer


def _database_name() -> str:
    return str(connection.settings_dict["NAME"])
