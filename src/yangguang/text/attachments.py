"""Attachments of a page: what it links to for download and what the document lists under 附件.

The two rarely agree word for word (附件1：…统计表.docx against 1.…统计表), so an entry of the list and
a link of the same name become one attachment with both its name and its address.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from yangguang.text.linelabels import field_of_label
from yangguang.text.lines import Line

_EXTENSIONS = [
    "pdf",
    "doc",
    "docx",
    "wps",
    "wpt",
    "xls",
    "xlsx",
    "et",
    "csv",
    "ppt",
    "pptx",
    "dps",
    "ofd",
    "zip",
    "rar",
    "7z",
    "txt",
    "rtf",
    "ceb",
    "cebx",
    "tif",
    "tiff",
    "jpg",
    "jpeg",
    "png",
    "mp4",
    "mp3",
]
_EXTENSIONS += ["m4v", "flv"]
_DOCUMENTS = frozenset(_EXTENSIONS) - {"jpg", "jpeg", "png", "txt", "tif", "tiff"}
_FILE_NAME = re.compile(rf"\.(?:{'|'.join(_EXTENSIONS)})$", re.IGNORECASE)
_DOWNLOAD = re.compile(r"download|attach|fileid|filedown|/file/|upload", re.IGNORECASE)
_LIST_HEAD = re.compile(
    r"^附\s*件\s*(?P<number>[0-9０-９一二三四五六七八九十]{0,2})\s*[：:]\s*(?P<rest>.*)$"
)
_NUMBERED = re.compile(
    r"^[（(]?(?P<number>\d{1,2}|[０-９]{1,2}|[一二三四五六七八九十]{1,3})\s*[.．、)）:：]\s*(?P<name>\S.*)$"
)
_PREFIX = re.compile(r"^(?:附\s*件\s*[0-9０-９一二三四五六七八九十]{0,3}\s*[：:.．、—\-]?\s*)")
_MARK = re.compile(r"^[\s•·●■◆▪*\-—>》【\[]+|[\s】\]]+$")
_NO_NAME = re.compile(
    r"^(?:下载|点击下载|附件下载|查看|点击查看|相关附件|文件下载|打印|扫一扫|返回|关闭|无|$)|^【?(?:返回顶部|关闭|打印)|分享|二维码|浏览|责任编辑"
)
_DOWNLOAD_HEAD = re.compile(r"^(?:相关)?(?:附件|文件)(?:下载|列表)?\s*[:：]?$|^附件下载|^相关附件")
_LONGEST = 120
_MOST = 500
"""Links and list entries beyond are those of an index page, not of one document."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """One attachment: its name without numbering, and its address where the page links to it."""

    name: str
    href: str = ""


def find_attachments(
    lines: Sequence[Line], links: Sequence[tuple[str, str]], *, start: int = 0
) -> list[Attachment]:
    """Attachments by link and by list, each once, links first named by their list entry."""
    listed = _listed(lines, start)
    linked = _linked(links)
    result: list[Attachment] = []
    taken: set[str] = set()
    addresses: set[str] = set()
    keys = [(name, _key(name)) for name in listed]
    for attachment in linked[:_MOST]:
        key = _key(attachment.name)
        match = next((name for name, listed_key in keys if _same(listed_key, key)), None)
        if match is not None:
            taken.add(match)
        if attachment.href not in addresses:
            addresses.add(attachment.href)
            result.append(attachment)
        elif not _is_file_name(attachment):
            # The same file shown in a frame has no name but that of the file.
            at = next(n for n, one in enumerate(result) if one.href == attachment.href)
            if _is_file_name(result[at]):
                result[at] = attachment
    known_keys = {_key(attachment.name) for attachment in result}
    for name in listed:
        if name not in taken and _key(name) not in known_keys:
            known_keys.add(_key(name))
            result.append(Attachment(name))
    return result


def _is_file_name(attachment: Attachment) -> bool:
    path = unquote(urlsplit(attachment.href).path)
    return attachment.name == _clean(path.rpartition("/")[2])


def _linked(links: Sequence[tuple[str, str]]) -> list[Attachment]:
    found: list[Attachment] = []
    for text, href in links:
        path = unquote(urlsplit(href).path) if len(href) < 2000 else ""
        extension = path.rpartition(".")[2].lower() if "." in path[-8:] else ""
        name = _MARK.sub("", text.strip())
        by_address = extension in _DOCUMENTS
        by_text = bool(_FILE_NAME.search(name)) or (
            _PREFIX.match(name) is not None
            and (extension in _EXTENSIONS or bool(_DOWNLOAD.search(href)))
        )
        if not by_address and not by_text:
            continue
        name = _clean(name)
        if not name or _NO_NAME.match(name):
            name = _clean(path.rpartition("/")[2]) or name
        found.append(Attachment(name, href))
    return found


def _listed(lines: Sequence[Line], start: int) -> list[str]:
    names: list[str] = []
    index = start
    while index < len(lines) and len(names) < _MOST:
        text = lines[index].text
        if len(text) < 300 and text.startswith(("附", "相", "文")):
            match = _LIST_HEAD.match(text)
            if match:
                entries, index = _entries(lines, index, match)
                names.extend(entries)
                continue
            if _DOWNLOAD_HEAD.match(text):
                index += 1
                while index < len(lines):
                    name = lines[index].text
                    if not _FILE_NAME.search(name) or len(name) > _LONGEST:
                        break
                    names.append(_clean(name))
                    index += 1
                continue
        index += 1
    seen: dict[str, str] = {}
    for name in names:
        seen.setdefault(_key(name), name)
    return [name for key, name in seen.items() if key]


def _entries(lines: Sequence[Line], index: int, head: re.Match[str]) -> tuple[list[str], int]:
    """Entries of one 附件： list and the line after it."""
    rest = head["rest"].strip()
    names: list[str] = []
    inline = (
        re.split(r"(?<=[^\d])\s*(?=(?:\d{1,2}|[０-９]{1,2})[.．、]\s*[^\d\s])", rest)
        if rest
        else []
    )
    expected = 1
    for part in inline:
        match = _NUMBERED.match(part.strip())
        name = match["name"] if match else part
        if match:
            expected = _number(match["number"]) + 1
        name = _clean(name)
        if name and not _NO_NAME.match(name) and len(name) <= _LONGEST:
            names.append(name)
    numbered = expected > 1
    index += 1
    while index < len(lines) and len(names) < 60:
        text = lines[index].text.strip()
        match = _NUMBERED.match(text)
        if match and _number(match["number"]) == expected and len(text) <= _LONGEST:
            name = _clean(match["name"])
            if name.endswith("。") or _NO_NAME.match(name):
                break
            names.append(name)
            expected += 1
            numbered = True
            index += 1
            continue
        if numbered and names and _continues(names[-1], text):
            names[-1] = _clean(names[-1] + text)
            index += 1
            continue
        if not names and not numbered and _single(text):
            names.append(_clean(text))
            index += 1
        elif _FILE_NAME.search(text) and len(text) <= _LONGEST:
            names.append(_clean(text))
            index += 1
            continue
        break
    return names, index


def _continues(name: str, text: str) -> bool:
    """Whether a line carries on an entry that broke off in the middle of a quotation."""
    return name.count("《") > name.count("》") and len(text) < 60 and "》" in text


def _single(text: str) -> bool:
    return (
        3 <= len(text) <= 60
        and not _NO_NAME.match(text)
        and not re.search(
            r"[。；：:]$|^\d|年\d{1,2}月\d{1,2}日|^附\s*件|扫一扫|^[（(]此件|^[X×x]$", text
        )
        and field_of_label(text) is None
    )


def _number(text: str) -> int:
    if text.isdigit():
        return int(text)
    return "一二三四五六七八九十".find(text) + 1


def _clean(name: str) -> str:
    name = _MARK.sub("", name.strip())
    name = _PREFIX.sub("", name)
    name = re.sub(r"^[（(]?\d{1,2}\s*[.．、)）]\s*(?=[^\d\s])", "", name)
    return re.sub(r"\s{2,}", " ", name).strip("；;，,。 \u3000\xa0")


def _key(name: str) -> str:
    name = _FILE_NAME.sub("", name)
    return re.sub(r"[^\w]", "", re.sub(r"^\d{1,2}[.．、]\s*", "", name))


def _same(one: str, other: str) -> bool:
    if not one or not other:
        return False
    return one == other or (len(one) > 5 and len(other) > 5 and (one in other or other in one))
