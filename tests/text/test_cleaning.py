"""Pages freed from what stands around them; captures whose sentences were broken."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yangguang.text import chrome
from yangguang.text.cleaning import Cleaned, clean
from yangguang.text.document import Document, Paragraph, Table
from yangguang.text.extract import read
from yangguang.text.extract.plain import read_lines

ARTICLE = [
    "各县区人民政府，市政府各部门：",
    "为进一步规范政府信息公开申请的办理，提高答复质量，现就有关事项通知如下。",
    "一、申请收到后应当在三个工作日内登记，并告知申请人受理情况。",
    "二、答复应当在法定期限内作出；需要延长的，应当书面告知理由。",
    "三、各单位应当于每年一月底前报送上一年度办理情况，逾期不报的予以通报。",
    "清源市人民政府办公室",
    "2023年5月6日",
]


def kept(cleaned: Cleaned) -> list[str]:
    return [b.text if isinstance(b, Paragraph) else "表" for b in cleaned.document.blocks]


def reasons(cleaned: Cleaned) -> dict[str, str]:
    return {removed.text: removed.why for removed in cleaned.removed}


def of_lines(*lines: str) -> Cleaned:
    return clean(read_lines("\n".join(lines)))


def a_page(body: str) -> Cleaned:
    menu = "".join(
        f"<li><a href='/{n}'>{n}</a></li>" for n in ("首页", "机构职能", "政务公开", "互动")
    )
    side = "".join(f"<li><a href='/n{n}'>第{n}条最新政策文件的标题</a></li>" for n in range(6))
    return clean(
        read(
            (
                f"<html><body><div class='topnav'><ul>{menu}</ul></div>"
                "<div class='dqwz'>您现在的位置：<a href='/'>首页</a> &gt; <a href='/z'>政务公开</a></div>"
                f"<div class='wrap'><div class='left'><ul>{side}</ul></div><div class='content'>{body}</div></div>"
                "<div class='bottom'><p>主办：清源市人民政府办公室　地址：清源市中心路1号</p>"
                "<p>网站标识码：3300000001　某ICP备12345678号</p></div></body></html>"
            ).encode(),
            name="a.html",
        )
    )


def test_menus_lists_of_links_and_the_footer_come_off_a_page():
    cleaned = a_page(
        "<h1>关于规范申请办理的通知</h1>" + "".join(f"<p>{line}</p>" for line in ARTICLE)
    )
    assert kept(cleaned) == ["关于规范申请办理的通知", *ARTICLE]
    why = reasons(cleaned)
    assert why["机构职能"] == chrome.NAVIGATION
    assert why["第3条最新政策文件的标题"] == chrome.LINKS
    assert why["网站标识码：3300000001　某ICP备12345678号"] in (chrome.NAVIGATION, chrome.FOOTER)


def test_attachments_stay_although_they_are_links():
    body = "".join(f"<p>{line}</p>" for line in ARTICLE)
    links = "".join(f"<li><a href='/f{n}.docx'>第{n}号办理情况表</a></li>" for n in range(1, 6))
    cleaned = a_page(f"{body}<div class='relevantdoc'><ul>{links}</ul></div>")
    assert kept(cleaned)[-5:] == [f"第{n}号办理情况表" for n in range(1, 6)]


def test_a_container_named_like_a_menu_keeps_the_article_it_holds():
    cleaned = a_page("<div class='nav'>" + "".join(f"<p>{line}</p>" for line in ARTICLE) + "</div>")
    assert kept(cleaned) == ARTICLE


def test_a_table_of_figures_in_a_container_named_like_a_tool_stays():
    rows = "".join(f"<tr><td>第{n}项指标的名称</td><td>{n}</td></tr>" for n in range(20))
    assert "表" in kept(a_page(f"<div class='tools'><table>{rows}</table></div>"))


def test_a_page_laid_out_in_tables_is_cleaned_too():
    menu = "".join(f"<tr><td><a href='/{n}'>栏目{n}</a></td></tr>" for n in range(8))
    body = "".join(f"<p>{line}</p>" for line in ARTICLE * 2)
    page = (
        f"<table><tr><td width=200><table>{menu}</table></td><td><table><tr><td>{body}</td></tr>"
        "</table></td></tr><tr><td colspan=2>版权所有：清源市人民政府 某ICP备1号</td></tr></table>"
    )
    cleaned = clean(read(f"<html><body>{page}</body></html>".encode(), name="a.htm"))
    assert kept(cleaned) == ARTICLE * 2


def test_the_tail_of_a_captured_page_comes_off_line_by_line():
    cleaned = of_lines(
        *ARTICLE,
        "扫一扫在手机打开当前页",
        "-->",
        "【打印】 【关闭】",
        "上一篇：关于某事的通知",
        "网站地图 | 联系我们",
        "主办：清源市人民政府",
        "某公网安备 33000000000001号",
    )
    assert kept(cleaned) == ARTICLE
    assert [removed.why for removed in cleaned.removed] == [
        chrome.TOOLS,
        chrome.DEBRIS,
        chrome.TOOLS,
        chrome.RELATED,
        chrome.FOOTER,
        chrome.FOOTER,
        chrome.FOOTER,
    ]


@pytest.mark.parametrize(
    "line",
    [
        "发布日期：2023-05-06 来源：市政府办公室 浏览次数：12 【字体：大 中 小】",
        "打印机等办公设备的采购应当集中进行。",
        "主办单位：清源市文化局",
        "当前位置信息的采集应当经申请人同意。",
        "关闭煤矿12处，小",
        "1/3",
        "中",
        "来源：新华社",
        "附件：申请表.doc",
        "电话：0000-1234567",
    ],
)
def test_a_line_that_carries_content_stays(line: str):
    assert line in kept(of_lines(*ARTICLE, line))


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("您当前所在位置：首页>政务公开>统计数据", chrome.BREADCRUMB),
        ("首页 >> 政务公开 >> 通知公告", chrome.BREADCRUMB),
        ("字号：【大】【中】【小】 打印本页", chrome.TOOLS),
        ("分享到：微信 微博 QQ空间", chrome.TOOLS),
        ("用微信“扫一扫”分享至朋友圈", chrome.TOOLS),
        ("访问量：1632", chrome.COUNTER),
        ("[浏览次数：20次]", chrome.COUNTER),
        ("下一条：没有了", chrome.RELATED),
    ],
)
def test_a_line_that_is_only_chrome_goes_with_its_reason(line: str, why: str):
    assert reasons(of_lines(*ARTICLE, line)) == {line: why}


def test_page_numbers_that_count_up_go_and_values_between_dashes_stay():
    counted = of_lines("甲。", "- 1 -", "乙。", "- 2 -", "丙。", "- 3 -")
    assert kept(counted) == ["甲。", "乙。", "丙。"]
    values = of_lines("甲。", "- 7 -", "乙。", "- 3 -", "丙。", "- 12 -")
    assert kept(values) == ["甲。", "- 7 -", "乙。", "- 3 -", "丙。", "- 12 -"]


def test_a_header_on_every_page_goes_and_the_unit_line_of_tables_stays():
    pages = "\f".join(
        f"清源市年度报告\n第{n}部分的内容。\n单位：万元" for n in ("一", "二", "三", "四")
    )
    cleaned = clean(read_lines(pages))
    assert kept(cleaned).count("单位：万元") == 4
    assert "清源市年度报告" not in kept(cleaned)
    assert len(cleaned.removed) == 4


def test_lines_broken_at_the_margin_become_paragraphs_across_the_page_break():
    text = (
        "一、总体情况\n"
        "本报告由清源市人民政府办公室根据《中华人民共和国政府信\n"
        "息公开条例》的规定编制，报告所列数据的统计期限自二〇二四\n"
        "年一月一日起至同年十二月三十一日止。全年主动公开信息 28\n"
        "条，办理申请 17 件，均在期限内答复。\n"
        "（一）主动公开情况。全年通过门户网站公开文件、解读、公告\n"
        "等各类信息，并且按照规定更新了公开目录和指南，方便群众查\n"
        "- 1 -\n"
        "阅。\n"
        "（二）依申请公开情况。全年办理的申请全部按期答复，没有发\n"
        "生被纠正的情形。\n"
        "- 2 -"
    )
    cleaned = clean(read_lines(text))
    paragraphs = kept(cleaned)
    assert paragraphs[0] == "一、总体情况"
    assert paragraphs[1].startswith(
        "本报告由清源市人民政府办公室根据《中华人民共和国政府信息公开条例》的规定"
    )
    assert "公开信息 28条，办理申请 17 件" in paragraphs[1]
    assert paragraphs[2].endswith("方便群众查阅。")
    assert (
        paragraphs[3] == "（二）依申请公开情况。全年办理的申请全部按期答复，没有发生被纠正的情形。"
    )
    assert len(paragraphs) == 4


def test_rows_of_a_broken_table_are_never_joined():
    rows = [
        "一、本年新收政府信息公开申请数量情况统计 95 0 0 0 0 0 95",
        "二、上年结转政府信息公开申请数量情况统计 12 0 0 0 0 0 12",
        "30106 伙食补助费支出决算数合计金额 0.00 30209 物业管理费",
        "维持 纠正 结果 审结 结果 结果 其他 尚未 结果 结果 其他 尚未",
    ] * 4
    assert kept(of_lines(*rows)) == rows


def test_every_place_of_a_joined_paragraph_leads_back_to_its_line():
    lines = ["为进一步做好全市各级行政机关政府信息公开申请的办理工作" for _ in range(9)]
    lines[-1] = "现通知如下。"
    cleaned = of_lines(*lines)
    (text,) = kept(cleaned)
    assert text == "".join(lines)
    assert cleaned.locate(0, 0) == (0, 0)
    assert cleaned.locate(0, len(lines[0]) + 3) == (1, 3)
    assert cleaned.locate(0, len(text) - 1) == (8, len(lines[-1]) - 1)


def test_a_page_of_nothing_but_chrome_is_returned_whole():
    cleaned = of_lines("首页 > 政务公开", "【打印】【关闭】")
    assert kept(cleaned) == ["首页 > 政务公开", "【打印】【关闭】"]
    assert cleaned.removed == ()


def test_a_plain_document_without_traces_is_cleaned_as_well():
    document = Document(tuple(Paragraph(line) for line in [*ARTICLE, "【打印】"]), "text/plain")
    assert kept(clean(document)) == ARTICLE


fragments = st.sampled_from(
    [*ARTICLE, "- 1 -", "- 2 -", "【打印】", "首页 > 公开", "版权所有：某市", "一、", "规章 0 0 0",
     "| 甲 | 1 |", "|---|---|", "", "\f", "相关链接：", "《办法》解读", "2023-01-02", "12", "x" * 70]
)  # fmt: skip


@given(st.lists(fragments, max_size=30))
def test_nothing_is_lost_and_nothing_moves(lines: list[str]):
    document = read_lines("\n".join(lines))
    cleaned = clean(document)
    restored: list[tuple[int, str]] = [(r.block, r.text) for r in cleaned.removed]
    for block, pieces in zip(cleaned.document.blocks, cleaned.pieces, strict=True):
        if isinstance(block, Table):
            restored.append((pieces[0].block, "表"))
            continue
        ends = [*(piece.at for piece in pieces[1:]), len(block.text)]
        restored += [
            (piece.block, block.text[piece.at : end])
            for piece, end in zip(pieces, ends, strict=True)
        ]
    restored.sort()
    assert [at for at, _ in restored] == list(range(len(document.blocks)))
    for (_, text), source in zip(restored, document.blocks, strict=True):
        if isinstance(source, Paragraph):
            assert re.sub(r"\s+$", "", text) == source.text


@given(st.lists(fragments, max_size=20))
def test_cleaning_twice_takes_nothing_more_from_the_text(lines: list[str]):
    once = clean(read_lines("\n".join(lines)))
    again = clean(once.document)
    assert len(again.document.blocks) <= len(once.document.blocks)
