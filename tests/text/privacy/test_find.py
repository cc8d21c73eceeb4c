"""What a finding says of itself: place, mask, reasons; and what the caller's knowledge changes."""

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from yangguang.text.document import Cell, Document, Paragraph, Table
from yangguang.text.privacy import (
    SURE,
    Context,
    Finding,
    Kind,
    Spot,
    find_in_document,
    find_personal,
    mask,
)

ID = "11010519491231002X"
_PIECES = st.sampled_from(
    [
        "申请人", "姓名", "：", "，", "。", "\n", "\t", " ", "　", "|", "张建国", "李梅", "身份证号", ID, "联系电话", "13812345678",
        "1 3 8 1 2 3 4 5 6 7 8", "0571-88123456", "（0571）", "住", "住址", "清源市石桥县柳河镇东沟村三组27号", "3幢2单元501室", "银行卡号",
        "6222020200112345678", "@", "a.b@163.com", "京A12345", "护照", "E12345678", "局", "公司", "办公", "0", "-", "号", "某", "*", "A", "×",
    ]
)  # fmt: skip
TEXTS = st.one_of(st.text(max_size=200), st.lists(_PIECES, max_size=30).map("".join))


def sure(text: str, context: Context | None = None) -> list[Finding]:
    return [one for one in find_personal(text, context=context) if one.confidence >= SURE]


@settings(max_examples=300, deadline=None)
@given(TEXTS)
def test_any_text_is_answered_with_findings_that_stand_where_they_say(text: str) -> None:
    found = find_personal(text)
    for one in found:
        assert text[one.start : one.end] == one.text
        assert one.text
        assert 0 <= one.confidence <= 1
        assert one.why
    assert all(one.end <= after.start for one, after in pairwise(found))


@settings(max_examples=200, deadline=None)
@given(TEXTS)
def test_a_masked_text_keeps_all_that_is_not_personal(text: str) -> None:
    found = find_personal(text)
    masked = mask(text, found)
    edges = [0, *(edge for one in found for edge in (one.start, one.end)), len(text)]
    kept = [text[a:b] for a, b in zip(edges[0::2], edges[1::2], strict=True)]
    woven = [
        piece
        for pair in zip(kept, [*(one.masked for one in found), ""], strict=True)
        for piece in pair
    ]
    assert masked == "".join(woven)


@settings(max_examples=200, deadline=None)
@given(TEXTS)
def test_names_may_be_left_out(text: str) -> None:
    assert all(one.kind is not Kind.NAME for one in find_personal(text, names=False))


def test_masks_are_those_of_public_notices() -> None:
    text = (
        f"申请人：张建国，身份证号{ID}，手机13812345678，家庭电话0571-88123456，"
        "住浙江省杭州市西湖区文三路12号3幢501室，护照E12345678，银行卡号6222020200112345675，"
        "车牌号京A12345，个人邮箱zhang@163.com"
    )
    assert {one.kind.value: one.masked for one in sure(text)} == {
        "name": "张某某",
        "id-number": "110105********002X",
        "mobile": "138****5678",
        "landline": "0571-8812****",
        "address": "浙江省杭州市西湖区****",
        "passport": "E*****678",
        "bank-card": "622202*********5675",
        "plate": "京A**345",
        "email": "z****@163.com",
    }


def test_masks_of_numbers_keep_their_length_without_separators() -> None:
    found = sure("身份证号：1101 0519 4912 3100 2X，电话138-1234-5678")
    assert [(one.text, one.masked) for one in found] == [
        ("1101 0519 4912 3100 2X", "110105********002X"),
        ("138-1234-5678", "138****5678"),
    ]


def test_names_in_a_table_are_starred() -> None:
    (name, _) = sure(f"姓名\t身份证号\n欧阳春\t{ID}")
    assert (name.text, name.masked) == ("欧阳春", "欧阳*")


def test_what_an_office_has_published_of_itself_is_left_alone() -> None:
    known = Context(
        official_numbers=frozenset({"13812345678"}),
        official_mailboxes=frozenset({"wang@163.com"}),
        official_names=frozenset({"王建国"}),
    )
    text = "申请人：王建国，手机13812345678，个人邮箱wang@163.com"
    assert sure(text) != []
    assert sure(text, known) == []


def test_the_heading_over_a_passage_is_its_label() -> None:
    number = "110105491231002"
    assert sure(number) == []
    assert [one.kind for one in sure(number, Context(label="身份证号码"))] == [Kind.ID_NUMBER]


def test_a_document_tells_paragraph_and_cell() -> None:
    document = Document(
        (
            Paragraph("补贴发放明细", page=1),
            Table(
                (
                    (Cell("姓名"), Cell("身份证号")),
                    (Cell("张建国"), Cell(ID)),
                ),
                page=2,
            ),
            Paragraph(f"户主电话： 13812345678，领款人{ID}", page=3),
        ),
        "text/plain",
        pages=3,
    )
    placed = [one for one in find_in_document(document) if one.finding.confidence >= SURE]
    text = document.text()
    assert [(one.finding.text, one.spot, one.start) for one in placed] == [
        ("张建国", Spot(1, 2, 1, 0), 0),
        (ID, Spot(1, 2, 1, 1), 0),
        ("13812345678", Spot(2, 3), 6),
        (ID, Spot(2, 3), 21),
    ]
    assert all(text[one.finding.start : one.finding.end] == one.finding.text for one in placed)


def test_a_masked_number_is_no_finding() -> None:
    assert sure("申请人张某某，身份证号110105********002X，电话138****5678") == []
