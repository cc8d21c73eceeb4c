"""Files shown on a page instead of linked, pictures that say something, articles in hidden boxes."""

import pytest

from yangguang.text.attachments import find_attachments
from yangguang.text.cleaning import clean
from yangguang.text.extract.html import read_page
from yangguang.text.lines import lines_of


@pytest.mark.parametrize(
    ("element", "address"),
    [
        ("<iframe src='/files/a.pdf'></iframe>", "/files/a.pdf"),
        ("<embed src=a.ofd type=application/ofd>", "a.ofd"),
        ("<object data='a.pdf'><p>请安装阅读器</p></object>", "a.pdf"),
        ("<object><param name=src value='b.pdf'></object>", "b.pdf"),
        ("<video controls><source src='c.mp4'></video>", "c.mp4"),
        ("<iframe src='/pdfjs/web/viewer.html?file=/up/d.pdf'></iframe>", "/up/d.pdf"),
        ("<a href='javascript:;' onclick=\"openFile('/up/e.docx')\">决定书</a>", "/up/e.docx"),
        ("<a href=\"javascript:down('/up/f.xlsx')\">清单</a>", "/up/f.xlsx"),
    ],
)
def test_a_file_that_a_page_shows_is_an_attachment(element: str, address: str) -> None:
    document = read_page(f"<p>关于某事的公告</p>{element}")
    found = find_attachments(lines_of(document), document.links)
    assert [one.href for one in found] == [address]


def test_frames_of_other_pages_and_scripts_are_no_attachments() -> None:
    document = read_page(
        "<p>公告</p><iframe src='/tongji.html'></iframe><a href='javascript:window.print()'>打印</a>"
    )
    assert not find_attachments(lines_of(document), document.links)


def test_a_link_that_only_says_download_is_named_by_its_title() -> None:
    document = read_page("<p>公告</p><a href=/a.doc title=报名表>点击下载</a>")
    assert [one.name for one in find_attachments(lines_of(document), document.links)] == ["报名表"]


def test_a_file_shown_in_a_frame_and_linked_is_one_attachment_with_a_name() -> None:
    document = read_page("<p>公告</p><iframe src=/x1.pdf></iframe><a href=/x1.pdf>部门决算</a>")
    found = find_attachments(lines_of(document), document.links)
    assert [(one.name, one.href) for one in found] == [("部门决算", "/x1.pdf")]


def pictures(body: str) -> list[tuple[int, str, str]]:
    cleaned = clean(read_page(f"<html><body>{body}</body></html>"))
    return [(before, one.alternative, one.address) for before, one in cleaned.pictures]


def test_pictures_of_the_text_are_known_with_their_words_and_place() -> None:
    body = "<div class=txt><p>会议通报了进展情况。</p><p><img src=a.jpg alt=会场></p><p>会议要求抓好落实。</p><img data-src=b.jpg src='data:x'></div>"
    assert pictures(body) == [(1, "会场", "a.jpg"), (2, "", "b.jpg")]


@pytest.mark.parametrize(
    "badge",
    [
        "<div class=header><img src=/top.jpg></div>",
        "<img src=/images/logo.png>",
        "<img src=/images/icon_doc.gif>",
        "<img src=pdf.png>",
        "<img src=x.jpg width=16 height=16>",
        "<img src=x.jpg style='width:20px'>",
        "<div class=share><img src=wx.jpg></div>",
        "<img src='data:image/png;base64,AAAA'>",
    ],
)
def test_signs_and_badges_of_the_site_are_no_pictures_of_the_text(badge: str) -> None:
    text = (
        "<div class=txt>"
        + "<p>会议通报了今年以来重点工作的进展情况，要求抓好落实。</p>" * 9
        + "</div>"
    )
    assert pictures(f"{badge}{text}{badge}") == []


def test_an_article_in_a_hidden_box_is_read_and_hidden_menus_are_not() -> None:
    article = "<p>为规范办理流程，制定本办法。</p>" * 6
    menu = "<div style='display:none'><a>首页</a><a>公开</a></div>"
    shown = "<p>" + "网站导航栏目列表 " * 40 + "</p>"
    document = read_page(f"{shown}{menu}<div style='display:none'>{article}</div>")
    assert document.text().count("制定本办法") == 6
    assert "首页" not in document.text()
    assert document.warnings == ("页面正文放在隐藏区域内，已一并读出。",)


def test_an_article_of_wechat_is_read_though_its_box_is_invisible() -> None:
    box = "<div id='js_content' style='visibility: hidden; opacity: 0;'><p>今年计划改造小区。</p></div>"
    assert "今年计划改造小区。" in read_page(f"<h1>标题</h1><p>{'网站说明' * 80}</p>{box}").text()
