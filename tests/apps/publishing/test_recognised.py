"""A draft from a scan: what was recognised becomes its text, and nobody's writing is overwritten."""

import pytest

from tests.builders.catalog import a_stored_file, an_agency
from tests.builders.drafts import AT, BODY, WRITER, a_draft
from yangguang.apps.files.models import FilePage
from yangguang.apps.publishing.models import Draft, DraftAttachment
from yangguang.apps.publishing.services.recognised import take_recognised
from yangguang.apps.publishing.workflow import NotPossible

pytestmark = pytest.mark.django_db
PAGES = (
    "清源市卫生健康局文件\n清卫发〔2026〕3号\n关于开展二次供水卫生检查的公告\n各单位：\n4月1日起开展检查。",
    "请各有关单位做好准备，如实提供资料。\n清源市卫生健康局\n2026年3月2日",
)


def a_scan(title: str = "scan", *, pages: tuple[str, ...] = PAGES, **values: object) -> Draft:
    """A draft without words to which a scan of these pages is attached."""
    draft = a_draft(
        title, agency=an_agency("清源市卫生健康局"), kind="other",
        **{"body_html": "", "header": {"kind": "other"}, **values},
    )  # fmt: skip
    file = a_stored_file(b"scan")
    DraftAttachment.objects.create(draft=draft, file=file, title="scan.pdf", order=0)
    for number, text in enumerate(pages, start=1):
        FilePage.objects.create(file=file, number=number, text=text, confidence=0.97)
    return draft


def test_a_recognised_scan_becomes_text_title_and_header_with_a_warning_to_proofread() -> None:
    draft = take_recognised(draft=a_scan(), by=WRITER, at=AT)
    assert draft.title == "关于开展二次供水卫生检查的公告"
    assert draft.body_text.startswith("各单位：")
    assert "如实提供资料" in draft.body_text
    assert draft.header["doc_number"] == "清卫发〔2026〕3号"
    assert draft.header["formed_on"] == "2026-03-02"
    assert draft.header["kind"] == "announcement"
    assert any("对照原件逐字校对" in one["why"] for one in draft.item.unsure)


def test_what_the_writer_filled_in_stays() -> None:
    draft = a_scan(
        "二次供水检查", header={"kind": "policy-document", "doc_number": "清卫〔2026〕9号"}
    )
    draft = take_recognised(draft=draft, by=WRITER, at=AT)
    assert draft.title == "二次供水检查"
    assert (draft.header["kind"], draft.header["doc_number"]) == (
        "policy-document", "清卫〔2026〕9号",
    )  # fmt: skip


def test_a_text_that_stands_is_not_overwritten() -> None:
    draft = a_scan(body_html=BODY)
    with pytest.raises(NotPossible, match="已经有正文"):
        take_recognised(draft=draft, by=WRITER, at=AT)


def test_a_scan_that_still_waits_says_so() -> None:
    with pytest.raises(NotPossible, match="还没有识别出文字"):
        take_recognised(draft=a_scan(pages=()), by=WRITER, at=AT)
