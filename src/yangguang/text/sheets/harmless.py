"""What may be written into a cell that somebody will open in a spreadsheet, and back.

A text that begins with one of these signs would be run as a formula; a mark in front stops that.
What was marked is read back without the mark, so that an export can be imported again unchanged.
"""

from __future__ import annotations

import re

_NUMBER = re.compile(r"[-+]?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?", re.ASCII)
_WRAPPED = re.compile(r'="([^"]*)"')
_FORMULA = "=+-@\t\r"
_MARK = "'"


def harmless(cell: str) -> str:
    """The text with a mark in front where a spreadsheet would run it; plain numbers stay numbers."""
    first = cell.lstrip(_MARK)[:1]
    if not first or (first not in _FORMULA and not (cell[0] == _MARK and first.isdigit())):
        return cell
    return cell if _NUMBER.fullmatch(cell) else _MARK + cell


def unmarked(cell: str) -> str:
    """The text without the mark that `harmless`, or a person's apostrophe before a number, set;
    ="007", by which files keep zeros in front, is 007."""
    if wrapped := _WRAPPED.fullmatch(cell):
        return wrapped[1]
    if cell[:1] not in (_MARK, "\u2019"):
        return cell
    first = cell[1:].lstrip(_MARK)[:1]
    return cell[1:] if first and (first in _FORMULA or first.isdigit()) else cell
