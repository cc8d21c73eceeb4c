"""The answer of the report check as a page shows it: findings numbered, cells marked, quotes found.

Read from the JSON of ``report check``, which is the contract and is what the catalogue stores.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Any

from yangguang.law.forms.findings import Rule
from yangguang.law.forms.load import FORM_CODES, load_form
from yangguang.law.forms.model import Severity
from yangguang.portal.forms_drawn import Figure, Mark
from yangguang.portal.wording import thousands

WORST_FIRST = (Severity.ERROR, Severity.WARNING, Severity.INFO)
LABELS = {Severity.ERROR: "错误", Severity.WARNING: "存疑", Severity.INFO: "提示"}


@dataclass(frozen=True, slots=True)
class Shown:
    """One finding. ``number`` counts from 1, worst first, and names it on the page."""

    number: int
    anchor: str
    severity: Severity
    rule: str
    message: str
    cells: tuple[str, ...]
    cell_words: tuple[str, ...]
    said: str
    expected: str
    quote: str
    spans: tuple[tuple[int, int], ...]
    basis: str
    id: str
    confirmed: bool = False
    """True where a person has found it to be right."""

    @property
    def placed(self) -> bool:
        """Whether it is known where its quote stands in the text."""
        return bool(self.spans)

    @property
    def tone(self) -> str:
        """The class of its mark."""
        return self.severity.value

    @property
    def label(self) -> str:
        """The severity in one Chinese word."""
        return LABELS[self.severity]

    @property
    def rank(self) -> int:
        """0 for the worst."""
        return WORST_FIRST.index(self.severity)


@dataclass(frozen=True, slots=True)
class Missing:
    """A cell or a check with the reason why it is missing."""

    what: str
    why: str


@dataclass(frozen=True, slots=True)
class Held:
    """A check that holds: what was compared, and both numbers."""

    what: str
    said: str
    computed: str


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer about one set of tables (or about a text without any: ``form`` is empty)."""

    kind: str
    form: str
    agency: str
    year: int | None
    table: int
    figures: dict[str, Figure]
    findings: tuple[Shown, ...]
    unread: tuple[Missing, ...]
    not_assessable: tuple[Missing, ...]
    checked: int
    dismissed: tuple[Missing, ...]
    """Findings that a person has found to be wrong, with the reason."""
    held: tuple[Held, ...]
    """The checks that held, where the answer lists them."""

    def count(self, severity: Severity) -> int:
        """How many findings weigh so much."""
        return sum(one.severity == severity for one in self.findings)

    @property
    def errors(self) -> int:
        """How many findings are errors."""
        return self.count(Severity.ERROR)

    @property
    def warnings(self) -> int:
        """How many findings are warnings."""
        return self.count(Severity.WARNING)

    @property
    def infos(self) -> int:
        """How many findings are for information."""
        return self.count(Severity.INFO)

    def marks(self) -> dict[str, Mark]:
        """For each cell at fault its worst tone and the numbers of its findings."""
        marks: dict[str, Mark] = {}
        for one in self.findings:
            for cell in one.cells:
                before = marks.get(cell)
                marks[cell] = Mark(
                    before.tone if before else one.tone,
                    (*(before.findings if before else ()), one.number),
                )
        return marks


def _number(value: Any) -> str:
    """A number of the answer for people; empty where it has none."""
    return "" if value is None else thousands(Decimal(str(value)))


def _words(form: str, cell: str) -> str:
    """A cell in words; its code where the form does not know it."""
    if form not in FORM_CODES:
        return cell
    try:
        return load_form(form).describe(cell)
    except KeyError:
        return cell


def read_answer(
    data: Mapping[str, Any],
    *,
    confirmed: Collection[str] = (),
    dismissed: Mapping[str, str] | None = None,
) -> Answer:
    """An answer from its JSON.

    ``confirmed`` holds the ids of findings that a person has found to be right; ``dismissed``
    those found to be wrong, each with the reason: they stand apart and mark no cell.
    """
    dismissed = dismissed or {}
    form = str(data.get("form") or "")
    table = int(data.get("table") or 1)
    findings = sorted(
        (one for one in data.get("findings", []) if one.get("id") not in dismissed),
        key=lambda one: WORST_FIRST.index(Severity(one["severity"])),
    )
    shown = tuple(
        Shown(
            number,
            f"{table}-{number}",
            Severity(one["severity"]),
            Rule(one["rule"]).words,
            str(one.get("message", "")),
            tuple(one.get("cells", ())),
            tuple(_words(form, cell) for cell in one.get("cells", ())),
            _number(one.get("said")),
            _number(one.get("expected")),
            str(one.get("quote") or ""),
            tuple((int(span[0]), int(span[1])) for span in one.get("spans", ())),
            str(one.get("basis") or ""),
            str(one.get("id") or ""),
            one.get("id") in confirmed,
        )
        for number, one in enumerate(findings, start=1)
    )
    figures = {
        cell: Figure(None if value is None else Decimal(str(value)))
        for cell, value in data.get("cells", {}).items()
    }
    unread = tuple(
        Missing(_words(form, one["cell"]), str(one.get("why", "")))
        for one in data.get("unread", [])
    )
    figures.update(
        {one["cell"]: Figure(None, str(one.get("why", "未读出"))) for one in data.get("unread", [])}
    )
    return Answer(
        kind=str(data.get("kind", "other")),
        form=form,
        agency=str(data.get("agency") or ""),
        year=data.get("year"),
        table=table,
        figures=figures,
        findings=shown,
        unread=unread,
        not_assessable=tuple(
            Missing(
                "、".join(_words(form, cell) for cell in one.get("cells", ())),
                str(one.get("why", "")),
            )
            for one in data.get("not_assessable", [])
            if isinstance(one, Mapping)
        ),
        dismissed=tuple(
            Missing(str(one.get("message", "")), dismissed[one["id"]])
            for one in data.get("findings", [])
            if one.get("id") in dismissed
        ),
        checked=int(data.get("checked", 0)),
        held=tuple(
            Held(str(one.get("what", "")), _number(one.get("said")), _number(one.get("computed")))
            for one in data.get("held", [])
        ),
    )


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of the report's text. ``tone`` is empty outside quoted places.

    ``links`` are the findings that begin here, as (anchor, number).
    """

    text: str
    tone: str = ""
    links: tuple[tuple[str, int], ...] = ()


def highlight(text: str, findings: Sequence[Shown]) -> list[Piece]:
    """The text in runs, so that every quoted place can be marked; places may overlap."""
    places: list[tuple[int, int, Shown]] = []
    for one in findings:
        spans = [span for span in one.spans if 0 <= span[0] < span[1] <= len(text)]
        if not spans and one.quote:
            start = text.find(one.quote)
            if start >= 0:
                spans = [(start, start + len(one.quote))]
        places.extend((start, end, one) for start, end in spans)
    places.sort(key=lambda place: (place[2].rank, place[0]))
    cuts = sorted({0, len(text), *(place[0] for place in places), *(place[1] for place in places)})
    pieces = []
    begun: set[str] = set()
    for start, end in pairwise(cuts):
        over = [one for first, last, one in places if first <= start and end <= last]
        fresh = list(dict.fromkeys(one for one in over if one.anchor not in begun))
        begun.update(one.anchor for one in fresh)
        pieces.append(
            Piece(
                text[start:end],
                over[0].tone if over else "",
                tuple((one.anchor, one.number) for one in fresh),
            )
        )
    return pieces
