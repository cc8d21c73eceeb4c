"""Laying out the city: agencies in time, columns, facets and the people who work there."""

from __future__ import annotations

import hashlib
import random
from dataclasses import dataclass, field
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction

from yangguang.apps.agencies.models import (
    Agency,
    AgencyKind,
    AgencyLevel,
    AgencyName,
    Post,
    Role,
    Succession,
    User,
)
from yangguang.apps.audit.actors import Actor, command
from yangguang.apps.audit.services import Subject, record
from yangguang.apps.catalog.models import Column, Facet
from yangguang.apps.catalog.services import add_column, set_index_rule
from yangguang.config.demo import columns, places

SHANGHAI = ZoneInfo("Asia/Shanghai")
FOUNDED = date(2008, 5, 1)


@dataclass
class City:
    """What has been laid out, by its identifiers, for the pieces that come after."""

    today: date
    actor: Actor = field(default_factory=lambda: command("演示数据"))
    agencies: dict[str, Agency] = field(default_factory=dict)
    columns: dict[str, Column] = field(default_factory=dict)
    facets: dict[tuple[str, str], Facet] = field(default_factory=dict)
    names: dict[str, list[tuple[date | None, str]]] = field(default_factory=dict)

    def moment(self, day: date, hour: int = 10) -> datetime:
        """A working moment on that day."""
        return datetime.combine(day, time(hour, 0), SHANGHAI)

    def rng(self, *key: object) -> random.Random:
        """A generator that depends on the key alone, so pieces can be added without moving others."""
        text = "/".join(map(str, key))
        return random.Random(int(hashlib.sha256(text.encode()).hexdigest()[:16], 16))

    def name_on(self, slug: str, day: date) -> str:
        """The name the body bore that day."""
        for until, name in self.names.get(slug, []):
            if until is None or day < until:
                return name
        return self.agencies[slug].name


def lay_out(today: date, *, agencies: int = 0) -> City:
    """Agencies, columns, facets, numbering rule and staff. ``agencies``: pad up to this many."""
    city = City(today)
    with transaction.atomic():
        _agencies(city)
        if agencies:
            _more_agencies(city, agencies)
        _columns(city)
        _facets(city)
        _staff(city)
        set_index_rule(
            agency=None,
            pattern="{code}/{year}-{serial:5}",
            valid_from=FOUNDED,
            by=city.actor,
            at=city.moment(today),
        )
    return city


def find_city(today: date) -> City:
    """The city as it stands in the database."""
    city = City(today)
    city.agencies = {agency.slug: agency for agency in Agency.objects.all()}
    city.columns = {column.slug: column for column in Column.objects.all()}
    city.facets = {(facet.scheme, facet.code): facet for facet in Facet.objects.all()}
    for row in AgencyName.objects.select_related("agency").order_by("valid_from"):
        city.names.setdefault(row.agency.slug, []).append((row.valid_to, row.name))
    return city


def _add(
    city: City,
    slug: str,
    name: str,
    short: str,
    kind: str,
    level: str,
    parent: Agency | None,
    *,
    word: str = "",
    region: str = places.REGION,
    duties: str = "",
    former: tuple[str, str] | None = None,
    valid_to: date | None = None,
) -> Agency:
    number = len(city.agencies) + 1
    rng = city.rng("agency", slug)
    agency = Agency.objects.create(
        code=f"99{number:06d}{number % 10}",
        slug=slug,
        name=name,
        short_name=short,
        kind=kind,
        level=level,
        region_code=region,
        document_word=word,
        parent=parent,
        order=number * 10,
        valid_from=FOUNDED,
        valid_to=valid_to,
        duties_text=duties,
        address=f"清源市{rng.choice(['人民路', '建设路', '文昌街', '滨河大道', '解放街'])}{rng.randint(1, 320)}号",
        postcode="990000",
        telephone=f"0700-8{rng.randint(100000, 999999)}",
        fax=f"0700-8{rng.randint(100000, 999999)}",
        email=f"{slug}@qingyuan.example",
        office_hours="工作日 8:30—12:00，14:30—17:30（法定节假日除外）",
        head_name=rng.choice(places.SURNAMES) + rng.choice(places.GIVEN),
    )
    agency.path = f"{parent.path if parent else ''}{agency.pk}/"
    agency.save(update_fields=["path"])
    at = city.moment(city.today)
    if former:
        AgencyName.objects.create(
            agency=agency,
            name=former[0],
            short_name=former[1],
            valid_from=FOUNDED,
            valid_to=places.REFORM,
            recorded_at=at,
        )
    AgencyName.objects.create(
        agency=agency,
        name=name,
        short_name=short,
        valid_from=places.REFORM if former else FOUNDED,
        valid_to=valid_to,
        recorded_at=at,
    )
    city.agencies[slug] = agency
    city.names[slug] = [(places.REFORM, former[0])] if former else []
    city.names[slug].append((valid_to, name))
    return agency


def _agencies(city: City) -> None:
    government = _add(
        city,
        "city",
        f"{places.CITY}人民政府",
        "市政府",
        AgencyKind.GOVERNMENT,
        AgencyLevel.CITY,
        None,
        word="清政发、清政函、清政令",
        duties="领导全市经济、教育、科学、文化、卫生、体育、城乡建设、财政、民政、公安、司法行政等行政工作。",
    )
    office = places.OFFICE
    _add(
        city, office.slug, office.name, office.short, AgencyKind.OFFICE, AgencyLevel.CITY,
        government, word=office.word, duties=office.duties,
    )  # fmt: skip
    for body in places.DEPARTMENTS:
        former = (body.former, body.former_short) if body.former else None
        _add(
            city, body.slug, body.name, body.short, AgencyKind.DEPARTMENT, AgencyLevel.CITY,
            government, word=f"{body.word}发、{body.word}函", duties=body.duties, former=former,
        )  # fmt: skip
    for body in places.ABOLISHED:
        agency = _add(
            city, body.slug, body.name, body.short, AgencyKind.DEPARTMENT, AgencyLevel.CITY,
            government, word=body.word, duties=body.duties, valid_to=places.REFORM,
        )  # fmt: skip
        Succession.objects.create(
            predecessor=agency,
            successor=city.agencies[body.heir],
            kind=Succession.Kind.MERGED,
            on=places.REFORM,
            basis="清源市机构改革方案",
            recorded_at=city.moment(city.today),
        )
    for slug, name, short, region, word in places.COUNTIES:
        county = _add(
            city, slug, f"清源市{name}人民政府", f"{name}政府", AgencyKind.GOVERNMENT,
            AgencyLevel.COUNTY, government, word=f"{word}发", region=region,
            duties=f"领导{name}各项行政工作。",
        )  # fmt: skip
        for suffix, title, brief, duties in places.COUNTY_DEPARTMENTS:
            _add(
                city, f"{slug}-{suffix}", f"{name}{title}", f"{short}{brief}",
                AgencyKind.OFFICE if suffix == "office" else AgencyKind.DEPARTMENT,
                AgencyLevel.COUNTY, county, word=f"{word[0]}{brief[0]}发", region=region,
                duties=f"负责本行政区域{duties}",
            )  # fmt: skip
    for county_slug, slug, name in places.TOWNS:
        parent = city.agencies[county_slug]
        county_name = next(row[1] for row in places.COUNTIES if row[0] == county_slug)
        full = f"{county_name}{name}" if name.endswith("办事处") else f"{county_name}{name}人民政府"
        _add(
            city, slug, full, name, AgencyKind.TOWN, AgencyLevel.TOWN, parent,
            word=f"{name[:2]}政发", region=parent.region_code,
            duties="承担本辖区公共服务、基层治理和政务公开工作。",
        )  # fmt: skip
    bureau = places.BUREAU
    # Last, so that the codes of the others stay what they were.
    _add(
        city, bureau.slug, bureau.name, bureau.short, AgencyKind.DEPARTMENT, AgencyLevel.CITY,
        government, word=f"{bureau.word}发", duties=bureau.duties,
    )  # fmt: skip


def _more_agencies(city: City, wanted: int) -> None:
    number = 0
    while len(city.agencies) < wanted:
        number += 1
        county_slug, county_name = places.COUNTIES[number % 3][:2]
        parent = city.agencies[county_slug]
        _add(
            city, f"village-office-{number:03d}", f"{county_name}第{number}便民服务中心",
            f"第{number}服务中心", AgencyKind.INSTITUTION, AgencyLevel.TOWN, parent,
            region=parent.region_code, duties="受理基层公共服务事项。",
        )  # fmt: skip


def _columns(city: City) -> None:
    at = city.moment(city.today)
    order = 0
    for slug, name, module, kind, children in columns.COLUMNS:
        order += 10
        parent = add_column(
            slug=slug, name=name, column_type=kind, module=module, order=order,
            description=f"{places.CITY}{name}信息", keywords=name, by=city.actor, at=at,
        )  # fmt: skip
        city.columns[slug] = parent
        for child in children:
            order += 10
            child_slug, child_name, child_kind = child.split("|")
            city.columns[child_slug] = add_column(
                slug=child_slug, name=child_name, column_type=child_kind, module=module,
                parent=parent, order=order, description=f"{places.CITY}{child_name}信息",
                keywords=f"{name},{child_name}", by=city.actor, at=at,
            )  # fmt: skip


def _facets(city: City) -> None:
    for scheme, values in columns.FACETS.items():
        for order, (code, name) in enumerate(values):
            city.facets[scheme, code] = Facet.objects.create(
                scheme=scheme, code=code, name=name, order=order
            )


def _staff(city: City) -> None:
    if not settings.DEMO:
        return
    at = city.moment(city.today)
    # Demo log-ins go without an authenticator app, so that anyone can try the desk at once.
    Role.objects.update(needs_second_factor=False)
    for username, name, agency_slug, description, role in places.STAFF:
        user = User.objects.create_user(
            username,
            demo_password(username),
            name=name,
            is_demo=True,
            password_changed_at=at,
            created_at=at,
        )
        agency = city.agencies[agency_slug]
        Post.objects.create(
            user=user,
            agency=agency,
            role=Role.objects.get(code=role),
            valid_from=FOUNDED,
            recorded_at=at,
        )
        record(
            by=city.actor,
            at=at,
            verb="staff.add",
            subject=Subject("user", str(user.pk), f"{name}（{description}）", agency.pk),
            basis="演示账号",
        )


def demo_password(username: str) -> str:
    """The password of a demo account: derived from this installation's key, the same each start."""
    digest = hashlib.sha256(f"demo:{username}:{settings.SECRET_KEY}".encode()).hexdigest()
    return f"demo-{digest[:10]}"
