"""The life of an application as one table: in which state which act, by whom, and what follows.

The desk draws its buttons from it and the services refuse by it, so that a screen, an import and
the demo city behave alike. There is no 中止 here: no event stops the clock but those of
``law.clock``. ``lint`` runs as a system check at start.
"""

from __future__ import annotations

from dataclasses import dataclass

from yangguang.apps.agencies.permissions import Permission
from yangguang.apps.agencies.verdicts import Refused, Verdict, no, yes
from yangguang.apps.requests.models import Application, ApplicationState

S = ApplicationState
P = Permission


@dataclass(frozen=True, slots=True)
class Act:
    """One row: ``target`` None keeps the state. ``group`` orders the buttons on the page.

    ``public`` says whether the applicant's timeline shows it. ``basis`` is the citation key.
    """

    code: str
    label: str
    sources: frozenset[ApplicationState]
    target: ApplicationState | None
    permissions: tuple[Permission, ...]
    group: str
    basis: str = ""
    public: bool = False


def _act(
    code: str,
    label: str,
    sources: tuple[ApplicationState, ...],
    target: ApplicationState | None,
    permissions: tuple[Permission, ...],
    group: str,
    basis: str = "",
    *,
    public: bool = False,
) -> Act:
    return Act(code, label, frozenset(sources), target, permissions, group, basis, public)


CLERKS = (P.REQUEST_REGISTER, P.REQUEST_HANDLE)
WORKING = (S.REGISTERED, S.HANDLING)
BEFORE_REPLY = (
    S.UNCONFIRMED, S.REGISTERED, S.SUPPLEMENT, S.HANDLING, S.PAYMENT, S.REVIEW, S.SIGNING,
)  # fmt: skip
AFTER_REPLY = (S.REPLIED, S.SERVED, S.ARCHIVED)

ACTS = (
    _act("confirm", "确认收到", (S.UNCONFIRMED,), S.REGISTERED, CLERKS, "now", "regulation-2019/31", public=True),
    _act("accept", "受理", (S.REGISTERED,), S.HANDLING, CLERKS, "now", public=True),
    _act("ask-supplement", "要求补正", WORKING, S.SUPPLEMENT, CLERKS, "now", "regulation-2019/30", public=True),
    _act("receive-supplement", "登记补正", (S.SUPPLEMENT,), S.HANDLING, CLERKS, "now", "regulation-2019/30", public=True),
    _act("lapse-supplement", "逾期不补正，不再处理", (S.SUPPLEMENT,), S.SERVED, CLERKS, "now", "regulation-2019/30", public=True),
    _act("assign", "分办", (S.HANDLING,), None, CLERKS, "now"),
    _act("answer-assignment", "登记承办意见", (S.HANDLING,), None, CLERKS, "now"),
    _act("propose", "拟办意见", WORKING, None, CLERKS, "now"),
    _act("consult-third-party", "征求第三方意见", (S.HANDLING,), None, CLERKS, "clock", "regulation-2019/32", public=True),
    _act("consult-co-maker", "与共同制作机关协商", (S.HANDLING,), None, CLERKS, "clock", "regulation-2019/34", public=True),
    _act("consult-organ", "征求其他机关意见", (S.HANDLING,), None, CLERKS, "clock", "regulation-2019/33/3", public=True),
    _act("record-opinion", "登记意见", (S.HANDLING,), None, CLERKS, "now", public=True),
    _act("override", "因公共利益公开", (S.HANDLING,), None, (P.REQUEST_APPROVE,), "clock", "regulation-2019/32", public=True),
    _act("extend", "延长答复期限", (S.HANDLING, S.REVIEW, S.SIGNING), None, (P.REQUEST_APPROVE,), "clock", "regulation-2019/33/2", public=True),
    _act("ask-reasons", "要求说明理由", (S.HANDLING,), None, CLERKS, "clock", "regulation-2019/35", public=True),
    _act("postpone", "确定延迟答复的合理期限", (S.HANDLING,), None, (P.REQUEST_APPROVE,), "clock", "regulation-2019/35", public=True),
    _act("notice-fee", "发出收费通知", (S.HANDLING,), S.PAYMENT, CLERKS, "clock", "fee-rules-2020/6", public=True),
    _act("pay-fee", "登记缴费", (S.PAYMENT,), S.HANDLING, CLERKS, "now", "fee-rules-2020/6", public=True),
    _act("waive-fee", "减免费用", (S.PAYMENT,), S.HANDLING, (P.REQUEST_APPROVE,), "now", public=True),
    _act("lapse-fee", "逾期不缴费，不再处理", (S.PAYMENT,), S.SERVED, CLERKS, "now", "fee-rules-2020/6", public=True),
    _act("join", "并案办理", (S.HANDLING,), None, CLERKS, "more"),
    _act("mark-repeat", "关联重复申请", WORKING, None, CLERKS, "more", "regulation-2019/36//6"),
    _act("retitle", "修改事项名称", BEFORE_REPLY, None, CLERKS, "more"),
    _act("draft", "起草答复", (S.HANDLING,), None, CLERKS, "now", "regulation-2019/36"),
    _act("submit", "送审", (S.HANDLING,), S.REVIEW, CLERKS, "now", "regulation-2019/17"),
    _act("review-legal", "合法性审查", (S.REVIEW,), None, (P.REQUEST_LEGAL, P.REQUEST_APPROVE), "now", "regulation-2019/17"),
    _act("review-secrecy", "保密审查", (S.REVIEW,), None, (P.REQUEST_SECRECY, P.REQUEST_APPROVE), "now", "regulation-2019/17"),
    _act("approve", "审核同意", (S.REVIEW,), S.SIGNING, (P.REQUEST_APPROVE,), "now"),
    _act("return", "退回修改", (S.REVIEW, S.SIGNING), S.HANDLING, (P.REQUEST_LEGAL, P.REQUEST_SECRECY, P.REQUEST_APPROVE, P.REQUEST_SIGN), "now"),
    _act("sign", "签发答复", (S.SIGNING,), S.REPLIED, (P.REQUEST_SIGN,), "now", "regulation-2019/36"),
    _act("serve", "登记送达", (S.REPLIED,), S.SERVED, CLERKS, "now", "delivery-reply-2016", public=True),
    _act("record-receipt", "登记签收", (S.SERVED, S.ARCHIVED), None, CLERKS, "more"),
    _act("archive", "归档", (S.SERVED,), S.ARCHIVED, CLERKS, "now", "regulation-2019/45"),
    _act("reopen", "重新办理", (S.SERVED, S.ARCHIVED), S.HANDLING, (P.REQUEST_APPROVE,), "more", public=True),
    _act("withdraw", "登记撤回", BEFORE_REPLY, S.SERVED, CLERKS, "more", public=True),
    _act("log-call", "记录电话", (*BEFORE_REPLY, *AFTER_REPLY), None, CLERKS, "more"),
    _act("attach", "添加材料", (*BEFORE_REPLY, *AFTER_REPLY), None, CLERKS, "more"),
    _act("strike-clock", "更正期限台账", (*BEFORE_REPLY, *AFTER_REPLY), None, (P.REQUEST_APPROVE,), "more"),
)  # fmt: skip

_ADVICE = {
    S.UNCONFIRMED: "申请尚未与申请人确认，请先“确认收到”。",
    S.REGISTERED: "申请尚未受理，请先“受理”或者“要求补正”。",
    S.SUPPLEMENT: "正在等待申请人补正；收到后“登记补正”，期满未补正的可以不再处理。",
    S.HANDLING: "正在办理；请起草答复并送审。",
    S.PAYMENT: "正在等待缴费；缴清后“登记缴费”，期满未缴的可以不再处理。",
    S.REVIEW: "答复正在审查；如需修改，请由审查人“退回修改”。",
    S.SIGNING: "答复等待签发；如需修改，请“退回修改”。",
    S.REPLIED: "答复已经签发，请尽快送达并登记。",
    S.SERVED: "答复已经送达；确需重新办理的，由公开工作机构负责人“重新办理”。",
    S.ARCHIVED: "办件已经归档；确需重新办理的，由公开工作机构负责人“重新办理”。",
}


class NotPossible(Refused):
    """The act cannot be done now; the message says why and what to do next."""


def impossible(basis: str, sentence: str) -> NotPossible:
    """The refusal to raise where a rule of handling or of law stands in the way."""
    return NotPossible(no(basis, sentence))


_BY_CODE = {act.code: act for act in ACTS}


def find_act(code: str) -> Act:
    """The row of this act. Raises KeyError for an unknown code: a programmer's mistake."""
    return _BY_CODE[code]


def may(application: Application, code: str) -> Verdict:
    """Whether the state allows the act, with the sentence for the clerk where it does not."""
    act = find_act(code)
    state = ApplicationState(application.state)
    if state in act.sources:
        return yes("办理状态")
    return no(
        "办理状态",
        f"当前状态为“{state.label}”，不能“{act.label}”。{_ADVICE[state]}",
    )


def require(application: Application, code: str) -> Act:
    """The row, where the state allows it. Raises NotPossible."""
    verdict = may(application, code)
    if not verdict:
        raise NotPossible(verdict)
    return find_act(code)


def acts_in(state: str) -> list[Act]:
    """What can be done in this state, in the order of the table."""
    return [act for act in ACTS if state in act.sources]


def lint() -> list[str]:
    """What is wrong with the table itself; empty when it is sound."""
    problems = []
    if len(_BY_CODE) != len(ACTS):
        problems.append("an act stands twice")
    reachable = {S.UNCONFIRMED, S.REGISTERED} | {act.target for act in ACTS if act.target}
    problems.extend(f"{state} can never be reached" for state in S if state not in reachable)
    problems.extend(f"{state} has no way on" for state in S if state not in _ADVICE)
    leaves = {state for act in ACTS if act.target for state in act.sources}
    problems.extend(
        f"{state} can never be left" for state in S if state not in leaves and state != S.ARCHIVED
    )
    return problems
