"""Reading the ledgers: rows on days, as known at a moment, and the cells they supply."""

from yangguang.apps.resources.selectors.counting import (
    Behind,
    cells_supplied,
    counted,
    counted_by_agency,
    entries_behind,
    ledger_cells,
    ledger_cells_by_agency,
)
from yangguang.apps.resources.selectors.scope import (
    entries_of,
    history,
    present,
    recorded_after,
    standing_on,
    visible_entries,
)

__all__ = [
    "Behind",
    "cells_supplied",
    "counted",
    "counted_by_agency",
    "entries_behind",
    "entries_of",
    "history",
    "ledger_cells",
    "ledger_cells_by_agency",
    "present",
    "recorded_after",
    "standing_on",
    "visible_entries",
]
