"""Addresses of public pages: which file answers one, and what an address is about.

Read from the address alone, as nginx reads it: variant, item, row of a register, column, attachment.
Nothing here needs Django, a database or the disk.
"""

from __future__ import annotations

import re

TWINS = {".br": "br", ".gz": "gzip"}
"""Endings of the precompressed copies, best first, and their name in Content-Encoding."""
VARIANTS = tuple(
    f"/{hant}{plain}{contrast}"
    for hant in ("", "hant/")
    for plain in ("", "plain/")
    for contrast in ("", "contrast/")
)
"""What can stand before a page's own path; the ordinary page's comes first."""
_VARIANT = re.compile(r"^/(?:hant/)?(?:plain/)?(?:contrast/)?")
_ITEM = re.compile(r"^/(?:hant/)?(?:plain/)?(?:contrast/)?item/(\d{1,19})/")
_ROW = re.compile(
    r"^/(?:hant/)?(?:plain/)?(?:contrast/)?registers/([A-Za-z0-9_-]{1,40})/(\d{1,19})/"
)
_ATTACHMENT = re.compile(
    r"^/(?:hant/)?(?:plain/)?(?:contrast/)?"
    r"(?:item/\d+/attachment/\d+|registers/[^/]+/\d+/v\d+/file/[^/]+)/[^/]+$"
)
_COLUMN = re.compile(
    r"^(?P<variant>/(?:hant/)?(?:plain/)?(?:contrast/)?)(?P<body>agency/[^/]+/)?"
    r"column/(?P<slug>[^/]+)/(?:.*/)?(?P<feed>(?:rss|atom)\.xml)?[^/]*$"
)
_TYPES = {
    "": "text/html; charset=utf-8",
    "rss.xml": "application/rss+xml; charset=utf-8",
    "atom.xml": "application/atom+xml; charset=utf-8",
    "robots.txt": "text/plain; charset=utf-8",
    "opensearch.xml": "application/opensearchdescription+xml; charset=utf-8",
    "logo.png": "image/png",
}
_ATTACHMENT_TYPES = {
    "pdf": "application/pdf",
    "doc": "application/msword",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xls": "application/vnd.ms-excel",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "zip": "application/zip",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "png": "image/png",
    "gif": "image/gif",
    "webp": "image/webp",
}


def relative(path: str) -> str | None:
    """Where below ``live`` the file of an address lies; None for an address no file may answer.

    An address that ends with a slash is a folder's ``index.html``. Nothing hidden, nothing
    outside, no precompressed copy under its own name.
    """
    if not path.startswith("/") or len(path) > 700:
        return None
    parts = path[1:].split("/")
    if parts[-1] == "":
        parts[-1] = "index.html"
    elif parts[-1] == "index.html" or (
        not is_attachment(path) and parts[-1].endswith((*TWINS, ".zst"))
    ):
        return None
    for part in parts:
        if not part or part[0] == "." or len(part.encode(errors="replace")) > 240:
            return None
        if "\\" in part or not part.isprintable():
            return None
    return "/".join(parts)


def address_of(place: str) -> str:
    """The address answered by the file at a place."""
    folder, _, name = f"/{place}".rpartition("/")
    return f"{folder}/" if name == "index.html" else f"{folder}/{name}"


def is_attachment(path: str) -> bool:
    """Whether an address is that of an attachment, which is always sent as a download."""
    return _ATTACHMENT.match(path) is not None


def item_of(path: str) -> int | None:
    """The item to which an address belongs: its page, its attachments, in every variant."""
    match = _ITEM.match(path)
    return int(match[1]) if match else None


def grave_of(path: str) -> str | None:
    """Under which name the tombstone of an address would lie, if what it shows was taken down:
    ``item/5`` for an item and all below it, ``registers/fees/7`` for a row of a register."""
    match = _ITEM.match(path)
    if match:
        return f"item/{int(match[1])}"
    match = _ROW.match(path)
    return f"registers/{match[1]}/{int(match[2])}" if match else None


def column_of(path: str) -> str | None:
    """The column to which an address belongs: its list, pages and feeds, in every variant."""
    match = _COLUMN.match(path)
    return match["slug"] if match else None


def moved_address(path: str, place: str) -> str:
    """Where an address of a retired column leads, when the column's own leads to ``place``.

    ``place`` is ``column/…``, ``agency/…`` or ``disclosure``. Variant and kind of feed stay, and so
    does the body under whose sub-site a shared column was read; pages of the list do not.
    Raises ValueError for an address of no column.
    """
    match = _COLUMN.match(path)
    if match is None:
        raise ValueError(path)
    variant, body, feed = match["variant"], match["body"] or "", match["feed"] or ""
    if place.startswith("column/"):
        return f"{variant}{body}{place}/{feed}"
    if body and not place.startswith("agency/"):
        return f"{variant}{body}{feed}"
    if feed and not place.startswith("agency/"):
        return f"{variant}feed/{feed}"
    return f"{variant}{place}/{feed}"


def without_variant(path: str) -> str:
    """An address without the variant it begins with."""
    return "/" + _VARIANT.sub("", path, count=1)


def content_type(path: str) -> str:
    """The media type under which the file of an address is sent, by its name alone.

    nginx has nothing but the name either; a page whose view says otherwise is not pressed.
    """
    name = path.rsplit("/", 1)[1]
    if is_attachment(path):
        return _ATTACHMENT_TYPES.get(name.rsplit(".", 1)[-1].lower(), "application/octet-stream")
    if name in _TYPES:
        return _TYPES[name]
    return "application/xml; charset=utf-8" if name.endswith(".xml") else ""
