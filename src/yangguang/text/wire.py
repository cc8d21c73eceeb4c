"""A `Document` as plain JSON values, to cross from the sandboxed reader to its caller.

JSON and not pickle: the reader may have been taken over by the file it read, and whatever it
sends must not be able to do more than be wrong.
"""

from __future__ import annotations

from dataclasses import astuple
from typing import Any

from yangguang.text.document import Block, Cell, Document, Paragraph, Table
from yangguang.text.extract.traces import Inside, Picture, Region, Trace, TracedDocument


class WrongWire(Exception):
    """The values are not those of a document."""


def pack(document: Document) -> dict[str, Any]:
    """Plain values that `unpack` turns back into an equal document, traces included."""
    values: dict[str, Any] = {
        "blocks": [_pack_block(block) for block in document.blocks],
        "media_type": document.media_type,
        "pages": document.pages,
        "title": document.title,
        "meta": document.meta,
        "links": [list(link) for link in document.links],
        "warnings": list(document.warnings),
    }
    if isinstance(document, TracedDocument):
        values["traces"] = [list(astuple(trace)) for trace in document.traces]
        values["pictures"] = [list(astuple(picture)) for picture in document.pictures]
        values["regions"] = [list(astuple(region)) for region in document.regions]
        values["held"] = document.held
    return values


def unpack(values: Any) -> Document:
    """The document again. Raises WrongWire for anything that is not one."""
    try:
        document = Document(
            blocks=tuple(_unpack_block(block) for block in values["blocks"]),
            media_type=str(values["media_type"]),
            pages=int(values["pages"]),
            title=str(values["title"]),
            meta={str(name): str(value) for name, value in values["meta"].items()},
            links=tuple((str(text), str(href)) for text, href in values["links"]),
            warnings=tuple(str(warning) for warning in values["warnings"]),
        )
        return _with_traces(document, values) if "traces" in values else document
    except (KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
        raise WrongWire(str(error)) from error


def _with_traces(document: Document, values: Any) -> TracedDocument:
    return TracedDocument(
        blocks=document.blocks,
        media_type=document.media_type,
        pages=document.pages,
        title=document.title,
        meta=document.meta,
        links=document.links,
        warnings=document.warnings,
        traces=tuple(
            Trace(
                indent=int(indent),
                gap=bool(gap),
                link_chars=int(link_chars),
                region=int(region),
                marked_body=bool(marked_body),
                size=float(size),
                runs_on=bool(runs_on),
            )
            for indent, gap, link_chars, region, marked_body, size, runs_on in values["traces"]
        ),
        regions=tuple(
            Region(int(parent), str(tag), str(name)) for parent, tag, name in values["regions"]
        ),
        pictures=tuple(
            Picture(
                str(alternative),
                str(address),
                int(region),
                int(after),
                None if inside is None else Inside(*(int(one) for one in inside)),
            )
            for alternative, address, region, after, inside in values["pictures"]
        ),
        held=int(values["held"]),
    )


def _pack_block(block: Block) -> list[Any]:
    if isinstance(block, Paragraph):
        return ["p", block.text, block.page, block.heading]
    # Nearly every cell of a long sheet is nothing but its text.
    rows = [[_pack_cell(cell) for cell in row] for row in block.rows]
    numbers = [list(block.row_numbers), list(block.column_numbers)]
    return ["t", rows, block.page, block.caption, block.recovered, *numbers]


def _pack_cell(cell: Cell) -> str | list[Any]:
    if cell.row_span == cell.column_span == 1 and not cell.header:
        return cell.text
    return [cell.text, cell.row_span, cell.column_span, cell.header]


def _unpack_cell(values: Any) -> Cell:
    text, down, right, head = values
    return Cell(str(text), int(down), int(right), bool(head))


def _unpack_block(values: Any) -> Block:
    if values[0] == "p":
        return Paragraph(str(values[1]), int(values[2]), int(values[3]))
    rows = tuple(
        tuple(Cell(cell) if isinstance(cell, str) else _unpack_cell(cell) for cell in row)
        for row in values[1]
    )
    return Table(
        rows,
        int(values[2]),
        str(values[3]),
        str(values[4]),
        tuple(int(number) for number in values[5]),
        tuple(int(number) for number in values[6]),
    )
