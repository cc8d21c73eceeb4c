"""What draws and objections oblige an office to, besides the limits of the registers themselves."""

from __future__ import annotations

from yangguang.apps.agencies.permissions import Permission
from yangguang.apps.draws.slots import objection_due
from yangguang.apps.duties.registry import DutyKind

CHECK = "draws.check"
OBJECTION = "draws.objection"
ROUND = "draws.round"
BASIS = "国办发〔2015〕58号"
YEARLY_BASIS = "国发〔2019〕5号"
OBJECTION_BASIS = "国办发〔2020〕49号；办理期限参照《市场监督管理严重违法失信名单管理办法》"

KINDS = (
    DutyKind(
        ROUND,
        "实施年度抽查任务",
        YEARLY_BASIS,
        Permission.REGISTER_EDIT,
        action="拟订抽查计划",
    ),
    DutyKind(CHECK, "完成抽查并录入结果", BASIS, Permission.REGISTER_EDIT, action="录入结果"),
    DutyKind(
        OBJECTION,
        "处理名单异议",
        OBJECTION_BASIS,
        Permission.REGISTER_REVIEW,
        recompute=objection_due,
        action="处理异议",
    ),
)
