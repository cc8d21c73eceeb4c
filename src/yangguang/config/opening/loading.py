"""Loading the filled-in spreadsheets: adds what is missing, changes nothing that is there."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from yangguang.apps.agencies.models import Agency, AgencyKind, AgencyLevel, Role, User
from yangguang.apps.agencies.services import (
    add_staff,
    assign_post,
    create_agency,
    temporary_password,
)
from yangguang.apps.agencies.verdicts import Refused
from yangguang.apps.audit.actors import Actor
from yangguang.apps.catalog.models import Column, ColumnType
from yangguang.apps.catalog.services import add_column
from yangguang.config.opening import sheets
from yangguang.config.opening.sheets import Row, WrongSheet

_SLUG = re.compile(r"^[a-z0-9][a-z0-9-]{0,62}$")
_CONTACT = ("address", "postcode", "telephone", "fax", "email", "office_hours", "head_name")


@dataclass
class Loaded:
    """How many of each were added, and the passwords of new accounts, shown once."""

    agencies: int = 0
    staff: int = 0
    columns: int = 0
    passwords: list[tuple[str, str, str]] = field(default_factory=list)


def load(folder: Path, *, by: Actor, at: datetime) -> Loaded:
    """Everything from the three sheets, in one transaction: all of it, or nothing.

    Raises WrongSheet with file and row for the first thing that cannot be used.
    """
    loaded = Loaded()
    with transaction.atomic():
        _agencies(sheets.read_sheet(folder, sheets.AGENCIES), loaded, by, at)
        _staff(sheets.read_sheet(folder, sheets.STAFF), loaded, by, at)
        _columns(sheets.read_sheet(folder, sheets.COLUMNS), loaded, by, at)
    return loaded


def _slug(row: Row) -> str:
    slug = row.values["slug"]
    if not _SLUG.match(slug):
        raise row.wrong(f"网址标识“{slug}”只能用小写英文字母、数字和连字符。")
    return slug


def _agencies(rows: list[Row], loaded: Loaded, by: Actor, at: datetime) -> None:
    kinds = {label: value for value, label in AgencyKind.choices}
    levels = {label: value for value, label in AgencyLevel.choices}
    for order, row in enumerate(rows, start=1):
        values = row.values
        code = values["code"]
        if not re.fullmatch(r"[0-9A-Z-]{9,18}", code):
            raise row.wrong(f"机构代码“{code}”应为 9 位组织机构代码或 18 位统一社会信用代码。")
        if Agency.objects.filter(code=code).exists():
            continue
        parent = None
        if values.get("parent"):
            parent = Agency.objects.filter(code=values["parent"]).first()
            if parent is None:
                raise row.wrong(f"上级机构代码“{values['parent']}”不存在；上级机构须写在前面。")
        try:
            create_agency(
                code=code,
                slug=_slug(row),
                name=values["name"],
                kind=kinds[values["kind"]],
                level=levels[values["level"]],
                parent=parent,
                short_name=values.get("short_name", ""),
                region_code=values.get("region_code", ""),
                document_word=values.get("document_word", ""),
                order=order * 10,
                contact={name: values.get(name, "") for name in _CONTACT},
                by=by,
                at=at,
            )
        except Refused as error:
            raise row.wrong(str(error)) from error
        loaded.agencies += 1


def _staff(rows: list[Row], loaded: Loaded, by: Actor, at: datetime) -> None:
    for row in rows:
        values = row.values
        username = values["username"]
        if User.objects.filter(username=username).exists():
            continue
        agency = Agency.objects.filter(code=values["agency"]).first()
        if agency is None:
            raise row.wrong(f"机构代码“{values['agency']}”不存在，请先在机构表中填写。")
        role = Role.objects.filter(name=values["role"]).first()
        if role is None:
            known = "、".join(Role.objects.values_list("name", flat=True))
            raise row.wrong(f"角色“{values['role']}”不存在，可用：{known}。")
        password = temporary_password()
        try:
            user = add_staff(
                username=username,
                name=values["name"],
                password=password,
                agency=agency,
                telephone=values.get("telephone", ""),
                email=values.get("email", ""),
                by=by,
                at=at,
            )
            assign_post(
                user=user, agency=agency, role=role, valid_from=timezone.localdate(at), by=by, at=at
            )
        except Refused as error:
            raise row.wrong(str(error)) from error
        loaded.staff += 1
        loaded.passwords.append((username, password, f"{values['name']}，{agency.name}{role.name}"))


def _columns(rows: list[Row], loaded: Loaded, by: Actor, at: datetime) -> None:
    modules = {label: value for value, label in Column.Module.choices}
    for order, row in enumerate(rows, start=1):
        values = row.values
        slug = _slug(row)
        if Column.objects.filter(slug=slug).exists():
            continue
        if values["column_type"] not in ColumnType.values:
            raise row.wrong(
                f"栏目类别“{values['column_type']}”不在词表中，可用：{'、'.join(ColumnType.values)}。"
            )
        parent = None
        if values.get("parent"):
            parent = Column.objects.filter(slug=values["parent"]).first()
            if parent is None:
                raise row.wrong(f"上级栏目标识“{values['parent']}”不存在；上级栏目须写在前面。")
        add_column(
            slug=slug,
            name=values["name"],
            column_type=values["column_type"],
            module=modules[values["module"]],
            parent=parent,
            description=values.get("description", ""),
            keywords=values.get("keywords", ""),
            order=order * 10,
            by=by,
            at=at,
        )
        loaded.columns += 1


__all__ = ["Loaded", "WrongSheet", "load"]
