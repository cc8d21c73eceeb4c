"""Word files with pictures in their text, as offices send them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from typing import Any

import docx
from docx.shared import Cm
from PIL import Image


def a_picture(
    colour: str = "red", size: tuple[int, int] = (80, 60), form: str = "PNG", **saved: Any
) -> bytes:
    """A plain picture, told apart by its colour."""
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, form, **saved)
    return out.getvalue()


class WordFile:
    """A Word file under way."""

    def __init__(self) -> None:
        self.document = docx.Document()

    def lines(self, *texts: str) -> WordFile:
        """Paragraphs of words."""
        for text in texts:
            self.document.add_paragraph(text)
        return self

    def picture(
        self,
        data: bytes,
        words: str = "",
        *,
        before: str = "",
        after: str = "",
        inside: Any = None,
        crop: Mapping[str, int] | None = None,
        turn: int = 0,
        hidden: bool = False,
    ) -> WordFile:
        """A paragraph with a picture; ``words`` is what Word calls its alternative text."""
        paragraph = (inside or self.document).add_paragraph(before)
        drawn = paragraph.add_run()
        shape = drawn.add_picture(io.BytesIO(data), width=Cm(4))
        properties = shape._inline.docPr
        if words:
            properties.set("descr", words)
        if hidden:
            properties.set("hidden", "1")
        if crop:
            fill = shape._inline.graphic.graphicData.pic.blipFill
            edges = fill.makeelement(
                "{http://schemas.openxmlformats.org/drawingml/2006/main}srcRect",
                {side: str(share) for side, share in crop.items()},
            )
            fill.insert(1, edges)
        if turn:
            shape._inline.graphic.graphicData.pic.spPr.find(
                "{http://schemas.openxmlformats.org/drawingml/2006/main}xfrm"
            ).set("rot", str(turn * 5_400_000))
        if after:
            paragraph.add_run(after)
        return self

    def data(self, **changed: bytes) -> bytes:
        """The file; ``changed`` puts other bytes where the picture of that name is (image1=…)."""
        out = io.BytesIO()
        self.document.save(out)
        return with_media(out.getvalue(), changed) if changed else out.getvalue()


def with_media(data: bytes, changed: Mapping[str, bytes]) -> bytes:
    """A Word file whose pictures hold other bytes than their names say."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for entry in old.infolist():
            stem = entry.filename.rpartition("/")[2].partition(".")[0]
            inside = entry.filename.startswith("word/media/") and stem in changed
            new.writestr(entry, changed[stem] if inside else old.read(entry), zipfile.ZIP_DEFLATED)
    return out.getvalue()


def linked_instead(data: bytes, address: str) -> bytes:
    """The same file with its first picture outside of it, as “链接到文件” makes it."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for entry in old.infolist():
            content = old.read(entry)
            if entry.filename == "word/document.xml":
                content = content.replace(b"r:embed=", b"r:link=", 1)
            if entry.filename == "word/_rels/document.xml.rels":
                text = content.decode()
                head, _, tail = text.partition('Target="media/image1.png"')
                content = f'{head}Target="{address}" TargetMode="External"{tail}'.encode()
            new.writestr(entry, content)
    return out.getvalue()
