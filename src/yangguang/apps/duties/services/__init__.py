"""Acts on duties, one module per subject."""

from yangguang.apps.duties.services.owing import (
    assign_duty,
    cancel_duty,
    discharge_duty,
    move_duty,
    open_duty,
    reopen_duty,
)
from yangguang.apps.duties.services.proposing import (
    adopt_notice,
    assign_region,
    check_calendars,
    retire_notice,
)
from yangguang.apps.duties.services.signing import drop_change, sign_off_change
from yangguang.apps.duties.services.supervision import (
    answer_order,
    close_order,
    issue_order,
    return_order,
)
from yangguang.apps.duties.services.yellow import set_yellow_days

__all__ = [
    "adopt_notice",
    "answer_order",
    "assign_duty",
    "assign_region",
    "cancel_duty",
    "check_calendars",
    "close_order",
    "discharge_duty",
    "drop_change",
    "issue_order",
    "move_duty",
    "open_duty",
    "reopen_duty",
    "retire_notice",
    "return_order",
    "set_yellow_days",
    "sign_off_change",
]
