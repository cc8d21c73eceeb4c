"""A return outside the platform: whose, of which form and period, its figures and explanations."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from yangguang.apps.reports.models import Return
from yangguang.apps.reports.selectors.returns import Filling, Judged


class WrongFile(Exception):
    """The file does not hold this return; the message says why and what to do, for a clerk."""


@dataclass(frozen=True, slots=True)
class Label:
    """What a file says of itself. ``digest`` identifies a local form's text, empty for the law's."""

    code: str
    version: int
    form: str
    agency: str
    agency_name: str
    year: int
    part: int
    scope: str

    @classmethod
    def of(cls, row: Return) -> Label:
        """The label of a return."""
        definition = row.round.definition
        return cls(
            definition.code, definition.version, definition.form.code, row.agency.code,
            row.agency.name, row.round.year, row.round.part, row.scope,
        )  # fmt: skip

    def require(self, row: Return) -> None:
        """Raises WrongFile where the file is another return's."""
        wanted = Label.of(row)
        if (self.code, self.form) != (wanted.code, wanted.form):
            raise WrongFile(
                f"文件是“{self.code}”表式（{self.form}），本表是“{wanted.code}”（{wanted.form}），请换用本表导出的文件。"
            )
        if self.version != wanted.version:
            raise WrongFile(
                f"文件用的是表式第{self.version}版，本表用第{wanted.version}版，请重新导出后再填。"
            )
        if self.agency != wanted.agency:
            raise WrongFile(
                f"文件是“{self.agency_name or self.agency}”的报表，不是{wanted.agency_name}的，请核对文件。"
            )
        if (self.year, self.part, self.scope) != (wanted.year, wanted.part, wanted.scope):
            raise WrongFile("文件的年度、期次或范围与本表不同，请核对文件。")


@dataclass(frozen=True, slots=True)
class CarriedCell:
    """One figure. ``own`` is the body's share of it in a roll-up, else the same."""

    value: Decimal
    own: Decimal | None = None
    origin: str = ""
    computed: Decimal | None = None
    source: str = ""


@dataclass(frozen=True, slots=True)
class Carried:
    """The return as a file carries it; cells left empty are not there."""

    label: Label
    cells: Mapping[str, CarriedCell]
    explanations: Mapping[str, str] = field(default_factory=dict)


def carry(filling: Filling, judged: Judged) -> Carried:
    """A return ready to be written into a file."""
    cells = {
        code: CarriedCell(
            one.value,
            one.own if filling.rolls_up else None,
            one.origin.value,
            one.computed,
            one.source,
        )
        for code, one in filling.figures.items()
        if one.value is not None
    }
    said = {key: one.text for key, one in judged.explanations.items()}
    return Carried(Label.of(filling.row), cells, said)
