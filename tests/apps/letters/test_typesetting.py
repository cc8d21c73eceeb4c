"""The pages: nothing said in a letter can command the typesetter, and everything said is there."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import UTC, datetime

import docx
import pypdfium2
import pytest
from fontTools.ttLib import TTFont
from hypothesis import given, settings
from hypothesis import strategies as st

from yangguang.apps.letters.composing import (
    Attachment,
    Composition,
    Grid,
    Heading,
    Paragraph,
    clean,
    clean_line,
    table,
    to_blocks,
)
from yangguang.apps.letters.kinds import Form
from yangguang.apps.letters.typesetting.coverage import missing_characters, read_ranges
from yangguang.apps.letters.typesetting.fonts import faces
from yangguang.apps.letters.typesetting.pdf import pages_of, to_pdf
from yangguang.apps.letters.typesetting.word import to_word

AT = datetime(2026, 3, 12, 2, tzinfo=UTC)
MM = 72 / 25.4


def a_page(text: str = "正文。", **changes: object) -> Composition:
    base = Composition(
        form=Form.DOCUMENT,
        head="清源市卫生健康委员会",
        number="清卫公开告〔2026〕12号",
        title="政府信息公开申请答复书",
        addressee="张三",
        blocks=to_blocks(text),
        signer="清源市卫生健康委员会",
        date="2026年3月12日",
    )
    return replace(base, **changes)  # type: ignore[arg-type] # each case names fields of its own


def words_of(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(io.BytesIO(pdf))
    text = "".join(page.get_textpage().get_text_bounded() for page in document)
    document.close()
    return "".join(text.split())


def word_text(data: bytes) -> str:
    document = docx.Document(io.BytesIO(data))
    parts = [one.text for one in document.paragraphs]
    parts += [cell.text for grid in document.tables for row in grid.rows for cell in row.cells]
    return "\n".join(parts)


MARKUP = [
    '#read("/etc/passwd")',
    '#import "x.typ"',
    "*粗* _斜_ = 标题",
    "$x^2$ <标签> @引用",
    "\\ #let a = 1 ; #a",
    "// 注释 /* 注释 */",
    "`原文` ```代码```",
    "[方括] {花括} \" ' ~ --- ...",
    "- 列表 + 列表 / 词: 义",
    "https://example.org/#top",
]


@pytest.mark.parametrize("markup", MARKUP)
def test_markup_is_set_as_the_words_it_is(markup: str) -> None:
    wanted = "".join(markup.split())
    for page in (
        a_page(markup),
        a_page(f"| 甲 | {markup.replace('|', '｜')} |"),
        a_page(title=markup),
        a_page(addressee=markup),
        a_page(attachments=(Attachment(markup, markup),)),
        a_page(copies=markup),
    ):
        text = words_of(to_pdf(page, at=AT))
        assert wanted in text


@settings(max_examples=40, deadline=None)
@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=60))
def test_any_text_can_be_set(text: str) -> None:
    page = a_page(
        text,
        title=clean_line(text) or "题",
        addressee=clean_line(text),
        attachments=(Attachment(clean_line(text), text),),
    )
    assert to_pdf(page, at=AT).startswith(b"%PDF")
    assert to_word(page, at=AT).startswith(b"PK")


@settings(max_examples=40, deadline=None)
@given(st.text(alphabet="#[]{}()$*_`\\/@<>~=+-:\"'.,;|&^%! \n公开信息", max_size=60))
def test_signs_of_markup_come_out_as_they_went_in(text: str) -> None:
    """The PDF is held against the words of the composition, sign for sign."""
    page = a_page("起" + text + "止", form=Form.PLAIN, number="", title="题")
    wanted = "".join(page.plain.split())
    found = words_of(to_pdf(page, at=AT)).replace("\u200b", "")
    for sign in "#[]{}$*_`\\@<>~=^%&":
        assert found.count(sign) == wanted.count(sign)


def test_the_same_letter_gives_the_same_file() -> None:
    assert to_pdf(a_page(), at=AT) == to_pdf(a_page(), at=AT)


def test_the_text_area_holds_22_lines_of_28_characters() -> None:
    text = "字" * (28 * 52)  # three pages, closed up or not
    pdf = to_pdf(
        a_page(text, form=Form.PLAIN, title="", addressee="", number="", signer="", date=""), at=AT
    )
    document = pypdfium2.PdfDocument(io.BytesIO(pdf))
    assert round(document[0].get_width() / MM) == 210
    assert round(document[0].get_height() / MM) == 297
    lines: dict[int, int] = {}
    page = document[1].get_textpage()
    for at in range(page.count_chars()):
        if page.get_text_range(at, 1) != "字":
            continue
        left, bottom, right, top = page.get_charbox(at)
        lines[round(bottom)] = lines.get(round(bottom), 0) + 1
        assert left >= 28 * MM - 1
        assert right <= (28 + 156) * MM + 1
        assert top <= (297 - 37) * MM + 1
        assert bottom >= (297 - 37 - 225) * MM - 1
    document.close()
    assert max(lines.values()) == 28
    assert len(lines) == 22


def test_page_numbers_stand_outside_on_either_side() -> None:
    document = pypdfium2.PdfDocument(io.BytesIO(to_pdf(a_page("字" * 3000), at=AT)))
    places = []
    for page in document:
        words = page.get_textpage()
        for at in range(words.count_chars()):
            left, bottom, _, _ = words.get_charbox(at)
            if words.get_text_range(at, 1) == "—" and bottom < 35 * MM:
                places.append(left < 105 * MM)
                break
    document.close()
    assert places[:4] == [False, True, False, True]


def test_the_letter_form_bears_no_number_on_its_first_page() -> None:
    document = pypdfium2.PdfDocument(
        io.BytesIO(to_pdf(a_page("字" * 1500, form=Form.LETTER), at=AT))
    )
    first, second = (document[at].get_textpage().get_text_bounded() for at in (0, 1))
    document.close()
    assert "— 1 —" not in first
    assert "— 2 —" in second


@pytest.mark.parametrize("length", [1, 4, 12, 20, 21, 45, 100])
def test_a_name_of_any_length_stays_on_the_page(length: int) -> None:
    name = ("某某市人民政府办公室" * 10)[:length]
    for form in (Form.DOCUMENT, Form.LETTER):
        page = a_page(head=name, signer=name, form=form)
        document = pypdfium2.PdfDocument(io.BytesIO(to_pdf(page, at=AT)))
        words = document[0].get_textpage()
        for at in range(words.count_chars()):
            left, _, right, top = words.get_charbox(at)
            assert left >= 26 * MM
            assert right <= 186 * MM
            assert top <= 290 * MM
        text = "".join(words.get_text_bounded().split())
        document.close()
        assert text.count(name) == 2


def test_a_signature_never_stands_alone_on_a_page() -> None:
    for lines in range(8, 20):
        pdf = to_pdf(a_page("\n".join(["这一行说明办理情况。"] * lines)), at=AT)
        document = pypdfium2.PdfDocument(io.BytesIO(pdf))
        last = document[len(document) - 1].get_textpage().get_text_bounded()
        document.close()
        assert "这一行说明办理情况" in last
        assert "2026年3月12日" in last


def test_lines_close_up_where_that_saves_a_page() -> None:
    lengths = [
        pages_of(to_pdf(a_page("\n".join(["这一行说明办理情况。"] * lines)), at=AT))
        for lines in range(5, 16)
    ]
    assert lengths == sorted(lengths)
    assert lengths[0] == 1
    assert lengths[-1] == 2


def test_a_long_table_repeats_its_head_on_each_page() -> None:
    rows = [["序号", "证据名称", "证明内容"]]
    rows += [[str(number), f"证据{number}", "证明本机关依法办理"] for number in range(1, 81)]
    pdf = to_pdf(a_page(table(rows), form=Form.PLAIN), at=AT)
    text = words_of(pdf)
    assert pages_of(pdf) >= 3
    assert text.count("证明内容") == pages_of(pdf)
    assert "80证据80" in text


def test_a_table_of_many_columns_and_long_cells_can_be_set() -> None:
    rows = [[f"第{column}列标题" for column in range(14)], ["很长的单元格内容" * 6] * 14]
    assert pages_of(to_pdf(a_page(table(rows)), at=AT)) >= 1


def test_no_cell_runs_into_the_next() -> None:
    rows = [["序号", "文件名称", "文号", "日期", "是否公开", "理由"]]
    rows += [
        [
            "1",
            "关于加强水质监测工作的通知" * 2,
            "清卫发〔2025〕1号",
            "2025-03-02",
            "不公开",
            "含有商业秘密" * 3,
        ]
    ]
    pdf = to_pdf(a_page(table(rows), form=Form.PLAIN, addressee="", title="题"), at=AT)
    document = pypdfium2.PdfDocument(io.BytesIO(pdf))
    words = document[0].get_textpage()
    place = words.get_text_range().index("2025-03-02")
    edges = [words.get_charbox(place + at) for at in range(10)]
    below = [
        words.get_charbox(at)[0]
        for at in range(words.count_chars())
        if words.get_text_range(at, 1) == "不"
    ]
    document.close()
    assert max(edge[2] for edge in edges) < min(below)
    assert len({round(edge[1]) for edge in edges if edge[3] - edge[1] > 3}) <= 2  # one line


@given(
    st.lists(
        st.lists(st.text(alphabet="字ab12。 ", max_size=40), min_size=3, max_size=3),
        min_size=1,
        max_size=5,
    )
)
def test_columns_share_the_whole_width(rows: list[list[str]]) -> None:
    shares = Grid(tuple(tuple(row) for row in rows), head=True).shares
    assert sum(shares) == pytest.approx(1)
    assert min(shares) > 0


def test_ten_attachments_each_have_their_page() -> None:
    ten = tuple(Attachment(f"材料之{number}", "一、情况\n正文。") for number in range(1, 11))
    pdf = to_pdf(a_page(attachments=ten), at=AT)
    text = words_of(pdf)
    for number in range(1, 11):
        assert f"附件{number}材料之{number}" in text
    one = to_pdf(a_page(attachments=ten[:1]), at=AT)
    assert "附件材料之1" in words_of(one)
    assert "附件：材料之1" in words_of(one)


def test_an_attachment_that_is_enclosed_has_no_page() -> None:
    assert pages_of(to_pdf(a_page(attachments=(Attachment("复印件12页"),)), at=AT)) == 1


def test_rare_characters_are_drawn() -> None:
    for name in ("㛃", "𬱖", "䶮", "喆", "𠅤"):
        pdf = to_pdf(a_page(addressee=name), at=AT)
        assert name in words_of(pdf)


def test_characters_that_no_font_draws_are_named() -> None:
    assert missing_characters("张㛃𬱖龘，2026年〔一〕号 ABC") == []
    assert missing_characters("张\uf8d3某\U000f1234\uf8d3") == ["\uf8d3", "\U000f1234"]


def test_the_table_of_a_font_is_read_as_others_read_it() -> None:
    """Held against fontTools, which reads every kind of table."""
    for font in faces().fonts.fonts():
        with TTFont(font.path, fontNumber=font.index, lazy=True) as reader:
            known = set(reader.getBestCmap() or {})
        firsts, lasts = read_ranges(font.path, font.index)
        drawn = {point for a, b in zip(firsts, lasts, strict=True) for point in range(a, b + 1)}
        assert drawn == known


def test_a_run_without_a_break_stays_within_the_line() -> None:
    document = pypdfium2.PdfDocument(io.BytesIO(to_pdf(a_page("网址" + "a1B2" * 60), at=AT)))
    words = document[0].get_textpage()
    rights = [words.get_charbox(at)[2] for at in range(words.count_chars())]
    document.close()
    assert max(rights) <= (28 + 156 + 3) * MM


def test_a_draft_says_so_across_the_page() -> None:
    assert "草" in words_of(to_pdf(a_page(draft=True), at=AT))
    assert "草" not in words_of(to_pdf(a_page(), at=AT))


def test_word_says_what_the_pdf_says() -> None:
    page = a_page(
        "一、情况\n（一）经过\n已经办结。\n| 甲 | 乙 |\n|---|---|\n| 1 | 2 |",
        attachments=(Attachment("目录", "| 序号 | 名称 |"), Attachment("复印件")),
        copies="清源市人民政府",
    )
    text = word_text(to_word(page, at=AT))
    for words in (
        "清卫公开告〔2026〕12号",
        "政府信息公开申请答复书",
        "张三：",
        "一、情况",
        "（一）经过",
        "已经办结。",
        "附件：1．目录",
        "2．复印件",
        "附件1",
        "抄送：清源市人民政府",
        "2026年3月12日",
    ):
        assert words in text


def test_word_names_the_official_faces_and_measures() -> None:
    document = docx.Document(io.BytesIO(to_word(a_page(), at=AT)))
    section = document.sections[0]
    assert [round(side.mm) for side in (section.top_margin, section.left_margin)] == [37, 28]
    assert round(section.page_width.mm - section.left_margin.mm - section.right_margin.mm) == 156
    xml = document.element.xml
    assert "方正小标宋简体" in xml
    assert 'w:linePitch="579"' in xml
    closer = docx.Document(io.BytesIO(to_word(a_page(), at=AT, pitch=26.4)))
    assert 'w:linePitch="528"' in closer.element.xml
    assert "仿宋_GB2312" in document.styles.element.xml
    assert document.settings.odd_and_even_pages_header_footer


def test_lines_become_paragraphs_headings_and_tables() -> None:
    assert to_blocks("　一、办理情况\n\n（二）经过\n一、已经办结。\n| 甲 | 乙 |\n| 丙 |\n完") == (
        Heading("一、办理情况", 1),
        Heading("（二）经过", 2),
        Paragraph("一、已经办结。"),
        Grid((("甲", "乙"), ("丙", "")), head=False),
        Paragraph("完"),
    )
    assert to_blocks("| 甲 |\n|---|\n| 1 |") == (Grid((("甲",), ("1",)), head=True),)


def test_characters_that_print_nothing_are_left_out() -> None:
    assert clean("甲\u202e乙\x00\u200b丙\r\n丁\t戊") == "甲乙丙\n丁　戊"
    assert clean_line(" 甲\n 乙 ") == "甲 乙"


def test_cells_cannot_leave_their_place() -> None:
    assert table([["a|b", "c\nd"]], head=False) == "| a｜b | c d |"
