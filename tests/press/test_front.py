from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import pytest
from django.test import Client

from tests.builders.catalog import a_government, a_stored_file, an_attachment, an_item
from tests.press.test_pressing import withdraw
from yangguang.config.front import is_ours, secure_headers, security_headers
from yangguang.press import keys, purging
from yangguang.press.addresses import content_type, relative
from yangguang.press.folder import PressFolder
from yangguang.press.purging import Mode
from yangguang.press.questions import is_question
from yangguang.press.services import Reason
from yangguang.press.serving import Front

pytestmark = pytest.mark.django_db(transaction=True)


class Answer:
    """What a server got from the WSGI application."""

    def __init__(self) -> None:
        self.status = 0
        self.headers: dict[str, str] = {}
        self.body = b""


Ask = Callable[..., Answer]


def broken(environ: Any, start_response: Any) -> Iterable[bytes]:
    start_response("500 Internal Server Error", [("Content-Type", "text/plain")])
    return [b"broken"]


@pytest.fixture
def ask(folder: PressFolder) -> Ask:
    """Asks the front with an application behind it that is broken."""
    front = Front(
        broken,
        folder,
        headers=security_headers(),
        secure_headers=secure_headers(),
        hosts=is_ours,
        trusts_proxy=False,
        asks=is_question,
    )

    def asked(path: str, method: str = "GET", query: str = "", **headers: str) -> Answer:
        answer = Answer()

        def start(status: str, fields: list[tuple[str, str]]) -> None:
            answer.status, answer.headers = int(status[:3]), dict(fields)
            assert len(answer.headers) == len(fields), "a header stands twice"

        environ = {
            "REQUEST_METHOD": method,
            "PATH_INFO": path.encode().decode("latin-1"),
            "QUERY_STRING": query,
            "HTTP_HOST": "localhost",
            "wsgi.url_scheme": "http",
        }
        environ |= {f"HTTP_{name.upper()}": value for name, value in headers.items()}
        answer.body = b"".join(front(environ, start))
        return answer

    return asked


def test_a_pressed_page_is_sent_with_the_headers_of_the_application(
    folder: PressFolder, visitor: Client, ask: Ask
) -> None:
    a_government()
    item = an_item()
    shown = visitor.get(f"/item/{item.pk}/")
    answer = ask(f"/item/{item.pk}/")
    assert (answer.status, answer.body) == (200, shown.content)
    for name in ("Content-Security-Policy", "X-Content-Type-Options", "Referrer-Policy",
                 "Cross-Origin-Opener-Policy", "X-Frame-Options", "Content-Type"):  # fmt: skip
        assert answer.headers[name] == shown.headers[name], name
    assert answer.headers["Cache-Control"] == "no-cache"
    assert "Set-Cookie" not in answer.headers


def test_a_client_gets_the_copy_it_takes(folder: PressFolder, visitor: Client, ask: Ask) -> None:
    a_government()
    visitor.get("/")
    place = folder.live / "index.html"
    packed = ask("/", accept_encoding="gzip, deflate, br")
    assert packed.headers["Content-Encoding"] == "br"
    assert packed.body == place.with_name("index.html.br").read_bytes()
    assert packed.headers["Vary"] == "Accept-Encoding"
    assert ask("/", accept_encoding="gzip").headers["Content-Encoding"] == "gzip"
    assert ask("/", accept_encoding="br;q=0, gzip;q=0").body == place.read_bytes()
    assert "Content-Encoding" not in ask("/", accept_encoding="brave").headers


def test_a_page_known_already_is_not_sent_again(
    folder: PressFolder, visitor: Client, ask: Ask
) -> None:
    a_government()
    visitor.get("/")
    first = ask("/")
    again = ask("/", if_none_match=first.headers["ETag"])
    assert (again.status, again.body) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]
    assert ask("/", if_modified_since=first.headers["Last-Modified"]).status == 304
    assert ask("/", if_none_match='"other"').status == 200
    assert ask("/", method="HEAD").body == b""


def test_another_file_in_the_same_place_is_sent_at_once(
    folder: PressFolder, visitor: Client, ask: Ask
) -> None:
    a_government()
    visitor.get("/")
    before = ask("/").body
    an_item("刚刚公开的文件")
    purging.purge([keys.NEWEST], mode=Mode.STALE, reason=Reason("试"))
    visitor.get("/")
    assert ask("/").body != before
    assert "刚刚公开的文件" in ask("/").body.decode()


@pytest.mark.parametrize(
    ("given", "status", "body", "content_range"),
    [
        ("bytes=0-3", 206, b"%PDF", "bytes 0-3/13"),
        ("bytes=9-", 206, b"form", "bytes 9-12/13"),
        ("bytes=-4", 206, b"form", "bytes 9-12/13"),
        ("bytes=5-99", 206, b"1.4 form", "bytes 5-12/13"),
        ("bytes=13-", 416, b"", "bytes */13"),
        ("bytes=4-2", 200, b"%PDF-1.4 form", None),
        ("lines=1-2", 200, b"%PDF-1.4 form", None),
    ],
)
def test_an_attachment_is_sent_in_ranges(
    folder: PressFolder, visitor: Client, ask: Ask,
    given: str, status: int, body: bytes, content_range: str | None,
) -> None:  # fmt: skip
    a_government()
    item = an_item()
    one = an_attachment(item, "申请表", a_stored_file(b"%PDF-1.4 form", "application/pdf"))
    path = f"/item/{item.pk}/attachment/{one.pk}/申请表.pdf"
    visitor.get(path).close()
    answer = ask(path, range=given)
    assert (answer.status, answer.body) == (status, body)
    assert answer.headers.get("Content-Range") == content_range
    whole = ask(path)
    assert whole.headers["Content-Type"] == "application/pdf"
    assert whole.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert (
        whole.headers["Content-Disposition"]
        == "attachment; filename*=UTF-8''%E7%94%B3%E8%AF%B7%E8%A1%A8.pdf"
    )


def test_a_large_attachment_is_read_in_blocks(
    folder: PressFolder, visitor: Client, ask: Ask
) -> None:
    a_government()
    item = an_item()
    data = bytes(range(256)) * 4096
    one = an_attachment(item, "大文件", a_stored_file(data, "application/pdf"))
    path = f"/item/{item.pk}/attachment/{one.pk}/大文件.pdf"
    visitor.get(path).close()
    assert ask(path).body == data
    part = ask(path, range="bytes=1000-2999")
    assert (part.status, part.body) == (206, data[1000:3000])
    assert ask(path, range=f"bytes={len(data)}-").status == 416


def test_a_withdrawn_item_answers_410_with_nothing_running(
    folder: PressFolder, visitor: Client, ask: Ask
) -> None:
    a_government()
    item = an_item()
    one = an_attachment(item, "附表")
    file = f"/item/{item.pk}/attachment/{one.pk}/附表.pdf"
    visitor.get(f"/item/{item.pk}/")
    visitor.get(file).close()
    assert ask(file).status == 200
    withdraw(item)
    for path in (
        f"/item/{item.pk}/",
        f"/hant/plain/item/{item.pk}/",
        file,
        f"/item/{item.pk}/reads/",
    ):
        answer = ask(path)
        assert answer.status == 410, path
        assert "标题有误" in answer.body.decode()
        assert item.title not in answer.body.decode()


def test_the_last_copy_is_sent_where_the_application_breaks(
    folder: PressFolder, visitor: Client, ask: Ask
) -> None:
    a_government()
    visitor.get("/")
    shown = ask("/").body
    purging.purge([keys.NEWEST], mode=Mode.STALE, reason=Reason("试"))
    answer = ask("/")
    assert (answer.status, answer.body) == (200, shown)
    assert answer.headers["Cache-Control"] == "no-store"
    assert ask("/newest/").status == 500


def test_questions_forms_and_strange_addresses_are_the_applications(
    folder: PressFolder, visitor: Client, ask: Ask
) -> None:
    a_government()
    visitor.get("/")
    assert ask("/").status == 200
    assert ask("/newest/", query="year=2026").status == 500
    assert ask("/", query="from=timeline").body == ask("/").body
    assert ask("/", method="POST").status == 500
    for path in (
        "/index.html",
        "/index.html.gz",
        "/../index.html",
        "//",
        "/./",
        "/.x",
        "/a//b/",
        "/\x00/",
    ):
        assert ask(path).status == 500, path


def test_a_host_that_is_not_ours_is_the_applications_to_refuse(
    folder: PressFolder, visitor: Client, ask: Ask, settings: Any
) -> None:
    a_government()
    visitor.get("/")
    settings.ALLOWED_HOSTS = ["localhost"]
    assert ask("/", host="localhost:8000").status == 200
    assert ask("/", host="evil.example").status == 500


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ("/", "index.html"),
        ("/item/5/", "item/5/index.html"),
        ("/feed/rss.xml", "feed/rss.xml"),
        ("/item/5/attachment/7/数据.gz", "item/5/attachment/7/数据.gz"),
        ("/item/5/index.html", None),
        ("/feed/rss.xml.gz", None),
        ("/a/../b/", None),
        ("/.hidden/", None),
        ("relative", None),
        ("/" + "长" * 100 + "/", None),
        ("/a\nb/", None),
        ("/a\\b/", None),
    ],
)
def test_every_address_has_one_place_or_none(path: str, place: str | None) -> None:
    assert relative(path) == place


def test_the_type_of_a_file_follows_from_its_address() -> None:
    assert content_type("/item/5/") == "text/html; charset=utf-8"
    assert content_type("/column/x/atom.xml") == "application/atom+xml; charset=utf-8"
    assert content_type("/sitemap-3.xml") == "application/xml; charset=utf-8"
    assert content_type("/item/5/attachment/7/页面.html") == "application/octet-stream"
    assert content_type("/x.js") == ""
