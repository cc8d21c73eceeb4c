"""What a finding says of itself: place, mask, reasons; and what the caller's knowledge changes."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.text.privacy.scoring import read_passages
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
from yangguang.text.privacy.lookout import is_worth_searching

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


def test_a_cell_of_markup_is_a_cell() -> None:
    text = (
        "<table><tr><th>姓名</th><th>身份证号码</th></tr>"
        f"<tr><td>上官若涵</td><td>{ID}</td></tr></table>"
    )
    assert [(one.kind.value, one.text) for one in sure(text)] == [
        ("name", "上官若涵"),
        ("id-number", ID),
    ]


def test_two_numbers_written_together_are_parted() -> None:
    assert [(one.kind.value, one.text) for one in sure(f"张建国13812345678{ID[:-1]}X，汉族")] == [
        ("name", "张建国"),
        ("mobile", "13812345678"),
        ("id-number", ID),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "各级人民政府应当加强组织领导，社会各界积极参与，第一组代表发言。",
        "根据国办发〔2024〕18号文件，投入资金1284万元，完成率98％。",
        "会议于2024年5月11日召开，第12号议案通过。",
    ],
)
def test_what_holds_no_mark_is_not_searched(text: str) -> None:
    assert not is_worth_searching(text)


def test_the_first_look_lets_nothing_slip_that_counts() -> None:
    for passage in read_passages():
        if any(not kind.endswith("name") for _, _, kind in passage.marks):
            assert is_worth_searching(passage.text), passage.text


@pytest.mark.parametrize(
    ("text", "home"),
    [
        ("我家门口（东湖路58弄12号）一下雨就积水，联系人麦秋13812345678", "东湖路58弄12号"),
        ("低保户闭家贵住大新县雷平镇品现村品屯21号，每月补助350元。", "大新县雷平镇品现村品屯21号"),
        ("来电人米雪，其居住的丽水家园3-2-1104暖气不热。", "丽水家园3-2-1104"),
        ("家住五里铺街道建材路45号楼3门201，电话13812345678。", "五里铺街道建材路45号楼3门201"),
        ("7 凤飞飞 女 58 清溪镇老街76号 13812345678 一类", "清溪镇老街76号"),
    ],
)
def test_a_home_is_found_however_it_is_told(text: str, home: str) -> None:
    assert [one.text for one in sure(text) if one.kind is Kind.ADDRESS] == [home]


@pytest.mark.parametrize(
    "text",
    [
        "拍卖标的：位于清源市人民路123号1幢2单元301室住宅一套，起拍价98万元。",
        "申请人：卫青松，经营场所：清源市解放路56号。",
        "门牌编写规则，例如“中山路1号1幢1单元101室”。",
        "税号123700501252186669，地址清源市健康路1号。",
    ],
)
def test_a_place_of_work_or_sale_is_no_home(text: str) -> None:
    assert [one.text for one in sure(text) if one.kind is Kind.ADDRESS] == []


@pytest.mark.parametrize(
    ("text", "home"),
    [
        ("申请人李梅，住清源市古槐路 21 号楼 1 单元 502。", "清源市古槐路 21 号楼 1 单元 502"),
        ("申请人李梅，住清源市结古镇西科路8号附1号。", "清源市结古镇西科路8号附1号"),
        ("申请人李梅，住清源市东岗西路226号之一。", "清源市东岗西路226号之一"),
        ("申请人李梅，住清源市西湖区系马桩街212号1栋2单元301室。", "清源市西湖区系马桩街212号1栋2单元301室"),
    ],
)  # fmt: skip
def test_a_home_is_told_to_its_last_door(text: str, home: str) -> None:
    assert home in [one.text for one in sure(text) if one.kind is Kind.ADDRESS]


def test_the_address_of_a_public_place_is_nobodys_home() -> None:
    text = "李梅，13812345678，已被处罚。车管所地址：清源市通达路186号。"
    assert [one for one in sure(text) if one.kind is Kind.ADDRESS] == []


def test_a_proven_bank_card_is_a_persons_unless_a_body_is_named() -> None:
    card = "6217997505701559517"
    assert [one.text for one in sure(f"补贴15000元，退款卡：{card}。")] == [card]
    assert sure(f"户名：清源市柳河镇人民政府，账号：{card}。") == []


def test_whose_mobile_is_personal_is_named_beside_it_whatever_post_is_his() -> None:
    found = find_personal("业主委员会备案：委员会主任贺正华，电话18957112036；委员：钱磊、章静。")
    sure = [one.text for one in found if one.confidence >= SURE]
    assert sure == ["贺正华", "18957112036"]


@pytest.mark.parametrize(
    ("text", "home"),
    [
        ("你户承租的松江市东湖区建设北路4号公共租赁住房，已欠缴租金。", "松江市东湖区建设北路4号"),
        ("关于松江市石桥镇南街61号户主谭家豪房屋征收的公示", "松江市石桥镇南街61号"),
        ("来信人谭翠萍：您反映的松江市东湖区大桥路66号房屋办证问题", "松江市东湖区大桥路66号"),
    ],
)
def test_a_home_is_known_by_who_holds_it(text: str, home: str) -> None:
    found = [one for one in find_personal(text) if one.kind is Kind.ADDRESS]
    assert [(one.text, one.confidence >= SURE) for one in found] == [(home, True)]


def test_cells_under_a_heading_that_asks_for_no_name_hold_none() -> None:
    text = (
        "| 姓名 | 残疾类别 | 残疾等级 | 身份证号 |\n"
        "| 姚国庆 | 视力 | 二级 | 530381197906051139 |\n"
        "| 杨晓东 | 听力 | 一级 | 53038119861016178X |"
    )
    found = [one.text for one in find_personal(text) if one.confidence >= SURE]
    assert found == ["姚国庆", "530381197906051139", "杨晓东", "53038119861016178X"]


def test_foreigners_passports_in_brackets_are_known_where_the_text_speaks_of_their_stay() -> None:
    text = "来华工作许可延期：Fatima Al-Sayed（G25613449）、Nguyen Thi Lan（E19422753）。"
    found = [one.text for one in find_personal(text) if one.confidence >= SURE]
    assert found == ["Fatima Al-Sayed", "G25613449", "Nguyen Thi Lan", "E19422753"]
    goods = find_personal("设备清单：水泵（G25613449）、电机（E19422753）。")
    assert not [one for one in goods if one.confidence >= SURE]


def test_a_list_headed_by_an_office_names_nobody_privately() -> None:
    text = "被执行人欠薪18人，监督电话0794-8386217，承办法官：江南、水清。"
    assert not [one for one in find_personal(text) if one.confidence >= SURE]
