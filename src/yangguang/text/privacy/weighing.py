"""How loud each voice is: the weights of two tables, fitted to the labelled passages.

A logistic model: the voices of a span are added up and squeezed between 0 and 1. The fit is redone
with ``python -m tests.text.privacy.fit`` (names) and ``…fit_company`` (all else).
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Iterable
from functools import cache
from importlib import resources


@cache
def _weights(sort: str) -> dict[str, float]:
    tables: dict[str, dict[str, float]] = {}
    for name in ("weights.toml", "company.toml"):
        source = resources.files("yangguang.text.privacy").joinpath(name)
        tables |= tomllib.loads(source.read_text(encoding="utf-8"))
    return tables[sort]


def score(sort: str, voices: Iterable[str]) -> float:
    """Sum of the weights of a ``sort`` (shape, standing or a kind); above 0 speaks for, below against."""
    weights = _weights(sort)
    return weights.get("bias", 0.0) + sum(weights.get(voice, 0.0) for voice in voices)


def chance(total: float) -> float:
    """The same between 0 and 1."""
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))
