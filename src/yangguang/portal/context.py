"""What every page of the portal knows: whose site it is, its places, and its variant."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from yangguang.apps.agencies.models import Agency, AgencyKind
from yangguang.apps.catalog import selectors
from yangguang.apps.catalog.models import Column
from yangguang.portal.variants import variant_of
from yangguang.press.questions import is_question


@dataclass(frozen=True, slots=True)
class Site:
    """Whose site it is, as the head, the foot and the meta tags of the 2017 guideline show it.

    Every value can be set in ``settings.SITE``; what is not set is taken from the root
    government in the table of bodies. 依据：国办发〔2017〕47号《政府网站发展指引》。
    """

    name: str
    host: str
    """主办单位"""
    undertaker: str = ""
    """承办单位"""
    telephone: str = ""
    email: str = ""
    address: str = ""
    postcode: str = ""
    office_hours: str = ""
    id_code: str = ""
    """政府网站标识码，十位"""
    icp: str = ""
    """ICP 备案编号"""
    police_filing: str = ""
    """公安机关备案编号"""
    mistakes_url: str = ""
    """全国“我为政府网站找错”平台中本网站的地址"""
    description: str = ""
    keywords: str = "政务公开,政府信息公开"
    seal: str = ""
    """One character in the round mark beside the name."""
    rules_column: str = "rules"
    """Slug of the column that holds 政府信息公开制度."""
    service_url: str = ""
    """办事服务入口"""
    url: str = ""

    @property
    def domain(self) -> str:
        """The host name, as SiteDomain wants it."""
        return urlsplit(self.url).netloc


def root_government() -> Agency | None:
    """The government whose site this is: the first confirmed body without a superior."""
    return (
        Agency.objects.filter(parent=None, proposed=False, kind=AgencyKind.GOVERNMENT)
        .order_by("order", "pk")
        .first()
    )


def read_site() -> Site:
    """The site's identity from settings, completed from the root government."""
    given: Mapping[str, Any] = getattr(settings, "SITE", {})
    root = root_government()
    place = root.name.removesuffix("人民政府").removesuffix("政府") if root else ""
    values: dict[str, Any] = {
        "name": f"{place}政务公开" if place else "政务公开",
        "host": root.name if root else "",
        "telephone": root.telephone if root else "",
        "email": root.email if root else "",
        "address": root.address if root else "",
        "postcode": root.postcode if root else "",
        "office_hours": root.office_hours if root else "",
        "seal": place[:1] or "公",
        "url": str(getattr(settings, "SITE_URL", "")).rstrip("/"),
    }
    known = {field.name for field in fields(Site)}
    values.update({name: value for name, value in given.items() if name in known and value})
    if not values.get("description"):
        values["description"] = f"{values['name']}：政府信息公开、政策文件、政策解读和年度报告。"
    return Site(**values)


@dataclass(frozen=True, slots=True)
class Tree:
    """The open columns of the whole site, by parent."""

    columns: tuple[Column, ...]

    def below(self, parent: int | None) -> list[Column]:
        """The columns directly below one (None: those at the top)."""
        return [column for column in self.columns if column.parent_id == parent]

    def top_of(self, module: str) -> list[Column]:
        """The top columns of one module."""
        return [column for column in self.below(None) if column.module == module]

    @property
    def services(self) -> list[Column]:
        """The top columns of the modules beside disclosure (办事服务, 互动交流), for the navigation."""
        return [column for column in self.below(None) if column.module != Column.Module.DISCLOSURE]

    @property
    def disclosure(self) -> list[Column]:
        """The top columns of 政府信息公开."""
        return self.top_of(Column.Module.DISCLOSURE)

    @property
    def whole(self) -> list[dict[str, Any]]:
        """All of the tree, each column under its parent, as ``portal/branch.html`` draws it."""
        return self._level(None)

    def _level(self, parent: int | None) -> list[dict[str, Any]]:
        return [
            {"column": column, "here": False, "below": self._level(column.pk)}
            for column in self.below(parent)
        ]

    def line(self, column: Column) -> list[Column]:
        """From the top down to the column itself."""
        by_key = {one.pk: one for one in self.columns}
        line = [column]
        while (parent := line[0].parent_id) is not None and parent in by_key:
            line.insert(0, by_key[parent])
        return line


_SECTIONS = {
    "": "home",
    "registers": "registers",
    "projects": "registers",
    "budgets": "registers",
    "draws": "registers",
    "coverage": "registers",
    "reports": "reports",
    "report": "reports",
    "report-check": "reports",
    "agencies": "agencies",
    "agency": "agencies",
    "disclosure": "disclosure",
    "norms": "disclosure",
    "gazette": "disclosure",
    "requests": "disclosure",
    "newest": "disclosure",
    "column": "disclosure",
    "facet": "disclosure",
    "item": "disclosure",
}


def section_of(path: str) -> str:
    """Which entry of the main navigation a path belongs to; a view may say otherwise."""
    return _SECTIONS.get(path.strip("/").split("/")[0], "")


def section_of_column(top: Column) -> str:
    """Which entry of the main navigation a top column belongs to."""
    return "disclosure" if top.module == Column.Module.DISCLOSURE else top.slug


def site(request: HttpRequest) -> dict[str, Any]:
    """Template context of every page; the database is asked only where a page shows it."""
    variant = variant_of(request)
    path = request.path_info
    query = request.META.get("QUERY_STRING", "")
    # A finished page is the same whatever was hung on its address: its links name none of it.
    rest = path.lstrip("/") + (f"?{query}" if query and is_question(path, query) else "")
    return {
        "site": SimpleLazyObject(read_site),
        "tree": SimpleLazyObject(lambda: Tree(tuple(selectors.site_columns()))),
        "variant": variant,
        "section": section_of(path),
        "here": {
            "path": path,
            "plain": variant.with_(plain=not variant.plain).prefix + rest,
            "hant": variant.with_(hant=not variant.hant).prefix + rest,
            "contrast": variant.with_(contrast=not variant.contrast).prefix + rest,
        },
    }
