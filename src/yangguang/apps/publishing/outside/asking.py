"""One question to another site: does this page still stand?

The head is asked for first, the page itself only where a server does not answer to that; a body is
never read. Redirections are followed by hand, so that each new address is judged anew.
"""

from __future__ import annotations

import http.client
import socket
import ssl
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import quote, urljoin

from yangguang.apps.publishing.outside.addresses import (
    PORTS,
    NoSuchHost,
    NotAsked,
    Resolve,
    allowed_addresses,
    resolve,
    split,
)

AGENT = "YangguangLinkCheck/1.0"
TIMEOUT = 6.0
MOST_HOPS = 5
ROBOTS_BYTES = 100_000
_GONE = {404, 410}
_ASK_AGAIN = {400, 403, 404, 405, 406, 410, 500, 501, 502, 503}
"""Answers to HEAD that are asked once more with GET: many servers know only that."""


class Verdict(StrEnum):
    ALIVE = "alive"
    GONE = "gone"
    """Certainly not there: said so itself, or its name is gone."""
    AWAY = "away"
    """No answer worth the name; may come back."""
    UNASKED = "unasked"


@dataclass(frozen=True, slots=True)
class Answer:
    """``why`` in Chinese for what is not alive; ``status`` 0 where there was no answer."""

    verdict: Verdict
    status: int = 0
    why: str = ""


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back to one request."""

    status: int
    location: str = ""
    body: bytes = b""


def ask(
    url: str,
    *,
    private: Iterable[str] = (),
    timeout: float = TIMEOUT,
    resolver: Resolve = resolve,
) -> Answer:
    """Whether the page stands. Nothing is raised: whatever goes wrong outside is an answer too."""
    kept = tuple(private)
    try:
        return _followed(url, kept, timeout, resolver)
    except NotAsked as refusal:
        return Answer(Verdict.GONE, why=str(refusal.args[0]))
    except NoSuchHost:
        return Answer(Verdict.GONE, why="域名不存在")
    except ssl.SSLCertVerificationError:
        return Answer(Verdict.AWAY, why="证书有问题，浏览器会提示不安全")
    except TimeoutError:
        return Answer(Verdict.AWAY, why=f"{timeout:g} 秒内没有应答")
    except ConnectionRefusedError:
        return Answer(Verdict.AWAY, why="拒绝连接")
    except (OSError, http.client.HTTPException, ValueError):
        return Answer(Verdict.AWAY, why="连接中断或者应答有误")


def _followed(url: str, private: tuple[str, ...], timeout: float, resolver: Resolve) -> Answer:
    for _ in range(MOST_HOPS + 1):
        reply = request(url, "HEAD", private=private, timeout=timeout, resolver=resolver)
        if reply.status in _ASK_AGAIN:
            reply = request(url, "GET", private=private, timeout=timeout, resolver=resolver)
        if reply.status in {301, 302, 303, 307, 308} and reply.location:
            url = urljoin(url, reply.location)
            continue
        return judged(reply.status)
    return Answer(Verdict.AWAY, why=f"转了 {MOST_HOPS} 次还没有到达")


def judged(status: int) -> Answer:
    """What an answer's number means for a reader.

    Reading: a page that asks for a sign-in or refuses machines stands for people.
    """
    if status in _GONE:
        return Answer(Verdict.GONE, status, "页面不存在" if status == 404 else "页面已经撤下")
    if status == 429 or status >= 500:
        return Answer(Verdict.AWAY, status, f"服务器应答 {status}")
    if 200 <= status < 400 or status in {401, 403, 405, 406, 451}:
        return Answer(Verdict.ALIVE, status)
    return Answer(Verdict.AWAY, status, f"服务器应答 {status}")


def request(
    url: str,
    method: str,
    *,
    private: tuple[str, ...] = (),
    timeout: float = TIMEOUT,
    resolver: Resolve = resolve,
    most: int = 0,
) -> Reply:
    """One request to an address that was judged; ``most`` bytes of the body are read."""
    parts = split(url)
    host = parts.hostname or ""
    port = parts.port or PORTS[parts.scheme]
    addresses = allowed_addresses(host, port, private=private, resolver=resolver)
    connection = http.client.HTTPConnection(host, port, timeout=timeout)
    connection.sock = _connected(addresses, port, timeout)
    try:
        if parts.scheme == "https":
            context = ssl.create_default_context()
            connection.sock = context.wrap_socket(connection.sock, server_hostname=host)
        target = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
        if parts.query:
            target += "?" + quote(parts.query, safe="/?%:@!$&'()*+,;=~-._[]")
        name = f"[{host}]" if ":" in host else host.encode("idna").decode()
        head = {
            "Host": name if port == PORTS[parts.scheme] else f"{name}:{port}",
            "User-Agent": AGENT,
            "Accept": "*/*",
            "Connection": "close",
        }
        connection.request(method, target, headers=head)
        answer = connection.getresponse()
        return Reply(
            answer.status, answer.headers.get("Location", ""), answer.read(most) if most else b""
        )
    finally:
        connection.close()


def _connected(addresses: list[str], port: int, timeout: float) -> socket.socket:
    """A connection to the first address that answers. Raises OSError where none does."""
    problem: OSError | None = None
    for address in addresses[:3]:
        try:
            return socket.create_connection((address, port), timeout=timeout)
        except OSError as error:
            problem = error
    assert problem is not None  # noqa: S101 (there is at least one address)
    raise problem
