"""RSS and Atom of the whole site, of a column and of a body: the newest thirty items."""

from __future__ import annotations

from datetime import datetime, time

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed, SyndicationFeed
from django.views.decorators.http import conditional_page

from yangguang.apps.agencies import directory
from yangguang.apps.catalog import selectors
from yangguang.apps.catalog.models import Item
from yangguang.apps.catalog.paging import rows_by_key
from yangguang.portal.context import read_site
from yangguang.portal.methods import read_only
from yangguang.portal.views.lists import moved_on, shared_column
from yangguang.press import archive, keys
from yangguang.press.pressing import pressed

FORMS: dict[str, tuple[type[SyndicationFeed], str]] = {
    "rss": (Rss201rev2Feed, "application/rss+xml; charset=utf-8"),
    "atom": (Atom1Feed, "application/atom+xml; charset=utf-8"),
}
LENGTH = 30


@read_only
@pressed
@conditional_page
def site(request: HttpRequest, form: str) -> HttpResponse:
    """The newest items of the whole site."""
    keys.depend(keys.NEWEST)
    return _feed(form, "最新公开", reverse("home"), selectors.public_items(), request.path_info)


@read_only
@pressed
@conditional_page
def column(request: HttpRequest, slug: str, form: str) -> HttpResponse:
    """The newest items of a column."""
    found = selectors.find_column(slug)
    if found is None:
        return moved_on(request, slug)
    keys.depend(keys.column(found.pk), keys.newest_of(f"column:{found.pk}"))
    place = reverse("column", args=[slug])
    return _feed(form, found.name, place, selectors.items_in_column(found), request.path_info)


@read_only
@pressed
@conditional_page
def agency_column(request: HttpRequest, slug: str, column: str, form: str) -> HttpResponse:
    """The newest items of one body in a column of the shared pool."""
    body, found = shared_column(slug, column)
    if found is None:
        return moved_on(request, column)
    shelf = archive.of_agency_column(body, found)
    keys.depend(keys.column(found.pk), keys.newest_of(shelf.key))
    place = reverse("agency-column", args=[slug, column])
    return _feed(form, f"{found.name}－{body.name}", place, shelf.public, request.path_info)


@read_only
@pressed
@conditional_page
def agency(request: HttpRequest, slug: str, form: str) -> HttpResponse:
    """The newest items of a body."""
    found = directory.find_agency(slug)
    if found is None:
        raise Http404("agency")
    keys.depend(keys.agency(found.pk), keys.newest_of(f"agency:{found.pk}"))
    place = reverse("agency", args=[slug])
    return _feed(form, found.name, place, selectors.items_of_agency(found), request.path_info)


def _feed(form: str, title: str, place: str, found: QuerySet[Item], own: str) -> HttpResponse:
    if form not in FORMS:
        raise Http404("feed form")
    maker, content_type = FORMS[form]
    whose = read_site()
    feed = maker(
        title=f"{title}－{whose.name}",
        link=whose.url + place,
        description=f"{whose.name}“{title}”最近公开的信息",
        language="zh-cn",
        feed_url=whose.url + own,
        author_name=whose.host,
    )
    for item in rows_by_key(list(found.values_list("pk", flat=True)[:LENGTH])):
        keys.depend(keys.item(item.pk))
        feed.add_item(
            title=item.title,
            link=f"{whose.url}{reverse('item', args=[item.pk])}",
            description=item.summary or item.title,
            unique_id=f"{whose.url}{reverse('item', args=[item.pk])}",
            pubdate=_moment(item),
            updateddate=_moment(item),
            author_name=item.agency_name,
            categories=[item.column.name] if item.column else [],
        )
    return HttpResponse(feed.writeString("utf-8"), content_type=content_type)


def _moment(item: Item) -> datetime | None:
    """The day by which lists are sorted; the moment of release where both fall on one day."""
    released = timezone.localtime(item.released_at) if item.released_at else None
    if item.listed_on is None or (released and released.date() == item.listed_on):
        return released
    return timezone.make_aware(datetime.combine(item.listed_on, time()))
