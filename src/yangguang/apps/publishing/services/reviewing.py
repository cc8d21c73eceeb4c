"""Signing the reviews, and settling what the machine noticed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from yangguang.apps.agencies.models import Agency, User
from yangguang.apps.agencies.permissions import Permission
from yangguang.apps.agencies.selectors import Holding, may
from yangguang.apps.agencies.services.governing import acting_posts
from yangguang.apps.agencies.verdicts import Verdict, no, yes
from yangguang.apps.audit.actors import Actor, ActorKind
from yangguang.apps.publishing.checklists import Question, questions_for
from yangguang.apps.publishing.models import Draft, DraftState, Finding, Opinion, Outcome
from yangguang.apps.publishing.selectors.joint import obstacle
from yangguang.apps.publishing.selectors.reviews import missing_reviews, signed_kinds
from yangguang.apps.publishing.services.steps import step
from yangguang.apps.publishing.services.submitting import digest_of, open_questions
from yangguang.apps.publishing.workflow import NotPossible, act, impossible
from yangguang.law.publication import ReviewKind, review_citation

SHORTEST_REASON = 4


def sign_opinion(
    *,
    draft: Draft,
    kind: ReviewKind,
    outcome: Outcome,
    answers: Mapping[str, str] | None = None,
    remark: str = "",
    agency: Agency,
    by: Actor,
    at: datetime,
) -> Opinion:
    """Sign one review on the very text that was submitted.

    ``answers`` gives yes or no for each question of the list in force. The last of three passes
    moves the draft on; a return or refusal sends it back to its writer. Raises NotPossible where
    `may_review` says no, a question is open, an answer contradicts
    the outcome, the remark is missing where it is not a pass, the review has passed already, a finding
    of the machine waits for a decision (formal review), or the text is not what was submitted.
    依据：《条例》第十七条。
    """
    with step(f"review-{kind.value}", draft, by=by, at=at, reason=remark) as doing:
        current = doing.draft
        citation = review_citation(doing.day).short
        doing.basis = citation
        verdict = may_review(draft=current, kind=kind, by=by, on=doing.day)
        if not verdict:
            raise NotPossible(verdict)
        if digest_of(current) != current.digest:
            raise impossible("稿件摘要", "稿件与送审时不一致，请由起草人撤回后重新送审。")
        checklist, questions = questions_for(kind, current.item.agency)
        given = {row["key"]: (answers or {}).get(row["key"], "") for row in questions}
        if outcome == Outcome.PASS:
            _not_passed_yet(current, kind)
            _complete(questions, given)
            _joint_settled(current, [kind], remark)
            if kind is ReviewKind.FORMAL:
                _findings_settled(current)
                _findings_decided(current)
        elif len("".join(remark.split())) < SHORTEST_REASON:
            raise impossible(citation, f"“{outcome.label}”须写明意见，请填写后再签署。")
        opinion = Opinion.objects.create(
            draft=current,
            kind=kind.value,
            outcome=outcome,
            digest=current.digest,
            checklist=checklist,
            questions=list(questions),
            answers=given,
            remark=remark.strip()[:500],
            agency=agency,
            agency_name=agency.name,
            signed_by_key=by.key,
            signed_by_name=by.name,
            signed_at=at,
        )
        doing.after = {"review": kind.value, "outcome": outcome.value}
        if outcome == Outcome.PASS:
            if not missing_reviews(current):
                # A question may have come up about a review that had passed.
                _joint_settled(current, [one for one in ReviewKind if one != kind])
                current.state = DraftState.APPROVED
        else:
            current.state = DraftState.WRITING
            current.returned_reason = f"{kind.label}：{remark.strip()}"[:500]
    return opinion


def may_review(*, draft: Draft, kind: ReviewKind, by: Actor, on: date) -> Verdict:
    """Whether this person may sign this review of the draft: not their own text, and by their post.

    The system signs nothing by itself; a command stands for whoever holds the machine.
    依据：《条例》第十七条第二款。Reading: that nobody reviews their own text is the house's own rule.
    """
    citation = review_citation(on).short
    if by.key in {draft.drafter_key, draft.submitted_by_key}:
        return no("不相容职责", "起草人、送审人不能审查自己的稿件，请由其他审查人办理。")
    if by.kind is ActorKind.SYSTEM:
        return no(citation, "审查意见须由审查人签署，系统不能代签。请由有该项权限的人员办理。")
    if by.kind is not ActorKind.STAFF:
        return yes(citation)
    person, held = acting_posts(by, on)
    return any_permitted(
        person, act(f"review-{kind.value}").permissions, draft.item.agency, on, held
    )


def any_permitted(
    person: User,
    permissions: Sequence[Permission],
    agency: Agency,
    on: date,
    held: Sequence[Holding],
) -> Verdict:
    """The first yes among these permissions, else the last no."""
    verdicts = [may(person, one, agency, on, held=held) for one in permissions]
    return next((one for one in verdicts if one), verdicts[-1])


def _not_passed_yet(draft: Draft, kind: ReviewKind) -> None:
    before = signed_kinds(draft).get(kind)
    if before is not None and before.outcome == Outcome.PASS:
        raise impossible(
            "审查意见", f"{kind.label}已由{before.signed_by_name}签署同意公开，不必重复签署。"
        )


def _complete(questions: Sequence[Question], given: Mapping[str, str]) -> None:
    unanswered = [
        str(number)
        for number, row in enumerate(questions, start=1)
        if given[row["key"]] not in {"yes", "no"}
    ]
    if unanswered:
        raise impossible("审查表", f"第{'、'.join(unanswered)}项还没有结论，请逐项填写。")
    against = [
        (number, row)
        for number, row in enumerate(questions, start=1)
        if given[row["key"]] != row["expected"]
    ]
    if against:
        told = "；".join(
            f"第{number}项“{row['text']}”的结论不是“{'是' if row['expected'] == 'yes' else '否'}”"
            for number, row in against
        )
        raise impossible(
            against[0][1]["basis"],
            f"{told}，不能同意公开；请退回修改、不同意公开，或者提请联合审查。",
        )


def _findings_settled(draft: Draft) -> None:
    left = draft.findings.filter(
        digest=draft.digest,
        severity=Finding.Severity.BLOCK,
        decision__in=["", Finding.Decision.ACCEPTED],
    ).count()
    if left:
        raise impossible(
            "机检问题", f"还有 {left} 个必须处理的机检问题，请逐个修改，或者写明理由后不作修改。"
        )


def _findings_decided(draft: Draft) -> None:
    """Grave or not, of each it is said whether it is corrected or why it stays."""
    left = sum(open_questions(draft).values())
    if left:
        raise impossible(
            "机检问题", f"还有 {left} 个机检问题没有处理，请逐个修改，或者写明理由后不作修改。"
        )


def _joint_settled(draft: Draft, kinds: Sequence[ReviewKind], remark: str | None = None) -> None:
    """What was asked of others is answered and followed. ``remark``: what the pass says to it.

    依据：《条例》第十七条第三款。
    """
    for kind in kinds:
        hindered = obstacle(draft, kind)
        if hindered is None:
            continue
        told = remark is None or len("".join(remark.split())) >= SHORTEST_REASON
        if hindered.final or not told:
            raise impossible("《条例》第十七条", hindered.sentence)


def decide_finding(
    *, finding: Finding, decision: Finding.Decision, reason: str = "", by: Actor, at: datetime
) -> Finding:
    """Settle one finding: to be corrected, or left as it is with a reason that stays on record.

    Raises NotPossible without a reason where nothing will be changed, or where the writer alone
    would wave through what must be dealt with.
    """
    with step("decide-finding", finding.draft, by=by, at=at, reason=reason) as doing:
        fresh = Finding.objects.select_for_update().get(pk=finding.pk)
        if decision not in {Finding.Decision.ACCEPTED, Finding.Decision.OVERRIDDEN}:
            raise ValueError("a person accepts or overrides; the machine sees what was corrected")
        if decision == Finding.Decision.OVERRIDDEN:
            if len("".join(reason.split())) < SHORTEST_REASON:
                raise impossible("机检问题", "不作修改须写明理由，例如依法应当公开的条款。")
            if (
                fresh.severity == Finding.Severity.BLOCK
                and by.key == doing.draft.drafter_key
                and fresh.code.startswith("personal-")
            ):
                raise impossible("不相容职责", "个人信息不作遮盖的，须由起草人以外的审查人决定。")
        fresh.decision = decision
        fresh.reason = reason.strip()[:300]
        fresh.decided_at = at
        fresh.decided_by_key, fresh.decided_by_name = by.key, by.name
        fresh.save()
        doing.after = {"finding": fresh.code, "decision": decision.value}
    finding.refresh_from_db()
    return finding
