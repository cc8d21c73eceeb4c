"""Where a draft stands, what it waits for, and what has happened to it, in sentences for its page."""

from __future__ import annotations

from yangguang.apps.audit.models import Act as AuditAct
from yangguang.apps.catalog.models import Edition, Item
from yangguang.apps.publishing.models import Draft, DraftState, Outcome
from yangguang.apps.publishing.selectors.joint import obstacle_of, standing_questions
from yangguang.apps.publishing.selectors.reviews import missing_reviews
from yangguang.apps.publishing.services.submitting import (
    digest_of,
    may_change,
    may_submit,
    open_questions,
)
from yangguang.desk.histories import HEADER, READ, TOLD, told_once
from yangguang.law.attributes import Attribute


def is_unmended(draft: Draft) -> bool:
    """Whether a reviewer sent back the very text that stands there now."""
    last = draft.opinions.filter(digest=draft.digest).order_by("-signed_at", "-pk").first()
    return last is not None and last.outcome != Outcome.PASS and digest_of(draft) == draft.digest


def sent_back(draft: Draft, story: list[AuditAct]) -> AuditAct | None:
    """The act by which the draft last came back to its writer, as long as it lies there."""
    if draft.state != DraftState.WRITING:
        return None
    for row in story:
        if row.verb == "draft.submit":
            return None
        returned = (row.after or {}).get("state") == DraftState.WRITING.value
        if row.verb == "draft.return" or (row.verb.startswith("draft.review-") and returned):
            return row
    return None


def standing(draft: Draft) -> str:
    """One sentence on where the draft is and what it waits for."""
    state = DraftState(draft.state)
    public = may_change(draft)
    if draft.is_open and not public:
        return public.sentence
    if state == DraftState.WRITING:
        if is_unmended(draft):
            return f"退回后还没有修改，请先按审查意见修改，再送审。{_asked_of_others(draft)}"
        verdict = may_submit(draft)
        ready = f"内容齐备，可以送审。{_unplaced(draft)}" if verdict else verdict.sentence
        return f"{ready}{_asked_of_others(draft)}"
    if state == DraftState.REVIEW:
        names = "、".join(kind.label for kind in missing_reviews(draft))
        waiting = f"等待{names}。" if names else "三项审查都已通过。"
        return f"{waiting}{_asked_of_others(draft)}"
    if state == DraftState.APPROVED:
        passed = passed_over(draft) or "审查已通过"
        blocks = open_questions(draft)["block"]
        if blocks:
            return f"{passed}，还有 {blocks} 个必须处理的机检问题。"
        done = "公开" if draft.attribute == Attribute.PROACTIVE.value else "入册"
        return f"{passed}，等待{done}。{_unplaced(draft)}"
    return draft.close_reason


def _unplaced(draft: Draft) -> str:
    """What follows from a first text that goes out without a column; empty where it has one."""
    first = draft.act == Edition.Act.FIRST and draft.attribute == Attribute.PROACTIVE.value
    if not first or draft.item.column_id is not None:
        return ""
    return "还没有选择栏目，公开后只列在机构页面和检索结果中。"


def passed_over(draft: Draft) -> str:
    """Which reviews were passed over for an emergency; empty where none was."""
    if not draft.forced_reason:
        return ""
    names = "、".join(kind.label for kind in missing_reviews(draft))
    return f"已越过{names}（没有通过审查）" if names else ""


def _asked_of_others(draft: Draft) -> str:
    """Whom a joint review waits for and until when, or what an answer asks for."""
    found = (obstacle_of(draft, row) for row in standing_questions(draft))
    return "".join(one.advice for one in found if one is not None)


def story_of(item: Item) -> list[AuditAct]:
    """The recorded acts on the item and its drafts, newest first; headers written along are left out."""
    rows = AuditAct.objects.filter(subject_kind="item", subject_key=str(item.pk))
    return told_once(rows.exclude(verb=HEADER).order_by("-id")[:READ])[:TOLD]
