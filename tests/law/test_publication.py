"""By when a document is public, and when a withheld one is looked at again."""

from datetime import date

import pytest

from yangguang.law.calendar import national
from yangguang.law.publication import publication_limit, reassess_on, review_citation
from yangguang.law.regimes import NoRegime


@pytest.mark.parametrize(
    ("formed", "due", "basis"),
    [
        # Counted on the printed calendar of each year: weekends, holidays and make-up days.
        (date(2026, 3, 2), date(2026, 3, 30), "《条例》第二十六条"),
        (date(2025, 9, 22), date(2025, 10, 24), "《条例》第二十六条"),
        (date(2024, 1, 30), date(2024, 3, 1), "《条例》第二十六条"),
        (date(2019, 5, 14), date(2019, 6, 12), "《条例》（2007年）第十八条"),
        (date(2019, 5, 15), date(2019, 6, 13), "《条例》第二十六条"),
    ],
)
def test_twenty_working_days_from_the_day_after(formed: date, due: date, basis: str) -> None:
    limit = publication_limit(formed, national())
    assert (limit.due, limit.certain, limit.citation.short) == (due, True, basis)
    assert sum(day.counted for day in limit.count.days) == 20


def test_past_the_last_notice_the_day_is_a_forecast() -> None:
    assert not publication_limit(date(2026, 12, 25), national()).certain


def test_before_the_regulation_there_is_no_limit() -> None:
    with pytest.raises(NoRegime):
        publication_limit(date(2008, 4, 30), national())


@pytest.mark.parametrize(
    ("decided", "months", "expected"),
    [
        (date(2026, 3, 2), 12, date(2027, 3, 2)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2025, 8, 31), 6, date(2026, 2, 28)),
        (date(2025, 11, 30), 3, date(2026, 2, 28)),
        (date(2025, 12, 31), 1, date(2026, 1, 31)),
    ],
)
def test_a_withheld_document_is_looked_at_again(decided: date, months: int, expected: date) -> None:
    assert reassess_on(decided, months=months) == expected


def test_never_is_no_interval() -> None:
    with pytest.raises(ValueError, match="至少为1个月"):
        reassess_on(date(2026, 1, 1), months=0)


def test_review_before_release_stands_in_both_regulations() -> None:
    assert review_citation(date(2019, 5, 14)).short == "《条例》（2007年）第十四条第一款"
    assert review_citation(date(2019, 5, 15)).short == "《条例》第十七条"
