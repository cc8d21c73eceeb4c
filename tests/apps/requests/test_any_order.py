"""Whatever is tried in whatever order: a refusal in words or a sound case, and always a way on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.apps.requests.soundness import faults
from tests.builders.agencies import City, a_city
from tests.builders.requests import (
    BY,
    GIVEN,
    a_person,
    an_application,
    an_organisation,
    at,
)
from yangguang.apps.agencies.verdicts import Refused
from yangguang.apps.letters.services import Correction
from yangguang.apps.requests.models import (
    Application,
    ApplicationState,
    Consultation,
    ConsultationAnswer,
    ConsultationKind,
    Fee,
    FollowUp,
    OpinionKind,
    Remedy,
    RemedyForum,
    RemedyOutcome,
    Service,
)
from yangguang.apps.requests.services import (
    assigning,
    closing,
    consulting,
    correcting,
    cost_fees,
    drafting,
    extending,
    fees,
    following,
    posting,
    receiving,
    reissuing,
    relating,
    remedies,
    replying,
    secrecy,
    splitting,
    supplementing,
    voiding,
    volume,
)
from yangguang.apps.requests.services.clock import strike_entry
from yangguang.apps.requests.services.steps import step
from yangguang.apps.requests.workflow import acts_in
from yangguang.law.cost_fees import CostItem, CostLine
from yangguang.law.delivery import Way
from yangguang.law.receipt import Channel
from yangguang.law.regimes import Regime
from yangguang.law.replies import replies_for

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(1800)]

STARTS = {"2019": date(2026, 3, 2), "2007": date(2018, 6, 1)}
KINDS = [kind.key for regime in Regime for kind in replies_for(regime)]
GROUNDS = ["process-draft", "trade-secret", "state-secret", "trade-secret-2007", "privacy"]
Doing = Callable[[Application, dict[str, Any], "Draw"], object]


class Draw:
    """The small choices of one act: a number, a day not far from today, an answer."""

    def __init__(self, today: date, numbers: list[int]) -> None:
        self.today = today
        self.numbers = numbers

    def pick(self, values: Any) -> Any:
        """One of the values."""
        listed = list(values)
        return listed[self.numbers.pop() % len(listed)] if self.numbers else listed[0]

    def day(self) -> date:
        """A day around today, sometimes an impossible one."""
        return self.today + timedelta(days=self.pick([0, 0, 0, 0, 0, 0, -1, 1, 5, 14, 30, -8]))


def last(rows: Any) -> Any:
    found = rows.order_by("-id").first()
    if found is None:
        raise Nothing
    return found


class Nothing(Exception):
    """The case has no record on which this act could be done; a form would offer none."""


def draft(application: Application, told: dict[str, Any], draw: Draw) -> object:
    old = application.regime == Regime.R2007
    mostly = "disclosed-2007" if old else "disclosed"
    return drafting.save_draft(
        application=application, kind=draw.pick([*[mostly] * 60, *KINDS]), given=GIVEN,
        exemptions=(draw.pick([*[""] * 12, *GROUNDS]),), **told,
    )  # fmt: skip


def opinion(kind: OpinionKind) -> Doing:
    return lambda application, told, draw: drafting.give_opinion(
        application=application,
        kind=kind,
        agrees=draw.pick([True, True, False]),
        text="意见",
        **told,
    )


def serve(application: Application, told: dict[str, Any], draw: Draw) -> object:
    way = draw.pick([*[Way.HANDED] * 6, *[Way.POST] * 6, *Way])
    return replying.serve(
        application=application, way=way, sent_on=draw.day(), received_on=draw.pick([draw.today, draw.today, None]),
        tracking_number=draw.pick(["XA1", "XA1", ""]), note=draw.pick(["", "退回"]), **told,
    )  # fmt: skip


def consult(kind: ConsultationKind) -> Doing:
    return lambda application, told, draw: consulting.consult(
        application=application, kind=kind, party="清源市水利局",
        person=an_organisation() if kind is ConsultationKind.THIRD_PARTY else None,
        served_on=draw.pick([None, draw.today]), with_letter=False, **told,
    )  # fmt: skip


def strike(application: Application, told: dict[str, Any], draw: Draw) -> object:
    row = draw.pick(list(application.clock.order_by("id")) or [None])
    if row is None:
        raise Nothing
    with step("strike-clock", application, **told) as doing:
        done = strike_entry(doing, row, reason="误登记", right_day=draw.pick([None, draw.day()]))
        doing.say("更正期限事项")
    return done


ACTS: dict[str, Doing] = {
    "confirm": lambda a, t, d: receiving.confirm_receipt(
        application=a, confirmed_on=d.day(), how="电话", **t
    ),
    "accept": lambda a, t, d: assigning.accept(application=a, **t),
    "propose": lambda a, t, d: assigning.propose(application=a, text="拟办", **t),
    "assign": lambda a, t, d: assigning.assign(
        application=a, department="疾控科", task="", inner_due=d.pick([None, d.day()]), **t
    ),
    "answer-assignment": lambda a, t, d: assigning.answer_assignment(
        assignment=last(a.assignments), result="已办", **t
    ),
    "ask-supplement": lambda a, t, d: supplementing.ask_supplement(
        application=a, items="年度", reason="", until=d.day(), with_letter=False, **t
    ),
    "receive-supplement": lambda a, t, d: supplementing.receive_supplement(
        application=a, text="2025", on=d.day(), **t
    ),
    "renew-supplement": lambda a, t, d: supplementing.renew_supplement(
        application=a, until=d.day(), reason="住院", **t
    ),
    "lapse-supplement": lambda a, t, d: supplementing.lapse_supplement(
        application=a, with_letter=d.pick([False, True]), **t
    ),
    "go-on": lambda a, t, d: supplementing.go_on_without(application=a, reason="查明", **t),
    "consult-third-party": consult(ConsultationKind.THIRD_PARTY),
    "consult-co-maker": consult(ConsultationKind.CO_MAKER),
    "consult-organ": consult(ConsultationKind.OTHER_ORGAN),
    "served-consultation": lambda a, t, d: consulting.record_service(
        consultation=last(Consultation.objects.filter(application=a)), served_on=d.day(), **t
    ),
    "record-opinion": lambda a, t, d: consulting.record_opinion(
        consultation=d.pick(list(a.consultations.filter(answer="")) or [last(a.consultations)]),
        answer=d.pick(ConsultationAnswer),
        reasons="商业秘密",
        reasonable=d.pick([True, False]),
        on=d.day(),
        **t,
    ),
    "override": lambda a, t, d: consulting.override(
        consultation=last(a.consultations), reason="公共利益", with_letter=False, **t
    ),
    "extend": lambda a, t, d: extending.extend(
        application=a, days=d.pick([5, 15, 20, 21, 0]), reason="多", with_letter=False, **t
    ),
    "ask-reasons": lambda a, t, d: volume.ask_reasons(
        application=a, text="数十件", until=d.day(), with_letter=False, **t
    ),
    "record-reasons": lambda a, t, d: volume.record_reasons(
        application=a,
        answer=d.pick(["论文", ""]),
        reasonable=d.pick([True, False]),
        judgement="认定",
        **t,
    ),
    "postpone": lambda a, t, d: volume.postpone(
        application=a, until=d.today + timedelta(days=60), reason="多", with_letter=False, **t
    ),
    "notice-fee": lambda a, t, d: fees.notice_fee(
        application=a,
        basis=d.pick([Fee.Basis.PAGES, Fee.Basis.ITEMS]),
        count=d.pick([100, 1]),
        how="缴款码",
        served_on=d.pick([None, d.today]),
        with_letter=False,
        **t,
    ),
    "pay-fee": lambda a, t, d: fees.pay_fee(
        application=a, paid_on=d.day(), receipt_number="1", **t
    ),
    "waive-fee": lambda a, t, d: fees.waive_fee(application=a, reason="困难", **t),
    "lapse-fee": lambda a, t, d: fees.lapse_fee(application=a, with_letter=False, **t),
    "draft": draft,
    "submit": lambda a, t, d: drafting.submit(application=a, **t),
    "review-legal": opinion(OpinionKind.LEGAL),
    "review-secrecy": opinion(OpinionKind.SECRECY),
    "approve": lambda a, t, d: drafting.approve(application=a, text="", **t),
    "return": lambda a, t, d: drafting.send_back(application=a, text="改", **t),
    "sign": lambda a, t, d: replying.sign(
        application=a, with_letter=d.pick([False, False, True]), **t
    ),
    "recall": lambda a, t, d: replying.recall(application=a, reason="漏", **t),
    "serve": serve,
    "record-receipt": lambda a, t, d: posting.record_signature(
        service=last(Service.objects.filter(application=a)), received_on=d.day(), **t
    ),
    "record-return": lambda a, t, d: posting.record_return(
        service=last(Service.objects.filter(application=a)), returned_on=d.day(), reason="查无", **t
    ),
    "send-letter": lambda a, t, d: posting.send_letter(
        application=a,
        letter=last(a.letter_links.exclude(letter__kind="evidence")).letter,
        way=d.pick([Way.HANDED, Way.POST]),
        sent_on=d.day(),
        received_on=d.pick([d.today, None]),
        tracking_number="XA2",
        **t,
    ),
    "void-letter": lambda a, t, d: voiding.void_letter_of_case(
        letter=last(a.letter_links.all()).letter, reason="有误", **t
    ),
    "reissue-letter": lambda a, t, d: reissuing.reissue(
        application=a,
        letter=last(a.letter_links.all()).letter,
        corrections=[Correction(d.pick(["李测试", "没有的字"]), "李侧试")],
        reason="姓名印错",
        **t,
    ),
    # The applicant's own act; with nobody else's it would not be there to be answered.
    "object-to-fee": lambda a, t, d: following.object_to_fee(
        application=a, text="过高", at=t["at"]
    ),
    "answer-objection": lambda a, t, d: following.answer_objection(
        follow_up=d.pick(
            list(a.follow_ups.filter(kind=FollowUp.Kind.FEE_OBJECTION).order_by("-id"))
            or [last(a.follow_ups)]
        ),
        text="按标准收取",
        **t,
    ),
    "charge-costs": lambda a, t, d: cost_fees.charge_costs(
        application=a,
        lines=[CostLine(CostItem.SEARCH, 1, Decimal(3))],
        standard="价格文件",
        on=d.day(),
        **t,
    ),
    "pay-costs": lambda a, t, d: cost_fees.pay_costs(
        application=a, paid_on=d.day(), receipt_number="2", **t
    ),
    "waive-costs": lambda a, t, d: cost_fees.waive_costs(application=a, reason="困难", **t),
    "archive": lambda a, t, d: closing.archive(application=a, file_number="1", **t),
    "reopen": lambda a, t, d: closing.reopen(
        application=a, reason="决定书", due_on=d.pick([None, d.day()]), **t
    ),
    "withdraw": lambda a, t, d: closing.withdraw(application=a, reason="来电", on=d.day(), **t),
    "split": lambda a, t, d: splitting.split(
        application=a, parts=["甲", "乙"], consent="同意", **t
    ),
    "transfer-correction": lambda a, t, d: correcting.transfer_correction(
        application=a, body="公安局", what="出生日期", **t
    ),
    "correct-receipt": lambda a, t, d: receiving.correct_receipt(
        application=a,
        arrived_on=d.day(),
        confirmed_on=d.pick([None, d.day()]),
        reason="签收单",
        **t,
    ),
    "strike": strike,
    "retitle": lambda a, t, d: relating.retitle(application=a, title="水质", **t),
    "mark-secret": lambda a, t, d: secrecy.mark_secret(application=a, reason="存疑", **t),
    "lift-secrecy": lambda a, t, d: secrecy.lift_secrecy(
        application=a, wanted="水质", reason="不涉密", **t
    ),
    "open-remedy": lambda a, t, d: remedies.open_remedy(
        application=a,
        forum=d.pick(RemedyForum),
        body="某机关",
        received_on=d.day(),
        after=a.remedies.order_by("-id").first(),
        **t,
    ),
    "decide-remedy": lambda a, t, d: remedies.decide_remedy(
        remedy=last(Remedy.objects.filter(application=a)),
        outcome=d.pick(RemedyOutcome),
        decided_on=d.day(),
        gist="",
        orders_new_reply=d.pick([True, False]),
        **t,
    ),
}
ONWARD = (
    "confirm", "accept", "ask-supplement", "receive-supplement", "lapse-supplement", "record-opinion",
    "override", "record-reasons", "postpone", "notice-fee", "pay-fee", "lapse-fee", "waive-fee", "draft",
    "submit", "review-legal", "review-secrecy", "approve", "sign", "serve", "record-return", "recall",
    "archive", "reopen", "extend", "decide-remedy", "answer-objection",
)  # fmt: skip
"""Acts that lead through a case; the others end it, undo something or stand beside."""


def choose(state: str, number: int) -> str:
    """Mostly an act that the state allows and that leads on, sometimes any at all."""
    possible = {act.code for act in acts_in(state)}
    onward = [code for code in ONWARD if code in possible or code == "decide-remedy"]
    onward += ["object-to-fee"] if state == ApplicationState.PAYMENT else []
    if number % 4 and onward:
        return onward[number // 4 % len(onward)]
    return sorted(ACTS)[number // 4 % len(ACTS)]


steps = st.lists(
    st.tuples(
        st.integers(0, 999),
        st.sampled_from([0, 0, 0, 0, 1, 1, 3, 9, 21]),
        st.lists(st.integers(0, 60), min_size=6, max_size=6),
    ),
    min_size=8,
    max_size=50,
)


class Undone(Exception):
    """The example is over: what it wrote is taken back."""


def try_everything(city: City, regime: str, channel: Channel, moves: Any) -> set[str]:
    """Do the moves one after the other; gives the acts that succeeded."""
    today = STARTS[regime]
    succeeded = set()
    told_so: list[str] = []
    key = an_application(city.health, on=today, channel=channel, person=a_person()).pk
    for number, later, numbers in moves:
        today += timedelta(days=later)
        application = Application.objects.get(pk=key)
        code = choose(application.state, number)
        told = {"by": BY, "at": at(today, 12)}
        try:
            ACTS[code](application, told, Draw(today, list(numbers)))
        except Refused as refusal:
            told_so.append(str(refusal))
        except Nothing:
            continue
        else:
            succeeded.add(code)
            assert faults(application) == [], (code, today)
    assert [one for one in told_so if not one.endswith("。")] == []
    for row in Application.objects.all():
        assert faults(row) == []
    return succeeded


@settings(
    max_examples=120, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
@given(st.sampled_from(sorted(STARTS)), st.sampled_from(list(Channel)), steps)
def test_acts_in_any_order_are_refused_in_words_or_leave_a_sound_case(
    regime: str, channel: Channel, moves: Any
) -> None:
    try:
        with transaction.atomic():
            try_everything(a_city(), regime, channel, moves)
            raise Undone
    except Undone:
        pass
