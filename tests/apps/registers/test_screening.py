"""What is proposed is looked through for personal data, every row of it and no word twice."""

from __future__ import annotations

from datetime import date

import pytest

from tests.builders.agencies import BY, City, a_city
from tests.builders.registers import FEES, a_draft, a_register, fee, noon, publish
from yangguang.apps.agencies.verdicts import Refused
from yangguang.apps.registers.models import ChangeSet, PersonalFinding, Register
from yangguang.apps.registers.services import redefine, submit_change_set
from yangguang.apps.registers.services.masking import clear_findings, mask_findings
from yangguang.apps.registers.services.screening import (
    personal_in,
    screen_change_set,
    waiting_findings,
)

pytestmark = pytest.mark.django_db
DAY = date(2024, 3, 4)
OWNER = "先查验。业主身份证号110101199003074610；再收费，逾期的另收滞纳金。"


@pytest.fixture
def city() -> City:
    return a_city()


@pytest.fixture
def register() -> Register:
    return a_register()


def found(draft: ChangeSet) -> list[tuple[str, str, str]]:
    """(row, kind, words) of every finding that waits."""
    return [
        (one.version.row.key, one.kind, one.version.values[one.field][one.start : one.end])
        for one in waiting_findings(draft).select_related("version__row")
    ]


def test_a_sentence_that_many_rows_share_is_found_in_each_at_its_place(
    city: City, register: Register
) -> None:
    rows = [fee(f"A{one}", f"第{one}类{OWNER}") for one in range(3)]
    draft = a_draft(register, city.health, rows)
    assert screen_change_set(change_set=draft, at=noon(DAY)) == 3
    number = "110101199003074610"
    assert sorted(found(draft)) == [(f"A{one}", "id-number", number) for one in range(3)]
    assert mask_findings(
        change_set=draft, findings=[one.pk for one in waiting_findings(draft)], by=BY, at=noon(DAY)
    ) == 3  # fmt: skip
    assert number not in "".join(one.title for one in draft.versions.all())


def test_a_set_with_open_findings_is_not_taken_for_review(city: City, register: Register) -> None:
    draft = a_draft(register, city.health, [fee("A1", OWNER)])
    with pytest.raises(Refused, match="“项目名称”中的身份证号码"):
        submit_change_set(change_set=draft, by=BY, at=noon(DAY))
    draft.refresh_from_db()
    assert draft.state == ChangeSet.State.DRAFT


def test_what_stays_as_it_is_keeps_what_was_said_of_it(city: City, register: Register) -> None:
    draft = a_draft(register, city.health, [fee("A1", OWNER)])
    screen_change_set(change_set=draft, at=noon(DAY))
    keys = [one.pk for one in waiting_findings(draft)]
    clear_findings(change_set=draft, findings=keys, reason="本人同意", by=BY, at=noon(DAY))
    publish(draft, on=DAY)
    again = a_draft(register, city.health, [fee("A1", OWNER, price="99")], on=date(2024, 4, 1))
    assert screen_change_set(change_set=again, at=noon(DAY)) == 0
    kept = PersonalFinding.objects.get(version__change_set=again)
    assert (kept.reason, kept.by_name) == ("本人同意", BY.name)


def test_a_column_that_becomes_public_is_looked_at_after_all(
    city: City, register: Register
) -> None:
    draft = a_draft(register, city.health, [fee("A1", "靠泊费", note=OWNER)])
    assert screen_change_set(change_set=draft, at=noon(DAY)) == 0
    redefine(register=register, text=FEES.replace("internal = true", ""), by=BY, at=noon(DAY))
    assert screen_change_set(change_set=draft, at=noon(DAY)) == 1


def test_a_legal_basis_is_searched_for_numbers_and_not_for_names(
    city: City, register: Register
) -> None:
    basis = "《港口法》第三条规定：处罚当事人张伟明的，联系手机13987654321。"
    draft = a_draft(register, city.health, [fee("A1", basis)])
    screen_change_set(change_set=draft, at=noon(DAY))
    assert [kind for _, kind, _ in found(draft)] == ["mobile"]
    # A sentence that leads to somebody is no provision, wherever it stands.
    led = f"{basis}联系人：张伟明，手机13987654321。"
    again = a_draft(register, city.health, [fee("A2", led)])
    screen_change_set(change_set=again, at=noon(DAY))
    assert sorted((kind, words) for _, kind, words in found(again)) == [
        ("mobile", "13987654321"), ("mobile", "13987654321"), ("name", "张伟明"),
    ]  # fmt: skip


def test_a_list_of_rules_is_searched_for_names_where_it_speaks_of_somebody(
    city: City, register: Register
) -> None:
    told = "患者张伟明的家属免缴。靠泊困难的请与张伟明联系，手机13987654321。"
    draft = a_draft(register, city.health, [fee("A1", told)])
    screen_change_set(change_set=draft, at=noon(DAY))
    assert sorted((kind, words) for _, kind, words in found(draft)) == [
        ("mobile", "13987654321"), ("name", "张伟明"),
    ]  # fmt: skip
    # With a column of people it is a list of people, and read for names everywhere.
    text = FEES.replace('label = "内部备注"', 'label = "承办人"').replace("internal = true", "")
    redefine(register=register, text=text, by=BY, at=noon(DAY))
    again = a_draft(register, city.health, [fee("A2", "患者张伟明的家属免缴。")])
    screen_change_set(change_set=again, at=noon(DAY))
    assert [words for _, _, words in found(again)] == ["张伟明"]


def test_words_about_to_be_public_are_read_the_same_way() -> None:
    assert [one.kind.value for one in personal_in("决定已撤销，联系人手机13987654321。")] == [
        "mobile"
    ]
