"""What the law leaves open: each reading is explained, and nothing else is."""

import re
from dataclasses import fields
from pathlib import Path

import pytest

from yangguang.law.readings import (
    DEFAULT_READINGS,
    EXPLAINED,
    Readings,
    UnknownReading,
    lint,
    parse_choices,
    reading_of,
)


def test_every_reading_in_use_is_explained() -> None:
    assert lint() == []
    assert [reading.name for reading in EXPLAINED] == [field.name for field in fields(Readings)]


def test_each_says_what_is_asked_what_is_taken_and_why() -> None:
    for reading in EXPLAINED:
        assert reading.question
        assert reading.default
        assert len(reading.reason) > 15
        assert reading.other
        assert reading.other != reading.default


def test_each_answer_is_told_by_its_value() -> None:
    reading = reading_of("late_extension_counts")
    assert reading.told(False) == "无效，仍以原来的届满日为准"
    assert reading.told(True) == "有效，按延长后的期限计算"
    assert reading_of("pending_cases_keep_2007").told(True) == "仍适用2007年条例，以收到之日为准"


def test_choices_are_read_as_they_are_typed() -> None:
    found = parse_choices(["first_day_counts=true", "extension_survives_restart = 否"])
    assert found == Readings(first_day_counts=True, extension_survives_restart=False)
    assert [one.name for one in found.unusual()] == [
        "first_day_counts",
        "extension_survives_restart",
    ]
    assert parse_choices([]) == DEFAULT_READINGS
    assert DEFAULT_READINGS.unusual() == []


@pytest.mark.parametrize(
    ("texts", "told"),
    [
        (["first_day=true"], "没有“first_day”这一计算口径"),
        (["first_day_counts"], "请写成 first_day_counts=true"),
        (["first_day_counts=maybe"], "请写成 first_day_counts=true"),
        (["first_day_counts=true", "first_day_counts=false"], "写了两次"),
    ],
)
def test_what_cannot_be_read_is_refused_with_what_to_write(texts: list[str], told: str) -> None:
    with pytest.raises(UnknownReading, match=told):
        parse_choices(texts)


def test_the_defaults_are_those_that_are_told() -> None:
    assert Readings() == DEFAULT_READINGS
    assert {field.name: getattr(DEFAULT_READINGS, field.name) for field in fields(Readings)} == {
        "first_day_counts": False,
        "supplement_restarts_under_2007": True,
        "extension_survives_restart": True,
        "other_organs_pause_under_2007": False,
        "pending_cases_keep_2007": True,
        "late_extension_counts": False,
    }


def test_the_page_for_people_says_the_same() -> None:
    page = Path(__file__).parents[2] / "docs" / "law" / "readings.md"
    rows = re.findall(r"^\| `(\w+)` \|(.*)\|$", page.read_text(encoding="utf-8"), re.M)
    assert rows == [
        (
            reading.name,
            (
                f" {reading.question} | {reading.default} | {reading.other} | {reading.reason} | "
                f"`{getattr(DEFAULT_READINGS, reading.name)}` "
            ),
        )
        for reading in EXPLAINED
    ]
