"""Files held ready to be sent: their answers as they stood when the files were read.

A file is read again where another one stands in its place; the smaller ones stay in memory, the
longest there go first. What is said of a file is what nginx would say of it.
"""

from __future__ import annotations

import os
import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from email.utils import formatdate
from urllib.parse import quote

from yangguang.press.addresses import content_type, is_attachment

Headers = list[tuple[str, str]]

KEPT_BYTES = 64 * 1024 * 1024
LARGEST_KEPT = 512 * 1024
NEVER = "no-cache"
"""Pages may be kept by a browser but are asked after each time: a withdrawn one is gone at once."""
ATTACHMENT_POLICY = "default-src 'none'; sandbox"


@dataclass(frozen=True, slots=True)
class Held:
    """A file's answer as it stood when it was read; ``body`` None for one too large to hold."""

    mark: tuple[int, int, int]
    status: str
    headers: Headers
    etag: str
    modified: str
    body: bytes | None


class HeldFiles:
    """The answers of files; ``headers`` are those that stand on every page."""

    def __init__(self, headers: Sequence[tuple[str, str]]) -> None:
        self._headers = list(headers)
        self._held: OrderedDict[str, Held] = OrderedDict()
        self._held_bytes = 0
        self._lock = threading.Lock()

    def hold(self, name: str, raw: str, encoding: str) -> Held | None:
        """The answer for a file, read anew where another file stands there by now."""
        try:
            stat = os.stat(name)  # noqa: PTH116 (a Path would cost as much as the answer)
        except OSError:
            return None
        mark = (stat.st_ino, stat.st_mtime_ns, stat.st_size)
        held = self._held.get(name)
        if held is not None and held.mark == mark:
            return held
        try:
            with open(name, "rb") as handle:  # noqa: PTH123 (as above)
                stat = os.fstat(handle.fileno())
                body = handle.read() if stat.st_size <= LARGEST_KEPT else None
        except OSError:
            return None
        made = self._made(decoded(raw), stat, encoding, body)
        self._remember(name, made)
        return made

    def _made(self, path: str, stat: os.stat_result, encoding: str, body: bytes | None) -> Held:
        # The same words as nginx: seconds and size, in hexadecimal.
        etag = f'"{int(stat.st_mtime):x}-{stat.st_size:x}"'
        modified = formatdate(stat.st_mtime, usegmt=True)
        headers: Headers = [
            ("Content-Type", content_type(path)),
            ("Content-Length", str(stat.st_size)),
            ("Last-Modified", modified),
            ("ETag", etag),
            ("Cache-Control", NEVER),
        ]
        if is_attachment(path):
            name = quote(path.rsplit("/", 1)[1])
            headers += [
                ("Accept-Ranges", "bytes"),
                ("Content-Disposition", f"attachment; filename*=UTF-8''{name}"),
                *(one for one in self._headers if one[0] != "Content-Security-Policy"),
                ("Content-Security-Policy", ATTACHMENT_POLICY),
            ]
        else:
            headers += [("Vary", "Accept-Encoding"), *self._headers]
        if encoding:
            headers.append(("Content-Encoding", encoding))
        mark = (stat.st_ino, stat.st_mtime_ns, stat.st_size)
        return Held(mark, "200 OK", headers, etag, modified, body)

    def _remember(self, name: str, made: Held) -> None:
        with self._lock:
            old = self._held.pop(name, None)
            if old is not None and old.body is not None:
                self._held_bytes -= len(old.body)
            if made.body is None:
                return
            self._held[name] = made
            self._held_bytes += len(made.body)
            while self._held_bytes > KEPT_BYTES:
                _, dropped = self._held.popitem(last=False)
                self._held_bytes -= len(dropped.body or b"")


def decoded(raw: str) -> str:
    """An address of WSGI as text. Raises UnicodeDecodeError."""
    return raw.encode("latin-1").decode()
