"""The duties that limits of registers create. What each rests on its definition says."""

from __future__ import annotations

from yangguang.apps.agencies.permissions import Permission
from yangguang.apps.duties.registry import DutyKind
from yangguang.law.registers.model import Duty

PUBLISH = "registers.publish"
WITHDRAW = "registers.withdraw"
RENEW = "registers.renew"
PERFORM = "registers.perform"
"""Of a project, not of a row: the stage that its rows promise by an agreed day."""
BUDGET_PUBLISH = "budgets.publish"

KIND_OF = {Duty.PUBLISH: PUBLISH, Duty.WITHDRAW: WITHDRAW, Duty.RENEW: RENEW}
KINDS = (
    DutyKind(PUBLISH, "公示条目", "清单定义", Permission.REGISTER_EDIT, action="公示"),
    DutyKind(WITHDRAW, "撤下条目", "清单定义", Permission.REGISTER_EDIT, action="撤下"),
    DutyKind(
        BUDGET_PUBLISH,
        "公开预决算",
        "《中华人民共和国预算法》第十四条第二款",
        Permission.REGISTER_EDIT,
        action="公开",
    ),
    DutyKind(RENEW, "更新清单", "清单定义", Permission.REGISTER_EDIT, action="更新"),
    DutyKind(PERFORM, "公开履约信息", "清单定义", Permission.REGISTER_EDIT, action="公开"),
)
