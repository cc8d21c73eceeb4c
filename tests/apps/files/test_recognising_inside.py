"""Pictures that lie in files, and OFD pages that are pictures, are recognised like scans."""

from __future__ import annotations

import io
import os
from datetime import UTC, datetime

import pypdfium2
import pytest
from fpdf import FPDF
from PIL import Image

from tests.builders.agencies import BY
from tests.builders.holding import (
    EMF,
    ROSTER,
    a_workbook,
    an_image_ofd,
    an_ods,
    as_data,
    encoded,
    huge_png,
    members,
    packed,
)
from tests.builders.pictured import WordFile, a_picture
from tests.builders.scans import FONT, drawn
from yangguang.apps.files.models import FilePage, StoredFile
from yangguang.apps.files.scanreader import (
    ScannedPage,
    ScanParts,
    ScanReader,
    scanned_picture,
)
from yangguang.apps.files.services import recognising
from yangguang.apps.files.services.recognising import (
    MOST_PICTURES,
    NOTHING,
    recognise_again,
    recognise_file,
    recognise_waiting,
)
from yangguang.apps.files.services.storing import store_file
from yangguang.apps.files.workshop import CleanPicture
from yangguang.text.document import UnreadableDocument
from yangguang.text.extract.held import Held

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("standing_engine")]
AT = datetime(2026, 11, 20, 1, tzinfo=UTC)
ID_NUMBER = "11010519491231002X"
READ, SCAN, UNREADABLE = (
    StoredFile.Reading.READ,
    StoredFile.Reading.SCAN,
    StoredFile.Reading.UNREADABLE,
)


def recognised(data: bytes) -> tuple[StoredFile, list[FilePage]]:
    """The file after its turn, and what was recognised in it."""
    file = store_file(data=data, at=AT)
    assert file.reading == SCAN
    recognise_waiting(AT)
    file.refresh_from_db()
    return file, list(file.page_texts.filter(confidence__isnull=False))


class Told(ScanReader):
    """A reader that answers without an engine, and remembers what it was asked."""

    def __init__(self, *pictures: Held, pages: int = 0, says: str = "一行字") -> None:
        self.told, self.says = ScanParts(pages, pictures), says
        self.asked: list[str] = []

    def parts(self, data: bytes) -> ScanParts:
        return self.told

    def read(self, data: bytes, page: int) -> ScannedPage:
        self.asked.append(f"第{page}页")
        return ScannedPage(self.says, 0.9)

    def draw(self, data: bytes, address: str) -> CleanPicture | None:
        return CleanPicture(address.encode(), "image/png")

    def read_picture(self, picture: CleanPicture) -> ScannedPage:
        self.asked.append(picture.content.decode())
        return ScannedPage(self.says, 0.9)


def test_a_photographed_roster_in_a_workbook_is_read_and_told_by_its_sheet() -> None:
    data = a_workbook(
        ("说明", [["名单见附图"]], []),
        ("名单", [["单位", "人数"], ["河东区", 1]], [encoded(drawn(*ROSTER))]),
    )
    file, (page,) = recognised(data)
    assert ID_NUMBER in page.text
    assert (page.number, page.place) == (3, "工作表“名单”第1张图片")
    assert page.confidence is not None
    assert page.confidence > 0.8
    assert (file.reading, file.pages) == (READ, 2)
    assert "rapidocr" in file.recogniser
    # The sheets' own words stay what they were.
    assert file.page_texts.get(number=2).confidence is None
    shown = scanned_picture(data, page=page.number, address=page.address, width=500)
    assert shown.startswith(b"\x89PNG")


@pytest.mark.parametrize(
    "data",
    [
        an_ods(("名单", [["见图"]], [("Pictures/a.png", "")]), a=encoded(drawn(*ROSTER))),
        f"<html><body><p>名单如下。</p><img src='{as_data(encoded(drawn(*ROSTER)))}'></body></html>".encode(),
        WordFile().lines("名单如图。").picture(encoded(drawn(*ROSTER), "JPEG")).data(),
    ],
    ids=["ods", "html", "docx"],
)
def test_so_is_one_in_other_files(data: bytes) -> None:
    _, (page,) = recognised(data)
    assert ID_NUMBER in page.text
    assert page.place.endswith("第1张图片")


def test_what_cannot_be_read_says_why_and_the_rest_is_read_all_the_same() -> None:
    plain = [a_picture(colour, (300, 200)) for colour in ("red", "blue", "green", "black")]
    data = a_workbook(
        ("名单", [["甲"]], [*plain, encoded(drawn("清源市水务局"))]),
        image1=huge_png(),
        image2=b"\x89PNG\r\n\x1a\n" + bytes(200),
        image3=EMF,
    )
    file, pages = recognised(data)
    assert [(one.text, one.unread_why) for one in pages] == [
        ("", "像素过多"),
        ("", "图片已损坏，或者不是网页能显示的格式"),
        ("", "是EMF矢量图"),
        ("", ""),
        ("清源市水务局", ""),
    ]
    assert file.reading == READ
    with pytest.raises(UnreadableDocument):
        scanned_picture(data, page=2, address=pages[0].address, width=500)


def test_a_picture_that_unpacks_to_more_than_allowed_costs_itself_only() -> None:
    parts = members(a_workbook(("名单", [["甲"]], [a_picture("red", (300, 200))])))
    parts["xl/media/image1.png"] = b"\x89PNG" + os.urandom(200_000) + bytes(21 * 1024 * 1024)
    data = packed(parts)
    assert len(data) < 1024 * 1024
    with recognising.scan_reader() as reader, pytest.raises(UnreadableDocument, match="超过20MB"):
        reader.draw(data, "xl/media/image1.png")


def test_bullets_and_signs_are_passed_over() -> None:
    file, pages = recognised(a_workbook(("名单", [["甲"]], [a_picture("red", (30, 30))])))
    assert (file.reading, pages) == (READ, [])


def test_pictures_beyond_the_limit_are_told_and_not_looked_at() -> None:
    file = store_file(data=a_workbook(("名单", [["甲"]], [a_picture()])), at=AT)
    reader = Told(*(Held(f"a{at}", f"第{at}张") for at in range(MOST_PICTURES + 7)))
    assert recognise_file(file=file, reader=reader, at=AT)
    assert len(reader.asked) == MOST_PICTURES
    last = file.page_texts.order_by("number").last()
    assert last is not None
    assert (last.place, last.unread_why) == ("其余7张图片", "一个文件最多识别50张图片")


def test_a_run_that_ends_in_between_goes_on_with_the_next_picture() -> None:
    file = store_file(data=a_workbook(("名单", [["甲"]], [a_picture()])), at=AT)
    held = [Held("a", "甲处"), Held("b", "乙处")]
    first = Told(*held)
    assert not recognise_file(file=file, reader=first, at=AT, ends=0)
    FilePage.objects.create(
        file=file, number=2, text="已识别", confidence=0.9, address="a", place="甲处"
    )
    second = Told(*held)
    assert recognise_file(file=file, reader=second, at=AT)
    assert second.asked == ["b"]
    recognise_again(file=file, by=BY, at=AT)
    assert [one.number for one in file.page_texts.all()] == [1]


def test_the_same_picture_is_read_once_however_many_files_hold_it() -> None:
    content = encoded(drawn(*ROSTER))
    alone = store_file(data=content, at=AT)
    with recognising.scan_reader() as reader:
        assert recognise_file(file=alone, reader=reader, at=AT)
        book = store_file(data=a_workbook(("名单", [["甲"]], [content])), at=AT)
        drawn_anew = reader.draw(recognising.read_content(book), "xl/media/image1.png")
    assert drawn_anew is not None
    alone.sha256 = drawn_anew.sha256
    alone.save()
    alone.page_texts.update(text="校对过的名单", proofread_at=AT)

    class Drawing(Told):
        def draw(self, data: bytes, address: str) -> CleanPicture | None:
            return drawn_anew

    reader = Drawing(Held("xl/media/image1.png", "工作表“名单”第1张图片"))
    assert recognise_file(file=book, reader=reader, at=AT)
    assert reader.asked == []
    page = book.page_texts.get(place__gt="")
    assert (page.text, page.proofread_at) == ("校对过的名单", AT)


def test_a_classification_mark_on_a_picture_in_a_file_leaves_no_text_of_it() -> None:
    file = store_file(data=a_workbook(("名单", [["甲"]], [a_picture()])), at=AT)
    reader = Told(Held("a", "工作表“名单”第1张图片"), says="机密★10年")
    assert recognise_file(file=file, reader=reader, at=AT)
    assert file.reading == UNREADABLE
    assert file.unreadable_why.startswith("工作表“名单”第1张图片识别到密级标志")
    assert not file.page_texts.exists()


def test_an_ofd_of_pictures_is_recognised_page_by_page_like_a_scanned_pdf() -> None:
    first = encoded(drawn("石桥县供水管网改造工程公示", "受理电话：0123-7654321"))
    data = an_image_ofd(
        [(first, "10 10 190 50")], [(encoded(drawn("工期二百四十天")), "10 10 190 30")]
    )
    file, (one, two) = recognised(data)
    assert one.text.splitlines() == ["石桥县供水管网改造工程公示", "受理电话：0123-7654321"]
    assert "工期二百四十天" in two.text
    assert (one.place, two.place) == ("", "")
    assert (file.reading, file.pages, file.media_type) == (READ, 2, "application/ofd")
    assert scanned_picture(data, page=2, address="", width=400).startswith(b"\x89PNG")


def test_a_page_painted_upside_down_is_set_upright_by_its_matrix() -> None:
    turned = encoded(drawn("石桥县供水管网改造工程公示").rotate(180))
    data = an_image_ofd([(turned, "10 10 190 32")], matrix="-190 0 0 -32 190 32")
    _, (page,) = recognised(data)
    assert page.text == "石桥县供水管网改造工程公示"


def test_on_a_page_with_words_the_picture_is_read_by_itself_and_the_page_is_not() -> None:
    data = an_image_ofd(
        [(encoded(drawn(*ROSTER)), "10 60 190 70")],
        [(encoded(drawn("第二页是扫描页")), "10 10 190 32")],
        words=["关于发放困难群众补助的公示"],
    )
    file, pages = recognised(data)
    assert [(one.number, one.place) for one in pages] == [(2, ""), (3, "第1页第1张图片")]
    assert "第二页是扫描页" in pages[0].text
    assert ID_NUMBER in pages[1].text
    assert file.page_texts.get(number=1).confidence is None


def test_a_page_with_a_picture_that_cannot_be_drawn_says_so() -> None:
    good, torn = encoded(drawn("第一页有两张图片")), b"\x97JB2\r\n\x1a\n" + bytes(300)
    data = an_image_ofd([(good, "10 10 190 32"), (torn, "150 200 40 40")], [(torn, "0 0 210 297")])
    _, (one, two) = recognised(data)
    assert one.text == "第一页有两张图片"
    assert one.unread_why.startswith("页上有图片没有识别：")
    assert (two.text, bool(two.unread_why)) == ("", True)


@pytest.mark.parametrize("box", ["0 0 210 297", "0 0 99999 99999", "x", "0 0 0.01 0.01"])
def test_the_size_that_a_page_claims_costs_no_more_than_a_page(box: str) -> None:
    content = encoded(drawn("清源市水务局"))
    _, (page,) = recognised(an_image_ofd([(content, "10 10 190 32")], box=box))
    assert page.text == "清源市水务局"


def test_files_that_show_nothing_do_not_wait() -> None:
    empty = store_file(data=a_workbook(("空", [], [])), at=AT)
    blank = store_file(data=an_image_ofd([]), at=AT)
    assert (empty.reading, blank.reading) == (UNREADABLE, UNREADABLE)
    assert "没有可读取的文字" in empty.unreadable_why


def test_a_workbook_of_nothing_but_pictures_waits_and_one_that_turns_out_empty_says_so() -> None:
    file = store_file(data=a_workbook(("图", [], [a_picture("red", (300, 200))])), at=AT)
    assert (file.reading, file.unreadable_why) == (SCAN, "")
    assert file.media_type.endswith("spreadsheetml.sheet")
    assert recognise_file(file=file, reader=Told(), at=AT)
    assert (file.reading, file.unreadable_why) == (UNREADABLE, NOTHING)


def test_what_came_last_is_read_first(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    old = store_file(data=a_workbook(("旧", [["甲"]], [a_picture()])), at=AT)
    new = store_file(data=a_workbook(("新", [["乙"]], [a_picture()])), at=AT)
    alone = store_file(data=encoded(Image.new("RGB", (300, 200))), at=AT)
    order: list[int] = []

    def noted(*, file: StoredFile, **_: object) -> bool:
        order.append(file.pk)
        StoredFile.objects.filter(pk=file.pk).update(reading=READ)
        return True

    monkeypatch.setattr(recognising, "recognise_file", noted)
    recognise_waiting(AT)
    assert order == [alone.pk, new.pk, old.pk]


def a_page_with(picture: Image.Image, *, over: str = "", rotate: int = 0, wide: int = 160) -> bytes:
    """A PDF page of words with a picture under them, as wide as said in millimetres."""
    pdf = FPDF()
    pdf.add_font("noto", fname=FONT)
    pdf.set_font("noto", size=14)
    pdf.add_page()
    pdf.cell(0, 10, "关于发放困难群众补助的公示", new_x="LMARGIN", new_y="NEXT")
    pdf.cell(0, 10, "现将名单公示如下，公示期七天。", new_x="LMARGIN", new_y="NEXT")
    pdf.image(picture, x=20, y=60, w=wide)
    pdf.text(30, 75, over)
    if not rotate:
        return bytes(pdf.output())
    turned = pypdfium2.PdfDocument(bytes(pdf.output()))
    turned[0].set_rotation(rotate)
    out = io.BytesIO()
    turned.save(out)
    return out.getvalue()


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
def test_a_roster_on_a_page_of_words_is_read_by_itself(rotate: int) -> None:
    file, (page,) = recognised(a_page_with(drawn(*ROSTER), rotate=rotate))
    assert (page.number, page.place) == (2, "第1页第1张图片")
    assert "困难群众补助名单" in page.text
    assert ID_NUMBER in page.text
    assert file.page_texts.get(number=1).confidence is None


@pytest.mark.parametrize(
    ("over", "wide"),
    [("困难群众补助名单，姓名，身份证号码", 160), ("", 40)],
    ids=["words lie over it", "a seal"],
)
def test_what_has_words_over_it_and_what_is_small_is_no_picture_to_read(
    over: str, wide: int
) -> None:
    data = a_page_with(drawn(*ROSTER), over=over, wide=wide)
    assert store_file(data=data, at=AT).reading == READ


def test_a_file_with_words_keeps_them_where_its_pictures_cannot_be_listed() -> None:
    file = store_file(data=a_page_with(drawn(*ROSTER)), at=AT)

    class Refusing(Told):
        def parts(self, data: bytes) -> ScanParts:
            raise UnreadableDocument("PDF有600页，超过500页的上限。", code="too-large")

    assert recognise_file(file=file, reader=Refusing(), at=AT)
    assert file.reading == READ
    told = file.page_texts.get(place__gt="")
    assert told.unread_why == "PDF有600页，超过500页的上限"
    assert "公示" in file.page_texts.get(number=1).text
