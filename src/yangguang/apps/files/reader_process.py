"""The child process that opens uploaded files: it has limits, no Django, and nothing to lose.

Protocol on standard input and output, both binary: the parent sends one JSON line
``{"name": …, "media_type": …, "size": N}`` and N bytes; the child answers one JSON line
``{"size": N}`` and N bytes of JSON, either ``{"document": …}`` or ``{"unreadable": …, "code": …}``.
"""

from __future__ import annotations

import json
import os
import resource
import sys

from yangguang.text.document import UnreadableDocument
from yangguang.text.extract import read
from yangguang.text.wire import pack


def restrict(memory_bytes: int) -> None:
    """Limits that hold for the life of the process."""
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))
    file_bytes = 64 * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_FSIZE, (file_bytes, file_bytes))


def allow_cpu(seconds: int) -> None:
    """From now on this many seconds of processor time; then the kernel ends the process."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    limit = int(used.ru_utime + used.ru_stime) + seconds + 1
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (limit, hard))


def serve(memory_bytes: int, cpu_seconds: int) -> None:
    """Answer requests until the parent closes the pipe."""
    restrict(memory_bytes)
    source = sys.stdin.buffer
    target = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    # Whatever a parser prints must not mix with the answers.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    while line := source.readline():
        request = json.loads(line)
        data = source.read(request["size"])
        allow_cpu(cpu_seconds)
        answer: dict[str, object]
        try:
            document = read(data, name=request["name"], media_type=request["media_type"])
            answer = {"document": pack(document)}
        except UnreadableDocument as error:
            answer = {"unreadable": str(error), "code": error.code}
        except MemoryError:
            answer = {
                "unreadable": "文件展开后占用内存过多，已停止读取。请拆分或另存为较小的文件后再试。",
                "code": "too-large",
            }
        body = json.dumps(answer, ensure_ascii=False).encode("utf-8", "surrogatepass")
        target.write(json.dumps({"size": len(body)}).encode() + b"\n")
        target.write(body)
        target.flush()


if __name__ == "__main__":
    serve(int(sys.argv[1]), int(sys.argv[2]))
