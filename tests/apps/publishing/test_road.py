"""From a draft to a public document: what each step needs, and what it leaves behind."""

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.builders.catalog import a_stored_file, an_item, noon
from tests.builders.drafts import (
    AT,
    BODY,
    FORMAL,
    HEAD,
    LEGAL,
    WRITER,
    a_draft,
    answers,
    open_to_all,
    published,
    reviewed,
    sign,
)
from yangguang.apps.audit.models import Act
from yangguang.apps.catalog.models import Edition, Item, ItemState
from yangguang.apps.catalog.services import withdraw_item
from yangguang.apps.duties.models import Duty
from yangguang.apps.events.models import Event
from yangguang.apps.privacy.models import Finding as PersonalFinding
from yangguang.apps.publishing.models import (
    Draft,
    DraftState,
    Finding,
    ItemAttribute,
    Outcome,
    Reassessment,
)
from yangguang.apps.publishing.services.attaching import attach_file
from yangguang.apps.publishing.services.attributing import decide_attribute
from yangguang.apps.publishing.services.drafting import (
    save_draft,
    start_change,
    start_on,
)
from yangguang.apps.publishing.services.dropping import drop_draft
from yangguang.apps.publishing.services.interpreting import plan_interpretation
from yangguang.apps.publishing.services.reassessing import reassess
from yangguang.apps.publishing.services.releasing import (
    force_draft,
    may_release,
    publish_draft,
    publish_due,
    return_draft,
    schedule_draft,
)
from yangguang.apps.publishing.services.reviewing import (
    decide_finding,
    sign_opinion,
)
from yangguang.apps.publishing.services.submitting import (
    changes_nothing,
    may_submit,
    recall_draft,
    submit_draft,
)
from yangguang.apps.publishing.services.validity import expire_due
from yangguang.apps.publishing.workflow import EditConflict, NotPossible, lint
from yangguang.law.attributes import Attribute
from yangguang.law.publication import ReviewKind

pytestmark = pytest.mark.django_db


def test_the_table_of_acts_is_sound() -> None:
    assert lint() == []


def test_three_signatures_make_a_draft_public_with_number_edition_and_record() -> None:
    item = published()
    assert item.state == ItemState.PUBLISHED
    assert item.released_at == AT
    assert item.index_number is not None
    assert item.index_number.endswith("2026-00001")
    edition = item.edition
    assert edition is not None
    assert (edition.number, edition.act, edition.body_html) == (1, "first", BODY)
    assert "二次供水" in edition.body_text
    fact = ItemAttribute.objects.get(item=item)
    assert (fact.attribute, fact.ground, fact.valid_to) == ("proactive", "article-20-11", None)
    act = Act.objects.get(verb="item.publish")
    assert "合法性审查（法制员，2026-03-10）" in act.basis
    assert Event.objects.filter(kind="item.published", subject_key=str(item.pk)).count() == 1
    assert Draft.objects.get(item=item).state == DraftState.DONE


def test_the_publication_duty_runs_from_the_day_of_forming_and_ends_with_release() -> None:
    draft = a_draft()
    duty = Duty.objects.get(kind="publishing.publish")
    assert (duty.opened_on, duty.due_on, duty.is_open) == (
        date(2026, 3, 2),
        date(2026, 3, 30),
        True,
    )
    published(draft)
    duty.refresh_from_db()
    assert not duty.is_open


def test_a_changed_day_of_forming_moves_the_duty() -> None:
    draft = a_draft()
    save_draft(
        draft=draft, revision=draft.revision, title=draft.title, body_html=draft.body_html,
        header={**draft.header, "formed_on": "2026-03-03"}, by=WRITER, at=AT,
    )  # fmt: skip
    assert Duty.objects.get(kind="publishing.publish").due_on == date(2026, 3, 31)


def test_without_an_attribute_nothing_goes_to_review() -> None:
    draft = a_draft()
    verdict = may_submit(draft)
    assert not verdict
    assert "公开属性" in verdict.sentence
    with pytest.raises(NotPossible, match="公开属性"):
        submit_draft(draft=draft, by=WRITER, at=AT)


def test_a_policy_needs_a_plan_to_explain_it_or_a_reason() -> None:
    draft = a_draft(header={"kind": "policy-document", "formed_on": "2026-03-02"})
    decide_attribute(
        draft=draft, attribute=Attribute.PROACTIVE, ground="article-20-1", by=WRITER, at=AT
    )
    with pytest.raises(NotPossible, match="解读方案"):
        submit_draft(draft=draft, by=WRITER, at=AT)
    with pytest.raises(NotPossible, match="写明理由"):
        plan_interpretation(draft=draft, needed=False, reason="无", by=WRITER, at=AT)
    plan_interpretation(
        draft=draft, needed=False, reason="只是转发上级文件，没有新的规定", by=WRITER, at=AT
    )
    submit_draft(draft=draft, by=WRITER, at=AT)
    assert draft.state == DraftState.REVIEW


def test_an_explained_policy_owes_its_interpretation_after_release() -> None:
    published(a_draft(header={"kind": "policy-document", "formed_on": "2026-03-02"}))
    duty = Duty.objects.get(kind="publishing.interpret")
    assert duty.due_on == date(2026, 3, 13)


@pytest.mark.parametrize("kind", list(ReviewKind))
def test_the_writer_reviews_nothing_of_their_own(kind: ReviewKind) -> None:
    draft = open_to_all(a_draft())
    submit_draft(draft=draft, by=WRITER, at=AT)
    with pytest.raises(NotPossible, match="不能审查自己的稿件"):
        sign(draft, kind, by=WRITER)


def test_the_writer_does_not_release_it_either() -> None:
    draft = reviewed(open_to_all(a_draft()))
    assert draft.state == DraftState.APPROVED
    with pytest.raises(NotPossible, match="不能公开自己的稿件"):
        publish_draft(draft=draft, by=WRITER, at=AT)
    assert Item.objects.get(pk=draft.item_id).state == ItemState.DRAFT


@pytest.mark.parametrize("left_out", list(ReviewKind))
def test_two_of_three_reviews_are_not_enough(left_out: ReviewKind) -> None:
    draft = open_to_all(a_draft())
    submit_draft(draft=draft, by=WRITER, at=AT)
    for kind in ReviewKind:
        if kind is not left_out:
            sign(draft, kind)
    draft.refresh_from_db()
    assert draft.state == DraftState.REVIEW
    with pytest.raises(NotPossible, match="正在审查"):
        publish_draft(draft=draft, by=HEAD, at=AT)
    assert left_out.label in may_release(draft, by=HEAD, at=AT).sentence


def test_a_refusal_at_the_secrecy_review_sends_it_back_and_stays_on_record() -> None:
    draft = open_to_all(a_draft())
    submit_draft(draft=draft, by=WRITER, at=AT)
    sign(draft, ReviewKind.LEGAL)
    with pytest.raises(NotPossible, match="须写明意见"):
        sign(draft, ReviewKind.SECRECY, Outcome.REFUSE)
    sign(draft, ReviewKind.SECRECY, Outcome.REFUSE, remark="附图标有管线坐标，应当删去")
    draft.refresh_from_db()
    assert draft.state == DraftState.WRITING
    assert [row.outcome for row in draft.opinions.all()] == ["pass", "refuse"]


def test_opinions_on_another_text_do_not_count() -> None:
    draft = reviewed(open_to_all(a_draft()))
    return_draft(draft=draft, reason="标题改为全称", by=HEAD, at=AT)
    save_draft(
        draft=draft, revision=draft.revision, title="清源市城区二次供水管理通知",
        body_html=draft.body_html, by=WRITER, at=AT,
    )  # fmt: skip
    submit_draft(draft=draft, by=WRITER, at=AT)
    assert draft.state == DraftState.REVIEW
    sign(draft, ReviewKind.LEGAL)
    draft.refresh_from_db()
    assert draft.state == DraftState.REVIEW


def test_opinions_on_the_very_same_text_still_count() -> None:
    draft = open_to_all(a_draft())
    submit_draft(draft=draft, by=WRITER, at=AT)
    sign(draft, ReviewKind.LEGAL)
    recall_draft(draft=draft, by=WRITER, at=AT)
    submit_draft(draft=draft, by=WRITER, at=AT)
    sign(draft, ReviewKind.SECRECY)
    sign(draft, ReviewKind.FORMAL)
    draft.refresh_from_db()
    assert draft.state == DraftState.APPROVED


def test_a_pass_answers_every_question_as_a_pass_needs() -> None:
    draft = open_to_all(a_draft())
    submit_draft(draft=draft, by=WRITER, at=AT)
    given = answers(draft, ReviewKind.SECRECY)
    with pytest.raises(NotPossible, match="第1、2、3、4、5项还没有结论"):
        sign(draft, ReviewKind.SECRECY, answers={})
    with pytest.raises(NotPossible, match="第2项还没有结论"):
        sign(draft, ReviewKind.SECRECY, answers={**given, list(given)[1]: ""})
    with pytest.raises(NotPossible, match="不能同意公开"):
        sign(draft, ReviewKind.SECRECY, answers={**given, "classified": "yes"})


def test_a_review_passes_once_and_can_still_be_refused() -> None:
    draft = open_to_all(a_draft())
    submit_draft(draft=draft, by=WRITER, at=AT)
    sign(draft, ReviewKind.SECRECY)
    with pytest.raises(NotPossible, match="保密审查已由保密员签署同意公开，不必重复签署"):
        sign(draft, ReviewKind.SECRECY)
    assert draft.opinions.count() == 1
    sign(draft, ReviewKind.SECRECY, Outcome.REFUSE, remark="附表坐标不宜公开")
    draft.refresh_from_db()
    assert draft.state == DraftState.WRITING


def test_an_emergency_passes_over_all_but_secrecy_and_says_so() -> None:
    draft = open_to_all(a_draft())
    submit_draft(draft=draft, by=WRITER, at=AT)
    with pytest.raises(NotPossible, match="保密审查没有通过"):
        force_draft(draft=draft, reason="洪水预警，须立即告知公众", by=HEAD, at=AT)
    sign(draft, ReviewKind.SECRECY)
    with pytest.raises(NotPossible, match="须说明理由"):
        force_draft(draft=draft, reason=" ", by=HEAD, at=AT)
    force_draft(draft=draft, reason="洪水预警，须立即告知公众", by=HEAD, at=AT)
    publish_draft(draft=draft, by=HEAD, at=AT)
    assert "越过合法性审查、要件审查：洪水预警" in Act.objects.get(verb="item.publish").basis


def test_somebody_who_saves_second_is_shown_the_first_text() -> None:
    draft = a_draft()
    mine = Draft.objects.get(pk=draft.pk)
    save_draft(
        draft=draft, revision=1, title=draft.title, body_html="<p>甲的文字</p>", by=WRITER, at=AT
    )
    with pytest.raises(EditConflict, match="起草人已于3月10日12:00保存了另一稿") as caught:
        save_draft(
            draft=mine, revision=1, title=mine.title, body_html="<p>乙的文字</p>", by=HEAD, at=AT
        )
    assert caught.value.draft.body_html == "<p>甲的文字</p>"


def test_every_saving_can_be_brought_back() -> None:
    draft = a_draft()
    save_draft(draft=draft, revision=1, title="另一标题", body_html="<p>甲</p>", by=WRITER, at=AT)
    assert [row.revision for row in draft.savings.all()] == [2, 1]


def test_a_classified_text_is_refused_and_nothing_is_kept() -> None:
    with pytest.raises(NotPossible, match="非涉密系统"):
        a_draft(body_html="<p>机密★10年</p><p>关于某事项的通知</p>")
    assert not Item.objects.exists()


def test_a_state_secret_leaves_a_line_and_nothing_else() -> None:
    draft = a_draft(
        "某工程坐标一览", header={"formed_on": "2026-03-02", "doc_number": "清水〔2026〕1号"}
    )
    decide_attribute(
        draft=draft, attribute=Attribute.WITHHELD, ground="state-secret",
        reason="依法定密，依据见定密台账", by=WRITER, at=AT,
    )  # fmt: skip
    draft.refresh_from_db()
    item = draft.item
    assert (draft.state, item.state) == (DraftState.DONE, ItemState.HELD)
    assert (item.title, item.doc_number, draft.body_html) == (
        "不予公开信息（涉密，未录入内容）", "", "",
    )  # fmt: skip
    assert not draft.savings.exists()
    assert not item.editions.exists()
    assert item.index_number


def test_what_is_withheld_is_entered_not_shown_and_owes_a_later_look() -> None:
    draft = a_draft()
    decide_attribute(
        draft=draft, attribute=Attribute.WITHHELD, ground="process-draft",
        reason="还在讨论，尚未形成决定", by=WRITER, at=AT,
    )  # fmt: skip
    assert not Duty.objects.get(kind="publishing.publish").is_open
    item = publish_draft(draft=reviewed(draft), by=HEAD, at=AT)
    assert (item.state, item.released_at, item.edition) == (ItemState.HELD, None, None)
    row = Reassessment.objects.get(item=item)
    assert row.due_on == date(2027, 3, 10)
    assert Duty.objects.get(kind="publishing.reassess").due_on == date(2027, 3, 10)


def test_a_later_look_keeps_or_opens() -> None:
    draft = a_draft()
    decide_attribute(
        draft=draft, attribute=Attribute.WITHHELD, ground="process-draft",
        reason="还在讨论，尚未形成决定", by=WRITER, at=AT,
    )  # fmt: skip
    item = publish_draft(draft=reviewed(draft), by=HEAD, at=AT)
    first = Reassessment.objects.get(item=item)
    later = noon(date(2027, 3, 9))
    reassess(row=first, outcome=Reassessment.Outcome.KEEP, reason="决定仍未形成", by=HEAD, at=later)
    second = Reassessment.objects.get(item=item, outcome="")
    assert second.due_on == date(2028, 3, 9)
    with pytest.raises(NotPossible, match="已有结论"):
        reassess(
            row=first, outcome=Reassessment.Outcome.OPEN, reason="决定已经作出", by=HEAD, at=later
        )
    reassess(
        row=second, outcome=Reassessment.Outcome.OPEN, reason="决定已经作出", by=HEAD, at=later
    )
    item.refresh_from_db()
    assert item.state == ItemState.DRAFT
    assert not ItemAttribute.objects.filter(item=item, valid_to__isnull=True).exists()
    duty = Duty.objects.get(kind="publishing.publish")
    assert (duty.is_open, duty.due_on) == (True, date(2027, 4, 7))
    taken_up = start_on(item=item, by=WRITER, at=later)
    assert taken_up.body_html == draft.body_html
    duty.refresh_from_db()
    assert duty.due_on == date(2027, 4, 7)
    with pytest.raises(NotPossible, match="经评估转为主动公开，不能作废"):
        drop_draft(draft=taken_up, reason="仍不宜公开", by=WRITER, at=later)
    item.refresh_from_db()
    assert item.state == ItemState.DRAFT


def test_files_of_what_was_withheld_come_along_when_it_can_be_open() -> None:
    draft = a_draft()
    attach_file(draft=draft, name="附表.txt", data="目录".encode(), by=WRITER, at=AT)
    decide_attribute(
        draft=draft, attribute=Attribute.WITHHELD, ground="process-draft",
        reason="还在讨论，尚未形成决定", by=WRITER, at=AT,
    )  # fmt: skip
    item = publish_draft(draft=reviewed(draft), by=HEAD, at=AT)
    row = Reassessment.objects.get(item=item)
    reassess(row=row, outcome=Reassessment.Outcome.OPEN, reason="决定已经作出", by=HEAD, at=AT)
    item.refresh_from_db()
    taken_up = start_on(item=item, by=WRITER, at=AT)
    assert [one.title for one in taken_up.attachments.all()] == ["附表.txt"]


def test_a_correction_is_a_new_edition_and_the_old_one_stays() -> None:
    item = published()
    with pytest.raises(NotPossible, match="须说明理由"):
        start_change(item=item, act=Edition.Act.CORRECTION, reason=" ", by=WRITER, at=AT)
    draft = start_change(
        item=item, act=Edition.Act.CORRECTION, reason="供水公司名称有误", by=WRITER, at=AT
    )
    save_draft(
        draft=draft, revision=draft.revision, title=draft.title,
        body_html=BODY.replace("市供水公司", "市供水集团"), by=WRITER, at=AT,
    )  # fmt: skip
    item.refresh_from_db()
    assert item.edition is not None
    assert "市供水公司" in item.edition.body_text
    item = publish_draft(draft=reviewed(draft), by=HEAD, at=AT + timedelta(hours=1))
    editions = list(item.editions.order_by("number"))
    assert [(row.number, row.act, row.reason) for row in editions] == [
        (1, "first", ""), (2, "correction", "供水公司名称有误"),
    ]  # fmt: skip
    assert "市供水公司" in editions[0].body_text
    assert [row.closed_at for row in editions] == [None, None]
    assert item.edition == editions[1]
    assert item.released_at == AT
    assert Act.objects.filter(verb="item.correct").count() == 1


def mended(draft: Draft) -> Draft:
    """The same with one word changed."""
    return save_draft(
        draft=draft, revision=draft.revision, title=draft.title,
        body_html=BODY.replace("市供水公司", "市供水集团"), by=WRITER, at=AT,
    )  # fmt: skip


@pytest.mark.parametrize("act", [Edition.Act.CORRECTION, Edition.Act.MODIFICATION])
def test_a_change_that_changes_nothing_does_not_go_to_review(act: Edition.Act) -> None:
    draft = start_change(item=published(), act=act, reason="名称有误", by=WRITER, at=AT)
    with pytest.raises(NotPossible, match=f"没有可以{act.label}的"):
        submit_draft(draft=draft, by=WRITER, at=AT)
    submit_draft(draft=mended(draft), by=WRITER, at=AT)


def test_a_change_of_the_header_or_the_files_alone_is_one() -> None:
    item = published()
    draft = start_change(item=item, act=Edition.Act.CORRECTION, reason="补充日期", by=WRITER, at=AT)
    assert changes_nothing(draft)
    save_draft(
        draft=draft, revision=draft.revision, title=draft.title, body_html=draft.body_html,
        header={**draft.header, "in_force_on": "2026-04-01"}, by=WRITER, at=AT,
    )  # fmt: skip
    assert not changes_nothing(Draft.objects.get(pk=draft.pk))
    drop_draft(draft=draft, reason="重新办理", by=WRITER, at=AT)
    again = start_change(item=item, act=Edition.Act.CORRECTION, reason="补附件", by=WRITER, at=AT)
    attach_file(draft=again, name="附表.txt", data="目录".encode(), by=WRITER, at=AT)
    assert not changes_nothing(Draft.objects.get(pk=again.pk))


def test_a_mended_text_takes_the_summary_made_of_it_along() -> None:
    item = published()
    assert "市供水公司" in item.summary
    draft = start_change(item=item, act=Edition.Act.CORRECTION, reason="名称有误", by=WRITER, at=AT)
    assert "summary" not in draft.header
    save_draft(
        draft=draft, revision=draft.revision, title=draft.title, header=draft.header,
        body_html=BODY.replace("市供水公司", "市供水集团"), by=WRITER, at=AT,
    )  # fmt: skip
    item = publish_draft(draft=reviewed(draft), by=HEAD, at=AT + timedelta(hours=1))
    assert "市供水集团" in item.summary
    assert "市供水公司" not in item.summary


def test_a_summary_that_somebody_wrote_stays_with_a_mended_text() -> None:
    item = published(a_draft(header={"formed_on": "2026-03-02", "summary": "供水由谁管理"}))
    draft = start_change(item=item, act=Edition.Act.CORRECTION, reason="名称有误", by=WRITER, at=AT)
    assert draft.header["summary"] == "供水由谁管理"


@pytest.mark.parametrize("why", ["chosen", "personal data"])
def test_a_replaced_text_that_should_not_have_been_public_is_no_past_edition(why: str) -> None:
    item = published()
    if why == "personal data":
        PersonalFinding.objects.create(
            item=item, agency=item.agency, edition=item.edition, place="body", start=0, end=3,
            kind="name", confidence=0.9, masked="王*", why="姓名", fingerprint="f",
            surroundings="s", key="k", found_at=AT,
        )  # fmt: skip
    draft = start_change(
        item=item, act=Edition.Act.CORRECTION, reason="删去姓名", by=WRITER, at=AT,
        closes_earlier=why == "chosen",
    )  # fmt: skip
    later = AT + timedelta(hours=1)
    item = publish_draft(draft=reviewed(mended(draft)), by=HEAD, at=later)
    reason = "删去姓名" if why == "chosen" else "旧版本含有个人信息"
    assert list(item.editions.order_by("number").values_list("closed_at", "closed_reason")) == [
        (later, reason), (None, ""),
    ]  # fmt: skip


def test_only_one_draft_is_open_for_an_item() -> None:
    item = published()
    start_change(item=item, act=Edition.Act.MODIFICATION, reason="调整范围", by=WRITER, at=AT)
    with pytest.raises(NotPossible, match="已有正在办理的稿件（起草人：起草人，起草中）"):
        start_change(item=item, act=Edition.Act.CORRECTION, reason="改错字", by=HEAD, at=AT)


def test_a_draft_that_came_from_elsewhere_is_taken_up_with_its_files() -> None:
    item = an_item(state=ItemState.DRAFT, index_number=None, released_at=None)
    assert item.edition is not None
    item.edition.attachments.create(file=a_stored_file(b"x"), title="附件一", order=0)
    draft = start_on(item=item, by=WRITER, at=AT)
    assert [row.title for row in draft.attachments.all()] == ["附件一"]
    save_draft(
        draft=draft, revision=draft.revision, title=draft.title, body_html=BODY,
        header={"formed_on": "2026-03-02", "kind": "announcement"}, by=WRITER, at=AT,
    )  # fmt: skip
    item = publish_draft(draft=reviewed(open_to_all(draft)), by=HEAD, at=AT)
    assert item.editions.count() == 1
    assert item.edition is not None
    assert [row.title for row in item.edition.attachments.all()] == ["附件一"]


def test_a_scheduled_draft_is_released_at_its_time_and_not_before() -> None:
    draft = reviewed(open_to_all(a_draft()))
    when = AT + timedelta(hours=3)
    with pytest.raises(NotPossible, match="已经过去"):
        schedule_draft(draft=draft, publish_at=AT, by=HEAD, at=AT)
    with pytest.raises(NotPossible, match="晚于公开期限（2026-03-30）"):
        schedule_draft(draft=draft, publish_at=AT + timedelta(days=21), by=HEAD, at=AT)
    late = AT + timedelta(days=30)
    with pytest.raises(NotPossible, match="在一年以后，请核对年份"):
        schedule_draft(draft=draft, publish_at=late + timedelta(days=367), by=HEAD, at=late)
    schedule_draft(draft=draft, publish_at=when - timedelta(hours=1), by=HEAD, at=AT)
    schedule_draft(draft=draft, publish_at=when, by=HEAD, at=AT)
    assert publish_due(at=when - timedelta(seconds=1)) == (0, [])
    assert publish_due(at=when) == (1, [])
    item = Item.objects.get(pk=draft.item_id)
    assert (item.state, item.released_at) == (ItemState.PUBLISHED, when)
    assert publish_due(at=when) == (0, [])


def test_a_scheduled_draft_that_cannot_go_waits_for_a_person_with_the_reason() -> None:
    draft = reviewed(open_to_all(a_draft()))
    when = AT + timedelta(hours=3)
    schedule_draft(draft=draft, publish_at=when, by=HEAD, at=AT)
    Draft.objects.filter(pk=draft.pk).update(body_html="<p>有人绕过了系统</p>")
    released, failed = publish_due(at=when)
    assert released == 0
    assert "与送审时不一致" in failed[0][1]
    draft.refresh_from_db()
    assert draft.state == DraftState.APPROVED
    assert "到时未能公开" in Act.objects.filter(verb="draft.unschedule").latest("pk").reason


def test_a_dropped_first_draft_takes_its_item_along() -> None:
    draft = a_draft()
    drop_draft(draft=draft, reason="内容并入另一件", by=WRITER, at=AT)
    item = Item.objects.get(pk=draft.item_id)
    assert (draft.state, item.state) == (DraftState.DROPPED, ItemState.DROPPED)
    assert not Duty.objects.get(kind="publishing.publish").is_open


def test_a_dropped_correction_leaves_the_public_text() -> None:
    item = published()
    draft = start_change(item=item, act=Edition.Act.CORRECTION, reason="改错字", by=WRITER, at=AT)
    drop_draft(draft=draft, reason="核对后无误", by=WRITER, at=AT)
    item.refresh_from_db()
    assert item.state == ItemState.PUBLISHED


def test_personal_data_holds_the_formal_review_until_somebody_else_decides() -> None:
    body = "<p>领取人张伟明，身份证号11010519491231002X，住清源市河东区解放路18号2单元301室。</p>"
    draft = open_to_all(a_draft(body_html=body))
    submit_draft(draft=draft, by=WRITER, at=AT)
    row = Finding.objects.get(draft=draft, code="personal-id-number")
    assert "11010519491231002X" not in f"{row.evidence}{row.sentence}{row.advice}"
    with pytest.raises(NotPossible, match="必须处理的机检问题"):
        sign(draft, ReviewKind.FORMAL)
    with pytest.raises(NotPossible, match="起草人以外"):
        decide_finding(
            finding=row, decision=Finding.Decision.OVERRIDDEN, reason="依法公示", by=WRITER, at=AT
        )
    for one in Finding.objects.filter(draft=draft, digest=draft.digest, severity="block"):
        decide_finding(
            finding=one, decision=Finding.Decision.OVERRIDDEN,
            reason="法律规定应当公示全称", by=FORMAL, at=AT,
        )  # fmt: skip
    sign(draft, ReviewKind.FORMAL)


def test_what_was_corrected_is_seen_and_what_was_decided_is_not_asked_again() -> None:
    body = "<p>领取人张伟明，身份证号11010519491231002X。</p>"
    draft = open_to_all(a_draft(body_html=body, kind="other", header={"formed_on": "2026-03-02"}))
    submit_draft(draft=draft, by=WRITER, at=AT)
    kind = Finding.objects.get(draft=draft, code="kind-missing")
    decide_finding(
        finding=kind,
        decision=Finding.Decision.OVERRIDDEN,
        reason="没有合适的文种",
        by=WRITER,
        at=AT,
    )
    recall_draft(draft=draft, by=WRITER, at=AT)
    save_draft(
        draft=draft, revision=draft.revision, title=draft.title,
        body_html="<p>领取人张某某，身份证号1101051949****002X。</p>", by=WRITER, at=AT,
    )  # fmt: skip
    submit_draft(draft=draft, by=WRITER, at=AT)
    now = {row.code: row.decision for row in draft.findings.filter(digest=draft.digest)}
    assert now["kind-missing"] == "overridden"
    assert "personal-id-number" not in now
    before = draft.findings.exclude(digest=draft.digest).get(code="personal-id-number")
    assert before.decision == "corrected"


def test_what_is_public_is_withdrawn_before_it_is_withheld() -> None:
    draft = start_change(
        item=published(), act=Edition.Act.MODIFICATION, reason="调整范围", by=WRITER, at=AT
    )
    with pytest.raises(NotPossible, match="请先撤回"):
        decide_attribute(
            draft=draft, attribute=Attribute.WITHHELD, ground="privacy",
            reason="名单中有救助对象的病情", by=LEGAL, at=AT,
        )  # fmt: skip


def test_a_last_day_that_an_import_set_before_the_first_still_ends_the_document() -> None:
    item = published()
    Item.objects.filter(pk=item.pk).update(
        formed_on=date(2026, 3, 2), valid_until=date(2026, 3, 1), validity="in-force"
    )
    assert expire_due(at=AT) == 1
    item.refresh_from_db()
    assert item.validity == "expired"
    assert item.validities.get().effective_on == date(2026, 3, 2)


def test_the_formal_review_passes_once_of_each_doubt_it_is_said_why_it_stays() -> None:
    draft = open_to_all(a_draft())
    submit_draft(draft=draft, by=WRITER, at=AT)
    draft.refresh_from_db()
    doubt = Finding.objects.create(
        draft=draft, digest=draft.digest, code="in-force-earlier", severity="warn",
        field="生效日期", sentence="生效日期早于成文日期。", mark="doubt",
    )  # fmt: skip
    signing: dict[str, Any] = {
        "draft": draft, "kind": ReviewKind.FORMAL, "outcome": Outcome.PASS,
        "agency": draft.item.agency, "answers": answers(draft, ReviewKind.FORMAL),
        "by": FORMAL, "at": AT,
    }  # fmt: skip
    with pytest.raises(NotPossible, match="个机检问题没有处理"):
        sign_opinion(**signing)
    for one in Finding.objects.filter(draft=draft, digest=draft.digest, decision=""):
        decide_finding(
            finding=one, decision=Finding.Decision.OVERRIDDEN, reason="溯及规定，依法有据",
            by=HEAD, at=AT,
        )  # fmt: skip
    doubt.refresh_from_db()
    assert doubt.decision == "overridden"
    assert sign_opinion(**signing).outcome == "pass"


@pytest.mark.parametrize(
    ("day", "marked"),
    [(date(2026, 12, 30), 0), (date(2026, 12, 31), 0), (date(2027, 1, 1), 1)],
)
def test_a_document_holds_on_the_last_day_of_its_term_and_ends_the_day_after(
    day: date, marked: int
) -> None:
    item = published()
    Item.objects.filter(pk=item.pk).update(valid_until=date(2026, 12, 31), validity="in-force")
    assert expire_due(at=datetime.combine(day, time(9), tzinfo=ZoneInfo("Asia/Shanghai"))) == marked
    item.refresh_from_db()
    assert item.valid_until == date(2026, 12, 31)
    assert (item.validity, item.lost_force_on) == (
        ("expired", date(2027, 1, 1)) if marked else ("in-force", None)
    )


def test_a_change_of_what_was_withdrawn_meanwhile_goes_nowhere_and_says_so() -> None:
    item = published()
    change = start_change(item=item, act=Edition.Act.CORRECTION, reason="改错字", by=WRITER, at=AT)
    approved = reviewed(mended(change))
    withdraw_item(item=item, by=HEAD, at=AT, reason="内容有重大差错")
    approved.refresh_from_db()
    verdict = may_release(approved, by=HEAD, at=AT)
    assert verdict.sentence.startswith("这条信息已经撤回，不能再更正或者修改，请将本稿作废")
    with pytest.raises(NotPossible, match="已经撤回"):
        publish_draft(draft=approved, by=HEAD, at=AT)
    recall_draft(draft=approved, by=WRITER, at=AT)
    with pytest.raises(NotPossible, match="已经撤回"):
        submit_draft(draft=approved, by=WRITER, at=AT)
    drop_draft(draft=approved, reason="信息已经撤回", by=WRITER, at=AT)
    assert approved.state == DraftState.DROPPED
