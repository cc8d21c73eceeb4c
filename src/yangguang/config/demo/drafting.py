"""Drafts on the desks of the demo city, in every state, made by the same acts an office performs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone

from yangguang.apps.agencies.models import Agency, User
from yangguang.apps.audit.actors import Actor, command
from yangguang.apps.catalog.models import Edition, Item, ItemKind, ItemState
from yangguang.apps.publishing.checklists import questions_for
from yangguang.apps.publishing.models import Draft, Outcome
from yangguang.apps.publishing.selectors.drafts import items_without_draft
from yangguang.apps.publishing.services.attributing import decide_attribute
from yangguang.apps.publishing.services.drafting import (
    save_draft,
    start_change,
    start_draft,
    start_on,
)
from yangguang.apps.publishing.services.dropping import drop_draft
from yangguang.apps.publishing.services.interpreting import plan_interpretation
from yangguang.apps.publishing.services.joint import ask_joint
from yangguang.apps.publishing.services.releasing import publish_draft, schedule_draft
from yangguang.apps.publishing.services.reviewing import decide_finding, sign_opinion
from yangguang.apps.publishing.services.submitting import submit_draft
from yangguang.config.demo.setting import City
from yangguang.config.demo.writing import chinese_date, working_day
from yangguang.law.attributes import Attribute
from yangguang.law.publication import ReviewKind

OPEN = Attribute.PROACTIVE
TAKEN_UP = timedelta(days=60)
NOTICE, POLICY = ItemKind.ANNOUNCEMENT, ItemKind.POLICY


@dataclass(frozen=True, slots=True)
class Matter:
    """What a draft is about. ``days`` is how long before today the document was formed."""

    title: str
    words: tuple[str, ...]
    kind: ItemKind = NOTICE
    days: int = 3
    ground: str = "article-21"
    table: str = ""


class Desk:
    """The people of the city's disclosure office, each doing their own step."""

    def __init__(self, city: City) -> None:
        self.city = city
        self.agency: Agency = city.agencies["city"]
        accounts = {user.username: user for user in User.objects.filter(is_demo=True)}
        self.people: dict[str, Actor] = {
            name: accounts[name].actor(self.agency)
            for name in ("clerk", "chief", "legal", "secrecy", "signer")
        }
        self._minutes = 0
        self._today = city.today

    def go_to(self, day: date) -> None:
        """Work on that day from now on."""
        self._minutes, self._today = 0, day

    def at(self, days: int = 0) -> datetime:
        """A working moment so many days ago; each a minute after the one before."""
        self._minutes += 1
        return self.city.moment(self._today - timedelta(days=days), 8) + timedelta(
            minutes=self._minutes
        )

    def written(self, matter: Matter, *, column: str = "notices") -> Draft:
        """The clerk's text, with a heading and a table where the matter has one."""
        formed = self.city.today - timedelta(days=matter.days)
        body = "".join(f"<p>{line}</p>" for line in matter.words)
        return start_draft(
            agency=self.agency,
            title=matter.title,
            kind=matter.kind,
            column=self.city.columns[column],
            body_html=f'{body}{matter.table}<p align="right">{chinese_date(formed)}</p>',
            header={"formed_on": formed.isoformat(), "kind": matter.kind.value},
            by=self.people["clerk"],
            at=self.at(matter.days),
        )

    def decided(
        self, draft: Draft, matter: Matter, attribute: Attribute = OPEN, reason: str = ""
    ) -> Draft:
        """The attribute fixed, and for a policy the plan to explain it."""
        clerk = self.people["clerk"]
        decide_attribute(
            draft=draft, attribute=attribute, ground=matter.ground, reason=reason, by=clerk,
            at=self.at(),
        )  # fmt: skip
        if matter.kind == POLICY and attribute is OPEN:
            plan_interpretation(
                draft=draft, needed=True, forms=["text", "picture"], responsible="韩志平",
                by=clerk, at=self.at(),
            )  # fmt: skip
        return draft

    def submitted(self, matter: Matter, attribute: Attribute = OPEN, reason: str = "") -> Draft:
        """Written, decided about and sent to review."""
        draft = self.decided(self.written(matter), matter, attribute, reason)
        return submit_draft(draft=draft, by=self.people["clerk"], at=self.at())

    def sign(
        self, draft: Draft, *kinds: ReviewKind, outcome: Outcome = Outcome.PASS, remark: str = ""
    ) -> Draft:
        """The reviews of these kinds, by whom they concern; what the machine noticed is settled."""
        signers = {
            ReviewKind.LEGAL: "legal",
            ReviewKind.SECRECY: "secrecy",
            ReviewKind.FORMAL: "chief",
        }
        for kind in kinds:
            if kind is ReviewKind.FORMAL and outcome == Outcome.PASS:
                for row in draft.findings.filter(digest=draft.digest, decision=""):
                    decide_finding(
                        finding=row, decision=row.Decision.OVERRIDDEN, reason="已核对原件，无误",
                        by=self.people["chief"], at=self.at(),
                    )  # fmt: skip
            questions = questions_for(kind, draft.item.agency)[1]
            sign_opinion(
                draft=draft,
                kind=kind,
                outcome=outcome,
                answers={row["key"]: row["expected"] for row in questions},
                remark=remark,
                agency=self.agency,
                by=self.people[signers[kind]],
                at=self.at(),
            )
        draft.refresh_from_db()
        return draft

    def approved(self, matter: Matter, attribute: Attribute = OPEN, reason: str = "") -> Draft:
        """Passed by all three."""
        return self.sign(self.submitted(matter, attribute, reason), *ReviewKind)

    def released(self, matter: Matter, attribute: Attribute = OPEN, reason: str = "") -> Item:
        """Public, or entered where its attribute is another."""
        draft = self.approved(matter, attribute, reason)
        return publish_draft(draft=draft, by=self.people["signer"], at=self.at())


_TABLE = (
    "<table><caption>各区改造计划</caption><tbody><tr><th>区县</th><th>小区数</th><th>完成时间</th></tr>"
    "<tr><td>临湖县</td><td>12</td><td>10月底</td></tr><tr><td>安河区</td><td>9</td><td>11月底</td></tr>"
    "</tbody></table>"
)


def build_drafts(city: City) -> int:
    """Some twenty drafts; gives how many. Needs the demo accounts."""
    desk = Desk(city)
    for play in (_taken_up, _writing, _in_review, _ready, _ended):
        play(desk)
    return Draft.objects.count()


def _taken_up(desk: Desk) -> None:
    """What was converted from applications long ago has been released since; the last one waits.

    Most of these bodies have no reviewers among the accounts: commands stand for them.
    """
    clerk, reviewer, signer = desk.people["clerk"], command("演示审查"), command("演示发布")
    staff = desk.people
    desk.people = {**staff, **dict.fromkeys(("chief", "legal", "secrecy"), reviewer)}
    waiting = items_without_draft(Agency.objects.all())
    for item in waiting.filter(created_at__lt=desk.city.moment(desk.city.today - TAKEN_UP)):
        desk.go_to(working_day(timezone.localdate(item.created_at) + timedelta(days=9)))
        draft = start_on(item=item, by=clerk, at=desk.at())
        formed = timezone.localdate(item.created_at) - timedelta(days=200)
        save_draft(
            draft=draft, revision=draft.revision, title=draft.title, body_html=draft.body_html,
            header={"kind": NOTICE.value, "formed_on": formed.isoformat()}, by=clerk, at=desk.at(),
        )  # fmt: skip
        decide_attribute(
            draft=draft, attribute=OPEN, ground="article-44", by=clerk, at=desk.at(),
        )  # fmt: skip
        submit_draft(draft=draft, by=clerk, at=desk.at())
        publish_draft(draft=desk.sign(draft, *ReviewKind), by=signer, at=desk.at())
    desk.people = staff
    desk.go_to(desk.city.today)


def _writing(desk: Desk) -> None:
    """What still lies with the clerk."""
    desk.written(
        Matter(
            "清源市冬季供暖服务公告（起草）", ("本供暖季自11月15日起，有关事项公告如下。",), days=1
        )
    )
    desk.written(
        Matter("清源市公共停车场收费标准公示", ("经听证，拟调整公共停车场收费标准。",), days=25)
    )
    matter = Matter(
        "关于进一步优化营商环境的若干措施",
        ("一、便利开办企业。", "二、减少证明材料。"),
        POLICY,
        2,
        "article-20-1",
    )
    decide_attribute(
        draft=desk.written(matter, column="gov-files"), attribute=OPEN, ground=matter.ground,
        by=desk.people["clerk"], at=desk.at(),
    )  # fmt: skip
    ready = Matter(
        "清源市老旧小区改造计划公示", ("现将今年老旧小区改造计划公示如下。",), table=_TABLE
    )
    desk.decided(desk.written(ready), ready)
    back = desk.submitted(
        Matter("清源市城区供水泵站改造公告", ("泵站坐标见附表，施工期间分区停水。",), days=9)
    )
    desk.sign(
        back,
        ReviewKind.SECRECY,
        outcome=Outcome.REFUSE,
        remark="泵站坐标不宜公开，请删去附表坐标后重新送审",
    )
    twice = desk.written(
        Matter("清源市义务教育阶段学校划片公告", ("各学校划片范围见附表。",), days=4)
    )
    save_draft(
        draft=twice, revision=twice.revision, title=twice.title,
        body_html=f"{twice.body_html}<p>咨询电话由各学校公布。</p>", by=desk.people["chief"], at=desk.at(),
    )  # fmt: skip


def _in_review(desk: Desk) -> None:
    """What lies with the reviewers, one of each standing."""
    desk.submitted(Matter("清源市公园延长开放时间公告", ("自下月起，市属公园延长开放至22时。",)))
    desk.submitted(
        Matter(
            "清源市公共租赁住房配租名单公示",
            (
                "经审核，下列家庭符合配租条件：张某某，身份证号11010519491231002X，联系电话13800138000。",
            ),
            days=6,
        )
    )
    one = desk.submitted(
        Matter(
            "清源市城市内涝防治专项规划", ("规划期至2030年。",), ItemKind.PLAN, 8, "article-20-3"
        )
    )
    desk.sign(one, ReviewKind.LEGAL)
    two = desk.submitted(Matter("清源市医疗救助办法解读公告", ("救助对象和标准如下。",), days=33))
    desk.sign(two, ReviewKind.LEGAL, ReviewKind.SECRECY)
    asked = desk.submitted(Matter("清源市地下管线普查结果公告", ("普查范围覆盖建成区。",), days=7))
    ask_joint(
        draft=asked, kind=ReviewKind.SECRECY, asked=desk.city.agencies["secrecy-bureau"],
        question="管线普查的公开到什么精度", by=desk.people["secrecy"], at=desk.at(),
    )  # fmt: skip


def _ready(desk: Desk) -> None:
    """Reviewed: three wait for somebody's hand, one for its hour."""
    desk.approved(Matter("清源市第三批便民服务点名单", ("新增便民服务点12处。",), ItemKind.LIST))
    desk.approved(
        Matter(
            "关于印发清源市养老服务补贴办法的通知",
            ("各区县人民政府：现将办法印发给你们。",),
            POLICY,
            12,
            "article-20-1",
        )
    )
    desk.approved(
        Matter("清源市城市更新工作专报", ("工作进展如下。",), ItemKind.OTHER, 5, "article-27"),
        Attribute.ON_REQUEST, "只反映内部工作进度，公众需要时申请提供",
    )  # fmt: skip
    timed = desk.approved(Matter("清源市马拉松赛事交通管制公告", ("赛事当日分时段管制。",), days=2))
    schedule_draft(
        draft=timed, publish_at=desk.city.moment(desk.city.today + timedelta(days=3), 8),
        by=desk.people["signer"], at=desk.at(),
    )  # fmt: skip


def _ended(desk: Desk) -> None:
    """Released, entered, given up, and two public documents under change."""
    signer, clerk = desk.people["signer"], desk.people["clerk"]
    first = desk.released(Matter("清源市图书馆新馆开放公告", ("新馆自本月起试开放。",)))
    bus = desk.released(Matter("清源市城区公交线路调整公告", ("1路、7路调整走向。",), days=10))
    _corrected(desk, bus, "1路、7路", "1路、17路", reason="调整走向的是17路，原文写成7路")
    change = start_change(
        item=first, act=Edition.Act.CORRECTION, reason="开放时间有误", by=clerk, at=desk.at()
    )
    save_draft(
        draft=change, revision=change.revision, title=change.title,
        body_html=change.body_html.replace("本月", "下月"), by=clerk, at=desk.at(),
    )  # fmt: skip
    older = _an_older_policy()
    if older is not None:
        start_change(
            item=older, act=Edition.Act.MODIFICATION, reason="依据上位法调整补贴标准", by=clerk,
            at=desk.at(),
        )  # fmt: skip
    for title, ground, reason in (
        (
            "市政府常务会议讨论记录",
            "process-discussion",
            "讨论记录属于过程性信息，公开影响坦率讨论",
        ),
        ("机关后勤保障安排", "internal-logistics", "只涉及机关内部后勤，对公众没有影响"),
    ):
        desk.released(
            Matter(title, ("内部事项。",), ItemKind.OTHER, 20, ground), Attribute.WITHHELD, reason
        )
    for title in (
        "清源市市级储备物资轮换计划执行明细",
        "清源市政府投资项目竣工验收材料移交目录",
        "清源市历史建筑测绘成果索引",
    ):
        desk.released(
            Matter(title, ("存档备查。",), ItemKind.OTHER, 30, "article-27"),
            Attribute.ON_REQUEST,
            "面向特定对象，申请时依法提供",
        )
    drop_draft(
        draft=desk.written(Matter("清源市灯会活动公告", ("活动另行安排。",))),
        reason="活动取消，不再公告", by=signer, at=desk.at(),
    )  # fmt: skip


def _corrected(desk: Desk, item: Item, old: str, new: str, *, reason: str) -> None:
    """A public document in its second edition; the first can be read on."""
    clerk = desk.people["clerk"]
    change = start_change(
        item=item, act=Edition.Act.CORRECTION, reason=reason, by=clerk, at=desk.at()
    )
    save_draft(
        draft=change, revision=change.revision, title=change.title,
        body_html=change.body_html.replace(old, new), by=clerk, at=desk.at(),
    )  # fmt: skip
    change.refresh_from_db()
    submit_draft(draft=change, by=clerk, at=desk.at())
    publish_draft(draft=desk.sign(change, *ReviewKind), by=desk.people["signer"], at=desk.at())


def _an_older_policy() -> Item | None:
    return (
        Item.objects.filter(
            state=ItemState.PUBLISHED, kind=POLICY.value, agency__slug="city", edition__isnull=False
        )
        .order_by("-listed_on", "-pk")
        .first()
    )
