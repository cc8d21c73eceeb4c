"""What a file says, once its format is out of the way.

Every reader in ``text.extract`` answers with a `Document`: blocks in reading order, each a
paragraph or a table, each knowing its page. Everything above (header reader, form parser,
figure finder, search) works on this one shape and never on a file format.
"""

from __future__ import annotations

from dataclasses import dataclass, field


class UnreadableDocument(Exception):
    """The file cannot be read; ``args[0]`` says why and what to do, in Chinese for a clerk.

    ``code`` is one of ``empty``, ``encrypted``, ``too-large``, ``damaged``, ``unknown-format``,
    ``no-text`` (a scan without a text layer), ``bomb`` (unpacks to far more than its size).
    """

    def __init__(self, message: str, *, code: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell as it stands in the source; spans are 1 where nothing is merged."""

    text: str
    row_span: int = 1
    column_span: int = 1
    header: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table as its rows were marked up or recovered; ragged rows stay ragged.

    ``recovered`` says how: ``marked`` (html, docx, xlsx, ofd), ``piped``, ``tabbed``, ``layout``
    (PDF text in columns). ``grid()`` lays spans out.
    """

    rows: tuple[tuple[Cell, ...], ...]
    page: int = 1
    caption: str = ""
    recovered: str = "marked"
    row_numbers: tuple[int, ...] = field(default=(), compare=False)
    """The numbers its rows bear in the source, from 1, where blank ones were left out; else empty."""
    column_numbers: tuple[int, ...] = field(default=(), compare=False)
    """The same of the columns of `grid`."""

    def grid(self) -> list[list[str]]:
        """Rows of equal length with merged cells repeated into every place they cover."""
        occupied: dict[tuple[int, int], str] = {}
        width = 0
        for y, row in enumerate(self.rows):
            x = 0
            for cell in row:
                while (y, x) in occupied:
                    x += 1
                for dy in range(min(cell.row_span, len(self.rows) - y)):
                    for dx in range(cell.column_span):
                        occupied[y + dy, x + dx] = cell.text
                x += cell.column_span
                width = max(width, x)
        return [[occupied.get((y, x), "") for x in range(width)] for y in range(len(self.rows))]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph (or one line, where the source gives only lines)."""

    text: str
    page: int = 1
    heading: int = 0
    """1–6 where the source marks a heading, else 0."""


Block = Paragraph | Table


@dataclass(frozen=True, slots=True)
class Document:
    """A file's content in reading order, with what the container itself declares."""

    blocks: tuple[Block, ...]
    media_type: str
    pages: int = 1
    title: str = ""
    """What the container declares (html title, docx core property, first heading), may be wrong."""
    meta: dict[str, str] = field(default_factory=dict)
    """Declared metadata verbatim: html meta tags by name, docx core properties …"""
    links: tuple[tuple[str, str], ...] = ()
    """(text, href) in order, for attachments and sources."""
    warnings: tuple[str, ...] = ()
    """What the reader was unsure of, in Chinese."""

    def text(self) -> str:
        """The whole text, one block a line; a table row is one line with tabs between cells."""
        return "\n".join(_block_text(block) for block in self.blocks)

    def page_text(self, page: int) -> str:
        """The text of one page, counted from 1."""
        return "\n".join(_block_text(block) for block in self.blocks if block.page == page)


def _block_text(block: Block) -> str:
    if isinstance(block, Paragraph):
        return block.text
    return "\n".join("\t".join(cell.text for cell in row) for row in block.rows)
