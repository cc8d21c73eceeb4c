"""Pictures of Word files: where they stand, what is shown of them, what they are said to show."""

from __future__ import annotations

import pytest

from tests.builders.pictured import WordFile, a_picture, linked_instead
from tests.text.extract.files import a_zip
from yangguang.text.cleaning import clean
from yangguang.text.document import Paragraph, Table
from yangguang.text.extract import read
from yangguang.text.extract.archive import Archive
from yangguang.text.extract.docx import docx_pictures
from yangguang.text.extract.docxpictures import CHART, EMBEDDED, LINKED, Found, said
from yangguang.text.extract.limits import DEFAULT
from yangguang.text.extract.traces import Picture, TracedDocument
from yangguang.text.wire import pack, unpack

NAMES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture" '
    'xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
)
RELS = (
    '<Relationships><Relationship Id="p1" Target="media/image1.png"/>'
    '<Relationship Id="p2" Target="/word/media/image2.jpeg"/>'
    '<Relationship Id="c1" Target="charts/chart1.xml"/></Relationships>'
)


def by_hand(body: str, rels: str = RELS) -> bytes:
    return a_zip(
        {
            "[Content_Types].xml": "<Types/>",
            "word/document.xml": f"<w:document {NAMES}><w:body>{body}</w:body></w:document>",
            "word/_rels/document.xml.rels": rels,
        }
    )


def run(inner: str) -> str:
    return f"<w:p><w:r>{inner}</w:r></w:p>"


def drawing(inner: str, words: str = "") -> str:
    return f'<w:drawing><wp:inline><wp:docPr descr="{words}"/>{inner}</wp:inline></w:drawing>'


def blip(key: str = "p1") -> str:
    return f'<pic:pic><pic:blipFill><a:blip r:embed="{key}"/></pic:blipFill></pic:pic>'


def listed(data: bytes) -> tuple[Found, ...]:
    return docx_pictures(Archive(data, DEFAULT))


def opened(data: bytes) -> TracedDocument:
    document = read(data, name="稿件.docx")
    assert isinstance(document, TracedDocument)
    return document


def before(document: TracedDocument, picture: Picture) -> str:
    """The words before which a picture stands."""
    assert picture.inside is not None
    rest = document.blocks[picture.inside.block :]
    return rest[0].text if rest and isinstance(rest[0], Paragraph) else ""


def test_each_picture_stands_between_the_words_between_which_it_stood() -> None:
    data = (
        WordFile()
        .lines("一、现状", "现状见下图。")
        .picture(a_picture("red"), "改造前的街道")
        .lines("二、规划")
        .picture(a_picture("blue"), "改造后的街道", before="规划见", after="所示。")
        .picture(a_picture("green"), after="图三在前。")
        .lines("以上。")
        .data()
    )
    document = opened(data)
    assert [(one.alternative, before(document, one)) for one in document.pictures] == [
        ("改造前的街道", "二、规划"),
        ("改造后的街道", "图三在前。"),
        ("", "图三在前。"),
    ]
    assert document.warnings == ()
    assert "\0" not in document.text()


def test_a_picture_in_a_table_is_known_by_its_cell_also_beside_merged_ones() -> None:
    word = WordFile().lines("照片如下。")
    table = word.document.add_table(3, 2)
    for y, texts in enumerate([("改造前", "改造后"), ("", ""), ("东街", "西街")]):
        for x, text in enumerate(texts):
            table.cell(y, x).text = text
    table.cell(0, 0).merge(table.cell(1, 0))
    word.picture(a_picture(), "西街改造后", inside=table.cell(1, 1))
    document = opened(word.data())
    (picture,) = document.pictures
    assert picture.inside is not None
    found = document.blocks[picture.inside.block]
    assert isinstance(found, Table)
    assert (picture.inside.row, picture.inside.cell) == (1, 0)
    assert [len(row) for row in found.rows] == [2, 1, 2]


def test_a_table_that_only_frames_a_picture_is_unrolled_with_it() -> None:
    word = WordFile().lines("见图。")
    word.picture(a_picture(), "框内的图", inside=word.document.add_table(1, 1).cell(0, 0))
    word.lines("以上。")
    document = opened(word.data())
    (picture,) = document.pictures
    assert picture.inside is not None
    assert (picture.inside.row, before(document, picture)) == (-1, "以上。")


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("清源市政务服务中心办事大厅", "清源市政务服务中心办事大厅"),
        ("办事大厅\n\n描述已自动生成", "办事大厅"),
        ("A hall\n\nDescription automatically generated with low confidence", "A hall"),
        (r"C:\Users\wang\Desktop\身份证.png", ""),
        ("微信图片_20260301101112", ""),
        ("IMG_2034.JPG", ""),
        ("图片 3", ""),
        ("1", ""),
        ("图片中为清源市第一小学校门", "图片中为清源市第一小学校门"),
        ("https://example.invalid/a.png", ""),
    ],
)
def test_a_file_name_is_no_description(written: str, kept: str) -> None:
    assert said(written) == kept


def test_a_description_of_megabytes_is_cut_short_at_once() -> None:
    assert said("清源" + " " * 3_000_000 + "描述已自动生成") == "清源"
    assert len(said("甲" * 3_000_000)) == 200


def test_what_was_cropped_turned_or_hidden_is_told() -> None:
    data = (
        WordFile()
        .lines("见图。")
        .picture(a_picture(), crop={"l": 25_000, "b": 50_000})
        .picture(a_picture(), turn=1)
        .picture(a_picture("blue"), hidden=True)
        .data()
    )
    cropped, turned = listed(data)
    assert cropped.cut == (0.25, 0.0, 0.0, 0.5)
    assert (turned.cut, turned.turn) == ((0.0, 0.0, 0.0, 0.0), 1)
    assert cropped.address == turned.address


def test_pictures_of_old_drawings_are_read_with_their_crops() -> None:
    shape = (
        '<w:pict><v:shape alt="旧版图片"><v:imagedata r:id="p2" croptop="16384f" cropright="0.25"/>'
        "</v:shape></w:pict>"
    )
    assert listed(by_hand(run("<w:t>见图</w:t>") + run(shape))) == (
        Found(EMBEDDED, "word/media/image2.jpeg", "旧版图片", (0.0, 0.25, 0.25, 0.0)),
    )


def test_a_picture_is_listed_once_where_its_drawing_is_written_in_two_ways() -> None:
    both = (
        f'<mc:AlternateContent><mc:Choice Requires="wps">{drawing(blip(), "街道")}</mc:Choice>'
        '<mc:Fallback><w:pict><v:shape><v:imagedata r:id="p1"/></v:shape></w:pict></mc:Fallback>'
        "</mc:AlternateContent>"
    )
    assert [one.alternative for one in listed(by_hand(run(both)))] == ["街道"]


def test_ink_gives_the_picture_that_stands_in_for_it() -> None:
    ink = (
        '<mc:AlternateContent><mc:Choice Requires="wpi"><w:drawing/></mc:Choice>'
        f"<mc:Fallback>{drawing(blip('p2'), '签批')}</mc:Fallback></mc:AlternateContent>"
    )
    assert [one.address for one in listed(by_hand(run(ink)))] == ["word/media/image2.jpeg"]


def test_charts_and_links_are_told_apart_from_pictures() -> None:
    chart = drawing('<a:graphic><a:graphicData><c:chart r:id="c1"/></a:graphicData></a:graphic>')
    data = by_hand(run("<w:t>见图</w:t>") + run(chart))
    assert [one.kind for one in listed(data)] == [CHART]
    linked = linked_instead(
        WordFile().lines("见图。").picture(a_picture(), "大厅").data(), "file:///C:/a.png"
    )
    assert [(one.kind, one.address) for one in listed(linked)] == [(LINKED, "file:///C:/a.png")]


def test_what_was_deleted_under_tracking_and_page_heads_bring_no_picture() -> None:
    deleted = f"<w:p><w:del><w:r>{drawing(blip())}</w:r></w:del></w:p>"
    assert listed(by_hand(run("<w:t>正文</w:t>") + deleted)) == ()
    word = WordFile().lines("正文")
    word.picture(a_picture(), "页眉标志", inside=word.document.sections[0].header)
    assert opened(word.data()).pictures == ()


def test_pictures_of_footnotes_are_found_by_the_notes_own_addresses() -> None:
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": "<Types/>",
        "word/document.xml": f"<w:document {NAMES}><w:body>"
        + run('<w:t>收入增长</w:t><w:footnoteReference w:id="2"/>')
        + "</w:body></w:document>",
        "word/footnotes.xml": f'<w:footnotes {NAMES}><w:footnote w:id="2">'
        + run(drawing(blip("p1"), "增长曲线"))
        + run("<w:t>见图。</w:t>")
        + "</w:footnote></w:footnotes>",
        "word/_rels/footnotes.xml.rels": '<Relationships><Relationship Id="p1" '
        'Target="media/note.png"/></Relationships>',
    }
    data = a_zip(parts)
    assert [one.address for one in listed(data)] == ["word/media/note.png"]
    document = opened(data)
    assert document.text().split("\n") == ["收入增长[1]", "[1] 见图。"]
    assert before(document, document.pictures[0]) == "[1] 见图。"


def test_places_and_cells_cross_from_the_sandbox() -> None:
    word = WordFile().lines("见图。").picture(a_picture(), "大厅")
    table = word.document.add_table(1, 2)
    table.cell(0, 0).text = "东街"
    word.picture(a_picture("blue"), inside=table.cell(0, 1))
    document = opened(word.data())
    assert unpack(pack(document)) == document


def test_cleaning_keeps_pictures_beside_the_words_that_stay() -> None:
    word = (
        WordFile().lines("样式如下：").picture(a_picture(), "样式").lines("— 1 —", "请遵照执行。")
    )
    word.picture(a_picture("blue"), "印模")
    cleaned = clean(opened(word.data()))
    blocks = cleaned.document.blocks
    assert [b.text for b in blocks if isinstance(b, Paragraph)] == ["样式如下：", "请遵照执行。"]
    assert [(at, one.alternative) for at, one in cleaned.pictures] == [(1, "样式"), (2, "印模")]
