"""Where the addresses of a column lead once it is gone, for every face and for the finished files.

A column's address is never given to another one. What was merged or retired answers with a
permanent redirect; where its successor goes too, the address leads on to that one's successor.
"""

from __future__ import annotations

from yangguang.apps.catalog.models import Column

FRONT = "disclosure"
"""The place, without slashes, to which a site's column without a successor leads."""


def standing_column(slug: str) -> Column | None:
    """The open column that answers for this address today, by way of successors; None for none."""
    found = Column.objects.select_related("agency").filter(slug=slug).first()
    return _last(found) if found is not None else None


def _last(column: Column) -> Column | None:
    seen: set[int] = set()
    at: Column | None = column
    while at is not None and at.retired_at is not None and at.pk not in seen:
        seen.add(at.pk)
        at = Column.objects.select_related("agency").filter(pk=at.successor_id or 0).first()
    return at if at is not None and at.retired_at is None and at.is_open else None


def place_after(column: Column) -> str:
    """Where the addresses of a retired column lead, as a path without slashes at its ends.

    Its standing successor; else the front of the body whose column it was, or of the site's
    disclosure. Never the column itself.
    """
    last = _last(column)
    if last is not None:
        return f"column/{last.slug}"
    if column.agency is not None:
        return f"agency/{column.agency.slug}"
    return FRONT


def retired_columns() -> list[Column]:
    """Every column that is gone, the latest first."""
    found = Column.objects.filter(retired_at__isnull=False).select_related("agency", "successor")
    return list(found.order_by("-retired_at", "-pk"))


def find_retired(slug: str) -> Column | None:
    """A column that is gone, by its address."""
    return (
        Column.objects.filter(slug=slug, retired_at__isnull=False).select_related("agency").first()
    )
