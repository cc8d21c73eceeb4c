"""The working-day calendar of China, 2007 to the last year that has been arranged.

Every statutory period here is counted in working days, and a working day is whatever the State
Council's yearly notice makes it: weekends are worked, weekdays are not. The notices are this
package's data; beyond the last one the answer is ``CalendarUnknown``, never a guess.
"""

from yangguang.law.calendar.days import CalendarUnknown, DayKind, DayStatus
from yangguang.law.calendar.doubts import notice_doubts
from yangguang.law.calendar.national import national, national_notices
from yangguang.law.calendar.notice import BadNotice, Notice, NoticeDay, parse_notice
from yangguang.law.calendar.regional import (
    Region,
    UnknownRegion,
    regional,
    regions,
    with_notices,
)
from yangguang.law.calendar.wording import draft_notice, notice_toml
from yangguang.law.calendar.workcalendar import WorkCalendar

__all__ = [
    "BadNotice",
    "CalendarUnknown",
    "DayKind",
    "DayStatus",
    "Notice",
    "NoticeDay",
    "Region",
    "UnknownRegion",
    "WorkCalendar",
    "draft_notice",
    "national",
    "national_notices",
    "notice_doubts",
    "notice_toml",
    "parse_notice",
    "regional",
    "regions",
    "with_notices",
]
