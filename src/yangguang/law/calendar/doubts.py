"""What looks wrong in a notice that can be read: shown before an office signs it off.

A day typed wrongly moves every deadline that crosses it. The arrangement of a year has two
properties that hardly any slip preserves: every statutory day is off, and apart from those the
notice only exchanges days, one worked for one off. Neither is beyond exception (2015 gave a day
more), so these are doubts for a person, not refusals.
"""

from __future__ import annotations

from yangguang.law.calendar.days import chinese_date
from yangguang.law.calendar.notice import Notice
from yangguang.law.calendar.statutory import expected_days, first_year, last_year


def notice_doubts(notice: Notice) -> tuple[str, ...]:
    """Sentences for the desk, empty where nothing looks wrong.

    Only notices for a whole year are looked at, in the years of the table of festivals.

    依据：《全国年节及纪念日放假办法》第二条（法定节日）、第六条（补假）。
    """
    if not notice.whole_year or not first_year() <= notice.year <= last_year():
        return ()
    rests = {entry.day for entry in notice.days if entry.what == "rest"}
    works = {entry.day for entry in notice.days if entry.what == "work"}
    statutory = {day: name for day, name, _ in expected_days(notice.year)}
    found = [
        f"{chinese_date(day)}是法定节日（{name}），通知里没有列为放假，请核对。"
        for day, name in statutory.items()
        if day not in rests
    ]
    net = sum(day.weekday() < 5 for day in rests) - len(works)
    # Mid-Autumn may fall on National Day; the days given stay as many as the decree lists.
    wanted = sum(1 for _ in expected_days(notice.year))
    if net != wanted:
        found.append(
            f"放假的工作日比调休上班日多{net}天，按法定节日应多{wanted}天，"
            "请核对是否漏写或多写了放假日、上班日。"
        )
    return tuple(found)
