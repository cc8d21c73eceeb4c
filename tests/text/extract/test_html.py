"""Pages as government sites really publish them, and as an attacker would."""

from __future__ import annotations

import pytest

from yangguang.text.document import Cell, Paragraph, Table
from yangguang.text.extract import TracedDocument, read


def page(body: str, head: str = "") -> TracedDocument:
    document = read(f"<html><head>{head}</head><body>{body}</body></html>".encode(), name="a.html")
    assert isinstance(document, TracedDocument)
    return document


def texts(body: str) -> list[str]:
    return [b.text if isinstance(b, Paragraph) else "表" for b in page(body).blocks]


def table(body: str) -> Table:
    found = [b for b in page(body).blocks if isinstance(b, Table)]
    assert len(found) == 1
    return found[0]


def test_block_tags_and_line_breaks_end_a_paragraph_and_inline_tags_do_not():
    assert texts("<p>第<b>三</b>十条<p>依据<br>如下<div>另段</div>尾") == [
        "第三十条",
        "依据",
        "如下",
        "另段",
        "尾",
    ]


def test_a_source_line_break_between_chinese_characters_is_no_blank():
    assert texts("<p>政府信息\n   公开 条例\n2019 edition\nof it</p>") == [
        "政府信息公开 条例 2019 edition of it"
    ]


def test_entities_are_decoded_once():
    assert texts("<p>&ldquo;甲&rdquo;&amp;lt;&#20013;&nbsp;</p>") == ["“甲”&lt;中"]


def test_headings_keep_their_level():
    assert page("<h1>标题<br>下半</h1><p>文</p>").blocks == (
        Paragraph("标题", heading=1),
        Paragraph("下半", heading=1),
        Paragraph("文"),
    )


def test_scripts_styles_comments_and_hidden_parts_are_left_out():
    assert texts(
        "<script>var a='<p>甲</p>'</script><style>p{}</style><!-- <p>乙</p> -->"
        "<div style='display : none'><div>丙</div>丁</div><p hidden>戊</p><p>己</p>"
    ) == ["己"]


def test_a_page_whose_article_is_hidden_is_read_with_it():
    article = "<p>" + "为进一步规范办理流程制定本办法。" * 40 + "</p>"
    document = page(f"<p>首页</p><div style='display:none'>{article}</div>")
    assert len(document.blocks) == 2
    assert document.warnings == ("页面正文放在隐藏区域内，已一并读出。",)


def test_meta_tags_title_and_links_are_kept_in_order():
    document = page(
        "<a href='/a.pdf'>附件一</a><a href='javascript:void(0)'>关闭</a>"
        "<a href='b.doc'><img alt='附件二'></a><a name='x'>锚</a>",
        head="<title>关于\n某事的通知 - 某市</title><meta name='PubDate' content='2021-03-04 10:00'>"
        '<META NAME="ArticleTitle" CONTENT="关于&quot;某事&quot;的通知">',
    )
    assert document.title == "关于 某事的通知 - 某市"
    assert document.meta == {"PubDate": "2021-03-04 10:00", "ArticleTitle": '关于"某事"的通知'}
    assert document.links == (("附件一", "/a.pdf"), ("附件二", "b.doc"))


def test_a_data_table_keeps_its_spans_even_with_open_tags():
    found = table(
        "<table><caption>表1</caption><tr><th rowspan=2>名称<th colspan=2>数量"
        "<tr><td>1<td>2<tr><td>合计<td colspan=2><p>3</p><p>4</p></table>"
    )
    assert found.caption == "表1"
    assert found.rows == (
        (Cell("名称", row_span=2, header=True), Cell("数量", column_span=2, header=True)),
        (Cell("1"), Cell("2")),
        (Cell("合计"), Cell("3\n4", column_span=2)),
    )


def test_absurd_spans_are_clamped():
    found = table(
        "<table><tr><td colspan=99999 rowspan=99999>甲<td colspan=-3>乙<tr><td>丙</table>"
    )
    assert found.rows[0] == (Cell("甲", row_span=2, column_span=200), Cell("乙"))


def test_a_page_laid_out_in_tables_is_unrolled_and_its_data_table_kept():
    article = "".join(
        f"<p>第{n}条 为规范政府信息公开工作，制定本办法，请遵照执行。</p>" for n in range(30)
    )
    assert texts(
        "<table><tr><td><a href=/>首页</a></td><td><table><tr><td>"
        f"{article}<table><tr><td>项目</td><td>件数</td></tr><tr><td>收到</td><td>5</td></tr></table>"
        "</td></tr></table></td></tr></table>"
    )[-2:] == ["第29条 为规范政府信息公开工作，制定本办法，请遵照执行。", "表"]


def test_the_header_rows_of_a_page_table_stay_a_table_above_the_unrolled_article():
    article = "".join(
        f"<p>第{n}条 为规范政府信息公开工作，制定本办法，请遵照执行。</p>" for n in range(30)
    )
    found = texts(
        "<table><tr><td>索引号</td><td>X-1</td></tr><tr><td>发布日期</td><td>2020-01-02</td></tr>"
        f"<tr><td colspan=2>{article}</td></tr></table>"
    )
    assert found[0] == "表"
    assert len(found) == 31


def test_an_unclosed_comment_loses_nothing():
    document = page("<p>甲</p><!-- 未完 <p>乙</p>")
    assert [b.text for b in document.blocks if isinstance(b, Paragraph)][-1] == "乙"
    assert document.warnings == ("页面有未结束的注释，注释后的内容按正文读出。",)


def test_a_quoted_bracket_does_not_end_a_tag():
    assert texts("<p title='a>b'>甲</p><img alt=\"x > y\">乙") == ["甲", "乙"]


def test_the_publishing_systems_own_marks_of_the_article_are_noted():
    document = page(
        "<p>导航</p><!--ZJEG_RSS.content.begin--><p>正文</p><!--ZJEG_RSS.content.end--><p>尾</p>"
    )
    assert [trace.marked_body for trace in document.traces] == [False, True, False]
    document = page("<p>导航</p><META name=ContentStart><p>正文</p><META name=ContentEnd><p>尾</p>")
    assert [trace.marked_body for trace in document.traces] == [False, True, False]


BARE = "页面标签多得反常，只取出文字，没有还原表格。"
CUT = "页面过长，只取前200000段。"
# Five megabytes of each unit after “头” and an open tag, before “尾”; what stands of them as text.
HOSTILE = {
    "<div>": "头\n<a\n尾",
    "<table><tr><td>": "头\n<a\n尾",
    "<td>1": "头\n<a" + "\n1" * 199_998,
    "<a href=x>": "头\n<a\n尾",
    '<a "': "头\n<a " + '<a "' * 1_250_000 + "尾",
    "<!--": "头\n<a " + "<!--" * 1_250_000 + "尾",
    "<script>": "头\n<a\n尾",
    "<div hidden>": "头\n<a\n尾",
    '<span style="display:none">x': "头\n<a" + "\nx" * 178_571 + "尾",
    "<": "头\n<a " + "<" * 5_000_000 + "尾",
    "</div>": "头\n<a\n尾",
    "&#": "头",
    "<title>": "头\n<a\n尾",
    "<pre>\n": "头\n<a\n尾",
    '<x y="': "头\n<a " + '<x y="' * 833_333 + "尾",
    "x='y' ": "头",
    "<td colspan=1000 rowspan=60000>a": "头" + "\na" * 156_250 + "尾",
    "<div class='a b' id=d>字</div>": "头\n<a" + "\n字" * 161_290 + "\n尾",
    "字\n": "头",
    "<p>" + "字" * 30: "头" + ("\n" + "字" * 30) * 53_763 + "尾",
}


@pytest.mark.timeout(120)
@pytest.mark.parametrize("unit", HOSTILE)
def test_a_hostile_page_of_five_megabytes_is_read_for_its_words(unit: str) -> None:
    count = 5_000_000 // len(unit.encode())
    document = read(f"<html><p>头</p><a {unit * count}尾".encode(), name="hostile.html")
    # A plain comparison, for pytest would explain at length where megabytes differ.
    same = document.text() == HOSTILE[unit]
    assert same
    bare = unit.count("<") * count > 160_000
    cut = len(document.blocks) == 200_000
    assert document.warnings == (BARE,) * bare + (CUT,) * cut


@pytest.mark.timeout(120)
@pytest.mark.parametrize(
    ("unit", "read_as"),
    [
        ("<div>", ""),
        ("<td>1", "\n1"),
        ("<table><tr><td>", ""),
        ("<div hidden>", ""),
        ("<h1>a", "\na"),
        ("<i class=x>", ""),
    ],
)
def test_the_most_tags_that_are_still_read_as_tags_lose_no_word(unit: str, read_as: str) -> None:
    count = 158_000 // unit.count("<")
    tail = "字" * 300_000
    document = read(f"<html><p>头</p>{unit * count}<p>{tail}".encode(), name="hostile.html")
    same = document.text() == "头" + read_as * count + "\n" + tail
    assert same
    assert BARE not in document.warnings


@pytest.mark.timeout(120)
def test_many_links_that_are_never_closed_are_one_paragraph() -> None:
    page = "<html><p>头</p>" + "<a href=x>y" * 158_000 + "<p>尾"
    document = read(page.encode(), name="hostile.html")
    same = document.text() == "头\n" + "y" * 158_000 + "\n尾"
    assert same
    assert isinstance(document, TracedDocument)
    assert len(document.links) == 20_000
