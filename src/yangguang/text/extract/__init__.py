"""Any file an office sends, as one `Document`.

``read`` looks at the content, not at the name, and hands the bytes to the reader for what they
are. Whatever comes in, the answer is a document or an `UnreadableDocument` that tells a clerk
what is wrong and what to do; nothing else is raised.
"""

from __future__ import annotations

from dataclasses import replace

from yangguang.text.document import Document, UnreadableDocument
from yangguang.text.extract.archive import Archive, damaged
from yangguang.text.extract.delimited import read_csv
from yangguang.text.extract.docx import read_docx
from yangguang.text.extract.held import held_pictures
from yangguang.text.extract.html import read_html
from yangguang.text.extract.limits import DEFAULT, Limits
from yangguang.text.extract.mhtml import read_mhtml
from yangguang.text.extract.ods import read_ods
from yangguang.text.extract.ofd import read_ofd
from yangguang.text.extract.olefile import read_ole
from yangguang.text.extract.pdf import read_pdf
from yangguang.text.extract.plain import read_text
from yangguang.text.extract.sheetml import read_sheetml
from yangguang.text.extract.sniff import declared_format, sniff
from yangguang.text.extract.traces import Region, Trace, TracedDocument
from yangguang.text.extract.xls import read_xls
from yangguang.text.extract.xlsx import read_xlsx

__all__ = ["Limits", "Region", "Trace", "TracedDocument", "read"]

_HOLDING = frozenset({"docx", "xlsx", "ods", "ofd", "html", "mhtml"})
_SAME = {"txt": {"csv"}, "csv": {"txt"}}


def read(
    data: bytes, *, name: str = "", media_type: str = "", limits: Limits = DEFAULT
) -> Document:
    """The content of a file: blocks in reading order, pages, metadata, warnings.

    ``name`` and ``media_type`` are what the sender claims; where the content says otherwise the
    content is believed and a warning says so. Raises UnreadableDocument, and nothing else.
    """
    if len(data) > limits.file_bytes:
        raise _too_large(len(data), limits.file_bytes)
    if not data.strip(b"\0 \t\r\n\xef\xbb\xbf\xfe\xff\x1a"):
        raise UnreadableDocument("文件是空的，没有任何内容。请检查原文件后重新上传。", code="empty")
    promised = declared_format(name, media_type)
    found, document = _read(data, promised, media_type, limits)
    if isinstance(document, TracedDocument) and found in _HOLDING:
        document = replace(document, held=len(held_pictures(data, limits=limits)))
    if promised and promised != found and promised not in _SAME.get(found, ()):
        warning = f"文件名或类型标明是{promised}，实际内容是{found}，已按{found}读取。"
        document = replace(document, warnings=(warning, *document.warnings))
    if not document.blocks:
        raise UnreadableDocument(
            "文件里没有可读取的文字。如是扫描件，请上传文字版或先作文字识别（OCR）。",
            code="no-text",
        )
    return document


def _read(data: bytes, promised: str, media_type: str, limits: Limits) -> tuple[str, Document]:
    found = sniff(data, promised)
    if found == "pdf":
        return found, read_pdf(data, limits=limits)
    if found == "ole":
        return read_ole(data, limits=limits)
    if found == "zip":
        return _read_container(data, limits)
    if len(data) > limits.text_bytes:
        raise _too_large(len(data), limits.text_bytes)
    declared = media_type.partition("charset=")[2].partition(";")[0].strip("\"' ")
    if found == "html":
        return found, read_html(data, declared=declared, limits=limits)
    if found == "mhtml":
        return found, read_mhtml(data, limits=limits)
    if found == "sheetml":
        return "xls", read_sheetml(data, limits=limits)
    if found == "csv":
        return found, read_csv(data, declared=declared, limits=limits)
    return found, read_text(data, declared=declared, limits=limits)


def _read_container(data: bytes, limits: Limits) -> tuple[str, Document]:
    """Which document a zip is; a plain zip is an archive, not a document."""
    archive = Archive(data, limits)
    if "word/document.xml" in archive:
        return "docx", read_docx(archive, limits=limits)
    if "xl/workbook.xml" in archive:
        return "xlsx", read_xlsx(archive, limits=limits)
    if "OFD.xml" in archive:
        return "ofd", read_ofd(archive, limits=limits)
    if "xl/workbook.bin" in archive:
        archive.verify()
        return "xlsx", read_xls(data, limits=limits)
    if "content.xml" in archive and b"spreadsheet" in archive.mimetype():
        return "ods", read_ods(archive, limits=limits)
    if "ppt/presentation.xml" in archive:
        raise _not_read("演示文稿（pptx）")
    if "content.xml" in archive and (kind := _open_document(archive.mimetype())):
        raise _not_read(kind)
    if archive.encrypted:
        raise UnreadableDocument("文件已加密，无法读取。请去除密码后重新上传。", code="encrypted")
    if "[Content_Types].xml" in archive or "content.xml" in archive:
        raise damaged("找不到能读取的文档正文")
    raise UnreadableDocument(
        "这是压缩包，不能当作文档读取。请解压后逐个上传其中的文件。", code="unknown-format"
    )


def _open_document(mimetype: bytes) -> str:
    kinds = {
        b"presentation": "演示文稿（odp）",
        b"text": "文字文档（odt）",
        b"graphics": "绘图（odg）",
    }
    return next((name for kind, name in kinds.items() if mimetype.endswith(b"." + kind)), "")


def _not_read(kind: str) -> UnreadableDocument:
    return UnreadableDocument(
        f"这是{kind}，平台不能读取其中的文字，也不识别其中的图片，无法检查个人信息。"
        "请用办公软件打开后另存为PDF再上传。",
        code="unknown-format",
    )


def _too_large(size: int, allowed: int) -> UnreadableDocument:
    return UnreadableDocument(
        f"文件有{size / 1048576:.0f}MB，超过{allowed / 1048576:.0f}MB的上限，没有读取。"
        "请拆分文件或去掉其中的图片后重新上传。",
        code="too-large",
    )
