"""Where a rule wavers, whom a telephone, mailbox or home stands among decides."""

import pytest

from yangguang.text.privacy import SURE, find_personal
from yangguang.text.privacy.company import company_voices, weigh_in_company
from yangguang.text.privacy.finding import NOTHING_KNOWN, Finding, Kind
from yangguang.text.privacy.surroundings import Surroundings


def _sure(text: str) -> list[tuple[str, str]]:
    return [(one.kind.value, one.text) for one in find_personal(text) if one.confidence >= SURE]


MOBILE = Kind.MOBILE
RETURNED = "邹铭贵：因你名下已另购商品房，请腾退。我中心邮寄的通知被退回，拨打17661311947显示停机。"


def test_beside_a_private_person_a_doubtful_number_is_hers() -> None:
    assert ("mobile", "17661311947") in _sure(RETURNED)
    assert _sure(RETURNED.replace("邹铭贵：因你名下", "该户名下")) == []


@pytest.mark.parametrize(
    "text",
    [
        "联系人：办公室，电话13812345678，请于工作时间拨打。",
        "有异议的，请拨打13812345678（资助中心值班手机）。",
        "监督举报电话：0310-12388，办公室电话：0310-3456789。",
        "报名材料请发至ctxnjzz@163.com；报名咨询024-75823016。",
    ],
)
def test_among_offices_nothing_is_raised(text: str) -> None:
    assert _sure(text) == []


def test_without_names_the_rules_alone_decide() -> None:
    with_names = [one.confidence >= SURE for one in find_personal(RETURNED) if one.kind is MOBILE]
    alone = [one.confidence >= SURE for one in find_personal(RETURNED, names=False)]
    assert (with_names, alone) == ([True], [False])


def test_what_a_rule_is_sure_of_stays_and_what_changes_says_why() -> None:
    text = "业主钱晓东，电话：13812345678"
    around = Surroundings(text, NOTHING_KNOWN)
    name = Finding(2, 5, "钱晓东", Kind.NAME, 0.99, "", "")

    def phone(confidence: float) -> Finding:
        return Finding(9, 20, "13812345678", Kind.MOBILE, confidence, "规则", "")

    raised = weigh_in_company(text, around, [name, phone(0.4)])[1]
    assert raised.confidence >= SURE
    assert raised.why == "与个人的姓名、证件等信息写在一起"
    for sure in (0.05, 0.95):
        assert weigh_in_company(text, around, [name, phone(sure)])[1] == phone(sure)


def test_voices_tell_kinds_near_by_and_signs_by_how_near_they_stand() -> None:
    text = "业主钱晓东，电话：13812345678"
    around = Surroundings(text, NOTHING_KNOWN)
    name = Finding(2, 5, "钱晓东", Kind.NAME, 0.99, "", "")
    phone = Finding(9, 20, "13812345678", Kind.MOBILE, 0.4, "", "")
    voices = company_voices(text, around, phone, [name, phone])
    assert "with:name" in voices
    assert "left0:电话:" in voices
    assert "left2:⑨" in voices
    assert not any("13" in voice for voice in voices)
