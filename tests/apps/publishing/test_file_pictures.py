"""Pictures that lie in an uploaded Word file come into the text, as if they were inserted by hand."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable

import pytest
from PIL import Image
from selectolax.lexbor import LexborHTMLParser, LexborNode

from tests.builders.catalog import an_agency
from tests.builders.drafts import AT, WRITER, published
from tests.builders.holding import huge_png
from tests.builders.pictured import WordFile, a_picture, linked_instead
from tests.text.extract.files import PdfPage, a_pdf, an_ofd
from yangguang.apps.catalog.models import Edition
from yangguang.apps.files.filepictures import file_pictures
from yangguang.apps.files.models import StoredFile
from yangguang.apps.files.selectors import read_content
from yangguang.apps.publishing.formal.contents import check_contents
from yangguang.apps.publishing.formal.running import facts_of
from yangguang.apps.publishing.models import Draft
from yangguang.apps.publishing.selectors.drafts import head_left_out
from yangguang.apps.publishing.services import receiving
from yangguang.apps.publishing.services.attaching import attach_picture
from yangguang.apps.publishing.services.drafting import restore_saving, start_change
from yangguang.apps.publishing.services.receiving import draft_from_file
from yangguang.apps.publishing.workflow import NotPossible

pytestmark = pytest.mark.django_db

HEAD = ("清源市水务局文件", "清水发〔2026〕7号", "清源市水务局关于更换水表的通知", "各区县水务局：")
EMF = b"\x01\0\0\0" + b"\0" * 36 + b" EMF" + b"\0" * 60
WMF = b"\xd7\xcd\xc6\x9a" + b"\0" * 60
SVG = (
    b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
)


def uploaded(data: bytes, name: str = "通知.docx") -> Draft:
    return draft_from_file(agency=an_agency(), name=name, data=data, by=WRITER, at=AT)


def nodes(draft: Draft) -> list[LexborNode]:
    """Paragraphs, tables and what else stands in the body, in order."""
    body = LexborHTMLParser(f"<body>{draft.body_html}</body>").body
    assert body is not None
    return [one for one in body.iter() if one.tag != "-text"]


def lines(draft: Draft) -> list[str]:
    """Words as they are, pictures as their alternative text in brackets."""
    return [
        f"［{picture.attributes.get('alt')}］"
        if (picture := one.css_first("img")) is not None
        else one.text(deep=True)
        for one in nodes(draft)
    ]


def told(draft: Draft) -> list[str]:
    return [one["why"] for one in draft.item.unsure if one["field"] == "body"]


def painted(draft: Draft, alternative: str) -> Image.Image:
    """The stored picture of that alternative text."""
    picture = LexborHTMLParser(draft.body_html).css_first(f'img[alt="{alternative}"]')
    assert picture is not None
    digest = (picture.attributes.get("src") or "").removeprefix("file:")
    content = read_content(draft.attachments.get(file__sha256=digest).file)
    assert hashlib.sha256(content).hexdigest() == digest
    return Image.open(io.BytesIO(content))


def test_pictures_stand_where_they_stood_also_after_the_head_is_left_out() -> None:
    data = (
        WordFile()
        .lines(*HEAD, "新水表如图所示。")
        .picture(a_picture("red"), "智能水表正面")
        .lines("请于六月底前更换。")
        .picture(a_picture("blue", form="JPEG"), "更换流程：预约、上门、验收")
        .lines("清源市水务局", "2026年3月2日")
        .data()
    )
    draft = uploaded(data)
    assert lines(draft) == [
        "各区县水务局：",
        "新水表如图所示。",
        "［智能水表正面］",
        "请于六月底前更换。",
        "［更换流程：预约、上门、验收］",
        "清源市水务局",
        "2026年3月2日",
    ]
    assert told(draft) == []
    whole = head_left_out(draft)
    assert whole is not None
    assert whole[1] == list(HEAD[:3])
    restore_saving(draft=draft, saving=whole[0], by=WRITER, at=AT)
    draft.refresh_from_db()
    assert len(LexborHTMLParser(draft.body_html).css("img")) == 2


def test_they_are_kept_as_the_pictures_are_that_the_editor_takes_in() -> None:
    shot = io.BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "秘密相机"
    Image.new("RGB", (80, 60), "red").save(shot, "JPEG", exif=exif)
    draft = uploaded(WordFile().lines(*HEAD, "见图。").picture(shot.getvalue(), "水表").data())
    by_hand = attach_picture(draft=draft, name="水表.jpg", data=shot.getvalue(), by=WRITER, at=AT)
    original, picture = draft.attachments.order_by("order")
    assert (original.title, picture.title) == ("通知.docx", "图片1")
    assert by_hand == picture
    assert picture.file.media_type == "image/jpeg"
    assert "秘密相机".encode() not in read_content(picture.file)


def test_the_same_picture_shown_twice_is_kept_once() -> None:
    data = WordFile().lines(*HEAD, "一").picture(a_picture(), "印模甲").lines("二")
    draft = uploaded(data.picture(a_picture(), "印模乙").lines("三").data())
    shown = LexborHTMLParser(draft.body_html).css("img")
    assert [one.attributes.get("alt") for one in shown] == ["印模甲", "印模乙"]
    assert len({one.attributes.get("src") for one in shown}) == 1
    assert [one.title for one in draft.attachments.order_by("order")] == ["通知.docx", "图片1"]


def test_what_was_cropped_away_in_word_is_not_published() -> None:
    card = Image.new("RGB", (200, 100), "white")
    card.paste("black", (100, 0, 200, 100))
    out = io.BytesIO()
    card.save(out, "PNG")
    word = WordFile().lines(*HEAD, "见图。").picture(out.getvalue(), "左半", crop={"r": 50_000})
    word.picture(out.getvalue(), "转过", turn=1)
    draft = uploaded(word.data())
    left = painted(draft, "左半").convert("RGB")
    assert (left.size, left.getcolors()) == ((100, 100), [(10_000, (255, 255, 255))])
    turned = painted(draft, "转过").convert("RGB")
    assert turned.size == (100, 200)
    assert turned.getpixel((50, 10)) == (255, 255, 255)
    assert turned.getpixel((50, 190)) == (0, 0, 0)
    facts = facts_of(draft, today=draft.saved_at.date(), limit_on=None)
    found = [one for one in check_contents(facts) if one.code == "file-cropped-picture"]
    assert [(one.severity, one.field) for one in found] == [("block", "附件《通知.docx》正文")]


def test_a_picture_in_a_table_stays_in_its_cell() -> None:
    word = WordFile().lines(*HEAD, "改造前后对比如下。")
    table = word.document.add_table(2, 2)
    for y, texts in enumerate([("改造前", "改造后"), ("东街", "")]):
        for x, text in enumerate(texts):
            table.cell(y, x).text = text
    word.picture(a_picture(), "东街改造后", inside=table.cell(1, 1))
    draft = uploaded(word.lines("特此通知。").data())
    cells = LexborHTMLParser(draft.body_html).css("td, th")
    assert [one.text(deep=True) for one in cells] == ["改造前", "改造后", "东街", ""]
    picture = cells[3].css_first("img")
    assert picture is not None
    assert picture.attributes.get("alt") == "东街改造后"


def test_a_picture_without_words_is_told_and_holds_the_release_up_until_it_has_some() -> None:
    word = WordFile().lines(*HEAD, "见图。").picture(a_picture("red"))
    draft = uploaded(word.picture(a_picture("blue"), "IMG_2034.JPG").data())
    assert told(draft) == [
        (
            "放入正文的图片有2张在原文件中没有替代文字，"
            "送审前请点选图片，再点“图片”，写一句话说明内容。"
        )
    ]
    facts = facts_of(draft, today=draft.saved_at.date(), limit_on=None)
    found = [one for one in check_contents(facts) if one.code == "picture-without-words"]
    assert [(one.field, one.severity) for one in found] == [
        ("正文第1幅图片", "block"),
        ("正文第2幅图片", "block"),
    ]


def test_personal_data_in_the_words_of_a_picture_is_found_like_that_of_the_text() -> None:
    word = WordFile().lines(*HEAD, "见图。").picture(a_picture(), "居民11010519491231002X的水表")
    draft = uploaded(word.data())
    facts = facts_of(draft, today=draft.saved_at.date(), limit_on=None)
    found = [one for one in check_contents(facts) if one.code.startswith("personal-")]
    assert [one.field for one in found] == ["正文第1幅图片的替代文字"]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (EMF, "是EMF矢量图，网页不能显示"),
        (WMF, "是WMF矢量图，网页不能显示"),
        (SVG, "是SVG矢量图，网页不能显示"),
        (huge_png(), "像素过多"),
        (a_picture()[:60], "图片已损坏，或者不是网页能显示的格式"),
        (b"what is this", "图片已损坏，或者不是网页能显示的格式"),
    ],
)
def test_what_cannot_be_shown_is_left_out_and_told_with_its_place(content: bytes, why: str) -> None:
    word = WordFile().lines(*HEAD, "结构图见下图。").picture(a_picture("red"), "结构图")
    word.picture(a_picture("blue"), "外观").lines("特此通知。")
    draft = uploaded(word.data(image1=content))
    assert lines(draft) == ["各区县水务局：", "结构图见下图。", "［外观］", "特此通知。"]
    assert told(draft) == [
        (
            f"文件中的图片第1张（“结构图见下图。”之后）没有进入正文：{why}。"
            "请对照原件，在 Word、WPS 中把图片另存为 PNG 或 JPEG，再用“图片”插入。"
        )
    ]
    assert draft.attachments.count() == 2


def test_a_linked_picture_is_never_fetched_and_its_path_not_shown() -> None:
    word = WordFile().lines(*HEAD, "见下图。").picture(a_picture(), "大厅").lines("特此通知。")
    draft = uploaded(linked_instead(word.data(), "file:///C:/Users/wang/a.png"))
    assert lines(draft) == ["各区县水务局：", "见下图。", "特此通知。"]
    assert told(draft) == [
        (
            "文件中的图片第1张（“见下图。”之后）没有进入正文：只是指向别处的链接，"
            "文件里没有图片本身。请找到原图，用“图片”插入。"
        )
    ]


def test_a_picture_that_unpacks_to_very_much_refuses_the_file_and_keeps_nothing() -> None:
    word = WordFile().lines(*HEAD, "见图。").picture(a_picture(), "大厅")
    with pytest.raises(NotPossible, match="疑似压缩炸弹"):
        uploaded(word.data(image1=b"\0" * 60_000_000))
    assert not Draft.objects.exists()
    assert not StoredFile.objects.exists()


def test_no_more_pictures_come_along_than_a_draft_may_have_files(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(receiving, "MOST_PICTURES", 2)
    word = WordFile().lines(*HEAD, "见图。")
    for colour in ("red", "blue", "red", "green", "black"):
        word.picture(a_picture(colour), colour)
    draft = uploaded(word.data())
    assert [one for one in lines(draft) if one.startswith("［")] == [
        "［red］",
        "［blue］",
        "［red］",
    ]
    assert told(draft) == [
        (
            "文件中的图片第4张（“见图。”之后）、第5张（“见图。”之后）没有进入正文："
            "一篇最多带入2张图片。请分成几篇，或者对照原件改作附件。"
        )
    ]


def test_a_word_file_that_is_nothing_but_pictures_gives_these() -> None:
    draft = uploaded(WordFile().picture(a_picture()).picture(a_picture("blue")).data(), "扫描.docx")
    assert draft.title == "扫描"
    assert lines(draft) == ["［］", "［］"]
    assert told(draft)[0] == receiving.ONLY_PICTURES
    original = draft.attachments.get(title="扫描.docx").file
    assert (original.reading, original.unreadable_why) == (StoredFile.Reading.SCAN, "")


def test_a_file_without_words_that_no_machine_can_paint_does_not_wait_to_be_recognised() -> None:
    draft = uploaded(an_ofd(), "扫描.ofd")
    assert draft.attachments.get().file.reading == StoredFile.Reading.UNREADABLE


def test_files_of_other_kinds_have_no_pictures_to_bring() -> None:
    assert file_pictures(b"%PDF-1.4", most=5).listed == ()
    assert file_pictures(b"PK\x03\x04torn", most=5).listed == ()


def test_a_released_picture_goes_on_into_the_next_edition() -> None:
    word = WordFile().lines(*HEAD, "见图。").picture(a_picture(), "水表")
    word.lines("特此通知。", "清源市水务局", "2026年3月2日")
    item = published(uploaded(word.data()))
    assert item.edition is not None
    digest = (
        LexborHTMLParser(item.edition.body_html).css_first("img").attributes["src"] or ""
    ).removeprefix("file:")
    assert item.edition.attachments.filter(file__sha256=digest).exists()
    change = start_change(item=item, act=Edition.Act.CORRECTION, reason="改错字", by=WRITER, at=AT)
    assert change.body_html == item.edition.body_html
    assert change.attachments.filter(file__sha256=digest).exists()


@pytest.mark.parametrize(
    ("made", "name", "advice"),
    [
        (a_pdf, "通知.pdf", "没有文字层的页由后台识别，识别后请在“扫描件识别”中核对"),
        (an_ofd, "通知.ofd", "没有文字层的页由后台识别，识别后请在“扫描件识别”中核对"),
    ],
)
def test_a_scanned_page_among_pages_of_text_is_told_with_what_to_do(
    made: Callable[..., bytes], name: str, advice: str
) -> None:
    page = PdfPage()
    page.lines(80, 100, 14, "关于更换水表的通知", "各单位：", "现将更换水表有关事项通知如下。")
    draft = uploaded(made(page, PdfPage()), name)
    assert "现将更换水表有关事项通知如下" in draft.body_text
    what, todo = told(draft)
    assert what.startswith("第2页没有文字")
    assert todo.startswith(advice)
