"""Fits the weights by which doubtful telephones, mailboxes and addresses are weighed in company.

``python -m tests.text.privacy.fit_company`` writes ``company.toml`` anew. A penalty
on the sum of weights leaves few of them: what stays can be read.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from unittest import mock

import numpy as np

from tests.text.privacy.scoring import Passage, _fits, read_passages
from yangguang.text.privacy import Kind, scan
from yangguang.text.privacy.company import company_voices
from yangguang.text.privacy.finding import Finding
from yangguang.text.privacy.surroundings import Surroundings

WEIGHTS = Path("src/yangguang/text/privacy/company.toml")
KINDS = (Kind.MOBILE, Kind.LANDLINE, Kind.EMAIL, Kind.ADDRESS)
_LEAST = 3
"""Voices heard less often are not learnt from."""
_STEPS = 1_500

Rows = dict[Kind, list[tuple[list[str], bool]]]


def rows_of(passages: Sequence[Passage]) -> Rows:
    """Each finding of these kinds with its voices and whether it is marked, before company is weighed."""
    rows: Rows = {kind: [] for kind in KINDS}
    for passage in passages:

        def heard(
            text: str, around: Surroundings, found: list[Finding], passage: Passage = passage
        ) -> list[Finding]:
            if text == passage.text:
                for one in found:
                    wanted = [mark for mark in passage.marks if mark[2] == one.kind.value]
                    right = any(_fits(one, *mark) for mark in wanted)
                    beside = any(a < one.end and one.start < b for a, b, _ in wanted)
                    if one.kind in rows and (right or not beside):
                        rows[one.kind].append((company_voices(text, around, one, found), right))
            return found

        with mock.patch.object(scan, "weigh_in_company", heard):
            scan.find_personal(passage.text)
    return rows


def fitted(rows: Sequence[tuple[list[str], bool]]) -> dict[str, float]:
    """Logistic regression whose weights cost what they sum to, by proximal steps with momentum."""
    heard = Counter(voice for voices, _ in rows for voice in voices)
    names = sorted(voice for voice, count in heard.items() if count >= _LEAST)
    column = {name: index for index, name in enumerate(names)}
    pairs = [
        (row, column[voice])
        for row, (voices, _) in enumerate(rows)
        for voice in voices
        if voice in column
    ]
    row_of, column_of = (np.array(part) for part in zip(*pairs, strict=True))
    wanted = np.array([right for _, right in rows], dtype=np.float64)

    def spread(weights: Any) -> Any:
        return np.bincount(row_of, weights=weights[column_of], minlength=len(rows))

    # The longest step that cannot overshoot, by the greatest stretch of the table.
    probe = np.ones(len(names))
    for _ in range(30):
        probe = np.bincount(column_of, weights=spread(probe)[row_of], minlength=len(names))
        stretch = float(np.linalg.norm(probe))
        probe /= stretch
    step = 4.0 / (1.1 * stretch + len(rows))

    def slopes(weights: Any, bias: float) -> tuple[Any, float]:
        sums = spread(weights) + bias
        left = 1 / (1 + np.exp(-np.clip(sums, -30, 30))) - wanted
        return np.bincount(column_of, weights=left[row_of], minlength=len(names)), float(left.sum())

    weights = ahead = np.zeros(len(names))
    bias = bias_ahead = 0.0
    pace = 1.0
    for _ in range(_STEPS):
        slope, lean = slopes(ahead, bias_ahead)
        moved = ahead - step * slope
        new = np.sign(moved) * np.maximum(np.abs(moved) - step, 0)
        new_bias = bias_ahead - step * lean
        new_pace = (1 + (1 + 4 * pace**2) ** 0.5) / 2
        ahead = new + (pace - 1) / new_pace * (new - weights)
        bias_ahead = new_bias + (pace - 1) / new_pace * (new_bias - bias)
        weights, bias, pace = new, new_bias, new_pace
    kept = {name: round(float(weights[index]), 2) for name, index in column.items()}
    return {"bias": round(bias, 2), **{name: value for name, value in kept.items() if value}}


def section(kind: Kind, weights: dict[str, float]) -> str:
    """One section as it stands in the file."""
    lines = [f"[{kind.value}]"]
    for name, value in sorted(weights.items()):
        lines.append(f"{json.dumps(name, ensure_ascii=False)} = {value:.2f}")
    return "\n".join(lines) + "\n"


def main() -> None:
    """Write the file."""
    rows = rows_of(read_passages())
    pieces = [
        "# Weights of the voices of company.py; fitted by tests/text/privacy/fit_company.py.\n",
    ]
    for kind in KINDS:
        weights = fitted(rows[kind])
        sys.stdout.write(f"{kind.value}: {len(rows[kind])} findings, {len(weights)} weights\n")
        pieces.append(section(kind, weights))
    WEIGHTS.write_text("\n".join(pieces), encoding="utf-8")


if __name__ == "__main__":
    main()
