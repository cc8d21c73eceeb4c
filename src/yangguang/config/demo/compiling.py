"""Gazette issues and a clean-up round of the demo city, made by the same acts an office performs."""

from __future__ import annotations

from datetime import timedelta

from yangguang.apps.catalog.models import Item, ItemKind, ItemState, Validity
from yangguang.apps.gazette.services.compiling import (
    SECTIONS,
    add_entries,
    draft_issue,
    next_numbers,
    open_issue,
)
from yangguang.apps.publishing.models import CleanupLine
from yangguang.apps.publishing.services.cleanup import decide_lines, open_round
from yangguang.apps.publishing.services.releasing import publish_draft
from yangguang.apps.publishing.services.submitting import submit_draft
from yangguang.config.demo.drafting import Desk, Matter
from yangguang.config.demo.setting import City
from yangguang.law.publication import ReviewKind

IN_AN_ISSUE = 6
ISSUES_OUT = 2
PREFACE = "本公报所登载的文件与原件内容相同。公报在市档案馆、市图书馆和政务服务大厅免费查阅。"


def build_issues(city: City) -> None:
    """Two issues that are out, and a third that is being compiled."""
    desk = Desk(city)
    documents = list(
        Item.objects.filter(
            agency=desk.agency, state=ItemState.PUBLISHED, kind=ItemKind.POLICY
        ).order_by("-listed_on", "-pk")[: IN_AN_ISSUE * (ISSUES_OUT + 1)]
    )
    for place in range(ISSUES_OUT + 1):
        chosen = documents[place * IN_AN_ISSUE : (place + 1) * IN_AN_ISSUE]
        if chosen:
            _issue(desk, chosen, out=place < ISSUES_OUT)


def _issue(desk: Desk, documents: list[Item], *, out: bool) -> None:
    clerk = desk.people["clerk"]
    year = desk.city.today.year
    number, whole = next_numbers(desk.agency, year)
    issue = open_issue(
        agency=desk.agency,
        title=f"{desk.agency.name}公报",
        year=year,
        number=number,
        whole_number=max(whole, 24 + number),
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
    submit_draft(draft=desk.decided(draft, matter), by=clerk, at=desk.at())
    desk.sign(draft, *ReviewKind)
    publish_draft(draft=draft, by=desk.people["signer"], at=desk.at())


def build_cleanup(city: City) -> None:
    """A round that is half concluded."""
    desk = Desk(city)
    clerk = desk.people["clerk"]
    found = Item.objects.filter(
        agency=desk.agency, state=ItemState.PUBLISHED, kind=ItemKind.POLICY
    ).exclude(validity__in=[Validity.EXPIRED, Validity.REPEALED])
    if not found.exists():
        return
    row = open_round(
        agency=desk.agency,
        title=f"{city.today.year}年度规范性文件清理",
        basis="年度例行清理",
        cutoff=city.today - timedelta(days=30),
        by=clerk,
        at=desk.at(),
    )
    lines = list(row.lines.order_by("pk"))
    half = len(lines) // 2
    decide_lines(lines=lines[:half], outcome=CleanupLine.Outcome.KEEP, by=clerk, at=desk.at())
    decide_lines(
        lines=lines[half : half + 1], outcome=CleanupLine.Outcome.EXPIRE,
        reason="规定的期限已过", by=clerk, at=desk.at(),
    )  # fmt: skip
