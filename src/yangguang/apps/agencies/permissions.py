"""What can be permitted at the desk: a closed list, because roles are data and code is not.

An office composes its roles from these codes; a code that is not in the list permits nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models

from yangguang.apps.agencies.models import Reach


class Permission(models.TextChoices):
    """Each code is ``subject.act``; the Chinese name completes the sentence "可以……"."""

    ITEM_VIEW = "item.view", "查看信息"
    ITEM_ACCEPT = "item.accept", "审核待转入信息"
    ITEM_EDIT = "item.edit", "修改信息页头"
    ITEM_DRAFT = "item.draft", "起草信息"
    ITEM_LEGAL = "item.legal", "公开前合法性审查"
    ITEM_SECRECY = "item.secrecy", "公开前保密审查"
    ITEM_FORMAL = "item.formal", "公开前要件审查"
    ITEM_JOINT = "item.joint", "答复联合审查"
    ITEM_PUBLISH = "item.publish", "公开信息"
    ITEM_WITHDRAW = "item.withdraw", "撤回已公开信息"
    INGEST_RUN = "ingest.run", "批量转入信息"
    COLUMN_MANAGE = "column.manage", "管理栏目"
    AGENCY_EDIT = "agency.edit", "维护本机构资料"
    AGENCY_MANAGE = "agency.manage", "管理机构"
    STAFF_MANAGE = "staff.manage", "管理人员与任职"
    DELIVERY_MANAGE = "delivery.manage", "管理接口令牌"
    ROLE_MANAGE = "role.manage", "管理角色"
    DELEGATION_MANAGE = "delegation.manage", "代他人办理授权代办"
    HANDOVER_RUN = "handover.run", "办理离岗移交"
    AUDIT_VIEW = "audit.view", "查看审计记录"
    JOBS_VIEW = "jobs.view", "查看作业"
    REPORT_JUDGE = "report.judge", "认定年报问题"
    SUPERVISE_VIEW = "supervise.view", "查看下级机构情况"
    REQUEST_VIEW = "request.view", "查看依申请办件"
    REQUEST_REGISTER = "request.register", "登记申请"
    REQUEST_HANDLE = "request.handle", "承办申请"
    REQUEST_LEGAL = "request.legal", "合法性审查"
    REQUEST_SECRECY = "request.secrecy", "保密审查"
    REQUEST_APPROVE = "request.approve", "审核办件（公开工作机构负责人）"
    REQUEST_SIGN = "request.sign", "签发答复（机构负责人）"
    REQUEST_UNMASK = "request.unmask", "查看申请人完整信息"
    REQUEST_SUPERVISE = "request.supervise", "催办督办"
    REMEDY_MANAGE = "remedy.manage", "登记复议诉讼"
    LETTER_EDIT = "letter.edit", "维护文书模板"
    DUTY_VIEW = "duty.view", "查看应办事项"
    CALENDAR_MANAGE = "calendar.manage", "维护工作日历"
    RETENTION_MANAGE = "retention.manage", "销毁到期个人信息"
    PRIVACY_VIEW = "privacy.view", "查看个人信息排查结果"
    PRIVACY_DECIDE = "privacy.decide", "认定个人信息排查结果"
    LEDGER_VIEW = "ledger.view", "查看政务公开台账"
    LEDGER_EDIT = "ledger.edit", "登记政务公开台账"
    FIGURES_VIEW = "figures.view", "查看公开统计"
    RETURN_VIEW = "return.view", "查看统计报表"
    RETURN_FILL = "return.fill", "填报统计报表"
    RETURN_SIGN = "return.sign", "签报统计报表"
    RETURN_ACCEPT = "return.accept", "审收下级统计报表"
    ANNUAL_WRITE = "annual.write", "编写年度报告"
    REGISTER_VIEW = "register.view", "查看清单与公示"
    REGISTER_EDIT = "register.edit", "编制清单与公示"
    REGISTER_REVIEW = "register.review", "审核公开清单与公示"
    REGISTER_DEFINE = "register.define", "定义清单"


GOVERNING = frozenset(
    {
        Permission.AGENCY_MANAGE,
        Permission.STAFF_MANAGE,
        Permission.ROLE_MANAGE,
        Permission.HANDOVER_RUN,
        Permission.AUDIT_VIEW,
    }
)
"""Permissions that govern other people's accounts: a role that holds one is given with more care."""

ADMINISTERING = frozenset({Permission.STAFF_MANAGE, Permission.ROLE_MANAGE})
"""Who holds both for all agencies can repair everything else; somebody always must."""


@dataclass(frozen=True, slots=True)
class DefaultRole:
    """A role as an installation starts with it; offices change it afterwards."""

    code: str
    name: str
    reach: Reach
    permissions: tuple[Permission, ...]
    needs_second_factor: bool = False


P = Permission

DEFAULT_ROLES: tuple[DefaultRole, ...] = (
    DefaultRole(
        "system-administrator",
        "系统管理员",
        Reach.ALL,
        (
            P.AGENCY_EDIT,
            P.AGENCY_MANAGE,
            P.STAFF_MANAGE,
            P.DELIVERY_MANAGE,
            P.ROLE_MANAGE,
            P.DELEGATION_MANAGE,
            P.HANDOVER_RUN,
            P.JOBS_VIEW,
            P.COLUMN_MANAGE,
            P.CALENDAR_MANAGE,
        ),
        needs_second_factor=True,
    ),
    DefaultRole(
        "disclosure-director",
        "公开办主任",
        Reach.BELOW,
        (
            P.ITEM_DRAFT,
            P.ITEM_FORMAL,
            P.ITEM_JOINT,
            P.ITEM_VIEW,
            P.ITEM_ACCEPT,
            P.ITEM_EDIT,
            P.ITEM_PUBLISH,
            P.ITEM_WITHDRAW,
            P.INGEST_RUN,
            P.COLUMN_MANAGE,
            P.AGENCY_EDIT,
            P.AGENCY_MANAGE,
            P.STAFF_MANAGE,
            P.DELIVERY_MANAGE,
            P.DELEGATION_MANAGE,
            P.HANDOVER_RUN,
            P.AUDIT_VIEW,
            P.RETENTION_MANAGE,
            P.JOBS_VIEW,
            P.REPORT_JUDGE,
            P.SUPERVISE_VIEW,
            P.REQUEST_VIEW,
            P.REQUEST_REGISTER,
            P.REQUEST_HANDLE,
            P.REQUEST_APPROVE,
            P.REQUEST_SIGN,
            P.REQUEST_UNMASK,
            P.REQUEST_SUPERVISE,
            P.REMEDY_MANAGE,
            P.LETTER_EDIT,
            P.DUTY_VIEW,
            P.PRIVACY_VIEW,
            P.PRIVACY_DECIDE,
            P.CALENDAR_MANAGE,
            P.LEDGER_VIEW,
            P.LEDGER_EDIT,
            P.FIGURES_VIEW,
            P.RETURN_VIEW,
            P.RETURN_FILL,
            P.RETURN_SIGN,
            P.RETURN_ACCEPT,
            P.ANNUAL_WRITE,
            P.REGISTER_VIEW,
            P.REGISTER_EDIT,
            P.REGISTER_REVIEW,
            P.REGISTER_DEFINE,
        ),
        needs_second_factor=True,
    ),
    DefaultRole(
        "disclosure-clerk",
        "公开办经办",
        Reach.BELOW,
        (
            P.ITEM_DRAFT,
            P.ITEM_FORMAL,
            P.ITEM_VIEW,
            P.ITEM_ACCEPT,
            P.ITEM_EDIT,
            P.INGEST_RUN,
            P.AGENCY_EDIT,
            P.JOBS_VIEW,
            P.REPORT_JUDGE,
            P.SUPERVISE_VIEW,
            P.REQUEST_VIEW,
            P.REQUEST_REGISTER,
            P.REQUEST_HANDLE,
            P.REMEDY_MANAGE,
            P.DUTY_VIEW,
            P.PRIVACY_VIEW,
            P.PRIVACY_DECIDE,
            P.LEDGER_VIEW,
            P.LEDGER_EDIT,
            P.FIGURES_VIEW,
            P.RETURN_VIEW,
            P.RETURN_FILL,
            P.ANNUAL_WRITE,
            P.REGISTER_VIEW,
            P.REGISTER_EDIT,
        ),
    ),
    DefaultRole(
        "agency-lead",
        "机构公开负责人",
        Reach.OWN,
        (
            P.ITEM_DRAFT,
            P.ITEM_LEGAL,
            P.ITEM_FORMAL,
            P.ITEM_JOINT,
            P.ITEM_VIEW,
            P.ITEM_ACCEPT,
            P.ITEM_EDIT,
            P.ITEM_PUBLISH,
            P.ITEM_WITHDRAW,
            P.INGEST_RUN,
            P.AGENCY_EDIT,
            P.STAFF_MANAGE,
            P.DELIVERY_MANAGE,
            P.DELEGATION_MANAGE,
            P.HANDOVER_RUN,
            P.AUDIT_VIEW,
            P.RETENTION_MANAGE,
            P.JOBS_VIEW,
            P.REPORT_JUDGE,
            P.REQUEST_VIEW,
            P.REQUEST_REGISTER,
            P.REQUEST_HANDLE,
            P.REQUEST_APPROVE,
            P.REQUEST_SIGN,
            P.REQUEST_UNMASK,
            P.REMEDY_MANAGE,
            P.LETTER_EDIT,
            P.DUTY_VIEW,
            P.PRIVACY_VIEW,
            P.PRIVACY_DECIDE,
            P.LEDGER_VIEW,
            P.LEDGER_EDIT,
            P.FIGURES_VIEW,
            P.RETURN_VIEW,
            P.RETURN_FILL,
            P.RETURN_SIGN,
            P.ANNUAL_WRITE,
            P.REGISTER_VIEW,
            P.REGISTER_EDIT,
            P.REGISTER_REVIEW,
        ),
    ),
    DefaultRole(
        "agency-clerk",
        "机构经办",
        Reach.OWN,
        (
            P.ITEM_DRAFT,
            P.ITEM_FORMAL,
            P.ITEM_VIEW,
            P.ITEM_ACCEPT,
            P.ITEM_EDIT,
            P.INGEST_RUN,
            P.AGENCY_EDIT,
            P.JOBS_VIEW,
            P.REQUEST_VIEW,
            P.REQUEST_REGISTER,
            P.REQUEST_HANDLE,
            P.DUTY_VIEW,
            P.PRIVACY_VIEW,
            P.PRIVACY_DECIDE,
            P.LEDGER_VIEW,
            P.LEDGER_EDIT,
            P.FIGURES_VIEW,
            P.RETURN_VIEW,
            P.RETURN_FILL,
            P.ANNUAL_WRITE,
            P.REGISTER_VIEW,
            P.REGISTER_EDIT,
        ),
    ),
    DefaultRole(
        "auditor",
        "审计员",
        Reach.ALL,
        (P.REGISTER_VIEW, P.AUDIT_VIEW, P.JOBS_VIEW),
        needs_second_factor=True,
    ),
    DefaultRole(
        "supervisor",
        "督查员",
        Reach.BELOW,
        (
            P.REGISTER_VIEW,
            P.ITEM_VIEW,
            P.SUPERVISE_VIEW,
            P.REPORT_JUDGE,
            P.REQUEST_VIEW,
            P.REQUEST_UNMASK,
            P.REQUEST_SUPERVISE,
            P.DUTY_VIEW,
            P.PRIVACY_VIEW,
            P.LEDGER_VIEW,
            P.FIGURES_VIEW,
            P.RETURN_VIEW,
        ),
    ),
    DefaultRole(
        "request-registrar",
        "依申请登记员",
        Reach.OWN,
        (P.REQUEST_VIEW, P.REQUEST_REGISTER, P.DUTY_VIEW),
    ),
    DefaultRole(
        "request-handler",
        "依申请承办人",
        Reach.OWN,
        (P.REQUEST_VIEW, P.REQUEST_HANDLE, P.DUTY_VIEW),
    ),
    DefaultRole(
        "legal-reviewer",
        "合法性审查员",
        Reach.OWN,
        (P.ITEM_VIEW, P.ITEM_LEGAL, P.ITEM_JOINT, P.REQUEST_VIEW, P.REQUEST_LEGAL, P.DUTY_VIEW),
    ),
    DefaultRole(
        "secrecy-reviewer",
        "保密审查员",
        Reach.OWN,
        (P.ITEM_VIEW, P.ITEM_SECRECY, P.ITEM_JOINT, P.REQUEST_VIEW, P.REQUEST_SECRECY, P.DUTY_VIEW),
    ),
    DefaultRole(
        "inspector",
        "检查员（只读）",
        Reach.BELOW,
        (
            P.REGISTER_VIEW,
            P.ITEM_VIEW,
            P.SUPERVISE_VIEW,
            P.REQUEST_VIEW,
            P.DUTY_VIEW,
            P.PRIVACY_VIEW,
            P.LEDGER_VIEW,
            P.FIGURES_VIEW,
            P.RETURN_VIEW,
        ),
    ),
)
"""Running the machine, publishing and auditing are in different hands: the administrator cannot
read drafts or the record of acts, the auditor can change nothing."""

del P
