"""Pictures that lie in files beside their words: which, where, and at what cost."""

from __future__ import annotations

import io
import time
import zipfile

import pytest

from tests.builders.holding import (
    EMF,
    a_web_archive,
    a_workbook,
    an_image_ofd,
    an_ods,
    as_data,
    members,
    packed,
)
from tests.builders.pictured import WordFile, a_picture
from tests.text.extract.files import an_xlsx
from yangguang.text.cleaning import clean
from yangguang.text.document import UnreadableDocument
from yangguang.text.extract import read
from yangguang.text.extract.archive import Archive
from yangguang.text.extract.held import Held, held_content, held_pictures
from yangguang.text.extract.limits import DEFAULT, Limits
from yangguang.text.extract.traces import TracedDocument
from yangguang.text.wire import pack, unpack

RED, BLUE = a_picture("red"), a_picture("blue")
SPACER = "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"


def traced(data: bytes, name: str = "") -> TracedDocument:
    found = read(data, name=name)
    assert isinstance(found, TracedDocument)
    assert unpack(pack(found)) == found
    return found


def behind(document: TracedDocument) -> list[tuple[str, int]]:
    """Each picture with how many tables stand before it."""
    return [(one.address, one.inside.block) for one in document.pictures if one.inside is not None]


def test_pictures_of_a_workbook_stand_behind_the_table_of_their_sheet() -> None:
    data = a_workbook(
        ("目录", [["序号", "名称"], [1, "名单"]], []),
        ("名单", [["姓名", "金额"], ["王某", 100]], [RED, BLUE]),
        ("只有图片", [], [a_picture("green")]),
    )
    found = traced(data, "名单.xlsx")
    assert behind(found) == [
        ("xl/media/image1.png", 2),
        ("xl/media/image2.png", 2),
        ("xl/media/image3.png", 2),
    ]
    assert found.held == 3
    assert held_pictures(data) == (
        Held("xl/media/image1.png", "工作表“名单”第1张图片"),
        Held("xl/media/image2.png", "工作表“名单”第2张图片"),
        Held("xl/media/image3.png", "工作表“只有图片”第1张图片"),
    )


def test_a_picture_of_a_hidden_sheet_is_not_shown_but_still_told_as_held() -> None:
    data = a_workbook(("公示", [["甲"]], []), ("底稿", [["乙"]], [RED]), hidden=["底稿"])
    found = traced(data)
    assert found.pictures == ()
    assert found.held == 1
    assert held_pictures(data)[0].place == "工作表“底稿”第1张图片"


def test_a_workbook_without_pictures_holds_none() -> None:
    assert traced(an_xlsx([["甲"]])).held == 0


def test_pictures_that_the_chinese_office_sets_into_cells_are_told_too() -> None:
    parts = members(a_workbook(("名单", [["照片", '=DISPIMG("ID_1",1)']], [])))
    names = (
        'xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing" '
        'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
        'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
    )
    parts["xl/cellimages.xml"] = (
        f"<etc:cellImages xmlns:etc='e' {names}><etc:cellImage><xdr:pic><xdr:nvPicPr>"
        '<xdr:cNvPr id="2" name="ID_1" descr="受助人合影"/></xdr:nvPicPr><xdr:blipFill>'
        '<a:blip r:embed="rId1"/></xdr:blipFill></xdr:pic></etc:cellImage></etc:cellImages>'
    ).encode()
    parts["xl/_rels/cellimages.xml.rels"] = (
        b'<Relationships><Relationship Id="rId1" Target="media/image7.jpeg"/></Relationships>'
    )
    parts["xl/media/image7.jpeg"] = RED
    found = traced(packed(parts))
    (picture,) = found.pictures
    assert (picture.address, picture.alternative) == ("xl/media/image7.jpeg", "受助人合影")
    assert "［图片］" in found.text()
    assert "DISPIMG" not in found.text()
    assert found.held == 1


def test_pictures_of_an_open_document_sheet_are_told_with_their_words() -> None:
    data = an_ods(
        ("名单", [["姓名"], ["王某"]], [("Pictures/a.png", "盖章页"), ("http://x/b.png", "外链")]),
        ("汇总", [["合计"]], [("Pictures/b.png", "IMG_001.png")]),
        a=RED,
        b=BLUE,
    )
    found = traced(data, "名单.ods")
    assert [(one.address, one.alternative) for one in found.pictures] == [
        ("Pictures/a.png", "盖章页"),
        ("http://x/b.png", "外链"),
        ("Pictures/b.png", ""),
    ]
    assert [place for _, place in behind(found)] == [1, 1, 2]
    # The preview of the first page is no picture of the text.
    assert [one.place for one in held_pictures(data)] == [
        "工作表“名单”第1张图片",
        "工作表“汇总”第1张图片",
    ]


def test_pictures_written_into_a_page_keep_their_place_and_blanks_are_none() -> None:
    page = (
        "<html><body><div id='zoom'><p>现将名单公示如下。请各单位核对。</p>"
        f'<p><img src="{as_data(RED)}" alt="名单第一页" width="600"></p>'
        f"<p><img src='{SPACER}'><img data-src='/a/real.png' src='{as_data(BLUE)}'></p>"
        f"<p>联系电话见文末。特此公示。</p><p><img width=600 src={as_data(BLUE)} alt=第二页></p>"
        "</div></body></html>"
    )
    found = traced(page.encode(), "页面.html")
    assert [(one.alternative, one.inside is not None) for one in found.pictures] == [
        ("名单第一页", True),
        ("", False),
        ("第二页", True),
    ]
    cleaned = clean(found)
    assert [
        (before, one.alternative) for before, one in cleaned.pictures if one.inside is not None
    ] == [(1, "名单第一页"), (2, "第二页")]
    assert [one.place for one in held_pictures(page.encode())] == ["页面第1张图片", "页面第2张图片"]
    inside = [one for one in found.pictures if one.inside is not None]
    assert [held_content(page.encode(), one.address, most=10_000) for one in inside] == [RED, BLUE]


def test_a_web_archive_gives_the_pictures_that_came_with_it() -> None:
    data = a_web_archive(
        "<html><body><p>名单如下。</p><img src='page.files/image001.png' alt='名单'>"
        "<img src='cid:none'><p>特此公告。</p></body></html>",
        ("file:///C:/a/page.files/image001.png", RED),
    )
    found = traced(data, "公告.mht")
    assert [(one.alternative, one.inside is not None) for one in found.pictures] == [
        ("名单", True),
        ("", False),
    ]
    assert held_content(data, found.pictures[0].address, most=10_000) == RED
    assert found.held == 1


def test_word_files_tell_pictures_of_heads_and_those_that_nothing_shows() -> None:
    parts = members(WordFile().lines("见图。").picture(RED).picture(BLUE).data())
    parts["word/media/left.emf"] = EMF
    parts["word/header1.xml"] = b"<w:hdr xmlns:w='w'/>"
    parts["word/_rels/header1.xml.rels"] = (
        b'<Relationships><Relationship Id="r" Target="media/head.png"/></Relationships>'
    )
    parts["word/media/head.png"] = RED
    assert [one.place for one in held_pictures(packed(parts))] == [
        "正文第1张图片",
        "正文第2张图片",
        "页眉第1张图片",
        "图片left.emf",
    ]


def test_pictures_of_an_ofd_are_told_by_page() -> None:
    data = an_image_ofd([(RED, "0 0 50 50")], [(BLUE, "0 0 50 50"), (RED, "60 0 50 50")])
    assert [(one.place, one.page) for one in held_pictures(data)] == [
        ("第1页第1张图片", 1),
        ("第2页第1张图片", 2),
        ("第2页第2张图片", 2),
    ]


def test_a_picture_larger_than_allowed_is_not_unpacked() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("content.xml", b"<a/>")
        made.writestr("Pictures/a.png", bytes(5_000_000))
    archive = Archive(out.getvalue(), DEFAULT)
    with pytest.raises(UnreadableDocument) as refusal:
        archive.read("Pictures/a.png", most=1_000_000)
    assert refusal.value.code == "too-large"
    assert archive.read("content.xml") == b"<a/>"
    with pytest.raises(UnreadableDocument) as refusal:
        held_content(out.getvalue(), "Pictures/a.png", most=1_000_000)
    assert refusal.value.code == "too-large"
    with pytest.raises(UnreadableDocument) as refusal:
        held_pictures(out.getvalue(), limits=Limits(unpacked_bytes=1_000_000))
    assert refusal.value.code == "bomb"


@pytest.mark.parametrize(
    "piece",
    [
        "data:image/png;base64,",
        '"data:image/png;base64,',
        "<img src='data:image/png,",
        "data:image/",
    ],
)
def test_a_page_of_addresses_that_never_end_is_read_in_linear_time(piece: str) -> None:
    page = f"<html><body><p>正文。</p>{piece * 100_000}".encode()
    began = time.process_time()
    traced(page, "页面.html")
    assert time.process_time() - began < 10


@pytest.mark.parametrize(
    ("parts", "named"),
    [
        ({"ppt/presentation.xml": b"<p/>", "[Content_Types].xml": b"<t/>"}, "演示文稿（pptx）"),
        (
            {"content.xml": b"<c/>", "mimetype": b"application/vnd.oasis.opendocument.text"},
            "文字文档（odt）",
        ),
    ],
)
def test_what_is_not_read_at_all_says_that_neither_words_nor_pictures_were_looked_at(
    parts: dict[str, bytes], named: str
) -> None:
    with pytest.raises(
        UnreadableDocument, match="不能读取其中的文字，也不识别其中的图片"
    ) as refusal:
        read(packed(parts), name="汇报.pptx")
    assert named in str(refusal.value)
    assert "另存为PDF" in str(refusal.value)
