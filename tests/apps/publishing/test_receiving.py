"""Drafts made from files, pictures taken in, metadata proposed, questions put in force."""

import io
import struct
import zlib

import docx
import fpdf
import pytest
from PIL import Image
from selectolax.lexbor import LexborHTMLParser

from tests.builders.catalog import an_agency
from tests.builders.drafts import AT, HEAD, WRITER, a_draft
from tests.builders.papers import a_pdf
from tests.text.extract.files import a_docx, a_zip, an_ole, an_xlsx
from yangguang.apps.audit.models import Act
from yangguang.apps.catalog.models import Column, Facet, ItemFacet
from yangguang.apps.files.models import StoredFile
from yangguang.apps.files.selectors import read_content
from yangguang.apps.publishing.checklists import Question, questions_for
from yangguang.apps.publishing.models import Draft
from yangguang.apps.publishing.proposals import propose
from yangguang.apps.publishing.selectors.drafts import head_left_out
from yangguang.apps.publishing.services.attaching import attach_picture
from yangguang.apps.publishing.services.checklists import put_checklist
from yangguang.apps.publishing.services.drafting import restore_saving
from yangguang.apps.publishing.services.filing import file_draft
from yangguang.apps.publishing.services.receiving import draft_from_file
from yangguang.apps.publishing.workflow import EditConflict, NotPossible
from yangguang.law.publication import ReviewKind

pytestmark = pytest.mark.django_db


def test_a_pdf_gives_its_words_and_stays_attached() -> None:
    data = a_pdf(
        "清源市水务局文件\n清水发〔2026〕7号\n关于城区二次供水的通知\n现将有关事项通知如下。"
    )
    draft = draft_from_file(agency=an_agency(), name="通知.pdf", data=data, by=WRITER, at=AT)
    assert "现将有关事项通知如下" in draft.body_text
    assert draft.header["doc_number"] == "清水发〔2026〕7号"
    row = draft.attachments.get()
    assert (row.title, row.file.media_type) == ("通知.pdf", "application/pdf")
    assert read_content(row.file) == data


def a_paper(*lines: str) -> bytes:
    file, out = docx.Document(), io.BytesIO()
    for line in lines:
        file.add_paragraph(line)
    file.save(out)
    return out.getvalue()


def test_the_head_that_the_header_says_already_is_left_out_and_can_be_brought_back() -> None:
    head = [
        "清源市水务局文件",
        "清水发〔2026〕7号",
        "清源市水务局关于做好城区",
        "二次供水管理工作的通知",
    ]
    text = [
        "各区县水务局：",
        "为做好二次供水管理，现将有关事项通知如下。",
        "清源市水务局",
        "2026年3月2日",
    ]
    draft = draft_from_file(
        agency=an_agency(), name="通知.docx", data=a_paper(*head, *text), by=WRITER, at=AT
    )
    assert draft.title == "清源市水务局关于做好城区二次供水管理工作的通知"
    assert draft.header["doc_number"] == "清水发〔2026〕7号"
    assert draft.body_text.splitlines() == text
    found = head_left_out(draft)
    assert found is not None
    whole, lines = found
    assert lines == head
    restore_saving(draft=draft, saving=whole, by=WRITER, at=AT)
    draft.refresh_from_db()
    assert draft.body_text.splitlines() == [*head, *text]
    assert head_left_out(draft) is None


def test_a_text_that_begins_with_its_own_words_is_kept_whole() -> None:
    data = a_pdf("各区县水务局：\n现将有关事项通知如下。")
    draft = draft_from_file(agency=an_agency(), name="通知.pdf", data=data, by=WRITER, at=AT)
    assert draft.body_text.startswith("各区县水务局：")
    assert head_left_out(draft) is None


def a_locked_pdf() -> bytes:
    paper = fpdf.FPDF()
    paper.add_page()
    paper.set_encryption("owner", user_password="user")
    return bytes(paper.output())


def a_huge_picture() -> bytes:
    """A PNG of a few hundred bytes that would unfold to ten gigabytes."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        check = zlib.crc32(kind + data)
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", check)

    size = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    lines = zlib.compress(b"\0" * 100_000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", size) + chunk(b"IDAT", lines) + chunk(b"IEND", b"")


WRONG = [
    ("空.docx", b"", "重新选择"),
    ("坏.pdf", b"%PDF-1.4 broken", "重新导出"),
    ("半.docx", a_docx("关于节水的通知" * 50)[:-90], "重新导出"),
    ("锁.docx", an_ole({"EncryptionInfo": b"\4\0\4\0", "EncryptedPackage": b"x" * 600}), "去除"),
    ("锁.pdf", a_locked_pdf(), "去除"),
    ("包.docx", a_zip({"通知.txt": "关于节水的通知"}), "解压后"),
    ("弹.docx", a_zip({"word/document.xml": b"0" * 60_000_000}), "压缩炸弹"),
    (
        "实体.docx",
        a_zip({"word/document.xml": "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"}),
        "重新导出",
    ),
    ("富.doc", rb"{\rtf1 notice}", "另存为docx"),
    ("图.png", a_huge_picture(), "图片"),
    ("程.doc", b"MZ" + bytes(range(256)) * 9, "请上传"),
    ("乱.html", bytes(range(128, 256)) * 40, "请"),
]


@pytest.mark.parametrize(("name", "data", "way_out"), WRONG, ids=[one[0] for one in WRONG])
def test_a_file_that_cannot_be_read_leaves_nothing_and_says_what_to_do(
    name: str, data: bytes, way_out: str
) -> None:
    with pytest.raises(NotPossible, match=way_out) as refusal:
        draft_from_file(agency=an_agency(), name=name, data=data, by=WRITER, at=AT)
    assert name in str(refusal.value)
    assert not Draft.objects.exists()
    assert not StoredFile.objects.exists()


def a_photograph() -> bytes:
    exif = Image.Exif()
    exif[0x010E] = "somewhere"
    exif[0x0112] = 6
    out = io.BytesIO()
    Image.new("RGB", (60, 20), "red").save(out, "JPEG", exif=exif, comment=b"by somebody")
    return out.getvalue()


def test_a_photograph_is_drawn_anew_upright_and_without_its_secrets() -> None:
    row = attach_picture(draft=a_draft(), name="图.jpg", data=a_photograph(), by=WRITER, at=AT)
    kept = read_content(row.file)
    assert b"somewhere" not in kept
    assert b"by somebody" not in kept
    with Image.open(io.BytesIO(kept)) as shown:
        assert (shown.size, dict(shown.getexif())) == ((20, 60), {})
    assert (row.file.media_type, row.file.reading) == ("image/jpeg", "scan")


def test_a_picture_never_carries_a_writer_over_anothers_text() -> None:
    draft = a_draft()
    with pytest.raises(EditConflict):
        attach_picture(
            draft=draft, name="图.jpg", data=a_photograph(), revision=9, by=WRITER, at=AT
        )
    assert not draft.attachments.exists()


def test_kind_column_and_classes_are_proposed_from_the_title() -> None:
    named = Column.objects.create(slug="water", name="供水", column_type="政策文件")
    Column.objects.create(slug="other", name="其他", column_type="政策文件")
    stage = Facet.objects.create(scheme="five-open", code="decision", name="决策公开")
    area = Facet.objects.create(scheme="key-area", code="utilities", name="公用事业、供水")
    Facet.objects.create(scheme="key-area", code="education", name="教育")
    found = propose(title="关于加强城区供水管理的通知", text="为加强供水管理，现通知如下。")
    assert (found.kind, found.column) == ("policy-document", named)
    assert set(found.facets) == {stage, area}


def test_filing_closes_what_was_true_before_and_writes_nothing_twice() -> None:
    draft = a_draft()
    one = Facet.objects.create(scheme="key-area", code="a", name="甲")
    two = Facet.objects.create(scheme="key-area", code="b", name="乙")
    column = Column.objects.create(slug="water", name="供水", column_type="政策文件", path="/1/")
    file_draft(draft=draft, column=column, facets=[one], by=WRITER, at=AT)
    before = Act.objects.count()
    file_draft(draft=draft, column=column, facets=[one], by=WRITER, at=AT)
    assert Act.objects.count() == before
    file_draft(draft=draft, column=column, facets=[two], by=WRITER, at=AT)
    rows = ItemFacet.objects.filter(item=draft.item).order_by("pk")
    assert [(row.facet, row.valid_to) for row in rows] == [(one, AT), (two, None)]
    draft.item.refresh_from_db()
    assert draft.item.column == column


def a_question(text: str = "内容是否真实", expected: str = "yes", **values: str) -> Question:
    return Question(
        **{"key": "", "text": text, "basis": "《条例》第六条", "expected": expected, **values}
    )  # type: ignore[typeddict-item] # the builder passes on what the case names


def test_an_offices_questions_hold_for_those_below_and_keep_their_keys() -> None:
    office = an_agency()
    first = put_checklist(
        kind=ReviewKind.LEGAL, agency=office, questions=[a_question()], by=HEAD, at=AT
    )
    key = first.questions[0]["key"]
    second = put_checklist(
        kind=ReviewKind.LEGAL,
        agency=office,
        questions=[a_question(key=key), a_question("是否含有商业秘密", "no")],
        by=HEAD,
        at=AT,
    )
    assert (second.number, second.questions[0]["key"]) == (2, key)
    assert questions_for(ReviewKind.LEGAL, office)[0] == second
    assert Act.objects.filter(verb="checklist.put").count() == 2


@pytest.mark.parametrize(
    ("questions", "why"),
    [
        ([], "至少要有一项"),
        ([a_question(" ")], "没有文字"),
        ([a_question(basis="")], "没有写明依据"),
        ([a_question(expected="maybe")], "可以通过的结论"),
        ([a_question(), a_question()], "出现了两次"),
        ([a_question(str(number)) for number in range(41)], "最多 40 项"),
    ],
)
def test_a_list_that_cannot_be_answered_is_refused(questions: list[Question], why: str) -> None:
    with pytest.raises(NotPossible, match=why):
        put_checklist(
            kind=ReviewKind.FORMAL, agency=an_agency(), questions=questions, by=HEAD, at=AT
        )


SAVED_PAGE = """<html><head><title>清源市水务局关于节水的通知</title></head><body><div class="nav"><a href="/">首页</a></div>
<table><tr><td>索引号：</td><td>990000012/2026-00007</td><td>发布机构：</td><td>清源市水务局</td></tr>
<tr><td>成文日期：</td><td>2026-04-27</td><td>内容概述：</td><td>部署城区节水工作。</td></tr></table>
<h1>清源市水务局关于节水的通知</h1><div>各单位：</div><p>现将节水工作有关事项通知如下。<img src="a.jpg" alt="图"></p>
<ol><li>安装节水器具；</li><li>开展宣传。</li></ol><p>清源市水务局</p><p>2026年4月27日</p><p>责任编辑：某某</p>
<script>alert("脚本")</script></body></html>"""


def test_a_page_saved_from_a_site_becomes_its_text_without_what_its_header_says() -> None:
    draft = draft_from_file(
        agency=an_agency(), name="网页.html", data=SAVED_PAGE.encode(), by=WRITER, at=AT
    )
    assert draft.body_text.splitlines() == [
        "各单位：",
        "现将节水工作有关事项通知如下。",
        "1.安装节水器具；",
        "2.开展宣传。",
        "清源市水务局",
        "2026年4月27日",
    ]
    assert draft.header["index_number"] == "990000012/2026-00007"
    assert draft.header["summary"] == "部署城区节水工作。"
    whole = head_left_out(draft)
    assert whole is not None
    assert any("索引号" in line for line in whole[1])
    assert "清源市水务局关于节水的通知" in whole[1]


def test_what_did_not_come_into_the_text_of_an_upload_is_told_to_the_writer() -> None:
    draft = draft_from_file(
        agency=an_agency(), name="网页.html", data=SAVED_PAGE.encode(), by=WRITER, at=AT
    )
    told = [one["why"] for one in draft.item.unsure if one["field"] == "body"]
    assert told == ["页面正文有1张图片没有一起上传，请在正文中插入并写上替代文字。"]


def test_a_file_with_another_ending_is_read_for_what_it_is_and_told() -> None:
    data = a_paper("清源市水务局关于节水的通知", "各单位：", "现将有关事项通知如下。")
    draft = draft_from_file(agency=an_agency(), name="通知.pdf", data=data, by=WRITER, at=AT)
    assert "现将有关事项通知如下。" in draft.body_text
    assert any("实际内容是docx" in one["why"] for one in draft.item.unsure)


ROWS: list[list[object]] = [
    ["2026年小微企业补贴公示名单"],
    ["序号", "企业名称", "补贴金额（元）", "备注"],
    [1, "清源市第一商贸有限公司", 1000],
    [2, "清源市第二商贸有限公司", 2000],
]


def test_every_row_of_an_uploaded_workbook_is_as_wide_as_its_table() -> None:
    draft = draft_from_file(
        agency=an_agency(), name="名单.xlsx", data=an_xlsx(ROWS), by=WRITER, at=AT
    )
    rows = LexborHTMLParser(draft.body_html).css("tr")
    assert [len(row.css("th, td")) for row in rows] == [4, 4, 4]


def test_a_kind_that_the_title_decided_is_not_doubted_by_what_the_page_was_taken_for() -> None:
    draft = draft_from_file(
        agency=an_agency(), name="名单.xlsx", data=an_xlsx(ROWS), by=WRITER, at=AT
    )
    assert draft.header["kind"] == "announcement"
    assert "kind" not in [one["field"] for one in draft.item.unsure]


def test_an_empty_workbook_is_refused_and_no_draft_waits_for_its_words() -> None:
    with pytest.raises(NotPossible, match="没有任何内容"):
        draft_from_file(agency=an_agency(), name="空表.xlsx", data=an_xlsx([]), by=WRITER, at=AT)
    assert not Draft.objects.exists()
