from __future__ import annotations

import gzip
import http.client
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from urllib.parse import quote

import pytest
from django.test import Client

from tests.builders.catalog import a_column, a_government, a_stored_file, an_attachment, an_item
from tests.press.running_nginx import NGINX, free_port, running
from tests.press.test_pressing import withdraw
from yangguang.config.front import security_headers
from yangguang.press import keys, purging
from yangguang.press.counting import count_log, reads_of
from yangguang.press.folder import PressFolder
from yangguang.press.purging import Mode
from yangguang.press.services import Reason

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(NGINX is None, reason="nginx is not installed (Debian package nginx)"),
]


class Web:
    """Asks one server."""

    def __init__(self, port: int, work: Path) -> None:
        self.port = port
        self.log = work / "nginx" / "access.log"

    def ask(
        self, path: str, method: str = "GET", **headers: str
    ) -> tuple[int, http.client.HTTPMessage, bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            named = {name.replace("_", "-"): value for name, value in headers.items()}
            connection.request(method, quote(path, safe="/?=&"), headers=named)
            answer = connection.getresponse()
            return answer.status, answer.headers, answer.read()
        finally:
            connection.close()

    def written(self, lines: int) -> None:
        """Wait until the log has so many lines: nginx writes a line after its answer is sent."""
        until = time.monotonic() + 60
        while self.log.read_bytes().count(b"\n") < lines:
            assert time.monotonic() < until, f"never written: line {lines} of the log"
            time.sleep(0.01)


@pytest.fixture
def web(folder: PressFolder, tmp_path: Path) -> Iterator[Web]:
    """nginx over this test's folder; nothing listens where the application would."""
    with running(tmp_path, tmp_path, portal=free_port()) as port:
        yield Web(port, tmp_path)


def test_pages_stand_with_application_and_database_stopped(
    folder: PressFolder, visitor: Client, web: Web
) -> None:
    a_government()
    a_column("政策", slug="policy")
    item = an_item()
    for address in ("/", "/newest/", "/column/policy/", f"/item/{item.pk}/", "/hant/",
                    f"/hant/plain/contrast/item/{item.pk}/", "/feed/rss.xml", "/feed/atom.xml",
                    "/column/policy/rss.xml", "/sitemap.xml", "/robots.txt", "/opensearch.xml"):  # fmt: skip
        shown = visitor.get(address)
        status, headers, body = web.ask(address)
        assert (status, body) == (200, shown.content), address
        assert headers["Content-Type"] == shown.headers["Content-Type"], address
        for name, value in security_headers().items():
            [given] = headers.get_all(name)
            assert set(given.split("; ")) == set(value.split("; ")), (address, name)
        assert headers["Cache-Control"] == "no-cache"
    status, headers, body = web.ask("/", accept_encoding="gzip")
    assert headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(body) == visitor.get("/").content
    status, headers, body = web.ask("/")
    assert web.ask("/", if_none_match=headers["ETag"])[0] == 304
    status, _, body = web.ask("/about/")
    assert status == 503
    assert "暂时不能访问" in body.decode()


def test_a_withdrawn_item_is_gone_at_once_under_every_address(
    folder: PressFolder, visitor: Client, web: Web
) -> None:
    a_government()
    item = an_item("要撤下的文件")
    one = an_attachment(item, "附表", a_stored_file(b"%PDF-1.4 form", "application/pdf"))
    file = f"/item/{item.pk}/attachment/{one.pk}/附表.pdf"
    addresses = [
        f"/item/{item.pk}/",
        f"/hant/item/{item.pk}/",
        f"/plain/contrast/item/{item.pk}/",
        file,
    ]
    for address in [*addresses, "/", "/newest/", "/feed/rss.xml"]:
        visitor.get(address).close()
        assert web.ask(address)[0] == 200
    withdraw(item)
    for address in addresses:
        status, headers, body = web.ask(address)
        assert status == 410, address
        assert "标题有误" in body.decode()
        assert headers["Content-Type"] == "text/html; charset=utf-8"
        assert headers["X-Frame-Options"] == "DENY"
    for address in ("/", "/newest/", "/feed/rss.xml"):
        assert "要撤下的文件" not in web.ask(address)[2].decode()


def test_attachments_are_downloads_in_ranges(
    folder: PressFolder, visitor: Client, web: Web
) -> None:
    a_government()
    item = an_item()
    for title, data, media_type, wanted in (
        ("申请表", b"%PDF-1.4 form", "application/pdf", "application/pdf"),
        ("网页", b"<script>1</script>", "text/html", "application/octet-stream"),
        ("压缩", b"PK\x03\x04 1", "application/zip", "application/zip"),
    ):
        one = an_attachment(item, title, a_stored_file(data, media_type))
        address = visitor.get(f"/item/{item.pk}/attachment/{one.pk}/").headers["Location"]
        visitor.get(address).close()
        status, headers, body = _raw(web, address)
        assert (status, body) == (200, data)
        assert headers["Content-Type"] == wanted
        assert headers["Content-Disposition"].startswith("attachment")
        assert headers.get_all("Content-Security-Policy") == ["default-src 'none'; sandbox"]
        assert headers.get_all("X-Content-Type-Options") == ["nosniff"]
        status, headers, part = _raw(web, address, Range="bytes=2-5")
        assert (status, part) == (206, data[2:6])


def _raw(web: Web, address: str, **headers: str) -> tuple[int, http.client.HTTPMessage, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", web.port, timeout=20)
    try:
        connection.request("GET", address, headers=headers)
        answer = connection.getresponse()
        return answer.status, answer.headers, answer.read()
    finally:
        connection.close()


def test_the_last_copy_stands_while_nothing_can_render(
    folder: PressFolder, visitor: Client, web: Web
) -> None:
    a_government()
    shown = visitor.get("/").content
    purging.purge([keys.NEWEST], mode=Mode.STALE, reason=Reason("试"))
    assert not (folder.live / "index.html").exists()
    status, _, body = web.ask("/")
    assert (status, body) == (200, shown)


class Application(BaseHTTPRequestHandler):
    """Stands where the portal would, and says what it was asked."""

    def do_GET(self) -> None:
        body = f"asked {self.path}".encode()
        if self.path == "/requests/follow/":
            body = f"of {self.headers['Host']}".encode()
        self.send_response(500 if self.path.startswith("/agencies") else 200)
        self.send_header("Content-Type", "text/plain; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self) -> None:
        self.do_GET()

    def log_message(self, *args: object) -> None:
        """Nobody reads it."""


def test_what_has_no_file_or_is_a_question_goes_to_the_application(
    folder: PressFolder, visitor: Client, tmp_path: Path
) -> None:
    a_government()
    visitor.get("/")
    visitor.get("/feed/rss.xml")
    visitor.get("/agencies/")
    purging.purge([keys.AGENCIES], mode=Mode.STALE, reason=Reason("试"))
    server = HTTPServer(("127.0.0.1", 0), Application)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        with running(tmp_path, tmp_path, portal=server.server_port) as port:
            web = Web(port, tmp_path)
            for address in ("/search/?q=1", "/newest/?year=2026", "/newest/?from=timeline&page=2", "/item/5/", "/index.html",
                            "/index.html.gz", "/registers/fees/?kind=1", "/search/?from=timeline", "/feed/rss.xml.br", "/item/5",
                            "/requests/apply/"):  # fmt: skip
                assert web.ask(address)[2].decode() == f"asked {address}", address
            assert web.ask("/requests/apply/", "POST")[2] == b"asked /requests/apply/"
            # Without the port a browser's form is taken for one of another site.
            assert web.ask("/requests/follow/", "POST")[2] == f"of 127.0.0.1:{port}".encode()
            status, _, body = web.ask("/agencies/")
            assert status == 200
            assert b"asked" not in body, "the last copy stands where the application breaks"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_a_page_with_something_appended_is_sent_with_the_application_stopped(
    folder: PressFolder, visitor: Client, web: Web
) -> None:
    a_government()
    item = an_item("发到群里的文件", column=a_column("政策", slug="policy"))
    for address in (f"/item/{item.pk}/", f"/hant/item/{item.pk}/", "/", "/newest/", "/column/policy/",
                    "/feed/rss.xml", "/registers/"):  # fmt: skip
        shown = visitor.get(address).content
        for query in ("from=timeline", "isappinstalled=0", "utm_source=wx&utm_campaign=a", "x",
                      "from=groupmessage&isappinstalled=0"):  # fmt: skip
            status, _, body = web.ask(f"{address}?{query}")
            assert (status, body) == (200, shown), (address, query)
    for question in ("/newest/?year=2026", "/newest/?from=timeline&year=2026", "/search/?q=1"):
        assert web.ask(question)[0] == 503, question
    withdraw(item)
    assert web.ask(f"/item/{item.pk}/?from=timeline")[0] == 410
    assert "发到群里的文件" not in web.ask("/newest/?from=timeline")[2].decode()


def test_readers_are_counted_from_the_log_that_nginx_writes(
    folder: PressFolder, visitor: Client, web: Web, tmp_path: Path
) -> None:
    from django.utils import timezone

    a_government()
    item, other = an_item("甲"), an_item("乙")
    for address in (f"/item/{item.pk}/", f"/hant/item/{item.pk}/", f"/item/{other.pk}/"):
        visitor.get(address)
    person = "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0"
    web.ask(f"/item/{item.pk}/", User_Agent=person)
    web.ask(f"/hant/item/{item.pk}/?from=timeline", User_Agent=person)
    web.ask(f"/item/{item.pk}/", User_Agent="SomeBot/1.0 (+http://bot.example)")
    web.ask(f"/item/{other.pk}/", User_Agent=person)
    web.ask("/item/999/", User_Agent=person)
    web.written(5)
    counted = count_log(web.log, at=timezone.now())
    assert (counted.lines, counted.reads, counted.items) == (5, 3, 2)
    assert (reads_of(item.pk), reads_of(other.pk)) == (2, 1)
    assert count_log(web.log, at=timezone.now()).reads == 0
    assert "阅读 2 次" in visitor.get(f"/item/{item.pk}/reads/").content.decode()
