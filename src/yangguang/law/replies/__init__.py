"""Every kind of reply to an application, as data: article, wording, parts, row, review-first.

The desk offers a clerk the kinds of the regulation that governs the case, the letter is checked
against the kind chosen, the report counts by its row. New kinds are entries in the TOML files.
"""

from __future__ import annotations

from datetime import date

from yangguang.law.regimes import Regime
from yangguang.law.replies.letters import Problem, advisable_parts, may_rest_on, missing_parts
from yangguang.law.replies.load import ReplyDefinitionError, kinds, parts
from yangguang.law.replies.model import Group, Part, ReplyKind
from yangguang.law.replies.rows import form_of, report_row, report_rows, row_of

__all__ = [
    "REVIEW_FIRST_SINCE",
    "Group",
    "Part",
    "Problem",
    "ReplyDefinitionError",
    "ReplyKind",
    "advisable_parts",
    "form_of",
    "kinds",
    "kinds_resting_on",
    "may_rest_on",
    "missing_parts",
    "parts",
    "replies_for",
    "reply_kind",
    "report_row",
    "report_rows",
    "review_first",
    "row_of",
]

REVIEW_FIRST_SINCE = date(2024, 1, 1)
"""From this day a refusal to disclose must be reviewed before a suit. 依据：行政复议法（2023年）第九十条。"""


def replies_for(regime: Regime, decided_on: date | None = None) -> tuple[ReplyKind, ...]:
    """The kinds of one regulation; with a day, only those whose basis stood by then."""
    return tuple(
        kind
        for kind in kinds()
        if kind.regime is regime and (decided_on is None or kind.since <= decided_on)
    )


def reply_kind(key: str) -> ReplyKind:
    """The kind of this key; raises KeyError naming it."""
    for kind in kinds():
        if kind.key == key:
            return kind
    raise KeyError(f"no reply kind {key!r} in law/replies")


def kinds_resting_on(exemption_key: str) -> tuple[ReplyKind, ...]:
    """The kinds that may rest on this ground: the refusal itself, and partial disclosure."""
    return tuple(kind for kind in kinds() if exemption_key in kind.exemptions)


def review_first(kind: ReplyKind, decided_on: date) -> bool:
    """Whether a suit against this reply is open only after administrative review.

    依据：《行政复议法》（2023年）第二十三条第一款第四项；法释〔2025〕8号第一条：不予公开指依照《条例》
    第十四条、第十五条、第十六条作出的决定。
    Reading: partial disclosure withholds a part on those grounds, so it is treated as review-first;
    refusals under the regulation of 2007 on the like grounds, decided after 2023, too. 行政查询事项
    stands under 不予公开 in the report form but is no refusal of that sort.
    """
    return kind.non_disclosure and decided_on >= REVIEW_FIRST_SINCE
