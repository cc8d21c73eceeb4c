"""Links to other pages and lists of files come off a page; a document's own list of annexes stays."""

from yangguang.text.cleaning import clean
from yangguang.text.extract.html import read_page

TEXT = "<p>现将有关事项通知如下，请遵照执行。</p><p>云岭市水务局</p><p>2025年5月6日</p>"


def left(*, above: str = "", below: str = "") -> list[str]:
    """What stays of a page beside its text."""
    document = read_page(f"<html><body>{above}{TEXT}{below}</body></html>")
    kept = clean(document).document.text().split("\n")
    return [line for line in kept if line and line not in TEXT]


def test_the_neighbours_of_a_page_go_with_their_titles() -> None:
    assert not left(
        below="<p>上一篇：</p><p><a href=1>关于停水的公告</a></p><p>下一条</p><p><a href=2>水质报告</a></p>"
    )
    assert not left(below="<p>上一篇：<a href=1>关于停水的公告</a></p><p>下一篇：没有了</p>")


def test_related_pages_go_with_their_days() -> None:
    assert not left(
        below="<div>相关阅读</div><p><a href=1>节水知识</a></p><p>2025-05-01</p><p><a href=2>用水须知</a></p>"
    )
    assert not left(below="<h4>政策解读</h4><p><a href=1>一图读懂节水通知</a></p>")


def test_a_heading_of_the_text_that_announces_no_links_stays() -> None:
    assert left(below="<h4>政策解读</h4><p>本通知依据有关法规制定。</p>") == [
        "政策解读",
        "本通知依据有关法规制定。",
    ]


def test_the_files_that_a_site_offers_go_because_they_are_listed_apart() -> None:
    assert not left(below="<p>附件下载：</p><p><a href=a.doc>节水申请表.doc</a></p>")
    assert not left(below="<p>附件：</p><p><a href=a.doc title=节水申请表>点击下载</a></p>")
    assert not left(
        below="<p>附件【<a href=d.jsp?id=1>节水申请表.doc</a>】已下载<span>12</span>次</p>"
    )


def test_the_documents_own_list_of_annexes_stays_above_its_signature() -> None:
    own = "<p>附件：</p><p><a href=a.doc>1.节水申请表.doc</a></p><p><a href=b.doc>2.计划表.doc</a></p>"
    assert left(above=own) == ["附件：", "1.节水申请表.doc", "2.计划表.doc"]


def test_what_wechat_prints_around_an_article_goes() -> None:
    assert not left(
        above="<p>点击<b>蓝字</b>关注我们</p>",
        below="<p>点个“在看”，分享给更多人</p><p>预览时标签不可点</p><p>云岭发布</p><p>轻触阅读原文</p>",
    )


def test_turning_pages_and_old_menus_go() -> None:
    assert not left(above="<p>首页 | 走进云岭 | 政务公开</p>", below="<p>1 2 3 下一页 尾页</p>")


def test_a_sentence_about_pages_and_links_stays() -> None:
    for line in ("请见下一页表格。", "相关链接应当有效。", "附件下载后请如实填写。"):
        assert left(above=f"<p>{line}</p>") == [line]
