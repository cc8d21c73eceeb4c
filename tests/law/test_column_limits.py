from __future__ import annotations

from datetime import date, timedelta

import pytest

from yangguang.law.column_limits import LIMITS, home_last_day, last_day


@pytest.mark.parametrize(
    ("code", "updated", "due"),
    [
        ("news", date(2026, 3, 2), date(2026, 3, 16)),
        ("news", date(2026, 12, 25), date(2027, 1, 8)),
        ("notices", date(2026, 3, 2), date(2026, 9, 2)),
        ("policy", date(2026, 8, 31), date(2027, 2, 28)),
        ("policy", date(2027, 8, 31), date(2028, 2, 29)),
        ("service-figures", date(2026, 11, 30), date(2027, 2, 28)),
        ("service-figures", date(2026, 10, 1), date(2027, 1, 1)),
    ],
)
def test_each_kind_has_its_longest_time(code: str, updated: date, due: date) -> None:
    assert last_day(updated, LIMITS[code]) == due


def test_a_stricter_limit_goes_first_and_a_laxer_one_does_nothing() -> None:
    news = LIMITS["news"]
    assert last_day(date(2026, 3, 2), news, 7) == date(2026, 3, 9)
    assert last_day(date(2026, 3, 2), news, 30) == date(2026, 3, 16)
    assert last_day(date(2026, 3, 2), None, 30) == date(2026, 4, 1)
    assert last_day(date(2026, 3, 2), None) is None
    assert home_last_day(date(2026, 3, 2)) == date(2026, 3, 16)


@pytest.mark.parametrize("code", sorted(LIMITS))
def test_a_stricter_limit_is_stricter_on_every_day(code: str) -> None:
    limit = LIMITS[code]
    lengths = set()
    for number in range(1461):
        day = date(2024, 1, 1) + timedelta(days=number)
        due = last_day(day, limit)
        assert due is not None
        lengths.add((due - day).days)
    assert min(lengths) == limit.shortest_days
