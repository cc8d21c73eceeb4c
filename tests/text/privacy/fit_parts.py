"""Fits what the signs of the word before a name say: ``parts.txt``, see `yangguang.text.privacy.parts`.

``python -m tests.text.privacy.fit_parts`` writes it anew; with ``--check`` it leaves the file alone and
prints, for words held back from the fit, how many people in office and how many private ones stand
behind those taken for a part in an office.
"""

from __future__ import annotations

import math
import random
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np

from tests.text.privacy.scoring import LONE, Passage, read_passages
from yangguang.text.privacy import cues
from yangguang.text.privacy.alikes import alike_in
from yangguang.text.privacy.parts import LONGEST, pieces, word_before
from yangguang.text.privacy.people import people_in

TABLE = Path("src/yangguang/text/privacy/parts.txt")
ROLES = Path("tests/cases/privacy/roles.txt")
"""Words of offices and of private affairs written down by themselves: word, tab, office or private."""
_SURELY_A_NAME = 0.6
_FOLDS = 5
_STEPS = 1_500
_LEAST = 0.1
_SORTS = {"official": 0, "private": 1}
_SIDES = {"office": 0, "private": 1}
_HEAD = """\
# What is heard of the word before a name, and a hundred times its weight for a private bearer; fitted by
# tests/text/privacy/fit_parts.py, not to be edited by hand. = how it is parted, $ its end, ^ its beginning.
"""

Words = dict[tuple[str, str], list[int]]
"""How often people in office, and private ones, are named behind a word, by word and gap."""


def words_in(passages: Iterable[Passage]) -> Words:
    """The words before every name the model is sure of, and before every marked one.

    The words known by heart, and those of `ROLES`, count as if each had been met once more.
    """
    words: Words = defaultdict(lambda: [0, 0])
    for one in passages:
        marked = [(start, end) for start, end, kind in one.marks if kind == "name"]
        known = [(start, end) for start, end, kind in one.marks if kind in ("name", LONE)]
        whole = (0, len(one.text))
        others = [
            (span.start, span.end)
            for span in people_in(one.text, *whole, alike_in(one.text, [whole]))
            if span.chance >= _SURELY_A_NAME
            and not any(span.start < end and start < span.end for start, end in known)
        ]
        for private, spans in enumerate((others, marked)):
            for start, _ in spans:
                word, how = word_before(one.text, start)
                if word:
                    words[word, how][private] += 1
    for word, name in cues.known_before().items():
        if name in _SORTS and 1 < len(word) <= LONGEST:
            for how in ("colon", "none"):
                words[word, how][_SORTS[name]] += 1
    for word, side in roles():
        for how in ("colon", "none"):
            words[word, how][_SIDES[side]] += 1
    return words


def roles() -> list[tuple[str, str]]:
    """Each word of `ROLES` and its side, office or private."""
    rows = (line.split("\t") for line in ROLES.read_text(encoding="utf-8").splitlines())
    return [(row[0], row[1]) for row in rows if len(row) == 2]


def fitted(words: Words) -> dict[str, float]:
    """Weights of the pieces: logistic, each kind of word once and a little more when it is frequent."""
    rows = [
        (["bias", *pieces(*key)], private, min(3.0, 1 + math.log(count)))
        for key, counts in words.items()
        for private, count in enumerate(counts)
        if count
    ]
    names = sorted({piece for heard, _, _ in rows for piece in heard})
    column = {name: index for index, name in enumerate(names)}
    at = np.array([index for index, (heard, _, _) in enumerate(rows) for _ in heard])
    which = np.array([column[piece] for heard, _, _ in rows for piece in heard])
    wanted = np.array([private for _, private, _ in rows], dtype=np.float64)
    loud = np.array([weight for _, _, weight in rows])
    weights = _descended(at, which, wanted, loud, len(names))
    return {name: float(weights[index]) for name, index in column.items()}


def _descended(at: Any, which: Any, wanted: Any, loud: Any, size: int) -> Any:
    """Logistic regression with a penalty of one on squares, by accelerated descent."""

    def sums(weights: Any) -> Any:
        return np.bincount(at, weights[which], len(wanted))

    top: Any = np.ones(size)
    for _ in range(30):
        top = np.bincount(which, (loud * sums(top))[at], size)
        top /= np.linalg.norm(top)
    steepest = float(top @ np.bincount(which, (loud * sums(top))[at], size)) / 4 + 1
    weights = before = np.zeros(size)
    for step in range(_STEPS):
        ahead = weights + step / (step + 3) * (weights - before)
        off = loud * (1 / (1 + np.exp(-sums(ahead))) - wanted)
        before, weights = weights, ahead - (np.bincount(which, off[at], size) + ahead) / steepest
    return weights


def _check(words: Words) -> None:
    draw = random.Random(3)
    keys = sorted(words)
    fold = {key: draw.randrange(_FOLDS) for key in keys}
    behind: dict[tuple[str, float], Counter[int]] = defaultdict(Counter)
    for part in range(_FOLDS):
        weights = fitted({key: words[key] for key in keys if fold[key] != part})
        for key in keys:
            if fold[key] != part:
                continue
            total = weights["bias"] + sum(weights.get(piece, 0.0) for piece in pieces(*key))
            chance = 1 / (1 + math.exp(-total))
            for bound in (0.05, 0.1, 0.15, 0.3, 0.5):
                if chance < bound:
                    behind[key[1], bound].update({0: words[key][0], 1: words[key][1]})
    for (how, bound), counts in sorted(behind.items()):
        sys.stdout.write(f"{how} below {bound}: {counts[0]} in office, {counts[1]} private\n")


def main() -> None:
    """Write the table, or with ``--check`` print how it does on words held back."""
    words = words_in(read_passages())
    if "--check" in sys.argv:
        _check(words)
        return
    assert all(len(word) <= LONGEST for word, _ in words)
    lines = [
        f"{name}\t{round(weight * 100)}"
        for name, weight in sorted(fitted(words).items())
        if name == "bias" or abs(weight) >= _LEAST
    ]
    TABLE.write_text(_HEAD + "\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
