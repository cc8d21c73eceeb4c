"""A page with its files and pictures becomes one item: nothing twice, nothing of its head in its text."""

import io
import zipfile
from datetime import date
from pathlib import Path

import pytest
from PIL import Image

from tests.builders.catalog import an_agency, noon
from tests.builders.pictured import WordFile, a_picture
from tests.text.extract.files import a_docx
from yangguang.apps.audit.actors import command
from yangguang.apps.catalog.ingest.beside import linked_names, places_of
from yangguang.apps.catalog.ingest.running import run_ingest
from yangguang.apps.catalog.models import Attachment, Item

pytestmark = pytest.mark.django_db

PAGE = """<html><head><title>清源市水务局关于节水工作的通知</title></head><body>
<table><tr><td>索引号：</td><td>990000012/2026-00007</td><td>发布机构：</td><td>清源市水务局</td></tr>
<tr><td>成文日期：</td><td>2026-04-27</td><td>公开方式：</td><td>主动公开</td></tr>
<tr><td>内容概述：</td><td colspan="3">部署城区节水工作。</td></tr></table>
<div class="txt"><h1>清源市水务局关于节水工作的通知</h1><p>各单位：</p><p>现将节水工作有关事项通知如下。</p>
<p><img src="{picture}" alt="用水量变化"></p><ol><li>安装节水器具；</li><li>开展宣传。</li></ol>
<p>附件：<a href="{file}">节水器具目录</a></p><p>清源市水务局</p><p>2026年4月27日</p></div></body></html>"""


def a_png() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (120, 80), "white").save(out, "PNG")
    return out.getvalue()


def take(folder: Path) -> Item:
    an_agency("清源市水务局", code="990000012", slug="water")
    run_ingest(paths=[folder], by=command("测试"), now=lambda: noon(date(2026, 5, 6)))
    return Item.objects.get()


def files_of(item: Item) -> list[tuple[str, bool]]:
    rows = Attachment.objects.filter(edition=item.edition_id).order_by("order")
    return [(row.title, row.file_id is not None) for row in rows]


def test_a_page_its_file_and_its_picture_are_one_item(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(PAGE.format(picture="./img/a.png", file="W02/目录%201.docx"))
    (tmp_path / "img").mkdir()
    (tmp_path / "img" / "a.png").write_bytes(a_png())
    (tmp_path / "W02").mkdir()
    (tmp_path / "W02" / "目录 1.docx").write_bytes(a_docx("节水器具目录", "一、水龙头"))
    item = take(tmp_path)
    assert files_of(item) == [("节水器具目录", True), ("用水量变化", True)]
    assert item.edition is not None
    picture = Attachment.objects.get(title="用水量变化").file
    assert picture is not None
    assert item.edition.body_html.split("\n") == [
        "<p>各单位：</p>",
        "<p>现将节水工作有关事项通知如下。</p>",
        f'<p><img src="file:{picture.sha256}" alt="用水量变化"></p>',
        "<p>1.安装节水器具；</p>",
        "<p>2.开展宣传。</p>",
        "<p>附件：节水器具目录</p>",
        "<p>清源市水务局</p>",
        "<p>2026年4月27日</p>",
    ]
    assert item.summary == "部署城区节水工作。"
    assert item.unsure == []


def test_a_mirrored_site_and_its_archive_give_the_same(tmp_path: Path) -> None:
    page = PAGE.format(picture="/img/a.png", file="http://www.qingyuan.example/W02/m.docx")
    with zipfile.ZipFile(tmp_path / "site.zip", "w") as archive:
        archive.writestr("www.qingyuan.example/zfxx/t1.html", page)
        archive.writestr("www.qingyuan.example/img/a.png", a_png())
        archive.writestr("www.qingyuan.example/W02/m.docx", a_docx("节水器具目录"))
    assert files_of(take(tmp_path)) == [("节水器具目录", True), ("用水量变化", True)]


def test_a_picture_that_did_not_come_along_keeps_its_place_and_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(PAGE.format(picture="gone.png", file="gone.docx"))
    item = take(tmp_path)
    assert files_of(item) == [("节水器具目录", False), ("用水量变化", False)]
    assert item.edition is not None
    assert '<p><img alt="用水量变化"></p>' in item.edition.body_html
    assert [one["field"] for one in item.unsure] == ["body"]
    assert "1张图片" in item.unsure[0]["why"]


def test_a_broken_picture_is_told_and_not_kept(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(PAGE.format(picture="a.png", file="gone.docx"))
    (tmp_path / "a.png").write_bytes(a_png()[:60])
    item = take(tmp_path)
    assert [title for title, _ in files_of(item)] == ["节水器具目录"]
    assert "已损坏" in item.unsure[0]["why"]


def test_pictures_inside_a_word_file_come_along_and_those_that_cannot_are_told(
    tmp_path: Path,
) -> None:
    word = WordFile().lines("清源市水务局关于供水的公告", "各用户：", "管线走向如图。")
    word.picture(a_picture("red"), "管线走向").picture(a_picture("blue"), "结构图")
    word.lines("特此公告。")
    (tmp_path / "b.docx").write_bytes(word.data(image2=b"\xd7\xcd\xc6\x9a"))
    item = take(tmp_path)
    assert item.edition is not None
    (picture,) = [one.file for one in item.edition.attachments.filter(title="管线走向")]
    assert item.edition.body_html.splitlines() == [
        "<p>各用户：</p>",
        "<p>管线走向如图。</p>",
        f'<p><img src="file:{picture.sha256}" alt="管线走向"></p>',
        '<p><img alt="结构图"></p>',
        "<p>特此公告。</p>",
    ]
    (why,) = [one["why"] for one in item.unsure if one["field"] == "body"]
    assert "第2张（“管线走向如图。”之后）没有进入正文：是WMF矢量图" in why


def test_a_document_that_no_page_links_to_is_an_item_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "b.docx").write_bytes(a_docx("清源市水务局关于供水的公告", "现公告如下。"))
    assert take(tmp_path).title == "清源市水务局关于供水的公告"


@pytest.mark.parametrize(
    ("href", "names"),
    [
        ("a.doc", ["x/y/a.doc"]),
        ("./a%20b.doc?v=1#p", ["x/y/a%20b.doc", "x/y/a b.doc"]),
        ("../up/a.doc", ["x/up/a.doc"]),
        ("../../../../etc/passwd", []),
        ("/files/a.doc", ["files/a.doc", "x/files/a.doc"]),
        ("//h.example/a.doc", ["h.example/a.doc", "a.doc"]),
        ("javascript:void(0)", []),
        ("file:///etc/passwd", []),
        ("#top", []),
    ],
)
def test_a_link_names_places_inside_what_is_taken_over_only(href: str, names: list[str]) -> None:
    assert list(places_of(href, "x/y/page.html")) == names


def test_pages_name_the_documents_they_link_to_in_their_own_encoding() -> None:
    page = "<a href='附件.doc'>表</a><iframe src=\"b.PDF\"></iframe><a href=other.html>页</a>"
    assert linked_names([("d/a.html", page.encode("gb18030"))]) == {"d/附件.doc", "d/b.PDF"}
