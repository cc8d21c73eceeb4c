"""What may be written into a cell that somebody will open in a spreadsheet, and back.

A text that begins with one of these signs would be run as a formula; a mark in front stops that.
What was marked is read back without the mark, so that an export can be imported again unchanged.
"""

from __future__ import annotations

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def harmless(cell: str) -> str:
    """The text with a mark in front where a spreadsheet would run it; plain numbers stay numbers."""
    if not cell.startswith(_FORMULA):
        return cell
    try:
        float(cell)
    except ValueError:
        return "'" + cell
    return cell


def unmarked(cell: str) -> str:
    """The text without the mark that `harmless`, or a person's apostrophe before a number, set."""
    if cell[:1] in ("'", "\u2019") and cell[1:2] and (cell[1] in "=+-@\t\r" or cell[1].isdigit()):
        return cell[1:]
    return cell
