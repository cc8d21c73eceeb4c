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
from yangguang.law.clock import spoken
from yangguang.law.handling import may_refuse_as_excessive
from yangguang.law.regimes import Regime
from yangguang.law.verdict import Verdict as Ruling

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
    _act("renew-supplement", "另行确定补正期限", (S.SUPPLEMENT,), None, CLERKS, "now", "regulation-2019/30", public=True),
    _act("lapse-supplement", "逾期不补正，不再处理", (S.SUPPLEMENT,), S.REPLIED, CLERKS, "now", "regulation-2019/30", public=True),
    _act("go-on", "不再等待补正，按现有内容办理", (S.SUPPLEMENT,), S.HANDLING, CLERKS, "more", public=True),
    _act("assign", "分办", (S.HANDLING,), None, CLERKS, "now"),
    _act("answer-assignment", "登记承办意见", (S.HANDLING,), None, CLERKS, "now"),
    _act("propose", "拟办意见", WORKING, None, CLERKS, "now"),
    _act("consult-third-party", "征求第三方意见", (S.HANDLING,), None, CLERKS, "clock", "regulation-2019/32", public=True),
    _act("consult-co-maker", "与共同制作机关协商", (S.HANDLING,), None, CLERKS, "clock", "regulation-2019/34", public=True),
    _act("consult-organ", "征求其他机关意见", (S.HANDLING,), None, CLERKS, "clock", "regulation-2019/33/3", public=True),
    _act("record-opinion", "登记意见", (S.HANDLING, S.SUPPLEMENT, S.PAYMENT), None, CLERKS, "now", public=True),
    _act("override", "因公共利益公开", (S.HANDLING,), None, (P.REQUEST_APPROVE,), "clock", "regulation-2019/32", public=True),
    _act("extend", "延长答复期限", (S.HANDLING, S.REVIEW, S.SIGNING), None, (P.REQUEST_APPROVE,), "clock", "regulation-2019/33/2", public=True),
    _act("ask-reasons", "要求说明理由", (S.HANDLING,), None, CLERKS, "clock", "regulation-2019/35", public=True),
    _act("record-reasons", "登记说明的理由和认定", (S.HANDLING,), None, CLERKS, "clock", "regulation-2019/35"),
    _act("postpone", "确定延迟答复的合理期限", (S.HANDLING,), None, (P.REQUEST_APPROVE,), "clock", "regulation-2019/35", public=True),
    _act("notice-fee", "发出收费通知", (S.HANDLING,), S.PAYMENT, CLERKS, "clock", "fee-rules-2020/6", public=True),
    _act("pay-fee", "登记缴费", (S.PAYMENT,), S.HANDLING, CLERKS, "now", "fee-rules-2020/6", public=True),
    _act("waive-fee", "减免费用", (S.PAYMENT,), S.HANDLING, (P.REQUEST_APPROVE,), "now", public=True),
    _act("lapse-fee", "逾期不缴费，不再处理", (S.PAYMENT,), S.REPLIED, CLERKS, "now", "fee-rules-2020/6", public=True),
    _act("answer-objection", "答复收费异议", (S.SUPPLEMENT, S.HANDLING, S.PAYMENT, S.REVIEW, S.SIGNING, *AFTER_REPLY), None, (P.REQUEST_APPROVE,), "now", "fee-rules-2020/7", public=True),
    _act("charge-costs", "登记成本费用", (*WORKING, S.REVIEW, S.SIGNING, S.REPLIED, S.SERVED), None, CLERKS, "clock", "regulation-2007/27", public=True),
    _act("pay-costs", "登记成本费用缴纳", (*WORKING, S.REVIEW, S.SIGNING, S.REPLIED, S.SERVED), None, CLERKS, "clock", "regulation-2007/27", public=True),
    _act("waive-costs", "减免成本费用", (*WORKING, S.REVIEW, S.SIGNING, S.REPLIED, S.SERVED), None, (P.REQUEST_APPROVE,), "clock", "regulation-2007/28/1", public=True),
    _act("join", "并案办理", (S.HANDLING,), None, CLERKS, "more"),
    _act("mark-repeat", "关联重复申请", WORKING, None, CLERKS, "more", "regulation-2019/36//6"),
    _act("split", "拆分为几件", (S.UNCONFIRMED, *WORKING), None, CLERKS, "more", public=True),
    _act("transfer-correction", "转送更正申请", WORKING, S.REPLIED, (P.REQUEST_APPROVE, P.REQUEST_SIGN), "more", "regulation-2019/41", public=True),
    _act("mark-secret", "转为涉密线索", (*BEFORE_REPLY, S.REPLIED), None, (P.REQUEST_SECRECY, P.REQUEST_APPROVE), "more", "regulation-2019/17"),
    _act("lift-secrecy", "解除涉密线索", BEFORE_REPLY, None, (P.REQUEST_SECRECY, P.REQUEST_APPROVE), "more", "regulation-2019/17"),
    _act("retitle", "修改事项名称", BEFORE_REPLY, None, CLERKS, "more"),
    _act("draft", "起草答复", (S.HANDLING,), None, CLERKS, "now", "regulation-2019/36"),
    _act("submit", "送审", (S.HANDLING,), S.REVIEW, CLERKS, "now", "regulation-2019/17"),
    _act("review-legal", "合法性审查", (S.REVIEW,), None, (P.REQUEST_LEGAL, P.REQUEST_APPROVE), "now", "regulation-2019/17"),
    _act("review-secrecy", "保密审查", (S.REVIEW,), None, (P.REQUEST_SECRECY, P.REQUEST_APPROVE), "now", "regulation-2019/17"),
    _act("approve", "审核同意", (S.REVIEW,), S.SIGNING, (P.REQUEST_APPROVE,), "now"),
    _act("return", "退回修改", (S.REVIEW, S.SIGNING), S.HANDLING, (P.REQUEST_LEGAL, P.REQUEST_SECRECY, P.REQUEST_APPROVE, P.REQUEST_SIGN), "now"),
    _act("sign", "签发答复", (S.SIGNING,), S.REPLIED, (P.REQUEST_SIGN,), "now", "regulation-2019/36"),
    _act("serve", "登记送达", (S.REPLIED,), S.SERVED, CLERKS, "now", "delivery-reply-2016", public=True),
    _act("recall", "收回已签发的答复", (S.REPLIED,), S.HANDLING, (P.REQUEST_APPROVE, P.REQUEST_SIGN), "more"),
    _act("send-letter", "登记文书送达", (*BEFORE_REPLY, *AFTER_REPLY), None, CLERKS, "more", "delivery-reply-2016"),
    _act("record-receipt", "登记签收", (*BEFORE_REPLY, *AFTER_REPLY), None, CLERKS, "more"),
    _act("record-return", "登记退件", (*BEFORE_REPLY, *AFTER_REPLY), None, CLERKS, "more", "delivery-reply-2016"),
    _act("void-letter", "作废文书", (*BEFORE_REPLY, *AFTER_REPLY), None, (P.REQUEST_APPROVE,), "more"),
    _act("reissue-letter", "更正重发文书", (*BEFORE_REPLY, *AFTER_REPLY), None, (P.REQUEST_APPROVE, P.REQUEST_SIGN), "more", public=True),
    _act("archive", "归档", (S.SERVED,), S.ARCHIVED, CLERKS, "now", "regulation-2019/45"),
    _act("reopen", "重新办理", (S.SERVED, S.ARCHIVED), S.HANDLING, (P.REQUEST_APPROVE,), "more", public=True),
    _act("withdraw", "登记撤回", (*BEFORE_REPLY, S.REPLIED), S.SERVED, CLERKS, "more", public=True),
    _act("log-call", "记录电话", (*BEFORE_REPLY, *AFTER_REPLY), None, CLERKS, "more"),
    _act("attach", "添加材料", (*BEFORE_REPLY, *AFTER_REPLY), None, CLERKS, "more"),
    _act("give-receipt", "出具登记回执", BEFORE_REPLY, None, CLERKS, "now"),
    _act("give-code", "补发查询码", (*BEFORE_REPLY, *AFTER_REPLY), None, CLERKS, "more"),
    _act("lift-code-locks", "解除查询锁定", (*BEFORE_REPLY, *AFTER_REPLY), None, CLERKS, "more"),
    _act("correct-receipt", "更正收到申请之日", (S.REGISTERED, S.SUPPLEMENT, S.HANDLING, S.PAYMENT, S.REVIEW, S.SIGNING, S.REPLIED), None, (P.REQUEST_APPROVE,), "more", "regulation-2019/31", public=True),
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
    S.REPLIED: "答复已经签发，请尽快送达并登记；发现有误的，在送出之前“收回已签发的答复”。",
    S.SERVED: "答复已经送达；确需重新办理的，由公开工作机构负责人“重新办理”。",
    S.ARCHIVED: "办件已经归档；确需重新办理的，由公开工作机构负责人“重新办理”。",
}


class NotPossible(Refused):
    """The act cannot be done now; the message says why and what to do next."""


def impossible(basis: str, sentence: str) -> NotPossible:
    """The refusal to raise where a rule of handling or of law stands in the way.

    An article or a document number given as ``basis`` is read in the sentence too, since the clerk
    sees the sentence alone.
    """
    if basis.startswith(("《", "国办")) and basis not in sentence:
        first, stop, rest = sentence.partition("。")
        sentence = f"{first}（{basis}）{stop}{rest}"
    return NotPossible(no(basis, sentence))


def require_lawful(verdict: Ruling) -> Ruling:
    """The ruling of ``law``, where it allows. Raises NotPossible with its article and next step."""
    if not verdict:
        raise NotPossible(no(verdict.basis, verdict.sentence))
    return verdict


_BY_CODE = {act.code: act for act in ACTS}


def find_act(code: str) -> Act:
    """The row of this act. Raises KeyError for an unknown code: a programmer's mistake."""
    return _BY_CODE[code]


def may(application: Application, code: str) -> Verdict:
    """Whether the state allows the act, with the sentence for the clerk where it does not."""
    act = find_act(code)
    state = ApplicationState(application.state)
    if state not in act.sources:
        return no(
            "办理状态",
            f"当前状态为“{state.label}”，不能“{act.label}”。{_ADVICE[state]}",
        )
    return guard(application, act)


_ONCE_REPLIED = frozenset(
    {
        "ask-supplement", "extend", "ask-reasons", "record-reasons", "postpone", "notice-fee",
        "split", "transfer-correction", "correct-receipt",
    }
)  # fmt: skip
"""Acts on the statutory period, which is over for good once a reply has been given."""
_WITH_CONTENT = frozenset(
    {
        "ask-supplement", "consult-third-party", "consult-co-maker", "consult-organ", "ask-reasons",
        "split", "transfer-correction", "retitle", "attach", "give-receipt",
    }
)  # fmt: skip
"""Acts that enter or send content, of which a register line of secrecy has none."""
_UNTIL_2019 = frozenset({"charge-costs", "pay-costs", "waive-costs"})
_SINCE_2019 = frozenset({"ask-reasons", "record-reasons", "postpone"})


def guard(application: Application, act: Act) -> Verdict:
    """What beside the state stands in the way for as long as the case is as it is."""
    if act.code in _ONCE_REPLIED and application.closed_on is not None:
        return no(
            "法定期限已止",
            f"本件已于{spoken(application.closed_on)}答复过，法定期限不再计算，不能“{act.label}”。"
            "请在决定书、判决书确定的期限内重新答复。",
        )
    if act.code == "mark-secret" and application.secret:
        return no("非涉密系统", "本件已经是涉密线索。")
    if act.code == "lift-secrecy" and not application.secret:
        return no("非涉密系统", "本件不是涉密线索，不需要解除。")
    if application.secret and act.code in _WITH_CONTENT:
        return no(
            "非涉密系统",
            f"涉密线索只登记、不录入内容，不得上传任何文件，不能“{act.label}”。请按保密规定线下办理。",
        )
    if act.code in _SINCE_2019 and application.regime == Regime.R2007:
        ruling = may_refuse_as_excessive(
            Regime.R2007, asked_for_reason=False, answer_given=False, reasonable=False
        )
        return no(ruling.basis, ruling.sentence)
    if act.code in _UNTIL_2019 and application.regime == Regime.R2019:
        return no(
            "《条例》第四十二条",
            f"本件不适用2007年条例，依申请提供政府信息不收取成本费用，不能“{act.label}”。",
        )
    return yes("办理状态")


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
    leaves = {state for act in ACTS if act.target for state in act.sources - {act.target}}
    problems.extend(
        f"{state} can never be left" for state in S if state not in leaves and state != S.ARCHIVED
    )
    return problems
