"""Any file an office sends, as one `Document`.

``read`` looks at the content, not at the name, and hands the bytes to the reader for what they
are. Whatever comes in, the answer is a document or an `UnreadableDocument` that tells a clerk
what is wrong and what to do; nothing else is raised.
"""

from __future__ import annotations

from dataclasses import replace

from yangguang.text.document import Document, UnreadableDocument
from yangguang.text.extract.archive import Archive, damaged
from yangguang.text.extract.docx import read_docx
from yangguang.text.extract.html import read_html
from yangguang.text.extract.limits import DEFAULT, Limits
from yangguang.text.extract.plain import read_text
from yangguang.text.extract.sniff import declared_format, sniff
from yangguang.text.extract.traces import Region, Trace, TracedDocument

__all__ = ["Limits", "Region", "Trace", "TracedDocument", "read"]

_FAMILIES = {"ole": {"doc", "xls"}, "txt": {"txt", "csv"}, "csv": {"txt", "csv"}}


def read(
    data: bytes, *, name: str = "", media_type: str = "", limits: Limits = DEFAULT
) -> Document:
    """The content of a file: blocks in reading order, pages, metadata, warnings.

    ``name`` and ``media_type`` are what the sender claims; where the content says otherwise the
    content is believed and a warning says so. Raises UnreadableDocument, and nothing else.
    """
    if not data or not data.strip(b"\0 \t\r\n\xef\xbb\xbf"):
        raise UnreadableDocument("文件是空的，没有任何内容。请检查原文件后重新上传。", code="empty")
    if len(data) > limits.file_bytes:
        raise _too_large(len(data), limits.file_bytes)
    promised = declared_format(name, media_type)
    found = sniff(data, promised)
    if found in ("html", "txt", "csv") and len(data) > limits.text_bytes:
        raise _too_large(len(data), limits.text_bytes)
    declared = media_type.partition("charset=")[2].partition(";")[0].strip("\"' ")
    document: Document
    if found == "html":
        document = read_html(data, declared=declared, limits=limits)
    elif found in ("txt", "csv"):
        document = read_text(data, declared=declared, limits=limits)
    elif found == "zip":
        archive = Archive(data, limits)
        found = _container(archive)
        document = read_docx(archive, limits=limits)
    else:
        raise UnreadableDocument(
            "暂不能读取这种格式。请另存为docx、html或txt后上传。", code="unknown-format"
        )
    if promised and promised != found and promised not in _FAMILIES.get(found, ()):
        warning = f"文件名或类型标明是{promised}，实际内容是{found}，已按{found}读取。"
        document = replace(document, warnings=(warning, *document.warnings))
    if not document.blocks:
        raise UnreadableDocument(
            "文件里没有可读取的文字。如是扫描件，请上传文字版或先作文字识别。", code="no-text"
        )
    return document


def _container(archive: Archive) -> str:
    """Which document a zip is; a plain zip is an archive, not a document."""
    if "word/document.xml" in archive:
        return "docx"
    if archive.encrypted:
        raise UnreadableDocument("文件已加密，无法读取。请去除密码后重新上传。", code="encrypted")
    if "[Content_Types].xml" in archive:
        raise damaged("找不到文档正文")
    raise UnreadableDocument(
        "这是压缩包，不能当作文档读取。请解压后逐个上传其中的文件。", code="unknown-format"
    )


def _too_large(size: int, allowed: int) -> UnreadableDocument:
    return UnreadableDocument(
        f"文件有{size / 1048576:.0f}MB，超过{allowed / 1048576:.0f}MB的上限，没有读取。"
        "请拆分文件或去掉其中的图片后重新上传。",
        code="too-large",
    )
