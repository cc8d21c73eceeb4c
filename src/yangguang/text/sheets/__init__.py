"""Tables as offices really send them, read into rows of raw cells by the names of their columns."""

from yangguang.text.sheets.finding import (
    Choices,
    Column,
    Sheet,
    find_sheets,
    own_choices,
    sheet_with_head,
)
from yangguang.text.sheets.grids import Grid, Place, grids_of, letters, pasted
from yangguang.text.sheets.heads import Head, find_head
from yangguang.text.sheets.likeness import Match, Wanted, match_columns
from yangguang.text.sheets.reading import LeftOut, RawCell, RawRow, Reading, read_sheet
from yangguang.text.sheets.words import plain_head

__all__ = [
    "Choices", "Column", "Grid", "Head", "LeftOut", "Match", "Place", "RawCell", "RawRow", "Reading",
    "Sheet", "Wanted", "find_head", "find_sheets", "grids_of", "letters", "match_columns",
    "own_choices", "pasted", "plain_head", "read_sheet", "sheet_with_head",
]  # fmt: skip
