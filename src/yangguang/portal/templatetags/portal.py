"""Words, icons and links that the portal's templates share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django import template
from django.http import HttpRequest
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from yangguang.apps.agencies import directory
from yangguang.apps.agencies.models import Agency
from yangguang.apps.catalog.models import Attachment, Edition, Item
from yangguang.apps.catalog.terms import first_day_without_force
from yangguang.apps.files import kinds
from yangguang.portal import wording
from yangguang.portal.body import for_page, pictures_in
from yangguang.press import keys

register = template.Library()


@register.simple_tag
def icon(name: str) -> SafeString:
    """A picture from the sprite; it says nothing to a screen reader."""
    return format_html(
        '<svg class="icon" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        static("portal/icons.svg"),
        name,
    )


@register.filter
def body(stored: str) -> SafeString:
    """A stored body as HTML for the page, sanitised again."""
    return mark_safe(for_page(stored))  # noqa: S308 (for_page sanitises with an allow-list)


@register.simple_tag
def edition_body(item: Item, edition: Edition, attachments: Sequence[Attachment]) -> SafeString:
    """An edition's text for the page, its pictures from the item's own attachments."""
    places = {
        one.file.sha256: wording.attachment_url(item.pk, one) for one in attachments if one.file
    }
    return mark_safe(for_page(edition.body_html, places))  # noqa: S308 (as above)


@register.filter
def beside(attachments: Sequence[Attachment], edition: Edition | None) -> list[Attachment]:
    """The attachments that are listed: all but the pictures that the text itself shows."""
    shown = pictures_in(edition.body_html) if edition else set()
    return [one for one in attachments if not one.file or one.file.sha256 not in shown]


@register.simple_tag
def stamp(item: Item, *, brief: bool = False) -> SafeString:
    """The validity of an item in words; nothing where validity does not apply."""
    today = timezone.localdate()
    keys.depend(keys.item(item.pk))
    for turn in (item.in_force_on, first_day_without_force(item)):
        if item.validity and turn is not None and turn > today:
            keys.until(turn)
    found = wording.validity_stamp(item, today)
    if found is None:
        return SafeString("")
    words = found.word if brief else found.sentence
    return format_html('<span class="tag {}">{}</span>', found.tone, words)


@dataclass(frozen=True, slots=True)
class Ending:
    """The day on which a body ended, and the bodies to which its powers went."""

    on: date
    heirs: list[Agency]


@register.simple_tag
def ending_of(agency: Agency) -> Ending | None:
    """How a body ended; None while it exists."""
    if agency.valid_to is None or agency.valid_to > timezone.localdate():
        return None
    heirs = [one.successor for one in directory.successors(agency)]
    keys.depend(*(keys.agency(one.pk) for one in heirs))
    return Ending(agency.valid_to, heirs)


@register.filter
def thousands(value: int | Decimal | None) -> str:
    """A number with separators: 18,204."""
    return wording.thousands(value)


@register.filter
def file_size(size: int) -> str:
    """A size in bytes as people read it: 38 KB."""
    return wording.file_size(size)


@register.filter
def file_kind(media_type: str) -> str:
    """A media type as people name it: Word 文档."""
    return kinds.file_kind(media_type)


@register.filter
def moment(value: Any) -> str:
    """A moment in Beijing time, as the guideline wants it: 2026-11-20 09:30."""
    return timezone.localtime(value).strftime("%Y-%m-%d %H:%M") if value else ""


@register.filter
def day(value: date | None) -> str:
    """A day: 2026-11-20."""
    return value.isoformat() if value else ""


@register.simple_tag(takes_context=True)
def with_query(context: template.Context, **changes: Any) -> str:
    """The page's own query with some parameters changed; None or "" takes one out, and any
    change goes back to the first page."""
    request: HttpRequest = context["request"]
    query = request.GET.copy()
    if "page" not in changes:
        query.pop("page", None)
    for name, value in changes.items():
        if value in (None, ""):
            query.pop(name, None)
        else:
            query[name] = str(value)
    pairs = [(name, value) for name in query for value in query.getlist(name)]
    return "?" + urlencode(pairs) if pairs else "?"


@dataclass(frozen=True, slots=True)
class PageLinks:
    """The addresses below a list. A number 0 stands for a gap."""

    numbers: list[tuple[int, str]]
    before: str
    after: str


@register.simple_tag
def attachment_url(item: int, attachment: Attachment) -> str:
    """The address of an attachment; it ends with the name under which it is saved."""
    return wording.attachment_url(item, attachment)


@register.simple_tag
def shelf_url(list_url: str, page: Any) -> str:
    """The address of a closed page of a list; None gives the open page, the list's own address."""
    if page is None:
        return list_url
    part = f"-{page.part}" if page.part > 1 else ""
    return f"{list_url}page/{page.number}{part}/"


@register.simple_tag(takes_context=True)
def narrowed_links(context: template.Context, page: Any, list_url: str) -> PageLinks:
    """The addresses of the pages of a narrowed list around this one."""

    def url(number: int) -> str:
        return list_url + with_query(context, page=number if number > 1 else None)

    return PageLinks(
        [
            (number, url(number) if number else "")
            for number in page_numbers(page.number, page.last)
        ],
        url(page.number - 1),
        url(page.number + 1),
    )


def page_numbers(here: int, last: int) -> list[int]:
    """The first and last page and those around this one, 0 for each gap between them."""
    wanted = sorted({1, last, *range(max(1, here - 2), min(last, here + 2) + 1)})
    numbers: list[int] = []
    for number in wanted:
        if numbers and number - numbers[-1] == 2:
            numbers.append(number - 1)
        elif numbers and number - numbers[-1] > 2:
            numbers.append(0)
        numbers.append(number)
    return numbers


@register.simple_tag(takes_context=True)
def with_choice(context: template.Context, name: str, choice: Any) -> str:
    """The page's own query with one filter set; a filter chosen already, or None, is taken out."""
    value = None if choice is None or choice.chosen else choice.value
    return with_query(context, **{name: value})


@register.simple_tag(takes_context=True)
def without_dates(context: template.Context) -> str:
    """The page's own query without its range of days."""
    return with_query(context, **{"from": None, "to": None})


@register.simple_tag(takes_context=True)
def search_links(context: template.Context, pages: Any) -> PageLinks:
    """The addresses of the result pages around this one."""

    def url(number: int) -> str:
        return with_query(context, page=number if number > 1 else None)

    here = min(pages.number, pages.last)
    return PageLinks(
        [(number, url(number) if number else "") for number in page_numbers(here, pages.last)],
        url(here - 1),
        url(here + 1),
    )
