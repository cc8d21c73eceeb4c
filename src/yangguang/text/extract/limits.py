"""How much one file may cost us.

Uploaded files are hostile until read: a small zip can unpack to terabytes, a small page can ask
for a billion merged cells. Every reader checks these numbers before it does the work.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Upper bounds for one file; sizes in bytes, the rest in pieces."""

    file_bytes: int = 200 * 1024 * 1024
    """The file as it arrives."""
    text_bytes: int = 32 * 1024 * 1024
    """A page or a text file; longer ones are no document but a data dump."""
    unpacked_bytes: int = 400 * 1024 * 1024
    """All members of a zip container (docx, xlsx, ofd) together."""
    unpack_ratio: int = 200
    """Unpacked size against packed size, looked at only above ``ratio_floor``."""
    ratio_floor: int = 20 * 1024 * 1024
    entries: int = 10_000
    """Members of a zip container."""
    pages: int = 3_000
    blocks: int = 200_000
    """Paragraphs and tables of a page or a Word file."""
    lines: int = 120_000
    """Lines of a text file."""
    cells: int = 500_000
    """Cells of all tables together, merged places counted as often as they cover."""
    sheet_cells: int = 1_500_000
    """The same of a workbook or a csv file: a city's list of powers has half a million."""
    tags: int = 160_000
    """Tags of one html page; a page with more is read as bare text."""
    seconds: float = 60.0
    """Wall time an outside program (antiword) may take."""


DEFAULT = Limits()
