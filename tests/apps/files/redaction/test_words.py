"""Files of words made anew, and the proof that says what is missing or too much."""

from __future__ import annotations

from tests.builders.papers import ID, NAME, a_word_file
from yangguang.apps.files.redaction.marks import Mark, Passage
from yangguang.apps.files.redaction.proof import prove_words
from yangguang.apps.files.redaction.rebuilt import PLACEHOLDER, as_pdf, as_text, without_passages
from yangguang.apps.files.redaction.sources import PdfPages, Words, open_source
from yangguang.text.document import Cell, Document, Paragraph, Table


def marks_of(text: str, *words: str) -> list[Mark]:
    return [Passage(1, text.index(word), text.index(word) + len(word)) for word in words]


def a_source() -> Words:
    source = open_source(a_word_file(author="李四"), "a.docx")
    assert isinstance(source, Words)
    return source


def test_what_is_taken_out_leaves_a_placeholder() -> None:
    source = a_source()
    marks = marks_of(source.text, ID, "13812345678")
    text = as_text(without_passages(source.document, marks)).decode()
    assert f"申请人：{NAME}，身份证号{PLACEHOLDER}。" in text
    assert f"李梅\t{PLACEHOLDER}" in text
    assert ID not in text
    assert all(c.passed for c in prove_words(source, marks, text.encode(), "text/plain"))


def test_the_words_can_be_set_on_pages() -> None:
    source = a_source()
    marks = marks_of(source.text, ID)
    pdf = as_pdf(without_passages(source.document, marks))
    said = "".join(PdfPages(pdf).text(1).text.split())
    assert f"申请人：{NAME}，身份证号{PLACEHOLDER}。" in said
    assert "李梅" in said
    checks = prove_words(source, marks, pdf, "application/pdf")
    assert [check.sentence for check in checks if not check.passed] == []


def test_a_passage_over_two_cells_leaves_a_placeholder_in_each() -> None:
    document = Document(
        (Table(((Cell("甲乙"), Cell("丙丁")), (Cell("戊"), Cell("己")))), Paragraph("庚辛")),
        "text/plain",
    )
    text = document.text()
    left = without_passages(document, [Passage(1, text.index("乙"), text.index("丁"))])
    assert left.text() == f"甲{PLACEHOLDER}\t{PLACEHOLDER}丁\n戊\t己\n庚辛"


def test_overlapping_passages_leave_one_placeholder() -> None:
    document = Document((Paragraph("一二三四五"),), "text/plain")
    left = without_passages(document, [Passage(1, 1, 3), Passage(1, 2, 4), Passage(1, 0, 0)])
    assert left.text() == f"一{PLACEHOLDER}五"


class TestTheProofRefuses:
    def test_a_copy_that_still_says_it(self) -> None:
        source = a_source()
        marks = marks_of(source.text, ID)
        checks = prove_words(source, marks, source.text.encode(), "text/plain")
        assert [check.key for check in checks if not check.passed] == ["text", "outside"]

    def test_a_copy_that_lost_a_line(self) -> None:
        source = a_source()
        text = as_text(without_passages(source.document, [])).decode()
        checks = prove_words(source, [], text.replace("以下内容", "").encode(), "text/plain")
        assert [check.key for check in checks if not check.passed] == ["outside"]

    def test_marks_that_take_nothing_out(self) -> None:
        source = a_source()
        blank = source.text.index("\n")
        checks = prove_words(
            source, [Passage(1, blank, blank + 1)], source.text.encode(), "text/plain"
        )
        assert [check.key for check in checks if not check.passed] == ["taken-out"]
