"""Each thing that a file can give away is found, and a clean file is left alone."""

from __future__ import annotations

import io
from collections.abc import Callable

import pypdfium2
import pytest
from fpdf import FPDF
from PIL import Image, PngImagePlugin

from tests.builders.holding import a_workbook as a_pictured_workbook
from tests.builders.holding import members, packed
from tests.builders.papers import (
    ID,
    a_pdf,
    a_photo,
    a_scan,
    a_word_file,
    a_workbook,
    changed,
    with_member,
    with_revisions,
)
from tests.builders.pictured import WordFile, a_picture
from tests.text.extract.files import an_ole
from yangguang.apps.files.redaction.raster import redact_pages
from yangguang.apps.files.redaction.sources import PdfPages
from yangguang.apps.files.releasecheck.checking import check_file
from yangguang.apps.files.releasecheck.finding import KINDS, ReleaseFinding, Severity, from_json

CLEAN = "关于做好秋季植树工作的通知"


def kinds(data: bytes, name: str = "") -> set[str]:
    found = check_file(data, name)
    assert all(one.sentence.endswith("。") and one.advice.endswith("。") for one in found), found
    assert all(one.kind in KINDS for one in found)
    return {one.kind for one in found if one.severity is not Severity.NOTE}


def with_attachment(data: bytes) -> bytes:
    file = pypdfium2.PdfDocument(data)
    file.new_attachment("底稿.txt").set_data(b"secret")
    out = io.BytesIO()
    file.save(out)
    return out.getvalue()


def with_note(words: str) -> bytes:
    """A page with a note stuck on it."""
    pdf = FPDF()
    pdf.add_page()
    pdf.text_annotation(20, 30, words)
    return bytes(pdf.output())


def escaped(text: str) -> str:
    """The text as the workbook's writer spells it."""
    return text.encode("ascii", "xmlcharrefreplace").decode()


def sharing(data: bytes, old: str, new: str) -> bytes:
    """The workbook with one cell's text among the shared strings, as spreadsheets keep it."""
    cell = f' t="inlineStr"><is><t>{escaped(old)}</t></is>'
    data = changed(data, "xl/worksheets/sheet1.xml", cell, ' t="s"><v>1</v>')
    strings = (
        f"<sst><si><t>别的</t></si><si><r><t>{new[:9]}</t></r><r><t>{new[9:]}</t></r></si></sst>"
    )
    return with_member(data, "xl/sharedStrings.xml", strings.encode())


def saved_again(data: bytes) -> bytes:
    """The file with an update appended, as viewers save annotations."""
    trailer = data[data.rindex(b"startxref") :]
    start = trailer.split()[1].decode()
    root = data[data.rindex(b"/Root") :].split(b"/Root", 1)[1].split(b"R", 1)[0].decode() + "R"
    table = len(data)
    update = (
        f"xref\n0 0\ntrailer\n<< /Size 1 /Root {root} /Prev {start} >>\nstartxref\n{table}\n%%EOF\n"
    )
    return data + update.encode()


def signed(data: bytes, *, field: str = "") -> bytes:
    """The file with a signature appended, as programs for seals do; ``field`` goes with it."""
    before = saved_again(data)
    signature = f"99 0 obj\n<< /Type /Sig /ByteRange [0 1 2 3] {field} >>\nendobj\n".encode()
    return before[: len(data)] + signature + before[len(data) :]


def overwritten(data: bytes, other: bytes) -> bytes:
    """A file whose current version is ``other``, with another one before it."""
    return data + b"\n" + other[other.index(b"%PDF") :]


class TestPdf:
    def test_a_signature_keeps_nothing_back_and_need_not_be_destroyed(self) -> None:
        (finding,) = [one for one in check_file(signed(a_pdf(CLEAN))) if one.kind != "metadata"]
        assert (finding.kind, finding.severity) == ("signature", Severity.NOTE)

    def test_a_signature_over_a_changed_text_still_gives_the_old_one_away(self) -> None:
        data = overwritten(a_pdf("原来的另一段文字"), signed(a_pdf(CLEAN)))
        (finding,) = [one for one in check_file(data) if one.kind == "previous-version"]
        assert finding.severity == Severity.MUST
        assert "重新签章" in finding.advice

    def test_a_plain_file_gives_nothing_away(self) -> None:
        assert kinds(a_pdf(CLEAN)) == set()

    def test_a_released_copy_gives_nothing_away(self) -> None:
        copy = redact_pages(PdfPages(a_pdf(CLEAN, author="李四")), [], words=True)
        assert kinds(copy) == set()

    @pytest.mark.parametrize(
        ("make", "kind"),
        [
            (lambda: a_pdf(CLEAN, author="李四"), "metadata"),
            (lambda: a_pdf(CLEAN, white="白色的字看不见"), "hidden-text"),
            (lambda: a_pdf(CLEAN, covered="黑框下面的字"), "hidden-text"),
            (lambda: a_pdf(CLEAN, invisible="隐形的文字层"), "hidden-text"),
            (lambda: with_attachment(a_pdf(CLEAN)), "embedded-file"),
            (lambda: saved_again(a_pdf(CLEAN)), "previous-version"),
            (lambda: a_pdf(f"申请人身份证号{ID}"), "personal-data"),
            (lambda: a_pdf(CLEAN).replace(b"/Type /Catalog", b"/OCProperties <<>> /Type /Catalog"), "layer"),
            (lambda: a_pdf(CLEAN).replace(b"/Type /Catalog", b"/AA << /WC << /JS (x) >> >> /Type /Catalog"), "script"),
            (lambda: b"%PDF-1.4 nothing", "unreadable"),
        ],
    )  # fmt: skip
    def test_each_thing_is_found(self, make: Callable[[], bytes], kind: str) -> None:
        assert kind in kinds(make())

    def test_the_place_is_told(self) -> None:
        (finding,) = [
            f for f in check_file(a_pdf(CLEAN, f"身份证号{ID}")) if f.kind == "personal-data"
        ]
        assert (finding.where, finding.severity) == ("第2页", Severity.MUST)
        assert ID not in finding.sentence
        assert "110105********002X" in finding.sentence


class TestWord:
    def test_a_plain_file_gives_nothing_away_but_what_it_says(self) -> None:
        assert kinds(a_word_file(), "a.docx") - {"thumbnail"} == {"personal-data"}

    @pytest.mark.parametrize(
        ("make", "kind"),
        [
            (lambda: a_word_file(author="李四"), "metadata"),
            (lambda: a_word_file(comment=True), "comment"),
            (lambda: a_word_file(hidden="隐藏的话"), "hidden-text"),
            (lambda: a_word_file(white="白色的话"), "hidden-text"),
            (lambda: with_revisions(a_word_file()), "revision"),
            (lambda: with_member(a_word_file(), "word/vbaProject.bin", b"x"), "macro"),
            (lambda: with_member(a_word_file(), "word/embeddings/oleObject1.bin", b"x"), "embedded-file"),
            (
                lambda: changed(
                    a_word_file(), "word/document.xml", "<w:body>",
                    '<w:body><w:p><w:r><w:drawing><docPr descr="D:\\\\内部\\\\底图.png"/></w:drawing></w:r></w:p>',
                ),
                "alt-text",
            ),
        ],
    )  # fmt: skip
    def test_each_thing_is_found(self, make: Callable[[], bytes], kind: str) -> None:
        assert kind in kinds(make(), "a.docx")

    def test_a_picture_that_makes_its_reader_stumble_hides_nothing_else(self) -> None:
        crooked = b"\x01\0\0\0" + b"\0" * 36 + b" EMF" + b"\0" * 60
        data = WordFile().lines(CLEAN).picture(a_picture(), "图").data(image1=crooked)
        found = kinds(with_member(data, "word/vbaProject.bin", b"x"), "a.docx")
        assert {"macro", "unreadable"} <= found

    def test_what_was_cropped_off_a_picture_lies_in_the_file_still(self) -> None:
        whole = WordFile().lines(CLEAN).picture(a_picture(), "图", crop={"r": 1_000})
        assert "cropped-picture" not in kinds(whole.data(), "a.docx")
        cropped = whole.picture(a_picture("blue"), "图", crop={"t": 40_000}).data()
        (finding,) = [f for f in check_file(cropped, "a.docx") if f.kind == "cropped-picture"]
        assert (finding.severity, finding.where) == (Severity.MUST, "正文")
        assert "有1张图片被裁剪过" in finding.sentence

    def test_pictures_of_an_old_file_are_told_because_nobody_can_read_them(self) -> None:
        streams = {"WordDocument": b"", "Data": bytes(100) + a_picture() + a_picture("blue")}
        (finding,) = [f for f in check_file(an_ole(streams)) if f.kind == "unread-picture"]
        assert finding.severity is Severity.MUST
        assert "里面有2张图片，平台不能识别图片上的文字" in finding.sentence
        assert "unread-picture" not in kinds(an_ole({"WordDocument": b"x"}))

    def test_the_removed_words_are_quoted(self) -> None:
        (finding,) = [f for f in check_file(with_revisions(a_word_file())) if f.kind == "revision"]
        assert "原拟意见" in finding.sentence


class TestSheets:
    def test_what_was_cropped_off_a_picture_is_told(self) -> None:
        data = a_pictured_workbook(("名单", [["甲"]], [a_picture()]))
        assert "cropped-picture" not in kinds(data, "a.xlsx")
        drawing = members(data)["xl/drawings/drawing1.xml"]
        assert b"<a:blip " in drawing
        name = b"http://schemas.openxmlformats.org/drawingml/2006/main"
        crop = b'<a:srcRect xmlns:a="%s" b="40000"/><a:stretch' % name
        parts = {**members(data), "xl/drawings/drawing1.xml": drawing.replace(b"<a:stretch", crop)}
        (finding,) = [f for f in check_file(packed(parts), "a.xlsx") if f.kind == "cropped-picture"]
        assert "有1张图片被裁剪过" in finding.sentence

    def test_a_plain_workbook_gives_nothing_away(self) -> None:
        assert kinds(a_workbook(), "a.xlsx") == set()

    @pytest.mark.parametrize(
        ("make", "kind"),
        [
            (lambda: a_workbook(hidden_sheet=True), "hidden-sheet"),
            (lambda: a_workbook(hidden_row=True), "hidden-rows"),
            (lambda: a_workbook(hidden_column=True), "hidden-rows"),
            (lambda: a_workbook(comment=True), "comment"),
            (
                lambda: with_member(a_workbook(), "xl/pivotCache/pivotCacheRecords1.xml", b"<r/>"),
                "cached-data",
            ),
            (lambda: with_member(a_workbook(), "xl/externalLinks/externalLink1.xml", b"<r/>"), "external-link"),
        ],
    )  # fmt: skip
    def test_each_thing_is_found(self, make: Callable[[], bytes], kind: str) -> None:
        assert kind in kinds(make(), "a.xlsx")

    def test_the_sheet_is_named(self) -> None:
        (finding,) = check_file(a_workbook(hidden_sheet=True), "a.xlsx")
        assert finding.where == "工作表“底稿”"


class TestWhatIsHidden:
    """The personal data in hidden words is told, masked, and never in clear."""

    @pytest.mark.parametrize(
        ("make", "kind"),
        [
            (lambda: a_pdf(CLEAN, invisible=f"身份证号码{ID}"), "hidden-text"),
            (lambda: with_note(f"身份证号码{ID}"), "annotation"),
            (lambda: a_word_file(hidden=f"身份证号码{ID}"), "hidden-text"),
            (lambda: changed(with_revisions(a_word_file()), "word/document.xml", "原拟意见", f"身份证号码{ID}"), "revision"),
            (lambda: a_workbook(hidden_line=f"身份证号码{ID}"), "hidden-sheet"),
            (lambda: sharing(a_workbook(hidden_row=True), "某乙", ID), "hidden-rows"),
            (lambda: changed(a_workbook(hidden_column=True), "xl/worksheets/sheet1.xml", escaped("无"), ID), "hidden-rows"),
            (lambda: changed(a_workbook(comment=True), "xl/comments/comment1.xml", "内部意见", f"身份证号码{ID}"), "comment"),
            (lambda: f"<html><body><p>通知</p><!-- 身份证号码{ID} --></body></html>".encode(), "comment"),
        ],
    )  # fmt: skip
    def test_each_place_is_searched(self, make: Callable[[], bytes], kind: str) -> None:
        found = check_file(make(), words=False)
        (one,) = [one for one in found if one.kind == kind]
        assert (one.personal, one.severity) == (True, Severity.MUST)
        assert "110105********002X" in one.sentence
        assert not any(ID in one.sentence for one in found)
        assert "personal-data" not in {one.kind for one in found}

    def test_a_property_with_a_persons_name_is_masked_and_marked(self) -> None:
        (person,) = [f for f in check_file(a_pdf(CLEAN, author="李建国")) if f.kind == "metadata"]
        assert (person.personal, "“李某某”" in person.sentence) == (True, True)
        (office,) = [f for f in check_file(a_pdf(CLEAN, author="文印室")) if f.kind == "metadata"]
        assert (office.personal, "“文印室”" in office.sentence) == (False, True)


class TestPictures:
    def test_a_plain_picture_gives_nothing_away(self) -> None:
        assert kinds(a_scan()) == set()

    def test_place_and_writer_are_found(self) -> None:
        assert kinds(a_photo()) == {"location", "metadata"}

    def test_words_inside_a_picture_are_found(self) -> None:
        info = PngImagePlugin.PngInfo()
        info.add_text("Comment", "内部资料")
        out = io.BytesIO()
        Image.new("L", (9, 9)).save(out, "PNG", pnginfo=info)
        assert kinds(out.getvalue()) == {"metadata"}


class TestOthers:
    def test_a_web_page_with_hidden_parts(self) -> None:
        page = (
            "<html><head><meta name='author' content='李四'><title>通知</title></head><body><p>通知正文</p>"
            "<!-- 内部意见 --><div style='display: none'>不显示</div><script>x()</script></body></html>"
        )
        assert kinds(page.encode(), "a.html") == {"comment", "hidden-text", "metadata", "script"}

    def test_plain_text_is_read_for_personal_data(self) -> None:
        assert kinds(f"申请人身份证号{ID}".encode(), "a.txt") == {"personal-data"}
        assert kinds("一切可以公开。".encode(), "a.txt") == set()

    def test_what_cannot_be_read_is_said(self) -> None:
        assert kinds(b"PK\x03\x04broken", "a.docx") == {"unreadable"}
        assert kinds(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest", "a.doc") >= {"previous-version"}


def test_a_finding_crosses_the_wire() -> None:
    finding = ReleaseFinding("comment", Severity.MUST, "批注", "有。", "删。")
    assert from_json(finding.as_json()) == finding
    with pytest.raises(ValueError, match="x"):
        from_json({"kind": "x", "severity": "x", "where": "", "sentence": "", "advice": ""})
