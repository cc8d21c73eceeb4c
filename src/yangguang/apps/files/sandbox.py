"""Reading hostile files: every parser of uploaded content runs in a process with limits.

The process is kept and reused, so that reading a thousand files costs one start; a file that
makes it crash, hang or eat memory costs that file only.
"""

from __future__ import annotations

import json
import os
import select
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Any

from yangguang.text.document import Document, UnreadableDocument
from yangguang.text.wire import WrongWire, unpack

MEMORY_BYTES = 2 * 1024**3
CPU_SECONDS = 30
WALL_SECONDS = 60
ANSWER_BYTES = 256 * 1024**2


class _Gone(Exception):
    """The child stopped answering; the message says how."""


class Sandbox:
    """One reader process. Use as a context manager, or through `read_document`."""

    def __init__(
        self,
        *,
        memory_bytes: int = MEMORY_BYTES,
        cpu_seconds: int = CPU_SECONDS,
        wall_seconds: float = WALL_SECONDS,
        module: str = "yangguang.apps.files.reader_process",
    ) -> None:
        self._memory_bytes = memory_bytes
        self._cpu_seconds = cpu_seconds
        self._wall_seconds = wall_seconds
        self._module = module
        self._process: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()

    def __enter__(self) -> Sandbox:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def read(self, data: bytes, *, name: str = "", media_type: str = "") -> Document:
        """The document in ``data``. Raises UnreadableDocument, also where reading had to be stopped."""
        answer = self._answer({"name": name, "media_type": media_type, "size": len(data)}, data)
        try:
            return unpack(answer["document"])
        except (KeyError, WrongWire) as error:
            self.close()
            raise UnreadableDocument(
                "读取程序的回答无法识别，文件可能含有异常内容，请重新另存后再试。", code="damaged"
            ) from error

    def work(self, task: str, blobs: list[bytes], params: dict[str, Any]) -> Any:
        """What `work_process` answers to a task. Raises UnreadableDocument, as `read` does."""
        head = {"task": task, "blobs": [len(blob) for blob in blobs], "params": params}
        answer = self._answer(head, b"".join(blobs))
        if "done" not in answer:
            self.close()
            raise UnreadableDocument(
                "处理程序的回答无法识别，文件可能含有异常内容，请重新另存后再试。", code="damaged"
            )
        return answer["done"]

    def _answer(self, head: dict[str, Any], data: bytes) -> dict[str, Any]:
        with self._lock:
            try:
                answer = self._ask(head, data)
            except _Gone as error:
                self.close()
                raise UnreadableDocument(
                    f"读取文件时{error}，已停止。文件可能已损坏或含有异常内容，请用办公软件重新另存后再试。",
                    code="damaged",
                ) from error
        if "unreadable" in answer:
            raise UnreadableDocument(str(answer["unreadable"]), code=str(answer["code"]))
        return answer

    def close(self) -> None:
        """End the process; the next read starts another."""
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                try:
                    pipe.close()
                except BrokenPipeError:
                    # The child died with our bytes still in the buffer: nothing left to save.
                    continue

    def _start(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            self.close()
            environment = {
                "PATH": os.environ.get("PATH", "/usr/bin:/bin"),
                "PYTHONPATH": os.pathsep.join(entry for entry in sys.path if entry),
                "LANG": "C.UTF-8",
            }
            self._process = subprocess.Popen(  # noqa: S603 (our own module, fixed arguments)
                [
                    sys.executable,
                    "-m",
                    self._module,
                    str(self._memory_bytes),
                    str(self._cpu_seconds),
                ],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=environment,
                start_new_session=True,
            )
        return self._process

    def _ask(self, head: dict[str, Any], data: bytes) -> dict[str, Any]:
        process = self._start()
        assert process.stdin is not None  # noqa: S101 (both pipes were asked for above)
        assert process.stdout is not None  # noqa: S101 (as above)
        deadline = time.monotonic() + self._wall_seconds
        line = json.dumps(head).encode() + b"\n"
        _send(process.stdin.fileno(), line + data, deadline)
        line = b""
        while not line.endswith(b"\n"):
            line += _receive(process.stdout.fileno(), 1, deadline)
        size = int(json.loads(line)["size"])
        if size > ANSWER_BYTES:
            raise _Gone("得到的内容过大")
        body = bytearray()
        while len(body) < size:
            body += _receive(process.stdout.fileno(), min(size - len(body), 1 << 20), deadline)
        answer = json.loads(body.decode("utf-8", "surrogatepass"))
        if not isinstance(answer, dict):
            raise _Gone("得到无法识别的回答")
        return answer


def _send(descriptor: int, data: bytes, deadline: float) -> None:
    view = memoryview(data)
    while view:
        _, ready, _ = select.select([], [descriptor], [], max(0.0, deadline - time.monotonic()))
        if not ready:
            raise _Gone("超时")
        try:
            written = os.write(descriptor, view[: select.PIPE_BUF])
        except BrokenPipeError as error:
            raise _Gone("读取程序意外退出") from error
        view = view[written:]


def _receive(descriptor: int, size: int, deadline: float) -> bytes:
    ready, _, _ = select.select([descriptor], [], [], max(0.0, deadline - time.monotonic()))
    if not ready:
        raise _Gone("超时")
    chunk = os.read(descriptor, size)
    if not chunk:
        raise _Gone("读取程序意外退出")
    return chunk


_shared = Sandbox()


def read_document(data: bytes, *, name: str = "", media_type: str = "") -> Document:
    """The document in ``data``, read by this process's own sandbox; see `Sandbox.read`."""
    return _shared.read(data, name=name, media_type=media_type)


@contextmanager
def sandbox() -> Iterator[Sandbox]:
    """A sandbox of one's own for a long run."""
    with Sandbox() as own:
        yield own
