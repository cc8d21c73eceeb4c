"""Chooses what is to be wrong in a report, and plants what is wrong in its text."""

from __future__ import annotations

import random

from tests.builders.reports import slips as planting
from tests.builders.reports.compose import Composer, Text, draw_style, phrases
from tests.builders.reports.facts import Quantity
from tests.builders.reports.numbers import Numbers, Value
from tests.builders.reports.plan import Plan
from tests.builders.reports.slips import Slip
from tests.builders.reports.voice import Mention, Template


def wanted_families(rng: random.Random, plan: Plan) -> list[str]:
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


def false_statement(
    rng: random.Random,
    plan: Plan,
    facts: dict[str, Quantity],
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


def _year_only(plan: Plan) -> Numbers:
    form = "2014" if plan.year <= 2018 else "2019" if plan.year <= 2020 else "2021"
    return Numbers(form, plan.year, False, {})


def false_figures(
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
