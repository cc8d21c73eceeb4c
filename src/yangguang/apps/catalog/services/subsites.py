"""Sub-sites of bodies: their head and their menu of columns from the shared pool."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from yangguang.apps.agencies.models import Agency
from yangguang.apps.audit.actors import Actor
from yangguang.apps.audit.services import Subject, record
from yangguang.apps.catalog.models import Column, SubSite, SubSiteColumn
from yangguang.apps.catalog.workflow import NotPossible
from yangguang.apps.events.services import emit
from yangguang.apps.files.workshop import clean_picture
from yangguang.text.document import UnreadableDocument

LOGO_BYTES = 200_000
MENU_AT_MOST = 12
"""Entries that fit into one line of navigation and can still be taken in."""


@dataclass(frozen=True, slots=True)
class Head:
    """What the head of a sub-site shows. ``logo``: a new picture, b"" for none, None: as it is."""

    name: str
    slogan: str = ""
    crest: str = ""
    colour: str = SubSite.Colour.RED
    logo: bytes | None = None
    is_open: bool = True


def put_subsite(
    *, agency: Agency, head: Head, menu: Sequence[Column], by: Actor, at: datetime
) -> SubSite:
    """Open a body's sub-site, or change its head and menu.

    Raises NotPossible for a menu with another body's or a retired column, one that is too long, and
    a logo that is no PNG.
    """
    _check_menu(agency, menu)
    logo = _clean_logo(head.logo) if head.logo else head.logo
    with transaction.atomic():
        site = SubSite.objects.select_for_update().filter(agency=agency).first()
        before = _said(site) if site is not None else None
        if site is None:
            site = SubSite(agency=agency)
        site.name, site.slogan = head.name.strip(), head.slogan.strip()
        site.crest, site.colour, site.is_open = head.crest.strip()[:1], head.colour, head.is_open
        if logo is not None:
            site.logo = logo or None
            site.logo_digest = hashlib.sha256(logo).hexdigest() if logo else ""
        site.save()
        _put_menu(site, menu)
        record(
            by=by,
            at=at,
            verb="subsite.put",
            subject=Subject("agency", str(agency.pk), agency.name, agency.pk),
            before=before,
            after=_said(site),
        )
        emit(at=at, kind="agency.changed", subject_key=str(agency.pk))
    return site


def _check_menu(agency: Agency, menu: Sequence[Column]) -> None:
    if len(menu) > MENU_AT_MOST:
        raise NotPossible(f"子网站菜单最多 {MENU_AT_MOST} 个栏目，现选了 {len(menu)} 个。")
    for column in menu:
        if column.retired_at is not None or not column.is_open:
            raise NotPossible(f"栏目“{column.name}”已撤销或不对外显示，不能放进菜单。")
        if column.agency_id not in {None, agency.pk}:
            raise NotPossible(f"栏目“{column.name}”是别的机构的栏目，不能放进菜单。")


def _clean_logo(data: bytes) -> bytes:
    try:
        picture = clean_picture(data, "logo.png")
    except UnreadableDocument as problem:
        raise NotPossible(f"徽标图片无法使用：{problem}") from problem
    if picture.media_type != "image/png":
        raise NotPossible("徽标请使用 PNG 图片（可以有透明底）。")
    if len(picture.content) > LOGO_BYTES:
        raise NotPossible(f"徽标图片过大，请缩小到 {LOGO_BYTES // 1000} KB 以内再上传。")
    return picture.content


def _put_menu(site: SubSite, menu: Sequence[Column]) -> None:
    wanted = list(dict.fromkeys(column.pk for column in menu))
    site.menu.exclude(column__in=wanted).delete()
    for order, key in enumerate(wanted, start=1):
        SubSiteColumn.objects.update_or_create(
            subsite=site, column_id=key, defaults={"order": order}
        )


def _said(site: SubSite) -> dict[str, object]:
    return {
        "name": site.name,
        "slogan": site.slogan,
        "colour": site.get_colour_display(),
        "logo": site.logo_digest,
        "open": site.is_open,
        "menu": list(site.menu.order_by("order").values_list("column__name", flat=True)),
    }
