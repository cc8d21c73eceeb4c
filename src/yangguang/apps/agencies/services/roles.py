"""Roles as data: the starting set, new ones, and changes that cannot lock everybody out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from yangguang.apps.agencies.models import Post, Reach, Role
from yangguang.apps.agencies.permissions import DEFAULT_ROLES, Permission
from yangguang.apps.agencies.selectors import REACH_ORDER, in_force, lasting_administrators
from yangguang.apps.agencies.verdicts import refuse
from yangguang.apps.audit.actors import Actor, ActorKind
from yangguang.apps.audit.services import Subject, record


@contextmanager
def keeping_an_administrator(on: date) -> Iterator[None]:
    """Around an act that could take the last administrator away, inside its transaction.

    Such acts queue here one after the other. Raises Refused, which rolls the act back, where
    somebody could manage staff and roles everywhere before it and nobody could after it.
    """
    list(Role.objects.select_for_update().order_by("pk").values_list("pk", flat=True))
    had_one = lasting_administrators(on).exists()
    yield
    if had_one and not lasting_administrators(on).exists():
        raise refuse(
            "最后一名系统管理员",
            "这是最后一名长期任职的系统管理员，停止后将无人能管理人员和角色。请先为另一人登记系统管理员任职。",
        )


def install_default_roles(*, by: Actor, at: datetime) -> list[Role]:
    """Create those of the starting roles that are missing; what an office changed stays.

    Gives all starting roles in their order.
    """
    with transaction.atomic():
        roles = []
        for default in DEFAULT_ROLES:
            role, created = Role.objects.get_or_create(
                code=default.code,
                defaults={
                    "name": default.name,
                    "reach": default.reach,
                    "permissions": sorted(code.value for code in default.permissions),
                    "needs_second_factor": default.needs_second_factor,
                },
            )
            if created:
                record(
                    by=by, at=at, verb="role.add", subject=_subject(role), after=_values_of(role)
                )
            roles.append(role)
    return roles


def add_role(
    *,
    code: str,
    name: str,
    reach: str,
    permissions: Iterable[str],
    needs_second_factor: bool,
    by: Actor,
    at: datetime,
) -> Role:
    """A new role. Raises Refused for a taken code or an unknown permission."""
    with transaction.atomic():
        if Role.objects.filter(code=code).exists():
            raise refuse("代码重复", f"角色代码“{code}”已被使用，请换一个。")
        role = Role.objects.create(
            code=code,
            name=name,
            reach=Reach(reach),
            permissions=_known(permissions),
            needs_second_factor=needs_second_factor,
        )
        record(by=by, at=at, verb="role.add", subject=_subject(role), after=_values_of(role))
    return role


def edit_role(
    *,
    role: Role,
    name: str,
    reach: str,
    permissions: Iterable[str],
    needs_second_factor: bool,
    by: Actor,
    at: datetime,
) -> Role:
    """Change what a role permits, for everybody who holds it, at once.

    Raises Refused where nobody would be left to administer, or where the editor would give more
    to a role that they hold themselves.
    """
    today = timezone.localdate(at)
    with transaction.atomic(), keeping_an_administrator(today):
        role = Role.objects.get(pk=role.pk)
        before = _values_of(role)
        wanted = _known(permissions)
        raised = bool(set(wanted) - set(role.permissions)) or (
            REACH_ORDER[reach] > REACH_ORDER[role.reach]
        )
        if raised and by.kind == ActorKind.STAFF and _holds(by, role, today):
            raise refuse(
                "任职回避", f"您本人担任“{role.name}”，不能为其增加权限，请由另一位管理员办理。"
            )
        role.name, role.reach = name, Reach(reach)
        role.permissions = wanted
        role.needs_second_factor = needs_second_factor
        role.save()
        if before != _values_of(role):
            record(
                by=by,
                at=at,
                verb="role.edit",
                subject=_subject(role),
                before=before,
                after=_values_of(role),
            )
    return role


def _holds(by: Actor, role: Role, on: date) -> bool:
    return Post.objects.filter(in_force(on), user=int(by.key), role=role).exists()


def _known(permissions: Iterable[str]) -> list[str]:
    wanted = sorted(set(permissions))
    unknown = [code for code in wanted if code not in Permission.values]
    if unknown:
        raise refuse("权限不存在", f"没有“{'、'.join(unknown)}”这项权限，请从列表中选择。")
    return wanted


def _values_of(role: Role) -> dict[str, object]:
    return {
        "name": role.name,
        "reach": str(role.reach),
        "permissions": list(role.permissions),
        "needs_second_factor": role.needs_second_factor,
    }


def _subject(role: Role) -> Subject:
    return Subject("role", str(role.pk), role.name)
