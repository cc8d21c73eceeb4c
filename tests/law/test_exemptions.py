"""The grounds for withholding: what each needs before information may be kept back."""

from typing import Any

import pytest

from yangguang.law.exemptions import (
    Consult,
    Force,
    exemption,
    exemptions,
    exemptions_for,
    may_withhold,
)
from yangguang.law.regimes import Regime

R2019, R2007 = Regime.R2019, Regime.R2007


def test_the_regulation_of_2019_has_three_internal_and_four_process_kinds() -> None:
    keys = [ground.key for ground in exemptions_for(R2019)]
    assert [key for key in keys if key.startswith("internal-")] == [
        "internal-personnel",
        "internal-logistics",
        "internal-workflow",
    ]
    assert [key for key in keys if key.startswith("process-")] == [
        "process-discussion",
        "process-draft",
        "process-letter",
        "process-submission",
    ]


@pytest.mark.parametrize(
    ("key", "place", "force"),
    [
        ("state-secret", "第十四条", Force.MUST),
        ("forbidden-by-law", "第十四条", Force.MUST),
        ("safety-stability", "第十四条", Force.MUST),
        ("trade-secret", "第十五条", Force.MUST),
        ("privacy", "第十五条", Force.MUST),
        ("third-party-rights", "第十五条", Force.MUST),
        ("internal-workflow", "第十六条第一款", Force.MAY),
        ("process-draft", "第十六条第二款", Force.MAY),
        ("enforcement-file", "第十六条第二款", Force.MAY),
        ("state-secret-2007", "第十四条第四款", Force.MUST),
        ("safety-stability-2007", "第八条", Force.MUST),
    ],
)
def test_a_ground_stands_in_its_article(key: str, place: str, force: Force) -> None:
    ground = exemption(key)
    assert ground.articles[0].place == place
    assert ground.force is force


def test_content_of_state_secrets_never_enters() -> None:
    kept_out = {ground.key for ground in exemptions() if not ground.store_content}
    assert kept_out == {"state-secret", "state-secret-2007"}
    assert all("不得录入" in exemption(key).warnings[0] for key in kept_out)


def test_doubt_about_secrecy_goes_to_the_secrecy_department() -> None:
    assert exemption("state-secret").consult == (Consult.SECRECY,)
    assert Consult.SECRECY.label == "保密行政管理部门"


def test_rules_prevail_over_article_16_2_only() -> None:
    assert {ground.key for ground in exemptions() if ground.rules_prevail} == {
        "process-discussion",
        "process-draft",
        "process-letter",
        "process-submission",
        "enforcement-file",
    }


@pytest.mark.parametrize("ground", exemptions(), ids=lambda ground: ground.key)
def test_every_ground_needs_its_reason_told(ground: Any) -> None:
    assert ground.reason_required
    refused = may_withhold(ground, regime=ground.regime, reason="  ", third_party_asked=True)
    assert not refused
    assert "说明理由" in refused.reason


def withhold(key: str, **facts: Any) -> Any:
    ground = exemption(key)
    return may_withhold(ground, **{"regime": ground.regime, "reason": "理由。", **facts})


def test_a_ground_of_the_other_regulation_is_refused() -> None:
    verdict = withhold("privacy", regime=R2007)
    assert not verdict
    assert verdict.reason == "“个人隐私”是2019年条例的理由，本件适用2007年条例。"


def test_third_parties_have_to_be_asked_first() -> None:
    verdict = withhold("trade-secret")
    assert not verdict
    assert verdict.citation is not None
    assert verdict.citation.key == "regulation-2019/32"
    assert withhold("trade-secret", third_party_asked=True)
    assert withhold("trade-secret-2007").citation.key == "regulation-2007/23"


def test_who_agreed_can_no_longer_be_the_reason() -> None:
    verdict = withhold("privacy", third_party_asked=True, third_party_objects=False)
    assert not verdict
    assert "第三方同意公开" in verdict.reason


def test_the_public_interest_overrides_the_third_party() -> None:
    facts = {
        "third_party_asked": True,
        "third_party_objects": True,
        "public_interest_harmed": True,
    }
    assert not withhold("privacy", **facts)
    assert "书面告知第三方" in withhold("privacy", **facts).next_step
    assert withhold("state-secret", public_interest_harmed=True)


def test_a_rule_that_requires_disclosure_prevails() -> None:
    rule = "《某某办法》第十条"
    verdict = withhold("process-draft", disclosure_required_by_rule=rule)
    assert not verdict
    assert verdict.reason == "《某某办法》第十条规定该信息应当公开，从其规定。"
    assert withhold("internal-workflow", disclosure_required_by_rule=rule)


def test_unknown_grounds_are_refused() -> None:
    with pytest.raises(KeyError, match="nonsense"):
        exemption("nonsense")
