"""Mergers: bodies end, their powers, records and staff go on elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from yangguang.apps.agencies.models import Agency, AgencyName, AgencyPlace, Post, Succession
from yangguang.apps.agencies.selectors import in_force
from yangguang.apps.agencies.services.bodies import subject_of
from yangguang.apps.agencies.verdicts import refuse
from yangguang.apps.audit.actors import Actor
from yangguang.apps.audit.services import record
from yangguang.apps.events.services import emit


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
