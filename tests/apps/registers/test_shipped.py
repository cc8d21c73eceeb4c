"""The lists that come with the platform: sound, with the days by which and until which rows are public."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from yangguang.apps.registers.rows import as_read, figures_of, problems_of
from yangguang.apps.registers.services.owing import due_day
from yangguang.law.calendar.national import national
from yangguang.law.registers import FieldType, read_definition, shipped
from yangguang.law.registers.model import FILLED
from yangguang.law.registers.staying import earliest_repair, ends_on, retention_for
from yangguang.law.registers.values import terms_of

CASES = tomllib.loads(
    (Path(__file__).parents[2] / "cases/registers/limits.toml").read_text(encoding="utf-8")
)
OURS = (
    "power-list", "approval-items", "intermediary-services", "enterprise-fees", "public-services",
    "licences", "penalties", "enforcement-basis", "discretion-standards",
    "enforcement-procedures", "enforcement-remedies", "enforcement-results", "enforcement-staff",
    "enforcement-yearly", "affordable-housing", "environment-approvals", "environment-penalties",
    "safety-accidents", "food-drug-checks", "social-aid", "school-areas", "prices", "key-projects",
)  # fmt: skip


def test_every_list_of_the_plan_is_shipped() -> None:
    assert set(OURS) <= set(shipped())
    names = [one.name for one in shipped().values()]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("code", OURS)
def test_a_shipped_list_can_be_shown_found_and_sent(code: str) -> None:
    definition = shipped()[code]
    assert definition.source is not None
    assert definition.source.dated is not None
    assert definition.basis
    assert definition.text == read_definition(definition.text).text
    assert 3 <= len(definition.brief_fields) <= 8
    assert definition.filters
    assert figures_of(definition)[0] == ("", "")
    assert all(not one.internal for one in definition.fields if one.code in definition.key)
    heads: dict[str, str] = {}
    for field in definition.fields:
        for head in (field.label, *field.aliases):
            assert heads.setdefault(head, field.code) == field.code, (head, heads[head], field.code)
    people = [one.code for one in definition.fields if one.type is FieldType.PERSON]
    assert all(definition.field(one).mask for one in people)


@pytest.mark.parametrize("case", CASES["case"], ids=lambda one: f"{one['register']}-{one['due']}")
def test_the_last_day_of_a_limit(case: dict[str, Any]) -> None:
    limits = [
        one
        for one in shipped()[case["register"]].limits
        if one.act == case["act"] and one.start == case.get("start", one.start)
    ]
    due, provisional = due_day(limits[0], date.fromisoformat(case["from"]), national())
    assert (due.isoformat(), provisional) == (case["due"], False), case["why"]


@pytest.mark.parametrize(
    "case", CASES["stay"], ids=lambda one: f"{one['register']}-{one['published']}"
)
def test_how_long_a_row_stays(case: dict[str, Any]) -> None:
    definition = shipped()[case["register"]]
    values, problems = as_read(definition, case["values"])
    assert not problems
    terms = terms_of(definition, values)
    published = date.fromisoformat(case["published"])
    rule = retention_for(definition, terms)
    if "ends" not in case:
        assert rule is None
        return
    assert rule is not None
    start = published if rule.start == "published" else terms[rule.start]
    assert isinstance(start, date)
    assert ends_on(rule, start).isoformat() == case["ends"]
    repair = earliest_repair(definition, terms, published)
    assert (repair[0].isoformat() if repair else None) == case.get("repair")


def test_only_natural_persons_are_masked_among_the_parties() -> None:
    definition = shipped()["penalties"]
    firm, _ = as_read(
        definition,
        {"party": "清源市远山商贸有限公司", "party_kind": "企业", "head": "周立新"},
    )
    person, _ = as_read(definition, {"party": "周立新", "party_kind": "自然人"})
    nobody_knows, _ = as_read(definition, {"party": "周立新"})
    assert (firm["party"], firm["head"]) == ("清源市远山商贸有限公司", "周立新")
    assert person["party"] == nobody_knows["party"] == "周*新"
    again, _ = as_read(definition, person)
    assert again == person


def test_numbers_of_persons_are_kept_masked_whatever_the_party() -> None:
    definition = shipped()["social-aid"]
    values, problems = as_read(
        definition,
        {"name": "周立新", "identity": "990102196001011234", "address": "城关镇新民路12号3栋",
         "account": "6222021234567890123"},
    )  # fmt: skip
    assert not problems
    kept = str(values)
    assert "立" not in kept
    assert "19600101" not in kept
    assert "12号" not in kept
    assert "1234567890" not in kept


@pytest.mark.parametrize(
    ("grade", "deaths", "injured", "loss", "broken"),
    [
        ("一般事故", "2", "9", "999", 0),
        ("一般事故", "3", "0", "0", 1),
        ("一般事故", "0", "10", "0", 1),
        ("一般事故", "0", "0", "1000", 1),
        ("较大事故", "3", "0", "0", 0),
        ("较大事故", "2", "10", "0", 0),
        ("较大事故", "2", "9", "999", 1),
        ("较大事故", "10", "0", "0", 1),
        ("重大事故", "29", "99", "9999", 0),
        ("重大事故", "30", "0", "0", 1),
        ("特别重大事故", "0", "0", "10000", 0),
        ("特别重大事故", "29", "99", "9999", 1),
    ],
)
def test_the_grade_of_an_accident_follows_from_its_harm(
    grade: str, deaths: str, injured: str, loss: str, broken: int
) -> None:
    definition = shipped()["safety-accidents"]
    values, _ = as_read(
        definition,
        {"number": "1", "name": "某工地坍塌事故", "grade": grade, "happened_on": "2024-03-01",
         "deaths": deaths, "injured": injured, "loss": loss},
    )  # fmt: skip
    assert len(problems_of(definition, values)) == broken


def test_every_code_of_an_exchange_format_leads_to_its_field() -> None:
    for code in ("licences", "penalties"):
        definition = shipped()[code]
        assert [one.code for one in definition.editions] == ["2015", "2018"]
        for edition in definition.editions:
            for column in edition.columns:
                if column.field and column.field not in FILLED:
                    field = definition.field(column.field)
                    assert column.code in (field.exchange, *field.aliases)
