"""Bodies that an import met: proposed, then confirmed as new or identified as known."""

from __future__ import annotations

import secrets
from datetime import datetime

from django.db import transaction
from django.db.models import ProtectedError

from yangguang.apps.agencies.models import (
    Agency,
    AgencyAlias,
    AgencyKind,
    AgencyLevel,
    AgencyName,
    AgencyPlace,
)
from yangguang.apps.agencies.registry import records
from yangguang.apps.agencies.services.bodies import found_agency, locked, subject_of
from yangguang.apps.agencies.verdicts import refuse
from yangguang.apps.audit.actors import Actor
from yangguang.apps.audit.services import record
from yangguang.apps.events.services import emit


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
        found_agency(agency, parent, since=None, at=at)
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
        agency = locked(agency)
        if not agency.proposed:
            raise refuse("机构已核实", f"“{agency.name}”已经核实，如需修改请使用更名或调整隶属。")
        before = {"name": agency.name, "code": agency.code}
        agency.code, agency.slug, agency.name = code, slug, name
        agency.short_name = short_name
        agency.kind, agency.level = AgencyKind(kind), AgencyLevel(level)
        agency.proposed = False
        AgencyName.objects.filter(agency=agency).delete()
        AgencyPlace.objects.filter(agency=agency).delete()
        found_agency(agency, parent, since=None, at=at)
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
        proposed = locked(proposed)
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
