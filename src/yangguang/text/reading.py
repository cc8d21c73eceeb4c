"""What ``yangguang ingest --dry-run --json`` says of one document: the header as plain JSON values."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from yangguang.text.agencynames import KnownAgency
from yangguang.text.document import Document
from yangguang.text.header import Header, read_header

FIELDS = (
    "file",
    "kind",
    "title",
    "number",
    "index_number",
    "agency",
    "formed_on",
    "source_published_on",
    "in_force_on",
    "valid_until",
    "lost_force_on",
    "validity",
    "subject",
    "attachments",
    "unsure",
)
"""The keys of a record, in the order they are printed."""


def dry_run_record(
    document: Document, *, file: str, known_agencies: Sequence[KnownAgency] = ()
) -> dict[str, Any]:
    """One JSON object for one document: absent fields None, days in ISO form.

    ``attachments`` are objects with ``name`` and ``href`` (None where the page only lists them),
    ``unsure`` objects with ``field``, ``value`` and ``why``.
    """
    return record_of(read_header(document, name=file, known_agencies=known_agencies), file=file)


def record_of(header: Header, *, file: str) -> dict[str, Any]:
    """The JSON object for a header that is already read."""
    return {
        "file": file,
        "kind": header.kind,
        "title": header.title,
        "number": header.number,
        "index_number": header.index_number,
        "agency": header.agency,
        "formed_on": _iso(header.formed_on),
        "source_published_on": _iso(header.source_published_on),
        "in_force_on": _iso(header.in_force_on),
        "valid_until": _iso(header.valid_until),
        "lost_force_on": _iso(header.lost_force_on),
        "validity": header.validity,
        "subject": header.subject,
        "attachments": [
            {"name": attachment.name, "href": attachment.href or None}
            for attachment in header.attachments
        ],
        "unsure": [
            {"field": doubt.field, "value": doubt.value, "why": doubt.why}
            for doubt in header.unsure
        ],
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day is not None else None
