"""What a kind of reply is: the decision, the letter it needs, and the row it is counted in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from yangguang.law.citation import Citation
from yangguang.law.regimes import Regime
from yangguang.law.wording import cited_together


class Group(StrEnum):
    """The six results of the report form, as a clerk chooses among them."""

    DISCLOSED = "disclosed"
    PARTLY = "partly"
    WITHHELD = "withheld"
    NOT_PROVIDED = "not-provided"
    NOT_HANDLED = "not-handled"
    OTHER = "other"

    @property
    def label(self) -> str:
        """The heading of the group."""
        return {
            Group.DISCLOSED: "予以公开",
            Group.PARTLY: "部分公开",
            Group.WITHHELD: "不予公开",
            Group.NOT_PROVIDED: "无法提供",
            Group.NOT_HANDLED: "不予处理",
            Group.OTHER: "其他处理",
        }[self]


@dataclass(frozen=True, slots=True)
class Part:
    """Something a letter has to say; ``hint`` tells the drafter how. ``common``: every letter."""

    key: str
    label: str
    hint: str
    common: bool = False


@dataclass(frozen=True, slots=True)
class ReplyKind:
    """One kind of reply.

    ``articles`` in the order in which a letter cites them. ``wording`` is the line of decision with
    {articles} and {part} places. ``required`` are keys of parts that must be there; of each group
    in ``alternatives`` one must be complete; ``if_known`` are told where they are known.
    ``exemptions`` are keys of grounds on which it may rest. ``rows`` maps the form's code to its
    row. ``consult_third_party``: always before this reply; ``consult_if_concerned``: where the
    information touches a third party's rights. ``decision`` is False where the agency decides
    nothing (withdrawal, notice to clarify): then no remedy is printed. ``non_disclosure``: 不予公开
    in the sense of 行政复议法 2023 Art. 23(1)(4). ``confirmed`` is False where the article is known
    from memory only.
    """

    key: str
    label: str
    regime: Regime
    group: Group
    articles: tuple[Citation, ...]
    wording: str
    required: tuple[str, ...]
    alternatives: tuple[tuple[str, ...], ...]
    if_known: tuple[str, ...]
    exemptions: tuple[str, ...]
    exemption_required: bool
    reason_required: bool
    consult_third_party: bool
    consult_if_concerned: bool
    rows: Mapping[str, str]
    non_disclosure: bool
    decision: bool
    closes: bool
    since: date
    note: str
    confirmed: bool

    @property
    def article(self) -> Citation | None:
        """The article that comes first; None where no article governs (a withdrawal)."""
        return self.articles[0] if self.articles else None

    @property
    def cited(self) -> str:
        """The articles as a letter names them."""
        return cited_together(self.articles)

    def line(self, parts: Mapping[str, str]) -> str:
        """The decision as a sentence of the letter; a part that is not given stays empty."""
        known = {key: value.strip() for key, value in parts.items()}
        return self.wording.format_map(_Blank(known | {"articles": self.cited}))


class _Blank(dict[str, str]):
    """Leaves out what is not known, so that a draft can be shown before it is complete."""

    def __missing__(self, key: str) -> str:
        return ""
