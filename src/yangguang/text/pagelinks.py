"""What a page lists of other pages and of its own files: 相关链接, 上一篇, 附件下载.

Such lists are announced by a line and made of links; what they lead to is taken over by itself, or
stands among the attachments. Official texts list their annexes too: those stay.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from yangguang.text import chrome
from yangguang.text.document import Block, Document, Paragraph, Table
from yangguang.text.extract.traces import Trace

FILE_ADDRESS = re.compile(
    r"\.(?:docx?|xlsx?|pdf|ofd|zip|rar|wps|et|pptx?|csv|txt|jpg|png)(?:[?#]|$)", re.I
)
_FILE_NAMED = re.compile(
    r"\.(?:docx?|xlsx?|pdf|ofd|zip|rar|wps|et|pptx?)$|^(?:点击|查看|立即)?(?:下载|预览)(?:附件|文件)?$",
    re.I,
)
_SIZE = re.compile(r"\s*[（(\[【][^（）()]{0,10}\d+(?:\.\d+)?\s*[KMkm][Bb]?[)）\]】]$")
_WITH_ENDING = re.compile(r"\.(?:docx?|xlsx?|pdf|ofd|zip|rar|wps|et|pptx?)$", re.I)
_DAY_ONLY = re.compile(r"[\[(（]?\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?[\])）]?")


def related_lines(blocks: Sequence[Block], reasons: dict[int, str]) -> dict[int, str]:
    """Announced links to other pages, with the titles and dates listed under them."""
    out: dict[int, str] = {}
    for at, block in enumerate(blocks):
        if at in reasons or not isinstance(block, Paragraph):
            continue
        if not chrome.is_related_heading(block.text):
            continue
        out[at] = chrome.RELATED
        for further in range(at + 1, min(at + 12, len(blocks))):
            text = _text(blocks[further]).strip()
            if further in reasons:
                continue
            if not re.fullmatch(
                r"(?:[·•\-\d.、\s]*(?:图文|文字|图解|视频|政策|一图|专家|媒体)?.{0,6}(?:解读|链接|图解)[:：\s].{2,80}|《[^》]{2,80}》(?:解读|政策解读)?|[\[(（]?\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?[\])）]?)",
                text,
            ):
                break
            out[further] = chrome.RELATED
    return out


def linked_lines(
    document: Document, traces: Sequence[Trace], reasons: dict[int, str]
) -> dict[int, str]:
    """Links under 上一篇, 相关阅读 or 附件下载: they lead to other pages, or to files listed apart."""
    blocks = document.blocks
    attached = {
        _folded(text) for text, href in document.links if text and FILE_ADDRESS.search(href)
    }
    out: dict[int, str] = {}
    annexes: set[int] = set()
    why, begun, found = "", -1, 0
    last = max((at for at in range(len(blocks)) if at not in reasons), default=-1)
    for at, block in enumerate(blocks):
        text = _text(block).strip()
        if not text or not isinstance(block, Paragraph):
            why = ""
            continue
        if chrome.is_neighbour_heading(text) or chrome.is_related_heading(text):
            why, begun, found = chrome.RELATED, at, 0
            continue
        if chrome.is_link_heading(text):
            why, begun, found = chrome.LINKS, at, 0
            continue
        if chrome.is_download_heading(text):
            why, begun, found = chrome.DOWNLOADS, at, 0
            if at == last:
                out[at] = why
            continue
        linked = traces[at].link_chars * 10 >= len(text) * 8 and traces[at].link_chars > 0
        file = linked and (_folded(text) in attached or _FILE_NAMED.search(text) is not None)
        if chrome.opens_related(text) and traces[at].link_chars * 2 > len(text) and not file:
            out[at] = chrome.RELATED
            continue
        if why and linked and file == (why == chrome.DOWNLOADS) and at - begun <= 12:
            out[at] = why
            found += 1
            if why != chrome.RELATED:
                out[begun] = why
            if chrome.is_annex_heading(_text(blocks[begun])):
                annexes.update((begun, at))
        elif not (why and found and _DAY_ONLY.fullmatch(text)):
            why = ""
        elif at not in reasons:
            out[at] = why
    out = {at: reason for at, reason in out.items() if at not in reasons}
    out.update(_offered_at_the_end(document, traces, {**reasons, **out}))
    rest = [at for at in range(len(blocks)) if at not in reasons and at not in out]
    own = {at for at in annexes if rest and at < rest[-1]}
    # What is listed above a signature is the document's own list of annexes.
    return {at: reason for at, reason in out.items() if at not in own}


def _offered_at_the_end(
    document: Document, traces: Sequence[Trace], reasons: dict[int, str]
) -> dict[int, str]:
    """Files offered below the text, each a line that is nothing but a link with a file's name."""
    out: dict[int, str] = {}
    left = [at for at in range(len(document.blocks)) if at not in reasons]
    while len(left) > 1:
        at = left.pop()
        block = document.blocks[at]
        text = _text(block).strip()
        if (
            not isinstance(block, Paragraph)
            or traces[at].link_chars * 10 < len(_SIZE.sub("", text)) * 8
            or not _WITH_ENDING.search(_SIZE.sub("", text))
        ):
            break
        out[at] = chrome.DOWNLOADS
    return out


def _folded(text: str) -> str:
    return re.sub(r"\s+", "", text)


def _text(block: Block) -> str:
    if isinstance(block, Table):
        return "\n".join("\t".join(cell.text for cell in row) for row in block.rows)
    return block.text
