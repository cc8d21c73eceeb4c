"""Rows of the catalogue for tests: valid by default, named for the situation.

They write what the services write, without their checks and audit rows; tests of the services
themselves use the services.
"""

from __future__ import annotations

import hashlib
import itertools
from datetime import date, datetime, time
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings

from yangguang.apps.agencies.models import Agency, AgencyKind, AgencyLevel, AgencyName
from yangguang.apps.audit.actors import Actor
from yangguang.apps.catalog.models import (
    Attachment,
    Column,
    ColumnType,
    Edition,
    Facet,
    Item,
    ItemColumn,
    ItemFacet,
    ItemKind,
    ItemLink,
    ItemState,
    ItemStatus,
    Validity,
)
from yangguang.apps.catalog.services import NewAttachment, Release, release_item
from yangguang.apps.catalog.services.disclosing import note_disclosures
from yangguang.apps.files.models import StoredFile

CHINA = ZoneInfo("Asia/Shanghai")
_count = itertools.count(1)


def noon(day: date) -> datetime:
    """Twelve o'clock of a day in China."""
    return datetime.combine(day, time(12), CHINA)


def an_agency(name: str = "清源市财政局", **values: Any) -> Agency:
    """A confirmed body with a way to reach it."""
    number = next(_count)
    values = {
        "code": f"{number:09d}",
        "slug": f"agency-{number}",
        "kind": AgencyKind.DEPARTMENT,
        "level": AgencyLevel.CITY,
        "order": number,
        "address": "清源市政务路1号",
        "telephone": "0700-8000001",
        **values,
    }
    agency = Agency.objects.create(name=name, **values)
    agency.path = f"{agency.parent.path if agency.parent else ''}{agency.pk}/"
    agency.save(update_fields=["path"])
    AgencyName.objects.create(agency=agency, name=name, recorded_at=noon(date(2020, 1, 1)))
    return agency


def a_government(name: str = "清源市人民政府", **values: Any) -> Agency:
    """The root government of a site."""
    values = {
        "slug": "government",
        "short_name": "清源市",
        "order": 0,
        "telephone": "0700-8000000",
        "address": "清源市政务路8号",
        "postcode": "070000",
        "office_hours": "工作日 8:30—12:00，14:00—17:30",
        "email": "gkb@qingyuan.example",
        **values,
    }
    return an_agency(name, kind=AgencyKind.GOVERNMENT, **values)


def a_column(name: str = "政策文件", **values: Any) -> Column:
    """An open column of the whole site."""
    number = next(_count)
    values = {
        "slug": f"column-{number}",
        "column_type": ColumnType.POLICY,
        "order": number,
        **values,
    }
    column = Column.objects.create(name=name, **values)
    column.path = f"{column.parent.path if column.parent else ''}{column.pk}/"
    column.save(update_fields=["path"])
    return column


def a_facet(
    scheme: str = Facet.Scheme.FIVE, code: str = "", name: str = "决策", **values: Any
) -> Facet:
    """One value of a classification."""
    number = next(_count)
    return Facet.objects.create(
        scheme=scheme, code=code or f"facet-{number}", name=name, **{"order": number, **values}
    )


def an_item(
    title: str = "关于印发城镇保障性住房管理办法的通知",
    *,
    body: str = "",
    on: date = date(2026, 3, 2),
    facets: tuple[Facet, ...] = (),
    **values: Any,
) -> Item:
    """A published item with its first edition, filed and dated as publication would do it."""
    number = next(_count)
    agency = values.pop("agency", None) or Agency.objects.order_by("pk").first() or an_agency()
    state = values.pop("state", ItemState.PUBLISHED)
    at = noon(on)
    html = body or f"<p>各有关单位：</p><p>现将《{title}》印发给你们，请认真贯彻执行。</p>"
    values = {
        "agency_name": agency.name,
        "kind": ItemKind.POLICY,
        "formed_on": on,
        "listed_on": on,
        "released_at": at,
        "index_number": f"{agency.code}/{on.year}-{number:05d}",
        "created_at": at,
        "validity": Validity.IN_FORCE
        if values.get("kind", ItemKind.POLICY) == ItemKind.POLICY
        else "",
        **values,
    }
    item = Item.objects.create(title=title, agency=agency, state=state, **values)
    text = title + "\n" + html
    item.edition = Edition.objects.create(
        item=item,
        number=1,
        title=title,
        body_html=html,
        body_text=text,
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        made_at=at,
    )
    item.save(update_fields=["edition"])
    ItemStatus.objects.create(item=item, state=state, valid_from=at, recorded_at=at)
    if item.column:
        ItemColumn.objects.create(item=item, column=item.column, valid_from=at, recorded_at=at)
    for facet in facets:
        file_under(item, facet)
    note_disclosures([item], at=at)
    return item


def file_under(item: Item, facet: Facet) -> None:
    """File an item under a facet from its release on."""
    at = item.released_at
    assert at is not None
    ItemFacet.objects.create(item=item, facet=facet, valid_from=at, recorded_at=at)


def linked(kind: str, source: Item, target: Item) -> ItemLink:
    """Tie two items: ``linked("interprets", interpretation, policy)``."""
    return ItemLink.objects.create(kind=kind, source=source, target=target)


def a_stored_file(
    data: bytes = b"%PDF-1.4 demo", media_type: str = "application/pdf"
) -> StoredFile:
    """A file with its bytes in the files folder."""
    digest = hashlib.sha256(data).hexdigest()
    existing = StoredFile.objects.filter(sha256=digest).first()
    if existing is not None:
        return existing
    relative = f"{digest[:2]}/{digest[2:4]}/{digest}"
    place = Path(settings.FILES_FOLDER) / relative
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(data)
    return StoredFile.objects.create(
        sha256=digest,
        path=relative,
        size=len(data),
        media_type=media_type,
        stored_at=noon(date(2026, 1, 5)),
        reading=StoredFile.Reading.READ,
        pages=1,
    )


def an_attachment(
    item: Item, title: str = "申请表", file: StoredFile | None = None, **values: Any
) -> Attachment:
    """An attachment of the item's current edition."""
    assert item.edition is not None
    return Attachment.objects.create(
        edition=item.edition, file=file or a_stored_file(), title=title, **values
    )


def withdrawn(item: Item, reason: str = "内容涉及个人信息，需要处理后重新公开") -> Item:
    """The item after its withdrawal."""
    item.state = ItemState.WITHDRAWN
    item.state_reason = reason
    item.save(update_fields=["state", "state_reason"])
    return item


def released(item: Item, *, by: Actor, at: datetime, basis: str) -> Item:
    """A draft with its text, published as after its reviews."""
    edition = item.edition
    files = edition.attachments.select_related("file") if edition else []
    return release_item(
        item=item,
        release=Release(
            title=item.title,
            body_html=edition.body_html if edition else "<p>正文。</p>",
            body_text=edition.body_text if edition else "正文。",
            basis=basis,
            attachments=[NewAttachment(row.title, row.file) for row in files],
        ),
        by=by,
        at=at,
    )
