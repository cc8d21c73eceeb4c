"""The case tables of the law, read as they stand beside the tests."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

_FOLDER = Path(__file__).parents[1] / "cases" / "law"


def table(name: str) -> dict[str, Any]:
    """The parsed table of that name."""
    return tomllib.loads((_FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


def cases(name: str, part: str, label: str = "name") -> list[Any]:
    """The cases of one part as pytest parameters, named by their label."""
    return [pytest.param(case, id=str(case[label])) for case in table(name)[part]]
