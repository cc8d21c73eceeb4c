"""The last day of a remedy: calendar days and months, and what happens at a holiday.

Other than the reply period, review and suit run in calendar days; only a last day that falls on a
day off moves. The calendar comes in through a small protocol, so that a forecast can be used too.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol

from yangguang.law.citation import Citation, cite
from yangguang.law.readings import Reading
from yangguang.law.remedies import Period, era_of, non_reply_remedies
from yangguang.law.wording import chinese_day


class NextWorking(Protocol):
    """What is needed of a calendar here."""

    def next_working(self, day: date) -> date:
        """The day itself if it is worked, else the next one that is."""
        ...


@dataclass(frozen=True, slots=True)
class Deadline:
    """``last_day`` after moving past days off, ``nominal`` before; ``sentence`` explains it."""

    last_day: date
    nominal: date
    citation: Citation
    sentence: str

    @property
    def moved(self) -> bool:
        """Whether a day off moved it."""
        return self.last_day != self.nominal


READINGS = (
    Reading(
        "month_end_rule",
        "按月计算的期间在到期月没有对应日时，哪一天是最后一日",
        "该月的最后一日",
        f"{cite('civil-code/202').short}：没有对应日的，月末日为期间的最后一日；此前的法律没有规定，按同一方法计算。",
    ),
    Reading(
        "last_day_off_moves",
        "复议、诉讼期间的最后一日是休息日、节假日的，怎样计算",
        "以其后第一个工作日为最后一日",
        f"{cite('litigation-interpretation-2018/48').short}；行政复议期间依照"
        f"{cite('civil-procedure-law').short}关于期间的规定（{cite('review-law-2023/88/1').short}）。",
    ),
    Reading(
        "three_months_become_six",
        "2015年5月1日前知道的答复，起诉期限到那一天还没有届满的，用几个月",
        "六个月，自知道之日起算",
        f"{cite('litigation-interpretation-2015/26').short}：尚未届满的，适用修改后的规定。",
    ),
    Reading(
        "not_told_by_day_of_decision",
        "没有告知起诉期限时，最长期限按哪一个司法解释",
        "按答复作出之日施行的司法解释（2018年2月8日前两年，其后一年）",
        "司法解释没有写明过渡办法；临近新旧交替的案件请法律顾问核对。",
    ),
)
"""What the laws leave open about these periods."""

SIX_MONTHS_SINCE = date(2015, 5, 1)


def add_months(day: date, months: int) -> date:
    """The corresponding day so many months later, or that month's last day.

    依据：《民法典》第二百零二条。>>> add_months(date(2023, 8, 31), 6) gives 2024-02-29.
    """
    place = day.year * 12 + day.month - 1 + months
    year, month = divmod(place, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def ends(start: date, period: Period, calendar: NextWorking) -> Deadline:
    """The last day of a period that begins the day after ``start``.

    Raises what the calendar raises where it does not reach (CalendarUnknown).
    依据：法释〔2018〕1号第四十八条（开始的日不计，末日是节假日的顺延）。
    """
    if period.unit == "个月":
        nominal = add_months(start, period.amount)
    else:
        nominal = start + timedelta(days=period.amount)
    last = calendar.next_working(nominal)
    sentence = f"自{chinese_day(start)}的次日起{period.text}，至{chinese_day(nominal)}"
    sentence += f"；该日是休息日，顺延至{chinese_day(last)}。" if last != nominal else "。"
    return Deadline(last, nominal, period.citation, sentence)


def review_deadline(known_on: date, decided_on: date, calendar: NextWorking) -> Deadline:
    """The last day to apply for review of a reply that reached the applicant on ``known_on``.

    依据：《行政复议法》（1999年）第九条第一款；《行政复议法》（2023年）第二十条第一款。
    """
    return ends(known_on, era_of(decided_on).review, calendar)


def suit_deadline(known_on: date, decided_on: date, calendar: NextWorking) -> Deadline:
    """The last day to sue directly, for a reply known on ``known_on``.

    Three months before 2015-05-01, six from then on; three that had not run out on that day became
    six. Whether a direct suit is open at all is said by ``remedies``.
    依据：《行政诉讼法》（1989年）第三十九条；《行政诉讼法》第四十六条第一款；2015年司法解释第二十六条。
    """
    period = era_of(decided_on).suit
    deadline = ends(known_on, period, calendar)
    if decided_on >= SIX_MONTHS_SINCE or deadline.last_day < SIX_MONTHS_SINCE:
        return deadline
    longer = Period(6, "个月", cite("litigation-law-2014/46/1"))
    found = ends(known_on, longer, calendar)
    return Deadline(
        found.last_day,
        found.nominal,
        cite("litigation-interpretation-2015/26"),
        f"2015年5月1日时三个月的期限尚未届满，改为六个月。{found.sentence}",
    )


def suit_after_review_deadline(
    review_decision_known_on: date, decided_on: date, calendar: NextWorking
) -> Deadline:
    """The last day to sue after the review decision, or after the review period ran out.

    依据：《行政诉讼法》（1989年）第三十八条第二款；《行政诉讼法》第四十五条；《行政复议法》（2023年）第三十四条。
    """
    return ends(review_decision_known_on, era_of(decided_on).suit_after_review, calendar)


def non_reply_deadlines(due: date, calendar: NextWorking) -> tuple[Deadline, Deadline]:
    """Last days to apply for review and to sue when no reply came by ``due``."""
    found = non_reply_remedies(due)
    if found.review is None or found.suit is None:
        raise AssertionError("a missing reply can always be reviewed and sued")
    if due < SIX_MONTHS_SINCE:
        suit = suit_deadline(due, due, calendar)
    else:
        suit = ends(due, found.suit, calendar)
    return ends(due, found.review, calendar), suit


def not_told_suit_limit(known_on: date, decided_on: date) -> Deadline:
    """The outer day to sue for one who was not told the period: from knowing the content.

    依据：法释〔2018〕1号第六十四条（一年）；法释〔2000〕8号第四十一条（两年）。
    """
    if decided_on >= date(2018, 2, 8):
        months, rule = 12, cite("litigation-interpretation-2018/64/1")
    else:
        months, rule = 24, cite("litigation-interpretation-2000/41/1")
    last = add_months(known_on, months)
    return Deadline(
        last, last, rule, f"没有告知起诉期限的，自知道答复内容之日起最长至{chinese_day(last)}。"
    )


def not_told_review_limit(known_on: date, decided_on: date) -> Deadline | None:
    """The outer day to apply for review for one who was not told; None before 2024 (no rule).

    依据：《行政复议法》（2023年）第二十条第三款。
    """
    if decided_on < date(2024, 1, 1):
        return None
    last = add_months(known_on, 12)
    return Deadline(
        last,
        last,
        cite("review-law-2023/20/3"),
        f"没有告知复议权利、机关和期限的，自知道答复内容之日起最长至{chinese_day(last)}。",
    )


def outer_limits(decided_on: date) -> tuple[Deadline, Deadline | None]:
    """The last days of all, five years from the decision: to sue, and (since 2024) to review.

    依据：《行政诉讼法》第四十六条第二款；法释〔2000〕8号第四十二条；《行政复议法》（2023年）第二十一条。
    """
    last = add_months(decided_on, 60)
    sentence = f"自答复作出之日起超过五年的不予受理，最后一日为{chinese_day(last)}。"
    if decided_on >= SIX_MONTHS_SINCE:
        suit_rule = cite("litigation-law-2014/46/2")
    else:
        suit_rule = cite("litigation-interpretation-2000/42")
    suit = Deadline(last, last, suit_rule, sentence)
    if decided_on < date(2024, 1, 1):
        return suit, None
    return suit, Deadline(last, last, cite("review-law-2023/21"), sentence)
