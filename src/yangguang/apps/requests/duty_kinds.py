"""The duties that an application creates, each with its article and its recomputation."""

from __future__ import annotations

from yangguang.apps.agencies.permissions import Permission
from yangguang.apps.duties.registry import DutyKind

REPLY = "request.reply"
CONFIRM = "request.confirm"
SUPPLEMENT_NOTICE = "request.supplement-notice"
SUPPLEMENT_WAIT = "request.supplement-wait"
CONSULTATION = "request.consultation"
ASSIGNMENT = "request.assignment"
PAYMENT_WAIT = "request.payment-wait"
REASONS = "request.reasons"
SERVE = "request.serve"
ARCHIVE = "request.archive"
REMEDY_ANSWER = "request.remedy-answer"
NEW_REPLY = "request.new-reply"
FEE_OBJECTION = "request.fee-objection"

HANDLING_KINDS = frozenset(
    {
        REPLY, CONFIRM, SUPPLEMENT_NOTICE, SUPPLEMENT_WAIT, CONSULTATION, ASSIGNMENT, PAYMENT_WAIT,
        REASONS, SERVE, NEW_REPLY,
    }
)  # fmt: skip
"""What ends with the case itself; the archive, an objection and a court's limit outlive it."""

P = Permission

KINDS = (
    DutyKind(REPLY, "答复申请", "《条例》第三十三条", P.REQUEST_HANDLE, action="办理"),
    DutyKind(CONFIRM, "与申请人确认收到", "《条例》第三十一条", P.REQUEST_REGISTER, action="确认"),
    DutyKind(
        SUPPLEMENT_NOTICE, "补正通知期限", "《条例》第三十条", P.REQUEST_HANDLE, action="审阅申请"
    ),
    DutyKind(
        SUPPLEMENT_WAIT, "等待补正届满", "《条例》第三十条", P.REQUEST_HANDLE, action="核对补正"
    ),
    DutyKind(
        CONSULTATION, "征求意见届满", "《条例》第三十二条", P.REQUEST_HANDLE, action="登记意见"
    ),
    DutyKind(
        ASSIGNMENT,
        "承办处室回复",
        "内部时限",
        P.REQUEST_HANDLE,
        action="登记承办意见",
        escalates=False,
    ),
    DutyKind(
        PAYMENT_WAIT,
        "缴费期限届满",
        "《信息处理费管理办法》第六条",
        P.REQUEST_HANDLE,
        action="核对缴费",
    ),
    DutyKind(
        REASONS, "说明理由期限届满", "《条例》第三十五条", P.REQUEST_HANDLE, action="登记说明"
    ),
    DutyKind(SERVE, "送达答复", "国办公开办函〔2016〕235号", P.REQUEST_HANDLE, action="登记送达"),
    DutyKind(
        ARCHIVE, "办件归档", "《条例》第四十五条", P.REQUEST_HANDLE, action="归档", escalates=False
    ),
    DutyKind(
        REMEDY_ANSWER, "复议诉讼答复", "行政复议法、行政诉讼法", P.REMEDY_MANAGE, action="登记答复"
    ),
    DutyKind(NEW_REPLY, "重新答复", "复议决定或者判决", P.REQUEST_HANDLE, action="重新办理"),
    DutyKind(
        FEE_OBJECTION,
        "答复收费异议",
        "《信息处理费管理办法》",
        P.REQUEST_APPROVE,
        action="答复异议",
    ),
)
