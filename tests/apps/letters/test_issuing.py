"""A letter from its draft to its number, and what never changes afterwards."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime
from typing import Any

import docx
import pypdfium2
import pytest

from tests.builders.agencies import AT, BY, an_agency
from tests.builders.letters import SUPPLEMENT, a_draft, an_issued_letter
from yangguang.apps.agencies.models import Agency
from yangguang.apps.agencies.services import rename_agency
from yangguang.apps.agencies.verdicts import Refused
from yangguang.apps.audit.models import Act
from yangguang.apps.files.models import FilePage
from yangguang.apps.files.selectors import content_path
from yangguang.apps.letters.composing import Attachment
from yangguang.apps.letters.content import content_of
from yangguang.apps.letters.kinds import all_series
from yangguang.apps.letters.models import Letter, LetterState, NumberCounter
from yangguang.apps.letters.sealers import SealedPdf, SealFailed
from yangguang.apps.letters.selectors import letter_file, letters_of, letters_within, number_run
from yangguang.apps.letters.services import (
    begin_numbers,
    draft_letter,
    issue_letter,
    problems_of,
    return_letter,
    revise_letter,
    set_number_word,
    sign_letter,
    void_letter,
)
from yangguang.apps.vault.problems import Destroyed
from yangguang.apps.vault.services import destroy_subject
from yangguang.law.regimes import Regime

pytestmark = pytest.mark.django_db


def words_of(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(io.BytesIO(pdf))
    text = "".join(page.get_textpage().get_text_bounded() for page in document)
    document.close()
    return "".join(text.split())


def test_an_issued_letter_has_number_day_files_and_an_act() -> None:
    agency = an_agency("清源市卫生健康委员会")
    letter = an_issued_letter(agency)
    assert letter.state == LetterState.ISSUED
    assert letter.number == "清源市卫生健康委员会公开补〔2026〕1号"
    assert letter.issued_on == date(2026, 3, 2)
    assert letter.title == "政府信息公开申请补正告知书"
    text = words_of(letter_file(letter, "pdf"))
    assert "清源市卫生健康委员会公开补〔2026〕1号" in text
    assert "张三：" in text
    assert "第二十九条、第三十条" in text
    assert "2026年3月20日前" in text
    assert text.count("2026年3月2日") == 2  # receipt and date of the letter
    word = docx.Document(io.BytesIO(letter_file(letter, "word")))
    assert "请写明年度和乡镇。" in [paragraph.text for paragraph in word.paragraphs]
    act = Act.objects.get(verb="letter.issue")
    assert act.subject_label == "补正告知书 清源市卫生健康委员会公开补〔2026〕1号"
    assert act.after == {"number": letter.number, "digest": letter.digest, "pages": 1}


def test_nothing_personal_lies_in_clear() -> None:
    letter = an_issued_letter(an_agency("清源市教育局"))
    row = Letter.objects.values().get(pk=letter.pk)
    assert "张三" not in str(row)
    assert "水质" not in str(row)
    assert not FilePage.objects.exists()
    assert not Act.objects.filter(subject_label__contains="张三").exists()
    for stored in (letter.pdf, letter.word):
        assert stored is not None
        data = content_path(stored).read_bytes()
        assert not data.startswith((b"%PDF", b"PK"))


def test_a_letter_is_empty_once_its_persons_key_is_destroyed() -> None:
    letter = an_issued_letter(an_agency("清源市教育局"))
    destroy_subject(letter.person, by=BY, at=AT, basis="保管期限届满")
    again = letters_of("request", "7").get()
    with pytest.raises(Destroyed):
        content_of(again)
    with pytest.raises(Destroyed):
        letter_file(again, "pdf")
    assert again.number == letter.number


def test_an_unsigned_letter_does_not_leave() -> None:
    letter = a_draft(an_agency("清源市教育局"))
    with pytest.raises(Refused, match="只有“已签发”的文书可以发文"):
        issue_letter(letter=letter, by=BY, at=AT)
    assert not NumberCounter.objects.exists()


def test_a_receipt_needs_no_signature_and_bears_a_number_of_its_own_series() -> None:
    agency = an_agency("清源市教育局")
    letter = a_draft(
        agency,
        kind="receipt",
        parts={"request_number": "2026-00031", "received_on": "2026-03-02", "described": "名单"},
    )
    issued = issue_letter(letter=letter, by=BY, at=AT)
    assert (issued.series, issued.sequence) == ("receipt", 1)
    assert issued.number in words_of(letter_file(issued, "pdf"))
    assert "2026-00031" in words_of(letter_file(issued, "pdf"))


def test_an_incomplete_letter_is_kept_and_says_what_it_lacks() -> None:
    letter = a_draft(an_agency("清源市教育局"), parts={"described": "名单"})
    assert problems_of(letter) == ["还没有填写：收到日期、需补正内容、补正期限。"]
    with pytest.raises(Refused, match="收到日期、需补正内容、补正期限"):
        sign_letter(letter=letter, by=BY, at=AT)
    letter = revise_letter(
        letter=letter,
        parts={
            "received_on": "2026-03-02",
            "missing": "请写明年度。",
            "supplement_until": "2026-03-20",
        },
        by=BY,
        at=AT,
    )
    assert problems_of(letter) == []
    assert content_of(letter).parts["described"] == "名单"


def test_a_signed_letter_is_not_changed_unless_it_is_returned() -> None:
    letter = sign_letter(letter=a_draft(an_agency("清源市教育局")), by=BY, at=AT)
    with pytest.raises(Refused, match="现在是“已签发”，不能修改"):
        revise_letter(letter=letter, addressee="李四", by=BY, at=AT)
    with pytest.raises(Refused, match="请写明退回修改的理由"):
        return_letter(letter=letter, by=BY, at=AT, reason=" ")
    letter = return_letter(letter=letter, by=BY, at=AT, reason="收件人有误")
    letter = revise_letter(letter=letter, addressee="李四", by=BY, at=AT)
    assert content_of(letter).addressee == "李四"


def test_an_issued_letter_is_never_changed_or_issued_again() -> None:
    letter = an_issued_letter(an_agency("清源市教育局"))
    for act in (
        lambda: revise_letter(letter=letter, addressee="李四", by=BY, at=AT),
        lambda: issue_letter(letter=letter, by=BY, at=AT),
        lambda: sign_letter(letter=letter, by=BY, at=AT),
    ):
        with pytest.raises(Refused, match="现在是“已发文”"):
            act()


def test_two_editors_do_not_overwrite_each_other() -> None:
    letter = a_draft(an_agency("清源市教育局"))
    revise_letter(letter=letter, addressee="李四", revision=0, by=BY, at=AT)
    with pytest.raises(Refused, match="已被他人保存"):
        revise_letter(letter=letter, addressee="王五", revision=0, by=BY, at=AT)


def test_a_void_letter_keeps_its_number_and_the_next_goes_on() -> None:
    agency = an_agency("清源市教育局")
    first = an_issued_letter(agency)
    with pytest.raises(Refused, match="请写明作废理由"):
        void_letter(letter=first, by=BY, at=AT, reason="")
    void_letter(letter=first, by=BY, at=AT, reason="收件人姓名有误")
    second = an_issued_letter(agency)
    run = number_run(agency, "supplement", 2026)
    assert run is not None
    assert [(one.sequence, one.state) for one in run.letters] == [(1, "voided"), (2, "issued")]
    assert run.lost == []
    assert second.number == "清源市教育局公开补〔2026〕2号"
    assert [row.pk for row in letters_within([agency.pk])] == [second.pk, first.pk]
    with pytest.raises(Refused, match="已经作废"):
        void_letter(letter=first, by=BY, at=AT, reason="再次")


def test_numbers_begin_anew_each_year_and_each_series_has_its_own() -> None:
    agency = an_agency("清源市教育局")
    an_issued_letter(agency)
    extension = an_issued_letter(
        agency,
        kind="extension",
        parts={
            "received_on": "2026-03-02",
            "described": "名单",
            "extension_reason": "需要核对。",
            "extended_until": "2026-04-24",
        },
    )
    assert extension.number == "清源市教育局公开延〔2026〕1号"
    later = an_issued_letter(agency, at=datetime(2026, 12, 31, 16, 30, tzinfo=UTC))
    assert later.number == "清源市教育局公开补〔2027〕1号"  # half past midnight in Shanghai
    assert later.issued_on == date(2027, 1, 1)


def test_a_failed_issue_uses_no_number(monkeypatch: pytest.MonkeyPatch) -> None:
    agency = an_agency("清源市教育局")
    letter = sign_letter(letter=a_draft(agency), by=BY, at=AT)

    def broken(*_: object, **__: object) -> None:
        raise OSError("disk full")

    with monkeypatch.context() as patched:
        patched.setattr("yangguang.apps.letters.services.issuing.store_file", broken)
        with pytest.raises(OSError, match="disk full"):
            issue_letter(letter=letter, by=BY, at=AT)
    assert Letter.objects.get(pk=letter.pk).state == LetterState.SIGNED
    assert issue_letter(letter=letter, by=BY, at=AT).sequence == 1


def test_an_office_sets_its_own_word_from_a_day_on() -> None:
    agency = an_agency("清源市教育局")
    set_number_word(
        agency=agency,
        series="supplement",
        word="清教公开补",
        valid_from=date(2026, 4, 1),
        by=BY,
        at=AT,
    )
    before = an_issued_letter(agency)
    after = an_issued_letter(agency, at=datetime(2026, 4, 1, 2, tzinfo=UTC))
    assert before.number == "清源市教育局公开补〔2026〕1号"
    assert after.number == "清教公开补〔2026〕2号"
    with pytest.raises(Refused, match="已用于“补正”文书"):
        set_number_word(
            agency=agency,
            series="answer",
            word="清教公开补",
            valid_from=date(2026, 5, 1),
            by=BY,
            at=AT,
        )
    with pytest.raises(Refused, match="不能使用"):
        set_number_word(
            agency=agency,
            series="fee",
            word="清教〔2026〕",
            valid_from=date(2026, 5, 1),
            by=BY,
            at=AT,
        )


def test_a_run_may_begin_after_the_numbers_given_on_paper() -> None:
    agency = an_agency("清源市教育局")
    begin_numbers(
        agency=agency,
        series="supplement",
        year=2026,
        first=38,
        reason="1至37号在纸质登记簿使用",
        by=BY,
        at=AT,
    )
    assert an_issued_letter(agency).number == "清源市教育局公开补〔2026〕38号"
    run = number_run(agency, "supplement", 2026)
    assert run is not None
    assert run.lost == []
    with pytest.raises(Refused, match="不能再改起始号"):
        begin_numbers(
            agency=agency, series="supplement", year=2026, first=50, reason="再改", by=BY, at=AT
        )


def test_a_part_of_another_letter_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(ValueError, match="has no parts"):
        a_draft(an_agency("清源市教育局"), parts={"fee_amount": "200"})


def test_a_letter_the_law_does_not_know_on_that_day_is_refused() -> None:
    agency = an_agency("清源市教育局")
    with pytest.raises(Refused, match="2007年条例下2026年3月2日没有“收费通知书”这种文书"):
        draft_letter(
            kind_key="fee-notice",
            agency=agency,
            regime=Regime.R2007,
            subject_kind="request",
            subject_key="7",
            addressee="张三",
            addressee_type="person",
            parts={},
            by=BY,
            at=AT,
        )


def test_an_organisation_is_addressed_as_one() -> None:
    letter = an_issued_letter(an_agency("清源市教育局"), addressee_type="organisation")
    assert "收到你单位提出的政府信息公开申请" in words_of(letter_file(letter, "pdf"))


def test_attachments_are_listed_and_set_on_pages_of_their_own() -> None:
    letter = an_issued_letter(
        an_agency("清源市教育局"),
        attachments=[Attachment(f"材料{number}", f"正文{number}。") for number in range(1, 11)],
    )
    assert letter.pages == 12  # the list of ten pushes the signature to a second page
    text = words_of(letter_file(letter, "pdf"))
    assert "附件：1.材料12.材料2" in text.replace("．", ".")
    assert "附件10材料10正文10。" in text


def test_the_series_of_every_kind_have_different_marks() -> None:
    marks = [series.mark for series in all_series().values()]
    assert len(set(marks)) == len(marks)


def test_a_renamed_body_signs_with_its_name_of_the_day(
    django_assert_max_num_queries: object,
) -> None:
    agency = an_agency("清源市教育局")
    an_issued_letter(agency)
    rename_agency(
        agency=agency,
        name="清源市教育和体育局",
        on=date(2026, 3, 3),
        by=BY,
        at=datetime(2026, 3, 3, 2, tzinfo=UTC),
    )
    later = an_issued_letter(
        Agency.objects.get(pk=agency.pk), at=datetime(2026, 3, 4, 2, tzinfo=UTC)
    )
    assert later.agency_name == "清源市教育和体育局"
    assert "清源市教育和体育局2026年3月4日" in words_of(letter_file(later, "pdf"))


def test_a_letter_with_a_name_that_cannot_be_drawn_says_so() -> None:
    agency = an_agency("清源市教育局")
    assert an_issued_letter(agency).boxes == 0
    parts = SUPPLEMENT | {"described": "关于张\uf8d3的记录"}
    assert an_issued_letter(agency, parts=parts).boxes == 1


def test_the_seal_is_set_by_the_adapter_that_the_installation_names(
    settings: Any,
) -> None:
    settings.LETTER_SEALER = "tests.apps.letters.test_issuing.RedSeal"
    letter = an_issued_letter(an_agency("清源市教育局"))
    assert letter.seal == "清源市教育局电子印章"
    assert letter_file(letter, "pdf").endswith(b"% sealed")
    settings.LETTER_SEALER = "tests.apps.letters.test_issuing.NoAnswer"
    other = sign_letter(letter=a_draft(letter.agency), by=BY, at=AT)
    with pytest.raises(Refused, match="印章服务没有响应"):
        issue_letter(letter=other, by=BY, at=AT)
    other.refresh_from_db()
    assert (other.state, other.number) == (LetterState.SIGNED, "")


class RedSeal:
    def seal(self, pdf: bytes, *, agency: Agency, at: datetime) -> SealedPdf:
        return SealedPdf(pdf + b"% sealed", f"{agency.name}电子印章")


class NoAnswer:
    def seal(self, pdf: bytes, *, agency: Agency, at: datetime) -> SealedPdf:
        raise SealFailed("印章服务没有响应，请稍后再试。")
