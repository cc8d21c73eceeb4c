from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from yangguang.portal.body import for_page, pictures_in


def test_scripts_handlers_styles_and_script_links_are_gone() -> None:
    stored = (
        '<p onclick="x()" style="color:red">甲</p><script>alert(1)</script>'
        '<a href="javascript:alert(1)">乙</a><iframe src="/x"></iframe><svg onload="x()"></svg>'
    )
    assert for_page(stored) == "<p>甲</p>乙"


def test_a_picture_of_another_site_becomes_a_line_that_says_so() -> None:
    assert (
        for_page('<img src="http://other.example/a.png" alt="流程图">')
        == "<span>［图片：流程图］</span>"
    )
    assert for_page('<img src="//other.example/a.png">') == "<span>［图片］</span>"


def test_a_picture_of_ours_keeps_its_place_and_gets_words() -> None:
    assert for_page('<img src="/files/1.png">') == '<img src="/files/1.png" alt="正文图片">'


def test_headings_start_below_the_page_title_without_a_gap() -> None:
    assert for_page("<h1>甲</h1><h4>乙</h4><h4>丙</h4><h1>丁</h1>") == (
        "<h2>甲</h2><h3>乙</h3><h3>丙</h3><h2>丁</h2>"
    )


def test_a_table_scrolls_in_a_frame_that_a_keyboard_reaches() -> None:
    page = for_page("<table><tr><th></th><th>数</th></tr><tr><td>甲</td><td>1</td></tr></table>")
    assert page == (
        '<div class="scroll" role="group" tabindex="0" aria-label="正文表格1">'
        "<table><tbody><tr><td></td><th>数</th></tr><tr><td>甲</td><td>1</td></tr></tbody></table></div>"
    )


def test_a_table_within_a_table_gets_no_frame_of_its_own() -> None:
    page = for_page("<table><tr><td><table><tr><td>内</td></tr></table></td></tr></table>")
    assert page.count('class="scroll"') == 1


def test_typed_indents_go_and_numbered_headings_stand_out() -> None:
    assert for_page("<p>　　一、总体要求</p><p>　　为了规范管理。</p>") == (
        '<p class="h">一、总体要求</p><p>为了规范管理。</p>'
    )


def test_lines_broken_inside_a_paragraph_are_paragraphs() -> None:
    assert for_page("<p>　　甲<b>乙</b><br>　　丙<br><br>丁</p><p>戊</p>") == (
        "<p>甲<b>乙</b></p><p>丙</p><p>丁</p><p>戊</p>"
    )
    assert (
        for_page('<p align="center">甲<br>乙</p>')
        == '<p class="center">甲</p><p class="center">乙</p>'
    )
    assert for_page("<p><b>甲<br>乙</b></p>") == "<p><b>甲<br>乙</b></p>"


def test_the_signature_stays_on_the_right() -> None:
    assert for_page('<p align="right">清源市人民政府</p>') == '<p class="right">清源市人民政府</p>'


def test_links_without_words_or_target_are_not_links() -> None:
    assert for_page('<a href="/a"></a><a>甲</a><a href="#">乙</a>') == "甲乙"


def test_an_empty_body_is_empty() -> None:
    assert for_page("") == ""


@given(st.text(max_size=400))
def test_any_text_becomes_html_without_a_script(stored: str) -> None:
    page = for_page(stored).lower()
    assert "<script" not in page
    assert "javascript:" not in page or "href" not in page


@given(
    st.lists(
        st.sampled_from(
            ["<p>", "</p>", "<table>", "<tr>", "<td rowspan=x>", "<th>", "</table>", "<h3>", "</h3>",
             "<img src=x onerror=y>", "<a href=//e>", "甲", "<svg/onload=x>", "<!--", "]]>", "&lt;script&gt;"]
        ),
        max_size=30,
    )
)  # fmt: skip
def test_broken_markup_is_mended_without_handlers(parts: list[str]) -> None:
    page = for_page("".join(parts))
    assert "onerror" not in page
    assert "onload" not in page


def test_a_picture_of_the_body_comes_from_its_attachment_or_is_told_in_words() -> None:
    stored = f'<p><img src="file:{"a" * 64}" alt="供水范围"></p>'
    assert pictures_in(stored) == {"a" * 64}
    assert for_page(stored, {"a" * 64: "/item/1/files/2/图.png"}) == (
        '<p><img src="/item/1/files/2/图.png" alt="供水范围"></p>'
    )
    assert for_page(stored) == "<p><span>［图片：供水范围］</span></p>"


def test_notes_keep_their_way_there_and_no_other_anchor_does() -> None:
    stored = (
        '<p>甲<sup><a href="#fn-1" id="fnref-1" role="doc-noteref">1</a></sup></p>'
        '<section class="footnotes other"><ol><li id="fn-1">注</li></ol></section><p id="main">乙</p>'
    )
    shown = for_page(stored)
    assert 'href="#fn-1"' in shown
    assert 'id="fnref-1"' in shown
    assert '<li id="fn-1">注</li>' in shown
    assert 'id="main"' not in shown
    assert "other" not in shown
