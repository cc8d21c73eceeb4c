"""Files that a page shows instead of linking to them: a PDF in a frame, a film, a picture.

A decision that stands on the page as a frame with its PDF, or as a row of pictures, has no words for
the reader of the page; whoever takes the page over has to know that they are there.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import unescape
from urllib.parse import parse_qs, unquote, urlsplit

from yangguang.text.extract.docxpictures import said
from yangguang.text.extract.htmltags import attributes_of
from yangguang.text.extract.traces import ANYWHERE, Inside, Picture

EMBEDDING = frozenset({"iframe", "embed", "object", "video", "audio"})
_FILE = re.compile(
    r"\.(?:pdf|ofd|docx?|wps|xlsx?|et|pptx?|zip|rar|7z|mp4|m4v|flv|mp3|ceb)$", re.IGNORECASE
)
_QUOTED = re.compile(r"""["']([^"'<>\s]{4,500})["']""")
_SOURCE = re.compile(r"""<(?:source|embed|param|iframe)\b[^>]{0,2000}>""", re.IGNORECASE)
_OF_THE_SITE = re.compile(
    r"logo|icon|ico[_.-]|beian|gov_?red|jiucuo|weixin|weibo|wechat|qrcode|erweima|ewm|share|banner|"
    r"btn|button|blank|spacer|space\.gif|arrow|print|close|search|dot\.|line\.|bg[_.-]|_bg|loading|"
    r"red\.png|blue\.png|conac|icp|\.svg$|fileTypeImages|attachment/fileType",
    re.IGNORECASE,
)
_OF_A_FORMAT = re.compile(
    r"^(?:icon_?)?(?:doc|docx|word|xls|xlsx|excel|pdf|ppt|pptx|zip|rar|txt|file|fujian|fj|attach)\d?\.(?:gif|png|jpg)$",
    re.IGNORECASE,
)
_SMALL = 60
_DIGEST = re.compile(r"data:[0-9a-f]{32}")


def embedded_file(name: str, attributes: str, inside: str = "") -> tuple[str, str] | None:
    """Title and address of the file that an element shows; None where it shows none."""
    parsed = attributes_of(attributes)
    sources = [parsed, *(attributes_of(tag[0]) for tag in _SOURCE.finditer(inside[:20_000]))]
    for found in sources:
        for key in ("src", "data", "data-src", "value", "href"):
            address = file_address(found.get(key, ""))
            if address:
                return unescape(parsed.get("title", "")).strip(), address
    return None


def file_address(raw: str) -> str:
    """The address of a file, also where it is handed to a viewer (``viewer.html?file=…``); else ""."""
    raw = unescape(raw).strip()
    if not raw or len(raw) > 2_000 or raw[:5].lower() == "data:":
        return ""
    try:
        parts = urlsplit(raw)
    except ValueError:
        return ""
    if _FILE.search(unquote(parts.path)):
        return raw
    for values in parse_qs(parts.query).values():
        for value in values:
            if _FILE.search(value.partition("?")[0]):
                return value
    return ""


def opened_by_script(parsed: Mapping[str, str]) -> str:
    """The address of the file that a link opens by script; "" for any other link."""
    script = unescape(parsed.get("onclick", "") or parsed.get("href", ""))
    for quoted in _QUOTED.findall(script[:2_000]):
        address = file_address(quoted)
        if address:
            return address
    return ""


def picture_of(
    attributes: str,
    region: int,
    after: int,
    *,
    own: Mapping[str, str] | None = None,
    number: int = 1,
) -> Picture | None:
    """A picture large enough to say something; None for signs, lines and badges of a site.

    One that came with the page, as data or under a name in ``own``, is the ``number``-th of these.
    """
    parsed = attributes_of(attributes)
    inside = ""
    for key in ("data-src", "data-original", "original", "src"):
        address = unescape(parsed.get(key, "")).strip()
        inside = _came_along(address, own or {})
        if inside:
            break
        if address and address[:5].lower() not in ("data:", "file:") and len(address) <= 2_000:
            break
    else:
        return None
    name = address.partition("?")[0].rpartition("/")[2] or address
    if _OF_THE_SITE.search(name) or _OF_A_FORMAT.match(name):
        return None
    if any(_is_small(parsed, side) for side in ("width", "height")):
        return None
    alternative = " ".join(unescape(parsed.get("alt", "") or parsed.get("title", "")).split())
    if inside:
        return Picture(said(alternative), inside, region, after, Inside(number, ANYWHERE))
    return Picture(alternative[:200], address, region, after)


def _came_along(address: str, own: Mapping[str, str]) -> str:
    """Where a picture lies in the file of its page; "" where it has to be fetched."""
    if address[:5] == "data:":
        return address if _DIGEST.fullmatch(address) else ""
    if not address or not own:
        return ""
    plain = unquote(address).replace("\\", "/")
    ends = plain.split("/")
    return next(
        (own[key] for key in (address, plain, "/".join(ends[-2:]), ends[-1]) if key in own), ""
    )


def _is_small(parsed: Mapping[str, str], side: str) -> bool:
    said = parsed.get(side, "") or next(
        iter(re.findall(rf"(?:^|;)\s*{side}\s*:\s*(\d+)px", parsed.get("style", ""))), ""
    )
    digits = said.strip().removesuffix("px")
    return digits.isascii() and digits.isdigit() and 0 < int(digits[:6]) <= _SMALL
