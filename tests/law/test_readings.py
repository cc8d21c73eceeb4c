"""What the law leaves open: each reading is explained, and nothing else is."""

import re
from dataclasses import fields
from pathlib import Path

from yangguang.law.readings import DEFAULT_READINGS, EXPLAINED, Readings, lint


def test_every_reading_in_use_is_explained() -> None:
    assert lint() == []
    assert [reading.name for reading in EXPLAINED] == [field.name for field in fields(Readings)]


def test_each_says_what_is_asked_what_is_taken_and_why() -> None:
    for reading in EXPLAINED:
        assert reading.question
        assert reading.default
        assert len(reading.reason) > 15


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
                f" {reading.question} | {reading.default} | {reading.reason} | "
                f"`{getattr(DEFAULT_READINGS, reading.name)}` "
            ),
        )
        for reading in EXPLAINED
    ]
