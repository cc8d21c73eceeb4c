"""What press does when the apps tell of an act: purge at once what the act touches.

Runs right after commit in the same request, and again after a crash until it is acknowledged.
What an item touches is worked out from what the catalogue says of it now and ever said, so the
page of a column it has left is purged too. A publication touches a number of pages that depends
on how many lists the item stands in, not on how long they are.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.db.models import Q

from yangguang.apps.agencies.models import Agency
from yangguang.apps.audit.models import Act
from yangguang.apps.catalog.models import (
    Column,
    Facet,
    Item,
    ItemColumn,
    ItemFacet,
    ItemLink,
    ItemState,
    SubSite,
)
from yangguang.apps.events.models import Event
from yangguang.press import (
    archive,
    burying,
    keys,
    norms,
    purging,
    redirecting,
    registers,
    services,
    tombstones,
)
from yangguang.press.purging import Mode
from yangguang.press.services import Reason

READER = "press"
WARMER = "press.warm"
ITEM_KINDS = ("item.published", "item.changed", "item.withdrawn", "item.stored", "item.held")
KINDS = (
    *ITEM_KINDS, "agency.changed", "column.changed", "report.checked", norms.KIND, registers.KIND,
)  # fmt: skip
EXACT_AT_MOST = 40
"""So many items at once have their closed pages looked up; a move-in purges whole archives."""
_READ = (
    "title", "index_number", "agency", "agency_name", "column", "kind", "listed_on",
    "released_at", "state", "state_reason",
)  # fmt: skip
"""What of an item says where it stands, and what its tombstone says."""
SITEMAP_SIZE = 50_000
"""Addresses in one file, the most the sitemap protocol allows."""

WORDS = {
    "item.published": "公开",
    "item.changed": "修改",
    "item.withdrawn": "撤回",
    "item.stored": "状态变更",
    "item.held": "入册",
    "agency.changed": "机构信息变更",
    "column.changed": "栏目变更",
    "report.checked": "年报体检",
}


def on_events(events: Sequence[Event]) -> None:
    """Purge what these acts touch; safe to hear twice and in any order."""
    if services.press_folder() is None and not services.node_name():
        return
    items = [event for event in events if event.kind in ITEM_KINDS]
    if items:
        _items_changed(items)
    for event in events:
        if event.kind == "agency.changed":
            _agency_changed(event)
        elif event.kind == "column.changed":
            _column_changed(event)
    registers.registers_changed([event for event in events if event.kind == registers.KIND])
    norms.cleanups_published([event for event in events if event.kind == norms.KIND])
    checked = [event for event in events if event.kind == "report.checked"]
    if checked:
        names = {keys.item(int(event.subject_key)) for event in checked} | {keys.REPORTS}
        purging.purge(names, mode=Mode.STALE, reason=_reason_of(checked))


def _items_changed(events: Sequence[Event]) -> None:
    last = {int(event.subject_key): event for event in events if event.subject_key.isdigit()}
    items = {
        item.pk: item
        for item in Item.objects.filter(pk__in=last).select_related("column").only(*_READ)
    }
    reason = _reason_of(list(last.values()))
    hushed = [item for item in items.values() if _never_public(item)]
    for item in hushed:
        # A draft is nobody's business but, where it is held, its line in the body's catalogue.
        del items[item.pk], last[item.pk]
    held = {keys.held(item.agency_id) for item in hushed}
    purging.purge(held, mode=Mode.STALE, reason=reason)
    if not last:
        return
    public = [key for key in last if key in items and items[key].state == ItemState.PUBLISHED]
    hidden = [key for key in last if key not in public]
    if hidden:
        # First of all, and apart: whatever names them is removed and not kept aside.
        purging.purge([keys.item(key) for key in hidden], mode=Mode.GONE, reason=reason)
    for key in hidden:
        if key in items and items[key].state == ItemState.WITHDRAWN:
            own = _reason_of([last[key]])
            burying.bury(key, body=tombstones.page_of(items[key]), reason=own)
        else:
            burying.drop_item(key)
    for key in public:
        burying.unbury(key)
    # An earlier text may have been corrected for what it gave away: no copy of it is kept aside.
    names = [keys.item(key) for key in public if last[key].kind != "item.published"]
    purging.purge(names, mode=Mode.GONE, reason=reason)
    touched = touched_by(list(items.values())) | {keys.item(key) for key in public}
    purging.purge(touched, mode=Mode.STALE, reason=reason)
    purging.purge([keys.COUNTS], mode=Mode.DUE, reason=reason)


def _never_public(item: Item) -> bool:
    return item.released_at is None and item.state not in (
        ItemState.PUBLISHED,
        ItemState.WITHDRAWN,
    )


def _reason_of(events: Sequence[Event]) -> Reason:
    event = events[-1]
    word = WORDS.get(event.kind, event.kind)
    about = event.kind.split(".")[0]
    subject = f"{'item' if about == 'report' else about}:{event.subject_key}"
    act = (
        Act.objects.filter(subject_kind="item", subject_key=event.subject_key, at=event.at)
        .order_by("-pk")
        .first()
    )
    by = act.actor_name if act else ""
    if len(events) > 1:
        return Reason(f"{word}等 {len(events)} 条信息", subject, by)
    return Reason(f"{word}（{subject}）", subject, by)


def touched_by(items: Sequence[Item]) -> set[str]:
    """The keys of every page on which one of these items stands, stood, or is counted."""
    touched = {keys.NEWEST, "sitemap"}
    standing: dict[str, list[Item]] = defaultdict(list)

    def stands(shelf: archive.Shelf, item: Item) -> None:
        standing[shelf.key].append(item)

    everything = archive.everything()
    columns, facets = _columns_of(items), _facets_of(items)
    bodies = Agency.objects.only("pk").filter(pk__in={item.agency_id for item in items})
    agencies = {one.pk: one for one in bodies}
    lines = _lines(columns)
    column_shelves = {pk: archive.of_column(one) for pk, one in lines.items()}
    subsites = set(SubSite.objects.filter(agency__in=agencies).values_list("agency", flat=True))
    facet_shelves = {one.pk: archive.of_facet(one) for group in facets.values() for one in group}
    for item in items:
        stands(everything, item)
        stands(archive.of_agency(agencies[item.agency_id]), item)
        for column in columns[item.pk]:
            for pk in _line_of(column):
                if pk in column_shelves:
                    stands(column_shelves[pk], item)
                    if item.agency_id in subsites:
                        body = agencies[item.agency_id]
                        stands(archive.of_agency_column(body, lines[pk]), item)
        for facet in facets[item.pk]:
            stands(facet_shelves[facet.pk], item)
            if facet.scheme == Facet.Scheme.ARTICLE_20:
                stands(archive.of_agency_facet(agencies[item.agency_id], facet), item)
        touched.add(keys.held(item.agency_id))
        touched |= {keys.kind(item.kind), keys.sitemap(item.pk // SITEMAP_SIZE + 1)}
    touched |= {keys.item(key) for key in _tied_to(items)} | norms.touched_norms(items)
    for shelf, there in standing.items():
        touched.add(keys.newest_of(shelf))
        touched |= _closed_pages(shelf, there, exact=len(items) <= EXACT_AT_MOST)
    return touched


def _tied_to(items: Sequence[Item]) -> set[int]:
    """The other ends of every tie: a policy's page names its interpretation, and the reverse."""
    mine = [item.pk for item in items]
    links = ItemLink.objects.filter(Q(source__in=mine) | Q(target__in=mine))
    return {key for pair in links.values_list("source", "target") for key in pair} - set(mine)


def _closed_pages(shelf: str, items: Iterable[Item], *, exact: bool) -> set[str]:
    if not exact:
        return {keys.archive_of(shelf)}
    # What stands after the last closed page is on the open one; it is closed when it is next read.
    numbers = {
        archive.page_of(shelf, (item.listed_on, item.pk)) for item in items if item.listed_on
    }
    return {keys.closed_page(shelf, number) for number in numbers if number is not None}


def _columns_of(items: Sequence[Item]) -> dict[int, set[Column]]:
    """Every column in which an item stands or ever stood."""
    found: dict[int, set[Column]] = {item.pk: set() for item in items}
    for item in items:
        if item.column is not None:
            found[item.pk].add(item.column)
    for fact in ItemColumn.objects.filter(item__in=list(found)).select_related("column"):
        found[fact.item_id].add(fact.column)
    return found


def _facets_of(items: Sequence[Item]) -> dict[int, set[Facet]]:
    found: dict[int, set[Facet]] = {item.pk: set() for item in items}
    for fact in ItemFacet.objects.filter(item__in=list(found)).select_related("facet"):
        found[fact.item_id].add(fact.facet)
    return found


def _line_of(column: Column) -> list[int]:
    """The column and those above it, by its path."""
    return [int(part) for part in column.path.split("/") if part.isdigit()] or [column.pk]


def _lines(columns: dict[int, set[Column]]) -> dict[int, Column]:
    wanted = {pk for group in columns.values() for column in group for pk in _line_of(column)}
    return {column.pk: column for column in Column.objects.filter(pk__in=wanted)}


def _agency_changed(event: Event) -> None:
    reason = Reason(WORDS[event.kind], f"agency:{event.subject_key}")
    key = int(event.subject_key)
    purging.purge([keys.agency(key), keys.AGENCIES], mode=Mode.STALE, reason=reason)
    root = Agency.objects.filter(pk=key, parent=None).exists()
    # Its name stands on every page of the site: they stay, and are made again one by one.
    purging.purge([keys.SITE] if root else [], mode=Mode.DUE, reason=reason)


def _column_changed(event: Event) -> None:
    reason = Reason(WORDS[event.kind], f"column:{event.subject_key}")
    column = Column.objects.filter(pk=int(event.subject_key)).first()
    touched = {keys.column(int(event.subject_key))}
    if column is not None and column.retired_at is not None:
        # The way on stands before the pages go, so that no moment answers nothing.
        redirecting.lead_on()
        purging.purge(touched, mode=Mode.GONE, reason=reason)
        archive.forget(f"column:{column.pk}")
    if column is not None:
        line = [key for key in _line_of(column) if key != column.pk or column.retired_at is None]
        touched |= {keys.column(pk) for pk in line}
        touched |= {keys.newest_of(f"column:{pk}") for pk in line}
        # What hangs below or beside it now was listed elsewhere before.
        touched |= {keys.archive_of(f"column:{pk}") for pk in line}
    purging.purge(touched, mode=Mode.STALE, reason=reason)
    purging.purge([keys.MENU], mode=Mode.DUE, reason=reason)
