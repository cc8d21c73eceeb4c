"""Asking those who decide in doubt, taking a question back, and their answer.

依据：《条例》第十七条第三款：不能确定政府信息是否可以公开的，依照法律、法规和国家有关规定报有关主管部门或者保密行政管理部门确定。
"""

from __future__ import annotations

from datetime import date, datetime

from yangguang.apps.agencies.models import Agency, User
from yangguang.apps.agencies.permissions import Permission
from yangguang.apps.agencies.services.governing import acting_posts
from yangguang.apps.agencies.verdicts import Verdict, no, yes
from yangguang.apps.audit.actors import Actor, ActorKind
from yangguang.apps.duties.calendars import calendar_of
from yangguang.apps.duties.services import open_duty
from yangguang.apps.notices.recipients import Staffing
from yangguang.apps.publishing.duty_kinds import JOINT
from yangguang.apps.publishing.models import Draft, JointReview
from yangguang.apps.publishing.selectors.joint import answering_bodies
from yangguang.apps.publishing.services.owing import done, drop
from yangguang.apps.publishing.services.reviewing import SHORTEST_REASON
from yangguang.apps.publishing.services.steps import step, subject_of
from yangguang.apps.publishing.services.telling import JOINT_ANSWERED, tell
from yangguang.apps.publishing.workflow import NotPossible, impossible
from yangguang.law.counting import count_days
from yangguang.law.publication import ReviewKind

JOINT_DAYS = 5
"""Reading: Art. 17 sets no period for the answer; five working days is the default asked for."""
ARTICLE = "《条例》第十七条第三款"


def ask_joint(
    *,
    draft: Draft,
    kind: ReviewKind,
    asked: Agency,
    question: str,
    by: Actor,
    at: datetime,
) -> JointReview:
    """Ask the legal office or the secrecy bureau what the body itself cannot determine.

    Raises NotPossible without a question, where the body would ask itself, where the same is asked
    already, or where nobody at that body could answer: the review would wait for ever.
    """
    with step("ask-joint", draft, by=by, at=at) as doing:
        current = doing.draft
        if len("".join(question.split())) < SHORTEST_REASON:
            raise impossible(ARTICLE, "请写明要请求确定的问题（不得写入涉密内容）。")
        if asked.pk == current.item.agency_id:
            raise impossible(ARTICLE, "受询机关不能是本机关，请选择有权确定的机关。")
        if current.joint_reviews.filter(
            kind=kind.value, asked=asked, answer="", recalled_at__isnull=True
        ).exists():
            raise impossible(
                ARTICLE,
                f"已经就本项提请{asked.name}确定，正在等待答复；问题需要改的，请先撤回提请。",
            )
        if not Staffing(doing.day).at(asked, Permission.ITEM_JOINT):
            raise impossible(
                ARTICLE,
                f"{asked.name}在本系统中没有可以答复联合审查的人员，提请后将无人答复。请联系管理员为其登记任职，"
                "或者按规定在线下报送，按答复签署意见。",
            )
        count = count_days(doing.day, JOINT_DAYS, calendar_of(asked, on=doing.day))
        row = JointReview.objects.create(
            draft=current,
            digest=current.digest,
            revision=current.revision,
            asked=asked,
            asked_name=asked.name,
            kind=kind.value,
            question=question.strip()[:500],
            asked_at=at,
            asked_by_key=by.key,
            asked_by_name=by.name,
            due_on=count.end or doing.day,
        )
        open_duty(
            kind=JOINT,
            agency=asked,
            subject=subject_of(doing.item),
            title=f"答复《{doing.item.title[:60]}》的{kind.label}问题",
            opened_on=doing.day,
            due_on=row.due_on,
            slot=str(row.pk),
            provisional=not count.certain,
            by=by,
            at=at,
        )
        doing.basis = ARTICLE
        doing.after = {"asked": asked.name, "review": kind.value}
    return row


def may_answer_joint(review: JointReview, *, by: Actor, on: date) -> Verdict:
    """Whether this person speaks for the body that was asked: by a post there, not from above it.

    Reading: who asks (a government's office over all departments) would otherwise answer itself.
    """
    if by.kind is not ActorKind.STAFF:
        return yes(ARTICLE)
    _, held = acting_posts(by, on)
    if answering_bodies(held).filter(pk=review.asked_id).exists():
        return yes(ARTICLE)
    return no(
        ARTICLE, f"这件联合审查由{review.asked_name}答复，请由在该机关任职、可以答复的人员办理。"
    )


def answer_joint(
    *, review: JointReview, answer: JointReview.Answer, reply: str, by: Actor, at: datetime
) -> JointReview:
    """The answer of who was asked, signed; who asked and who wrote are told at once.

    Raises NotPossible for somebody of another body, a second answer, a question that was taken
    back, or no reasons.
    """
    with step("answer-joint", review.draft, by=by, at=at, reason=reply) as doing:
        fresh = JointReview.objects.select_for_update().get(pk=review.pk)
        verdict = may_answer_joint(fresh, by=by, on=doing.day)
        if not verdict:
            raise NotPossible(verdict)
        _still_waiting(fresh)
        if len("".join(reply.split())) < SHORTEST_REASON:
            raise impossible(ARTICLE, "请写明答复意见。")
        fresh.answer = answer
        fresh.reply = reply.strip()[:500]
        fresh.answered_at = at
        fresh.answered_by_key, fresh.answered_by_name = by.key, by.name
        fresh.save()
        done(JOINT, doing.item, by=by, at=at, slot=str(fresh.pk))
        _tell(fresh, doing.draft, at=at)
        doing.basis = ARTICLE
        doing.after = {"asked": fresh.asked_name, "answer": answer.value}
    review.refresh_from_db()
    return review


def recall_joint(*, review: JointReview, reason: str, by: Actor, at: datetime) -> JointReview:
    """Take a question back that is not answered yet (the wrong body, no longer in doubt).

    The question and the reason stay on record. Raises NotPossible for one's own text, without a
    reason, for what is answered, or for what was taken back before.
    """
    with step("recall-joint", review.draft, by=by, at=at, reason=reason) as doing:
        fresh = JointReview.objects.select_for_update().get(pk=review.pk)
        verdict = may_recall_joint(doing.draft, by=by)
        if not verdict:
            raise NotPossible(verdict)
        _still_waiting(fresh)
        if len("".join(reason.split())) < SHORTEST_REASON:
            raise impossible(ARTICLE, "请写明撤回提请的理由。")
        fresh.recalled_at, fresh.recall_reason = at, reason.strip()[:300]
        fresh.recalled_by_key, fresh.recalled_by_name = by.key, by.name
        fresh.save()
        drop(JOINT, doing.item, why="提请机关撤回提请", by=by, at=at, slot=str(fresh.pk))
        doing.basis = ARTICLE
        doing.after = {"asked": fresh.asked_name, "review": fresh.kind}
    review.refresh_from_db()
    return review


def may_recall_joint(draft: Draft, *, by: Actor) -> Verdict:
    """Whether this person may take back what was asked about the draft: not about their own text."""
    if by.key in {draft.drafter_key, draft.submitted_by_key}:
        return no("不相容职责", "起草人、送审人不能撤回对自己稿件的提请，请由审查人办理。")
    return yes("职责")


def _still_waiting(review: JointReview) -> None:
    if review.answer:
        raise impossible("联合审查", "这件联合审查已经答复，不能再次答复，也不能撤回。")
    if review.recalled_at is not None:
        raise impossible("联合审查", "提请机关已经撤回这件联合审查，不再需要答复。")


def _tell(review: JointReview, draft: Draft, *, at: datetime) -> None:
    """Who asked, who wrote and who submitted read of the answer; the answering person need not."""
    keys = {review.asked_by_key, draft.drafter_key, draft.submitted_by_key}
    staff = [int(key) for key in keys - {review.answered_by_key} if key.isdecimal()]
    tell(
        User.objects.filter(pk__in=staff, is_active=True),
        kind=JOINT_ANSWERED,
        title=f"{review.asked_name}答复{review.get_answer_display()}",
        body=f"{review.get_kind_display()}提请{review.asked_name}确定的问题已有答复，请查看并办理。",
        item=draft.item,
        slot=str(review.pk),
        at=at,
    )
