"""By when a department must publish its budget or final account.

依据：《中华人民共和国预算法》第十四条第二款：“经本级政府财政部门批复的部门预算、决算及报表，应当在批复后二十日内由各部门向社会公开”。
Reading: the twenty days are days of the calendar and begin on the day after the approval; a last day
that falls on a holiday is not moved, since nobody is harmed by publishing earlier.
Not coded: the twenty days of the first paragraph for the budget of the government itself.
"""

from __future__ import annotations

from datetime import date, timedelta

DAYS = 20
BASIS = "《中华人民共和国预算法》第十四条第二款"


def publication_due(approved_on: date) -> date:
    """The last day of the twenty days after approval."""
    return approved_on + timedelta(days=DAYS)
