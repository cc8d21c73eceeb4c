"""Figures bound in text: computed, written over, set back, following the records."""

from decimal import Decimal

import pytest

from yangguang.apps.reports.drafting.book import Book, UnknownExpression
from yangguang.apps.reports.drafting.comparing_text import compare_lines, repeated
from yangguang.apps.reports.drafting.tokens import bound_figures, followed, plain, rebound


def a_book(received: str = "30", granted: str = "12") -> Book:
    cells = {"3.1/total": Decimal(received), "3.3.1/total": Decimal(granted)}
    return Book("2021", 2024, cells, {"3.1/total": Decimal(24)}, {"points": Decimal("2.50")})


BINDINGS = {"1": "3.1/total", "2": "share:3.3.1/total|3.1/total", "3": "9.9/none"}


@pytest.mark.parametrize(
    ("expression", "shown"),
    [
        ("3.1/total", "30"),
        ("points", "2.5"),
        ("3.1/total-3.3.1/total", "18"),
        ("share:3.3.1/total|3.1/total", "40"),
        ("change:3.1/total", "6"),
        ("growth:3.1/total", "25"),
        ("growth:3.3.1/total", ""),
        ("share:3.3.1/total|nothing", ""),
        ("4.1/total", ""),
    ],
)
def test_an_expression_gives_the_number_as_printed(expression: str, shown: str) -> None:
    assert a_book().shown(expression) == shown


@pytest.mark.parametrize("wrong", ["", "3.1/total+", "a b", "share:3.1/total", "twice:3.1/total"])
def test_what_is_no_expression_is_refused(wrong: str) -> None:
    with pytest.raises(UnknownExpression):
        a_book().value(wrong)


def test_a_share_of_nothing_is_unknown_and_halves_round_up() -> None:
    book = Book("2021", 2024, {"a": Decimal(1), "b": Decimal(0), "c": Decimal(16)})
    assert book.value("share:a|b") is None
    assert book.value("share:a|c") == Decimal("6.3")


def test_a_number_written_over_is_told_with_the_computed_one_beside() -> None:
    text = "新收【31#1】件，占【40#2】%，另有【7#3】件、【5#9】件。"
    first, second, third, fourth = bound_figures(text, BINDINGS, a_book())
    assert (first.by_hand, first.said, first.computed) == (True, "31", "30")
    assert not second.by_hand
    assert third.lost
    assert fourth.lost
    assert plain(text) == "新收31件，占40%，另有7件、5件。"
    assert rebound(text, BINDINGS, a_book()).startswith("新收【30#1】件，占【40#2】%，另有【7#3】")
    assert rebound(text, BINDINGS, a_book(), "2") == text


def test_figures_that_followed_the_records_still_do() -> None:
    text = "新收【30#1】件，占【41#2】%。"
    assert followed(text, BINDINGS, a_book(), a_book("33")) == "新收【33#1】件，占【41#2】%。"


def test_paragraphs_said_again_are_found_whatever_their_numbers() -> None:
    earlier = ["落实公文公开属性源头认定，拟制公文时同步明确公开属性及依据，全年审查公文12件。"]
    text = (
        "落实公文公开属性源头认定，拟制公文时同步明确公开属性及依据，全年审查公文98件。\n"
        "今年新设查阅点两处，方便群众就近查阅，并向各查阅点移交了纸质资料和光盘。"
    )
    (found,) = repeated(text, earlier)
    assert found.text.startswith("落实公文")
    assert found.share > 0.9
    assert repeated("（一）主动公开情况", ["（一）主动公开情况"]) == []


def test_two_texts_are_compared_paragraph_by_paragraph() -> None:
    pairs = compare_lines(
        ["一样的。", "收到申请12件。", "去掉的。"], ["一样的。", "收到申请15件。"]
    )
    assert len(pairs) == 2
    assert [piece.text for piece in pairs[0].now if piece.changed] == ["5"]
    assert pairs[1].now == ()
    assert [piece.text for piece in pairs[1].before] == ["去掉的。"]
