"""What every zipped office file may carry: properties, pictures with places, macros, other files."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from yangguang.apps.files.releasecheck.finding import ReleaseFinding, Severity, short
from yangguang.apps.files.releasecheck.personal import hiding, property_told
from yangguang.apps.files.releasecheck.pictures import check_picture
from yangguang.text.document import UnreadableDocument
from yangguang.text.extract.archive import Archive

_CORE = {
    "creator": "作者",
    "lastModifiedBy": "最后修改者",
    "subject": "主题",
    "keywords": "关键词",
    "description": "备注",
    "category": "类别",
    "contentStatus": "状态",
    "initial-creator": "作者",
}
_APP = {"Company": "单位", "Manager": "主管", "HyperlinkBase": "链接基准", "Template": "模板"}
_PATH = re.compile(r"[A-Za-z]:\\|file:|\\\\[\w.]")
_PICTURE = re.compile(r"\.(?:jpe?g|png|tiff?|bmp|gif|webp)$", re.IGNORECASE)
_MOST_PICTURES = 50


def check_container(archive: Archive) -> Iterator[ReleaseFinding]:
    """Properties, embedded files, macros, thumbnails, links, pictures."""
    names = archive.names()
    yield from _properties(archive)
    embedded = [
        name
        for name in names
        if re.search(r"/(?:embeddings|activeX|Attachs|Attachments)/", f"/{name}") and not name.endswith((".rels", "/"))
        and not name.endswith("Attachments.xml")
    ]  # fmt: skip
    if embedded:
        shown = short("、".join(name.rpartition("/")[2] for name in embedded), 60)
        yield ReleaseFinding(
            "embedded-file", Severity.MUST, "嵌入对象", f"嵌有{len(embedded)}个其他文件：{shown}。",
            "转为图片或删除；嵌入的表格会带出整个工作簿。",
        )  # fmt: skip
    if any(re.search(r"(?:vbaProject|vbaData)|/Basic/|/Scripts/", name) for name in names):
        yield ReleaseFinding(
            "macro", Severity.MUST, "整个文件", "含有宏。", "另存为不含宏的格式（docx、xlsx）。"
        )
    if any("thumbnail" in name.lower() for name in names):
        yield ReleaseFinding(
            "thumbnail",
            Severity.SHOULD,
            "整个文件",
            "含有首页缩略图，可能是改动以前的样子。",
            "另存时取消“保存预览图片”。",
        )
    custom = [name for name in names if re.fullmatch(r"customXml/item\d+\.xml", name)]
    told = [name for name in custom if _words(archive, name)]
    if told:
        yield ReleaseFinding(
            "metadata", Severity.SHOULD, "自定义数据", f"含有{len(told)}份自定义XML数据，可能存有未显示的内容。",
            "用“检查文档”功能删除自定义XML数据。",
        )  # fmt: skip
    yield from _links(archive)
    for name in [name for name in names if _PICTURE.search(name)][:_MOST_PICTURES]:
        if "thumbnail" in name.lower():
            continue
        yield from check_picture(archive.read(name), f"图片{name.rpartition('/')[2]}")


def _properties(archive: Archive) -> Iterator[ReleaseFinding]:
    told: list[str] = []
    personal = False
    for name, labels in (
        ("docProps/core.xml", _CORE),
        ("docProps/app.xml", _APP),
        ("meta.xml", _CORE),
    ):
        root = archive.xml_if_there(name)
        for element in root.iter() if root is not None else ():
            text = (element.text or "").strip()
            label = labels.get(_local(element))
            if label and text and not (label == "模板" and not _PATH.search(text)):
                shown, named = property_told(text)
                told.append(f"{label}“{shown}”")
                personal |= named
    custom = archive.xml_if_there("docProps/custom.xml")
    for element in custom.iter() if custom is not None else ():
        if _local(element) == "property":
            value = "".join(one.text or "" for one in element.iter() if one is not element)
            shown, named = property_told(value)
            told.append(f"{short(element.get('name') or '自定义属性', 20)}“{shown}”")
            personal |= named
    if told:
        yield ReleaseFinding(
            "metadata", Severity.SHOULD, "文件属性", f"文件属性写有{'、'.join(dict.fromkeys(told))}。",
            "用“检查文档”功能删除文档属性和个人信息。", personal,
        )  # fmt: skip


def _links(archive: Archive) -> Iterator[ReleaseFinding]:
    paths: list[str] = []
    for name in archive.names():
        if not name.endswith(".rels"):
            continue
        for one in archive.xml(name):
            target = one.get("Target") or ""
            if one.get("TargetMode") == "External" and _PATH.search(target):
                paths.append(target)
    if paths:
        yield ReleaseFinding(
            "external-link", Severity.SHOULD, "链接", f"有{len(paths)}处链接指向本机或内网路径，例如“{short(paths[0], 50)}”。",
            "取消这些链接。",
        )  # fmt: skip


def check_slides(archive: Archive) -> Iterator[ReleaseFinding]:
    """Presentations: hidden slides, speaker's notes, comments."""
    hidden = [
        name
        for name in archive.names()
        if re.fullmatch(r"ppt/slides/slide\d+\.xml", name) and archive.xml(name).get("show") == "0"
    ]
    if hidden:
        yield ReleaseFinding(
            "hidden-sheet",
            Severity.MUST,
            "幻灯片",
            f"有{len(hidden)}张幻灯片被隐藏。",
            "删除或取消隐藏后审查。",
        )
    notes = [n for n in archive.names() if re.fullmatch(r"ppt/notesSlides/notesSlide\d+\.xml", n)]
    written = [words for name in notes if len(words := _words(archive, name)) > 3]
    if written:
        yield hiding(
            "speaker-notes", "备注", f"有{len(written)}张幻灯片写有演讲备注。", "删除备注。",
            "\n".join(written),
        )  # fmt: skip
    if any(name.startswith("ppt/comments") for name in archive.names()):
        yield ReleaseFinding("comment", Severity.MUST, "批注", "含有批注。", "删除全部批注。")


def check_ofd(archive: Archive) -> Iterator[ReleaseFinding]:
    """OFD files: versions, annotations, attachments, who made them."""
    root = archive.xml("OFD.xml")
    told = [
        (label, *property_told(one.text or ""))
        for one in root.iter()
        for label in (
            {"Author": "作者", "Creator": "制作程序", "Subject": "主题", "Abstract": "摘要"}.get(
                _local(one)
            ),
        )
        if label and (one.text or "").strip()
    ]
    if told:
        yield ReleaseFinding(
            "metadata",
            Severity.SHOULD,
            "文件属性",
            f"文件属性写有{'、'.join(f'{label}“{shown}”' for label, shown, _ in told)}。",
            "清除属性后重新导出。",
            any(named for _, _, named in told),
        )
    names = archive.names()
    if any(_local(one) == "Version" for one in root.iter()) or any(
        "/Versions/" in n for n in names
    ):
        yield ReleaseFinding(
            "previous-version",
            Severity.MUST,
            "整个文件",
            "文件里保存着历史版本。",
            "重新导出，只保留最后的版本。",
        )
    if any(re.search(r"Annotation[^/]*\.xml$", name) for name in names):
        yield ReleaseFinding(
            "annotation", Severity.MUST, "注释", "含有注释。", "删除注释后重新导出。"
        )
    if any(name.endswith("Attachments.xml") for name in names):
        yield ReleaseFinding(
            "embedded-file", Severity.MUST, "附件", "含有附件。", "删除附件，或逐个审查后另行发布。"
        )


def office_kind(archive: Archive) -> str:
    """word, sheets, slides, ofd, open (OpenDocument), or nothing known."""
    if "word/document.xml" in archive:
        return "word"
    if "xl/workbook.xml" in archive:
        return "sheets"
    if "ppt/presentation.xml" in archive:
        return "slides"
    if "OFD.xml" in archive:
        return "ofd"
    return "open" if "content.xml" in archive else ""


def _words(archive: Archive, name: str) -> str:
    try:
        return "".join(archive.xml(name).itertext()).strip()
    except UnreadableDocument:
        # What is no XML cannot be judged by its words; it counts as saying something.
        return name


def _local(element: Any) -> str:
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""
