"""Reports drafted from drawn figures, without a database."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from tests.builders.reports.numbers import Numbers, draw_numbers
from yangguang.apps.reports.drafting.book import Book
from yangguang.apps.reports.drafting.composing import compose
from yangguang.apps.reports.drafting.markup import to_body
from yangguang.apps.reports.drafting.material import Body, Composed, Material, we_are
from yangguang.apps.reports.drafting.pages import Block, lay_out
from yangguang.law.forms.load import form_for_year, load_form
from yangguang.text.document import Document
from yangguang.text.extract.html import read_page

NOTES = {
    "assessment": "政府信息公开工作纳入年度考核，开展了社会评议。",
    "improvements": "上述措施均已落实。",
    "problems": "",
    "fees": "",
}
HUNDREDS = {
    "items.policy": 90,
    "items.interpretations": 12,
    "items.plans": 7,
    "items.tenders": 30,
    "items.withdrawn": 2,
    "items.corrected": 4,
    "meetings": 3,
    "training.classes": 2,
    "training.people": 160,
    "press.conferences": 5,
    "points": 4,
    "handovers": 60,
    "visits": 900,
}


@dataclass(frozen=True)
class Drafted:
    """A composed report with its blocks."""

    composed: Composed
    blocks: list[Block]

    @property
    def text(self) -> str:
        return "\n".join(part.text for part in self.composed.parts)

    @property
    def page(self) -> Document:
        """As the catalogue publishes it."""
        body = to_body(self.blocks)
        return read_page(f"<html><body><h1>{self.composed.title}</h1>{body}</body></html>")


def drafted(
    name: str,
    year: int,
    cells: Mapping[str, object],
    *,
    before: Mapping[str, object] | None = None,
    named: Mapping[str, int] | None = None,
    commitments: tuple[str, ...] = (),
    notes: Mapping[str, str] = NOTES,
) -> Drafted:
    """The report of that body and year from these cells."""
    form = form_for_year(year)
    assert form is not None
    known = {cell: Decimal(str(value)) for cell, value in cells.items()}
    earlier = {cell: Decimal(str(value)) for cell, value in (before or {}).items()}
    figures = {key: Decimal(value) for key, value in (named or {}).items()}
    book = Book(form.code, year, known, earlier, figures, {})
    we, all_of_us = we_are(name, government=name.endswith("人民政府"))
    body = Body(name, we, all_of_us, name.endswith("人民政府"), telephone="0700-8123456")
    material = Material(form, body, book, commitments, notes)
    composed = compose(material)
    printed = {cell: known.get(cell) for cell in form.cell_names()}
    return Drafted(composed, lay_out(form, composed.parts, printed, year))


def years_of_figures(seed: str, scale: str, first: int, last: int) -> list[Numbers]:
    """Figures of several years that carry over."""
    rng = random.Random(seed)
    found: list[Numbers] = []
    for year in range(first, last + 1):
        before = found[-1] if found else None
        found.append(draw_numbers(rng, year=year, scale=scale, one_row_others=False, before=before))
    return found


def nothing(year: int) -> dict[str, int]:
    """A year in which nothing happened."""
    form = form_for_year(year)
    assert form is not None
    return dict.fromkeys(load_form(form.code).cell_names(), 0)
