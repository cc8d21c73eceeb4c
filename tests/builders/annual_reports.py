"""Whole annual reports as files, with every cell and every planted error known.

`build_report(seed)` gives one report: an invented office, its figures, its text, its table and the
dirt of one capture. The same seed always gives the same bytes.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field, replace

from tests.builders.reports import slips as planting
from tests.builders.reports.agencies import draw_agency
from tests.builders.reports.capture import misread, render_report
from tests.builders.reports.compose import Composer, Text, draw_style
from tests.builders.reports.dress import draw_dress, dress
from tests.builders.reports.facts import Quantity, quantities
from tests.builders.reports.numbers import Numbers, Value, draw_numbers
from tests.builders.reports.plan import Plan
from tests.builders.reports.plant import false_figures, false_statement, wanted_families
from tests.builders.reports.render_text import KEEPS_BLANKS
from tests.builders.reports.slips import Slip
from tests.builders.reports.tables import Habits, TableMaker, draw_habits
from tests.builders.reports.voice import Mention, Style, Template

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
    plan = Plan(
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


def _build(rng: random.Random, plan: Plan) -> BuiltReport:
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
    wanted = wanted_families(rng, plan)
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
        planted += false_statement(rng, plan, facts, extra, touched)
    overrides: dict[int, Value] = {}
    text = _compose(plan, numbers, facts, style, overrides, printed, habits, extra)[0]
    if "text" in wanted:
        planted += false_figures(rng, text, numbers, touched, overrides, tableless=plan.tableless)
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
        text = replace(text, blocks=misread(rng, text.blocks))
    worn = draw_dress(random.Random(f"dress {plan.seed}"), plan.dialect)
    text = replace(text, blocks=dress(random.Random(f"worn {plan.seed}"), text.blocks, worn))
    name, data = render_report(rng, plan, text, lost, destroy=plan.destroy)
    previous = None
    if plan.with_previous:
        old_plan = replace(
            plan, year=plan.year - 1, dialect=rng.choice(("html", "txt-tabs", "docx"))
        )
        old_facts = quantities(rng, before, before, government=agency.government)
        old_habits = replace(habits, blank_totals=False, blank_zero="0")
        old, _ = _compose(old_plan, before, old_facts, style, {}, printed_before, old_habits, {})
        old_name, old_data = render_report(rng, old_plan, old, set(), destroy=False)
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


def _fitting(habits: Habits, plan: Plan) -> Habits:
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


def _compose(
    plan: Plan,
    numbers: Numbers,
    facts: dict[str, Quantity],
    style: Style,
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
