"""Into which row of the statutory form a closed application falls.

The form follows the year of the decision, not the regulation: an application of 2018 decided in
February 2019 is counted in the form for 2019.
依据：国办发〔2014〕32号（2014至2018年度）、国办公开办函〔2019〕60号（2019、2020年度）、国办公开办函〔2021〕30号
（2021年度起）。
"""

from __future__ import annotations

from datetime import date

from yangguang.law.forms.load import FORM_CODES, form_for_year
from yangguang.law.replies.model import ReplyKind


def report_row(kind: ReplyKind, form: str) -> str:
    """The row of the form ``2014``, ``2019`` or ``2021``; raises KeyError for any other form.

    Reading: a withdrawn application gets no reply, so under the form of 2014 its row is 3.2
    (申请办结数) and none of 3.3; what has no row of its own there stands under 3.3.4.5 (not
    information as defined) or 3.3.4.6 (other cases in law), see docs/law/replies.md.
    """
    if form not in FORM_CODES:
        raise KeyError(form)
    return kind.rows[form]


def report_rows(kind: ReplyKind, form: str, *, extended: bool = False) -> tuple[str, ...]:
    """All rows without parts below them to which the closed application adds one.

    In the forms of 2019 and 2021 that is the one row. The form of 2014 counts a closed
    application twice over: as closed in time or after extension (3.2.1, 3.2.2), and by reply.
    """
    row = report_row(kind, form)
    if form != "2014":
        return (row,)
    closing = "3.2.2" if extended else "3.2.1"
    return (closing,) if row == "3.2" else (closing, row)


def form_of(decided_on: date) -> str | None:
    """The code of the form that counts a decision of that day; None before 2014."""
    form = form_for_year(decided_on.year)
    return form.code if form else None


def row_of(kind: ReplyKind, decided_on: date) -> tuple[str, str] | None:
    """Form and row for a decision of that day; None before 2014, when there was no form."""
    form = form_of(decided_on)
    return (form, report_row(kind, form)) if form else None
