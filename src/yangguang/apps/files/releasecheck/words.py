"""Word documents (docx, docm): comments, revisions, hidden and white text, alternative text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from yangguang.apps.files.releasecheck.finding import ReleaseFinding, Severity, short
from yangguang.apps.files.releasecheck.personal import hiding, property_told, quoted
from yangguang.text.extract.archive import Archive
from yangguang.text.extract.docxpictures import HARDLY, cut_of

_PARTS = ("word/document.xml", "word/footnotes.xml", "word/endnotes.xml")
_REVISIONS = {"ins": "插入", "del": "删除", "moveFrom": "移走", "moveTo": "移入"}
_FORMATS = frozenset({"rPrChange", "pPrChange", "tblPrChange", "sectPrChange"})


def check_word(archive: Archive) -> Iterator[ReleaseFinding]:
    """What a Word file keeps beside its text."""
    if "word/comments.xml" in archive:
        comments = [one for one in archive.xml("word/comments.xml") if _local(one) == "comment"]
        if comments:
            authors = dict.fromkeys(_value(one, "author") or "未署名" for one in comments)
            writers = "、".join(property_told(author)[0] for author in authors)
            yield hiding(
                "comment", "批注",
                f"有{len(comments)}条批注（{short(writers, 40)}），例如“{quoted(_text(comments[0]), 30)}”。",
                "在“审阅”中删除全部批注。", "\n".join(_text(one) for one in comments),
            )  # fmt: skip
    names = [name for name in archive.names() if name.startswith(("word/header", "word/footer"))]
    for name in (*_PARTS, *names):
        if name in archive:
            yield from _part(archive.xml(name), _place(name))
    if "word/settings.xml" in archive:
        settings = archive.xml("word/settings.xml")
        kept = {_local(one) for one in settings.iter()}
        if "trackRevisions" in kept:
            yield ReleaseFinding(
                "revision",
                Severity.SHOULD,
                "设置",
                "修订功能仍然打开，以后的改动会留下痕迹。",
                "在“审阅”中关闭修订。",
            )
        if "docVar" in kept:
            yield ReleaseFinding(
                "metadata",
                Severity.SHOULD,
                "设置",
                "含有文档变量，可能存有未显示的内容。",
                "检查并删除文档变量。",
            )


def _part(root: Any, where: str) -> Iterator[ReleaseFinding]:
    revisions: dict[str, int] = {}
    removed: list[str] = []
    hidden: list[str] = []
    white: list[str] = []
    tiny: list[str] = []
    alternatives: list[str] = []
    fields = formats = cropped = 0
    for element in root.iter():
        name = _local(element)
        if name in _REVISIONS and _value(element, "author") is not None:
            revisions[_REVISIONS[name]] = revisions.get(_REVISIONS[name], 0) + 1
        elif name in _FORMATS:
            formats += 1
        elif name == "delText" and element.text:
            removed.append(element.text)
        elif name == "r":
            text = _text(element)
            properties = next((one for one in element if _local(one) == "rPr"), None)
            if not text.strip() or properties is None:
                continue
            marks = {_local(one): one for one in properties}
            if _on(marks.get("vanish")) or _on(marks.get("webHidden")):
                hidden.append(text)
            elif _is_white(marks):
                white.append(text)
            elif _size(marks) is not None and (_size(marks) or 9) <= 4:
                tiny.append(text)
        elif name in ("docPr", "cNvPr"):
            words = element.get("descr") or element.get("title") or ""
            if words.strip():
                alternatives.append(words)
        elif name in ("srcRect", "imagedata"):
            cropped += max(cut_of(element)) > HARDLY
        elif name in ("fldChar", "ffData", "sdt"):
            fields += name in ("ffData", "sdt")
    if revisions or formats:
        shown = "、".join(f"{label}{count}处" for label, count in revisions.items())
        shown = "、".join(filter(None, [shown, f"格式{formats}处" if formats else ""]))
        example = f"，被删除的文字如“{quoted(''.join(removed), 30)}”" if removed else ""
        yield hiding(
            "revision", where, f"有修订痕迹：{shown}{example}。", "在“审阅”中接受或拒绝全部修订。",
            "".join(removed),
        )  # fmt: skip
    for words, sentence in (
        (hidden, "有{}处隐藏文字：“{}”。"),
        (white, "有{}处白色文字：“{}”。"),
        (tiny, "有{}处小到看不清的文字：“{}”。"),
    ):
        if words:
            yield hiding(
                "hidden-text", where, sentence.format(len(words), quoted("".join(words), 40)),
                "删除，或改为正常显示后审查。", "".join(words),
            )  # fmt: skip
    if cropped:
        yield ReleaseFinding(
            "cropped-picture", Severity.MUST, where,
            f"有{cropped}张图片被裁剪过，裁掉的部分仍在文件里，下载的人可以还原。",
            "在 Word、WPS 中选中图片，用“压缩图片”删除剪裁区域，保存后重新上传。",
        )  # fmt: skip
    if alternatives:
        yield ReleaseFinding(
            "alt-text", Severity.SHOULD, where,
            f"图片或图形有替代文字{len(alternatives)}处：“{quoted('；'.join(alternatives), 40)}”。",
            "核对替代文字有没有不应公开的内容（如文件路径、人名）。",
        )  # fmt: skip
    if fields:
        yield ReleaseFinding(
            "form-field",
            Severity.NOTE,
            where,
            f"有{fields}处表单域或内容控件。",
            "核对其中的内容和占位说明。",
        )


def _is_white(marks: dict[str, Any]) -> bool:
    """White letters, unless something dark lies behind them."""
    color = marks.get("color")
    if color is None or (_value(color, "val") or "").upper() not in ("FFFFFF", "FEFEFE", "FDFDFD"):
        return False
    shade = marks.get("shd")
    fill = (_value(shade, "fill") or "auto").upper() if shade is not None else "AUTO"
    return fill in ("AUTO", "FFFFFF") and "highlight" not in marks


def _size(marks: dict[str, Any]) -> int | None:
    """Half points; None where not stated."""
    size = marks.get("sz")
    value = _value(size, "val") if size is not None else None
    return int(value) if value and value.isdigit() else None


def _on(element: Any) -> bool:
    return element is not None and (_value(element, "val") or "1") not in ("0", "false", "off")


def _local(element: Any) -> str:
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def _value(element: Any, name: str) -> str | None:
    return next((str(v) for k, v in element.attrib.items() if k.rpartition("}")[2] == name), None)


def _text(element: Any) -> str:
    return "".join(one.text or "" for one in element.iter() if _local(one) in ("t", "delText"))


def _place(name: str) -> str:
    if "header" in name:
        return "页眉"
    if "footer" in name:
        return "页脚"
    return {"footnotes": "脚注", "endnotes": "尾注"}.get(name.split("/")[1].split(".")[0], "正文")
