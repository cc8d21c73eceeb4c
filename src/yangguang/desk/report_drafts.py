"""What the pages of 年度报告编写 show: who owes which report, figures as chips, texts that differ."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.http import Http404

from yangguang.apps.agencies.models import Agency
from yangguang.apps.agencies.permissions import Permission
from yangguang.apps.reports.drafting.comparing_text import Pair, compare_lines
from yangguang.apps.reports.drafting.tokens import Bound
from yangguang.apps.reports.models import PublishedReport, ReportDraft
from yangguang.apps.reports.selectors import public_reports
from yangguang.apps.reports.selectors.drafting import report_due
from yangguang.apps.reports.selectors.writing import REPORTING, Section
from yangguang.desk.viewer import Viewer
from yangguang.law.forms.load import FORM_CODES, load_form

FIRST_YEAR = 2014


@dataclass(frozen=True, slots=True)
class Owed:
    """One body's report of a year: what there is of it and by when it must be public."""

    agency: Agency
    due_on: date
    draft: ReportDraft | None
    published: PublishedReport | None
    late: bool

    @property
    def state(self) -> str:
        """Where it stands, in a word."""
        if self.published is not None:
            return "已公开"
        if self.draft is None:
            return "未起草"
        item = self.draft.item
        return "已转入发布" if item is not None and item.state == "draft" else "编写中"


@dataclass(frozen=True, slots=True)
class Chip:
    """A figure of a section: what stands in the text, what the records give, whether they differ."""

    figure: Bound
    label: str

    @property
    def tone(self) -> str:
        return "warn" if self.figure.by_hand or self.figure.lost else ""


@dataclass(frozen=True, slots=True)
class Differing:
    """A section on which two people wrote: the other's text, one's own, and where they differ."""

    code: str
    heading: str
    theirs: str
    mine: str
    pairs: tuple[Pair, ...]


def years_to_write(today: date) -> list[int]:
    """Last year first: its report is due; then this one, then earlier ones."""
    return [today.year - 1, today.year, *range(today.year - 2, FIRST_YEAR - 1, -1)]


def access_report_draft(viewer: Viewer, key: int) -> ReportDraft:
    """The report, if its body lies within the viewer's reach."""
    found = (
        ReportDraft.objects.select_related("agency", "item")
        .filter(pk=key, agency__in=viewer.visible(Permission.ITEM_DRAFT))
        .first()
    )
    if found is None:
        raise Http404("report draft")
    return found


def bodies_and_drafts(viewer: Viewer, permission: Permission, year: int, today: date) -> list[Owed]:
    """Bodies that report, in their order, each with its draft and its published report."""
    agencies = [
        one
        for one in viewer.visible(permission).filter(proposed=False, kind__in=REPORTING)
        if (one.valid_from is None or one.valid_from.year <= year)
        and (one.valid_to is None or one.valid_to > date(year, 12, 31))
    ]
    drafts = {
        one.agency_id: one
        for one in ReportDraft.objects.filter(year=year, agency__in=agencies).select_related("item")
    }
    published = {
        one.agency_id: one for one in public_reports().filter(year=year, agency__in=agencies)
    }
    rows = []
    for agency in agencies:
        due = report_due(agency, year)
        done = published.get(agency.pk)
        rows.append(
            Owed(agency, due, drafts.get(agency.pk), done, late=done is None and today > due)
        )
    rows.sort(key=lambda row: (row.agency.order, row.agency.pk))
    return rows


def chips(section: Section) -> list[Chip]:
    """The figures of a section once each, those changed by hand first."""
    found: dict[tuple[str, str], Chip] = {}
    for figure in section.figures:
        found.setdefault((figure.handle, figure.said), Chip(figure, in_words(figure.expression)))
    return sorted(found.values(), key=lambda chip: not (chip.figure.by_hand or chip.figure.lost))


_NAMED = {
    "items.published": "主动公开信息",
    "items.policy": "政策文件",
    "items.interpretations": "政策解读",
    "items.plans": "规划计划",
    "items.finance": "财政预算决算",
    "items.statistics": "统计信息",
    "items.tenders": "招标采购公告",
    "items.withdrawn": "撤回信息",
    "items.corrected": "更正、修改信息",
    "meetings": "会议台账",
    "training.classes": "培训班台账",
    "training.people": "培训人次",
    "press.conferences": "新闻发布会台账",
    "interviews": "在线访谈台账",
    "points": "查阅点台账",
    "handovers": "资料移交台账",
    "visits": "查阅接待台账",
    "fees.yuan": "收取的信息处理费",
    "fees.cases": "收费的申请",
}


def in_words(expression: str) -> str:
    """Where a figure comes from, in words: 表三“（一）予以公开”的“总计”占…"""
    kind, colon, rest = expression.partition(":")
    if not expression:
        return "来源已失"
    if not colon:
        return "＋".join(_operand(one) for one in expression.split("+"))
    if kind == "share":
        part, _, whole = rest.partition("|")
        return f"{in_words(part)}占{in_words(whole)}的百分比"
    return f"{in_words(rest)}{'比上年增减' if kind == 'change' else '比上年增减的百分比'}"


def _operand(name: str) -> str:
    if name in _NAMED:
        return _NAMED[name]
    for code in reversed(FORM_CODES):
        try:
            return load_form(code).describe(name)
        except KeyError:
            continue
    return name


def differing(draft: ReportDraft, texts: Mapping[str, str]) -> list[Differing]:
    """The sections in which one's own text is another than the saved one."""
    found = []
    for part in draft.parts():
        mine = texts.get(part.code)
        if mine is None or mine.replace("\r\n", "\n").strip() == part.text.strip():
            continue
        found.append(
            Differing(
                part.code,
                part.heading or "引言",
                part.text,
                mine,
                tuple(compare_lines(part.text.splitlines(), mine.splitlines())),
            )
        )
    return found
