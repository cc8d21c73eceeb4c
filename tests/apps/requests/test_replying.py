"""起草、审查、签发、送达: nothing incomplete or unreviewed leaves, and the right day counts."""

from __future__ import annotations

from datetime import date

import pytest

from tests.builders.agencies import City, an_agency
from tests.builders.requests import (
    BY,
    GIVEN,
    a_person,
    an_application,
    at,
    ready_to_sign,
    received,
    replied,
    served,
)
from yangguang.apps.agencies.models import User
from yangguang.apps.agencies.services import add_staff
from yangguang.apps.duties.models import Duty, Outcome
from yangguang.apps.letters.content import content_of
from yangguang.apps.letters.models import LetterState
from yangguang.apps.requests import duty_kinds
from yangguang.apps.requests.models import Application, ApplicationState, OpinionKind, Service
from yangguang.apps.requests.services.closing import archive, reopen, withdraw
from yangguang.apps.requests.services.drafting import (
    approve,
    give_opinion,
    problems_of,
    read_parts,
    save_draft,
    send_back,
    submit,
)
from yangguang.apps.requests.services.intake import Wish, register_application
from yangguang.apps.requests.services.posting import record_return
from yangguang.apps.requests.services.relating import mark_repeat
from yangguang.apps.requests.services.replying import (
    counted_reply,
    latest_reply,
    recall,
    record_signature,
    serve,
    sign,
)
from yangguang.apps.requests.services.supplementing import ask_supplement, receive_supplement
from yangguang.apps.requests.workflow import NotPossible
from yangguang.law.delivery import Way
from yangguang.law.receipt import Channel
from yangguang.law.regimes import Regime
from yangguang.law.replies import Group, replies_for

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 10)
EVERYTHING = GIVEN | {
    "special_rule": "《不动产登记资料查询暂行办法》",
    "channel": "市信访局，电话0990-5550101",
    "earlier_reply": "清卫公开告〔2026〕1号，2026年3月3日",
    "supplement_notice": "2026年3月3日告知补正年度，期限至3月20日",
    "applicant_reason": "申请人说明用于论文",
}
GROUNDS = {
    "withheld-internal": ("internal-personnel",),
    "withheld-process": ("process-draft",),
    "withheld-enforcement-file": ("enforcement-file",),
    "withheld-safety-stability": ("safety-stability",),
    "withheld-forbidden-by-law": ("forbidden-by-law",),
    "withheld-state-secret": ("state-secret",),
}


def duty(application: Application, kind: str) -> Duty:
    return Duty.objects.get(kind=kind, subject_key=str(application.pk), slot="")


def draft(application: Application, kind: str, on: date = DAY, **given: str) -> str:
    reply = save_draft(application=application, kind=kind, given=given, by=BY, at=at(on))
    return "".join(one.sentence for one in problems_of(application, reply, on))


def test_a_draft_may_be_incomplete_but_not_go_to_review(city: City) -> None:
    application = received(city.health)
    assert "缺少" in draft(application, "other-organ")
    with pytest.raises(NotPossible, match="答复还不能送审：缺少"):
        submit(application=application, by=BY, at=at(DAY))


def test_a_kind_of_the_other_regulation_is_refused(city: City) -> None:
    new, old = received(city.health), received(city.health, on=date(2018, 6, 1))
    with pytest.raises(NotPossible, match="适用2019年条例"):
        draft(new, "disclosed-2007")
    with pytest.raises(NotPossible, match="适用2007年条例"):
        draft(old, "disclosed", date(2018, 6, 8))


def test_what_comes_by_itself_cannot_be_drafted(city: City) -> None:
    application = received(city.health)
    for kind in ("withdrawn", "supplement-overdue", "fee-unpaid"):
        with pytest.raises(NotPossible, match="不能选择这种答复"):
            draft(application, kind)


def test_a_ground_that_does_not_carry_the_kind_is_refused(city: City) -> None:
    application = received(city.health)
    for grounds, word in ((("privacy",), "不能以"), (("no-such-ground",), "不认识的不予公开情形")):
        with pytest.raises(NotPossible, match=word):
            save_draft(
                application=application, kind="withheld-process", given=GIVEN, exemptions=grounds,
                by=BY, at=at(DAY),
            )  # fmt: skip


@pytest.mark.parametrize(
    "kind",
    [
        kind.key
        for kind in replies_for(Regime.R2019, DAY)
        if kind.key not in ("withdrawn", "supplement-overdue", "fee-unpaid", "excessive")
        and not kind.consult_third_party
    ],
)
def test_every_kind_of_reply_goes_from_draft_to_letter(city: City, kind: str) -> None:
    first = replied(received(city.health), on=date(2026, 3, 3))
    application = received(city.health, on=date(2026, 3, 4))
    if kind == "repeated":
        mark_repeat(application=application, earlier=first, by=BY, at=at(DAY))
    if kind == "still-unclear":
        ask_supplement(
            application=application, items="年度", reason="", until=date(2026, 3, 20), by=BY,
            at=at(date(2026, 3, 5)), with_letter=False,
        )  # fmt: skip
        receive_supplement(application=application, text="全部", by=BY, at=at(date(2026, 3, 6)))
    save_draft(
        application=application, kind=kind, given=EVERYTHING, exemptions=GROUNDS.get(kind, ()),
        by=BY, at=at(DAY),
    )  # fmt: skip
    submit(application=application, by=BY, at=at(DAY))
    for opinion in (OpinionKind.LEGAL, OpinionKind.SECRECY):
        give_opinion(application=application, kind=opinion, agrees=True, text="", by=BY, at=at(DAY))
    approve(application=application, text="", by=BY, at=at(DAY))
    reply = sign(application=application, by=BY, at=at(DAY))
    assert reply.letter is not None
    parts = content_of(reply.letter).parts
    assert parts["described"]
    assert parts["decision"]
    if kind in GROUNDS:
        assert "（《中华人民共和国政府信息公开条例》第" in parts["exemption"]
    assert reply.letter.remedies == reply.remedy_text


@pytest.mark.parametrize(
    "kind",
    [
        kind.key
        for kind in replies_for(Regime.R2007, date(2018, 6, 8))
        if kind.key != "withdrawn-2007" and not kind.consult_third_party
    ],
)
def test_every_kind_of_2007_can_be_replied(city: City, kind: str) -> None:
    on = date(2018, 6, 8)
    first = replied(
        received(city.health, on=date(2018, 5, 7)), "disclosed-2007", on=date(2018, 5, 8)
    )
    application = received(city.health, on=date(2018, 6, 1))
    if kind == "repeated-2007":
        mark_repeat(application=application, earlier=first, by=BY, at=at(on))
    chosen = next(one for one in replies_for(Regime.R2007, on) if one.key == kind)
    save_draft(
        application=application, kind=kind, given=EVERYTHING,
        exemptions=chosen.exemptions[:1] if chosen.group is Group.WITHHELD else (), by=BY, at=at(on),
    )  # fmt: skip
    submit(application=application, by=BY, at=at(on))
    for opinion in (OpinionKind.LEGAL, OpinionKind.SECRECY):
        give_opinion(application=application, kind=opinion, agrees=True, text="", by=BY, at=at(on))
    approve(application=application, text="", by=BY, at=at(on))
    reply = sign(application=application, by=BY, at=at(on))
    assert reply.letter is not None
    assert reply.review_first is False
    served(application, on=on)
    assert application.reply_kind == kind


def test_what_was_typed_for_another_kind_is_kept_and_not_sent(city: City) -> None:
    application = received(city.health)
    draft(application, "disclosed", **EVERYTHING)
    ready_to_sign(application, "withheld-process", on=DAY, exemptions=("process-draft",))
    reply = sign(application=application, by=BY, at=at(DAY))
    assert "supplied" in read_parts(reply, by=BY, at=at(DAY), why="核对答复")
    assert reply.letter is not None
    sent = set(content_of(reply.letter).parts)
    assert {"reasons", "exemption", "decision"} <= sent
    assert not sent & {"supplied", "how_to_get", "access_time", "withheld", "other_organ", "search"}


def test_a_repeated_application_names_the_one_that_was_answered(city: City) -> None:
    first = received(city.health)
    second = received(city.health, on=date(2026, 3, 4))
    assert "先“关联重复申请”" in draft(second, "repeated", **EVERYTHING)
    with pytest.raises(NotPossible, match="先前的申请还没有答复"):
        mark_repeat(application=second, earlier=first, by=BY, at=at(DAY))
    withdraw(application=first, reason="来电", by=BY, at=at(DAY))
    with pytest.raises(NotPossible, match="先前的申请还没有答复"):
        mark_repeat(application=second, earlier=first, by=BY, at=at(DAY))


def test_only_the_same_applicants_earlier_application_here_is_repeated(city: City) -> None:
    stranger = replied(
        received(city.health, person=a_person("周另人", "11010119800101001X")), on=date(2026, 3, 3)
    )
    elsewhere = replied(received(city.schools), on=date(2026, 3, 3))
    application = received(city.health, on=date(2026, 3, 4))
    with pytest.raises(NotPossible, match="不是同一申请人"):
        mark_repeat(application=application, earlier=stranger, by=BY, at=at(DAY))
    for wrong in (elsewhere, application):
        with pytest.raises(NotPossible, match="此前向本机关提出的申请"):
            mark_repeat(application=application, earlier=wrong, by=BY, at=at(DAY))


def test_unclear_after_supplement_needs_a_supplement(city: City) -> None:
    said = draft(received(city.health), "still-unclear", **EVERYTHING)
    assert "只能在申请人补正之后作出" in said


def test_a_changed_draft_needs_new_opinions(city: City) -> None:
    application = received(city.health)
    ready_to_sign(application, on=DAY)
    send_back(application=application, text="补写检索经过", by=BY, at=at(DAY))
    save_draft(
        application=application,
        kind="disclosed",
        given=GIVEN | {"supplied": "另一份"},
        by=BY,
        at=at(DAY),
    )
    submit(application=application, by=BY, at=at(DAY))
    with pytest.raises(NotPossible, match="还缺少对现稿的合法性审查、保密审查意见"):
        approve(application=application, text="", by=BY, at=at(DAY))


def test_a_reviewer_who_disagrees_says_why_and_sends_it_back(city: City) -> None:
    application = received(city.health)
    save_draft(application=application, kind="disclosed", given=GIVEN, by=BY, at=at(DAY))
    submit(application=application, by=BY, at=at(DAY))

    def disagree(text: str) -> None:
        give_opinion(
            application=application,
            kind=OpinionKind.LEGAL,
            agrees=False,
            text=text,
            by=BY,
            at=at(DAY),
        )

    with pytest.raises(NotPossible, match="不同意的理由"):
        disagree("")
    disagree("依据引用有误")
    assert application.state == ApplicationState.HANDLING
    last = application.events.order_by("-id").first()
    assert last is not None
    assert (last.source, last.target) == (ApplicationState.REVIEW, ApplicationState.HANDLING)


def test_nobody_reviews_a_draft_of_their_own(city: City) -> None:
    somebody: User = add_staff(
        username="drafter", name="起草人甲", password="lake-willow-lantern-7",
        must_change_password=False, by=BY, at=at(DAY),
    )  # fmt: skip
    application = received(city.health)
    save_draft(
        application=application, kind="disclosed", given=GIVEN, user=somebody, by=BY, at=at(DAY)
    )
    submit(application=application, by=BY, at=at(DAY))
    with pytest.raises(NotPossible, match="起草人不能审查自己起草的答复"):
        give_opinion(
            application=application, kind=OpinionKind.LEGAL, agrees=True, text="", user=somebody,
            by=BY, at=at(DAY),
        )  # fmt: skip


def test_without_a_body_that_reviews_nothing_is_signed_and_no_number_used(city: City) -> None:
    alone = an_agency("清源市独立工作委员会", kind="department")
    application = received(alone)
    ready_to_sign(application, on=DAY)
    with pytest.raises(NotPossible, match="复议机关和法院"):
        sign(application=application, by=BY, at=at(DAY))
    application.refresh_from_db()
    assert application.state == ApplicationState.SIGNING


def test_a_letter_is_not_backdated(city: City) -> None:
    application = received(city.health)
    with pytest.raises(NotPossible, match="不能倒签为2026-03-04"):
        ask_supplement(
            application=application, items="年度", reason="", until=date(2026, 3, 20), by=BY,
            at=at(date(2026, 3, 9)), on=date(2026, 3, 4),
        )  # fmt: skip
    ask_supplement(
        application=application, items="年度", reason="", until=date(2026, 3, 20), by=BY,
        at=at(date(2026, 3, 9)), on=date(2026, 3, 4), with_letter=False,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("posted", "in_time"),
    [(date(2026, 3, 27), True), (date(2026, 3, 30), True), (date(2026, 3, 31), False)],
)
def test_the_day_of_posting_counts_and_not_that_of_arrival(
    city: City, posted: date, in_time: bool
) -> None:
    application = received(city.health)
    ready_to_sign(application, on=date(2026, 3, 26))
    sign(application=application, by=BY, at=at(date(2026, 3, 27)))
    service = serve(
        application=application,
        way=Way.POST,
        sent_on=posted,
        tracking_number="XA3",
        by=BY,
        at=at(posted),
    )
    assert application.closed_on == posted
    assert duty(application, duty_kinds.REPLY).outcome == (
        Outcome.DONE if in_time else Outcome.LATE
    )
    assert service is not None
    record_signature(service=service, received_on=date(2026, 4, 2), by=BY, at=at(date(2026, 4, 3)))
    application.refresh_from_db()
    assert application.closed_on == posted
    last = application.events.get(act="serve")
    assert ("超过期限" in last.note) is not in_time


@pytest.mark.parametrize(
    ("way", "given", "word"),
    [
        (Way.COURIER, {"tracking_number": "SF1"}, "邮政企业"),
        (Way.POST, {}, "请填写邮件号"),
        (Way.HANDED, {}, "请填写该日期"),
        (Way.NOTICE, {}, "只在其他方式无法送达时使用"),
        (Way.NOTICE, {"note": "两次邮寄均被退回"}, "送达之日2026-04-10在今天之后"),
        (Way.HANDED, {"received_on": date(2026, 3, 10)}, "早于2026-03-11"),
    ],
)
def test_a_service_that_proves_nothing_is_refused(
    city: City, way: Way, given: dict[str, object], word: str
) -> None:
    application = received(city.health)
    ready_to_sign(application, on=DAY)
    sign(application=application, by=BY, at=at(DAY), with_letter=False)
    with pytest.raises(NotPossible, match=word):
        serve(
            application=application, way=way, sent_on=date(2026, 3, 11), by=BY,
            at=at(date(2026, 3, 12)), **given,  # type: ignore[arg-type] # a table of wrong inputs
        )  # fmt: skip
    application.refresh_from_db()
    assert (application.state, application.closed_on) == (ApplicationState.REPLIED, None)


def test_electronic_service_needs_the_applicants_wish(city: City) -> None:
    from yangguang.apps.requests.models import DeliveryWay

    application = register_application(
        agency=city.health, channel=Channel.COUNTER, arrived_on=date(2026, 3, 2),
        person=a_person(), wish=Wish("水质监测结果", delivery=DeliveryWay.POST), by=BY,
        at=at(date(2026, 3, 2)),
    )  # fmt: skip
    from yangguang.apps.requests.services.assigning import accept

    accept(application=application, by=BY, at=at(date(2026, 3, 2), 10))
    ready_to_sign(application, on=DAY)
    sign(application=application, by=BY, at=at(DAY), with_letter=False)
    with pytest.raises(NotPossible, match="没有要求或者同意以电子方式获取"):
        serve(
            application=application,
            way=Way.ELECTRONIC,
            sent_on=DAY,
            received_on=DAY,
            by=BY,
            at=at(DAY),
        )


def test_a_signed_reply_can_be_taken_back_before_it_leaves(city: City) -> None:
    application = received(city.health)
    ready_to_sign(application, on=DAY)
    reply = sign(application=application, by=BY, at=at(DAY))
    recall(application=application, reason="附件遗漏", by=BY, at=at(DAY, 16))
    assert application.state == ApplicationState.HANDLING
    assert reply.letter is not None
    reply.letter.refresh_from_db()
    assert reply.letter.state == LetterState.VOIDED
    assert not application.letter_links.get(letter=reply.letter).public
    assert not duty(application, duty_kinds.SERVE).is_open
    ready_to_sign(application, on=date(2026, 3, 11))
    second = sign(application=application, by=BY, at=at(date(2026, 3, 11)))
    assert second.letter is not None
    assert second.letter.number.endswith("〔2026〕2号")
    served(application, on=date(2026, 3, 11))
    assert latest_reply(application) == second
    assert counted_reply(application) is not None


def test_what_has_been_posted_cannot_be_taken_back(city: City) -> None:
    application = received(city.health)
    ready_to_sign(application, on=DAY)
    sign(application=application, by=BY, at=at(DAY))
    service = serve(
        application=application, way=Way.POST, sent_on=DAY, tracking_number="XA4", by=BY, at=at(DAY)
    )
    assert service is not None
    record_return(
        service=service,
        returned_on=date(2026, 3, 20),
        reason="迁移新址不明",
        by=BY,
        at=at(date(2026, 3, 20)),
    )
    application.refresh_from_db()
    assert application.state == ApplicationState.REPLIED
    with pytest.raises(NotPossible, match="已经送出过，不能收回"):
        recall(application=application, reason="收回", by=BY, at=at(date(2026, 3, 20)))


def test_a_returned_reply_is_served_again_and_the_first_posting_stays_the_day(city: City) -> None:
    application = received(city.health)
    ready_to_sign(application, on=DAY)
    sign(application=application, by=BY, at=at(DAY))
    first = serve(
        application=application, way=Way.POST, sent_on=DAY, tracking_number="XA5", by=BY, at=at(DAY)
    )
    assert first is not None
    record_return(
        service=first,
        returned_on=date(2026, 3, 20),
        reason="查无此人",
        by=BY,
        at=at(date(2026, 3, 20)),
    )
    again = duty(application, duty_kinds.SERVE)
    assert (again.is_open, again.due_on) == (True, date(2026, 3, 27))
    with pytest.raises(NotPossible, match="已经登记退回"):
        record_signature(
            service=first, received_on=date(2026, 3, 20), by=BY, at=at(date(2026, 3, 21))
        )
    with pytest.raises(NotPossible, match="已经登记过退回"):
        record_return(
            service=first,
            returned_on=date(2026, 3, 20),
            reason="再",
            by=BY,
            at=at(date(2026, 3, 21)),
        )
    served(application, on=date(2026, 3, 25))
    assert (application.state, application.closed_on) == (ApplicationState.SERVED, DAY)
    assert not duty(application, duty_kinds.SERVE).is_open
    assert Service.objects.filter(application=application).count() == 2


def test_a_withdrawal_after_signing_voids_the_letter(city: City) -> None:
    application = received(city.health)
    ready_to_sign(application, on=DAY)
    reply = sign(application=application, by=BY, at=at(DAY))
    withdraw(application=application, reason="来电撤回", by=BY, at=at(DAY, 15))
    assert reply.letter is not None
    reply.letter.refresh_from_db()
    assert reply.letter.state == LetterState.VOIDED
    assert (application.reply_kind, application.closed_on) == ("withdrawn", DAY)


def test_a_withdrawal_before_confirmation_closes_a_case_without_a_clock(city: City) -> None:
    application = an_application(city.health, channel=Channel.ONLINE)
    withdraw(application=application, reason="网上撤回", by=BY, at=at(date(2026, 3, 3)))
    assert (application.state, application.closed_on) == (ApplicationState.SERVED, date(2026, 3, 3))
    assert application.received_on is None
    assert not application.clock.exists()
    assert not duty(application, duty_kinds.CONFIRM).is_open
    assert not Duty.objects.filter(kind=duty_kinds.REPLY).exists()


@pytest.mark.parametrize("on", [date(2026, 3, 1), date(2026, 3, 13)])
def test_a_withdrawal_before_arrival_or_tomorrow_is_a_slip(city: City, on: date) -> None:
    application = received(city.health)
    with pytest.raises(NotPossible, match="撤回日期"):
        withdraw(application=application, reason="来电", by=BY, at=at(date(2026, 3, 12)), on=on)


def test_a_case_handled_anew_keeps_its_figures_and_stops_no_second_clock(city: City) -> None:
    application = received(city.health)
    replied(application, "not-found", on=DAY)
    archive(application=application, file_number="2026-GK-7", by=BY, at=at(date(2026, 3, 11)))
    reopen(
        application=application, reason="清源市人民政府行政复议决定书〔2026〕5号", due_on=date(2026, 6, 15),
        by=BY, at=at(date(2026, 5, 20)),
    )  # fmt: skip
    assert application.state == ApplicationState.HANDLING
    assert application.clock_state == "stopped"
    anew = duty(application, duty_kinds.NEW_REPLY)
    assert (anew.is_open, anew.due_on) == (True, date(2026, 6, 15))
    replied(application, "disclosed", on=date(2026, 6, 1))
    assert (application.reply_kind, application.closed_on) == ("not-found", DAY)
    assert duty(application, duty_kinds.NEW_REPLY).outcome == Outcome.DONE
    assert not duty(application, duty_kinds.SERVE).is_open
    stands = latest_reply(application)
    assert stands is not None
    assert stands.kind == "disclosed"
    assert [row.kind for row in application.clock.order_by("id")] == ["start", "stop"]


def test_an_ordered_day_that_has_passed_shows_red_at_once(city: City) -> None:
    application = replied(received(city.health), on=DAY)
    reopen(
        application=application,
        reason="判决书",
        due_on=date(2026, 5, 4),
        by=BY,
        at=at(date(2026, 5, 20)),
    )
    anew = duty(application, duty_kinds.NEW_REPLY)
    assert (anew.opened_on, anew.due_on) == (date(2026, 5, 4), date(2026, 5, 4))


def test_serving_is_owed_until_the_reply_itself_is(city: City) -> None:
    application = received(city.health)
    ready_to_sign(application, on=DAY)
    sign(application=application, by=BY, at=at(DAY), with_letter=False)
    assert duty(application, duty_kinds.SERVE).due_on == date(2026, 3, 30)


def test_of_a_refusal_for_state_secrecy_only_fixed_words_are_kept(city: City) -> None:
    application = received(city.health)
    reply = save_draft(
        application=application, kind="withheld-state-secret",
        given=GIVEN | {"reasons": "该文件记载某部队驻地坐标"}, exemptions=("state-secret",), by=BY, at=at(DAY),
    )  # fmt: skip
    kept = read_parts(reply, by=BY, at=at(DAY), why="核对答复")
    assert set(kept) == {"reasons"}
    assert "坐标" not in kept["reasons"]
    assert problems_of(application, reply, DAY) == []
