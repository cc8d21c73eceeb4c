"""One record of every kind, all of them the health commission's, for pages and acts to work on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from django.utils import timezone

from tests.builders.agencies import AT, BY, City, a_city, a_person, a_post, somebody
from tests.builders.coverage import a_cell, a_notice, a_tie
from tests.builders.draws import (
    a_listing,
    a_plan,
    a_round,
    an_objection,
    drawn_on,
    fill_lists,
    install_lists,
)
from tests.builders.duties import a_duty
from tests.builders.ledgers import an_entry
from tests.builders.letters import an_issued_letter
from tests.builders.papers import ID, a_pdf
from tests.builders.privacy import a_decision, a_finding
from tests.builders.registers import a_draft, a_register, fee, published
from tests.builders.requests import an_application
from tests.builders.scans import a_scanned_file
from yangguang.apps.agencies.models import Agency, Delegation, Post, SignIn, User
from yangguang.apps.agencies.services import begin_sign_in, delegate, propose_agency
from yangguang.apps.catalog.models import Column, Item, ItemKind, ItemState
from yangguang.apps.catalog.services import NewItem, add_column, store_items
from yangguang.apps.coverage.models import Tie
from yangguang.apps.draws.models import Draw, Objection, Round
from yangguang.apps.duties.models import (
    CalendarNotice,
    CalendarRevision,
    Duty,
    SupervisionOrder,
)
from yangguang.apps.duties.services import adopt_notice, issue_order, sign_off_change
from yangguang.apps.files.models import Redaction, StoredFile
from yangguang.apps.files.services import open_redaction, store_file
from yangguang.apps.gazette.models import GazetteIssue
from yangguang.apps.gazette.services.compiling import open_issue
from yangguang.apps.jobs.models import Job
from yangguang.apps.jobs.services import open_job
from yangguang.apps.letters.models import Letter, LetterTemplate
from yangguang.apps.letters.services import draft_template
from yangguang.apps.notices.models import Notice
from yangguang.apps.notices.services import post_notice
from yangguang.apps.privacy.models import Decision, Finding
from yangguang.apps.publishing.models import (
    CleanupRound,
    DeliveryKey,
    Draft,
    JointReview,
    LexiconWord,
    Reassessment,
    WebLink,
    WebLinkUse,
)
from yangguang.apps.publishing.services.attributing import decide_attribute, owe_reassessment
from yangguang.apps.publishing.services.delivery_keys import make_delivery_key
from yangguang.apps.publishing.services.drafting import start_draft
from yangguang.apps.publishing.services.joint import ask_joint
from yangguang.apps.publishing.services.lexicon import put_word
from yangguang.apps.publishing.services.submitting import submit_draft
from yangguang.apps.registers.models import ChangeSet, Version
from yangguang.apps.reports.models import (
    LocalDefinition,
    PublishedReport,
    ReportDraft,
    Return,
    ReturnRound,
)
from yangguang.apps.reports.services.returns_definitions import add_definition
from yangguang.apps.reports.services.returns_rounds import open_return
from yangguang.apps.requests.models import (
    Application,
    ConversionProposal,
    Remedy,
    RemedyForum,
)
from yangguang.apps.requests.services.remedies import open_remedy
from yangguang.apps.resources.models import Entry, HandOver, Import
from yangguang.apps.resources.services import hand_over
from yangguang.apps.vault.models import Destruction, DestructionLine
from yangguang.law.attributes import Attribute
from yangguang.law.publication import ReviewKind
from yangguang.law.regimes import Regime
from yangguang.law.returns.load import template_text

FINDING = {
    "id": "f-0001",
    "rule": "sum",
    "severity": "error",
    "cells": ["4.1/total"],
    "said": 0,
    "expected": 11,
    "quote": "行政复议 0 件",
    "message": "行政复议合计与各项之和不符",
}


def a_dead_link(agency: Agency) -> WebLink:
    """A link in a public item of the body that leads nowhere."""
    item = an_item(agency, "关于办事指南的通知", state=ItemState.PUBLISHED, number="N-9")
    link = WebLink.objects.create(
        address="http://gone.example/a",
        digest="d" * 64,
        host="gone.example",
        state=WebLink.State.DEAD,
        first_seen_at=AT,
        dead_since=AT,
        due_at=AT,
    )
    WebLinkUse.objects.create(link=link, item=item)
    return link


def an_item(
    agency: Agency,
    title: str,
    *,
    state: ItemState = ItemState.INBOX,
    number: str | None = None,
    **values: object,
) -> Item:
    """One stored item of the body."""
    new = NewItem(
        agency=agency,
        title=title,
        body_html=f"<p>{title}，正文。</p>",
        body_text=f"{title}，正文。",
        index_number=number,
        kind=ItemKind.POLICY,
        source_published_on=date(2026, 2, 3),
        **values,  # type: ignore[arg-type] # the builder passes on what the case names
    )
    return store_items(new=[new], state=state, by=BY, at=AT, basis="测试")[0]


def a_report_draft(agency: Agency) -> ReportDraft:
    """An annual report of a past year that somebody has begun to write."""
    return ReportDraft.objects.create(
        agency=agency,
        year=2023,
        form="2021",
        title=f"{agency.name}2023年政府信息公开工作年度报告",
        sections=[
            {"code": "overview", "number": "一", "title": "总体情况", "text": "全年收到申请【3#1】件。",
             "tables": [], "charts": []}
        ],
        bindings={"1": "3.1/total"},
        cells={"3.1/total": "3"},
        gathered_at=AT,
        created_at=AT,
        saved_at=AT,
        saved_by_key="1",
        saved_by_name="起草人",
    )  # fmt: skip


def a_report(agency: Agency) -> PublishedReport:
    """An annual report with one finding and one cell that could not be read."""
    item = an_item(
        agency,
        f"{agency.name}2025年政府信息公开工作年度报告",
        state=ItemState.PUBLISHED,
        number="N-R",
    )
    return PublishedReport.objects.create(
        item=item,
        agency=agency,
        year=2025,
        form="2021",
        answer={"findings": [FINDING], "unread": [{"cell": "2.1.rules/made", "why": "表格损坏"}]},
        errors=1,
        checked_at=AT,
    )


A_DAY_OFF = """
year = 2026
change = true
source = "本市通知"
[[holiday]]
name = "本市运动会"
rest = ["{day}"]
"""


def an_adopted_notice() -> CalendarNotice:
    """A day off of the city's own, signed off."""
    revision = adopt_notice(text=A_DAY_OFF.format(day="2026-03-11"), by=BY, at=AT)
    sign_off_change(revision=revision, by=BY, at=AT)
    return CalendarNotice.objects.get()


def a_failed_mail(agency: Agency, user: User) -> Notice:
    """A reminder that was given up."""
    notice = post_notice(
        to=user,
        channel="email",
        kind="duty.reminder",
        title="期限提醒：申请 2026-0001 答复，今天到期",
        agency=agency,
        dedupe=f"failed-{agency.pk}",
        at=AT,
    )
    Notice.objects.filter(pk=notice.pk).update(state="failed", last_error="邮件服务器拒收该地址")
    return notice


@dataclass(frozen=True)
class Scene:
    city: City
    application: Application
    remedy: Remedy
    conversion: ConversionProposal
    waiting: Item
    public: Item
    rejected: Item
    report: PublishedReport
    report_draft: ReportDraft
    job: Job
    proposed: Agency
    colleague: User
    """A clerk of the health commission, on whom account acts are tried."""
    colleague_post: Post
    closed: User
    delegation: Delegation
    sign_in: SignIn
    column: Column
    duty: Duty
    order: SupervisionOrder
    """Sent by the office to the health commission."""
    failed: Notice
    notice: CalendarNotice
    change: CalendarRevision
    letter: Letter
    wording: LetterTemplate
    redaction: Redaction
    destruction: Destruction
    """Proposed by somebody else; the applicant of the health commission stands on it."""
    draft: Draft
    look: Reassessment
    question: JointReview
    """Put to the health commission about another body's draft."""
    personal: Finding
    personal_decision: Decision
    cleanup: CleanupRound
    issue: GazetteIssue
    word: LexiconWord
    owed: Return
    """The health commission's monthly return."""
    local_form: LocalDefinition
    delivery_key: DeliveryKey
    point: Entry
    """A consultation point of the health commission."""
    hand_over: HandOver
    ledger_import: Import
    link: WebLink
    scan: StoredFile
    """Attached to a draft of the health commission."""
    draw: Draw
    round: Round
    objection: Objection
    """To a listing of the health commission."""
    register_row: Version
    tie: Tie
    project_row: Version
    """A live row of the health commission."""
    register_change: ChangeSet
    """A draft of the health commission."""


@cache
def _paper() -> bytes:
    return a_pdf(f"申请人张建国，身份证号{ID}。\n以下内容可以公开。", "第二页")


def a_redaction(agency: Agency, user: User) -> Redaction:
    """Two pages with personal data on the first, nothing marked yet."""
    return open_redaction(
        source=store_file(data=_paper(), at=AT),
        agency=agency,
        title="关于张某某申请的请示",
        name="请示.pdf",
        by=user.actor(agency),
        at=AT,
    )


def a_question(city: City) -> JointReview:
    """Whether something may be open, put to the health commission about the county's draft."""
    draft = start_draft(
        agency=city.county_health, title="疫情处置情况", body_html="<p>正文。</p>", by=BY, at=AT
    )
    decide_attribute(
        draft=draft, attribute=Attribute.PROACTIVE, ground="article-20-11", by=BY, at=AT
    )
    submit_draft(draft=draft, by=BY, at=AT)
    somebody("legal-reviewer", city.health, username="who-is-asked")
    return ask_joint(
        draft=draft, kind=ReviewKind.LEGAL, asked=city.health, question="能否公开病例分布",
        by=BY, at=AT,
    )  # fmt: skip


def a_destruction(application: Application) -> Destruction:
    """A list that waits for its second signature."""
    made: Destruction = Destruction.objects.create(
        people=1, proposed_by_key="other", proposed_by="钱某某", proposed_at=AT
    )
    DestructionLine(
        destruction=made,
        subject_id=application.applicant.subject_key,
        kind="request-applicant",
        label=application.number,
        agency_key=application.agency_id,
        ended_on=date(2016, 1, 4),
        due_on=date(2026, 1, 4),
        basis="测试",
    ).save(force_insert=True)
    return made


def an_owed_return(agency: Agency) -> Return:
    """A monthly return of the body's that nobody else has to hand in."""
    form = add_definition(text=template_text("monthly-requests"), by=BY, at=AT)
    period = ReturnRound.objects.create(
        code=form.code, definition_row=form, year=2026, part=1, kind="month",
        title="2026年1月依申请公开办理情况月报", due_on=date(2026, 2, 5),
        government_due_on=date(2026, 2, 10), opened_at=AT,
    )  # fmt: skip
    return open_return(round=period, agency=agency, by=BY, at=AT)


def a_scene() -> Scene:
    """Everything at once."""
    city = a_city()
    colleague = a_person("colleague", name="吴某某")
    post = a_post(colleague, "agency-clerk", city.health)
    stand_in = a_person("stand-in", name="郑某某")
    a_post(stand_in, "agency-clerk", city.health)
    closed = a_person("closed", name="冯某某")
    a_post(closed, "agency-clerk", city.health)
    User.objects.filter(pk=closed.pk).update(is_active=False)
    today = timezone.localdate()
    duty = a_duty(city.health, "2026-0001", today, opened_on=today)
    public = an_item(
        city.health, "关于印发健康促进规划的通知", state=ItemState.PUBLISHED, number="N-1"
    )
    point = an_entry(city.health, "points", today, at=timezone.now())
    application = an_application(city.health, on=today)
    fees = a_register()
    lists = install_lists()
    fill_lists(lists, city.health, objects=6, inspectors=4)
    return Scene(
        city=city,
        draw=drawn_on(a_plan(lists, city.health)),
        round=a_round(lists, city.health),
        objection=an_objection(a_listing(city)),
        register_row=published(fees, city.health, [fee("A1", "靠泊费")])[0],
        tie=a_tie(a_cell(city.health), public),
        project_row=a_notice(city.health),
        register_change=a_draft(fees, city.health, [fee("A2", "系缆费")]),
        application=application,
        remedy=open_remedy(
            application=application,
            forum=RemedyForum.COMPLAINT,
            body="清源市人民政府办公室",
            received_on=today,
            by=BY,
            at=timezone.now(),
        ),
        conversion=ConversionProposal.objects.create(
            agency=city.health, title=application.title, opened_on=today
        ),
        waiting=an_item(
            city.health,
            "关于做好流感防控工作的通知",
            doc_number="清卫发〔2026〕8号",
            unsure=[{"field": "formed_on", "value": "2026年二月", "why": "成文日期缺少日"}],
        ),
        public=public,
        rejected=an_item(city.health, "网站维护公告", state=ItemState.REJECTED),
        report=a_report(city.health),
        report_draft=a_report_draft(city.health),
        job=open_job(
            by=colleague.actor(city.health), at=AT, kind="ingest", title="批量转入", total=10
        ),
        proposed=propose_agency(name="清源市卫健委", by=BY, at=AT, parent=city.health),
        colleague=colleague,
        colleague_post=post,
        closed=closed,
        delegation=delegate(
            post=post,
            to=stand_in,
            first_day=today,
            last_day=today + timedelta(days=3),
            reason="休假",
            by=BY,
            at=timezone.now(),
        ),
        sign_in=begin_sign_in(
            user=colleague, address="127.0.0.1", device="测试", by=BY, at=timezone.now()
        ),
        column=add_column(slug="notices", name="通知公告", column_type="政策文件", by=BY, at=AT),
        duty=duty,
        order=issue_order(
            sender=city.office,
            agency=city.health,
            kind="urge",
            title="2026-0001 号申请",
            text="请抓紧办理。",
            limit_on=today,
            duty=duty,
            by=BY,
            at=timezone.now(),
        ),
        failed=a_failed_mail(city.health, colleague),
        notice=an_adopted_notice(),
        change=adopt_notice(text=A_DAY_OFF.format(day="2026-03-12"), by=BY, at=AT),
        letter=an_issued_letter(city.health),
        wording=draft_template(
            kind_key="supplement", regime=Regime.R2019, agency=city.health, by=BY, at=AT
        ),
        redaction=a_redaction(city.health, colleague),
        destruction=a_destruction(application),
        draft=start_draft(
            agency=city.health, title="健康促进公告", body_html="<p>公告正文。</p>", by=BY, at=AT
        ),
        look=owe_reassessment(
            an_item(city.health, "内部工作流程", state=ItemState.HELD), by=BY, at=AT
        ),
        question=a_question(city),
        personal=a_finding(city.health),
        personal_decision=a_decision(city.health),
        issue=open_issue(
            agency=city.health,
            title="清源市卫生健康公报",
            year=2026,
            number=1,
            whole_number=1,
            by=BY,
            at=AT,
        ),
        cleanup=CleanupRound.objects.create(
            agency=city.health,
            title="2026年度规范性文件清理",
            basis="清政发〔2026〕1号",
            cutoff=today,
            opened_at=AT,
        ),
        link=a_dead_link(city.health),
        scan=a_scanned_file(city.health),
        point=point,
        hand_over=hand_over(
            agency=city.health, place=point, on=today, items=[public], by=BY, at=timezone.now()
        ),
        ledger_import=Import.objects.create(
            agency=city.health,
            ledger="points",
            file_name="查阅点.xlsx",
            sha256="0" * 64,
            rows=1,
            at=timezone.now(),
        ),
        delivery_key=make_delivery_key(agency=city.health, system="OA", by=BY, at=AT)[0],
        word=put_word(
            kind=LexiconWord.Kind.WRONG,
            word="布暑",
            correction="部署",
            agency=city.health,
            by=BY,
            at=AT,
        ),
        owed=an_owed_return(city.health),
        local_form=LocalDefinition.objects.get(),
    )
