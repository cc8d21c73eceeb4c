"""Personal data in whole files and before release: what ``privacy scan`` prints and a gate asks.

`text.privacy` searches a string; here a file becomes the one text that offsets count in, and
findings become plain values that never repeat the clear text, so that they can be printed, stored
and shown.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from yangguang.text.document import Document, Paragraph, UnreadableDocument
from yangguang.text.extract import read
from yangguang.text.extract.charset import decode
from yangguang.text.extract.limits import DEFAULT, Limits
from yangguang.text.extract.sniff import declared_format, sniff
from yangguang.text.extract.traces import TracedDocument
from yangguang.text.privacy import LABELS, SURE, Context, Finding, Kind, find_personal
from yangguang.text.privacy.placed import find_in_document
from yangguang.text.secrecy import secrecy_mark

Reader = Callable[[bytes, str], Document]
"""Turns bytes and a name into a document, or raises UnreadableDocument."""

_LINES_OF_A_HEAD = 200
_CARRIAGE_RETURN = re.compile(r"\r(?=\n)")


class Classified(Exception):
    """The file bears a classification mark; ``args[0]`` is the mark as written."""


@dataclass(frozen=True, slots=True)
class Spotted:
    """One finding without the clear value: offsets in code points, ``masked`` as 公示 prints it.

    ``page`` counts from 1; 1 where the source has no pages.
    """

    kind: Kind
    start: int
    end: int
    masked: str
    confidence: float
    why: str
    page: int = 1

    @property
    def label(self) -> str:
        """The kind in Chinese."""
        return LABELS[self.kind]

    def as_json(self) -> dict[str, Any]:
        """The object that ``privacy scan --json`` prints for it."""
        return {
            "kind": self.kind.value,
            "start": self.start,
            "end": self.end,
            "masked": self.masked,
            "confidence": round(self.confidence, 3),
            "why": self.why,
        }


@dataclass(frozen=True, slots=True)
class Readable:
    """A file's text as offsets count in it; ``document`` is None for a plain text file.

    The text of a text file is what its bytes decode to: without a byte order mark, line ends as
    they stand. Of any other file it is ``Document.text()``.
    """

    text: str
    document: Document | None
    warnings: tuple[str, ...] = ()


def readable(
    data: bytes, *, name: str = "", read_with: Reader | None = None, limits: Limits = DEFAULT
) -> Readable:
    """The text of a file. Raises UnreadableDocument, and `Classified` for a classified one.

    ``read_with`` reads every format but plain text, in a process of its own where the caller does
    not trust the file.
    """
    if not data.strip(b"\0 \t\r\n\xef\xbb\xbf\xfe\xff\x1a"):
        raise UnreadableDocument("文件是空的，没有任何内容。请检查原文件。", code="empty")
    if _is_plain_text(data, name, limits):
        decoded = decode(data)
        _refuse_classified(_head(decoded.text))
        warnings: tuple[str, ...] = ()
        if decoded.damaged:
            warnings = (
                f"文字编码有误，{decoded.damaged}处字符无法辨认，按{decoded.encoding}读出。",
            )
        return Readable(decoded.text, None, warnings)
    reader = read_with or (lambda data, name: read(data, name=name, limits=limits))
    document = reader(data, name)
    _refuse_classified(document)
    told = document.warnings
    if isinstance(document, TracedDocument) and document.held:
        told += (f"文件内有图片{document.held}张，没有检查图片上的文字。请打开文件逐张核对。",)
    return Readable(document.text(), document, told)


def spot(
    source: str | Document | Readable,
    *,
    context: Context | None = None,
    names: bool = True,
    least: float = SURE,
) -> list[Spotted]:
    """Personal data of confidence ``least`` and more, in order of place.

    Offsets count in the string, in ``Document.text()``, or in ``Readable.text``.
    """
    if isinstance(source, Readable):
        source = source.document if source.document is not None else source.text
    if isinstance(source, Document):
        return [
            _spotted(placed.finding, placed.spot.page)
            for placed in find_in_document(source, context=context, names=names)
            if placed.finding.confidence >= least
        ]
    return [
        _spotted(one)
        for one in find_in_text(source, context=context, names=names)
        if one.confidence >= least
    ]


def check_before_release(
    content: str | Document, *, context: Context | None = None
) -> list[Spotted]:
    """What a text or file would give away if it were published as it stands; empty is good.

    Names are included. Each finding is a proposal with a reason: the decision stays with the
    clerk, who masks it or says on which article it may be public.

    依据：《政府信息公开条例》第十五条（涉及个人隐私的不得公开）；《个人信息保护法》第四条、第二十五条。
    """
    return spot(content, context=context)


def find_in_text(text: str, *, context: Context | None = None, names: bool = True) -> list[Finding]:
    """As `find_personal`, for texts whose lines end in CR LF too; offsets count in ``text``."""
    if "\r" not in text:
        return find_personal(text, context=context, names=names)
    gone = [match.start() - count for count, match in enumerate(_CARRIAGE_RETURN.finditer(text))]
    plain = _CARRIAGE_RETURN.sub("", text).replace("\r", "\n")
    found = find_personal(plain, context=context, names=names)
    if not gone:
        return found
    return [_put_back(one, gone, text) for one in found]


def _put_back(one: Finding, gone: list[int], text: str) -> Finding:
    start = one.start + bisect_right(gone, one.start)
    end = one.end - 1 + bisect_right(gone, one.end - 1) + 1
    return replace(one, start=start, end=end, text=text[start:end])


def _spotted(one: Finding, page: int = 1) -> Spotted:
    return Spotted(one.kind, one.start, one.end, one.masked, one.confidence, one.why, page)


def _is_plain_text(data: bytes, name: str, limits: Limits) -> bool:
    """A file is plain text by its content; one named so stays so even if it holds markup."""
    if len(data) > limits.text_bytes:
        return False
    promised = declared_format(name, "")
    found = sniff(data, promised)
    return found == "txt" or (promised == "txt" and found in {"html", "csv", "mhtml"})


def _head(text: str) -> Document:
    lines = text.split("\n", _LINES_OF_A_HEAD)[:_LINES_OF_A_HEAD]
    return Document(tuple(Paragraph(line[:200]) for line in lines), "text/plain")


def _refuse_classified(document: Document) -> None:
    mark = secrecy_mark(document)
    if mark:
        raise Classified(mark)
