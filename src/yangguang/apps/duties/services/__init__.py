"""Acts on duties, one module per subject."""

from yangguang.apps.duties.services.owing import (
    assign_duty,
    cancel_duty,
    discharge_duty,
    move_duty,
    open_duty,
    reopen_duty,
)
from yangguang.apps.duties.services.supervision import (
    answer_order,
    close_order,
    issue_order,
    return_order,
)

__all__ = [
    "answer_order",
    "assign_duty",
    "cancel_duty",
    "close_order",
    "discharge_duty",
    "issue_order",
    "move_duty",
    "open_duty",
    "reopen_duty",
    "return_order",
]
