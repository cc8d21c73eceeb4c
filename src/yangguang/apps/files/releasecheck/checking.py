"""One file in, all findings out, whatever kind of file it is."""

from __future__ import annotations

from yangguang.apps.files.releasecheck.containers import (
    check_container,
    check_ofd,
    check_slides,
    office_kind,
)
from yangguang.apps.files.releasecheck.finding import ReleaseFinding, Severity
from yangguang.apps.files.releasecheck.markup import check_markup
from yangguang.apps.files.releasecheck.pdf import check_pdf
from yangguang.apps.files.releasecheck.personal import personal_in_document
from yangguang.apps.files.releasecheck.pictures import check_picture
from yangguang.apps.files.releasecheck.sheets import check_sheets
from yangguang.apps.files.releasecheck.words import check_word
from yangguang.text.document import UnreadableDocument
from yangguang.text.extract import read
from yangguang.text.extract.archive import Archive
from yangguang.text.extract.charset import decode
from yangguang.text.extract.limits import DEFAULT
from yangguang.text.extract.sniff import sniff

_PICTURES = (b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"II*\0", b"MM\0*", b"BM")
_INSIDE_OLD = (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", b"\xff\xd8\xff\xe0\0\x10JFIF", b"\xff\xd8\xff\xe1")
"""How pictures begin that old files keep as they were; vector pictures are packed and not counted."""
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ORDER = {Severity.MUST: 0, Severity.SHOULD: 1, Severity.NOTE: 2}


def check_file(data: bytes, name: str = "", *, words: bool = True) -> list[ReleaseFinding]:
    """All that the file would give away, the gravest first; empty when nothing was found.

    Without ``words`` only what it carries besides its visible words.
    """
    if b"%PDF-" in data[:1024]:
        found = check_pdf(data, personal=words)
    elif data.startswith(_PICTURES):
        found = list(check_picture(data, "图片"))
    else:
        found = [*_carried(data), *(_said(data, name) if words else ())]
    found.sort(key=lambda one: _ORDER[one.severity])
    return found


def _carried(data: bytes) -> list[ReleaseFinding]:
    """What the container holds beside its words."""
    try:
        if data.startswith(b"PK"):
            return _in_archive(Archive(data, DEFAULT))
        if data.startswith(_OLE):
            return _in_old_office(data)
        if sniff(data, "") == "html":
            return list(check_markup(decode(data).text))
    except UnreadableDocument as error:
        return [_unreadable(error)]
    return []


def _in_archive(archive: Archive) -> list[ReleaseFinding]:
    kind = office_kind(archive)
    found = list(check_container(archive))
    if kind == "word":
        found += check_word(archive)
    elif kind == "sheets":
        found += check_sheets(archive)
    elif kind == "slides":
        found += check_slides(archive)
    elif kind == "ofd":
        found += check_ofd(archive)
    elif kind == "":
        found.append(
            ReleaseFinding(
                "unreadable", Severity.MUST, "整个文件", "这是压缩包或不认识的文件，无法检查其中的内容。",
                "解压后逐个检查。",
            )
        )  # fmt: skip
    return found


def _in_old_office(data: bytes) -> list[ReleaseFinding]:
    """doc, xls and ppt keep deleted text in their own way; only a new file is surely clean."""
    found = [
        ReleaseFinding(
            "previous-version", Severity.SHOULD, "整个文件",
            "这是旧版Office格式（doc、xls、ppt），可能留有已删除的文字、修订和属性，无法逐项检查。",
            "另存为docx、xlsx后重新检查，或用区分处理重新生成文件。",
        )
    ]  # fmt: skip
    pictures = sum(data.count(mark) for mark in _INSIDE_OLD)
    if pictures:
        found.append(
            ReleaseFinding(
                "unread-picture", Severity.MUST, "图片",
                f"这是旧版Office格式（doc、xls、ppt），里面有{pictures}张图片，平台不能识别图片上的文字，"
                "没有检查其中的个人信息。",
                "另存为docx、xlsx后重新上传，或者逐张核对。",
            )
        )  # fmt: skip
    if "_VBA_PROJECT".encode("utf-16-le") in data:
        found.append(
            ReleaseFinding("macro", Severity.MUST, "整个文件", "含有宏。", "另存为不含宏的格式。")
        )
    if "\x05SummaryInformation".encode("utf-16-le") in data:
        found.append(
            ReleaseFinding(
                "metadata", Severity.SHOULD, "文件属性", "文件属性里可能写有作者、单位等信息。",
                "用“检查文档”功能删除文档属性和个人信息。",
            )
        )  # fmt: skip
    return found


def _said(data: bytes, name: str) -> list[ReleaseFinding]:
    """Personal data in the words."""
    try:
        document = read(data, name=name)
    except UnreadableDocument as error:
        return [_unreadable(error)]
    return personal_in_document(document)


def _unreadable(error: UnreadableDocument) -> ReleaseFinding:
    return ReleaseFinding(
        "unreadable", Severity.MUST, "整个文件", str(error), "换成能读取的文件后再检查。"
    )
