"""Bodies: founding, renaming, moving, merging, and confirming those that an import met.

Every change of name or place closes a dated row and opens the next, so that what a body was
called on any day comes out the same for ever.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils import timezone

from yangguang.apps.agencies.models import (
    Agency,
    AgencyAlias,
    AgencyKind,
    AgencyLevel,
    AgencyName,
    AgencyPlace,
    Post,
    Succession,
)
from yangguang.apps.agencies.registry import records
from yangguang.apps.agencies.selectors import in_force
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
        _found(agency, parent, since=valid_from, at=at)
        record(
            by=by,
            at=at,
            verb="agency.create",
            subject=subject_of(agency),
            after={"name": name, "code": code, "parent": parent.pk if parent else None},
        )
    return agency


def propose_agency(
    *,
    name: str,
    by: Actor,
    at: datetime,
    kind: str = AgencyKind.OTHER,
    level: str = AgencyLevel.CITY,
    parent: Agency | None = None,
) -> Agency:
    """A body that an import met and nobody has confirmed: kept apart until a clerk decides."""
    mark = secrets.token_hex(7)
    agency = Agency(
        code=f"p-{mark}",
        slug=f"p-{mark}",
        name=name[:100],
        kind=AgencyKind(kind),
        level=AgencyLevel(level),
        proposed=True,
    )
    with transaction.atomic():
        _found(agency, parent, since=None, at=at)
        record(
            by=by,
            at=at,
            verb="agency.propose",
            subject=subject_of(agency),
            after={"name": agency.name},
        )
    return agency


def confirm_agency(
    *,
    agency: Agency,
    code: str,
    slug: str,
    name: str,
    kind: str,
    level: str,
    parent: Agency | None,
    by: Actor,
    at: datetime,
    short_name: str = "",
) -> Agency:
    """Take a proposed body in, with its right data. Raises Refused where it is no proposal."""
    with transaction.atomic():
        agency = _locked(agency)
        if not agency.proposed:
            raise refuse("机构已核实", f"“{agency.name}”已经核实，如需修改请使用更名或调整隶属。")
        before = {"name": agency.name, "code": agency.code}
        agency.code, agency.slug, agency.name = code, slug, name
        agency.short_name = short_name
        agency.kind, agency.level = AgencyKind(kind), AgencyLevel(level)
        agency.proposed = False
        AgencyName.objects.filter(agency=agency).delete()
        AgencyPlace.objects.filter(agency=agency).delete()
        _found(agency, parent, since=None, at=at)
        if before["name"] != name:
            AgencyAlias.objects.get_or_create(
                name=before["name"], defaults={"agency": agency, "recorded_at": at}
            )
        record(
            by=by,
            at=at,
            verb="agency.confirm",
            subject=subject_of(agency),
            before=before,
            after={"name": name, "code": code, "parent": parent.pk if parent else None},
        )
        emit(at=at, kind="agency.changed", subject_key=str(agency.pk))
    return agency


def identify_agency(*, proposed: Agency, known: Agency, by: Actor, at: datetime) -> int:
    """Say that a proposed body is a known one written otherwise; gives how many records moved.

    The other spelling is kept as an alias, so that the next import finds the body at once.
    Raises Refused where the first is no proposal or something still holds on to it.
    """
    with transaction.atomic():
        proposed = _locked(proposed)
        if not proposed.proposed or known.proposed or known.pk == proposed.pk:
            raise refuse("不能归并", "只能把待核实的机构归并到已核实的机构，请重新选择。")
        subject = subject_of(proposed)
        name = proposed.name
        moved = {kind.label: kind.repoint(proposed, known, by, at) for kind in records()}
        AgencyName.objects.filter(agency=proposed).delete()
        AgencyPlace.objects.filter(agency=proposed).delete()
        try:
            with transaction.atomic():
                proposed.delete()
        except ProtectedError as error:
            raise refuse(
                "仍有关联记录", f"“{name}”下仍有任职、栏目或下级机构，请先调整后再归并。"
            ) from error
        AgencyAlias.objects.get_or_create(name=name, defaults={"agency": known, "recorded_at": at})
        record(
            by=by,
            at=at,
            verb="agency.identify",
            subject=subject,
            after={"known": known.pk, "name": known.name, "moved": moved},
        )
        emit(at=at, kind="agency.changed", subject_key=str(known.pk))
    return sum(moved.values())


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
        agency = _locked(agency)
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


def merge_agencies(
    *,
    predecessors: Sequence[Agency],
    successor: Agency,
    on: date,
    by: Actor,
    at: datetime,
    kind: str = Succession.Kind.MERGED,
    basis: str = "",
) -> Agency:
    """End bodies whose powers go to ``successor``: its staff keep their records, old items keep
    their old names, and the staff of the old bodies hold the same roles at the new one.

    Raises Refused where a body would follow itself, has ended, or still has bodies below it.
    """
    with transaction.atomic():
        keys = sorted({successor.pk, *(body.pk for body in predecessors)})
        rows = {
            row.pk: row
            for row in Agency.objects.select_for_update().filter(pk__in=keys).order_by("pk")
        }
        successor = rows[successor.pk]
        if on > timezone.localdate(at):
            raise refuse("合并日期未到", "合并日期不能晚于今天，请在生效当日办理。")
        if not predecessors:
            raise refuse("未选机构", "请至少选择一个并入的机构。")
        for body in predecessors:
            _merge_one(rows[body.pk], successor, on=on, by=by, at=at, kind=kind, basis=basis)
    return successor


def _merge_one(
    body: Agency,
    successor: Agency,
    *,
    on: date,
    by: Actor,
    at: datetime,
    kind: str,
    basis: str,
) -> None:
    if body.pk == successor.pk:
        raise refuse("不能并入自身", "机构不能并入它自己，请重新选择。")
    if body.valid_to is not None or successor.valid_to is not None:
        raise refuse("机构已撤销", f"“{body.name}”或“{successor.name}”已经撤销，不能再合并。")
    if body.proposed or successor.proposed:
        raise refuse("机构待核实", "待核实的机构请先核实或归并，再办理合并。")
    if Agency.objects.filter(parent=body, valid_to__isnull=True).exists():
        raise refuse("仍有下级机构", f"“{body.name}”仍有下级机构，请先调整其隶属关系。")
    body.valid_to, body.keeper = on, successor
    body.save(update_fields=["valid_to", "keeper"])
    Agency.objects.filter(keeper=body).update(keeper=successor)
    AgencyName.objects.filter(agency=body, valid_to__isnull=True).update(valid_to=on)
    AgencyPlace.objects.filter(agency=body, valid_to__isnull=True).update(valid_to=on)
    Succession.objects.create(
        predecessor=body, successor=successor, kind=kind, on=on, basis=basis, recorded_at=at
    )
    carried = _carry_posts(body, successor, on=on, at=at)
    record(
        by=by,
        at=at,
        verb="agency.merge",
        subject=subject_of(body),
        basis=basis,
        after={
            "successor": successor.pk,
            "name": successor.name,
            "on": on.isoformat(),
            "posts": carried,
        },
    )
    emit(at=at, kind="agency.changed", subject_key=str(body.pk))


def _carry_posts(body: Agency, successor: Agency, *, on: date, at: datetime) -> int:
    """Every post held at the old body goes on at the new one, with the same role."""
    carried = 0
    for post in Post.objects.select_for_update().filter(in_force(on), agency=body).order_by("pk"):
        # The successor's post opens before the old one closes, so that no administrator is lost.
        held = Post.objects.filter(
            in_force(on), user=post.user_id, role=post.role_id, agency=successor
        )
        if not held.exists():
            Post.objects.create(
                user_id=post.user_id,
                role_id=post.role_id,
                agency=successor,
                valid_from=on,
                valid_to=post.valid_to,
                recorded_at=at,
            )
            carried += 1
        post.valid_to = on
        post.save(update_fields=["valid_to"])
    return carried


def update_contact(*, agency: Agency, values: Mapping[str, str], by: Actor, at: datetime) -> Agency:
    """Keep address, telephone, duties and the like right; other fields raise ValueError."""
    unknown = set(values) - set(CONTACT_FIELDS)
    if unknown:
        raise ValueError(f"not contact fields: {sorted(unknown)}")
    with transaction.atomic():
        agency = _locked(agency)
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


def _locked(agency: Agency) -> Agency:
    return Agency.objects.select_for_update().get(pk=agency.pk)


def _found(agency: Agency, parent: Agency | None, *, since: date | None, at: datetime) -> None:
    """Save the body with its path and its first dated rows, in the caller's transaction."""
    if parent is not None:
        parent = _locked(parent)
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
