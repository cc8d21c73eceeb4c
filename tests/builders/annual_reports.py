"""Whole annual reports as files, with every cell and every planted error known.

`build_report(seed)` gives one report: an invented office, its figures, its text, its table and the
dirt of one capture. The same seed always gives the same bytes.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field, replace

from tests.builders.reports import slips as planting
from tests.builders.reports.agencies import Agency, draw_agency
from tests.builders.reports.blocks import Block, Para
from tests.builders.reports.compose import Composer, Text, draw_style, phrases
from tests.builders.reports.dress import draw_dress, dress
from tests.builders.reports.facts import quantities
from tests.builders.reports.numbers import Numbers, Value, draw_numbers
from tests.builders.reports.render_docx import render_docx
from tests.builders.reports.render_html import render_page
from tests.builders.reports.render_pdf import PdfPrinter
from tests.builders.reports.render_text import KEEPS_BLANKS, render_text
from tests.builders.reports.slips import Slip
from tests.builders.reports.tables import Habits, TableMaker, draw_habits
from tests.builders.reports.voice import Mention, Template

DIALECTS = {
    "html": 9,
    "pdf": 7,
    "txt-tabs": 2,
    "txt-tabs-covered": 1.5,
    "txt-lines": 1.5,
    "txt-pipes": 1.5,
    "markdown": 2.5,
    "markdown-split": 1.5,
    "pipe-broken": 2,
    "tab-broken": 2,
    "docx": 3,
    "pdf-file": 4,
}
_DESTROYABLE = (
    "pdf",
    "markdown",
    "txt-pipes",
    "txt-tabs",
    "txt-lines",
    "tab-broken",
    "pipe-broken",
)


@dataclass(frozen=True)
class BuiltReport:
    """A report file with its truth.

    `cells` maps every cell that stands in the source to the readings that are right; `lost` are
    cells the capture destroyed; `slips` what was planted. `previous` is last year's file.
    """

    seed: str
    name: str
    data: bytes
    form: str | None
    year: int
    agency: str
    dialect: str
    cells: dict[str, tuple[object, ...]]
    lost: frozenset[str]
    slips: tuple[Slip, ...]
    writers: tuple[str, ...]
    sentences: tuple[str, ...]
    mentions: tuple[Mention, ...]
    previous: tuple[str, bytes] | None = None
    notes: tuple[str, ...] = field(default=())


@dataclass(frozen=True)
class _Plan:
    seed: str
    year: int
    agency: Agency
    dialect: str
    destroy: bool
    slip_count: int
    with_previous: bool
    tableless: bool
    hand: str


def build_report(
    seed: str,
    *,
    form: str | None = None,
    dialect: str | None = None,
    clean: bool | None = None,
    hand: str = "",
) -> BuiltReport:
    """One report; `form`, `dialect` and `clean` narrow what is otherwise drawn from the seed.

    Form ``none`` is a report of the early years whose text came without its statistics table.
    """
    rng = random.Random(f"plan {seed}")
    form = form or rng.choices(("2014", "2019", "2021", "none"), (3, 2, 5, 0.6))[0]
    year = rng.choice(
        {
            "2014": (2014, 2015, 2016, 2017, 2018),
            "2019": (2019, 2020),
            "2021": (2021, 2022, 2023, 2024, 2025),
            "none": (2010, 2012, 2013, 2015, 2016, 2017),
        }[form]
    )
    tableless = form == "none"
    drawn = rng.choices(list(DIALECTS), list(DIALECTS.values()))[0]
    is_clean = rng.random() < 0.5 if clean is None else clean
    agency = draw_agency(rng, year)
    chosen = dialect or drawn
    plan = _Plan(
        seed=seed,
        year=year,
        agency=agency,
        dialect=chosen,
        destroy=is_clean and not tableless and chosen in _DESTROYABLE and rng.random() < 0.3,
        slip_count=0 if is_clean else 1 if tableless else rng.choice((1, 1, 2, 3)),
        with_previous=year >= 2020 and rng.random() < 0.35,
        tableless=tableless,
        hand=hand,
    )
    return _build(rng, plan)


def _build(rng: random.Random, plan: _Plan) -> BuiltReport:
    agency = plan.agency
    one_row = rng.random() < 0.15
    before = draw_numbers(
        rng,
        year=plan.year - 1,
        scale=agency.scale,
        one_row_others=rng.random() < 0.1,
        before=None,
    )
    numbers = draw_numbers(
        rng, year=plan.year, scale=agency.scale, one_row_others=one_row, before=before
    )
    facts = quantities(rng, numbers, before, government=agency.government)
    style = draw_style(rng, plan.year)
    habits = _fitting(draw_habits(rng), plan)
    planted: list[Slip] = []
    printed, printed_before = numbers, before
    wanted = _wanted(rng, plan)
    for family in wanted:
        if family == "table":
            choices = planting.EARLY if numbers.form == "2014" else planting.MODERN
            printed, slip = rng.choice(choices)(rng, printed) or (printed, None)
        elif family == "court":
            printed, slip = rng.choice(planting.COURT)(rng, printed) or (printed, None)
        elif family == "before":
            plant = rng.choice(
                (planting.carry_mismatch, planting.carry_mismatch, planting.roll_forward)
            )
            printed_before, slip = plant(rng, printed_before, printed) or (printed_before, None)
        else:
            continue
        if slip is not None:
            planted.append(slip)
    touched = {cell for slip in planted for cell in slip.cells}
    extra: dict[str, Template] = {}
    if "statement" in wanted:
        planted += _false_statement(rng, plan, facts, extra, touched)
    overrides: dict[int, Value] = {}
    text = _compose(plan, numbers, facts, style, overrides, printed, habits, extra)[0]
    if "text" in wanted:
        planted += _false_figures(rng, text, numbers, touched, overrides, tableless=plan.tableless)
    if plan.slip_count and not planted and not plan.tableless:
        # Nothing else could be planted in so small a report: a row total always can.
        source = planting.statistics_sum if numbers.form == "2014" else planting.row_total
        found = source(rng, printed)
        assert found is not None
        printed, slip = found
        planted.append(slip)
    text, maker = _compose(plan, numbers, facts, style, overrides, printed, habits, extra)
    lost: set[str] = set()
    if habits.ocr:
        text = replace(text, blocks=_misread(rng, text.blocks))
    worn = draw_dress(random.Random(f"dress {plan.seed}"), plan.dialect)
    text = replace(text, blocks=dress(random.Random(f"worn {plan.seed}"), text.blocks, worn))
    name, data = _render(rng, plan, text, lost, destroy=plan.destroy)
    previous = None
    if plan.with_previous:
        old_plan = replace(
            plan, year=plan.year - 1, dialect=rng.choice(("html", "txt-tabs", "docx"))
        )
        old_facts = quantities(rng, before, before, government=agency.government)
        old_habits = replace(habits, blank_totals=False, blank_zero="0")
        old, _ = _compose(old_plan, before, old_facts, style, {}, printed_before, old_habits, {})
        old_name, old_data = _render(rng, old_plan, old, set(), destroy=False)
        previous = (f"previous-{old_name}", old_data)
    return BuiltReport(
        seed=plan.seed,
        name=name,
        data=data,
        form=None if plan.tableless else numbers.form,
        year=plan.year,
        agency=agency.name,
        dialect=plan.dialect,
        cells={cell: value for cell, value in maker.printed.items() if cell not in lost},
        lost=frozenset(lost),
        slips=tuple(planted),
        writers=tuple(text.writers),
        sentences=tuple(text.sentences),
        mentions=tuple(text.mentions),
        previous=previous,
        notes=(*worn, *(("ocr",) if habits.ocr else ())),
    )


def _fitting(habits: Habits, plan: _Plan) -> Habits:
    """Habits without what the dialect would make unreadable even for a person."""
    if plan.dialect not in KEEPS_BLANKS or plan.destroy:
        habits = replace(habits, blank_zero="0", blank_totals=False)
    if plan.dialect in ("pdf", "markdown-split", "pipe-broken", "tab-broken", "txt-lines"):
        habits = replace(habits, three_layout="official")
    if plan.slip_count:
        habits = replace(habits, blank_totals=False, remarks=False)
    if plan.slip_count and plan.year <= 2018:
        # A total over rows left blank is a habit of early reports rather than an error.
        habits = replace(habits, blank_zero="0")
    return habits


def _wanted(rng: random.Random, plan: _Plan) -> list[str]:
    if plan.tableless:
        return ["text"] if plan.slip_count else []
    families = ["table", "table", "text", "text", "text", "statement"]
    if plan.year >= 2019:
        families.append("court")
    if plan.with_previous:
        families += ["before", "before"]
    chosen: list[str] = []
    while len(chosen) < min(plan.slip_count, len(set(families))):
        family = rng.choice(families)
        if family not in chosen:
            chosen.append(family)
    # Text figures are chosen last, when it is known which cells are still true.
    return sorted(chosen, key=lambda name: name in ("text", "statement"))


def _compose(
    plan: _Plan,
    numbers: Numbers,
    facts: dict[str, object],
    style: object,
    overrides: dict[int, Value],
    printed: Numbers,
    habits: Habits,
    extra: dict[str, Template],
) -> tuple[Text, TableMaker]:
    maker = TableMaker(random.Random(f"table {plan.seed}"), printed, habits)
    composer = Composer(
        f"text {plan.seed} {plan.year}", plan.agency, numbers, facts, style, overrides, plan.hand
    )
    return composer.compose(maker, extra, tableless=plan.tableless), maker


def _false_statement(
    rng: random.Random,
    plan: _Plan,
    facts: dict[str, object],
    extra: dict[str, Template],
    touched: set[str],
) -> list[Slip]:
    probe = Composer(
        f"probe {plan.seed}", plan.agency, _year_only(plan), facts, draw_style(rng, plan.year), {}
    )
    topic = "early" if plan.year <= 2018 else "modern"
    usable = [
        t
        for t in phrases("false", plan.hand)[topic]
        if probe.voice.holds(t) and not touched & set(t.marks["cells"].split(","))
    ]
    if not usable:
        return []
    template = rng.choice(usable)
    extra[template.marks["topic"]] = template
    cells = tuple(template.marks["cells"].split(","))
    touched.update(cells)
    return [
        Slip(
            "statement",
            ("statement", "narrative"),
            cells,
            severities=("error", "warning"),
            note=template.text,
        )
    ]


def _year_only(plan: _Plan) -> Numbers:
    form = "2014" if plan.year <= 2018 else "2019" if plan.year <= 2020 else "2021"
    return Numbers(form, plan.year, False, {})


def _false_figures(
    rng: random.Random,
    text: Text,
    numbers: Numbers,
    touched: set[str],
    overrides: dict[int, Value],
    *,
    tableless: bool,
) -> list[Slip]:
    """One figure of the text printed wrong; which kind depends on what the text offers."""
    by_sentence: dict[int, list[Mention]] = {}
    for mention in text.mentions:
        by_sentence.setdefault(mention.sentence, []).append(mention)
    cells = [
        m for m in text.mentions if m.kind == "cell" and m.value and not touched & set(m.cells)
    ]
    if tableless:
        cells = []
    listed = [m for m in text.mentions if m.kind == "part"]
    named = [
        m
        for m in text.mentions
        if (tableless or m.kind == "plain") and _family(m, by_sentence[m.sentence])
    ]
    shares = [
        m
        for m in text.mentions
        if m.kind == "percent"
        and set(m.name.split("/")) <= {o.name for o in by_sentence[m.sentence]}
        and int(numbers.cells.get("3.1/total", 99)) > 5
    ]
    grown = [
        m
        for m in text.mentions
        if m.kind == "growth"
        and {m.name, f"last_{m.name}"} <= {o.name for o in by_sentence[m.sentence]}
    ]
    kinds = [k for k in (cells, cells, listed, named, shares, grown) if k]
    if not kinds:
        return []
    mention = rng.choice(rng.choice(kinds))
    if mention.kind == "cell" and not tableless:
        taken: set[Value] = {m.value for m in text.mentions}
        taken |= set(numbers.cells.values())
        taken |= {
            mention.value + other
            for other in list(taken)
            if isinstance(other, int) and other < 5000
        }
        wrong, slip = planting.narrative(rng, mention, taken, _twins(mention, text))
    elif mention.kind in ("part", "plain") or (tableless and mention.kind == "cell"):
        sentence = by_sentence[mention.sentence]
        family = _listed(sentence) if mention.kind == "part" else _family(mention, sentence)
        wrong, slip = planting.parts(rng, mention, family)
    else:
        wrong, slip = planting.percentage(rng, mention)
    overrides[mention.index] = wrong
    return [slip]


_VOLUMES = {
    "received": ("3.1/total", "3.1"),
    "handled": ("3.3.7/total", "3.3"),
    "closed": ("3.2",),
    "workload": ("3.1/total", "3.2/total", "3.3.7/total", "3.4/total"),
}


def _twins(mention: Mention, text: Text) -> tuple[str, ...]:
    """Cells that state the same figure where all that came in was closed within the year."""
    if mention.name not in _VOLUMES:
        return ()
    return tuple(
        cell
        for name, cells in _VOLUMES.items()
        if text.values.get(name) == mention.value or name == mention.name
        for cell in cells
    )


def _listed(sentence: list[Mention]) -> list[Mention]:
    """The drawn parts of a sentence with their total first, which may be a quantity with a name."""
    parts = [m for m in sentence if m.kind == "part"]
    by_number = {m.name: m for m in parts}
    if "0" in by_number:
        return [by_number["0"], *(m for m in parts if m.name != "0")]
    whole = sum(m.value for m in parts)
    named = next(m for m in sentence if m.kind in ("cell", "plain") and m.value == whole)
    return [named, *parts]


# Named figures that add up wherever a sentence lists them all: the first is the total.
_FAMILIES = (
    ("received", "web", "mail", "face", "fax"),
    ("closed", "ontime", "delayed"),
    ("staff", "fulltime", "parttime"),
    ("review", "review_upheld", "review_corrected", "review_other"),
    (
        "handled",
        "already",
        "open",
        "partly",
        "refused",
        "notours",
        "missing",
        "amend",
        "elsewhere",
    ),
)


def _family(mention: Mention, sentence: list[Mention]) -> list[Mention]:
    """The total and parts the mention belongs to, total first, if the sentence states them all."""
    by_name = {m.name: m for m in sentence if m.kind in ("cell", "plain")}
    for names in _FAMILIES:
        if mention.name in names and all(name in by_name for name in names):
            return [by_name[name] for name in names]
    return []


_MISREAD = (("未", "末"), ("已", "己"), ("、", "、 "), ("。", ""), ("（", "("), ("开", "幵"))


def _misread(rng: random.Random, blocks: list[Block]) -> list[Block]:
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


def _render(
    rng: random.Random, plan: _Plan, text: Text, lost: set[str], *, destroy: bool
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
