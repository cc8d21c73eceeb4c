"""The case table of the calendar, read once."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

_TABLE = Path(__file__).parents[2] / "cases" / "calendar.toml"
_CASES: dict[str, list[dict[str, Any]]] = tomllib.loads(_TABLE.read_text(encoding="utf-8"))


def cases(kind: str) -> list[Any]:
    """The cases of one kind as pytest parameters, named by what they show."""
    return [pytest.param(case, id=case["name"]) for case in _CASES[kind]]
