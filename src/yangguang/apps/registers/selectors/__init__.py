"""Reading registers: what is public now, what was on a day, what changed, and what it adds up to."""

from yangguang.apps.registers.selectors.asking import (
    Choice,
    Question,
    Reply,
    ask,
    bodies_of,
    choices_of,
    counted_fields,
)
from yangguang.apps.registers.selectors.changing import (
    Difference,
    differences,
    differences_of,
    row_history,
    sets_in_reach,
)
from yangguang.apps.registers.selectors.figures import (
    Figure,
    figure_by,
    figure_by_body,
    figure_of,
    rows_of_each,
    rows_on,
)
from yangguang.apps.registers.selectors.listing import (
    Listing,
    filtered,
    find_row,
    live_rows,
    public_registers,
    rows_as_of,
    sorted_rows,
)
from yangguang.apps.registers.selectors.showing import (
    SetShown,
    public_cells,
    public_differences,
    public_fields_of,
    public_title,
    public_value,
    shown_sets,
)

__all__ = [
    "Choice",
    "Difference",
    "Figure",
    "Listing",
    "Question",
    "Reply",
    "SetShown",
    "ask",
    "bodies_of",
    "choices_of",
    "counted_fields",
    "differences",
    "differences_of",
    "figure_by",
    "figure_by_body",
    "figure_of",
    "filtered",
    "find_row",
    "live_rows",
    "public_cells",
    "public_differences",
    "public_fields_of",
    "public_registers",
    "public_title",
    "public_value",
    "row_history",
    "rows_as_of",
    "rows_of_each",
    "rows_on",
    "sets_in_reach",
    "shown_sets",
    "sorted_rows",
]
