"""The three statutory forms load, are complete, and a slip in a definition is refused."""

import tomllib
from importlib import resources
from typing import Any

import pytest

from yangguang.law.forms.load import (
    FormDefinitionError,
    all_forms,
    form_for_year,
    load_form,
    read_form,
)


def definition(code: str) -> dict[str, Any]:
    source = resources.files("yangguang.law.forms").joinpath(f"form_{code}.toml")
    return tomllib.loads(source.read_text(encoding="utf-8"))


@pytest.mark.parametrize(("code", "cells"), [("2014", 58), ("2019", 198), ("2021", 200)])
def test_each_form_has_all_its_cells(code: str, cells: int) -> None:
    assert len(load_form(code).cell_names()) == cells


def test_every_report_year_since_2014_has_exactly_one_form() -> None:
    found = {year: form_for_year(year) for year in range(2013, 2031)}
    assert found[2013] is None
    codes = {year: form.code for year, form in found.items() if form}
    assert codes == {
        **dict.fromkeys(range(2014, 2019), "2014"),
        **dict.fromkeys((2019, 2020), "2019"),
        **dict.fromkeys(range(2021, 2031), "2021"),
    }
    for year in range(2014, 2031):
        in_force = [
            form.code
            for form in all_forms()
            if form.first_year <= year and (form.last_year is None or year <= form.last_year)
        ]
        assert len(in_force) == 1


def test_an_unknown_form_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        load_form("2007")


def test_a_cell_is_described_in_words() -> None:
    form = load_form("2021")
    assert form.describe("3.3.1/natural") == "表三“（一）予以公开”的“自然人”"
    assert form.unit_of("2.8.fees/amount") == "万元"
    assert form.number_of("2.8.fees/amount") == "amount"
    assert load_form("2014").unit_of("8.4") == "万元"


def test_table_three_prints_twenty_five_rows_or_twenty_three_with_a_single_row_of_others() -> None:
    table = load_form("2021").table("3")
    assert len(table.printed_rows()) == 25
    single = [row.code for row in table.printed_rows({"3.3.5.5", "3.3.6", "3.3.7"})]
    assert single[-3:] == ["3.3.6", "3.3.7", "3.4"]
    assert len(single) == 23
    older = load_form("2019").table("3")
    assert len(older.printed_rows()) == 23
    assert len(older.printed_rows({"3.3.6.1", "3.3.6.2", "3.3.6.3"})) == 25


def test_a_single_row_of_others_takes_the_place_of_its_parts_in_the_sums() -> None:
    form = load_form("2021")
    cells = {
        printed: [
            term.cell
            for equation in form.equations({printed})
            if equation.formula.code == "C2" and equation.at_fault == ("3.3.7/natural",)
            for term in equation.right
        ][18:]
        for printed in ("3.3.6", "3.3.6.1")
    }
    assert cells == {
        "3.3.6": ["3.3.6/natural"],
        "3.3.6.1": ["3.3.6.1/natural", "3.3.6.2/natural", "3.3.6.3/natural"],
    }


def test_the_printed_identity_stands_for_every_column() -> None:
    identities = [e for e in load_form("2019").equations() if e.formula.rule == "identity"]
    assert [e.at_fault[0].split("/")[1] for e in identities] == [
        "natural",
        "business",
        "research",
        "welfare",
        "legal",
        "other",
        "total",
    ]
    assert identities[0].cells() == (
        "3.3.7/natural",
        "3.4/natural",
        "3.1/natural",
        "3.2/natural",
    )


def test_formulae_across_years_come_only_when_asked_for() -> None:
    form = load_form("2021")
    rules = {e.formula.rule for e in form.equations()}
    assert rules == {"identity", "sum"}
    assert {e.formula.rule for e in form.equations(years=True)} == {
        "identity",
        "sum",
        "carry-over",
        "roll-forward",
    }


@pytest.mark.parametrize("form", all_forms(), ids=lambda form: form.code)
def test_every_formula_says_what_must_hold_and_whence(form: Any) -> None:
    for formula in form.formulae:
        assert formula.statement
        assert formula.source


def test_a_formula_naming_an_unknown_cell_is_refused() -> None:
    data = definition("2021")
    data["formula"][0]["left"] = ["3.9"]
    with pytest.raises(FormDefinitionError, match=r"x\.toml: formula C1: 没有单元格“3\.9/natural”"):
        read_form(data, "x.toml")


def test_a_misspelt_entry_is_refused() -> None:
    data = definition("2014")
    data["table"][0]["row"][0]["headng"] = True
    with pytest.raises(FormDefinitionError, match="不认识的项：headng"):
        read_form(data, "x.toml")


def test_a_head_that_does_not_fill_its_width_is_refused() -> None:
    data = definition("2021")
    data["table"][0]["header"] = [["信息内容", "本年制发件数"]]
    with pytest.raises(FormDefinitionError, match="表头各行的格数与列数不合"):
        read_form(data, "x.toml")


def test_a_row_code_used_twice_is_refused() -> None:
    data = definition("2021")
    data["table"][0]["row"][1]["code"] = "2.1.rules"
    with pytest.raises(FormDefinitionError, match="行的代码重复"):
        read_form(data, "x.toml")


def test_a_parent_that_does_not_stand_above_is_refused() -> None:
    data = definition("2014")
    data["table"][0]["row"][1]["parent"] = "9"
    with pytest.raises(FormDefinitionError, match="上级行“9”不在它前面"):
        read_form(data, "x.toml")
