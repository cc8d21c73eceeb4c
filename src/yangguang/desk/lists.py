"""Lists of the desk: read the filter from the address, sort by a named column, cut a page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Generic, Protocol, TypeVar

from django.core.paginator import Page, Paginator
from django.db.models import Model, QuerySet
from django.db.models.expressions import OrderBy
from django.http import HttpRequest, QueryDict
from django.utils.functional import cached_property

Row = TypeVar("Row", bound=Model)

PAGE_SIZES = (50, 100, 200)


def words(values: QueryDict, name: str, *, longest: int) -> str:
    """What somebody typed under a name, on one line and cut; no database takes a NUL character."""
    return " ".join(values.get(name, "").replace("\x00", "").split())[:longest]


class Ordered(Protocol):
    """Rows in an order of their own that know their number and are cut by a slice."""

    def count(self) -> int: ...

    def __getitem__(self, cut: slice) -> Any: ...


class Listing(Generic[Row]):
    """One page of a filtered, sorted list, with what the template says about it."""

    def __init__(
        self,
        request: HttpRequest,
        rows: QuerySet[Row] | Ordered,
        *,
        sorts: Mapping[str, tuple[str, tuple[str | OrderBy, ...]]] = {"": ("", ())},
        size: int = PAGE_SIZES[0],
        most: int | None = None,
    ) -> None:
        """``sorts``: name in the address → (label, columns to order by); the first is the default.
        What comes in an order of its own is not sorted.

        ``most``: no more rows are counted and shown than these, so that no page reads them all.
        """
        wanted = request.GET.get("sort", "")
        self.sort = wanted if wanted in sorts else next(iter(sorts))
        self.sorts = [(name, label) for name, (label, _) in sorts.items()]
        asked = request.GET.get("size", "")
        self.size = int(asked) if asked in {str(one) for one in PAGE_SIZES} else size
        self.sizes = PAGE_SIZES
        ordered: Any = rows.order_by(*sorts[self.sort][1]) if isinstance(rows, QuerySet) else rows
        pages = Paginator(ordered, self.size) if most is None else Capped(ordered, self.size, most)
        self.page: Page[Any] = pages.get_page(request.GET.get("page"))
        self.total = self.page.paginator.count
        self.capped = isinstance(pages, Capped) and pages.capped


class Capped(Paginator[Any]):
    """Pages of the first ``most`` rows; ``capped`` once counted, where there are more."""

    def __init__(self, rows: QuerySet[Any], size: int, most: int) -> None:
        super().__init__(rows, size)
        self.most = most
        self.capped = False

    @cached_property
    def count(self) -> int:
        """The number of rows, but no more than ``most``."""
        rows: QuerySet[Any] = self.object_list  # type: ignore[assignment] # given as one above
        found = rows.order_by()[: self.most + 1].count()
        self.capped = found > self.most
        return min(found, self.most)
