"""Finding letters, the wording in force, and the files as they left the office."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from yangguang.apps.agencies.models import Agency
from yangguang.apps.files.models import StoredFile
from yangguang.apps.files.selectors import content_path
from yangguang.apps.letters.content import unseal_file
from yangguang.apps.letters.kinds import Kind, Series
from yangguang.apps.letters.models import (
    Letter,
    LetterState,
    LetterTemplate,
    NumberCounter,
    NumberWord,
    TemplateState,
)
from yangguang.apps.letters.numbers import default_word
from yangguang.law.regimes import Regime


class NoSuchWording(LookupError):
    """The law knows no such letter on that day; the message is for the clerk."""


@dataclass(frozen=True, slots=True)
class Wording:
    """What a letter is made from; ``template`` is None for the wording that comes with the system."""

    title: str
    text: str
    template: LetterTemplate | None

    @property
    def label(self) -> str:
        if self.template is None:
            return "系统自带模板"
        whose = self.template.agency.name if self.template.agency else "通用"
        return f"{whose}模板第{self.template.version}版"


def template_in_force(
    kind: Kind, regime: Regime, agency: Agency | None, on: date
) -> LetterTemplate | None:
    """The office's own template of that day, else the common one; None where neither stands."""
    rows = LetterTemplate.objects.filter(
        kind=kind.key, regime=regime.value, state=TemplateState.IN_FORCE, valid_from__lte=on
    ).order_by("-valid_from", "-version")
    own = rows.filter(agency=agency).first() if agency is not None else None
    return own or rows.filter(agency__isnull=True).first()


def wording_for(kind: Kind, regime: Regime, agency: Agency | None, on: date) -> Wording:
    """Title and text for a letter of that day. Raises NoSuchWording."""
    default = kind.version(regime, on)
    if default is None:
        raise NoSuchWording(
            f"{regime.label}下{on.year}年{on.month}月{on.day}日没有“{kind.name}”这种文书，"
            "请核对申请的收到日期和所选文书。"
        )
    row = template_in_force(kind, regime, agency, on)
    if row is not None:
        return Wording(row.title, row.text, row)
    return Wording(default.title, default.text, None)


def number_word(agency: Agency, series: Series, on: date) -> str:
    """The issuer's word of that day: the office's own, else one made from its data."""
    row = (
        NumberWord.objects.filter(agency=agency, series=series.key, valid_from__lte=on)
        .order_by("-valid_from", "-id")
        .first()
    )
    return row.word if row is not None else default_word(agency, series)


def letters_of(subject_kind: str, subject_key: str) -> QuerySet[Letter]:
    """The letters of one application or remedy, oldest first."""
    return (
        Letter.objects.filter(subject_kind=subject_kind, subject_key=subject_key)
        .select_related("agency", "person", "pdf", "word", "template")
        .order_by("pk")
    )


def letters_within(agencies: QuerySet[Agency] | Collection[int]) -> QuerySet[Letter]:
    """Letters that have left these bodies, void ones with them, newest first."""
    return (
        Letter.objects.filter(agency__in=agencies)
        .filter(Q(state=LetterState.ISSUED) | Q(state=LetterState.VOIDED, issued_on__isnull=False))
        .select_related("agency", "person", "pdf", "word")
        .order_by("-issued_on", "-pk")
    )


def letter_file(letter: Letter, which: str) -> bytes:
    """The PDF (``pdf``) or Word file (``word``) as it left the office.

    Raises LookupError where the letter has none, and Destroyed after its person's data is gone.
    """
    stored: StoredFile | None = letter.pdf if which == "pdf" else letter.word
    if which not in {"pdf", "word"} or stored is None:
        raise LookupError(f"letter {letter.pk} has no {which} file")
    return unseal_file(letter, content_path(stored).read_bytes())


@dataclass(frozen=True, slots=True)
class Run:
    """One year's numbers of one series: every number from ``first`` to ``last`` and its letter.

    ``lost`` would be numbers without a letter; the counter and the letter are written in one
    transaction, so there are none unless somebody has changed the database by hand.
    """

    counter: NumberCounter
    letters: list[Letter]
    lost: list[int]


def number_run(agency: Agency, series: str, year: int) -> Run | None:
    """The numbers of a series in order, void ones included; None where none was given."""
    counter = NumberCounter.objects.filter(agency=agency, series=series, year=year).first()
    if counter is None:
        return None
    letters = list(
        Letter.objects.filter(agency=agency, series=series, year=year, sequence__isnull=False)
        .select_related("agency")
        .order_by("sequence")
    )
    there = {letter.sequence for letter in letters}
    lost = [number for number in range(counter.first, counter.last + 1) if number not in there]
    return Run(counter, letters, lost)
