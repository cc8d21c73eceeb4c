"""Reports side by side: ranks, jumps, gaps, doubles, and files that are no report."""

from decimal import Decimal

from tests.apps.reports.drafting.reports import drafted, years_of_figures
from yangguang.law.forms.comparing import Entry, compare
from yangguang.law.forms.comparing_files import entries_of
from yangguang.law.forms.comparing_tables import (
    as_mapping,
    cell_rows,
    figure_rows,
    overview_rows,
    remark_rows,
)
from yangguang.text.document import Document
from yangguang.text.extract.html import read_page


def an_entry(agency: str, year: int, received: int | None, **values: object) -> Entry:
    cells = {"3.1/total": None if received is None else Decimal(received)}
    return Entry(f"{agency}{year}.html", agency, year, "2021", cells, **values)  # type: ignore[arg-type]  # named fields of the entry


def test_the_largest_comes_first_and_equals_share_a_rank() -> None:
    found = compare(
        [an_entry("甲局", 2024, 8), an_entry("乙局", 2024, 12), an_entry("丙局", 2024, 8)]
    )
    (received,) = found.tables
    assert received.figure.name == "新收申请"
    assert [received.ranks[name, 2024] for name in ("甲局", "乙局", "丙局")] == [2, 1, 2]
    assert figure_rows(found, received) == [
        ["机关", "2024年（件）", "2024年位次"],
        ["甲局", 8, 2],
        ["乙局", 12, 1],
        ["丙局", 8, 2],
    ]


def test_forms_are_compared_only_where_they_count_alike() -> None:
    old = Entry("a", "甲局", 2017, "2014", {"3.1": Decimal(5), "3.3.4": Decimal(1)})
    found = compare([old, an_entry("甲局", 2021, 9)])
    names = [table.figure.name for table in found.tables]
    assert names == ["新收申请", "不予公开"]
    assert found.tables[0].value("甲局", 2017) == Decimal(5)
    assert found.tables[0].value("甲局", 2021) == Decimal(9)


def test_a_jump_and_a_body_far_above_the_others_stand_out() -> None:
    years = [an_entry("甲局", 2023, 20), an_entry("甲局", 2024, 100), an_entry("乙局", 2024, 19)]
    assert [(one.agency, one.year) for one in compare(years).outliers] == [("甲局", 2024)]
    small = [an_entry("甲局", 2023, 1), an_entry("甲局", 2024, 19)]
    assert compare(small).outliers == ()
    many = [an_entry(f"{number}号局", 2024, 20 + number) for number in range(9)]
    (far,) = compare([*many, an_entry("远局", 2024, 900)]).outliers
    assert far.agency == "远局"
    assert far.why == "远高于同年度其他机关（四分之三不超过27件）"
    government = an_entry("远山市人民政府", 2024, 900)
    assert compare([*many, government]).outliers == ()


def test_gaps_of_a_body_are_missing_reports() -> None:
    found = compare(
        [
            an_entry("甲局", 2021, 1),
            an_entry("甲局", 2023, 1),
            an_entry("乙局", 2021, 1),
            an_entry("丙局", 2024, 1),
        ]
    )
    assert found.missing == (("甲局", 2022), ("甲局", 2024))


def test_of_two_reports_the_fuller_is_compared_and_the_other_named() -> None:
    thin = Entry("thin.html", "甲局", 2024, "", {})
    found = compare([thin, an_entry("甲局", 2024, 7), Entry("who.html", "", 2024, "2021", {})])
    assert [one.source for one in found.doubles] == ["thin.html"]
    assert [one.source for one in found.unknown] == ["who.html"]
    kinds = [row[0] for row in remark_rows(found)[1:]]
    assert kinds == ["重复", "不能归属"]
    assert len(overview_rows(found)) == 4


def a_page(year: int, seed: str) -> Document:
    """A report whose figures add up; reports of different seeds do not carry over."""
    numbers = years_of_figures(seed, "county", year, year)[0]
    return drafted("清源市教育局", year, numbers.cells).page


def test_each_file_is_checked_beside_its_own_year_before() -> None:
    first, second = a_page(2023, "one"), a_page(2024, "two")
    letter = read_page("<html><body><p>关于召开会议的通知，请准时参加。</p></body></html>")
    entries, no_reports = entries_of([("b.html", second), ("a.html", first), ("c.html", letter)])
    assert no_reports == ["c.html"]
    assert [(one.agency, one.year) for one in entries] == [
        ("清源市教育局", 2024),
        ("清源市教育局", 2023),
    ]
    assert entries[1].errors == 0
    assert entries[0].warnings >= 1
    assert any("上一年报告推得" in message for message in entries[0].messages)
    found = compare(entries)
    answer = as_mapping(found)
    assert answer["reports"][0]["findings"] == list(entries[0].messages)
    received = answer["figures"][0]["values"]
    assert [(one["year"], one["value"], one["rank"]) for one in received] == [
        (2023, int(entries[1].values["3.1/total"] or 0), 1),
        (2024, int(entries[0].values["3.1/total"] or 0), 1),
    ]
    cells = {(row[1], row[3]): row[5] for row in cell_rows(found)[1:]}
    assert cells[2024, "3.2/total"] == entries[0].values["3.2/total"]
