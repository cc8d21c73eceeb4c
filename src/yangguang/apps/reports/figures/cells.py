"""Every cell of a year's statutory form that follows from records, with the records behind it.

Cells that no record gives stand in ``missing``: a return has them completed by hand, with a note
of the source. 依据：国办发〔2014〕32号、国办公开办函〔2019〕60号、国办公开办函〔2021〕30号。
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from yangguang.apps.requests.selectors.figures import request_cells
from yangguang.law.forms.model import Form


@dataclass(frozen=True, slots=True)
class FormCells:
    """The figures of one form, by cell name; counts in the cell's own unit, amounts in 万元."""

    form: Form
    year: int
    agencies: tuple[int, ...] | None
    as_of: datetime | None
    values: Mapping[str, Decimal]
    missing: frozenset[str]


def form_cells(
    agencies: Collection[int] | None, year: int, *, as_of: datetime | None = None
) -> FormCells:
    """The cells of the form of that year for these bodies together; None stands for all bodies.

    What was recorded after ``as_of`` does not count. Raises NoForm before 2014.
    """
    requests = request_cells(agencies, year, as_of=as_of)
    values = dict(requests.values)
    missing = frozenset(requests.form.cell_names()) - values.keys()
    return FormCells(
        requests.form, year, requests.scope.agencies, as_of, values, frozenset(missing)
    )
