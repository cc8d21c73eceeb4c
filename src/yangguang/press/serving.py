"""The built-in server's way to pressed files: before Django, without a database.

`Front` stands around the WSGI application. A GET or HEAD of a pressed address, without a query or
with one that means nothing to it (`questions`), is answered from the folder, with a precompressed copy where the client takes one, 304 where it has
the page already, and ranges of attachments. A tombstone answers 410, a retired column 301.
Everything else goes to the application; where that fails, the last copy of the page is sent instead of an error.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from http import HTTPStatus
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import quote

from yangguang.press.addresses import (
    TWINS,
    VARIANTS,
    column_of,
    content_type,
    grave_of,
    is_attachment,
    moved_address,
    relative,
)
from yangguang.press.folder import PressFolder
from yangguang.press.holding import NEVER, Headers, Held, HeldFiles, decoded

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
Application = Callable[[Environ, StartResponse], Iterable[bytes]]

BLOCK = 256 * 1024
_RANGE = re.compile(r"^bytes=(\d*)-(\d*)$")
_TAKES: dict[str, re.Pattern[str]] = {
    name: re.compile(rf"(?:^|[,\s]){name}(?!\s*;\s*q=0(?:\.0*)?(?:,|\s|$))(?:[\s;,]|$)")
    for name in TWINS.values()
}


class Front:
    """WSGI application: pressed files first, then the application.

    ``headers`` are the security headers that stand on every page, ``secure_headers`` those only
    over HTTPS; ``hosts`` says whether a Host header is ours (others are the application's to refuse).
    ``homes``: domain of a body's own → its slug, see ``portal.subsites``. ``asks`` says whether a
    query means something to the page of an address; any other is dropped.
    """

    def __init__(
        self,
        application: Application,
        folder: PressFolder,
        *,
        headers: Mapping[str, str],
        secure_headers: Mapping[str, str],
        hosts: Callable[[str], bool],
        trusts_proxy: bool,
        asks: Callable[[str, str], bool],
        homes: Mapping[str, str] | None = None,
    ) -> None:
        self.application = application
        self.homes = dict(homes or {})
        self.folder = folder
        self.headers = list(headers.items())
        self.secure_headers = list(secure_headers.items())
        self.hosts = hosts
        self.asks = asks
        self.trusts_proxy = trusts_proxy
        self._live = str(folder.live)
        self._places: dict[str, str] = {}
        self._hold = HeldFiles(self.headers).hold
        self._known_hosts: set[str] = set()

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] not in {"GET", "HEAD"} or self._is_question(environ):
            return self.application(environ, start_response)
        environ["QUERY_STRING"] = ""
        raw = environ["PATH_INFO"]
        if self.homes and raw in VARIANTS:
            raw = self._home(raw, environ)
        place = self._places.get(raw)
        if place is None:
            place = self._place_of(raw)
        if not place or not self._is_ours(environ.get("HTTP_HOST", "")):
            return self.application(environ, start_response)
        answer = self._live_answer(place, raw, environ, start_response)
        if answer is not None:
            return answer
        path = decoded(raw)
        grave = grave_of(path)
        if grave is not None and (buried := self._read(self.folder.grave(grave))) is not None:
            return self._send_buried(buried, environ, start_response)
        slug = column_of(path)
        if slug is not None and (after := self.folder.place_after(slug)) is not None:
            return self._send_on(moved_address(path, after), start_response)
        return self._ask(place, path, environ, start_response)

    def _is_question(self, environ: Environ) -> bool:
        query = environ.get("QUERY_STRING", "")
        try:
            return bool(query) and self.asks(decoded(environ["PATH_INFO"]), query)
        except UnicodeDecodeError:
            return True

    def _home(self, raw: str, environ: Environ) -> str:
        """The front of the sub-site whose own domain was asked; as it is for the site's."""
        domain = environ.get("HTTP_HOST", "").rsplit(":", 1)[0].lower()
        body = self.homes.get(domain)
        if body is not None:
            raw = f"{raw}agency/{body}/"
            environ["PATH_INFO"] = raw
        return raw

    def _place_of(self, raw: str) -> str:
        """Where the file of an address lies; empty for an address no file answers."""
        try:
            place = relative(decoded(raw)) or ""
        except UnicodeDecodeError:
            place = ""
        if len(self._places) > 100_000:
            self._places.clear()
        self._places[raw] = place
        return place

    def _is_ours(self, host: str) -> bool:
        if host in self._known_hosts:
            return True
        if not self.hosts(host):
            return False
        if len(self._known_hosts) < 1000:
            self._known_hosts.add(host)
        return True

    def _is_secure(self, environ: Environ) -> bool:
        if self.trusts_proxy and "HTTP_X_FORWARDED_PROTO" in environ:
            return bool(environ["HTTP_X_FORWARDED_PROTO"] == "https")
        return environ.get("wsgi.url_scheme") == "https"

    def _live_answer(
        self, place: str, raw: str, environ: Environ, start_response: StartResponse
    ) -> Iterable[bytes] | None:
        encoding = ""
        held = None
        takes = environ.get("HTTP_ACCEPT_ENCODING", "")
        if takes and "HTTP_RANGE" not in environ:
            for ending, name in TWINS.items():
                if name in takes and _TAKES[name].search(takes):
                    held = self._hold(f"{self._live}/{place}{ending}", raw, name)
                    if held is not None:
                        encoding = name
                        break
        if held is None:
            held = self._hold(f"{self._live}/{place}", raw, encoding)
        if held is None:
            return None
        headers = held.headers
        if self.secure_headers and self._is_secure(environ):
            headers = [*headers, *self.secure_headers]
        if _has_already(environ, held):
            kept = {"ETag", "Last-Modified", "Cache-Control", "Vary"}
            start_response("304 Not Modified", [one for one in headers if one[0] in kept])
            return []
        if held.body is None:
            return self._stream(f"{self._live}/{place}", held, headers, environ, start_response)
        if "HTTP_RANGE" in environ and is_attachment(decoded(raw)):
            return _part(held, headers, held.body, environ, start_response)
        start_response(held.status, headers)
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [held.body]

    def _stream(
        self,
        name: str,
        held: Held,
        headers: Headers,
        environ: Environ,
        start_response: StartResponse,
    ) -> Iterable[bytes]:
        try:
            handle = Path(name).open("rb")  # noqa: SIM115 (closed when the last block is sent)
        except OSError:
            return self.application(environ, start_response)
        size = held.mark[2]
        wanted = _wanted(environ, held, size)
        if wanted == ():
            handle.close()
            start_response("416 Range Not Satisfiable", [("Content-Range", f"bytes */{size}")])
            return []
        if wanted is None:
            start_response(held.status, headers)
            first, length = 0, size
        else:
            first, last = wanted
            length = last - first + 1
            start_response("206 Partial Content", _ranged(headers, first, last, size))
        if environ["REQUEST_METHOD"] == "HEAD":
            handle.close()
            return []
        return _blocks(handle, first, length)

    def _read(self, path: Path) -> bytes | None:
        try:
            return path.read_bytes()
        except OSError:
            return None

    def _send_buried(
        self, body: bytes, environ: Environ, start_response: StartResponse
    ) -> Iterable[bytes]:
        headers = [
            ("Content-Type", "text/html; charset=utf-8"),
            ("Content-Length", str(len(body))),
            ("Cache-Control", NEVER),
            *self.headers,
        ]
        start_response("410 Gone", headers)
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]

    def _send_on(self, address: str, start_response: StartResponse) -> Iterable[bytes]:
        headers = [
            ("Location", quote(address)),
            ("Content-Length", "0"),
            ("Cache-Control", NEVER),
            *self.headers,
        ]
        start_response("301 Moved Permanently", headers)
        return []

    def _ask(
        self, place: str, path: str, environ: Environ, start_response: StartResponse
    ) -> Iterable[bytes]:
        """Let the application answer; where it breaks, send the last copy there is."""
        started: list[tuple[str, Headers]] = []

        def hold_start(status: str, headers: Headers, *rest: object) -> Any:
            started.append((status, headers))
            return lambda _: None

        copy = self._read(self.folder.stale / place)
        if copy is None:
            return self.application(environ, start_response)
        answer = self.application(environ, hold_start)
        status, headers = started[-1] if started else ("500 Internal Server Error", [])
        if int(status[:3]) < HTTPStatus.INTERNAL_SERVER_ERROR:
            start_response(status, headers)
            return answer
        close = getattr(answer, "close", None)
        if close is not None:
            close()
        start_response(
            "200 OK",
            [
                ("Content-Type", content_type(path)),
                ("Content-Length", str(len(copy))),
                ("Cache-Control", "no-store"),
                *self.headers,
            ],
        )
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [copy]


def _has_already(environ: Environ, held: Held) -> bool:
    given = environ.get("HTTP_IF_NONE_MATCH")
    if given is not None:
        tags = {tag.strip().removeprefix("W/") for tag in given.split(",")}
        return held.etag in tags or "*" in tags
    return bool(environ.get("HTTP_IF_MODIFIED_SINCE") == held.modified)


def _wanted(environ: Environ, held: Held, size: int) -> Sequence[int] | None:
    """First and last byte asked for; None for the whole file, an empty tuple where it has none."""
    given = environ.get("HTTP_RANGE", "")
    match = _RANGE.match(given.strip())
    condition = environ.get("HTTP_IF_RANGE")
    if match is None or (condition and condition not in {held.etag, held.modified}):
        return None
    first, last = match.groups()
    if first:
        begin, end = int(first), min(int(last), size - 1) if last else size - 1
        if last and int(last) < int(first):
            return None
    elif last:
        begin, end = max(0, size - int(last)), size - 1
    else:
        return None
    return (begin, end) if begin <= end < size else ()


def _ranged(headers: Headers, first: int, last: int, size: int) -> Headers:
    kept = [one for one in headers if one[0] != "Content-Length"]
    length = str(last - first + 1)
    return [*kept, ("Content-Length", length), ("Content-Range", f"bytes {first}-{last}/{size}")]


def _part(
    held: Held, headers: Headers, body: bytes, environ: Environ, start_response: StartResponse
) -> Iterable[bytes]:
    wanted = _wanted(environ, held, len(body))
    if wanted is None:
        start_response(held.status, headers)
        return [body] if environ["REQUEST_METHOD"] == "GET" else []
    if wanted == ():
        start_response("416 Range Not Satisfiable", [("Content-Range", f"bytes */{len(body)}")])
        return []
    first, last = wanted
    start_response("206 Partial Content", _ranged(headers, first, last, len(body)))
    return [body[first : last + 1]] if environ["REQUEST_METHOD"] == "GET" else []


def _blocks(handle: BinaryIO, first: int, length: int) -> Iterator[bytes]:
    with handle:
        handle.seek(first)
        while length > 0:
            block = handle.read(min(BLOCK, length))
            if not block:
                return
            length -= len(block)
            yield block
