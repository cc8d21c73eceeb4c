"""One page of a list, its columns and rows as the table shows them."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet
from django.http import Http404
from django.urls import reverse

from yangguang.apps.registers.models import Register, Version
from yangguang.apps.registers.selectors import Reply, public_title
from yangguang.apps.registers.selectors.showing import shown_value
from yangguang.law.registers import Definition, Field, FieldType, show_value
from yangguang.portal.templatetags.portal import PageLinks, page_numbers

SIZE = 50
FINISHED = 1_000
"""So many pages of a list are kept as files, and stand in a copy of the site; further ones are made
for whoever asks, and every row is in the files to take away."""
_DAYS = (FieldType.DATE, FieldType.MONTH, FieldType.YEAR)
_NUMBERS = (FieldType.NUMBER, FieldType.MONEY)


@dataclass(frozen=True, slots=True)
class Page:
    """Where in the answer a page stands; shaped like a list page for the shared template."""

    number: int
    total: int
    size: int = SIZE

    @property
    def last(self) -> int:
        """The last page."""
        return max(1, -(-self.total // self.size))

    @property
    def first_row(self) -> int:
        """The place of the first row of this page."""
        return (self.number - 1) * self.size + 1

    @property
    def last_row(self) -> int:
        """The place of the last row of this page."""
        return min(self.number * self.size, self.total)


def page_number(raw: str) -> int:
    """The page that an address asks for. Raises Http404 for anything but a number."""
    if not (raw.isascii() and raw.isdigit() and 0 < len(raw) < 7) or int(raw) < 1:
        raise Http404("page")
    return int(raw)


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the table; ``sort`` is what its head asks for, empty where it cannot."""

    field: Field
    sort: str = ""
    sorted: str = ""
    """``ascending`` or ``descending`` where the table stands in its order."""

    @property
    def label(self) -> str:
        """The head, with its unit."""
        unit = f"（{self.field.unit}）" if self.field.unit else ""
        return f"{self.field.label}{unit}"

    @property
    def numeric(self) -> bool:
        """Whether its cells stand at the right."""
        return self.field.type in _NUMBERS

    @property
    def dated(self) -> bool:
        """Whether its cells are days, months or years, which are not broken over lines."""
        return self.field.type in _DAYS


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of the table."""

    column: Column
    text: str


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the table; ``title`` leads to ``address``."""

    version: Version
    title: str
    address: str
    cells: tuple[Cell, ...]


def columns_of(definition: Definition, reply: Reply) -> list[Column]:
    """The columns beside the row's name. A head sorts where the list can stand in its order."""
    sort = reply.question.sort
    columns = []
    for one in definition.brief_fields:
        if one.code == definition.title:
            continue
        columns.append(_column(one, sort, sortable=bool(one.slot) and not reply.by_index))
    return columns


def name_column(definition: Definition, reply: Reply) -> Column:
    """The column of the row's name."""
    title = definition.field(definition.title)
    field = Field(title.code, definition.row_name) if title.internal else title
    sortable = bool(field.slot) and not reply.by_index
    return _column(field, reply.question.sort, sortable=sortable)


def _column(field: Field, sort: str, *, sortable: bool) -> Column:
    here = sort.lstrip("-") == field.code
    falling = here and sort.startswith("-")
    return Column(
        field,
        ("" if not sortable else f"-{field.code}" if here and not falling else field.code),
        ("descending" if falling else "ascending") if here else "",
    )


def rows_of_page(found: Reply | QuerySet[Version], page: Page) -> list[Version]:
    """The rows of a page: first their keys alone, then what they hold."""
    first = (page.number - 1) * page.size
    last = first + page.size
    if isinstance(found, Reply):
        keys = found.keys(first, last)
    else:
        keys = list(found.values_list("pk", flat=True)[first:last])
    rows = Version.objects.filter(pk__in=keys).select_related("agency", "definition").in_bulk()
    return [rows[key] for key in keys if key in rows]


def lines_of(
    register: Register, definition: Definition, rows: list[Version], columns: list[Column]
) -> list[Line]:
    """The rows as the table shows them. A row of today leads to its own page, a former one to the
    page of its wording."""
    return [
        Line(
            version,
            public_title(version, definition),
            address_of(register, version),
            tuple(
                Cell(
                    column,
                    show_value(column.field, shown_value(version, column.field, definition)),
                )
                for column in columns
            ),
        )
        for version in rows
    ]


def address_of(register: Register, version: Version) -> str:
    """Where a row, or one of its former wordings, is shown."""
    if version.live:
        return reverse("register-row", args=[register.code, version.row_id])
    return reverse("register-version", args=[register.code, version.row_id, version.number])


def links_to(page: Page, list_url: str) -> PageLinks:
    """The addresses of the pages of the whole list around this one, none with a query."""

    def url(number: int) -> str:
        return f"{list_url}page/{number}/" if number > 1 else list_url

    return PageLinks(
        [
            (number, url(number) if number else "")
            for number in page_numbers(page.number, page.last)
        ],
        url(page.number - 1),
        url(page.number + 1),
    )
