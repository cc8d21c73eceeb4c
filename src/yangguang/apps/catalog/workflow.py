"""The life of an item as one table: in which state which act is possible, and what comes of it.

The desk draws its buttons from this table and the services refuse by it, so that a screen, the
API and an import behave alike. ``lint`` runs as a system check at start.
"""

from __future__ import annotations

from dataclasses import dataclass

from yangguang.apps.catalog.models import ItemState


class NotPossible(Exception):
    """The act is not possible for this record now; ``args[0]`` says why and what to do next."""


@dataclass(frozen=True, slots=True)
class Transition:
    act: str
    label: str
    source: ItemState
    target: ItemState
    permission: str
    needs_reason: bool


TRANSITIONS = (
    Transition("accept", "转入公开", ItemState.INBOX, ItemState.PUBLISHED, "item.accept", False),
    Transition("reject", "不予转入", ItemState.INBOX, ItemState.REJECTED, "item.accept", True),
    Transition("reopen", "重新审核", ItemState.REJECTED, ItemState.INBOX, "item.accept", True),
    Transition("publish", "公开", ItemState.DRAFT, ItemState.PUBLISHED, "item.publish", False),
    Transition("hold", "入册", ItemState.DRAFT, ItemState.HELD, "item.publish", True),
    Transition("drop", "作废", ItemState.DRAFT, ItemState.DROPPED, "item.draft", True),
    Transition("open", "转为起草", ItemState.HELD, ItemState.DRAFT, "item.publish", True),
    Transition("correct", "更正", ItemState.PUBLISHED, ItemState.PUBLISHED, "item.publish", True),
    Transition("modify", "修改", ItemState.PUBLISHED, ItemState.PUBLISHED, "item.publish", True),
    Transition("withdraw", "撤回", ItemState.PUBLISHED, ItemState.WITHDRAWN, "item.withdraw", True),
)

_ADVICE = {
    ItemState.INBOX: "该信息还在待转入，请先转入公开或不予转入。",
    ItemState.DRAFT: "该信息还是草稿，尚未公开。",
    ItemState.PUBLISHED: "该信息已经公开；如需停止公开，请使用“撤回”并说明理由。",
    ItemState.WITHDRAWN: "该信息已经撤回，不能再改变；确需公开的，请作为新信息重新办理。",
    ItemState.REJECTED: "该信息已被不予转入；如需再次审核，请使用“重新审核”。",
    ItemState.HELD: "该信息已入册，不主动公开；情势变化可以公开的，请先重新评估。",
    ItemState.DROPPED: "该稿件已经作废；需要时请重新起草。",
}


def transition(act: str, state: str) -> Transition:
    """The row for this act in this state. Raises NotPossible with the sentence for the clerk."""
    for row in TRANSITIONS:
        if row.act == act and row.source == state:
            return row
    current = ItemState(state)
    label = next((row.label for row in TRANSITIONS if row.act == act), act)
    raise NotPossible(f"当前状态为“{current.label}”，不能“{label}”。{_ADVICE[current]}")


def possible_acts(state: str) -> list[Transition]:
    """What can be done in this state, in the order the desk shows it."""
    return [row for row in TRANSITIONS if row.source == state]


def lint() -> list[str]:
    """What is wrong with the table itself; empty when it is sound."""
    problems = []
    seen: set[tuple[str, str]] = set()
    for row in TRANSITIONS:
        if (row.act, row.source) in seen:
            problems.append(f"{row.act} stands twice for {row.source}")
        seen.add((row.act, row.source))
    reachable = {ItemState.INBOX, ItemState.DRAFT} | {row.target for row in TRANSITIONS}
    problems.extend(
        f"{state} can never be reached" for state in ItemState if state not in reachable
    )
    problems.extend(f"{state} has no advice" for state in ItemState if state not in _ADVICE)
    return problems
