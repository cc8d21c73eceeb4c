"""Joint reviews: who is asked, who answers, and what an answer does to this text and the next."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.builders.agencies import somebody
from tests.builders.catalog import an_agency
from tests.builders.drafts import (
    AT,
    HEAD,
    LEGAL,
    SECRECY,
    WRITER,
    a_draft,
    open_to_all,
    sign,
)
from yangguang.apps.agencies.models import Agency, User
from yangguang.apps.audit.models import Act
from yangguang.apps.duties.models import Duty
from yangguang.apps.notices.models import Notice
from yangguang.apps.publishing.models import Draft, DraftState, JointReview
from yangguang.apps.publishing.services.attributing import decide_attribute
from yangguang.apps.publishing.services.drafting import save_draft
from yangguang.apps.publishing.services.joint import answer_joint, ask_joint, recall_joint
from yangguang.apps.publishing.services.releasing import force_draft, may_release
from yangguang.apps.publishing.services.submitting import recall_draft, submit_draft
from yangguang.apps.publishing.workflow import NotPossible
from yangguang.law.attributes import Attribute
from yangguang.law.publication import ReviewKind

pytestmark = pytest.mark.django_db

Answer = JointReview.Answer
LATER = AT + timedelta(hours=1)


@pytest.fixture
def bureau() -> Agency:
    return an_agency("清源市国家保密局")


@pytest.fixture
def keeper(bureau: Agency) -> User:
    return somebody("secrecy-reviewer", bureau, username="keeper")


@pytest.fixture
def draft() -> Draft:
    made = open_to_all(a_draft())
    return submit_draft(draft=made, by=WRITER, at=AT)


def asked(draft: Draft, bureau: Agency, kind: ReviewKind = ReviewKind.SECRECY) -> JointReview:
    return ask_joint(
        draft=draft, kind=kind, asked=bureau, question="附表是否需要定密", by=SECRECY, at=AT
    )


def answered(
    row: JointReview, answer: JointReview.Answer, keeper: User, reply: str = "附表坐标须删去"
) -> JointReview:
    return answer_joint(
        review=row, answer=answer, reply=reply, by=keeper.actor(row.asked), at=LATER
    )


def changed(draft: Draft, words: str = "<p>附表已经删去。</p>") -> Draft:
    """Taken back, written anew and submitted again."""
    if draft.state == DraftState.REVIEW:
        recall_draft(draft=draft, by=WRITER, at=LATER)
    save_draft(
        draft=draft,
        revision=draft.revision,
        title=draft.title,
        body_html=words,
        by=WRITER,
        at=LATER,
    )
    return submit_draft(draft=draft, by=WRITER, at=LATER)


def test_a_doubt_asked_of_the_secrecy_bureau_holds_the_review_until_answered(
    draft: Draft, bureau: Agency, keeper: User
) -> None:
    row = asked(draft, bureau)
    duty = Duty.objects.get(kind="publishing.joint")
    assert (duty.agency, duty.due_on) == (bureau, date(2026, 3, 17))
    with pytest.raises(NotPossible, match="答复前不能同意公开"):
        sign(draft, ReviewKind.SECRECY)
    answered(row, Answer.OPEN, keeper, "不属于国家秘密")
    duty.refresh_from_db()
    assert not duty.is_open
    sign(draft, ReviewKind.SECRECY)
    with pytest.raises(NotPossible, match="不能再次答复"):
        answered(row, Answer.CLOSED, keeper, "改变意见")


def test_nobody_is_asked_who_could_not_answer(draft: Draft, bureau: Agency) -> None:
    somebody("disclosure-director", an_agency("清源市人民政府"), username="director")
    with pytest.raises(NotPossible, match="清源市国家保密局在本系统中没有可以答复联合审查的人员"):
        asked(draft, bureau)
    with pytest.raises(NotPossible, match="受询机关不能是本机关"):
        asked(draft, draft.item.agency)


def test_only_those_who_hold_a_post_at_the_body_answer_for_it(
    draft: Draft, bureau: Agency, keeper: User
) -> None:
    row = asked(draft, bureau)
    government = an_agency("清源市人民政府")
    bureau.parent, bureau.path = government, f"{government.path}{government.pk}/"
    bureau.save()
    director = somebody("disclosure-director", government, username="director")
    with pytest.raises(NotPossible, match="由清源市国家保密局答复"):
        answer_joint(
            review=row,
            answer=Answer.OPEN,
            reply="可以公开",
            by=director.actor(government),
            at=LATER,
        )
    answered(row, Answer.OPEN, keeper, "可以公开")


def test_a_bureau_that_says_no_is_not_evaded_by_a_changed_comma(
    draft: Draft, bureau: Agency, keeper: User
) -> None:
    answered(asked(draft, bureau), Answer.CLOSED, keeper)
    with pytest.raises(NotPossible, match="答复不得公开"):
        sign(draft, ReviewKind.SECRECY)
    changed(draft)
    with pytest.raises(NotPossible, match="就此前的稿答复不得公开"):
        sign(draft, ReviewKind.SECRECY)
    answered(asked(draft, bureau), Answer.OPEN, keeper, "附表删去后可以公开")
    sign(draft, ReviewKind.SECRECY)


def test_what_may_not_be_open_passes_as_withheld(
    draft: Draft, bureau: Agency, keeper: User
) -> None:
    answered(asked(draft, bureau), Answer.CLOSED, keeper)
    recall_draft(draft=draft, by=WRITER, at=LATER)
    decide_attribute(
        draft=draft, attribute=Attribute.WITHHELD, ground="process-draft",
        reason="讨论记录属于过程性信息", by=WRITER, at=LATER,
    )  # fmt: skip
    submit_draft(draft=draft, by=WRITER, at=LATER)
    sign(draft, ReviewKind.SECRECY, at=LATER)


def test_conditions_are_met_in_a_changed_text_and_the_reviewer_says_how(
    draft: Draft, bureau: Agency, keeper: User
) -> None:
    answered(asked(draft, bureau), Answer.PART, keeper)
    with pytest.raises(NotPossible, match="本稿还没有修改"):
        sign(draft, ReviewKind.SECRECY, remark="已经看过答复")
    changed(draft)
    with pytest.raises(NotPossible, match="写明本稿怎样落实"):
        sign(draft, ReviewKind.SECRECY)
    sign(draft, ReviewKind.SECRECY, remark="附表坐标已经删去")


def test_a_question_outlives_the_text_it_was_about_until_it_is_taken_back(
    draft: Draft, bureau: Agency, keeper: User
) -> None:
    row = asked(draft, bureau)
    changed(draft)
    with pytest.raises(NotPossible, match="请先撤回提请"):
        sign(draft, ReviewKind.SECRECY)
    with pytest.raises(NotPossible, match="正在等待答复"):
        asked(draft, bureau)
    with pytest.raises(NotPossible, match="写明撤回提请的理由"):
        recall_joint(review=row, reason="错", by=SECRECY, at=LATER)
    with pytest.raises(NotPossible, match="起草人、送审人不能撤回"):
        recall_joint(review=row, reason="急着公开这份通知", by=WRITER, at=LATER)
    recall_joint(review=row, reason="附表已经删去，不再有疑问", by=SECRECY, at=LATER)
    assert not Duty.objects.get(kind="publishing.joint").is_open
    assert Act.objects.get(verb="draft.recall-joint").reason == "附表已经删去，不再有疑问"
    with pytest.raises(NotPossible, match="已经撤回"):
        answered(row, Answer.OPEN, keeper)
    sign(draft, ReviewKind.SECRECY)


def test_what_is_answered_is_not_taken_back(draft: Draft, bureau: Agency, keeper: User) -> None:
    row = answered(asked(draft, bureau), Answer.CLOSED, keeper)
    with pytest.raises(NotPossible, match="不能撤回"):
        recall_joint(review=row, reason="换一个机关再问", by=SECRECY, at=LATER)


def test_a_doubt_that_comes_up_after_a_signature_holds_the_whole_review(
    draft: Draft, bureau: Agency, keeper: User
) -> None:
    sign(draft, ReviewKind.LEGAL)
    sign(draft, ReviewKind.SECRECY)
    row = asked(draft, bureau)
    with pytest.raises(NotPossible, match="答复前不能同意公开"):
        sign(draft, ReviewKind.FORMAL)
    draft.refresh_from_db()
    assert draft.state == DraftState.REVIEW
    answered(row, Answer.OPEN, keeper, "不属于国家秘密")
    sign(draft, ReviewKind.FORMAL)
    draft.refresh_from_db()
    assert draft.state == DraftState.APPROVED


@pytest.mark.parametrize("answer", [None, Answer.CLOSED, Answer.PART])
def test_no_emergency_passes_over_what_others_were_asked_to_determine(
    draft: Draft, bureau: Agency, keeper: User, answer: JointReview.Answer | None
) -> None:
    sign(draft, ReviewKind.SECRECY)
    row = ask_joint(
        draft=draft, kind=ReviewKind.LEGAL, asked=bureau, question="是否有权规定", by=LEGAL, at=AT
    )
    if answer is not None:
        answered(row, answer, keeper)
    with pytest.raises(NotPossible, match="这一步不能越过"):
        force_draft(draft=draft, reason="洪水预警，须立即告知公众", by=HEAD, at=LATER)


def test_an_answer_against_a_forced_text_stops_its_release(
    draft: Draft, bureau: Agency, keeper: User
) -> None:
    sign(draft, ReviewKind.SECRECY)
    force_draft(draft=draft, reason="洪水预警，须立即告知公众", by=HEAD, at=AT)
    JointReview.objects.create(
        draft=draft, digest=draft.digest, asked=bureau, asked_name=bureau.name, kind="legal",
        question="是否有权规定", asked_at=AT, asked_by_key="x", asked_by_name="法制员",
        due_on=date(2026, 3, 17), answer=Answer.CLOSED, reply="不得公开",
    )  # fmt: skip
    assert not may_release(draft, by=HEAD, at=LATER)


def test_who_asked_and_who_wrote_are_told_of_the_answer(bureau: Agency, keeper: User) -> None:
    office = an_agency()
    writer = somebody("agency-clerk", office, username="writer")
    reviewer = somebody("legal-reviewer", office, username="reviewer")
    made = open_to_all(a_draft(agency=office, by=writer.actor(office)))
    submit_draft(draft=made, by=writer.actor(office), at=AT)
    row = ask_joint(
        draft=made, kind=ReviewKind.LEGAL, asked=bureau, question="是否有权规定",
        by=reviewer.actor(office), at=AT,
    )  # fmt: skip
    answered(row, Answer.PART, keeper)
    told = Notice.objects.filter(kind="publishing.joint-answered")
    assert {one.recipient for one in told} == {writer, reviewer}
    assert told[0].title == f"清源市国家保密局答复部分公开：{made.title}"
