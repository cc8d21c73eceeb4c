"""Bodies: founding, renaming, moving, and keeping their data right.

Every change of name or place closes a dated row and opens the next, so that what a body was
called on any day comes out the same for ever.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from yangguang.apps.agencies.models import (
    Agency,
    AgencyKind,
    AgencyLevel,
    AgencyName,
    AgencyPlace,
)
from yangguang.apps.agencies.verdicts import refuse
from yangguang.apps.audit.actors import Actor
from yangguang.apps.audit.services import Subject, record
from yangguang.apps.events.services import emit

CONTACT_FIELDS = (
    "address",
    "postcode",
    "telephone",
    "fax",
    "email",
    "office_hours",
    "head_name",
    "website",
    "duties_text",
)


def subject_of(agency: Agency) -> Subject:
    """How the audit record names the body."""
    return Subject("agency", str(agency.pk), agency.name, agency.pk)


def create_agency(
    *,
    code: str,
    slug: str,
    name: str,
    kind: str,
    level: str,
    by: Actor,
    at: datetime,
    parent: Agency | None = None,
    short_name: str = "",
    region_code: str = "",
    document_word: str = "",
    order: int = 0,
    valid_from: date | None = None,
    contact: Mapping[str, str] | None = None,
) -> Agency:
    """A new body below ``parent``. Raises Refused where code or address is taken."""
    unknown = set(contact or {}) - set(CONTACT_FIELDS)
    if unknown:
        raise ValueError(f"not contact fields: {sorted(unknown)}")
    agency = Agency(
        code=code,
        slug=slug,
        name=name,
        short_name=short_name,
        kind=AgencyKind(kind),
        level=AgencyLevel(level),
        region_code=region_code,
        document_word=document_word,
        order=order,
        valid_from=valid_from,
        **(contact or {}),
    )
    with transaction.atomic():
        found_agency(agency, parent, since=valid_from, at=at)
        record(
            by=by,
            at=at,
            verb="agency.create",
            subject=subject_of(agency),
            after={"name": name, "code": code, "parent": parent.pk if parent else None},
        )
    return agency


def rename_agency(
    *,
    agency: Agency,
    name: str,
    on: date,
    by: Actor,
    at: datetime,
    short_name: str = "",
    basis: str = "",
) -> Agency:
    """Give the body a new name from a day on; items keep the name it had when they were made.

    Raises Refused for a day in the future, before the present name began, or without change.
    """
    with transaction.atomic():
        agency = locked(agency)
        if on > timezone.localdate(at):
            raise refuse("更名日期未到", "更名日期不能晚于今天，请在新名称启用当日办理。")
        if name == agency.name:
            raise refuse("名称未变", "新名称与现名称相同，请核对。")
        current = AgencyName.objects.filter(agency=agency, valid_to__isnull=True).last()
        if current is not None and current.valid_from is not None and on <= current.valid_from:
            raise refuse(
                "早于现名称启用日",
                f"现名称自 {current.valid_from} 起使用，更名日期须在其后，请核对。",
            )
        AgencyName.objects.filter(agency=agency, valid_to__isnull=True).update(valid_to=on)
        AgencyName.objects.create(
            agency=agency, name=name, short_name=short_name, valid_from=on, recorded_at=at
        )
        before = agency.name
        agency.name, agency.short_name = name, short_name
        agency.save(update_fields=["name", "short_name"])
        record(
            by=by,
            at=at,
            verb="agency.rename",
            subject=subject_of(agency),
            basis=basis,
            before={"name": before},
            after={"name": name, "on": on.isoformat()},
        )
        emit(at=at, kind="agency.changed", subject_key=str(agency.pk))
    return agency


def move_agency(
    *,
    agency: Agency,
    parent: Agency | None,
    on: date,
    by: Actor,
    at: datetime,
    basis: str = "",
) -> Agency:
    """Hang the body, with all below it, under another one from a day on.

    Raises Refused where the new superior is the body itself or lies below it.
    """
    with transaction.atomic():
        tree = {row.pk: row for row in Agency.objects.select_for_update().order_by("pk")}
        agency = tree[agency.pk]
        parent = tree[parent.pk] if parent is not None else None
        if on > timezone.localdate(at):
            raise refuse("调整日期未到", "调整日期不能晚于今天，请在生效当日办理。")
        if parent is not None and parent.path.startswith(agency.path):
            raise refuse("隶属成环", "不能把机构调整到它自己或它的下级之下，请另选上级机构。")
        before = agency.parent_id
        old_path = agency.path
        agency.parent = parent
        agency.path = f"{parent.path if parent else ''}{agency.pk}/"
        changed = [agency]
        for row in tree.values():
            if row.pk != agency.pk and row.path.startswith(old_path):
                row.path = agency.path + row.path[len(old_path) :]
                changed.append(row)
        Agency.objects.bulk_update(changed, ["parent", "path"], batch_size=500)
        AgencyPlace.objects.filter(agency=agency, valid_to__isnull=True).update(valid_to=on)
        AgencyPlace.objects.create(
            agency=agency, parent=parent, level=agency.level, valid_from=on, recorded_at=at
        )
        record(
            by=by,
            at=at,
            verb="agency.move",
            subject=subject_of(agency),
            basis=basis,
            before={"parent": before},
            after={"parent": parent.pk if parent else None, "on": on.isoformat()},
        )
        emit(at=at, kind="agency.changed", subject_key=str(agency.pk))
    return agency


def update_contact(*, agency: Agency, values: Mapping[str, str], by: Actor, at: datetime) -> Agency:
    """Keep address, telephone, duties and the like right; other fields raise ValueError."""
    unknown = set(values) - set(CONTACT_FIELDS)
    if unknown:
        raise ValueError(f"not contact fields: {sorted(unknown)}")
    with transaction.atomic():
        agency = locked(agency)
        before: dict[str, Any] = {}
        after: dict[str, Any] = {}
        for name, value in values.items():
            if getattr(agency, name) != value:
                before[name], after[name] = getattr(agency, name), value
                setattr(agency, name, value)
        if after:
            agency.save(update_fields=list(after))
            record(
                by=by,
                at=at,
                verb="agency.update",
                subject=subject_of(agency),
                before=before,
                after=after,
            )
            emit(at=at, kind="agency.changed", subject_key=str(agency.pk))
    return agency


def locked(agency: Agency) -> Agency:
    """The body as it stands, held until the caller's transaction ends."""
    return Agency.objects.select_for_update().get(pk=agency.pk)


def found_agency(
    agency: Agency, parent: Agency | None, *, since: date | None, at: datetime
) -> None:
    """Save the body with its path and its first dated rows, in the caller's transaction."""
    if parent is not None:
        parent = locked(parent)
    agency.parent = parent
    try:
        with transaction.atomic():
            agency.save()
    except IntegrityError as error:
        raise refuse(
            "代码或网址标识重复",
            f"机构代码“{agency.code}”或网址标识“{agency.slug}”已被使用，请核对后换一个。",
        ) from error
    agency.path = f"{parent.path if parent else ''}{agency.pk}/"
    agency.save(update_fields=["path"])
    AgencyName.objects.create(
        agency=agency,
        name=agency.name,
        short_name=agency.short_name,
        valid_from=since,
        recorded_at=at,
    )
    AgencyPlace.objects.create(
        agency=agency, parent=parent, level=agency.level, valid_from=since, recorded_at=at
    )
