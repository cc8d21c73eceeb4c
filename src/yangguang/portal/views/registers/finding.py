"""What every page of a register begins with: the register of an address, and what it depends on."""

from __future__ import annotations

from django.http import Http404

from yangguang.apps.registers.definitions import definition_of
from yangguang.apps.registers.models import Register, Row
from yangguang.apps.registers.selectors import find_row, public_registers
from yangguang.law.registers import Definition
from yangguang.press import keys

LARGEST = 2**62


def register_or_404(code: str) -> tuple[Register, Definition]:
    """The register that everybody may see, with its definition in force."""
    found = public_registers().filter(code=code).first()
    if found is None:
        raise Http404("register")
    return found, definition_of(found)


def row_or_404(register: Register, key: int) -> Row:
    """A row that is public, or was: one that was never published has no page."""
    row = find_row(register, key) if key < LARGEST else None
    if row is None or not row.versions_published:
        raise Http404("row")
    return row


def depend_on_list(register: Register) -> None:
    """The page shows the list as it stands, or its newest changes."""
    keys.depend(keys.newest_of(keys.register(register.pk)), keys.AGENCIES)
    keys.depend(keys.archive_of(keys.register(register.pk)))


def depend_on_pages(register: Register) -> None:
    """The page is a further one of the list: with any change of it, every one of them shifts."""
    shelf = keys.register(register.pk)
    keys.depend(keys.pages_of(shelf), keys.archive_of(shelf), keys.AGENCIES)


def depend_on_rows(register: Register, *rows: int) -> None:
    """The page shows these rows."""
    keys.depend(keys.archive_of(keys.register(register.pk)), *(keys.row(one) for one in rows))
