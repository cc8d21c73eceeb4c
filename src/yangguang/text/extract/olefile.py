"""Old binary Office files: which one it is."""

from __future__ import annotations

from yangguang.text.document import UnreadableDocument
from yangguang.text.extract.limits import DEFAULT, Limits
from yangguang.text.extract.msword import read_doc
from yangguang.text.extract.traces import TracedDocument
from yangguang.text.extract.xls import read_xls


def read_ole(data: bytes, *, limits: Limits = DEFAULT) -> tuple[str, TracedDocument]:
    """(``doc`` or ``xls``, its content); told apart by the streams the container names."""
    if _names(data, "EncryptedPackage"):
        raise UnreadableDocument(
            "文件已用密码加密，无法读取。请去除打开密码后重新上传。", code="encrypted"
        )
    if _names(data, "WordDocument"):
        return "doc", read_doc(data, limits=limits)
    if _names(data, "Workbook") or _names(data, "Book"):
        return "xls", read_xls(data, limits=limits)
    raise UnreadableDocument(
        "这是旧版Office文件，但不是Word或Excel，无法读取。请另存为docx、xlsx或pdf后上传。",
        code="unknown-format",
    )


def _names(data: bytes, stream: str) -> bool:
    return stream.encode("utf-16-le") in data
