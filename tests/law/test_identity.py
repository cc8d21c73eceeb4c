"""What an application may ask, and in which column the report counts the applicant."""

import pytest

from yangguang.law.forms.load import load_form
from yangguang.law.identity import (
    ApplicantKind,
    Field,
    forbidden_questions,
    may_ask,
    missing_from,
    must_state,
    report_column,
)
from yangguang.law.regimes import Regime

R2019, R2007 = Regime.R2019, Regime.R2007


def test_an_application_of_2019_holds_what_article_29_lists() -> None:
    assert must_state(R2019) == (
        Field.NAME,
        Field.IDENTITY_PROOF,
        Field.CONTACT,
        Field.DESCRIPTION,
        Field.FORM_WANTED,
    )


def test_an_application_of_2007_needed_no_proof_of_identity() -> None:
    assert Field.IDENTITY_PROOF not in must_state(R2007)
    verdict = may_ask(Field.IDENTITY_PROOF, R2007)
    assert not verdict
    assert "税费缴纳" in verdict.next_step
    assert may_ask(Field.OWN_RECORD_PROOF, R2007)


@pytest.mark.parametrize(
    "field", [Field.PURPOSE, Field.SPECIAL_NEED, Field.OCCUPATION, Field.COMMITMENT]
)
def test_purpose_and_need_may_no_longer_be_asked(field: Field) -> None:
    verdict = may_ask(field, R2019)
    assert not verdict
    assert verdict.next_step == "请从申请表中删去这一项。"


def test_the_special_need_could_be_asked_until_2019() -> None:
    assert may_ask(Field.SPECIAL_NEED, R2007)
    assert Field.SPECIAL_NEED not in must_state(R2007)
    assert may_ask(Field.SPECIAL_NEED, R2019).citation is not None


@pytest.mark.parametrize("regime", list(Regime))
@pytest.mark.parametrize("field", list(Field))
def test_every_field_has_an_answer_with_its_article(field: Field, regime: Regime) -> None:
    verdict = may_ask(field, regime)
    assert verdict.citation is not None
    assert verdict.citation.instrument == f"regulation-{regime.value}"
    assert verdict.reason.endswith("。")
    if field in must_state(regime):
        assert verdict.allowed


def test_what_is_missing_is_named_with_its_item() -> None:
    given = {Field.NAME, Field.CONTACT, Field.FORM_WANTED}
    assert [(field.value, citation.place) for field, citation in missing_from(given, R2019)] == [
        ("identity-proof", "第二十九条第二款第（一）项"),
        ("description", "第二十九条第二款第（二）项"),
    ]


@pytest.mark.parametrize("form", ["2019", "2021"])
def test_applicants_are_columns_of_table_three(form: str) -> None:
    columns = {
        column.code: column.label
        for column in load_form(form).table("3").columns
        if column.code != "total"
    }
    assert columns == {kind.value: kind.label for kind in ApplicantKind}
    assert [report_column(kind, form) for kind in ApplicantKind] == list(columns)


def test_the_form_of_2014_does_not_tell_applicants_apart() -> None:
    assert report_column(ApplicantKind.LEGAL, "2014") is None
    with pytest.raises(KeyError):
        report_column(ApplicantKind.LEGAL, "2010")


def test_only_a_natural_person_is_no_organisation() -> None:
    assert [kind for kind in ApplicantKind if not kind.organisation] == [ApplicantKind.NATURAL]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("请填写所需信息的用途", ["所需信息的用途"]),
        ("申请人应当说明自身生产、生活、科研等特殊需要。", ["生产、生活、科研等特殊需要"]),
        ("是否符合“三需要”；联系电话", ["三需要"]),
        ("申请公开政府信息无需说明用途，也不要求证明三需要。", []),
        ("本机关为有特殊需要的残疾人提供帮助。", []),
        ("请写明信息的名称、文号或者其他特征性描述。", []),
    ],
)
def test_a_guide_that_still_asks_for_the_need_is_found_out(text: str, found: list[str]) -> None:
    assert forbidden_questions(text, R2019) == found
    assert forbidden_questions(text, R2007) == []
