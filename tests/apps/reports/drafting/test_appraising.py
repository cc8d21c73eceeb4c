"""Results of appraisal in the report: told by kind with bound figures, what is missing named."""

from __future__ import annotations

from decimal import Decimal

from yangguang.apps.reports.drafting.appraising import (
    Appraisal,
    Appraised,
    Results,
    missing_kinds,
    results_told,
)
from yangguang.apps.reports.drafting.book import Book
from yangguang.apps.reports.drafting.pen import Pen
from yangguang.apps.reports.drafting.tokens import plain

OWN = Appraisal(
    7, "2024年度政务公开考核", "工作考核", "省政府办公厅", score=Decimal("92.5"), rank=Decimal(3),
    among=Decimal(14), grade="优秀", published_in="省政府网站",
)  # fmt: skip
BELOW = Appraised(1, "2024年度县区考核", "工作考核", {"优秀": 2, "合格": 1}, 4)


def told(results: Results) -> tuple[str, dict[str, str]]:
    pen = Pen(Book("2021", 2024, {}, named=results.figures()))
    text = results_told(pen, results)
    return plain(text), pen.bindings


def test_results_are_told_with_each_number_bound() -> None:
    text, bindings = told(Results([OWN], [BELOW]))
    assert text == (
        "在省政府办公厅组织的“2024年度政务公开考核”中，得分92.5分，在14个参评单位中排名第3位，"
        "评定等次为优秀，结果已在省政府网站公布。"
        "对4个单位开展“2024年度县区考核”，其中优秀2个、合格1个。"
    )
    assert set(bindings.values()) == {
        "appraisal.7.score", "appraisal.7.rank", "appraisal.7.among", "appraised.1",
        "appraised.1.1", "appraised.1.3",
    }  # fmt: skip


def test_accountability_is_told_in_its_own_words_and_what_is_missing_is_named() -> None:
    nobody = Appraisal(8, "责任追究", "责任追究", "监察机关", outcome="未发生责任追究情形。")
    assert told(Results([nobody]))[0] == "责任追究方面，未发生责任追究情形。"
    assert missing_kinds(Results([nobody])) == ["工作考核", "社会评议"]
    assert missing_kinds(Results([OWN, nobody])) == ["社会评议"]
    assert told(Results()) == ("", {})
