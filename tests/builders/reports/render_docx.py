"""Word files of reports, written part by part so that merged cells come out as Word writes them."""

from __future__ import annotations

import io
import random
import zipfile
from xml.sax.saxutils import escape

from tests.builders.reports.blocks import Block, Box, Grid, Heading

_TYPES = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>"""
_RELATIONS = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>"""
_OPEN = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>'
_CLOSE = '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/></w:sectPr></w:body></w:document>'


def render_docx(rng: random.Random, blocks: list[Block]) -> bytes:
    """The report as the bytes of a .docx file."""
    body: list[str] = []
    for block in blocks:
        if isinstance(block, Grid):
            if block.caption:
                body.append(_paragraph(rng, block.caption))
            body.append(_table(rng, block))
        elif isinstance(block, Heading):
            body.append(_paragraph(rng, block.text, bold=True))
        else:
            body.append(_paragraph(rng, block.text))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in (
            ("[Content_Types].xml", _TYPES),
            ("_rels/.rels", _RELATIONS),
            ("word/document.xml", _OPEN + "".join(body) + _CLOSE),
        ):
            # A fixed date, so that the same report is the same bytes on any day.
            entry = zipfile.ZipInfo(name, (2020, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    return out.getvalue()


def _paragraph(rng: random.Random, text: str, *, bold: bool = False) -> str:
    properties = "<w:rPr><w:b/></w:rPr>" if bold else ""
    pieces = [text]
    if len(text) > 12 and rng.random() < 0.4:
        cut = rng.randint(1, len(text) - 1)
        pieces = [text[:cut], text[cut:]]
    runs = "".join(
        f'<w:r>{properties}<w:t xml:space="preserve">{escape(piece)}</w:t></w:r>'
        for piece in pieces
    )
    return f"<w:p>{runs}</w:p>"


def _table(rng: random.Random, grid: Grid) -> str:
    below: dict[tuple[int, int], int] = {}
    rows: list[str] = []
    for y, row in enumerate(grid.rows):
        cells: list[str] = []
        x = 0
        pending = list(row)
        while pending or (y, x) in below:
            if (y, x) in below:
                span = below.pop((y, x))
                cells.append(_cell(rng, Box(""), span, '<w:vMerge w:val="continue"/>'))
                x += span
                continue
            box = pending.pop(0)
            merge = ""
            if box.rows > 1:
                merge = '<w:vMerge w:val="restart"/>'
                for dy in range(1, box.rows):
                    below[y + dy, x] = box.columns
            cells.append(_cell(rng, box, box.columns, merge))
            x += box.columns
        rows.append(f"<w:tr>{''.join(cells)}</w:tr>")
    return f"<w:tbl><w:tblPr/>{''.join(rows)}</w:tbl>"


def _cell(rng: random.Random, box: Box, span: int, merge: str) -> str:
    grid_span = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    inner = "".join(_paragraph(rng, line) for line in box.text.split("\n"))
    return f"<w:tc><w:tcPr>{grid_span}{merge}</w:tcPr>{inner}</w:tc>"
