"""Pictures of the text and of attachments before the gate: recognised, searched, or told."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from selectolax.lexbor import LexborHTMLParser

from tests.apps.publishing.test_formal import GOOD, XLSX
from tests.builders.catalog import an_agency
from tests.builders.drafts import AT, FORMAL, WRITER, a_draft, open_to_all
from tests.builders.holding import (
    EMF,
    ROSTER,
    a_web_archive,
    a_workbook,
    an_image_ofd,
    an_ods,
    as_data,
    encoded,
)
from tests.builders.pictured import a_picture
from tests.builders.scans import drawn
from tests.text.extract.files import a_zip
from yangguang.apps.audit.models import Act
from yangguang.apps.events.services import deliver
from yangguang.apps.files.models import StoredFile
from yangguang.apps.files.services.recognising import recognise_waiting
from yangguang.apps.publishing.formal.contents import check_contents
from yangguang.apps.publishing.formal.noticing import DraftFacts, FileFacts, Noticed, PictureFacts
from yangguang.apps.publishing.formal.running import facts_of, notice
from yangguang.apps.publishing.formal.words import check_words, default_words
from yangguang.apps.publishing.models import Draft, DraftState, Finding
from yangguang.apps.publishing.selectors.scans import recognised_words
from yangguang.apps.publishing.services.attaching import attach_file, attach_picture
from yangguang.apps.publishing.services.receiving import draft_from_file
from yangguang.apps.publishing.services.rechecking import check_again
from yangguang.apps.publishing.services.reviewing import decide_finding
from yangguang.apps.publishing.services.submitting import open_questions, submit_draft
from yangguang.apps.publishing.workflow import NotPossible

pytestmark = pytest.mark.usefixtures("standing_engine")
ID_NUMBER = "11010519491231002X"
PLACE = "工作表“名单”第1张图片"


def with_file(**facts: object) -> DraftFacts:
    file = FileFacts("名单.xlsx", XLSX, "a" * 64, 1, {1: "名单"})
    return replace(GOOD, files=(replace(file, **facts),))  # type: ignore[arg-type] # by name


def noticed(facts: DraftFacts) -> dict[str, Noticed]:
    return {one.code: one for one in notice(facts, [check_contents])}


def test_what_a_picture_in_an_attachment_shows_is_searched_and_placed() -> None:
    shown = PictureFacts(PLACE, f"李秀兰 身份证号码{ID_NUMBER}", 0.93)
    found = noticed(with_file(pictures=(shown,)))
    number = found["personal-id-number"]
    assert number.severity == "block"
    assert number.field == f"附件《名单.xlsx》{PLACE}"
    assert ID_NUMBER not in number.sentence + number.evidence + number.advice
    assert "在原图上遮盖" in number.advice
    told = found["file-pictures"].sentence
    assert told == (f"附件内有图片1张：1张上的文字由机器识别，尚未校对（{PLACE}，置信度0.93）。")


def test_pictures_without_words_and_unread_ones_are_told_with_place_and_reason() -> None:
    found = noticed(
        with_file(
            pictures=(
                PictureFacts("工作表“甲”第1张图片", "", 0.0),
                PictureFacts("工作表“乙”第1张图片", "", 0.0, "像素过多"),
                PictureFacts("其余7张图片", "", 0.0, "一个文件最多识别50张图片", 7),
            )
        )
    )
    (one,) = found.values()
    assert (one.code, one.severity) == ("file-pictures", "warn")
    assert one.sentence == (
        "附件内有图片9张：1张没有识别出文字（工作表“甲”第1张图片）；"
        "8张未识别文字（工作表“乙”第1张图片：像素过多；其余7张图片：一个文件最多识别50张图片）。"
    )
    assert "手写内容、印章和人像" in one.advice


def test_what_somebody_has_proofread_is_no_longer_asked_about_but_still_searched() -> None:
    read = PictureFacts(PLACE, f"身份证号码{ID_NUMBER}")
    assert list(noticed(with_file(pictures=(read,)))) == ["personal-id-number"]
    assert noticed(with_file(pictures=(PictureFacts(PLACE, "河东区"),))) == {}


def test_of_what_is_withheld_pictures_are_not_searched() -> None:
    read = PictureFacts(PLACE, f"身份证号码{ID_NUMBER}")
    facts = replace(with_file(pictures=(read,)), attribute="withheld")
    assert "personal-id-number" not in noticed(facts)


def test_while_pictures_wait_it_is_said_that_they_were_not_searched() -> None:
    (one,) = noticed(with_file(waiting=True)).values()
    assert one.sentence.startswith("附件里有图片，正在等待文字识别，识别前无法检查图片上的个人信息")
    (one,) = noticed(with_file(waiting=True, in_body=True, media_type="image/png")).values()
    assert one.sentence.startswith("正文有1张图片正在等待文字识别")


def test_long_names_and_many_pictures_stay_within_what_is_kept() -> None:
    many = tuple(
        PictureFacts(f"工作表“{'很长的名字' * 8}{at}”第1张图片", "字", 0.5, "像素过多" * (at % 2))
        for at in range(60)
    )
    facts = with_file(title="名" * 300, pictures=many)
    for one in notice(facts, [check_contents]):
        assert len(one.sentence) <= 300
        assert len(one.field) <= 200
        assert len(one.advice) <= 300


def test_a_photograph_in_the_text_says_nothing_but_personal_data_does() -> None:
    picture = FileFacts("图片1", "image/png", "a" * 64, 1, {1: "欢迎您"}, confidences={1: 0.6})
    facts = replace(GOOD, files=(replace(picture, in_body=True),), words=default_words())
    assert notice(facts, [check_contents, check_words]) == []
    roster = replace(picture, in_body=True, texts={1: f"身份证号码{ID_NUMBER}，帐户"})
    (one,) = notice(replace(facts, files=(roster,)), [check_contents, check_words])
    assert (one.code, one.field) == ("personal-id-number", "正文图片《图片1》")


def test_a_scanned_page_that_could_not_be_read_whole_is_told_with_its_reason() -> None:
    unread = with_file(media_type="application/ofd", texts={}, unread={1: "图片已损坏"})
    (one,) = noticed(unread).values()
    assert (one.code, one.sentence) == ("file-pages-unread", "附件第1页没有全部识别：图片已损坏。")


def facts_after(draft: Draft) -> DraftFacts:
    recognise_waiting(AT)
    draft.refresh_from_db()
    return replace(facts_of(draft, today=date(2026, 3, 10), limit_on=None), attribute="proactive")


@pytest.mark.django_db
def test_a_roster_photographed_into_an_attached_workbook_does_not_pass_the_gate() -> None:
    draft = a_draft()
    data = a_workbook(("名单", [["单位"], ["河东区"]], [encoded(drawn(*ROSTER))]))
    attach_file(draft=draft, name="补助名单.xlsx", data=data, by=WRITER, at=AT)
    before = facts_of(draft, today=date(2026, 3, 10), limit_on=None)
    assert "正在等待文字识别" in noticed(before)["file-scanned"].sentence
    found = noticed(facts_after(draft))
    assert found["personal-id-number"].field == f"附件《补助名单.xlsx》{PLACE}"
    assert found["file-pictures"].sentence.startswith("附件内有图片1张：1张上的文字由机器识别")
    # Pictures inside a file are no scan whose words could stand for the text.
    Draft.objects.update(body_html="", body_text="")
    draft.refresh_from_db()
    assert recognised_words(draft) is None


@pytest.mark.django_db
def test_a_roster_inserted_into_the_text_does_not_pass_the_gate_either() -> None:
    draft = a_draft()
    picture = encoded(drawn(*ROSTER))
    row = attach_picture(draft=draft, name="名单.png", data=picture, by=WRITER, at=AT)
    Draft.objects.update(body_html=f'<p><img src="file:{row.file.sha256}" alt="名单"></p>')
    draft.refresh_from_db()
    found = noticed(facts_after(draft))
    assert set(found) == {"personal-name", "personal-id-number"}
    assert recognised_words(draft) is None


def under_review() -> Draft:
    """A draft in review whose attachment nobody has recognised yet."""
    draft = open_to_all(a_draft())
    data = a_workbook(("名单", [["单位"], ["河东区"]], [encoded(drawn(*ROSTER))]))
    attach_file(draft=draft, name="补助名单.xlsx", data=data, by=WRITER, at=AT)
    submit_draft(draft=draft, by=WRITER, at=AT)
    return draft


def decisions(draft: Draft) -> dict[str, str]:
    return dict(draft.findings.filter(digest=draft.digest).values_list("code", "decision"))


@pytest.mark.django_db
@pytest.mark.parametrize("state", [DraftState.REVIEW, DraftState.APPROVED, DraftState.SCHEDULED])
def test_what_is_recognised_after_the_submission_is_checked_before_the_release(
    state: DraftState,
) -> None:
    draft = under_review()
    Draft.objects.update(state=state)
    assert decisions(draft)["file-scanned"] == ""
    recognise_waiting(AT)
    while deliver(reader_name="publishing.recognised"):
        continue
    after = decisions(draft)
    assert after["file-scanned"] == Finding.Decision.CORRECTED
    assert (after["personal-id-number"], after["file-pictures"]) == ("", "")
    assert open_questions(draft)["block"] >= 1
    assert Act.objects.filter(verb="draft.check-again", subject_key=str(draft.item_id)).exists()


@pytest.mark.django_db
def test_what_was_decided_stays_decided_and_a_second_look_adds_nothing() -> None:
    draft = under_review()
    scanned = draft.findings.get(code="file-scanned")
    decide_finding(
        finding=scanned, decision=Finding.Decision.OVERRIDDEN, reason="已经人工核对过附件",
        by=FORMAL, at=AT,
    )  # fmt: skip
    recognise_waiting(AT)
    assert check_again(draft=draft, by=FORMAL, at=AT)
    assert check_again(draft=draft, by=FORMAL, at=AT) == []
    assert decisions(draft)["file-scanned"] == Finding.Decision.OVERRIDDEN
    Draft.objects.update(state=DraftState.WRITING)
    draft.findings.all().delete()
    assert check_again(draft=draft, by=FORMAL, at=AT) == []


def uploaded(data: bytes, name: str) -> Draft:
    return draft_from_file(agency=an_agency(), name=name, data=data, by=WRITER, at=AT)


def shown(draft: Draft) -> list[str]:
    """Tables as their first words, paragraphs as they are, pictures by their words in brackets."""
    body = LexborHTMLParser(f"<body>{draft.body_html}</body>").body
    assert body is not None
    return [
        f"［{picture.attributes.get('alt')}］"
        if (picture := one.css_first("img")) is not None
        else one.text(deep=True, strip=True)[:4]
        for one in body.iter()
        if one.tag != "-text"
    ]


def told(draft: Draft) -> list[str]:
    return [one["why"] for one in draft.item.unsure if one["field"] == "body"]


@pytest.mark.django_db
def test_pictures_of_an_uploaded_workbook_come_into_the_text_behind_their_tables() -> None:
    rows = [["单位", "人数"], ["河东区", "3"]]
    data = a_workbook(
        ("一季度", rows, [a_picture("red")]), ("二季度", rows, [a_picture("blue"), a_picture()]),
        image3=EMF,
    )  # fmt: skip
    draft = uploaded(data, "补助名单.xlsx")
    assert shown(draft) == ["一季度单", "［］", "二季度单", "［］"]
    left, silent = told(draft)
    assert left.startswith(
        "文件中的图片第3张（在“二季度”下面）没有进入正文：是EMF矢量图，网页不能显示。"
    )
    assert silent.startswith("放入正文的图片有2张在原文件中没有替代文字")
    kinds = list(draft.attachments.order_by("order").values_list("file__media_type", flat=True))
    assert kinds == [XLSX, "image/png", "image/png"]


@pytest.mark.django_db
def test_so_do_those_of_an_open_document_sheet() -> None:
    data = an_ods(
        ("名单", [["单位", "人数"], ["河东区", "3"]], [("Pictures/a.png", "盖章页")]), a=a_picture()
    )
    assert shown(uploaded(data, "名单.ods"))[-1] == "［盖章页］"


@pytest.mark.django_db
def test_a_workbook_of_nothing_but_pictures_gives_these() -> None:
    data = a_workbook(("名单", [], [a_picture("red", (300, 200))]))
    draft = uploaded(data, "名单.xlsx")
    assert shown(draft) == ["［］"]
    assert told(draft)[0].startswith("文件里没有文字，只有图片")
    with pytest.raises(NotPossible, match="里没有任何内容"):
        uploaded(a_workbook(("空", [], [])), "空.xlsx")


@pytest.mark.django_db
@pytest.mark.parametrize("form", ["data", "archive"])
def test_pictures_that_came_with_a_saved_page_come_into_the_text_and_others_are_counted(
    form: str,
) -> None:
    picture = a_picture("red", (300, 200))
    own = as_data(picture) if form == "data" else "a.files/image001.png"
    page = (
        "<html><head><title>补助名单公示</title></head><body><h1>补助名单公示</h1>"
        "<p>现将2026年补助名单公示如下，公示期七天。</p>"
        f"<p><img src='{own}' alt='补助名单第一页'></p>"
        "<p><img src='/upload/2026/b.png' width='600'></p><p>如有异议，请向市民政局反映。</p>"
        "</body></html>"
    )
    data = (
        page.encode()
        if form == "data"
        else a_web_archive(page, ("file:///C:/a/a.files/image001.png", picture))
    )
    draft = uploaded(data, "公示.html" if form == "data" else "公示.mht")
    assert "［补助名单第一页］" in shown(draft)
    assert any(why.startswith("页面正文有1张图片没有一起上传") for why in told(draft))
    assert draft.attachments.filter(file__media_type="image/png").count() == 1


@pytest.mark.django_db
def test_a_broken_picture_in_a_page_is_told_and_costs_nothing_else() -> None:
    torn = as_data(b"\x89PNG\r\n\x1a\n" + bytes(300))
    page = (
        f"<html><body><p>名单公示如下。</p><p><img src='{torn}'></p><p>特此公示。</p></body></html>"
    )
    draft = uploaded(page.encode(), "公示.html")
    assert any(why.startswith("文件中的图片第1张没有进入正文：图片已损坏") for why in told(draft))
    assert "特此公示" in draft.body_text


@pytest.mark.django_db
def test_a_scanned_ofd_gives_a_draft_whose_words_are_recognised_behind() -> None:
    page = encoded(drawn("关于更换水表的通知", "各区县水务局"))
    draft = uploaded(an_image_ofd([(page, "10 10 190 50")]), "扫描的通知.ofd")
    assert draft.attachments.get().file.reading == StoredFile.Reading.SCAN
    recognise_waiting(AT)
    found = recognised_words(draft)
    assert found is not None
    assert "关于更换水表的通知" in found[1]


@pytest.mark.django_db
def test_slides_are_refused_as_a_draft_and_told_as_an_attachment() -> None:
    slides = a_zip({"[Content_Types].xml": "<Types/>", "ppt/presentation.xml": "<p/>"})
    with pytest.raises(
        NotPossible, match="演示文稿（pptx），平台不能读取其中的文字，也不识别其中的图片"
    ):
        uploaded(slides, "汇报.pptx")
    draft = a_draft()
    attach_file(draft=draft, name="汇报.pptx", data=slides, by=WRITER, at=AT)
    found = noticed(facts_after(draft))
    assert "也不识别其中的图片，无法检查个人信息" in found["file-unreadable"].sentence
