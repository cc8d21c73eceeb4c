"""The evidence bundle: a PDF that opens, whose index leads to the pages it names."""

from __future__ import annotations

import io
import re
from datetime import date
from itertools import pairwise

import pypdfium2 as pdfium
import pytest
from PIL import Image, ImageDraw

from tests.builders.agencies import City
from tests.builders.papers import a_pdf
from tests.builders.requests import BY, a_person, at, ready_to_sign, received, served
from yangguang.apps.files import workshop
from yangguang.apps.files.binding import Paper, behind, bind
from yangguang.apps.files.sandbox import Sandbox
from yangguang.apps.letters.models import Letter
from yangguang.apps.requests.models import (
    Application,
    Attachment,
    DeliveryWay,
    Form,
    Remedy,
    RemedyForum,
)
from yangguang.apps.requests.services.evidence import bundle, pieces_of
from yangguang.apps.requests.services.filled_form import filled_form
from yangguang.apps.requests.services.intake import Wish, submit_application
from yangguang.apps.requests.services.materials import attach
from yangguang.apps.requests.services.remedies import open_remedy
from yangguang.apps.requests.services.replying import sign
from yangguang.apps.requests.workflow import NotPossible
from yangguang.apps.vault.selectors import accesses_of
from yangguang.apps.vault.services.access import LOOK

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 9)


def a_picture(kind: str, size: tuple[int, int] = (400, 200), exif: int = 1) -> bytes:
    """Black on the left half, white on the right."""
    picture = Image.new("RGB", size, "white")
    ImageDraw.Draw(picture).rectangle((0, 0, size[0] // 2, size[1]), fill="black")
    buffer = io.BytesIO()
    marks = Image.Exif()
    marks[0x0112] = exif
    picture.save(buffer, kind, exif=marks)
    return buffer.getvalue()


def handed_in(application: Application, name: str, data: bytes) -> None:
    attach(
        application=application, purpose=Attachment.Purpose.SUPPORT, name=name, data=data, by=BY,
        at=at(DAY),
    )  # fmt: skip


def a_suit(city: City) -> Remedy:
    """A reply with its letter, a PDF of two pages, two pictures and a text that cannot be bound."""
    application = received(city.health)
    handed_in(application, "委托书.pdf", a_pdf("授权委托书正文", "授权委托书附页"))
    handed_in(application, "照片.jpg", a_picture("JPEG"))
    handed_in(application, "截图.png", a_picture("PNG"))
    handed_in(application, "说明.txt", "情况说明".encode())
    ready_to_sign(application, on=DAY)
    sign(application=application, by=BY, at=at(DAY))
    served(application, on=DAY)
    return open_remedy(
        application=application, forum=RemedyForum.SUIT, body="清源市中级人民法院",
        received_on=date(2026, 3, 20), case_number="（2026）清01行初8号", by=BY,
        at=at(date(2026, 3, 20)),
    )  # fmt: skip


def texts_of(data: bytes) -> list[str]:
    return [
        " ".join(page.get_textpage().get_text_range().split()) for page in pdfium.PdfDocument(data)
    ]


def test_the_bundle_opens_and_its_index_leads_to_the_pages_it_names(city: City) -> None:
    remedy = a_suit(city)
    by_day = at(date(2026, 3, 23))
    found = bundle(remedy=remedy, by=BY, at=by_day)
    pages = texts_of(found)
    numbered = [place for place, text in enumerate(pages) if re.search(r"\d+ / \d+", text)]
    front, total = numbered[0], len(numbered)
    assert numbered == list(range(front, len(pages)))
    assert [f"{place} / {total}" in pages[front + place - 1] for place in range(1, total + 1)] == [
        True
    ] * total
    cover = "".join(pages[:front])
    assert "清源市中级人民法院" in cover
    assert "（2026）清01行初8号" in cover.replace(" ", "")
    assert f"共{total}页" in cover.replace(" ", "")
    rows = re.findall(r"2026-03-09 (\d+—\d+|\d+|另附)", cover)
    letter = remedy.application.replies.get().letter
    assert letter is not None
    expected = {"答复": letter.number, "委托书": "授权委托书正文"}
    # The reply's letter first, then the papers in the order in which they came.
    ends = [[int(part) for part in row.split("—")] for row in rows if row != "另附"]
    ranges = [(one[0], one[-1]) for one in ends]
    assert (len(rows), rows[-1]) == (5, "另附")
    assert ranges[0][0] == 1
    assert ranges[-1][1] == total
    assert all(one[1] + 1 == two[0] for one, two in pairwise(ranges))
    assert expected["答复"] in pages[front + ranges[0][0] - 1].replace(" ", "")
    contract = ranges[-3]
    assert contract[1] - contract[0] == 1
    assert expected["委托书"] in pages[front + contract[0] - 1]
    assert "授权委托书附页" in pages[front + contract[1] - 1]
    assert [last - first for first, last in ranges[-2:]] == [0, 0]


def test_every_piece_of_the_bundle_is_kept_as_a_look(city: City) -> None:
    remedy = a_suit(city)
    application = remedy.application
    before = accesses_of(application.applicant.subject_key).filter(act__verb=LOOK).count()
    assert before == 0
    bundle(remedy=remedy, by=BY, at=at(date(2026, 3, 23)))
    rows = accesses_of(application.applicant.subject_key).filter(act__verb=LOOK)
    letter = application.replies.get().letter_id
    files = [f"file/{one.pk}" for one in application.attachments.order_by("id")[:3]]
    assert {field for row in rows for field in row.fields} == {f"letter/{letter}", *files}
    assert {row.act.reason for row in rows} == {"编制行政诉讼（未经复议）证据"}


def test_a_second_bundle_does_not_hold_the_cover_of_the_first(city: City) -> None:
    remedy = a_suit(city)
    bundle(remedy=remedy, by=BY, at=at(date(2026, 3, 23)))
    again = pieces_of(remedy, by=BY, at=at(date(2026, 3, 24)))
    titles = [piece.title.split("：")[0] for piece in again]
    assert titles == ["答复", "申请附件", "申请附件", "申请附件", "申请附件"]


def test_an_online_application_is_bound_in_as_it_was_filled_in(city: City) -> None:
    wanted = "本市2025年度农村饮用水水质监测结果，\n按乡镇列出。" + "含监测点名称。" * 120
    application = submit_application(
        agency=city.health,
        person=a_person(),
        wish=Wish(wanted, Form.PAPER, DeliveryWay.POST),
        submission_key="a",
        by=BY,
        at=at(DAY, 15),
    ).application
    remedy = open_remedy(
        application=application, forum=RemedyForum.REVIEW, body="清源市人民政府",
        received_on=date(2026, 4, 20), by=BY, at=at(date(2026, 4, 20)),
    )  # fmt: skip
    pages = texts_of(bundle(remedy=remedy, by=BY, at=at(date(2026, 4, 21))))
    assert "政府信息公开申请表 2026-03-09 1—2" in pages[0]
    form = "".join(pages[1:]).replace(" ", "")
    for filled in (
        "政府信息公开申请表", "李测试", "11010119900307283X", "13800138000", "清源市湖滨路1号",
        "按乡镇列出", "☑纸质", "☑邮寄", "□电子文档", application.number,
        "申请人于2026年3月9日15:00通过网上提交",
    ):  # fmt: skip
        assert filled in form, filled
    assert form.count("含监测点名称") == 120
    looks = accesses_of(application.applicant.subject_key).filter(act__verb=LOOK)
    assert [row.fields for row in looks] == [["name", "identity", "contact"]]


def test_an_application_on_paper_has_its_original_and_no_second_form(city: City) -> None:
    application = received(city.health)
    assert filled_form(application, by=BY, at=at(DAY), why="编制证据") is None


def test_a_paper_that_breaks_the_binding_stops_the_bundle_in_words(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The process that opens what people handed in may die; this one goes on and says so."""
    remedy = a_suit(city)
    letters = Letter.objects.count()
    with Sandbox(memory_bytes=1, module="yangguang.apps.files.work_process") as dying:
        monkeypatch.setattr(workshop, "_shared", dying)
        with pytest.raises(NotPossible, match=r"证据没有生成.*重新上传"):
            bundle(remedy=remedy, by=BY, at=at(date(2026, 3, 23)))
    assert Letter.objects.count() == letters


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_the_number_stands_upright_in_the_lower_right_corner_of_a_turned_page(turn: int) -> None:
    bound, _ = bind([Paper(a_pdf("正文", rotate=turn))])
    whole = pdfium.PdfDocument(behind(a_pdf("封面"), bound))
    page = whole[1]
    picture = page.render(scale=1).to_pil().convert("L")
    width, height = picture.size
    corner = picture.crop((width - 60, height - 30, width, height))
    dark = [
        (x, y)
        for x in range(corner.width)
        for y in range(corner.height)
        if corner.getpixel((x, y)) < 128  # type: ignore[operator] # one channel
    ]
    assert dark
    across = max(x for x, _ in dark) - min(x for x, _ in dark)
    upright = max(y for _, y in dark) - min(y for _, y in dark)
    assert across > upright
    assert "1 / 1" in page.get_textpage().get_text_range()


def test_what_cannot_be_opened_fills_no_page_and_the_rest_is_numbered_on() -> None:
    bound, places = bind(
        [
            Paper(a_pdf("一", "二")),
            Paper(b"%PDF-1.7 broken"),
            Paper(None),
            Paper(b"\x89PNG\r\n\x1a\nbroken", "image/png"),
            Paper(a_picture("PNG"), "image/png"),
        ]
    )
    assert [list(one) for one in places] == [[1, 2], [], [], [], [3]]
    assert len(pdfium.PdfDocument(bound)) == 3
    alone = pdfium.PdfDocument(behind(a_pdf("封面"), bind([Paper(None)])[0]))
    assert len(alone) == 1


def test_a_photograph_is_bound_upright_as_its_camera_meant_it() -> None:
    """A camera held sideways writes 6: turn a quarter clockwise. Left becomes top."""
    bound, _ = bind([Paper(a_picture("JPEG", exif=6), "image/jpeg")])
    picture = pdfium.PdfDocument(bound)[0].render(scale=0.25).to_pil().convert("L")
    width, height = picture.size
    upper, lower = picture.getpixel((width // 2, height // 4)), picture.getpixel((width // 2, height * 3 // 4))  # fmt: skip
    assert (upper, lower) == (0, 255)
