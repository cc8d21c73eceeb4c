"""Words in places where only somebody's name can stand, and the words that stand there by right."""

import pytest

from yangguang.text.privacy import SURE, Kind, find_personal

ID = "320121197508241918"
MOBILE = "13855512345"


def named(text: str) -> list[str]:
    return [
        one.text for one in find_personal(text) if one.kind is Kind.NAME and one.confidence >= SURE
    ]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (f"临时救助：时间 {ID} 火灾 救助3000元", ["时间"]),
        (f"帮我催一下：方向，{MOBILE}，停在消防通道三天了。", ["方向"]),
        (f"┃姓名┃黄河┃性别┃男┃\n┃身份证┃{ID}┃", ["黄河"]),
        (f"你好，我叫高兴，手机就是这个号{MOBILE}，麻烦回电。", ["高兴"]),
        (f"出租人计划{ID}，房屋租赁登记。", ["计划"]),
        (f"1. 秦琴妈妈 {MOBILE} 自接", ["秦琴"]),
        (f"康复 <kangfu.1988@qq.com> 农行卡 6222021307004518260，身份证{ID}", ["康复"]),
    ],
)
def test_a_word_beside_somebodys_own_data_is_his_name(text: str, names: list[str]) -> None:
    assert named(text) == names


@pytest.mark.parametrize(
    "text",
    [
        f"值班电话：水利，{MOBILE}；农业，13955512346",
        f"贷款银行：兴业，6222021307004518260，身份证{ID}",
        f"王师傅，{MOBILE}，上门修锁",
        "老赵：你上回说的那辆面包车，湘M·Q8D27，车主找到了。",
        f"渔业船舶注销：船名 苏启渔02817，证件{ID}",
        f"犬名“旺财”，登记电话{MOBILE}",
        f"申请人联系方式：{MOBILE}。",
        f"姓名|关系|身份证\n本人|父子|{ID}",
    ],
)
def test_duties_banks_nicknames_and_fields_are_no_names(text: str) -> None:
    assert named(text) == []


def test_a_document_names_its_contact_in_public() -> None:
    text = "关于拨付补贴资金的请示（农机〔2023〕44号），附件：测算表。联系人：汪海洋，13855601177。"
    assert [one for one in find_personal(text) if one.confidence >= SURE] == []


def test_a_fifteen_digit_number_behind_words_is_an_old_identity_number() -> None:
    found = [one.text for one in find_personal("渡工储水生，340824530717241，渡口：水吼码头")]
    assert "340824530717241" in found
    kept = find_personal("设备编号：皖水监，532801990417112")
    assert [one for one in kept if one.confidence >= SURE] == []


@pytest.mark.parametrize(
    ("text", "home"),
    [
        (
            "您反映的颍州区清河路571号恒大绿洲14栋2702室漏水问题已派单。",
            "颍州区清河路571号恒大绿洲14栋2702室",
        ),
        ("坐落道外区南勋街242号院内东厢房，屋主签字。", "道外区南勋街242号院内东厢房"),
        ("本人祖屋在开平市塘口镇自力村安和里17号，已列入缓冲区。", "开平市塘口镇自力村安和里17号"),
    ],
)
def test_homes_are_known_without_a_label(text: str, home: str) -> None:
    assert home in [one.text for one in find_personal(text) if one.kind is Kind.ADDRESS]


@pytest.mark.parametrize(
    "text",
    [
        "桥梁检测试验车辆：沪A·B3862（检测车）、沪D·60318（加载车）。",
        "自助机选号：本周投放贵F·A1K30至贵F·A9K99号段。",
        "火化车 皖D·0A186 统一编号上路，请认准。",
    ],
)
def test_plates_of_offices_and_plates_on_offer_are_nobodys(text: str) -> None:
    assert [one for one in find_personal(text) if one.confidence >= SURE] == []


def test_the_first_cell_before_an_id_is_a_name_whatever_its_signs() -> None:
    assert named(f"花名册\n才让东智|男|{ID}|45000\n低保户|男|{ID}|45000") == ["才让东智"]


def test_a_bank_in_its_column_is_nobody() -> None:
    rows = f"姓名\t身份证号\t开户行\t卡号\n覃志勇\t{ID}\t农行\t6228481353106736350"
    assert named(rows) == ["覃志勇"]


def test_who_passed_an_examination_is_public_until_more_is_told() -> None:
    told = "拟录用人员公示\n职位代码 1300112003 准考证号 23130508116 姓名 孔祥宇 性别 男"
    assert named(told) == []
    assert named(f"{told} 身份证号 {ID}") == ["孔祥宇"]
