"""The pages on law say what the code does: every reading, every kind, every figure."""

import re
from datetime import date
from pathlib import Path

import pytest

from yangguang.law import delivery, fees, handling, remedy_days
from yangguang.law.citation import cite, instruments
from yangguang.law.readings import Reading
from yangguang.law.replies import ReplyKind, kinds, review_first

PAGES = Path(__file__).parents[2] / "docs" / "law"
READINGS = (*delivery.READINGS, *fees.READINGS, *handling.READINGS, *remedy_days.READINGS)


def page(name: str) -> str:
    return (PAGES / f"{name}.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("reading", READINGS, ids=lambda reading: reading.name)
def test_every_reading_stands_on_a_page(reading: Reading) -> None:
    texts = [path.read_text(encoding="utf-8") for path in PAGES.glob("*.md")]
    assert any(f"`{reading.name}`" in text for text in texts)
    assert reading.question
    assert reading.default
    assert reading.reason


def test_readings_have_names_of_their_own() -> None:
    names = [reading.name for reading in READINGS]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("kind", kinds(), ids=lambda kind: kind.key)
def test_the_page_of_replies_gives_each_kind_as_it_is(kind: ReplyKind) -> None:
    mark = r" †" if review_first(kind, date(2024, 1, 1)) else ""
    line = re.search(rf"^\| `{re.escape(kind.key)}`{mark} \|.*$", page("replies"), re.M)
    assert line is not None
    cells = [cell.strip() for cell in line.group().strip("|").split("|")]
    assert cells[1] == kind.label
    assert cells[3:] == [kind.rows["2014"], kind.rows["2019"], kind.rows["2021"]]


def test_the_page_of_fees_gives_the_amounts_that_are_computed() -> None:
    text = page("fee-rules")
    head, amounts = re.findall(r"^\| (?:items|元) \|(.*)\|$", text, re.M)
    numbers = [re.findall(r"\d+", half) for half in head.split("| |")]
    yuan = [re.findall(r"\d+", half) for half in amounts.split("| |")]
    assert [str(fees.fee_by_items(int(n)).amount) for n in numbers[0]] == yuan[0]
    assert [str(fees.fee_by_pages(int(n)).amount) for n in numbers[1]] == yuan[1]
    assert len(yuan[0]) == 7
    assert len(yuan[1]) == 6


@pytest.mark.parametrize(
    "name",
    [
        "regulation-2007",
        "regulation-2019",
        "replies",
        "fee-rules",
        "delivery",
        "review-and-litigation",
    ],
)
def test_a_page_says_what_is_read_and_what_is_not_coded(name: str) -> None:
    text = page(name)
    assert "## Reading" in text
    assert "## Not coded" in text


def test_modules_named_on_the_pages_exist() -> None:
    law = PAGES.parents[1] / "src" / "yangguang" / "law"
    for name in ("regulation-2007", "regulation-2019", "review-and-litigation", "fee-rules"):
        for module in re.findall(r"`([a-z_/]+\.(?:py|toml))`", page(name)):
            assert (law / module).exists(), module
        for module, function in re.findall(r"`([a-z_]+)\.([a-z_]+)`", page(name)):
            if function in ("py", "toml"):
                continue
            assert f"def {function}(" in (law / f"{module}.py").read_text(encoding="utf-8")


def test_every_citation_in_the_source_names_a_known_instrument() -> None:
    law = PAGES.parents[1] / "src" / "yangguang" / "law"
    names = "|".join(instruments())
    written = re.compile(rf'"((?:{names})(?:/[\d/-]*)?)"')
    keys = {
        key
        for path in (*law.glob("*.py"), *law.glob("*.toml"), *(law / "replies").iterdir())
        if path.suffix in (".py", ".toml") and path.name != "instruments.toml"
        for key in written.findall(path.read_text("utf-8"))
    }
    assert len(keys) > 60
    for key in keys:
        assert cite(key).full
