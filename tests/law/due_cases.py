"""The case table of the reply clock as values, for the engine's tests and the command's."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from tests.law.counter import Asked

FOLDER = Path(__file__).parents[1] / "cases" / "law"


@dataclass(frozen=True)
class Case:
    """A row: what is asked, and what was worked out beforehand (``due`` or ``provisional``)."""

    name: str
    citation: str
    asked: Asked
    regime: str
    legal: date
    due: date | None
    provisional: date | None


def read_cases(name: str) -> list[Case]:
    """Every row of ``tests/cases/law/<name>.toml``."""
    rows = tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))["case"]
    return [_case(row) for row in rows]


def _case(row: dict[str, Any]) -> Case:
    asked = Asked(
        row["received"],
        row["channel"],
        confirmed=row.get("confirmed"),
        supplemented=row.get("supplemented"),
        fee_paid=row.get("fee_paid"),
        pauses=tuple(_pause(text) for text in row.get("pauses", [])),
        extended=row.get("extended"),
        region=row.get("region", ""),
    )
    return Case(
        row["name"],
        row["citation"],
        asked,
        row["regime"],
        row["legal"],
        row.get("due"),
        row.get("provisional"),
    )


def _pause(text: str) -> tuple[date, date]:
    after, _, through = text.partition("..")
    return date.fromisoformat(after), date.fromisoformat(through)


def arguments(asked: Asked) -> list[str]:
    """The question as it is typed after ``yangguang law due``."""
    words = ["--received", asked.received.isoformat(), "--channel", asked.channel]
    for option, day in (
        ("--confirmed", asked.confirmed),
        ("--supplemented", asked.supplemented),
        ("--fee-paid", asked.fee_paid),
    ):
        if day is not None:
            words += [option, day.isoformat()]
    for after, through in asked.pauses:
        words += ["--pause", f"{after.isoformat()}..{through.isoformat()}"]
    if asked.extended == "max":
        words += ["--extended"]
    elif asked.extended is not None:
        words += [f"--extended={asked.extended}"]
    if asked.region:
        words += ["--region", asked.region]
    return words
