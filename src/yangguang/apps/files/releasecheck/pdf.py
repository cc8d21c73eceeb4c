"""PDF files: metadata, attachments, comments, forms, scripts, layers, earlier versions, unseen text.

pdfium tells what a viewer would; what it does not tell (layers, actions, metadata streams) is read
off the objects themselves, unpacked within limits.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from yangguang.apps.files.redaction.marks import Area
from yangguang.apps.files.redaction.pagetext import page_text
from yangguang.apps.files.redaction.raster import pixels
from yangguang.apps.files.releasecheck.finding import ReleaseFinding, Severity, short
from yangguang.apps.files.releasecheck.pdfversions import earlier_versions
from yangguang.apps.files.releasecheck.personal import (
    hiding,
    personal_in,
    property_told,
    quoted,
)

_META = {
    "Author": "作者",
    "Creator": "制作程序",
    "Producer": "生成程序",
    "Title": "标题",
    "Subject": "主题",
    "Keywords": "关键词",
    "CreationDate": "创建时间",
    "ModDate": "修改时间",
}
_TELLING = ("Author", "Subject", "Keywords")
_ANNOTATIONS = {
    pdfium_c.FPDF_ANNOT_TEXT: "便笺",
    pdfium_c.FPDF_ANNOT_FREETEXT: "文本框",
    pdfium_c.FPDF_ANNOT_HIGHLIGHT: "高亮",
    pdfium_c.FPDF_ANNOT_UNDERLINE: "下划线",
    pdfium_c.FPDF_ANNOT_STRIKEOUT: "删除线",
    pdfium_c.FPDF_ANNOT_INK: "手绘",
    pdfium_c.FPDF_ANNOT_STAMP: "图章",
    pdfium_c.FPDF_ANNOT_SQUARE: "方框",
    pdfium_c.FPDF_ANNOT_REDACT: "未应用的密文标记",
    pdfium_c.FPDF_ANNOT_FILEATTACHMENT: "附件",
    pdfium_c.FPDF_ANNOT_POPUP: "弹出注释",
}
_STREAM = re.compile(rb"stream\r?\n")
_MARKS: tuple[tuple[bytes, str, Severity, str, str], ...] = (
    (rb"/JavaScript\b|/JS[\s(<\[]", "script", Severity.MUST, "含有脚本（JavaScript）", "重新打印为PDF，去除脚本。"),
    (rb"/OpenAction\s*(?:<<|\d+ \d+ R)", "script", Severity.SHOULD, "打开文件时会执行动作", "重新打印为PDF，去除动作。"),
    (rb"/Launch\b", "script", Severity.MUST, "含有启动外部程序的动作", "重新打印为PDF，去除动作。"),
    (rb"/OCProperties\b", "layer", Severity.SHOULD, "含有可隐藏的图层", "合并图层后重新导出，确认隐藏图层没有不应公开的内容。"),
    (rb"/EmbeddedFiles?\b", "embedded-file", Severity.MUST, "含有嵌入的文件", "删除嵌入的附件，或逐个审查后另行发布。"),
    (rb"/Thumb\b", "thumbnail", Severity.SHOULD, "含有页面缩略图，可能与现在的页面不一致", "重新打印为PDF，去除缩略图。"),
    (rb"/PieceInfo\b", "metadata", Severity.NOTE, "含有制作软件留下的私有数据", "重新打印为PDF。"),
)  # fmt: skip
_XMP = re.compile(
    rb"<(?:dc:creator|pdf:Author|xmpMM:History|xmp:CreatorTool|photoshop:AuthorsPosition)\b"
)
_MOST_STREAMS = 5_000
_MOST_UNPACKED = 64 * 1024 * 1024
_MOST_PAGES = 200
_SCALE = 2.0
_INK = 16
_SHOWN = 5


def check_pdf(data: bytes, *, personal: bool = True) -> list[ReleaseFinding]:
    """Everything found; an unreadable file is itself a finding."""
    try:
        file = pdfium.PdfDocument(data)
    except pdfium.PdfiumError:
        return [
            ReleaseFinding(
                "unreadable", Severity.MUST, "整个文件", "PDF已加密或损坏，无法检查。",
                "去除密码或重新导出后再检查。",
            )
        ]  # fmt: skip
    try:
        found = [
            *_metadata(file),
            *_attachments(file),
            *earlier_versions(file, data),
            *_forms(file),
        ]
        file.init_forms()
        for number in range(min(len(file), _MOST_PAGES)):
            found += _page(file, number)
        if len(file) > _MOST_PAGES:
            found.append(
                ReleaseFinding(
                    "unreadable", Severity.SHOULD, f"第{_MOST_PAGES + 1}页起",
                    f"文件有{len(file)}页，只逐页检查了前{_MOST_PAGES}页。", "拆分文件后分别检查。",
                )
            )  # fmt: skip
        kinds = {one.kind for one in found}
        found += [one for one in _objects(data) if one.kind not in kinds]
        if personal:
            for number in range(min(len(file), _MOST_PAGES)):
                page = file[number]
                found += personal_in(page_text(page).text, f"第{number + 1}页")
                page.close()
    except pdfium.PdfiumError:
        found = [
            ReleaseFinding(
                "unreadable", Severity.MUST, "整个文件", "有的页面无法打开，没有检查完。",
                "重新导出后再检查。",
            )
        ]  # fmt: skip
    finally:
        file.close()
    return found


def _metadata(file: Any) -> Iterator[ReleaseFinding]:
    told = {key: text for key in _META if (text := file.get_metadata_value(key).strip())}
    values = {key: property_told(told[key], 60) for key in _TELLING if key in told}
    telling = [f"{_META[key]}“{value}”" for key, (value, _) in values.items()]
    paths = [text for text in told.values() if re.search(r"[A-Za-z]:\\|\\\\|/Users/|/home/", text)]
    if telling or paths:
        yield ReleaseFinding(
            "metadata", Severity.SHOULD, "文件属性",
            f"文件属性写有{'、'.join(telling + [f'路径“{short(path)}”' for path in paths])}。",
            "在“文件—属性”中清除作者等信息后重新导出。", any(named for _, named in values.values()),
        )  # fmt: skip
    elif told:
        shown = "、".join(f"{_META[key]}“{short(text, 30)}”" for key, text in told.items())
        yield ReleaseFinding(
            "metadata",
            Severity.NOTE,
            "文件属性",
            f"文件属性写有{shown}。",
            "一般可以保留，公开前请核对。",
        )


def _attachments(file: Any) -> Iterator[ReleaseFinding]:
    count = file.count_attachments()
    if count:
        names = "、".join(
            f"“{short(file.get_attachment(n).get_name(), 40)}”" for n in range(min(count, _SHOWN))
        )
        yield ReleaseFinding(
            "embedded-file", Severity.MUST, "附件", f"PDF里带有{count}个附件：{names}。",
            "删除嵌入的附件，或逐个审查后另行发布。",
        )  # fmt: skip


def _forms(file: Any) -> Iterator[ReleaseFinding]:
    if file.get_formtype() != pdfium_c.FORMTYPE_NONE:
        yield ReleaseFinding(
            "form-field", Severity.SHOULD, "整个文件", "含有可填写的表单域，填写的内容可能与显示的不同。",
            "平整化（打印为PDF）后再公开。",
        )  # fmt: skip
    scripts = pdfium_c.FPDFDoc_GetJavaScriptActionCount(file.raw)
    if scripts > 0:
        yield ReleaseFinding(
            "script",
            Severity.MUST,
            "整个文件",
            f"含有{scripts}段脚本。",
            "重新打印为PDF，去除脚本。",
        )


def _page(file: Any, number: int) -> Iterator[ReleaseFinding]:
    page = file[number]
    where = f"第{number + 1}页"
    try:
        kinds: dict[str, int] = {}
        words: list[str] = []
        for at in range(pdfium_c.FPDFPage_GetAnnotCount(page.raw)):
            annotation = pdfium_c.FPDFPage_GetAnnot(page.raw, at)
            label = _ANNOTATIONS.get(pdfium_c.FPDFAnnot_GetSubtype(annotation))
            if label:
                words.append(_contents(annotation))
            pdfium_c.FPDFPage_CloseAnnot(annotation)
            if label:
                kinds[label] = kinds.get(label, 0) + 1
        if kinds:
            shown = "、".join(f"{label}{count}处" for label, count in kinds.items())
            said = quoted("；".join(filter(None, words)), 40)
            yield hiding(
                "annotation", where, f"含有注释：{shown}{f'，写有“{said}”' if said else ''}。",
                "删除注释，或平整化后再公开；密文标记要先“应用”。", "\n".join(words),
            )  # fmt: skip
        yield from _unseen(page, where)
    finally:
        page.close()


def _contents(annotation: Any) -> str:
    """What a note says."""
    size = pdfium_c.FPDFAnnot_GetStringValue(annotation, b"Contents", None, 0)
    if size <= 2:
        return ""
    units = (pdfium_c.FPDF_WCHAR * (size // 2))()
    pdfium_c.FPDFAnnot_GetStringValue(annotation, b"Contents", units, size)
    return bytes(units).decode("utf-16-le", "replace").rstrip("\0")


def _unseen(page: Any, where: str) -> Iterator[ReleaseFinding]:
    """Characters where the rendered page shows nothing: white on white, or under a black box."""
    text = page_text(page)
    if not text.text.strip():
        return
    width, height = page.get_size()
    scale = min(_SCALE, (16_000_000 / max(1.0, width * height)) ** 0.5)
    bitmap = page.render(scale=scale, may_draw_forms=True)
    grey = bitmap.to_pil().convert("L")
    unseen = []
    for sign, box in zip(text.text, text.boxes, strict=True):
        if box is None or not sign.isalnum():
            continue
        corner = pixels(Area(1, box.x0, box.y0, box.x1, box.y1), scale)
        place = (*corner[:2], corner[2] + 1, corner[3] + 1)
        if place[2] <= 0 or place[3] <= 0 or place[0] >= grey.width or place[1] >= grey.height:
            unseen.append(sign)
            continue
        low, high = grey.crop(place).getextrema()
        if high - low < _INK:
            unseen.append(sign)
    bitmap.close()
    if len(unseen) >= 3:
        words = "".join(unseen)
        yield hiding(
            "hidden-text", where,
            f"有{len(unseen)}个字在页面上看不见但可以复制出来：“{quoted(words, 40)}”。",
            "可能是白色文字、被色块盖住的文字或页面以外的文字，请用区分处理重新生成文件。", words,
        )  # fmt: skip


def _objects(data: bytes) -> Iterator[ReleaseFinding]:
    """Marks in the objects themselves, packed ones too."""
    seen: set[str] = set()
    for part in _parts(data):
        for pattern, kind, severity, sentence, advice in _MARKS:
            if sentence not in seen and re.search(pattern, part):
                seen.add(sentence)
                yield ReleaseFinding(kind, severity, "整个文件", f"{sentence}。", advice)
        if "xmp" not in seen and _XMP.search(part):
            seen.add("xmp")
            yield ReleaseFinding(
                "metadata", Severity.SHOULD, "文件属性", "内嵌的元数据（XMP）写有作者或编辑记录。",
                "清除文档属性后重新导出。",
            )  # fmt: skip


def _parts(data: bytes) -> Iterator[bytes]:
    """What stands between streams, and the contents of object streams and metadata."""
    at = 0
    budget = _MOST_UNPACKED
    for count, match in enumerate(_STREAM.finditer(data)):
        if count >= _MOST_STREAMS or match.start() < at:
            if count >= _MOST_STREAMS:
                break
            continue
        head = data[at : match.start()]
        yield head
        end = data.find(b"endstream", match.end())
        end = len(data) if end < 0 else end
        dictionary = head[head.rfind(b"obj") :]
        if re.search(rb"/ObjStm\b", dictionary) and budget > 0:
            unpacked = _unpacked(data[match.end() : end], budget)
            budget -= len(unpacked)
            yield unpacked
        elif b"/Metadata" in dictionary or b"/XML" in dictionary:
            body = data[match.end() : end]
            yield _unpacked(body, budget) if b"/FlateDecode" in dictionary else body
        at = end
    yield data[at:]


def _unpacked(body: bytes, most: int) -> bytes:
    try:
        return zlib.decompressobj().decompress(body, most)
    except zlib.error:
        return b""
