"""The register of bodies as the public reads it: confirmed bodies, their names and what came before.

Kept apart from the permission questions in ``selectors``: nothing here depends on who asks.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from yangguang.apps.agencies.models import Agency, AgencyKind, AgencyName, Succession


def known_agencies() -> QuerySet[Agency]:
    """Every confirmed body, in the order in which lists show them."""
    return Agency.objects.filter(proposed=False).order_by("order", "pk")


def find_agency(slug: str) -> Agency | None:
    """A confirmed body by its address."""
    return known_agencies().select_related("parent").filter(slug=slug).first()


@dataclass(frozen=True, slots=True)
class Division:
    """Bodies of one kind below one heading, in order."""

    heading: str
    agencies: list[Agency]


def directory(today: date) -> list[Division]:
    """The bodies that exist on a day, by what they are.

    The government itself with its office first, then its departments, then each lower government
    with its own departments under its name, then towns and everything else.
    """
    standing = [
        agency for agency in known_agencies() if agency.valid_to is None or agency.valid_to > today
    ]
    roots = [agency for agency in standing if agency.parent_id is None]
    root_keys = {agency.pk for agency in roots}
    divisions: list[Division] = []
    own: dict[str, list[Agency]] = {"政府及办公室": list(roots)}
    lower: list[Agency] = []
    for agency in standing:
        if agency.parent_id is None:
            continue
        if agency.parent_id not in root_keys:
            continue
        if agency.kind == AgencyKind.OFFICE:
            own["政府及办公室"].append(agency)
        elif agency.kind == AgencyKind.GOVERNMENT:
            lower.append(agency)
        else:
            own.setdefault(_HEADINGS.get(AgencyKind(agency.kind), "其他机构"), []).append(agency)
    for heading in ("政府及办公室", *dict.fromkeys(_HEADINGS.values()), "其他机构"):
        if own.get(heading):
            divisions.append(Division(heading, own[heading]))
    for government in lower:
        below = [
            agency
            for agency in standing
            if agency.pk == government.pk
            or (government.path and agency.path.startswith(government.path))
            or agency.parent_id == government.pk
        ]
        divisions.append(Division(government.short_name or government.name, below))
    return divisions


_HEADINGS = {
    AgencyKind.DEPARTMENT: "政府工作部门",
    AgencyKind.AGENCY: "派出机关",
    AgencyKind.INSTITUTION: "法律法规授权组织",
    AgencyKind.ENTERPRISE: "公共企业事业单位",
    AgencyKind.TOWN: "乡镇、街道",
}


def former_names(agency: Agency) -> list[AgencyName]:
    """The names a body no longer bears, latest first."""
    return list(
        AgencyName.objects.filter(agency=agency, valid_to__isnull=False).order_by("-valid_to")
    )


def predecessors(agency: Agency) -> list[Succession]:
    """The bodies whose powers came to this one."""
    return list(
        Succession.objects.filter(successor=agency).select_related("predecessor").order_by("-on")
    )


def successors(agency: Agency) -> list[Succession]:
    """The bodies to which this one's powers went."""
    return list(
        Succession.objects.filter(predecessor=agency).select_related("successor").order_by("on")
    )


def children(agency: Agency, today: date) -> list[Agency]:
    """The bodies directly below one that exist on a day."""
    return [
        child
        for child in known_agencies().filter(parent=agency)
        if child.valid_to is None or child.valid_to > today
    ]
