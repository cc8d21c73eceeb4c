"""A small city and its people, valid by default, made through the services."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

from yangguang.apps.agencies.models import Agency, Post, Role, User
from yangguang.apps.agencies.services import (
    add_staff,
    assign_post,
    create_agency,
    install_default_roles,
)
from yangguang.apps.audit.actors import command

PASSWORD = "lake-willow-lantern-7"
AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
SINCE = date(2026, 1, 1)
BY = command("测试")


def an_agency(
    name: str,
    *,
    parent: Agency | None = None,
    kind: str = "department",
    level: str = "city",
    code: str = "",
) -> Agency:
    """A body with a code of its own."""
    number = Agency.objects.count() + 1
    return create_agency(
        code=code or f"{number:09d}",
        slug=f"body-{number}",
        name=name,
        kind=kind,
        level=level,
        parent=parent,
        by=BY,
        at=AT,
    )


@dataclass(frozen=True)
class City:
    """A government with its office, two departments and a county that has one of its own."""

    government: Agency
    office: Agency
    health: Agency
    schools: Agency
    county: Agency
    county_health: Agency


def a_city(name: str = "清源市") -> City:
    """The smallest city in which every kind of reach can be told apart."""
    government = an_agency(f"{name}人民政府", kind="government")
    county = an_agency(
        f"{name}石桥县人民政府", parent=government, kind="government", level="county"
    )
    return City(
        government=government,
        office=an_agency(f"{name}人民政府办公室", parent=government, kind="office"),
        health=an_agency(f"{name}卫生健康委员会", parent=government),
        schools=an_agency(f"{name}教育局", parent=government),
        county=county,
        county_health=an_agency(f"{name}石桥县卫生健康局", parent=county, level="county"),
    )


def a_person(username: str, *, name: str = "", must_change_password: bool = False) -> User:
    """Somebody with an account and the password `PASSWORD`, without a post."""
    return add_staff(
        username=username,
        name=name or f"{username}某",
        password=PASSWORD,
        must_change_password=must_change_password,
        by=BY,
        at=AT,
    )


def a_role(code: str) -> Role:
    """One of the starting roles by its code."""
    install_default_roles(by=BY, at=AT)
    return Role.objects.get(code=code)


def a_post(user: User, role: str, agency: Agency, *, until: date | None = None) -> Post:
    """The person holds one of the starting roles at the body since the start of the year."""
    return assign_post(
        user=user,
        agency=agency,
        role=a_role(role),
        valid_from=SINCE,
        valid_to=until,
        by=BY,
        at=AT,
    )


def somebody(role: str, agency: Agency, *, username: str = "") -> User:
    """A person who holds one role at one body."""
    user = a_person(username or f"{role}-{agency.pk}")
    a_post(user, role, agency)
    return user
