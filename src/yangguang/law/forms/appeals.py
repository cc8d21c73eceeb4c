"""The reading of clauses on 行政复议 and 行政诉讼: how many there were, and how they ended."""

from __future__ import annotations

import re

from yangguang.law.forms import vocabulary as words
from yangguang.law.forms.clauses import may_name_all_appeals, may_precede_outcome
from yangguang.law.forms.reading import Cells, Reading, State


class Appeals:
    """Reads what a clause says of reviews and suits, in the rows of one form."""

    def __init__(self, form: str) -> None:
        self._form = form
        outcomes = words.OUTCOMES_2014 if form == "2014" else words.OUTCOMES
        self._outcomes = [
            (name, re.compile(rf"(?:{pattern}){words.COUNT}$")) for name, pattern in outcomes
        ]

    def read(self, core: str, state: State) -> Reading | None:
        """What a clause says of reviews and suits; None where it speaks of something else."""
        if self._form == "2014":
            return self._read_2014(core, state)
        for pattern, rows, topic in (
            (words.DIRECT, ("4.2",), "direct"),
            (words.AFTER, ("4.3",), "after"),
            (words.BOTH, ("4.1", "4.2", "4.3"), "both"),
            (words.ONE_REVIEW, ("4.1",), "review"),
            (words.ONE_SUIT, ("4.2", "4.3"), "suit"),
        ):
            found = pattern.search(core)
            if found:
                if topic in ("review", "suit") and not may_name_all_appeals(core[: found.start()]):
                    return None
                if re.search(r"各类|应诉|承办|(?<!被)办理", core) and "信息公开" not in core:
                    # A body answers in court for all it does; only some of it is about information.
                    return None
                cells: tuple[Cells, ...] = (tuple(f"{row}/total" for row in rows),)
                return Reading(topic, "appeal", cells, hard=topic != "both")
        rows_of = {
            "review": ("4.1",), "suit": ("4.2", "4.3"), "direct": ("4.2",), "after": ("4.3",),
            "both": ("4.1", "4.2", "4.3"),
        }  # fmt: skip
        topic = state.topic
        named = list(re.finditer(rf"(?P<r>{words.REVIEW})|(?P<s>{words.SUIT})", core))
        if named:
            topic = "review" if named[-1]["r"] else "suit"
        if topic not in rows_of:
            return None
        for name, pattern in self._outcomes:
            found = pattern.search(core)
            if found and may_precede_outcome(core[: found.start()]):
                if name == "other" and not named and state.measure not in ("appeal", "outcome"):
                    return None
                cells = (tuple(f"{row}/{name}" for row in rows_of[topic]),)
                return Reading(topic, "outcome", cells)
        return None

    def _read_2014(self, core: str, state: State) -> Reading | None:
        if words.BOTH.search(core):
            return Reading("both", "appeal", (("4", "5"),), hard=False)
        for pattern, row, topic in (
            (words.ONE_REVIEW, "4", "review"),
            (words.ONE_SUIT, "5", "suit"),
        ):
            found = pattern.search(core)
            if found:
                if not may_name_all_appeals(core[: found.start()]):
                    return None
                return Reading(topic, "appeal", ((row,),))
        topic = state.topic
        named = list(re.finditer(rf"(?P<r>{words.REVIEW})|(?P<s>{words.SUIT})", core))
        if named:
            topic = "review" if named[-1]["r"] else "suit"
        if topic not in ("review", "suit"):
            return None
        row = "4" if topic == "review" else "5"
        for name, pattern in self._outcomes:
            found = pattern.search(core)
            if found and may_precede_outcome(core[: found.start()]):
                return Reading(topic, "outcome", ((f"{row}.{name}",),))
        return None
