"""What each cell of a form counts among applications, and the rule in words.

The row of a result comes from ``law.replies``: every kind of reply has exactly one row in each
form, so every closed application falls into exactly one row and one column.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from functools import cache

from yangguang.law.forms.load import load_form
from yangguang.law.forms.model import Form
from yangguang.law.identity import ApplicantKind, report_column
from yangguang.law.receipt import Channel
from yangguang.law.replies import kinds, report_row


class Span(Enum):
    """Which facts of an application a cell adds up."""

    RECEIVED = "received"
    BEFORE = "before"
    CLOSED = "closed"
    AFTER = "after"


@dataclass(frozen=True, slots=True)
class Pick:
    """What a cell counts; None narrows nothing. ``kinds`` are keys of replies, ``late``: closed
    after an extension or overdue."""

    span: Span
    applicants: frozenset[str] | None = None
    channels: frozenset[str] | None = None
    kinds: frozenset[str] | None = None
    late: bool | None = None


NO_REPLY_2014 = "3.2"
"""Where ``law.replies`` puts a withdrawal in the form of 2014: closed, but nothing replied."""
CHANNELS_2014 = {
    "3.1.1": frozenset({Channel.COUNTER.value, Channel.ORAL.value}),
    "3.1.2": frozenset({Channel.FAX.value}),
    "3.1.3": frozenset({Channel.ONLINE.value}),
    "3.1.4": frozenset({Channel.REGISTERED.value, Channel.ORDINARY.value}),
}
"""Reading: an oral application that the body wrote down (第二十九条第一款) came 当面."""


def picks(form: Form) -> dict[str, Pick]:
    """Cell → what it counts, for every cell that follows from applications alone."""
    return _picks(form.code)


@cache
def _picks(code: str) -> dict[str, Pick]:
    form = load_form(code)
    return _single_column(form) if code == "2014" else _by_applicant(form)


def _by_applicant(form: Form) -> dict[str, Pick]:
    table = form.table("3")
    found = {}
    for row in table.printed_rows():
        for column in table.columns:
            applicants = None if column.code == "total" else _applicants(form, column.code)
            found[table.cell(row.code, column.code)] = _row_pick(form, row.code, applicants)
    return found


def _row_pick(form: Form, row: str, applicants: frozenset[str] | None) -> Pick:
    whole = {
        "3.1": Span.RECEIVED, "3.2": Span.BEFORE, "3.3.7": Span.CLOSED, "3.4": Span.AFTER,
    }  # fmt: skip
    if row in whole:
        return Pick(whole[row], applicants)
    return Pick(Span.CLOSED, applicants, kinds=kinds_in_row(form, row))


def _applicants(form: Form, column: str) -> frozenset[str]:
    return frozenset(
        kind.value for kind in ApplicantKind if report_column(kind, form.code) == column
    )


def _single_column(form: Form) -> dict[str, Pick]:
    found = {
        "3.1": Pick(Span.RECEIVED),
        **{row: Pick(Span.RECEIVED, channels=channels) for row, channels in CHANNELS_2014.items()},
        "3.2": Pick(Span.CLOSED),
        "3.2.1": Pick(Span.CLOSED, late=False),
        "3.2.2": Pick(Span.CLOSED, late=True),
    }
    for _, row in form.rows():
        if row.code == "3.3" or row.code.startswith("3.3."):
            found[row.code] = Pick(Span.CLOSED, kinds=kinds_in_row(form, row.code))
    return found


def kinds_in_row(form: Form, row: str) -> frozenset[str]:
    """The kinds of reply that a row of results counts, those of the rows below it included."""
    return frozenset(
        kind.key
        for kind in kinds()
        if (own := report_row(kind, form.code)) == row or own.startswith(f"{row}.")
    )


def labels_in_row(form: Form, row: str) -> list[str]:
    """Those kinds as a clerk knows them, each wording once."""
    keys = kinds_in_row(form, row)
    return list(dict.fromkeys(kind.label for kind in kinds() if kind.key in keys))
