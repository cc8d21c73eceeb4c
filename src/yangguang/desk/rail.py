"""The left rail: work that exists now and that this person may do. No dead links."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from django.urls import reverse

from yangguang.apps.agencies.permissions import Permission
from yangguang.desk.viewer import Viewer
from yangguang.desk.work import counts_for


@dataclass(frozen=True, slots=True)
class Entry:
    """One page in the rail; no permission means everybody who is signed in."""

    label: str
    route: str
    permissions: tuple[Permission, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """One kind of work, named as offices name it."""

    label: str
    entries: tuple[Entry, ...]


SECTIONS = (
    Section(
        "待办",
        (
            Entry("我的待办", "home"),
            Entry("应办事项", "duties", (Permission.DUTY_VIEW,)),
            Entry("催办督办", "orders", (Permission.DUTY_VIEW,)),
            Entry("消息", "messages"),
        ),
    ),
    Section(
        "信息发布",
        (
            Entry(
                "稿件",
                "drafts",
                (
                    Permission.ITEM_DRAFT,
                    Permission.ITEM_LEGAL,
                    Permission.ITEM_SECRECY,
                    Permission.ITEM_FORMAL,
                    Permission.ITEM_JOINT,
                    Permission.ITEM_PUBLISH,
                ),
            ),
            Entry("待转入", "inbox", (Permission.ITEM_VIEW,)),
            Entry("已公开", "published", (Permission.ITEM_VIEW,)),
            Entry("不予转入", "rejected", (Permission.ITEM_VIEW,)),
            Entry("不主动公开目录", "register", (Permission.ITEM_VIEW,)),
            Entry("定期评估", "reassessments", (Permission.ITEM_VIEW,)),
            Entry("文件清理", "cleanup", (Permission.ITEM_VIEW,)),
            Entry("政府公报", "gazette", (Permission.ITEM_VIEW,)),
            Entry("个人信息排查", "privacy-findings", (Permission.PRIVACY_VIEW,)),
            Entry("死链", "dead-links", (Permission.ITEM_VIEW,)),
            Entry("扫描件识别", "scans", (Permission.ITEM_VIEW,)),
            Entry(
                "栏目更新情况",
                "column-updates",
                (Permission.COLUMN_MANAGE, Permission.DUTY_VIEW, Permission.SUPERVISE_VIEW),
            ),
        ),
    ),
    Section(
        "依申请",
        (
            Entry("申请办件", "requests", (Permission.REQUEST_VIEW,)),
            Entry("复议诉讼", "remedies", (Permission.REQUEST_VIEW,)),
            Entry("案例库", "case-library", (Permission.REQUEST_VIEW,)),
            Entry("转主动公开", "conversions", (Permission.REQUEST_VIEW,)),
            Entry("登记簿", "request-book", (Permission.REQUEST_VIEW,)),
            Entry("依申请统计", "request-figures", (Permission.REQUEST_VIEW,)),
            Entry("文书登记", "letters", (Permission.REQUEST_VIEW,)),
        ),
    ),
    Section(
        "清单与公示",
        (
            Entry("全部清单", "registers", (Permission.REGISTER_VIEW,)),
            Entry("清单变更", "register-changes", (Permission.REGISTER_VIEW,)),
            Entry("预决算", "budgets", (Permission.REGISTER_EDIT,)),
            Entry("公开清单落实", "coverage", (Permission.REGISTER_VIEW,)),
            Entry("项目全过程", "projects", (Permission.REGISTER_VIEW,)),
            Entry("双随机抽查", "draws", (Permission.REGISTER_VIEW,)),
            Entry("名单异议", "objections", (Permission.REGISTER_VIEW,)),
            Entry("清单定义", "register-definitions", (Permission.REGISTER_DEFINE,)),
        ),
    ),
    Section(
        "统计",
        (
            Entry("公开统计", "statistics", (Permission.FIGURES_VIEW,)),
            Entry("统计报表", "returns", (Permission.RETURN_VIEW,)),
            Entry("政务公开台账", "ledgers", (Permission.LEDGER_VIEW,)),
            Entry("查阅点", "consultation-points", (Permission.LEDGER_VIEW,)),
            Entry("年度报告编写", "report-drafts", (Permission.ITEM_DRAFT,)),
            Entry("年报核对", "reports", (Permission.REPORT_JUDGE,)),
        ),
    ),
    Section(
        "监督",
        (
            Entry("监督总览", "overview", (Permission.SUPERVISE_VIEW,)),
            Entry("下级机构", "supervise", (Permission.SUPERVISE_VIEW,)),
            Entry(
                "越过审查",
                "forced",
                (Permission.SUPERVISE_VIEW, Permission.AUDIT_VIEW, Permission.ITEM_PUBLISH),
            ),
            Entry("审计记录", "audit", (Permission.AUDIT_VIEW,)),
            Entry("个人信息查看记录", "looks", (Permission.AUDIT_VIEW,)),
            Entry(
                "到期个人信息", "retention", (Permission.RETENTION_MANAGE, Permission.AUDIT_VIEW)
            ),
        ),
    ),
    Section(
        "设置",
        (
            Entry("本机构资料", "own-agency", (Permission.AGENCY_EDIT,)),
            Entry("栏目", "columns", (Permission.COLUMN_MANAGE,)),
            Entry("子网站", "subsites", (Permission.COLUMN_MANAGE,)),
            Entry("分类归档", "classifications", (Permission.COLUMN_MANAGE,)),
            Entry("审查表", "checklists", (Permission.ITEM_PUBLISH,)),
            Entry("词库", "lexicon", (Permission.ITEM_FORMAL, Permission.ITEM_PUBLISH)),
            Entry("文书模板", "letter-templates", (Permission.LETTER_EDIT,)),
            Entry("文书文号", "letter-numbers", (Permission.LETTER_EDIT,)),
            Entry("复议机关和法院", "remedy-bodies", (Permission.AGENCY_EDIT,)),
            Entry("机构", "agencies", (Permission.AGENCY_MANAGE,)),
            Entry("人员", "staff", (Permission.STAFF_MANAGE,)),
            Entry("角色", "roles", (Permission.ROLE_MANAGE,)),
            Entry("授权代办", "delegations"),
            Entry("接口令牌", "delivery-keys", (Permission.DELIVERY_MANAGE,)),
            Entry("工作日历", "calendar"),
            Entry(
                "期限计算口径", "readings", (Permission.CALENDAR_MANAGE, Permission.REQUEST_VIEW)
            ),
            Entry("发件箱", "outbox", (Permission.REQUEST_SUPERVISE, Permission.JOBS_VIEW)),
            Entry("页面生成记录", "pressed-pages", (Permission.COLUMN_MANAGE,)),
            Entry("作业", "jobs", (Permission.JOBS_VIEW,)),
            Entry("我的账号", "account"),
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class Link:
    label: str
    address: str
    current: bool
    due: int = 0


@dataclass(frozen=True, slots=True)
class Group:
    """A section as shown: its heading leads to its first page; ``links`` stand below it."""

    label: str
    address: str
    current: bool
    links: tuple[Link, ...]
    due: int = 0


def rail_for(viewer: Viewer, path: str) -> list[Group]:
    """The sections and pages this person may open, the present one marked, with what is due."""
    due = counts_for(viewer)
    by_page: Counter[str] = Counter()
    for place, count in due.items():
        # Several kinds of work may lie in one list, each behind its own filter.
        by_page[place.partition("?")[0]] += count
    shown: list[tuple[Section, list[tuple[Entry, str]]]] = []
    for section in SECTIONS:
        usable = [
            (entry, reverse(entry.route))
            for entry in section.entries
            if not entry.permissions
            or any(viewer.may_somewhere(code) for code in entry.permissions)
        ]
        if usable:
            shown.append((section, usable))
    here = _longest_match([address for _, usable in shown for _, address in usable], path)
    groups = []
    for section, usable in shown:
        links = tuple(
            Link(entry.label, address, address == here, by_page.get(address, 0))
            for entry, address in usable
        )
        current = any(link.current for link in links)
        below = links if len(links) > 1 or links[0].label != section.label else ()
        all_due = sum(due.values()) if section.label == "待办" else 0
        groups.append(Group(section.label, links[0].address, current, below, all_due))
    return groups


def _longest_match(addresses: list[str], path: str) -> str:
    fitting = [
        address
        for address in addresses
        if path == address or (address != "/" and path.startswith(address))
    ]
    return max(fitting, key=len, default="")
