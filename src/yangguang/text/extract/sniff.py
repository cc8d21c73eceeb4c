"""What a file really is, by its content; names and declared types only break ties.

Offices send html saved as ``.doc``, xlsx named ``.xls`` and text named anything; reading by the
name would fail where reading by the content succeeds.
"""

from __future__ import annotations

import re
import unicodedata

from yangguang.text.document import UnreadableDocument
from yangguang.text.extract.charset import decode
from yangguang.text.extract.mhtml import looks_like_mhtml

_HTML = re.compile(
    rb"<(?:!doctype\s+html|html|head|body|meta|title|table|div|script|style|p|span|font|center|ul|td|tr)"
    rb"(?=[\s/>])",
    re.IGNORECASE,
)
_STRANGE = re.compile("[\x00-\x08\x0e-\x19\x1b-\x1f\x7f-\x9f\ufffd]")
_UNWRITTEN = frozenset({"Cn", "Co", "Cs"})
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SHEETML = b"urn:schemas-microsoft-com:office:spreadsheet"
_PICTURES = (b"\xff\xd8\xff", b"\x89PNG\r\n", b"GIF8", b"II*\0", b"MM\0*", b"BM")
_PACKED = (b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"BZh", b"\xfd7zXZ")
_SUFFIXES = {
    "htm": "html",
    "html": "html",
    "mht": "mhtml",
    "mhtml": "mhtml",
    "shtml": "html",
    "xhtml": "html",
    "jsp": "html",
    "aspx": "html",
    "php": "html",
    "txt": "txt",
    "text": "txt",
    "md": "txt",
    "log": "txt",
    "csv": "csv",
    "tsv": "csv",
    "docx": "docx",
    "doc": "doc",
    "wps": "doc",
    "pdf": "pdf",
    "xlsx": "xlsx",
    "xlsm": "xlsx",
    "xls": "xls",
    "et": "xls",
    "ods": "ods",
    "ofd": "ofd",
}
_TYPES = {
    "text/html": "html",
    "application/xhtml+xml": "html",
    "text/plain": "txt",
    "text/markdown": "txt",
    "text/csv": "csv",
    "application/pdf": "pdf",
    "application/msword": "doc",
    "application/vnd.ms-excel": "xls",
    "application/ofd": "ofd",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
    "application/vnd.oasis.opendocument.spreadsheet": "ods",
}
MEDIA_TYPES = {
    kind: media
    for media, kind in _TYPES.items()
    if media not in ("application/xhtml+xml", "text/markdown")
}


def declared_format(name: str, media_type: str) -> str:
    """The format that name or media type promise; empty when neither says anything known."""
    suffix = name.rpartition(".")[2].lower() if "." in name else ""
    declared = _TYPES.get(media_type.partition(";")[0].strip().lower(), "")
    return _SUFFIXES.get(suffix, "") or declared


def sniff(data: bytes, promised: str) -> str:
    """The format of ``data``: html, mhtml, txt, csv, docx, xlsx, ods, ofd, pdf, sheetml, ole for old
    Office.

    Raises UnreadableDocument for what is recognised and cannot be read here (pictures, archives,
    rtf, programs). ``promised`` decides only between plain text and csv.
    """
    head = data[:4096]
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return "zip"
    if head.startswith(_OLE):
        return "ole"
    if b"%PDF-" in head[:1024]:
        return "pdf"
    if head.lstrip()[:5] == b"{\\rtf":
        raise UnreadableDocument(
            "这是RTF格式文件，暂不能直接读取。请用Word或WPS打开后另存为docx再上传。",
            code="unknown-format",
        )
    if head.startswith(_PICTURES):
        raise UnreadableDocument(
            "这是图片，不含可读取的文字。请上传文字版文件，或先作文字识别。", code="no-text"
        )
    if head.startswith(_PACKED):
        raise UnreadableDocument(
            "这是压缩包，不能当作文档读取。请解压后逐个上传其中的文件。", code="unknown-format"
        )
    if looks_like_mhtml(head):
        return "mhtml"
    if _looks_binary(data):
        raise UnreadableDocument(
            "无法识别文件格式：内容不是文字，也不是支持的文档。"
            "请上传docx、pdf、ofd、xlsx、html或txt格式的文件。",
            code="unknown-format",
        )
    if _SHEETML in head and head.lstrip(b"\xef\xbb\xbf \t\r\n")[:9] in (b"<?xml ver", b"<Workbook"):
        return "sheetml"
    if _looks_like_html(data, promised):
        return "html"
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<?xml"):
        raise UnreadableDocument(
            "这是XML数据文件，不是文档，无法读取。如由Word或WPS存成，请打开后另存为docx再上传。",
            code="unknown-format",
        )
    return "csv" if promised == "csv" else "txt"


def _looks_binary(data: bytes) -> bool:
    sample = data[:8192]
    text = decode(sample).text
    if not text:
        return True
    # Bytes of a program, taken two by two, are characters too: but many that nobody ever wrote.
    unwritten = sum(unicodedata.category(sign) in _UNWRITTEN for sign in text)
    return (len(_STRANGE.findall(text)) + unwritten) * 10 > len(text)


def _looks_like_html(data: bytes, promised: str) -> bool:
    sample = data[:65536]
    if sample[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in sample[:64]:
        sample = decode(sample).text.encode()
    start = sample.lstrip(b"\xef\xbb\xbf \t\r\n")[:200].lower()
    if start.startswith((b"<!doctype html", b"<html", b"<head", b"<body", b"<meta ")):
        return True
    found = len(_HTML.findall(sample))
    if promised == "html":
        return found > 0
    # Markdown cells hold a few tags too; a page has them everywhere.
    return (found >= 3 and found * 400 > len(sample)) or (start.startswith(b"<") and found >= 2)
