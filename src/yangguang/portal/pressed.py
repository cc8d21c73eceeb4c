"""Which addresses of the portal can be kept as files, for a whole bake and after an act."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from urllib.parse import unquote

from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from yangguang.apps.agencies import directory
from yangguang.apps.agencies.models import Agency
from yangguang.apps.catalog import selectors
from yangguang.apps.catalog.editions import Past, edition_lines, history_of_editions
from yangguang.apps.catalog.models import Attachment, Column, Facet, Item, SubSite
from yangguang.apps.files.models import StoredFile
from yangguang.apps.registers.definitions import definition_of
from yangguang.apps.registers.models import Register, Version
from yangguang.apps.registers.selectors import figure_of, public_cells, public_registers
from yangguang.apps.registers.selectors.comparing import comparable, compared_groups
from yangguang.apps.reports import selectors as report_selectors
from yangguang.law.registers import Definition, FieldType
from yangguang.portal import wording
from yangguang.portal.context import Tree
from yangguang.portal.registers.pages import FINISHED, Page
from yangguang.portal.subsites import menu_of, open_subsite
from yangguang.portal.views.agency_platform import catalogue_files
from yangguang.portal.views.feeds import FORMS
from yangguang.portal.views.figures import downloads as figure_files
from yangguang.portal.views.figures import years_counted, years_shown
from yangguang.portal.views.norms import norms_addresses, norms_files
from yangguang.portal.views.registers import taking
from yangguang.portal.views.registers.changes import ROWS, SETS
from yangguang.portal.views.registers.mapping import row_sitemaps
from yangguang.portal.views.registers.rows import file_address
from yangguang.portal.views.reports import report_files
from yangguang.press import archive
from yangguang.press.archive import Shelf
from yangguang.press.reader import SITEMAP_SIZE

CHUNK = 2000
PLACES = (
    "home",
    "newest",
    "disclosure",
    "guide",
    "rules",
    "content",
    "request-guide",
    "agencies",
    "about",
    "accessibility",
    "mistakes",
    "site-map",
    "sitemap-index",
    "robots",
    "opensearch",
    "reports",
    "gazette",
    "norms",
    "figures",
    "registers",
)


ONLINE = (
    "search",
    "request-apply",
    "request-follow",
    "members",
    "member-join",
    "member-sign-in",
    "report-check",
    "reports-compare",
    "consultation-points",
    "figures-records",
)

PLATFORM = (
    "agency-disclosure",
    "agency-content",
    "agency-rules",
    "agency-reports",
    "agency-held",
)
"""The parts of a body's own 政府信息公开平台."""


def addresses() -> Iterator[str]:
    """Every address that can be pressed, ordinary variant; items newest first."""
    for name in PLACES:
        yield reverse(name)
    for form in FORMS:
        yield reverse("site-feed", args=[form])
    yield from _columns()
    yield from _facets()
    yield from _agencies()
    yield from norms_addresses()
    yield from _reports()
    yield from _figures()
    yield from _registers()
    yield from _closed_pages(archive.everything(), reverse("newest"))
    yield from _items()
    yield from _sitemaps()


def item_addresses(key: int) -> list[str]:
    """The page of an item, its attachments, and the first places at which it is looked for."""
    found = selectors.find_item(key)
    if found is None:
        return []
    places = [reverse("item", args=[key])]
    places += [
        unquote(wording.attachment_url(key, one))
        for one in selectors.attachments_of(found)
        if one.file
    ]
    places += edition_addresses(key, history_of_editions(found))
    places += [reverse("home"), reverse("newest")]
    if found.column is not None:
        line = Tree(tuple(selectors.site_columns())).line(found.column)
        places += [reverse("column", args=[one.slug]) for one in reversed(line)]
    places.append(reverse("agency", args=[found.agency.slug]))
    site = open_subsite(found.agency)
    if site is not None and found.column is not None:
        above = {int(part) for part in found.column.path.split("/") if part}
        places += [
            reverse("agency-column", args=[found.agency.slug, one.slug])
            for one in _shared_columns(site)
            if one.pk in above
        ]
    return places


def edition_addresses(key: int, history: list[Past]) -> list[str]:
    """The history of an item with its readable past texts; nothing where it reads as it first did."""
    if len(history) < 2:
        return []
    places = [reverse("item-editions", args=[key])]
    for one in history:
        if one.is_readable and not one.is_current:
            places.append(reverse("item-edition", args=[key, one.edition.number]))
        if one.before is not None:
            places.append(reverse("item-edition-changes", args=[key, one.edition.number]))
    return places


def _closed_pages(shelf: Shelf, list_url: str) -> Iterator[str]:
    for number, part in archive.pages_of(shelf):
        yield f"{list_url}page/{number}{f'-{part}' if part > 1 else ''}/"


def _columns() -> Iterator[str]:
    for column in [*selectors.site_columns(), *selectors.columns_of_agencies()]:
        place = reverse("column", args=[column.slug])
        yield place
        for form in FORMS:
            yield reverse("column-feed", args=[column.slug, form])
        yield from _closed_pages(archive.of_column(column), place)


def _facets() -> Iterator[str]:
    for scheme in Facet.Scheme.values:
        yield reverse("scheme", args=[scheme])
    for facet in selectors.all_facets():
        place = reverse("facet", args=[facet.scheme, facet.code])
        yield place
        yield from _closed_pages(archive.of_facet(facet), place)


def _agencies() -> Iterator[str]:
    for agency in directory.known_agencies():
        yield reverse("agency", args=[agency.slug])
        yield reverse("agency-guide", args=[agency.slug])
        for name in PLATFORM:
            yield reverse(name, args=[agency.slug])
        for facet, number in selectors.articles_of_agency(agency):
            if number:
                place = reverse("agency-article", args=[agency.slug, facet.code])
                yield place
                yield from _closed_pages(archive.of_agency_facet(agency, facet), place)
        for form in FORMS:
            yield reverse("agency-feed", args=[agency.slug, form])
        place = reverse("agency-items", args=[agency.slug])
        yield place
        yield from _closed_pages(archive.of_agency(agency), place)
        yield from _subsite(agency)


def _subsite(agency: Agency) -> Iterator[str]:
    site = open_subsite(agency)
    if site is None:
        return
    if site.logo_digest:
        yield reverse("agency-logo", args=[agency.slug])
    for column in _shared_columns(site):
        place = reverse("agency-column", args=[agency.slug, column.slug])
        yield place
        for form in FORMS:
            yield reverse("agency-column-feed", args=[agency.slug, column.slug, form])
        yield from _closed_pages(archive.of_agency_column(agency, column), place)


def _shared_columns(site: SubSite) -> list[Column]:
    """The columns of the shared pool that the sub-site shows, with those below them."""
    paths = [one.path for one in menu_of(site) if one.agency_id is None]
    return [
        one for one in selectors.site_columns() if any(one.path.startswith(path) for path in paths)
    ]


def _reports() -> Iterator[str]:
    for year, _ in report_selectors.years():
        yield reverse("reports-year", args=[year])
    for report in report_selectors.public_reports():
        yield reverse("report", args=[report.pk])


def _figures() -> Iterator[str]:
    """The pages of figures of all bodies together and of each body."""
    seen: set[int] = set()
    for agency, year in _figure_pages():
        if agency is None:
            yield reverse("figures-year", args=[year])
            continue
        if agency.pk not in seen:
            seen.add(agency.pk)
            yield reverse("agency-figures", args=[agency.slug])
        yield reverse("agency-figures-year", args=[agency.slug, year])


def _figure_pages() -> Iterator[tuple[Agency | None, int]]:
    """Each year of all bodies together, and of each body the years of which there is something of it
    to count."""
    years = years_shown(timezone.localdate())
    for year in years:
        yield None, year
    counted = years_counted()
    for agency in directory.known_agencies():
        # Every page of figures names this year among its years.
        own = counted.get(agency.pk, set()) | {years[0]}
        for year in years:
            if year in own:
                yield agency, year


def _registers() -> Iterator[str]:
    """Every register with its changes, and every row that may be shown in each of its wordings."""
    for register in public_registers():
        definition = definition_of(register)
        for name in ("register", "register-about", "register-changes"):
            yield reverse(name, args=[register.code])
        for form in FORMS:
            yield reverse("register-feed", args=[register.code, form])
        yield from _changes(register)
        place = reverse("register", args=[register.code])
        last = min(Page(1, figure_of(register).rows).last, FINISHED)
        yield from (f"{place}page/{number}/" for number in range(2, last + 1))
        if comparable(definition):
            yield reverse("register-compare", args=[register.code])
            for group in compared_groups(register, on=timezone.localdate()):
                yield reverse("register-compared", args=[register.code, group.code])
        yield from _rows(register)
        yield from _row_files(register, definition)


def _changes(register: Register) -> Iterator[str]:
    """Every published change of a register and the pages of the list of them, with the first pages of
    a long one."""
    listed = reverse("register-changes", args=[register.code])
    sets = register.change_sets.filter(number__isnull=False)
    for number in range(2, Page(1, sets.count(), SETS).last + 1):
        yield f"{listed}page/{number}/"
    for one in sets.only("number", "added", "changed", "removed"):
        place = reverse("register-change", args=[register.code, one.number])
        yield place
        last = min(Page(1, one.added + one.changed + one.removed, ROWS).last, FINISHED)
        yield from (f"{place}page/{number}/" for number in range(2, last + 1))


def _row_files(register: Register, definition: Definition) -> Iterator[str]:
    """The files in public columns of every wording that may be shown."""
    codes = [one.code for one in definition.public_fields if one.type is FieldType.FILE]
    if not codes:
        return
    holds = Q(pk__in=[])
    for code in codes:
        holds |= Q(values__has_key=code)
    shown = Version.objects.filter(
        holds, register=register, published_at__isnull=False, row__down_at=None,
        number__gt=F("row__down_upto"),
    ).order_by("-pk")  # fmt: skip
    for chunk in _in_chunks(
        lambda last: list(shown.filter(pk__lt=last).values_list("pk", flat=True)[:CHUNK])
    ):
        for version in Version.objects.filter(pk__in=chunk).select_related("definition"):
            for field, value in public_cells(version, definition):
                if field.type is FieldType.FILE and isinstance(value, dict):
                    stored = StoredFile.objects.filter(pk=int(value["file"])).first()
                    place = file_address(register, version, field.code, value, stored)
                    if place:
                        yield unquote(place)


def _rows(register: Register) -> Iterator[str]:
    before, after = reverse("register-row", args=[register.code, 0]).rsplit("0", 1)
    public = register.rows.filter(versions_published__gt=0, down_at__isnull=True)
    newest = public.order_by("-pk").values_list("pk", flat=True)
    for chunk in _in_chunks(lambda last: list(newest.filter(pk__lt=last)[:CHUNK])):
        published = {
            key: (first, last)
            for key, first, last in public.filter(pk__in=chunk).values_list(
                "pk", "down_upto", "versions_published"
            )
        }
        for key in chunk:
            yield f"{before}{key}{after}"
            first, last = published.get(key, (0, 0))
            for number in range(first + 1, last + 1):
                yield f"{before}{key}{after}v{number}/"


def _in_chunks(after: Callable[[int], list[int]]) -> Iterator[list[int]]:
    """Keys from the newest down, a few thousand at a time: no cursor stays open while pages are made."""
    last = 2**62
    while chunk := after(last):
        yield chunk
        last = chunk[-1]


def _items() -> Iterator[str]:
    public = selectors.public_items().order_by("-pk").values_list("pk", flat=True)
    before, after = reverse("item", args=[0]).rsplit("0", 1)
    for chunk in _in_chunks(lambda last: list(public.filter(pk__lt=last)[:CHUNK])):
        attached: dict[int, list[Attachment]] = {}
        files = Attachment.objects.filter(edition__item__in=chunk, file__isnull=False)
        current = dict(Item.objects.filter(pk__in=chunk).values_list("pk", "edition"))
        for one in files.select_related("file", "edition"):
            if current.get(one.edition.item_id) == one.edition_id:
                attached.setdefault(one.edition.item_id, []).append(one)
        changed = edition_lines(chunk)
        for key in chunk:
            yield f"{before}{key}{after}"
            for one in attached.get(key, ()):
                yield unquote(wording.attachment_url(key, one))
            yield from edition_addresses(key, changed.get(key, []))


def downloads() -> Iterator[tuple[str, Iterable[bytes]]]:
    """Lists of registers, tables of figures and of reports, catalogues, for a copy of the site."""
    return chain(
        taking.downloads(),
        figure_files(_figure_pages()),
        report_files(),
        catalogue_files(directory.known_agencies()),
        norms_files(directory.known_agencies()),
    )


def online() -> Iterator[str]:
    """Pages that need the application, to which pages of a copy lead."""
    yield from (reverse(name) for name in ONLINE)
    for agency in directory.known_agencies():
        yield reverse("agency-request", args=[agency.slug])


def _sitemaps() -> Iterator[str]:
    yield reverse("sitemap-part", args=[0])
    newest = selectors.public_items().order_by("-pk").values_list("pk", flat=True).first()
    for number in range(1, newest // SITEMAP_SIZE + 2 if newest else 1):
        yield reverse("sitemap-part", args=[number])
    for number in row_sitemaps():
        yield reverse("sitemap-rows", args=[number])
