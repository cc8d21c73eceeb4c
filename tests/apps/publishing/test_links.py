"""Links to other sites: who is asked, how, and what becomes of the answer."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from tests.builders.catalog import an_agency
from tests.builders.drafts import AT, WRITER, a_draft, open_to_all, published
from yangguang.apps.agencies.models import Agency
from yangguang.apps.catalog.services import withdraw_item
from yangguang.apps.events.services import deliver_all
from yangguang.apps.publishing.models import WebLink, WebLinkUse
from yangguang.apps.publishing.outside.addresses import (
    NoSuchHost,
    NotAsked,
    allowed_addresses,
    is_public,
    split,
)
from yangguang.apps.publishing.outside.asking import Answer, Verdict, ask, judged
from yangguang.apps.publishing.selectors.links import broken_uses
from yangguang.apps.publishing.services.links import (
    ask_again,
    check_links,
    note_links,
    run_links,
    write_answer,
)
from yangguang.apps.publishing.services.submitting import submit_draft

ALL = Agency.objects.all


class Site(BaseHTTPRequestHandler):
    """A small site: some pages stand, some do not, one knows GET only, one leads on."""

    asked: list[tuple[str, str]] = []
    leads: dict[str, str] = {}

    def _answer(self) -> None:
        self.asked.append((self.command, self.path))
        if self.path == "/robots.txt":
            self._send(200, b"User-agent: *\nDisallow: /private/\n")
        elif self.path in self.leads:
            self.send_response(302)
            self.send_header("Location", self.leads[self.path])
            self.end_headers()
        elif self.path == "/get-only" and self.command == "HEAD":
            self._send(405)
        elif self.path == "/busy":
            self._send(503)
        else:
            self._send(200 if self.path in {"/stands", "/get-only", "/%E6%96%87"} else 404)

    do_HEAD = do_GET = _answer  # noqa: N815 (the names that the server calls)

    def _send(self, status: int, body: bytes = b"") -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


@pytest.fixture
def site() -> Iterator[str]:
    """The site's address; it lies on the loopback interface like nothing that may be asked."""
    Site.asked, Site.leads = [], {}
    with ThreadingHTTPServer(("127.0.0.1", 0), Site) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


OWN = ("127.0.0.1",)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1",
        "0.0.0.0", "255.255.255.255", "224.0.0.1", "198.18.0.1", "::1", "::", "fe80::1%eth0",
        "fd00::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "2002:7f00:1::", "64:ff9b::7f00:1",
        "64:ff9b::a00:1", "ff02::1",
    ],
)  # fmt: skip
def test_no_address_inside_the_network_is_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize(
    "address", ["1.1.1.1", "114.114.114.114", "2400:3200::1", "::ffff:1.1.1.1"]
)
def test_an_address_of_the_public_network_is_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "url",
    [
        "ftp://example.com/a", "file:///etc/passwd", "gopher://example.com/", "http:///a", "//a.cn/b",
        "http://user:pw@example.com/", "http://example.com:22/", "http://example.com:99999/", "http://[::1",
    ],
)  # fmt: skip
def test_what_is_no_plain_web_page_is_never_asked(url: str) -> None:
    with pytest.raises(NotAsked):
        split(url)


def test_a_name_that_leads_inside_is_not_asked_however_it_is_spelt() -> None:
    def resolver(host: str, port: int) -> list[str]:
        return {"half.example": ["1.1.1.1", "10.0.0.1"], "gone.example": []}[host]

    with pytest.raises(NotAsked, match="内部网络"):
        allowed_addresses("half.example", 80, resolver=resolver)
    with pytest.raises(NoSuchHost):
        allowed_addresses("gone.example", 80, resolver=resolver)
    for url in (
        "http://127.0.0.1/",
        "http://2130706433/",
        "http://127.1/",
        "http://[::ffff:7f00:1]/",
    ):
        assert ask(url) == Answer(Verdict.GONE, why="指向内部网络，公众打不开"), url


def test_a_page_is_asked_for_by_its_head_and_by_itself_where_that_fails(site: str) -> None:
    assert ask(f"{site}/stands", private=OWN) == Answer(Verdict.ALIVE, 200)
    assert ask(f"{site}/get-only", private=OWN) == Answer(Verdict.ALIVE, 200)
    assert ask(f"{site}/文#头", private=OWN) == Answer(Verdict.ALIVE, 200)
    assert ask(f"{site}/nothing", private=OWN) == Answer(Verdict.GONE, 404, "页面不存在")
    assert ask(f"{site}/busy", private=OWN) == Answer(Verdict.AWAY, 503, "服务器应答 503")
    assert Site.asked[:3] == [("HEAD", "/stands"), ("HEAD", "/get-only"), ("GET", "/get-only")]


def test_a_redirection_is_judged_like_the_first_address(site: str) -> None:
    Site.leads = {
        "/on": "/stands",
        "/round": "/round",
        "/inside": "http://127.0.0.2/latest/meta-data/",
        "/file": "file:///etc/passwd",
    }
    assert ask(f"{site}/on", private=OWN) == Answer(Verdict.ALIVE, 200)
    assert ask(f"{site}/round", private=OWN).verdict is Verdict.AWAY
    inside = ask(f"{site}/inside", private=OWN)
    assert (inside.verdict, inside.why) == (Verdict.GONE, "指向内部网络，公众打不开")
    assert ask(f"{site}/file", private=OWN).why == "不是网页地址"


@pytest.mark.parametrize(
    ("status", "verdict"),
    [
        (200, "alive"), (204, "alive"), (304, "alive"), (401, "alive"), (403, "alive"),
        (404, "gone"), (410, "gone"), (429, "away"), (500, "away"), (599, "away"), (418, "away"),
    ],
)  # fmt: skip
def test_each_answer_means_one_thing_for_a_reader(status: int, verdict: str) -> None:
    assert judged(status).verdict == verdict


def linked(*addresses: str) -> str:
    return "<p>见" + "".join(f'<a href="{one}">{one}</a>' for one in addresses) + "。</p>"


@pytest.mark.django_db
def test_a_dead_link_is_found_by_the_worker_and_named_in_the_review(
    site: str, settings: Any
) -> None:
    settings.LINKS_OUTSIDE, settings.LINKS_PRIVATE_HOSTS = True, OWN
    draft = open_to_all(
        a_draft(body_html=linked(f"{site}/stands", f"{site}/nothing", f"{site}/private/a"))
    )
    submit_draft(draft=draft, by=WRITER, at=AT)
    # The site lies on the loopback interface, of which the plain look says that nobody reaches it.
    draft.findings.all().delete()
    assert check_links(at=AT, between=0) == {"alive": 1, "dead": 1, "unasked": 1}
    found = draft.findings.get(code="dead-link")
    assert (found.evidence, found.digest) == (f"{site}/nothing", draft.digest)
    assert "页面不存在" in found.sentence
    assert ("HEAD", "/private/a") not in Site.asked
    assert check_links(at=AT, between=0) == {}
    check_links(at=AT + timedelta(days=8), between=0)
    assert draft.findings.filter(code="dead-link").count() == 1


@pytest.mark.django_db
def test_other_sites_are_not_asked_where_the_setting_is_off(site: str) -> None:
    agency = an_agency()
    gone = published(a_draft(agency=agency))
    item = published(
        a_draft(
            "另一份通知", agency=agency, body_html=linked(f"{site}/stands", f"/item/{gone.pk}/")
        )
    )
    deliver_all()
    assert check_links(at=AT) == {"alive": 1}
    withdraw_item(item=gone, reason="内容有误", by=WRITER, at=AT)
    WebLink.objects.update(due_at=AT)
    run_links(AT)
    assert Site.asked == []
    use = broken_uses(ALL()).get()
    assert (use.item, use.link.address) == (item, f"/item/{gone.pk}/")
    assert use.link.why == "指向的信息没有公开或者已经撤回"
    assert use.link.dead_since == AT


@pytest.mark.django_db
def test_what_is_away_for_a_moment_is_doubtful_and_dead_only_when_it_stays_away() -> None:
    link = WebLink.objects.create(
        address="http://a.example/", digest="0" * 64, host="a.example", first_seen_at=AT, due_at=AT
    )
    away = Answer(Verdict.AWAY, 503, "服务器应答 503")
    days = [AT + timedelta(days=number) for number in range(4)]
    states = [write_answer(link, away, at=day) for day in days[:3]]
    assert states == ["doubtful", "doubtful", "dead"]
    assert link.dead_since == days[0]
    assert write_answer(link, Answer(Verdict.ALIVE, 200), at=days[3]) == "alive"
    assert (link.failures, link.dead_since) == (0, None)
    assert link.due_at == days[3] + timedelta(days=30)


@pytest.mark.django_db
def test_a_host_that_is_silent_is_asked_once_a_run_and_hosts_take_turns(settings: Any) -> None:
    settings.LINKS_OUTSIDE = True
    for number, host in enumerate(
        ["a.example", "a.example", "b.example", "a.example", "b.example"]
    ):
        WebLink.objects.create(
            address=f"http://{host}/{number}", digest=f"{number:064d}", host=host,
            first_seen_at=AT, due_at=AT,
        )  # fmt: skip
    asked: list[str] = []

    def asking(address: str) -> Answer:
        asked.append(address)
        return Answer(Verdict.AWAY if "b." in address else Verdict.ALIVE)

    assert check_links(at=AT, between=0, asking=asking) == {"alive": 3, "doubtful": 1}
    assert asked == [
        f"http://{one}" for one in ("a.example/0", "b.example/2", "a.example/1", "a.example/3")
    ]
    assert check_links(at=AT, seconds=0, asking=asking) == {}


@pytest.mark.django_db
def test_a_link_that_is_mended_in_a_correction_leaves_the_list(settings: Any) -> None:
    item = published(a_draft(body_html=linked("/item/99999999/")))
    deliver_all()
    check_links(at=AT)
    link = broken_uses(ALL()).get().link
    ask_again(link=link, by=WRITER, at=AT, agency_key=item.agency_id)
    assert link.due_at == AT
    edition = item.edition
    assert edition is not None
    edition.body_html = "<p>没有链接。</p>"
    edition.save()
    note_links(edition.body_html, item=item, at=AT)
    assert not WebLinkUse.objects.filter(item=item).exists()
    assert not broken_uses(ALL()).exists()
