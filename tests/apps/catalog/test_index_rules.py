"""Index-number rules: the variants met in practice, and what a wrong rule says."""

from datetime import date

import pytest

from yangguang.apps.catalog.index_numbers import Parts, WrongPattern, parse_rule

PARTS = Parts(code="000014349", region="320723", word="灌政发", kind="03", on=date(2017, 12, 18))

VARIANTS = [
    ("{code}/{year}-{serial:5}", 110, "000014349/2017-00110"),
    ("{code}/{year}{month}-{serial:5}", 811, "000014349/201712-00811"),
    ("{code}-{year}-{serial:6}", 153077, "000014349-2017-153077"),
    (
        "{region}-{code}-{kind}-{year}{month}{day}-{serial:4}",
        12,
        "320723-000014349-03-20171218-0012",
    ),
    ("{region}{code}-{kind}-{year}-{serial:4}", 7, "320723000014349-03-2017-0007"),
    ("{region}{code}{kind}{year}{serial:4}", 9, "3207230000143490320170009"),
    ("{word}{year}-{serial:3}", 5, "灌政发2017-005"),
    ("{code}/{serial:8/all}", 42, "000014349/00000042"),
]


@pytest.mark.parametrize(("pattern", "serial", "expected"), VARIANTS)
def test_a_pattern_gives_the_number_an_office_expects(
    pattern: str, serial: int, expected: str
) -> None:
    assert parse_rule(pattern).render(PARTS, serial) == expected


@pytest.mark.parametrize(("pattern", "serial", "expected"), VARIANTS)
def test_the_serial_of_a_number_can_be_read_back(pattern: str, serial: int, expected: str) -> None:
    assert parse_rule(pattern).serial_of(PARTS, expected) == serial


def test_a_number_of_another_rule_has_no_serial() -> None:
    assert parse_rule("{code}/{year}-{serial:5}").serial_of(PARTS, "000014349-2017-00110") is None


@pytest.mark.parametrize(
    ("pattern", "complaint"),
    [
        ("{code}/{year}", "恰好含有一个流水号"),
        ("{code}/{year}-{serial:5}-{serial:5}", "恰好含有一个流水号"),
        ("{code}/{yeer}-{serial:5}", "yeer"),
        ("{code}/{serial:5}", "{year}"),
        ("{code}/{year}-{serial:5/month}", "{month}"),
        ("{year}-{serial:5}", "{code}"),
        ("{code}/{year:4}-{serial:5}", "只有 serial"),
        ("{code}/{year-{serial:5}", "花括号"),
        ("{code}/{year}-{serial:5/week}", "周期"),
    ],
)
def test_a_wrong_pattern_says_what_to_mend(pattern: str, complaint: str) -> None:
    with pytest.raises(WrongPattern, match=complaint.replace("{", r"\{").replace("}", r"\}")):
        parse_rule(pattern)


def test_series_follow_the_period() -> None:
    december, january = date(2017, 12, 31), date(2018, 1, 1)
    yearly = parse_rule("{code}/{year}-{serial:5}")
    assert yearly.series(7, december) != yearly.series(7, january)
    for_ever = parse_rule("{code}/{serial:8/all}")
    assert for_ever.series(7, december) == for_ever.series(7, january)
