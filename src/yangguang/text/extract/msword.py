"""Word 97–2003 files through antiword, the one free program that reads them on any server.

antiword is asked for DocBook, not for text: in its text a table is drawn with bars and a figure
too wide for its column is broken in two; in DocBook each cell stands whole. It runs under limits,
as a C program reading whatever was uploaded should.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from typing import Any

from yangguang.text.document import Block, Cell, Paragraph, Table, UnreadableDocument
from yangguang.text.extract.archive import damaged, parse_xml
from yangguang.text.extract.limits import DEFAULT, Limits
from yangguang.text.extract.plain import read_lines
from yangguang.text.extract.traces import TracedDocument
from yangguang.text.extract.xmlnames import local

_BOUND = 'ulimit -v 1500000 -t 60 -f 131072 -c 0; exec "$0" "$@"'
_DOCTYPE = re.compile(rb"<!DOCTYPE[^>]{0,500}>")
_PICTURE = "[pic]"
"""What antiword writes where a picture stands."""
_HOLDERS = frozenset(
    ["para", "entry", "listitem", "footnote", "blockquote", "chapter", "book", "section"]
)
_LISTS = frozenset(["orderedlist", "itemizedlist"])


def read_doc(data: bytes, *, limits: Limits = DEFAULT) -> TracedDocument:
    """Paragraphs and tables of a Word 97–2003 file.

    Raises UnreadableDocument: ``unknown-format`` where antiword is not installed, ``encrypted``,
    ``damaged``. Not read: page numbers, merged cells, automatic list numbers and pictures (a
    warning says so).
    """
    program = shutil.which("antiword")
    if program is None:
        raise UnreadableDocument(
            "旧版Word（.doc）文件需要服务器安装antiword才能读取。"
            "请用Word或WPS另存为docx后重新上传。",
            code="unknown-format",
        )
    with tempfile.NamedTemporaryFile(suffix=".doc") as file:
        file.write(data)
        file.flush()
        answer = _run([program, "-x", "db", file.name], limits)
        if answer.returncode == 0:
            try:
                return _from_docbook(answer.output)
            except UnreadableDocument:
                # Its DocBook is at times no good XML; then its plain text has to do.
                pass
        answer = _run([program, "-m", "UTF-8.txt", "-w", "0", file.name], limits)
    if "ncrypted" in answer.reason:
        raise UnreadableDocument(
            "Word文件已加密，无法读取。请去除打开密码后重新上传。", code="encrypted"
        )
    if answer.returncode != 0 or not answer.output.strip():
        raise damaged("antiword无法解读")
    text = answer.output.decode("utf-8", "replace")
    lines = read_lines(text.replace(_PICTURE, ""), limits=limits)
    return TracedDocument(
        blocks=lines.blocks,
        media_type="application/msword",
        warnings=(
            "Word文件结构有损，只取出文字，过宽的表格内容可能断行。",
            *lines.warnings,
            *_told(text.count(_PICTURE)),
        ),
        traces=lines.traces,
    )


@dataclass(frozen=True, slots=True)
class _Answer:
    returncode: int
    output: bytes
    reason: str


def _run(command: list[str], limits: Limits) -> _Answer:
    with tempfile.TemporaryFile() as out:
        try:
            # A fixed shell line that only sets limits, a fixed program and a path of our making.
            done = subprocess.run(  # noqa: S603
                ["/bin/sh", "-c", _BOUND, *command],
                stdout=out,
                stderr=subprocess.PIPE,
                timeout=limits.seconds,
                check=False,
                env={"PATH": os.defpath, "LC_ALL": "C.UTF-8", "HOME": tempfile.gettempdir()},
            )
        except subprocess.TimeoutExpired as slip:
            raise damaged("Word文件读取超时") from slip
        out.seek(0)
        output = out.read(limits.text_bytes)
    return _Answer(done.returncode, output, done.stderr.decode("utf-8", "replace"))


def _from_docbook(output: bytes) -> TracedDocument:
    root = parse_xml(_DOCTYPE.sub(b"", output, count=1), "antiword的输出")
    reader = _DocBook()
    reader.walk(root)
    reader.flush()
    if not reader.blocks:
        raise damaged("antiword没有读出文字")
    warnings = ("文件使用了自动编号，编号未能读出。",) if reader.lists else ()
    return TracedDocument(
        blocks=tuple(reader.blocks),
        media_type="application/msword",
        warnings=warnings + _told(reader.pictures),
    )


def _told(pictures: int) -> tuple[str, ...]:
    """What is said of pictures, of which antiword gives only the places."""
    if not pictures:
        return ()
    sentence = (
        f"文件里有{pictures}张图片没有进入正文。请用Word或WPS另存为docx后重新上传，"
        "图片会随正文一起带入；也可以对照原件逐张插入。"
    )
    return (sentence,)


class _DocBook:
    """Collects blocks; a line end inside a paragraph is a paragraph mark of Word."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.pieces: list[str] = []
        self.pictures = 0
        self.lists = False

    def flush(self, heading: int = 0) -> None:
        """Ends the text under way."""
        text = "".join(self.pieces)
        self.pictures += text.count(_PICTURE)
        for line in text.replace(_PICTURE, "").split("\n"):
            if line.strip():
                self.blocks.append(Paragraph(line.strip(), heading=heading))
        self.pieces.clear()

    def walk(self, element: Any) -> None:
        """Takes in an element and all below it, in order."""
        name = local(element)
        if name in ("informaltable", "table"):
            self.flush()
            self._table(element)
            return
        if name in ("bookinfo", "informalgraphic", "mediaobject"):
            return
        if name in _LISTS:
            self.lists = self.lists or name == "orderedlist"
        if name in _HOLDERS or name == "title":
            self.flush()
        self.pieces.append(element.text or "")
        for each in element:
            self.walk(each)
            self.pieces.append(each.tail or "")
        if name in _HOLDERS:
            self.flush()
        elif name == "title":
            self.flush(heading=1)

    def _table(self, element: Any) -> None:
        rows = []
        for row in element.iter("row"):
            cells = []
            for entry in row:
                inner = _DocBook()
                inner.walk(entry)
                self.pictures += inner.pictures
                text = "\n".join(b.text for b in inner.blocks if isinstance(b, Paragraph))
                cells.append(Cell(text))
            if cells:
                rows.append(tuple(cells))
        if rows:
            self.blocks.append(Table(tuple(rows)))
