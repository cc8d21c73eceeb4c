"""Which addresses may be asked at all: those of the public network, after the name was resolved.

A link stands in a text that anybody may have written. Were it followed blindly, the server would
knock at doors inside the office's network for whoever wrote it (SSRF). Names are therefore resolved
first, every address that comes back is judged, and the connection goes to the judged address.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable, Iterable
from urllib.parse import SplitResult, urlsplit

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Resolve = Callable[[str, int], list[str]]

PORTS = {"http": 80, "https": 443}
LEAST_OTHER_PORT = 1024
"""Below it, only the web's own ports: nothing else that listens there speaks to readers."""
_NAT64 = ipaddress.ip_network("64:ff9b::/96")


class NotAsked(Exception):
    """The address is not asked; ``args[0]`` says why, in Chinese."""


class NoSuchHost(Exception):
    """The name leads nowhere."""


def split(url: str) -> SplitResult:
    """The parts of an address that may be asked. Raises NotAsked for anything but a plain web page."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise NotAsked("网址写法有误") from error
    if parts.scheme not in PORTS or not parts.hostname:
        raise NotAsked("不是网页地址")
    if parts.username is not None or parts.password is not None:
        raise NotAsked("网址中带有用户名或者口令")
    if port is not None and port not in PORTS.values() and port < LEAST_OTHER_PORT:
        raise NotAsked(f"端口 {port} 不是网页服务")
    return parts


def is_public(text: str) -> bool:
    """Whether an address belongs to the public network; addresses inside addresses are looked at."""
    address: Address = ipaddress.ip_address(text.partition("%")[0])
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        if inner is None and address.teredo is not None:
            inner = address.teredo[1]
        if inner is None and address in _NAT64:
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            address = inner
    return address.is_global and not address.is_multicast and not address.is_reserved


def resolve(host: str, port: int) -> list[str]:
    """Every address of a name. Raises NoSuchHost, and OSError where the resolver itself is away."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except UnicodeError as error:
        raise NoSuchHost(host) from error
    except socket.gaierror as error:
        if error.errno in {socket.EAI_NONAME, getattr(socket, "EAI_NODATA", -5)}:
            raise NoSuchHost(host) from error
        raise
    return list(dict.fromkeys(str(row[4][0]) for row in found))


def allowed_addresses(
    host: str, port: int, *, private: Iterable[str] = (), resolver: Resolve = resolve
) -> list[str]:
    """The addresses to connect to. ``private`` names hosts of one's own that may be asked all the same.

    Raises NotAsked where any address of the name lies inside: a name that leads both outside and
    inside is not trusted half.
    """
    found = resolver(host, port)
    if not found:
        raise NoSuchHost(host)
    if host not in set(private) and not all(is_public(one) for one in found):
        raise NotAsked("指向内部网络，公众打不开")
    return found
