"""Where the form of a decision or notice leaves room for nothing but a party's name."""

import pytest

from yangguang.text.privacy.parties import party_places


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("被处罚人：向阳，性别男，汉族", ["向阳"]),
        ("被执行人计划，男，住城关镇", ["计划"]),
        ("当事人：应急；住址：城关镇三里村2号", ["应急"]),
        ("原告成功诉被告付海波离婚纠纷一案", ["成功", "付海波"]),
        ("申请人时光与被申请人某某公司", ["时光"]),
        ("致柴米：你户在征收范围内", ["柴米"]),
        ("严冬同志：你提交的申请收悉", ["严冬"]),
        ("请晋永富户、米春来户、汲长河户到村部", ["晋永富", "米春来", "汲长河"]),
        ("户主夏侯明，成员赵腊梅、万方，共3人", ["赵腊梅", "万方"]),
        ("第7行“侯佳怡”身份证号误录", ["侯佳怡"]),
        # Offices, bodies, roles and people of public life stand in the same forms.
        ("审判员：向阳，男，汉族", []),
        ("当事人：向阳，男，中共党员，现任局长", []),
        ("申请人本人，男，汉族", []),
        ("原告方与被告方", []),
        ("本村低保户、贫困户、监测户", []),
        ("各位领导：您好", []),
        ("行政相对人代码（居民身份证号）", []),
        ("某公司：你公司提交的申请收悉", []),
    ],
)
def test_a_party_is_known_by_the_form_it_stands_in(text: str, expected: list[str]) -> None:
    places = sorted(party_places(text, 0, len(text)))
    assert [text[start:end] for start, end in places] == expected
