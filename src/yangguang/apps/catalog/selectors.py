"""What the public may read of the catalogue: published items, by place, body and classification.

Everything here gives published items only, except `find_item`, which also tells a withdrawn item
apart from one that never was, because the public is owed the reason of a withdrawal.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from yangguang.apps.agencies.models import Agency
from yangguang.apps.catalog.counts import WARMED_SECONDS, kept, of_list
from yangguang.apps.catalog.editions import READABLE
from yangguang.apps.catalog.models import (
    Attachment,
    Column,
    Facet,
    Item,
    ItemFacet,
    ItemKind,
    ItemLink,
    ItemState,
    Validity,
)
from yangguang.apps.catalog.paging import rows_by_key


def public_items() -> QuerySet[Item]:
    """Every published item, newest first."""
    return Item.objects.filter(state=ItemState.PUBLISHED).order_by("-listed_on", "-pk")


def items_in_column(column: Column) -> QuerySet[Item]:
    """Published items of a column and of the open columns below it."""
    return public_items().filter(column__in=_with_those_below(column))


def _with_those_below(column: Column) -> list[int]:
    if not column.path:
        return [column.pk]
    below = Column.objects.filter(path__startswith=column.path, is_open=True)
    return sorted({column.pk, *below.values_list("pk", flat=True)})


def items_of_agency(agency: Agency) -> QuerySet[Item]:
    """Published items of one body, whatever name it bore."""
    return public_items().filter(agency=agency)


def items_in_facet(facet: Facet) -> QuerySet[Item]:
    """Published items that are filed under a facet today."""
    filed = ItemFacet.objects.filter(facet=facet, valid_to=None).values("item")
    return public_items().filter(pk__in=filed)


def items_walked_for_facet(facet: Facet) -> QuerySet[Item]:
    """The same items, found by walking all items newest first and looking each one up.

    Quicker than `items_in_facet` for the first pages of a facet that many items have.
    """
    filed = ItemFacet.objects.filter(item=OuterRef("pk"), facet=facet, valid_to=None)
    return public_items().filter(Exists(filed))


@dataclass(frozen=True, slots=True)
class Narrowing:
    """What a reader picked beside a list; empty values narrow nothing."""

    year: int | None = None
    validity: str = ""
    kind: str = ""
    agency: Agency | None = None

    @property
    def validity_label(self) -> str:
        """The chosen validity in Chinese; empty where none is chosen."""
        return str(Validity(self.validity).label) if self.validity else ""

    def apply(self, found: QuerySet[Item]) -> QuerySet[Item]:
        """The items that fit every choice."""
        if self.year is not None:
            found = found.filter(
                listed_on__gte=date(self.year, 1, 1), listed_on__lte=date(self.year, 12, 31)
            )
        if self.validity:
            found = found.filter(validity=self.validity)
        if self.kind:
            found = found.filter(kind=self.kind)
        if self.agency is not None:
            found = found.filter(agency=self.agency)
        return found


def years_of(found: QuerySet[Item]) -> list[int]:
    """The years in which a list has items, newest first; each year is one look into the index."""
    return of_list(found, "years", lambda: _years_of(found))


def _years_of(found: QuerySet[Item]) -> list[int]:
    days = found.exclude(listed_on=None).values_list("listed_on", flat=True)
    last = days.order_by("-listed_on").first()
    first = days.order_by("listed_on").first()
    if first is None or last is None:
        return []
    span = range(last.year, first.year - 1, -1)
    if len(span) < 3:
        return list(span)
    looks = [Exists(Narrowing(year=year).apply(found)) for year in span]
    standing = found.order_by()[:1].values_list(*looks).get()
    return [year for year, stands in zip(span, standing, strict=True) if stands]


def newest(limit: int, *, kinds: Collection[str] = ()) -> list[Item]:
    """The newest published items, of some kinds only where kinds are named."""
    found = public_items()
    if kinds:
        found = found.filter(kind__in=kinds)
    return rows_by_key(list(found.values_list("pk", flat=True)[:limit]))


def interpreted(items: Iterable[Item]) -> set[int]:
    """Keys of those among these items to which a published interpretation belongs."""
    links = ItemLink.objects.filter(
        kind=ItemLink.Kind.INTERPRETS,
        target__in=[item.pk for item in items],
        source__state=ItemState.PUBLISHED,
    )
    return set(links.values_list("target", flat=True))


def find_item(key: int) -> Item | None:
    """A published or withdrawn item with all that its page shows; None for any other."""
    return (
        Item.objects.filter(state__in=[ItemState.PUBLISHED, ItemState.WITHDRAWN])
        .select_related("agency", "column", "edition")
        .defer("signature", "unsure")
        .filter(pk=key)
        .first()
    )


def find_by_index_number(number: str) -> Item | None:
    """The published or withdrawn item that bears an index number."""
    return (
        Item.objects.filter(state__in=[ItemState.PUBLISHED, ItemState.WITHDRAWN])
        .only("pk", "state")
        .filter(index_number=number)
        .first()
    )


@dataclass(frozen=True, slots=True)
class Related:
    """The published items tied to one item, each tie read from this item's side."""

    interpretations: list[Item]
    """What explains it."""
    interprets: list[Item]
    """What it explains."""
    repealed_by: list[Item]
    repeals: list[Item]
    amended_by: list[Item]
    amends: list[Item]
    others: list[Item]

    @property
    def documents(self) -> list[tuple[str, Item]]:
        """Everything but interpretations, with the tie in words."""
        groups = (
            ("被废止，依据", self.repealed_by),
            ("被修改，依据", self.amended_by),
            ("废止", self.repeals),
            ("修改", self.amends),
            ("相关", self.others),
        )
        return [(word, item) for word, items in groups for item in items]


def related_to(item: Item) -> Related:
    """Every published item tied to this one, in one query."""
    links = (
        ItemLink.objects.filter(Q(source=item) | Q(target=item))
        .select_related("source", "target")
        .defer("source__signature", "source__unsure", "target__signature", "target__unsure")
        .order_by("pk")
    )
    found = Related([], [], [], [], [], [], [])
    for link in links:
        outward = link.source_id == item.pk
        other = link.target if outward else link.source
        if other.state != ItemState.PUBLISHED:
            continue
        places = {
            ItemLink.Kind.INTERPRETS: (found.interprets, found.interpretations),
            ItemLink.Kind.REPEALS: (found.repeals, found.repealed_by),
            ItemLink.Kind.AMENDS: (found.amends, found.amended_by),
            ItemLink.Kind.RELATED: (found.others, found.others),
        }
        place = places[ItemLink.Kind(link.kind)][0 if outward else 1]
        if other not in place:
            place.append(other)
    return found


def facets_of(item: Item) -> list[Facet]:
    """The facets under which an item is filed today."""
    return list(Facet.objects.filter(item_facts__item=item, item_facts__valid_to=None).distinct())


def attachments_of(item: Item) -> list[Attachment]:
    """The attachments of the item's current edition, in order."""
    if item.edition_id is None:
        return []
    return list(Attachment.objects.filter(edition=item.edition_id).select_related("file"))


def find_public_attachment(item_key: int, key: int) -> Attachment | None:
    """An attachment with its file, if its edition can be read: in force, or past and not closed."""
    return (
        Attachment.objects.filter(
            READABLE, pk=key, edition__item=item_key, edition__item__state=ItemState.PUBLISHED
        )
        .select_related("file", "edition__item")
        .first()
    )


def site_columns() -> list[Column]:
    """The open columns of the whole site, parents before children where order says so."""
    return list(Column.objects.filter(is_open=True, agency=None))


def columns_of_agency(agency: Agency) -> list[Column]:
    """The open columns of one body's sub-site."""
    return list(Column.objects.filter(is_open=True, agency=agency))


def columns_of_agencies() -> list[Column]:
    """The open columns of every body's sub-site."""
    return list(Column.objects.filter(is_open=True, agency__isnull=False))


def find_column(slug: str) -> Column | None:
    """An open column by its address."""
    return Column.objects.select_related("agency").filter(slug=slug, is_open=True).first()


def facet_values(scheme: str) -> list[Facet]:
    """The values of one classification in their order."""
    return list(Facet.objects.filter(scheme=scheme))


def all_facets() -> list[Facet]:
    """Every value of every classification."""
    return list(Facet.objects.all())


def facets(scheme: str) -> list[tuple[Facet, int]]:
    """The values of one classification, each with how many published items are filed under it."""
    values = facet_values(scheme)
    counts = kept(
        f"facets {scheme}", lambda: _count_by_facet(values), weight=_sum, seconds=WARMED_SECONDS
    )
    return [(facet, counts.get(facet.pk, 0)) for facet in values]


def items_in_scheme(scheme: str) -> int:
    """How many published items are filed under a classification, each counted once."""
    return kept(
        f"scheme {scheme}",
        lambda: _count_in_any(facet_values(scheme)),
        weight=lambda number: number,
        seconds=WARMED_SECONDS,
    )


def articles_of_agency(agency: Agency) -> list[tuple[Facet, int]]:
    """The items of Art. 20, each with how many published items of one body are filed under it.

    依据：《条例》第二十条。
    """
    values = facet_values(Facet.Scheme.ARTICLE_20)
    counts = kept(f"articles of {agency.pk}", lambda: _count_of_agency(values, agency), weight=_sum)
    return [(facet, counts.get(facet.pk, 0)) for facet in values]


def _filed(values: list[Facet]) -> QuerySet[ItemFacet]:
    """What stands filed under these values today, whatever the state of the items."""
    return ItemFacet.objects.filter(
        facet__in=[facet.pk for facet in values], valid_to=None
    ).order_by()


def _hidden_items() -> QuerySet[Item, int]:
    """The keys of all items that are not public: few beside those that are."""
    hidden = [state for state in ItemState if state != ItemState.PUBLISHED]
    return Item.objects.filter(state__in=hidden).order_by().values_list("pk", flat=True)


def _count_by_facet(values: list[Facet]) -> dict[int, int]:
    """All that is filed, read off an index alone, without what is filed of hidden items.

    Looking up the state of every item that is filed takes twenty times as long. An item stands
    under a value once at a time, as the database sees to.
    """
    filed = _filed(values)
    counted = _per_facet(filed)
    for facet, number in _per_facet(filed.filter(item__in=_hidden_items())).items():
        counted[facet] -= number
    return {facet: number for facet, number in counted.items() if number}


def _count_in_any(values: list[Facet]) -> int:
    """How many public items stand under any of these values, counted as `_count_by_facet` does."""
    filed = _filed(values)
    return _items_of(filed) - _items_of(filed.filter(item__in=_hidden_items()))


def _items_of(filed: QuerySet[ItemFacet]) -> int:
    return filed.values("item").distinct().count()


def _count_of_agency(values: list[Facet], agency: Agency) -> dict[int, int]:
    own = public_items().filter(agency=agency).order_by().values("pk")
    return _per_facet(_filed(values).filter(item__in=own))


def _per_facet(filed: QuerySet[ItemFacet]) -> dict[int, int]:
    return dict(filed.values_list("facet").annotate(n=Count("pk")))


def _sum(counts: dict[int, int]) -> int:
    return sum(counts.values())


def find_facet(scheme: str, code: str) -> Facet | None:
    """One value of one classification."""
    return Facet.objects.filter(scheme=scheme, code=code).first()


def count_by_agency() -> dict[int, int]:
    """How many items each body has published; bodies without any are absent."""
    counted = (
        Item.objects.filter(state=ItemState.PUBLISHED)
        .order_by()
        .values_list("agency")
        .annotate(n=Count("pk"))
    )
    return kept("by agency", lambda: dict(counted), weight=_sum)


@dataclass(frozen=True, slots=True)
class YearFigures:
    """What the site published from 1 January to a day."""

    items: int
    policies: int
    interpretations: int
    agencies: int


def figures_of_year(today: date) -> YearFigures:
    """Counts over the items listed since 1 January of ``today``'s year."""
    return kept(
        f"year until {today}", lambda: _figures_of_year(today), weight=lambda found: found.items
    )


def _figures_of_year(today: date) -> YearFigures:
    this_year = Item.objects.filter(
        state=ItemState.PUBLISHED,
        listed_on__gte=date(today.year, 1, 1),
        listed_on__lte=today,
    )
    counted = this_year.order_by().aggregate(
        items=Count("pk"),
        policies=Count("pk", filter=Q(kind=ItemKind.POLICY)),
        interpretations=Count("pk", filter=Q(kind=ItemKind.INTERPRETATION)),
        agencies=Count("agency", distinct=True),
    )
    return YearFigures(**counted)


NO_LONGER_VALID = (Validity.EXPIRED, Validity.REPEALED)
