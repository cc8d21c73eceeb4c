"""Which regulation governs, and the verdicts in which rules answer."""

from datetime import date

import pytest

from yangguang.law.citation import cite
from yangguang.law.regimes import NoRegime, Regime, flagged_for_review, regime_of
from yangguang.law.verdict import allow, refuse


@pytest.mark.parametrize(
    ("received", "regime"),
    [
        (date(2008, 5, 1), Regime.R2007),
        (date(2019, 5, 14), Regime.R2007),
        (date(2019, 5, 15), Regime.R2019),
        (date(2026, 1, 1), Regime.R2019),
    ],
)
def test_the_day_of_receipt_decides(received: date, regime: Regime) -> None:
    assert regime_of(received) is regime


def test_before_the_first_regulation_there_is_none() -> None:
    with pytest.raises(NoRegime, match="2008年4月30日，早于"):
        regime_of(date(2008, 4, 30))


@pytest.mark.parametrize(
    ("received", "open_on", "flagged"),
    [
        (date(2019, 5, 14), date(2019, 5, 15), True),
        (date(2019, 5, 14), date(2019, 5, 14), False),
        (date(2019, 5, 15), date(2019, 5, 15), False),
        (date(2010, 1, 4), date(2020, 1, 2), True),
    ],
)
def test_cases_open_at_the_change_are_flagged(received: date, open_on: date, flagged: bool) -> None:
    assert flagged_for_review(received, open_on) is flagged


def test_each_regime_knows_its_regulation() -> None:
    assert Regime.R2007.instrument.number == "国务院令第492号"
    assert Regime.R2019.instrument.number == "国务院令第711号"
    assert Regime.R2007.until == Regime.R2019.first_day == date(2019, 5, 15)
    assert Regime.R2019.until is None
    assert Regime.R2019.label == "2019年条例"
    assert Regime.R2019.article("36//3").place == "第三十六条第（三）项"
    assert Regime.R2007.citation.full == "《中华人民共和国政府信息公开条例》"


def test_a_refusal_tells_article_and_way_out() -> None:
    verdict = refuse("不能再延长。", cite("regulation-2019/33/2"), "请立即答复。")
    assert not verdict
    assert verdict.sentence == "不能再延长（《条例》第三十三条第二款）。请立即答复。"
    assert verdict.as_json() == {
        "allowed": False,
        "basis": "regulation-2019/33/2",
        "sentence": "不能再延长（《条例》第三十三条第二款）。请立即答复。",
    }


def test_an_article_already_in_the_sentence_is_not_said_twice() -> None:
    verdict = refuse("依照《条例》第三十五条不予处理。", cite("regulation-2019/35"))
    assert verdict.sentence == "依照《条例》第三十五条不予处理。"


def test_a_permission_may_be_silent() -> None:
    verdict = allow()
    assert verdict
    assert (verdict.sentence, verdict.basis) == ("", "")
