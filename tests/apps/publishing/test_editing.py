"""What is pasted becomes what is stored: structure and words kept, everything hidden left behind."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yangguang.apps.publishing.editing import (
    clean_html,
    compare,
    html_of_text,
    pictures_left_out,
    text_of,
)

WORD_HEAD = (
    '<html xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office">'
    '<head><meta name=Generator content="Microsoft Word 15"><style><!-- /* Font Definitions */ '
    "@font-face {font-family:宋体;} p.MsoNormal {margin:0cm;} --></style>"
    "<!--[if gte mso 9]><xml><w:WordDocument><w:View>Normal</w:View></w:WordDocument></xml><![endif]-->"
    "</head><body lang=ZH-CN style='tab-interval:21.0pt'><!--StartFragment-->"
)
WORD_TAIL = "<!--EndFragment--></body></html>"


def word(body: str) -> str:
    """A clipboard as Word fills it."""
    return WORD_HEAD + body + WORD_TAIL


def test_a_word_paragraph_keeps_its_words_and_nothing_else() -> None:
    pasted = word(
        "<p class=MsoNormal style='text-indent:32.0pt;mso-char-indent-count:2.0'>"
        "<span style='font-size:16.0pt;font-family:仿宋_GB2312'>自</span>"
        "<span lang=EN-US style='mso-bidi-font-size:10.5pt'>2026</span>"
        "<span style='font-family:仿宋_GB2312'>年起施行。</span><span lang=EN-US><o:p></o:p></span></p>"
        "<p class=MsoNormal><span lang=EN-US><o:p>&nbsp;</o:p></span></p>"
    )
    assert clean_html(pasted) == "<p>自2026年起施行。</p>"


@pytest.mark.parametrize(
    ("pasted", "stored"),
    [
        ("<h1 style='mso-pagination:widow-orphan'>总则</h1>", "<h2>总则</h2>"),
        ("<p class=MsoHeading3>总则</p>", "<h4>总则</h4>"),
        ("<p class=MsoTitle align=center>公告</p>", "<h2>公告</h2>"),
        ("<p style='mso-outline-level:1'>一、范围</p>", "<h2>一、范围</h2>"),
        ("<p style='mso-outline-level:9'>正文</p>", "<p>正文</p>"),
        ("<p class='标题1'>总则</p>", "<h2>总则</h2>"),
    ],
)
def test_headings_are_known_by_style_and_by_outline(pasted: str, stored: str) -> None:
    assert clean_html(pasted) == stored


def test_a_number_that_word_draws_stays_in_the_text() -> None:
    pasted = word(
        "<p class=MsoListParagraph style='text-indent:-21pt;mso-list:l0 level1 lfo1'>"
        "<![if !supportLists]><span style='mso-list:Ignore'>一、<span style='font:7pt \"Times New Roman\"'>"
        "&nbsp;&nbsp; </span></span><![endif]><span>供水范围</span></p>"
        "<p class=MsoListParagraph style='mso-list:l0 level2 lfo1'><span style='mso-list:Ignore'>1."
        "<span>&nbsp;</span></span>城东区</p>"
    )
    assert clean_html(pasted) == "<p>一、供水范围</p><p>1. 城东区</p>"


DRAWN = "<span style='mso-list:Ignore'>{}<span style='font:7pt \"Times New Roman\"'>&nbsp; </span></span>"
DEFINED = word("").replace(
    "@font-face",
    "@list l0:level1 {mso-level-number-format:alpha-lower; mso-level-text:\"\\(%1\\)\";} "
    "@list l1:level1 {mso-level-number-format:chinese-counting;mso-level-text:（%1）;} @font-face",
)  # fmt: skip


@pytest.mark.parametrize(
    ("pasted", "stored"),
    [
        ("<p style='mso-list:l0 level1 lfo1'>" + DRAWN.format("(a)") + "甲</p>", "<p>(a)甲</p>"),
        ("<h1 style='mso-list:l0 level1 lfo1'>" + DRAWN.format("一、") + "总则</h1>", "<h2>一、总则</h2>"),
        ("<p style='mso-outline-level:2;mso-list:l0 level2 lfo1'>" + DRAWN.format("（一）") + "范围</p>", "<h3>（一）范围</h3>"),
        ("<ol type=a><li>甲</li><li>乙</li></ol>", "<p>a. 甲</p><p>b. 乙</p>"),
        ("<ol style='list-style-type:cjk-ideographic' start=9><li>甲</li><li>乙</li></ol>", "<p>九、甲</p><p>十、乙</p>"),
        ("<ol><li style='list-style-type:upper-roman'><p>甲</p></li></ol>", "<p>I. 甲</p>"),
        ("<ol><li data-leveltext='（%1）'>甲</li></ol><ol start=2><li data-leveltext='（%1）'>乙</li></ol>", "<p>（1）甲</p><p>（2）乙</p>"),
        ("<ol><li data-leveltext='%1.'>甲<ol><li data-leveltext='%1.%2'>乙</li></ol></li></ol>", "<ol><li><p>甲</p><p>1.1 乙</p></li></ol>"),
        ("<ol type=1><ol type=a><li>甲</li></ol></ol>", "<ol><li><p>a. 甲</p></li></ol>"),
        ("<ul style='list-style:none'><li>（一）甲</li></ul>", "<p>（一）甲</p>"),
        ("<ol><li>甲</li><li value=5>乙</li></ol>", "<p>1. 甲</p><p>5. 乙</p>"),
        (DEFINED.replace("<!--End", "<ol type=a><li style='mso-list:l0 level1 lfo1'>甲</li></ol><!--End"), "<p>(a)甲</p>"),
        (DEFINED.replace("<!--End", "<ol><li style='mso-list:l1 level1 lfo2'>甲</li></ol><!--End"), "<p>（一）甲</p>"),
    ],
)  # fmt: skip
def test_a_list_numbered_by_its_own_signs_keeps_them_as_words(pasted: str, stored: str) -> None:
    assert clean_html(pasted) == stored


def test_a_list_that_counts_by_figures_stays_a_list() -> None:
    stored = '<ol start="3"><li>甲</li><li><p>乙</p><ul><li>丙</li></ul></li></ol>'
    assert clean_html(stored) == stored


def test_bullets_below_bullets_stay_below_them() -> None:
    pasted = "".join(
        f"<p style='mso-list:l1 level{level} lfo2'><span style='mso-list:Ignore'>l</span>{words}</p>"
        for level, words in ((1, "甲"), (2, "甲一"), (3, "甲一一"), (2, "甲二"), (1, "乙"))
    )
    clean = (
        "<ul><li><p>甲</p><ul><li><p>甲一</p><ul><li>甲一一</li></ul></li><li>甲二</li></ul></li>"
        "<li>乙</li></ul>"
    )
    assert clean_html(pasted) == clean
    assert clean_html(clean) == clean


def test_bullets_that_word_draws_become_one_list() -> None:
    one = (
        "<p class=MsoListParagraph style='mso-list:l1 level1 lfo2'><span style='font-family:Wingdings;"
        "mso-list:Ignore'>{}<span>&nbsp; </span></span>{}</p>\r\n"
    )
    pasted = word(one.format("l", "甲") + one.format("\uf06c", "乙") + "<p class=MsoNormal>完</p>")
    assert clean_html(pasted) == "<ul><li>甲</li><li>乙</li></ul><p>完</p>"


def test_hidden_and_deleted_words_are_not_taken_over() -> None:
    pasted = word(
        "<p>可以公开<span style='display:none;mso-hide:all'>内部批注</span>"
        "<del cite='mailto:a' datetime='2026'>删去的话</del><ins cite='mailto:a'>补上的话</ins></p>"
        "<p><span class=MsoCommentReference><a href='#_msocom_1'>[A1]</a></span>其余</p>"
        "<div style='mso-element:comment'><p class=MsoCommentText>领导意见</p></div>"
        "<p style='visibility: hidden'>看不见</p>"
    )
    assert clean_html(pasted) == "<p>可以公开补上的话</p><p>其余</p>"


def test_notes_of_word_become_notes() -> None:
    pasted = word(
        "<p>二次供水<a style='mso-footnote-id:ftn1' href='#_ftn1' name='_ftnref1'><span>[1]</span></a>统一管理。</p>"
        "<div style='mso-element:footnote-list'><br clear=all><hr align=left size=1 width='33%'>"
        "<div style='mso-element:footnote' id=ftn1><p class=MsoFootnoteText>"
        "<a style='mso-footnote-id:ftn1' href='#_ftnref1' name='_ftn1'><span>[1]</span></a> 经加压后供水。</p><p>见附件。</p></div></div>"
    )
    assert clean_html(pasted) == (
        '<p>二次供水<sup><a href="#fn-1" id="fnref-1" role="doc-noteref">1</a></sup>统一管理。</p>'
        '<section class="footnotes"><ol><li id="fn-1"><p>经加压后供水。</p><p>见附件。</p></li></ol></section>'
    )


def test_what_styles_say_is_kept_by_tags() -> None:
    pasted = (
        "<p>面积3m<span style='vertical-align:super'>2</span>，<span style='text-decoration:line-through'>"
        "删去</span><span style='font-weight:bold;text-decoration:underline'>重点</span></p>"
    )
    assert clean_html(pasted) == (
        "<p>面积3m<sup>2</sup>，<s>删去</s><strong><u>重点</u></strong></p>"
    )


def test_a_table_of_word_keeps_its_spans_and_loses_its_looks() -> None:
    pasted = word(
        "<table class=MsoTableGrid border=1 cellspacing=0 style='border-collapse:collapse;mso-yfti-tbllook:1184'>"
        "<tr style='mso-yfti-irow:0;mso-yfti-firstrow:yes'><td width=276 colspan=2 valign=top "
        "style='width:207.4pt;border:solid windowtext 1.0pt'><p class=MsoNormal align=center>区域</p></td></tr>"
        "<tr><td><p class=MsoNormal>　　城东<o:p></o:p></p></td><td rowspan=1><p>1200</p></td></tr></table>"
    )
    assert clean_html(pasted) == (
        '<table><tbody><tr><td colspan="2"><p align="center">区域</p></td></tr>'
        '<tr><td><p>城东</p></td><td rowspan="1"><p>1200</p></td></tr></tbody></table>'
    )


def test_a_wps_clipboard_with_its_fonts_and_spaces() -> None:
    pasted = (
        '<p class="MsoNormal" align="center" style="margin-top:0pt;text-align:center;">'
        "<b><span style=\"mso-spacerun:'yes';font-family:方正小标宋简体;font-size:22pt;\">"
        '<font face="方正小标宋简体">关于二次供水的通知</font></span></b></p>'
        '<p class="MsoNormal"><span style="mso-spacerun:\'yes\';">&nbsp;&nbsp;&nbsp;&nbsp;'
        '<font face="仿宋">各县（市、区）人民政府：</font></span></p>'
    )
    assert clean_html(pasted) == (
        '<p align="center"><strong>关于二次供水的通知</strong></p><p>各县（市、区）人民政府：</p>'
    )


def test_a_spreadsheet_gives_a_table() -> None:
    pasted = (
        "<html><head><style>.xl65{mso-number-format:'\\@';}</style></head><body>"
        "<table border=0 width=128><col width=64 style='width:48pt'><tr height=19>"
        "<td class=xl65 height=19 x:num='1200'>1200</td><td>户</td></tr></table></body></html>"
    )
    assert clean_html(pasted) == "<table><tbody><tr><td>1200</td><td>户</td></tr></tbody></table>"


def test_boxes_of_a_web_page_become_paragraphs() -> None:
    pasted = (
        "<div class=TRS_Editor><div>一段</div><div style='text-align:right'>落款<br>2026年3月2日</div>"
        "散落的<b>文字</b><div><p>内层</p></div></div>"
    )
    assert clean_html(pasted) == (
        '<p>一段</p><p align="right">落款</p><p align="right">2026年3月2日</p>'
        "<p>散落的<strong>文字</strong></p><p>内层</p>"
    )


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        '<img src="file:///C:/Users/某人/图.png" alt="C:\\某人">',
        '<img src="http://other.example/a.png" alt="外站">',
        '<img src="data:image/png;base64,AAAA">',
        "<svg><script>alert(1)</script></svg>",
        "<style>@import url(http://other.example)</style>",
        "<v:shape><v:imagedata src='file:///C:/a.png'/></v:shape>",
        "<object data=x></object><iframe src=http://other.example></iframe>",
        "<!--[if gte vml 1]><v:rect>",
        "<form action=http://other.example><input name=a></form>",
        "<p style='background:url(http://other.example)'></p>",
    ],
)
def test_nothing_foreign_survives(hostile: str) -> None:
    assert clean_html(f"<p>前</p>{hostile}<p>后</p>").replace("<p></p>", "") in {
        "<p>前</p><p>后</p>",
        "<p>前</p>",
    }


def test_pictures_that_cannot_come_along_are_counted() -> None:
    pasted = word(
        "<!--[if gte vml 1]><v:imagedata src='file:///C:/a.png'/><![endif]-->"
        f"<img src='file:///C:/a.png'><IMG alt=x src=http://a.example/b.gif><img src=\"file:{'a' * 64}\">"
    )
    assert pictures_left_out(pasted) == 2


def test_a_script_in_a_link_is_only_words() -> None:
    assert clean_html('<p><a href="javascript:alert(1)" onclick="x()">点</a></p>') == "<p>点</p>"
    assert clean_html('<p><a name="_Toc1">目录</a></p>') == "<p>目录</p>"


def test_characters_that_show_nothing_are_left_out() -> None:
    assert clean_html("<p>二\u200b次\ufeff供\u00ad水\u202e</p>") == "<p>二次供水</p>"


def test_a_clean_body_stays_as_it_is() -> None:
    stored = (
        '<h2>一、范围</h2><p align="center">甲<br>乙</p><ul><li><p>丙</p></li></ul>'
        f'<p><img src="file:{"a" * 64}" alt="图"><a href="https://a.example/">链接</a>'
        '<sup><a href="#fn-1" id="fnref-1" role="doc-noteref">1</a></sup></p>'
        "<table><caption>表一</caption><tbody><tr><th>区域</th></tr><tr><td>城东</td></tr></tbody></table>"
        '<section class="footnotes"><ol><li id="fn-1"><p>注</p></li></ol></section>'
    )
    assert clean_html(stored) == stored


def test_boxes_without_end_cost_their_depth_and_keep_their_words() -> None:
    assert "底" in clean_html("<div>" * 5_000 + "底")
    assert "底" in clean_html("<ul><li>" * 2_000 + "底")


_PIECES = st.lists(
    st.sampled_from(
        [
            "<div>", "</div>", "<p>", "</p>", "<b>", "</b>", "<table><tr><td>", "</td></tr></table>",
            "<ul><li>", "</li></ul>", "甲", "乙 ", "&nbsp;", "<br>", "<del>", "</del>", "<a href='#_ftn1'>",
            "</a>", "<h1>", "</h1>", "<!--", "-->", "<span style='mso-list:Ignore'>", "</span>",
            "<p style='mso-list:l0 level1 lfo1'>", "<blockquote>", "</blockquote>", "<center>", "\u3000",
            "<ol type=a>", "<ol><li value=7>", "<li data-leveltext='（%1）'>", "</li></ol>",
            "<div style='mso-element:footnote' id=ftn1>", "<img src=x>", "<section>", "</section>", "<o:p>",
        ]
    ),
    max_size=40,
)  # fmt: skip


@given(_PIECES)
def test_cleaning_twice_is_cleaning_once(pieces: list[str]) -> None:
    once = clean_html("".join(pieces))
    assert clean_html(once) == once
    assert "style=" not in once
    assert "<div" not in once


def test_words_without_markup_become_paragraphs() -> None:
    assert html_of_text("甲<乙\n\n丙") == "<p>甲&lt;乙</p><p>丙</p>"


def test_the_words_of_a_body_are_read_by_paragraph() -> None:
    assert text_of("<h2>一、范围</h2><p>甲<strong>乙</strong></p>") == "一、范围\n甲乙"


def test_the_numbers_of_a_list_belong_to_its_text() -> None:
    body = (
        '<ol start="3"><li>携带行驶证。</li><li><p>按时到场：</p><ol><li>上午</li><li>下午</li></ol></li></ol>'
        '<ul><li>自愿</li></ul><p>见附表<sup><a href="#fn-1" id="fnref-1" role="doc-noteref">1</a></sup>。</p>'
        '<section class="footnotes"><ol><li id="fn-1"><p>另发。</p></li></ol></section>'
    )
    said = text_of(body).splitlines()
    assert said[:5] == ["3. 携带行驶证。", "4. 按时到场：", "1. 上午", "2. 下午", "自愿"]
    assert said[-1] == "另发。", "a note is numbered by its mark"


def test_a_changed_paragraph_shows_its_changed_words() -> None:
    lines = compare("甲乙丙\n丁", "甲乙戊\n丁")
    assert [(line.sign, line.parts) for line in lines] == [
        ("-", (("甲乙", False), ("丙", True))),
        ("+", (("甲乙", False), ("戊", True))),
        (" ", (("丁", False),)),
    ]


@pytest.mark.parametrize("numbers", [("1、", "2、"), ("（一）", "（二）"), ("①", "②")])
def test_rows_that_number_themselves_are_not_numbered_twice(numbers: tuple[str, str]) -> None:
    first, second = numbers
    pasted = f"<ol><li>{first}携带证件</li><li><p>{second}按时到场</p></li></ol>"
    clean = clean_html(pasted)
    assert clean == f"<p>{first}携带证件</p><p>{second}按时到场</p>"
    assert text_of(clean).splitlines() == [f"{first}携带证件", f"{second}按时到场"]


def test_boxes_inside_rows_and_cells_are_opened_and_glue_no_words() -> None:
    rows = "<ol><li><section><span>携带证件。</span></section></li><li><div>按时</div><div>到场。</div></li></ol>"
    assert clean_html(rows) == "<ol><li>携带证件。</li><li><p>按时</p><p>到场。</p></li></ol>"
    cells = (
        "<table><tr><td><div>甲</div><div>乙</div></td><td><section>丙</section></td></tr></table>"
    )
    assert "<td><p>甲</p><p>乙</p></td><td>丙</td>" in clean_html(cells)


def test_cells_in_the_head_of_a_pasted_table_head_it() -> None:
    pasted = (
        "<table><thead><tr><td>项目</td></tr></thead><tbody><tr><td>收入</td></tr></tbody></table>"
    )
    assert "<thead><tr><th>项目</th></tr></thead><tbody><tr><td>收入</td>" in clean_html(pasted)
