"""Reading a report that is being written: its pages, its check, what repeats and what has changed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from html import escape

from django.utils import timezone

from yangguang.apps.agencies.models import AgencyKind
from yangguang.apps.catalog.models import Item
from yangguang.apps.reports.drafting.book import printed
from yangguang.apps.reports.drafting.comparing_text import Repeated, repeated
from yangguang.apps.reports.drafting.markup import to_body
from yangguang.apps.reports.drafting.material import is_over, last_day
from yangguang.apps.reports.drafting.pages import Block, Heading, Words, lay_out
from yangguang.apps.reports.drafting.tokens import Bound, bound_figures, plain, prompts
from yangguang.apps.reports.models import ReportDraft
from yangguang.apps.reports.selectors.drafting import last_report
from yangguang.law.forms.answer import ReportAnswer, check_report
from yangguang.law.forms.findings import Finding
from yangguang.law.forms.load import load_form
from yangguang.text.document import Document, Paragraph
from yangguang.text.extract.html import read_page

_SPACE = re.compile(r"\s+")
REPORTING = (
    AgencyKind.GOVERNMENT,
    AgencyKind.OFFICE,
    AgencyKind.DEPARTMENT,
    AgencyKind.AGENCY,
    AgencyKind.TOWN,
    AgencyKind.INSTITUTION,
)
"""The kinds of bodies that publish a report of their own."""


@dataclass(frozen=True, slots=True)
class Section:
    """One section as the desk shows it; ``findings`` are those whose quote stands in it."""

    code: str
    heading: str
    text: str
    figures: tuple[Bound, ...]
    findings: tuple[Finding, ...]
    waiting: tuple[str, ...]
    repeats: tuple[Repeated, ...]

    @property
    def by_hand(self) -> list[Bound]:
        """Figures that somebody wrote over."""
        return [one for one in self.figures if one.by_hand or one.lost]


@dataclass(frozen=True, slots=True)
class Changed:
    """A cell that is another number than last year."""

    cell: str
    label: str
    then: Decimal
    now: Decimal

    @property
    def difference(self) -> str:
        by = self.now - self.then
        return f"+{printed(by)}" if by > 0 else printed(by)

    @property
    def texts(self) -> tuple[str, str]:
        """Last year's number and this year's, as they are printed."""
        return printed(self.then), printed(self.now)


@dataclass(frozen=True, slots=True)
class Reading:
    """The whole of a draft: its sections, findings of no section, how much repeats last year."""

    sections: tuple[Section, ...]
    elsewhere: tuple[Finding, ...]
    checked: int
    share: float
    """Of this year's prose, the part that stands in last year's report, 0 to 1."""


def figures_until(draft: ReportDraft) -> date:
    """The last day that the draft's figures tell of: they were gathered once, on a day."""
    return last_day(draft.year, timezone.localdate(draft.gathered_at))


def tells_whole_year(draft: ReportDraft) -> bool:
    """Whether the figures were gathered when the last day of the year had passed."""
    return is_over(draft.year, timezone.localdate(draft.gathered_at))


def laid_out(draft: ReportDraft) -> list[Block]:
    """The draft as blocks of a page."""
    return lay_out(load_form(draft.form), draft.parts(), draft.values(), draft.year, draft.years())


def check_draft(draft: ReportDraft) -> ReportAnswer:
    """The whole check of ``report check`` on what would be published, beside last year's report."""
    page = f"<html><body><h1>{escape(draft.title)}</h1>{to_body(laid_out(draft))}</body></html>"
    before = last_report(draft.agency, draft.year)
    previous = document_of_item(before.item) if before is not None else None
    answers = check_report(read_page(page), previous=previous, file=draft.title)
    return answers[0]


def document_of_item(item: Item) -> Document | None:
    """A published report as a document; None where it has no text."""
    edition = item.edition
    if edition is None or not edition.body_html:
        return None
    return read_page(f"<html><body><h1>{escape(item.title)}</h1>{edition.body_html}</body></html>")


def read_draft(draft: ReportDraft) -> Reading:
    """Everything that the desk shows beside the text."""
    answer = check_draft(draft)
    book = draft.book()
    before = last_report(draft.agency, draft.year)
    earlier = _paragraphs(document_of_item(before.item)) if before is not None else []
    placed: set[int] = set()
    sections = []
    for part in draft.parts():
        if part.code == "annex":
            continue
        words = _SPACE.sub("", plain(part.text))
        own = []
        for at, finding in enumerate(answer.findings):
            quote = _SPACE.sub("", finding.quote)
            if at not in placed and quote and quote in words:
                placed.add(at)
                own.append(finding)
        sections.append(
            Section(
                part.code,
                part.heading or "引言",
                part.text,
                tuple(bound_figures(part.text, draft.bindings, book)),
                tuple(own),
                tuple(prompts(part.text)),
                # The opening names law, period and address: it is the same every year by its nature.
                tuple(repeated(plain(part.text), earlier)) if part.heading else (),
            )
        )
    whole = sum(len(one.text) for section in sections for one in section.repeats)
    length = sum(len(_SPACE.sub("", plain(part.text))) for part in draft.parts() if part.heading)
    elsewhere = tuple(f for at, f in enumerate(answer.findings) if at not in placed)
    return Reading(
        tuple(sections), elsewhere, len(answer.held), min(1.0, whole / length) if length else 0.0
    )


def changed_cells(draft: ReportDraft) -> list[Changed]:
    """Cells of this year beside last year's, where both forms have them and they differ."""
    form = load_form(draft.form)
    before = draft.book().before
    found = []
    for cell, now in draft.values().items():
        then = before.get(cell)
        if now is not None and then is not None and now != then:
            found.append(Changed(cell, form.describe(cell), then, now))
    return found


def words_of(blocks: Iterable[Block]) -> list[str]:
    """The prose of a report, one paragraph each, headings included."""
    return [block.text for block in blocks if isinstance(block, Heading | Words)]


def earlier_words(draft: ReportDraft) -> list[str]:
    """The prose of last year's published report."""
    before = last_report(draft.agency, draft.year)
    return _paragraphs(document_of_item(before.item)) if before is not None else []


def _paragraphs(document: Document | None) -> list[str]:
    if document is None:
        return []
    return [
        line.strip()
        for block in document.blocks
        if isinstance(block, Paragraph)
        for line in block.text.splitlines()
        if line.strip()
    ]
