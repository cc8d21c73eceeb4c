"""Gazette issues and a clean-up round of the demo city, made by the same acts an office performs."""

from __future__ import annotations

from datetime import date, timedelta

from yangguang.apps.catalog.models import Item, ItemKind, ItemState, Validity
from yangguang.apps.events.models import Event
from yangguang.apps.gazette.services.compiling import (
    SECTIONS,
    add_entries,
    draft_issue,
    open_issue,
)
from yangguang.apps.publishing.models import CleanupLine, CleanupRound
from yangguang.apps.publishing.services.attributing import decide_attribute
from yangguang.apps.publishing.services.cleanup import (
    apply_results,
    decide_lines,
    draft_result,
    open_round,
)
from yangguang.apps.publishing.services.filing import file_draft
from yangguang.apps.publishing.services.releasing import publish_draft
from yangguang.apps.publishing.services.submitting import submit_draft
from yangguang.config.demo.drafting import Desk, Matter
from yangguang.config.demo.rhythms import weekday_before
from yangguang.config.demo.setting import City
from yangguang.law.attributes import Attribute
from yangguang.law.publication import ReviewKind

IN_AN_ISSUE = 6
OUT_ON = 10
"""Day of the month by which the issue of the month before is out: past the holidays of a new month."""
FIRST_VOLUME = 2014
PREFACE = "本公报所登载的文件与原件内容相同。公报在市档案馆、市图书馆和政务服务大厅免费查阅。"


def build_issues(city: City) -> None:
    """The issues of two months, out early in the month after, and one that is being compiled."""
    desk = Desk(city)
    first = city.today.replace(day=1)
    if weekday_before(first + timedelta(days=OUT_ON - 1)) > city.today:
        first = _month_before(first)
    months = [_month_before(_month_before(first)), _month_before(first)]
    for month, out in zip(months, (months[1], first), strict=True):
        desk.go_to(weekday_before(out + timedelta(days=OUT_ON - 1)))
        _issue(desk, month, before=out, out=True)
    desk.go_to(city.today)
    _issue(desk, first, before=city.today, out=False)


def _month_before(first: date) -> date:
    return (first - timedelta(days=1)).replace(day=1)


def _issue(desk: Desk, month: date, *, before: date, out: bool) -> None:
    """The issue of that month, with the newest documents of the days before."""
    documents = list(
        Item.objects.filter(
            agency=desk.agency, state=ItemState.PUBLISHED, kind=ItemKind.POLICY,
            listed_on__lt=before, gazette_entries__isnull=True,
        ).order_by("-listed_on", "-pk")[:IN_AN_ISSUE]
    )  # fmt: skip
    if not documents:
        return
    clerk = desk.people["clerk"]
    issue = open_issue(
        agency=desk.agency,
        title=f"{desk.agency.name}公报",
        year=month.year,
        number=month.month,
        whole_number=(month.year - FIRST_VOLUME) * 12 + month.month,
        preface=PREFACE,
        by=clerk,
        at=desk.at(),
    )
    half = max(1, len(documents) // 2)
    for section, items in ((SECTIONS[0], documents[:half]), (SECTIONS[1], documents[half:])):
        if items:
            add_entries(issue=issue, items=items, section=section, by=clerk, at=desk.at())
    if not out:
        return
    draft = draft_issue(issue=issue, by=clerk, at=desk.at())
    matter = Matter(draft.title, (), kind=ItemKind.GAZETTE, ground="article-20-15")
    decided = desk.decided(draft, matter)
    column = desk.city.columns["gazette"]
    file_draft(draft=decided, column=column, facets=[], by=clerk, at=desk.at())
    submit_draft(draft=decided, by=clerk, at=desk.at())
    desk.sign(draft, *ReviewKind)
    publish_draft(draft=draft, by=desk.people["signer"], at=desk.at())


def build_cleanup(city: City) -> None:
    """The round of last year with its result, and one of this year that is half concluded."""
    desk = Desk(city)
    desk.go_to(weekday_before(date(city.today.year - 1, 12, 11)))
    last = _round(desk, city.today.year - 1, cutoff=date(city.today.year - 1, 6, 30))
    if last is not None:
        lines = list(last.lines.order_by("item__formed_on", "pk"))
        _conclude(desk, lines[:2], CleanupLine.Outcome.REPEAL, "已被新的规定代替")
        _conclude(desk, lines[2:3], CleanupLine.Outcome.AMEND, "办理机构已经调整，须修改有关条款")
        _conclude(desk, lines[3:], CleanupLine.Outcome.KEEP)
        _publish_result(desk, last)
    desk.go_to(city.today)
    row = _round(desk, city.today.year, cutoff=city.today - timedelta(days=30))
    if row is not None:
        lines = list(row.lines.order_by("pk"))
        half = len(lines) // 2
        _conclude(desk, lines[:half], CleanupLine.Outcome.KEEP)
        _conclude(desk, lines[half : half + 1], CleanupLine.Outcome.EXPIRE, "规定的期限已过")


def _round(desk: Desk, year: int, *, cutoff: date) -> CleanupRound | None:
    """A round of that year; None where nothing formed by then is in force."""
    found = Item.objects.filter(
        agency=desk.agency, state=ItemState.PUBLISHED, kind=ItemKind.POLICY, formed_on__lte=cutoff
    ).exclude(validity__in=[Validity.EXPIRED, Validity.REPEALED])
    if not found.exists():
        return None
    return open_round(
        agency=desk.agency, title=f"{year}年度规范性文件清理", basis="年度例行清理", cutoff=cutoff,
        by=desk.people["clerk"], at=desk.at(),
    )  # fmt: skip


def _conclude(
    desk: Desk, lines: list[CleanupLine], outcome: CleanupLine.Outcome, reason: str = ""
) -> None:
    decide_lines(lines=lines, outcome=outcome, reason=reason, by=desk.people["clerk"], at=desk.at())


def _publish_result(desk: Desk, row: CleanupRound) -> None:
    """The announcement through its reviews; the documents are marked at once."""
    clerk = desk.people["clerk"]
    draft = draft_result(round_=row, by=clerk, at=desk.at())
    decide_attribute(
        draft=draft, attribute=Attribute.PROACTIVE, ground="article-20-1", reason="", by=clerk,
        at=desk.at(),
    )  # fmt: skip
    file_draft(draft=draft, column=desk.city.columns["cleanup"], facets=[], by=clerk, at=desk.at())
    submit_draft(draft=draft, by=clerk, at=desk.at())
    desk.sign(draft, *ReviewKind)
    published = publish_draft(draft=draft, by=desk.people["signer"], at=desk.at())
    # The reader of events hears of it in a minute; the round is to be seen at once.
    apply_results(Event.objects.filter(kind="item.published", subject_key=str(published.pk)))
