"""What the open interface gives: flat records in the words of the glossary, days in ISO form."""

from __future__ import annotations

from datetime import date, datetime

from ninja import Schema


class AgencyOut(Schema):
    """A body. ``former_names`` are names it no longer bears."""

    slug: str
    code: str
    name: str
    short_name: str
    kind: str
    level: str
    parent: str | None
    former_names: list[str]


class ColumnOut(Schema):
    slug: str
    name: str
    column_type: str
    parent: str | None


class AttachmentOut(Schema):
    title: str
    url: str
    media_type: str
    size: int


class ItemRow(Schema):
    """An item in a list. ``published_on`` is what lists sort by."""

    id: int
    index_number: str | None
    title: str
    number: str
    agency: str
    agency_name: str
    kind: str
    column: str | None
    formed_on: date | None
    published_on: date | None
    validity: str
    url: str


class ItemOut(ItemRow):
    """An item whole. ``valid_until`` is the last day of its term, ``lost_force_on`` the first without force."""

    issuers: str
    subject: str
    keywords: str
    summary: str
    source_published_on: date | None
    released_at: datetime | None
    in_force_on: date | None
    valid_until: date | None
    lost_force_on: date | None
    text: str
    html: str
    attachments: list[AttachmentOut]


class ItemPage(Schema):
    """One page of items; ``next`` is the address of the one after, null at the end."""

    items: list[ItemRow]
    next: str | None


class ReportRow(Schema):
    id: int
    agency: str
    agency_name: str
    year: int
    form: str
    errors: int
    warnings: int
    item: int


class CellOut(Schema):
    code: str
    value: float | None
    unread: str


class ReportOut(ReportRow):
    """A published annual report, cell by cell, with what the check found."""

    cells: list[CellOut]
    findings: list[dict[str, object]]


class RegisterRow(Schema):
    """A register in the list of all. ``rows``: how many it holds now."""

    code: str
    name: str
    group: str
    basis: str
    summary: str
    rows: int
    url: str


class RegisterField(Schema):
    """A public column. ``filter``: it is a parameter of the list of rows."""

    code: str
    label: str
    type: str
    unit: str
    required: bool
    choices: list[str]
    filter: bool
    exchange: str
    help: str


class RegisterOut(RegisterRow):
    """A register with its definition in force. ``key``: the columns that tell rows apart."""

    version: str
    row_name: str
    key: list[str]
    title: str
    source: str
    fields: list[RegisterField]
    checks: list[str]


class RegisterVersion(Schema):
    """One wording of a row. ``values`` by the columns' codes: numbers as decimal texts, days in ISO
    form, a period as two days of which either may be null."""

    id: int
    version: int
    what: str
    live: bool
    title: str
    agency: str
    agency_name: str
    valid_from: date | None
    valid_to: date | None
    published_at: datetime | None
    values: dict[str, object]
    url: str


class RegisterRowPage(Schema):
    """One page of rows; ``next`` is the address of the one after, null at the end."""

    rows: list[RegisterVersion]
    next: str | None


class RegisterChangeRow(Schema):
    """A published change of a register."""

    number: int
    title: str
    basis: str
    agency: str
    agency_name: str
    in_force_on: date | None
    published_at: datetime | None
    added: int
    changed: int
    removed: int
    url: str


class RegisterChangePage(Schema):
    """One page of changes; ``before`` is what to ask with for the next one, null at the end."""

    changes: list[RegisterChangeRow]
    before: int | None


class RegisterCell(Schema):
    """One cell that reads otherwise, as pages print it."""

    field: str
    before: str
    after: str


class RegisterDifference(Schema):
    """What a change did to one row. ``hidden``: it was taken down since and is not told."""

    row: int | None
    what: str
    title: str
    hidden: bool
    cells: list[RegisterCell]


class RegisterChange(RegisterChangeRow):
    """A change with its rows; ``after`` is what to ask with for the following ones."""

    rows: list[RegisterDifference]
    after: int | None


class DeliveryOut(Schema):
    """A document that was handed in. ``url`` and ``index_number`` once it is public.

    ``state``: draft, under-review, sent-back, approved, published, held, dropped, withdrawn.
    """

    id: int
    request_key: str
    reference: str
    agency: str
    title: str
    received_at: datetime
    state: str
    state_label: str
    reason: str
    url: str | None
    index_number: str | None
    warnings: list[str]


class DeliveryPage(Schema):
    """One page of deliveries; ``before`` is what to ask with for the next one, null at the end."""

    deliveries: list[DeliveryOut]
    before: int | None


class Problem(Schema):
    """Why a question could not be answered, in Chinese; ``code`` for programs."""

    message: str
    code: str = ""
