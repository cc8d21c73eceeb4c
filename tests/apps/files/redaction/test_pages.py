"""Pages made anew: the marks are black, nothing speaks, the rest looks as before."""

from __future__ import annotations

import io
import zlib
from itertools import pairwise

import pypdfium2
import pytest
from PIL import Image

from tests.builders.papers import ID, NAME, a_pdf, a_scan
from yangguang.apps.files.redaction.marks import Area, Mark, Passage, pack_marks, unpack_marks
from yangguang.apps.files.redaction.proof import Check, prove_pages
from yangguang.apps.files.redaction.raster import redact_pages
from yangguang.apps.files.redaction.sources import PdfPages, Pictures, covered, open_source
from yangguang.text.document import UnreadableDocument


def passage(source: PdfPages, words: str, page: int = 1) -> Passage:
    """The first place of some words on a page."""
    start = source.text(page).text.index(words)
    return Passage(page, start, start + len(words))


def text_of(pdf: bytes) -> str:
    file = pypdfium2.PdfDocument(pdf)
    return "".join(page.get_textpage().get_text_range() for page in file)


def failed(checks: list[Check]) -> list[str]:
    return [check.key for check in checks if not check.passed]


def streams(pdf: bytes) -> bytes:
    """All that lies in the file, unpacked where it is packed."""
    out = [pdf]
    for part in pdf.split(b"stream\n")[1:]:
        try:
            out.append(zlib.decompressobj().decompress(part))
        except zlib.error:
            continue
    return b"".join(out)


def test_a_marked_passage_is_black_and_the_rest_can_still_be_searched() -> None:
    source = PdfPages(a_pdf())
    marks: list[Mark] = [passage(source, ID), passage(source, NAME)]
    result = redact_pages(source, marks, words=True)
    said = text_of(result)
    assert ID not in said.replace(" ", "")
    assert "建" not in said
    assert "以下内容可以公开" in said
    assert failed(prove_pages(source, marks, result, words=True)) == []


@pytest.mark.parametrize("rotate", [90, 180, 270])
def test_turned_pages_are_covered_where_the_words_are_seen(rotate: int) -> None:
    source = PdfPages(a_pdf(rotate=rotate))
    text = source.text(1)
    start = next(
        at for at, (sign, _) in enumerate(zip(text.text, text.boxes, strict=True)) if sign == "建"
    )
    marks: list[Mark] = [Passage(1, start, start + 1)]
    result = redact_pages(source, marks, words=True)
    assert "建" not in text_of(result)
    assert failed(prove_pages(source, marks, result, words=True)) == []


def test_without_words_nothing_can_be_copied_out() -> None:
    source = PdfPages(a_pdf())
    result = redact_pages(source, [], words=False)
    assert text_of(result) == ""
    assert failed(prove_pages(source, [], result, words=False)) == []


def test_an_area_takes_what_stands_in_it() -> None:
    source = PdfPages(a_pdf("第一行\n第二行\n第三行"))
    (box,) = source.text(1).areas(4, 7)
    marks: list[Mark] = [Area(1, box.x0 - 5, box.y0, box.x1 + 5, box.y1)]
    result = redact_pages(source, marks, words=True)
    assert "".join(text_of(result).split()) == "第一行第三行"


def test_pictures_lose_their_pixels_too() -> None:
    source = open_source(a_scan(boxes=True))
    assert isinstance(source, Pictures)
    marks: list[Mark] = [Area(1, 50, 60, 560, 200)]
    result = redact_pages(source, marks, words=False)
    page = PdfPages(result).picture(1, 1.0)
    assert page.crop((60, 70, 540, 190)).convert("L").getextrema() == (0, 0)
    assert failed(prove_pages(source, marks, result, words=False)) == []


def test_the_result_holds_nothing_of_the_old_file() -> None:
    old = a_pdf(author="李四", white="看不见的话")
    source = PdfPages(old)
    result = redact_pages(source, [passage(source, ID)], words=False)
    everything = streams(result)
    for hidden in ("李四", "看不见的话", ID, "fpdf"):
        assert hidden.encode() not in everything
        assert hidden.encode("utf-16-be") not in everything
    assert result.count(b"%%EOF") == 1
    assert b"/Info" not in result


def test_the_same_marks_give_the_same_bytes() -> None:
    data = a_pdf()
    marks: list[Mark] = [Area(1, 10, 10, 90, 90)]
    assert redact_pages(PdfPages(data), marks, words=True) == redact_pages(
        PdfPages(data), marks, words=True
    )


class TestTheProofRefuses:
    def test_a_copy_with_a_mark_left_open(self) -> None:
        source = PdfPages(a_pdf())
        marks: list[Mark] = [passage(source, ID), passage(source, NAME)]
        result = redact_pages(source, marks[:1], words=True)
        assert failed(prove_pages(source, marks, result, words=True)) == ["black", "text"]

    def test_a_box_drawn_over_the_old_file(self) -> None:
        data = a_pdf(f"电话13812345678，证号{ID}", covered="")
        drawn = a_pdf("", covered=f"电话13812345678，证号{ID}")
        source = PdfPages(data)
        (box,) = PdfPages(drawn).text(1).areas(0, 5)
        marks: list[Mark] = [Area(1, box.x0, box.y0, box.x1, box.y1)]
        assert {"text", "make-up"} <= set(failed(prove_pages(source, marks, drawn, words=True)))

    def test_words_where_none_were_wished(self) -> None:
        source = PdfPages(a_pdf())
        result = redact_pages(source, [], words=True)
        assert failed(prove_pages(source, [], result, words=False)) == ["text"]

    def test_another_document(self) -> None:
        source = PdfPages(a_pdf())
        other = redact_pages(PdfPages(a_pdf("别的文件\n完全不同")), [], words=True)
        assert "outside" in failed(prove_pages(source, [], other, words=True))

    def test_a_missing_page(self) -> None:
        source = PdfPages(a_pdf("一", "二"))
        other = redact_pages(PdfPages(a_pdf("一")), [], words=True)
        assert failed(prove_pages(source, [], other, words=True)) == ["pages"]

    def test_the_old_file_itself(self) -> None:
        data = a_pdf(author="李四")
        assert failed(prove_pages(PdfPages(data), [], data, words=True)) == ["make-up"]

    def test_marks_on_words_that_nobody_sees(self) -> None:
        source = PdfPages(a_pdf("看得见的一行", white="看不见的话"))
        marks: list[Mark] = [passage(source, "看不见的话")]
        result = redact_pages(source, marks, words=True)
        assert "seen" in failed(prove_pages(source, marks, result, words=True))

    def test_rubbish(self) -> None:
        source = PdfPages(a_pdf())
        assert failed(prove_pages(source, [], b"%PDF-1.7 rubbish", words=True)) == ["opens"]


def test_marks_cross_the_wire() -> None:
    marks: list[Mark] = [Passage(1, 2, 3), Area(2, 1.5, 2, 3, 4)]
    assert unpack_marks(pack_marks(marks)) == marks
    with pytest.raises(ValueError, match="no mark"):
        unpack_marks([["x", 1, 2]])


def test_a_passage_over_two_lines_has_a_box_for_each() -> None:
    source = PdfPages(a_pdf("第一行的字\n第二行的字"))
    text = source.text(1)
    areas = covered(source, [Passage(1, 2, len(text.text) - 2)], 1)
    assert len(areas) == 2
    assert all(above.y1 < below.y1 for above, below in pairwise(areas))


def test_a_picture_turned_by_its_camera_stands_upright() -> None:
    image = Image.new("RGB", (40, 20), "white")
    exif = Image.Exif()
    exif[0x0112] = 6
    out = io.BytesIO()
    image.save(out, "JPEG", exif=exif)
    (shape,) = Pictures(out.getvalue()).shapes
    assert shape.height > shape.width


def test_what_cannot_be_opened_is_refused_in_words() -> None:
    for data in (b"%PDF-1.7 broken", b"\x89PNG\r\n\x1a\nbroken"):
        with pytest.raises(UnreadableDocument, match="。"):
            open_source(data)
