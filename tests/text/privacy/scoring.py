"""The labelled passages and how a search for personal data is scored against them.

``⟦kind:text⟧`` marks what must be found; ``lone-name`` a name beside which nothing else is told of its
bearer, which is found only when asked for. A mark is found when a finding of its kind with enough
confidence covers it: numbers and names exactly, an address by at least four fifths of both.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from yangguang.text.privacy import SURE, Finding, find_personal

FOLDER = Path(__file__).parents[2] / "cases" / "privacy"
LONE = "lone-name"
_MARK = re.compile(r"⟦([a-z-]+):(.*?)⟧", re.DOTALL)


@dataclass(frozen=True)
class Passage:
    source: str
    text: str
    marks: tuple[tuple[int, int, str], ...]
    """(start, end, kind) of what must be found."""


@dataclass
class Score:
    right: int = 0
    missed: list[tuple[Passage, str, str]] = field(default_factory=list)
    wrong: list[tuple[Passage, Finding]] = field(default_factory=list)
    by_kind: Counter[tuple[str, str]] = field(default_factory=Counter)

    @property
    def recall(self) -> float:
        return self.right / (self.right + len(self.missed))

    @property
    def precision(self) -> float:
        return self.right / (self.right + len(self.wrong))


def read_passages(folder: Path = FOLDER, pattern: str = "*.toml") -> list[Passage]:
    """Every passage of the files in ``folder``."""
    passages = []
    for path in sorted(folder.glob(pattern)):
        for entry in tomllib.loads(path.read_text(encoding="utf-8"))["passage"]:
            passages.append(parse(path.stem, entry["text"]))
    return passages


def parse(source: str, marked: str) -> Passage:
    """The text without its marks, and where they stood."""
    text = ""
    marks = []
    at = 0
    for match in _MARK.finditer(marked):
        text += marked[at : match.start()]
        marks.append((len(text), len(text) + len(match[2]), match[1]))
        text += match[2]
        at = match.end()
    return Passage(source, text + marked[at:], tuple(marks))


@cache
def found_in(text: str, names: bool) -> tuple[Finding, ...]:
    """The findings that count; each text is searched once, however often it is scored."""
    return tuple(one for one in find_personal(text, names=names) if one.confidence >= SURE)


def score(passages: list[Passage], *, names: bool = True) -> Score:
    """Findings of confidence `SURE` and more against the marks."""
    total = Score()
    for passage in passages:
        unused = list(found_in(passage.text, names))
        for start, end, kind in passage.marks:
            if kind == LONE:
                continue
            hit = next((one for one in unused if _fits(one, start, end, kind)), None)
            if hit is None:
                total.missed.append((passage, kind, passage.text[start:end]))
                total.by_kind[kind, "missed"] += 1
            else:
                unused.remove(hit)
                total.right += 1
                total.by_kind[kind, "right"] += 1
        for one in unused:
            total.wrong.append((passage, one))
            total.by_kind[one.kind.value, "wrong"] += 1
    return total


def _fits(one: Finding, start: int, end: int, kind: str) -> bool:
    if one.kind.value != kind:
        return False
    if kind != "address":
        return one.start == start and one.end == end
    shared = min(one.end, end) - max(one.start, start)
    return shared >= 0.8 * max(one.end - one.start, end - start)


def report(total: Score) -> str:
    """What a person reads: the figures, then each miss and each wrong finding."""
    lines = [
        (
            f"recall {total.recall:.4f}  precision {total.precision:.4f}  right {total.right}"
            f"  missed {len(total.missed)}  wrong {len(total.wrong)}"
        )
    ]
    lines += [
        f"missed {kind} {text!r} in {p.source}: {p.text[:140]!r}" for p, kind, text in total.missed
    ]
    lines += [
        f"wrong {one.kind} {one.text!r} ({one.confidence}, {one.why}) in {p.source}: "
        f"{p.text[max(0, one.start - 60) : one.end + 30]!r}"
        for p, one in total.wrong
    ]
    return "\n".join(lines)
