"""The life of a return as one table: in which state which act, by whom, and what follows.

The desk draws its buttons from it and the services refuse by it. Filling in, signing and accepting
are in three hands: who fills in does not sign, and whoever accepts is the body above.
"""

from __future__ import annotations

from dataclasses import dataclass

from yangguang.apps.agencies.models import Agency, AgencyKind
from yangguang.apps.agencies.permissions import Permission
from yangguang.apps.agencies.verdicts import Refused, Verdict, no, yes
from yangguang.apps.audit.actors import Actor, ActorKind
from yangguang.apps.reports.models import Return, ReturnScope, ReturnState

S = ReturnState
P = Permission
BASIS = "《政府信息公开条例》第四十九条"


@dataclass(frozen=True, slots=True)
class Act:
    """One row: ``target`` None keeps the state; ``needs`` says what must be written with it."""

    code: str
    label: str
    sources: frozenset[ReturnState]
    target: ReturnState | None
    permission: Permission
    needs: str = ""
    explain: str = ""


def _act(
    code: str,
    label: str,
    sources: tuple[ReturnState, ...],
    target: ReturnState | None,
    permission: Permission,
    *,
    needs: str = "",
    explain: str = "",
) -> Act:
    return Act(code, label, frozenset(sources), target, permission, needs, explain)


WORKING = (S.OPEN, S.SENT_BACK)

ACTS = (
    _act("compute", "重新取数", WORKING, None, P.RETURN_FILL, explain="按现在的记录重新计算，手工填报的数字保留。"),
    _act("fill", "填写", WORKING, None, P.RETURN_FILL),
    _act("fill-blanks", "其余空格填0", WORKING, None, P.RETURN_FILL, needs="来源说明"),
    _act("explain", "说明问题", WORKING, None, P.RETURN_FILL),
    _act("answer", "答复退回意见", WORKING, None, P.RETURN_FILL),
    _act("import", "导入文件", WORKING, None, P.RETURN_FILL),
    _act("freeze", "定稿", WORKING, S.FROZEN, P.RETURN_FILL, explain="数字和凭据固定下来，等负责人签报。"),
    _act("unfreeze", "退回填报", (S.FROZEN, S.SIGNED), S.OPEN, P.RETURN_FILL, needs="理由"),
    _act("sign", "签报", (S.FROZEN,), S.SIGNED, P.RETURN_SIGN, explain="对数字和各项说明负责，须由填报人以外的负责人办理。"),
    _act("submit", "报送", (S.SIGNED,), S.SUBMITTED, P.RETURN_FILL),
    _act("recall", "撤回报送", (S.SUBMITTED,), S.OPEN, P.RETURN_SIGN, needs="理由"),
    _act("remark", "对单元格提意见", (S.SUBMITTED,), None, P.RETURN_ACCEPT),
    _act("send-back", "退回修改", (S.SUBMITTED,), S.SENT_BACK, P.RETURN_ACCEPT, needs="意见"),
    _act("accept", "审收", (S.SUBMITTED,), S.ACCEPTED, P.RETURN_ACCEPT),
    _act("receipt", "登记上级平台接收", (S.SUBMITTED,), S.ACCEPTED, P.RETURN_SIGN, needs="接收凭据"),
    _act("reopen", "审收后退回更正", (S.ACCEPTED,), S.SENT_BACK, P.RETURN_ACCEPT, needs="理由"),
    _act("amend", "更正已接收的报表", (S.ACCEPTED,), S.OPEN, P.RETURN_SIGN, needs="理由"),
)  # fmt: skip

_BY_CODE = {act.code: act for act in ACTS}
_AT_THE_TOP = frozenset({"receipt", "amend"})
"""Acts of a body that has nobody above it on this platform."""

_ADVICE = {
    S.OPEN: "请填好数字、说明问题后“定稿”。",
    S.FROZEN: "数字已经固定，请负责人“签报”；需要修改的，先“退回填报”。",
    S.SIGNED: "请“报送”；需要修改的，先“退回填报”。",
    S.SUBMITTED: "请等上级审收；需要修改的，先“撤回报送”或者请上级退回。",
    S.SENT_BACK: "请按退回意见更正后重新“定稿”。",
    S.ACCEPTED: "数字不再变动；确需更正的，请审收机构退回。",
    S.IMPORTED: "本表由已公开的年度报告导入，只供比较，不能修改。",
}


def find_act(code: str) -> Act:
    """The row of this act; KeyError for an unknown one."""
    return _BY_CODE[code]


def receives(row: Return, agency: Agency | None) -> bool:
    """Whether this body, or the government whose office it is, accepts the return."""
    if agency is None or row.receiver_id is None:
        return False
    return agency.pk == row.receiver_id or (
        agency.kind == AgencyKind.OFFICE and agency.parent_id == row.receiver_id
    )


def may(row: Return, code: str, *, by: Actor) -> Verdict:
    """Whether the state and the hands allow the act, with the sentence where they do not.

    Whether the person holds the permission at the body is asked where they stand at a door.
    """
    act = find_act(code)
    state = ReturnState(row.state)
    if state not in act.sources:
        return no("报表状态", f"报表现为“{state.label}”，不能“{act.label}”。{_ADVICE[state]}")
    return _hands(row, act, by)


def _hands(row: Return, act: Act, by: Actor) -> Verdict:
    if act.code in {"fill", "fill-blanks", "import"} and row.scope == ReturnScope.REGION:
        return no("汇总表", "全域表由各级政府的报表相加，不能手工填写；请在组成报表中更正。")
    if act.code in _AT_THE_TOP and row.receiver_id is not None:
        return no("审收机构", f"本表由{row.receiver_name}审收，不需要“{act.label}”。")
    if act.permission == P.RETURN_ACCEPT and by.kind is ActorKind.STAFF:
        acting = Agency.objects.filter(pk=by.agency_key).first() if by.agency_key else None
        if row.receiver_id is None:
            return no("审收机构", "本机构在本平台没有上级，请报送上级平台后“登记上级平台接收”。")
        if not receives(row, acting):
            return no("审收机构", f"本表由{row.receiver_name}审收，您代表的机构不能“{act.label}”。")
    if act.code == "sign" and _has_filled(row, by):
        return no("两人办理", "填报人、定稿人不能签报同一报表，请由机构负责人签报。")
    if act.code in {"accept", "receipt"} and _has_signed(row, by):
        return no("两人办理", "签报人不能审收自己签报的报表，请由另一位工作人员办理。")
    return yes("报表状态")


def _has_filled(row: Return, by: Actor) -> bool:
    frozen = row.current.frozen_by_key if row.current is not None else ""
    return by.key in {row.filled_by_key, frozen} - {""}


def _has_signed(row: Return, by: Actor) -> bool:
    return row.current is not None and row.current.signed_by_key == by.key


def require(row: Return, code: str, *, by: Actor) -> Act:
    """The row of the table where it is allowed. Raises Refused."""
    verdict = may(row, code, by=by)
    if not verdict:
        raise Refused(verdict)
    return find_act(code)


def acts_in(state: str) -> list[Act]:
    """What can be done in this state, in the order of the table."""
    return [act for act in ACTS if state in act.sources]


def lint() -> list[str]:
    """What is wrong with the table itself; empty when it is sound."""
    problems = []
    if len(_BY_CODE) != len(ACTS):
        problems.append("an act stands twice")
    reachable = {S.OPEN, S.IMPORTED} | {act.target for act in ACTS if act.target}
    problems += [f"{state} can never be reached" for state in S if state not in reachable]
    problems += [f"{state} has no advice" for state in S if state not in _ADVICE]
    left = {source for act in ACTS if act.target for source in act.sources}
    problems += [f"{state} can never be left" for state in S if state not in left | {S.IMPORTED}]
    return problems
