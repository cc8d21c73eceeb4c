"""Links in the body that lead nowhere: on this site they are looked up, elsewhere only read.

Other sites are asked in their own time by the worker (`services.links`) and not while somebody
waits for a review; what is known to be dead by then is among the facts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser

from yangguang.apps.catalog.models import Column, Item, ItemState
from yangguang.apps.publishing.formal.noticing import WARN, DraftFacts, Noticed

_ITEM = re.compile(r"^/(?:hant/|plain/)?item/(\d{1,18})/")
_COLUMN = re.compile(r"^/(?:hant/|plain/)?column/([\w-]{1,80})/")
_PRIVATE = re.compile(
    r"^(?:localhost|127\.|10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|file$|.*\.local$)", re.I
)


LONGEST = 1000


def body_links(body_html: str) -> list[str]:
    """The addresses to which a body links, each once; notes, mail and telephone are none."""
    found = (
        (link.attributes.get("href") or "").strip() for link in LexborHTMLParser(body_html).css("a")
    )
    return list(
        dict.fromkeys(
            address
            for address in found
            if address
            and not address.startswith(("#", "mailto:", "tel:"))
            and len(address) <= LONGEST
        )
    )


def dead_links(body_html: str) -> tuple[tuple[str, str], ...]:
    """(address, why) of each link that no reader could follow, as far as it can be said here."""
    return tuple((address, why) for address in body_links(body_html) if (why := why_dead(address)))


def why_dead(address: str) -> str:
    """Why nobody could follow the address; empty where nothing speaks against it."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return "网址写法有误"
    if parts.scheme in {"http", "https"}:
        host = parts.hostname or ""
        if not host or "." not in host:
            return "网址写法有误"
        return "指向内部网络，公众打不开" if _PRIVATE.match(host) else ""
    if parts.scheme:
        return "不是网页地址"
    item = _ITEM.match(address)
    if item:
        shown = Item.objects.filter(pk=int(item[1]), state=ItemState.PUBLISHED).exists()
        return "" if shown else "指向的信息没有公开或者已经撤回"
    column = _COLUMN.match(address)
    if column:
        return (
            "" if Column.objects.filter(slug=column[1], is_open=True).exists() else "没有这个栏目"
        )
    return "" if address.startswith("/") else "网址不完整"


def dead_link(address: str, why: str) -> Noticed:
    """A dead link as the machine's review names it."""
    return Noticed(
        "dead-link", WARN, "正文", f"链接打不开：{why}。", "请核对网址，或者去掉链接。",
        evidence=address[:200],
    )  # fmt: skip


def check_links(facts: DraftFacts) -> Iterator[Noticed]:
    """Each dead link once."""
    for address, why in facts.dead_links:
        yield dead_link(address, why)
