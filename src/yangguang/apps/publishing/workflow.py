"""The life of a draft as one table, and whoever may do what in it.

The desk draws its buttons from here and the services refuse by it. A draft is written, submitted
once its attribute is decided, reviewed three times, and released by somebody who did not write it.
"""

from __future__ import annotations

from dataclasses import dataclass

from yangguang.apps.agencies.permissions import Permission
from yangguang.apps.agencies.verdicts import Refused, no
from yangguang.apps.publishing.models import Draft, DraftState

S = DraftState
P = Permission


class NotPossible(Refused):
    """An act that the draft's state or the rules do not allow; the message says what to do."""


class EditConflict(NotPossible):
    """Somebody saved after this text was opened; nothing of either is lost.

    ``saved_title`` and ``saved_body`` are what stands now, to be shown beside one's own.
    """

    def __init__(self, sentence: str, draft: Draft) -> None:
        super().__init__(no("他人已保存", sentence))
        self.draft = draft


def impossible(basis: str, sentence: str) -> NotPossible:
    """The refusal to raise."""
    return NotPossible(no(basis, sentence))


@dataclass(frozen=True, slots=True)
class Act:
    """One row: ``target`` None keeps the state."""

    code: str
    label: str
    sources: frozenset[DraftState]
    target: DraftState | None
    permissions: tuple[Permission, ...]
    needs_reason: bool = False


def _act(
    code: str,
    label: str,
    sources: tuple[DraftState, ...],
    target: DraftState | None,
    *permissions: Permission,
    reason: bool = False,
) -> Act:
    return Act(code, label, frozenset(sources), target, permissions, reason)


OPEN = (S.WRITING, S.REVIEW, S.APPROVED, S.SCHEDULED)

ACTS = (
    _act("save", "保存", (S.WRITING,), None, P.ITEM_DRAFT),
    _act("decide-attribute", "确定公开属性", (S.WRITING,), None, P.ITEM_DRAFT),
    _act("plan-interpretation", "拟定解读方案", (S.WRITING, S.REVIEW), None, P.ITEM_DRAFT),
    _act("submit", "送审", (S.WRITING,), S.REVIEW, P.ITEM_DRAFT),
    _act("recall", "撤回送审", (S.REVIEW, S.APPROVED), S.WRITING, P.ITEM_DRAFT),
    _act("review-legal", "合法性审查", (S.REVIEW,), None, P.ITEM_LEGAL),
    _act("review-secrecy", "保密审查", (S.REVIEW,), None, P.ITEM_SECRECY),
    _act("review-formal", "要件审查", (S.REVIEW,), None, P.ITEM_FORMAL),
    _act("ask-joint", "提请联合审查", (S.REVIEW,), None, P.ITEM_FORMAL, P.ITEM_LEGAL, P.ITEM_SECRECY),
    _act("recall-joint", "撤回提请", OPEN, None, P.ITEM_FORMAL, P.ITEM_LEGAL, P.ITEM_SECRECY),
    _act("answer-joint", "答复联合审查", OPEN, None, P.ITEM_JOINT),
    _act("decide-finding", "处理机检问题", (S.WRITING, S.REVIEW, S.APPROVED), None, P.ITEM_DRAFT, P.ITEM_FORMAL),
    _act("force", "越过审查步骤", (S.REVIEW,), S.APPROVED, P.ITEM_PUBLISH, reason=True),
    _act("publish", "公开", (S.APPROVED, S.SCHEDULED), S.DONE, P.ITEM_PUBLISH),
    _act("hold", "入册", (S.APPROVED,), S.DONE, P.ITEM_PUBLISH),
    _act("schedule", "定时公开", (S.APPROVED, S.SCHEDULED), S.SCHEDULED, P.ITEM_PUBLISH),
    _act("unschedule", "取消定时", (S.SCHEDULED,), S.APPROVED, P.ITEM_PUBLISH),
    _act("return", "退回修改", (S.APPROVED, S.SCHEDULED), S.WRITING, P.ITEM_PUBLISH, reason=True),
    _act("drop", "作废", OPEN, S.DROPPED, P.ITEM_DRAFT, reason=True),
)  # fmt: skip

_ADVICE = {
    S.WRITING: "稿件还在起草，请先确定公开属性并送审。",
    S.REVIEW: "稿件正在审查；需要修改的，请先“撤回送审”。",
    S.APPROVED: "审查已经通过；需要修改的，请先退回。",
    S.SCHEDULED: "稿件等待定时公开；需要改变时间的，请“更改时间”；需要修改内容的，请先“退回修改”。",
    S.DONE: "稿件已经办结；需要改变已公开的信息，请办理更正、修改或者撤回。",
    S.DROPPED: "稿件已经作废；需要时请重新起草。",
}


def act(code: str) -> Act:
    """The row of that code. Raises KeyError."""
    for row in ACTS:
        if row.code == code:
            return row
    raise KeyError(code)


def require(code: str, draft: Draft) -> Act:
    """The row, where the draft's state allows it. Raises NotPossible."""
    row = act(code)
    state = DraftState(draft.state)
    if state not in row.sources:
        raise impossible(
            "稿件状态", f"稿件现为“{state.label}”，不能“{row.label}”。{_ADVICE[state]}"
        )
    return row


def possible(draft: Draft) -> list[Act]:
    """What the state allows, in the order in which the desk shows it."""
    return [row for row in ACTS if draft.state in row.sources]


def lint() -> list[str]:
    """What is wrong with the table itself; empty when it is sound."""
    problems = []
    codes = [row.code for row in ACTS]
    problems += [f"{code} stands twice" for code in sorted(set(codes)) if codes.count(code) > 1]
    reachable = {S.WRITING} | {row.target for row in ACTS}
    problems += [f"{state} can never be reached" for state in S if state not in reachable]
    problems += [f"{state} has no advice" for state in S if state not in _ADVICE]
    return problems
