"""Turns composed blocks into the bytes of one capture."""

from __future__ import annotations

import random

from tests.builders.reports.blocks import Block, Para
from tests.builders.reports.compose import Text
from tests.builders.reports.plan import Plan
from tests.builders.reports.render_docx import render_docx
from tests.builders.reports.render_html import render_page
from tests.builders.reports.render_pdf import PdfPrinter
from tests.builders.reports.render_text import render_text

_MISREAD = (("未", "末"), ("已", "己"), ("、", "、 "), ("。", ""), ("（", "("), ("开", "幵"))


def misread(rng: random.Random, blocks: list[Block]) -> list[Block]:
    """Text as a reading machine gives it: a look-alike here, a lost stop there, figures untouched."""
    out: list[Block] = []
    for block in blocks:
        if isinstance(block, Para) and len(block.text) > 20 and rng.random() < 0.7:
            right, wrong = rng.choice(_MISREAD)
            places = [i for i, character in enumerate(block.text) if character == right]
            if places:
                i = rng.choice(places)
                block = Para(block.text[:i] + wrong + block.text[i + 1 :])
        out.append(block)
    return out


_EXTENSIONS = {
    "html": "html",
    "pdf-file": "pdf",
    "docx": "docx",
    "markdown": "md",
    "markdown-split": "md",
}


def render_report(
    rng: random.Random, plan: Plan, text: Text, lost: set[str], *, destroy: bool
) -> tuple[str, bytes]:
    blocks: list[Block] = text.blocks
    name = f"{plan.seed}-{plan.dialect}.{_EXTENSIONS.get(plan.dialect, 'txt')}"
    if plan.dialect == "docx":
        return name, render_docx(rng, blocks)
    if plan.dialect == "pdf-file":
        return name, PdfPrinter(rng).print_blocks(blocks)
    if plan.dialect == "html":
        page = render_page(
            rng,
            blocks,
            title=text.title,
            place=plan.agency.place,
            org=plan.agency.name,
            year=plan.year,
        )
        if rng.random() < 0.2:
            return name, page.replace("utf-8", "gb2312").encode("gb18030")
        return name, page.encode("utf-8-sig" if rng.random() < 0.1 else "utf-8")
    content = render_text(rng, blocks, plan.dialect, lost, destroy=destroy)
    if rng.random() < 0.2:
        content = content.replace("\n", "\r\n")
    encoding = rng.choices(("utf-8", "utf-8-sig", "gb18030"), (8, 1, 1))[0]
    return name, content.encode(encoding)
