"""Lists of the desk: read the filter from the address, sort by a named column, cut a page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Generic, Protocol, TypeVar, overload

from django.core.paginator import Page, Paginator
from django.db.models import Model, QuerySet
from django.db.models.expressions import OrderBy
from django.http import HttpRequest, QueryDict
from django.utils.functional import cached_property

from yangguang.apps.catalog.counts import total_of

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

    @overload
    def __init__(
        self,
        request: HttpRequest,
        rows: QuerySet[Row],
        *,
        sorts: Mapping[str, tuple[str, tuple[str | OrderBy, ...]]] = ...,
        size: int = ...,
        most: int | None = ...,
    ) -> None: ...

    @overload
    def __init__(
        self: Listing[Any],
        request: HttpRequest,
        rows: Ordered,
        *,
        sorts: Mapping[str, tuple[str, tuple[str | OrderBy, ...]]] = ...,
        size: int = ...,
        most: int | None = ...,
    ) -> None: ...

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
        pages: Paginator[Any]
        if most is not None:
            pages = Capped(ordered, self.size, most)
        elif isinstance(ordered, QuerySet):
            pages = Counted(ordered, self.size)
        else:
            pages = Paginator(ordered, self.size)
        self.page: Page[Any] = pages.get_page(request.GET.get("page"))
        self.total = self.page.paginator.count
        self.capped = isinstance(pages, Capped) and pages.capped


class Counted(Paginator[Any]):
    """Pages whose number of rows, where it is large, is kept for a minute, and whose far half is
    read from the other end."""

    @cached_property
    def count(self) -> int:
        """The number of rows; see `counts.total_of`."""
        rows: QuerySet[Any] = self.object_list  # type: ignore[assignment] # given as one above
        return total_of(rows)

    def page(self, number: int | str) -> Page[Any]:
        """One page; past the middle the same rows are nearer from the end of the list."""
        valid = self.validate_number(number)
        first = (valid - 1) * self.per_page
        last = min(first + self.per_page, self.count)
        rows: QuerySet[Any] = self.object_list  # type: ignore[assignment] # as above
        if first <= max(self.count // 2, self.per_page) or not rows.query.order_by:
            return super().page(valid)
        cut = list(rows.reverse()[self.count - last : self.count - first])[::-1]
        return Page(cut, valid, self)


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
