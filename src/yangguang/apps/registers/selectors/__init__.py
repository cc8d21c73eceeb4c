"""Reading registers: what is public now, what was on a day, what changed, and what it adds up to."""

from yangguang.apps.registers.selectors.changing import (
    Difference,
    differences,
    differences_of,
    row_history,
    sets_in_reach,
)
from yangguang.apps.registers.selectors.figures import Figure, figure_by, figure_of
from yangguang.apps.registers.selectors.listing import (
    Listing,
    filtered,
    find_row,
    live_rows,
    public_registers,
    rows_as_of,
    sorted_rows,
)

__all__ = [
    "Difference",
    "Figure",
    "Listing",
    "differences",
    "differences_of",
    "figure_by",
    "figure_of",
    "filtered",
    "find_row",
    "live_rows",
    "public_registers",
    "row_history",
    "rows_as_of",
    "sets_in_reach",
    "sorted_rows",
]
