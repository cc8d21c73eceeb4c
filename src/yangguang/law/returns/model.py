"""What a return is made of: a form, a kind of period, who owes it, by when, and what fills it."""

from __future__ import annotations

from dataclasses import dataclass

from yangguang.law.forms.model import Form
from yangguang.law.returns.periods import Period, PeriodKind

ANNUAL = "annual"
"""The code of the statutory annual return, whatever form is in force for its year."""
GOVERNMENT = "government"
BODY_KINDS = ("government", "office", "department", "dispatched", "town", "institution")
"""The kinds of bodies that may owe a return, by their codes in the register of bodies."""


@dataclass(frozen=True, slots=True)
class DueDay:
    """Month and day of the year after; of a quarter or month only the day, of the month after."""

    month: int
    day: int


@dataclass(frozen=True, slots=True)
class Take:
    """A cell that records give: it is the named cell of a statutory form, counted for the period."""

    cell: str
    form: str
    source: str


@dataclass(frozen=True, slots=True, eq=False)
class ReturnDefinition:
    """One kind of return. ``version`` is 0 for what the law prescribes, else counted from 1.

    ``takes`` is empty for a statutory form: there every cell comes from its own figure.
    """

    code: str
    version: int
    form: Form
    period: PeriodKind
    bodies: tuple[str, ...]
    due: DueDay
    government_due: DueDay
    basis: str
    takes: tuple[Take, ...] = ()

    @property
    def title(self) -> str:
        """What the return is called."""
        return self.form.title

    @property
    def statutory(self) -> bool:
        """Whether a national form prescribes it."""
        return self.code == ANNUAL

    def owed_by(self, kind: str) -> bool:
        """Whether bodies of this kind owe it."""
        return kind in self.bodies

    def due_day(self, kind: str) -> DueDay:
        """The due day for a body of this kind."""
        return self.government_due if kind == GOVERNMENT else self.due

    def cells(self) -> tuple[str, ...]:
        """Full names of all cells of the form, in printed order."""
        return self.form.cell_names()

    def named(self, period: Period) -> str:
        """``2025年政府信息公开工作年度报告统计表``, ``2025年7月依申请公开办理情况月报``."""
        if not self.statutory:
            return f"{period.label}{self.title}"
        sheet = "" if self.title.endswith("统计表") else "统计表"
        return f"{period.year}年{self.title}{sheet}"
