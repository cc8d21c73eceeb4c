"""Acts on duties, one module per subject."""

from yangguang.apps.duties.services.calendar import (
    adopt_notice,
    assign_region,
    check_calendars,
    drop_change,
    retire_notice,
    set_yellow_days,
    sign_off_change,
)
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
