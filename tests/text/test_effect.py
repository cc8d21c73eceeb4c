from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yangguang.text.effect import read_effect, read_term

ISSUED = date(2022, 6, 15)


@pytest.mark.parametrize(
    ("sentence", "begins", "until"),
    [
        ("本办法自2023年3月1日起施行。", date(2023, 3, 1), None),
        ("本办法自2023年3月1日起施行，有效期5年。", date(2023, 3, 1), date(2028, 2, 29)),
        (
            "本办法自2023年3月1日起施行，有效期至2025年12月31日。",
            date(2023, 3, 1),
            date(2025, 12, 31),
        ),
        ("本规定自二〇二三年三月一日起实施，有效期三年。", date(2023, 3, 1), date(2026, 2, 28)),
        ("本通知自印发之日起施行。", ISSUED, None),
        ("本意见自公布之日起执行，有效期为2年。", ISSUED, date(2024, 6, 14)),
        ("自2023年1月1日起至2023年12月31日止执行。", date(2023, 1, 1), date(2023, 12, 31)),
        ("上述政策执行期限为2019年1月1日至2023年12月31日。", date(2019, 1, 1), date(2023, 12, 31)),
        ("现公布《云岭市养犬规定》，自2023年5月1日起施行。", date(2023, 5, 1), None),
        ("《中华人民共和国行政复议法》自2024年1月1日起施行。", None, None),
        ("废止2008年5月1日起施行的《旧办法》。", None, None),
        ("各单位要认真实施，抓好执行。", None, None),
    ],
)
def test_provisions_give_days(sentence: str, begins: date | None, until: date | None) -> None:
    effect = read_effect([sentence], issued_on=ISSUED)
    assert (effect.from_day, effect.until) == (begins, until)


def test_a_day_that_hangs_on_another_fact_is_only_suggested() -> None:
    effect = read_effect(["本办法自发布之日起30日后施行。"], issued_on=ISSUED)
    assert effect.from_day is None
    assert [(field, value) for field, value, _ in effect.doubts] == [("in_force_on", "2022-07-15")]


def test_a_term_without_a_beginning_is_told() -> None:
    effect = read_effect(["本办法有效期5年。"], issued_on=None)
    assert effect.until is None
    assert effect.doubts[0][0] == "valid_until"


def test_two_beginnings_are_told() -> None:
    effect = read_effect(
        ["本办法自2023年3月1日起施行。", "本细则自2023年4月1日起施行。"], issued_on=ISSUED
    )
    assert effect.from_day == date(2023, 4, 1)
    assert "2023-03-01" in effect.doubts[0][2]


def test_a_term_is_read_alone() -> None:
    assert read_term("有效期：五年") == (5, "年")
    assert read_term("18个月") == (18, "个月")
    assert read_term("长期") is None


@given(
    st.lists(
        st.text(alphabet="自本办法2023年1月日起施行有效期至5年发布之后，。《》", max_size=60),
        max_size=5,
    ),
    st.one_of(st.none(), st.dates(date(1990, 1, 1), date(2090, 1, 1))),
)
def test_any_text_is_answered(paragraphs: list[str], issued_on: date | None) -> None:
    for _, _, why in read_effect(paragraphs, issued_on=issued_on).doubts:
        assert why
