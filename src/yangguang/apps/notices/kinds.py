"""What kinds of message there are, as people filter them."""

from __future__ import annotations

KINDS = {
    "duty.reminder": "期限提醒",
    "duty.digest": "期限提醒汇总",
    "duty.escalation": "超期上报",
    "duty.assigned": "分派承办",
    "supervision.issued": "催办督办",
    "supervision.answered": "催办督办反馈",
    "supervision.returned": "退回重报",
    "supervision.closed": "催办督办办结",
}


_ended_by_link: set[str] = set()


def register_notice_kind(code: str, label: str, *, link_ends: bool = False) -> None:
    """Name a kind of message of a higher app; called at start.

    ``link_ends``: the link of such a message is where its reader ends them, by one request too.
    """
    KINDS[code] = label
    if link_ends:
        _ended_by_link.add(code)


def link_ends(code: str) -> bool:
    """Whether the link of a message of this kind is where its reader ends them."""
    return code in _ended_by_link


def label_of(code: str) -> str:
    """The Chinese name of a kind; the code of one that nobody names any more."""
    return KINDS.get(code, code)
