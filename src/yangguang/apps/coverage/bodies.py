"""Which bodies the words of a list mean: 市教育局, 各县（区）人民政府, 各乡镇街道, 教育主管部门.

Lists name those who owe a row as offices speak. What names a body is that body; what names a group
is all of it below the government whose list it is; what names neither is left to the body that keeps
the row.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from yangguang.apps.agencies.models import Agency, AgencyKind, AgencyLevel

_APART = re.compile(r"[、，,;；/\n]|以及|及其|(?<=[局委办厅府处院部门位])(?:和|与|及|或)")
_BRACKETS = re.compile(r"[（(]([^（）()]*)[）)]")
_REGION = re.compile(r"[县市区镇乡街道办、，,/]*")
_TOWNS = re.compile(r"乡镇|镇街|街道|乡级|镇级|乡人民政府|镇人民政府|乡政府|镇政府")
_COUNTIES = re.compile(r"县区|区县|县市区|市县区|县级|各县|各区")
_GOVERNMENT = re.compile(r"人民政府|政府$|^各县|^县区$|^区县$|^县市区$")
_ALL = re.compile(
    r"^(?:各|本级|政府|市级|市直|区直|县直|县级|有关|相关|行政|政府工作|政府组成)*"
    r"(?:部门|单位|机关|行政机关|工作部门)(?:和?单位)?$"
)
_TOPIC = re.compile(
    r"(?:主管|行政主管|行政管理|行政|管理|监督管理|职能)*(?:部门|机构|单位|机关|局)$"
)
_DEPARTMENTS = (AgencyKind.DEPARTMENT, AgencyKind.OFFICE, AgencyKind.AGENCY)


@dataclass(frozen=True, slots=True)
class Bodies:
    """The bodies that live, among which the words of lists are looked for."""

    agencies: Sequence[Agency]

    def meant(self, words: str, keeper: Agency) -> list[Agency]:
        """The bodies that owe the row, each once; the keeper where the words name nobody."""
        found: dict[int, Agency] = {}
        within = self._within(keeper)
        for part in _APART.split(_BRACKETS.sub(_opened, words)):
            for one in self._part(_plain(part), keeper, within):
                found.setdefault(one.pk, one)
        return list(found.values()) or [keeper]

    def _within(self, keeper: Agency) -> list[Agency]:
        """The government whose list it is, with all below it."""
        top = keeper
        if keeper.kind not in (AgencyKind.GOVERNMENT, AgencyKind.TOWN):
            above = [one for one in self.agencies if one.pk == keeper.parent_id]
            top = above[0] if above else keeper
        return [one for one in self.agencies if one.path.startswith(top.path)]

    def _part(self, part: str, keeper: Agency, within: Sequence[Agency]) -> list[Agency]:
        if not part:
            return []
        exact = [one for one in within if part in (one.name, one.short_name)]
        if exact:
            return exact[:1]
        ended = [one for one in within if len(part) > 2 and one.name.endswith(part)]
        if len(ended) == 1 and not part.startswith("各"):
            return ended
        found: list[Agency] = []
        if _TOWNS.search(part):
            found += [one for one in within if one.kind == AgencyKind.TOWN]
        if _COUNTIES.search(part):
            found += self._counties(part, within)
        if found:
            return found
        if _ALL.match(part):
            own = [one for one in within if one.level == keeper.level]
            return [one for one in own if one.kind in _DEPARTMENTS]
        return self._by_topic(part, keeper, within)

    def _counties(self, part: str, within: Sequence[Agency]) -> list[Agency]:
        counties = [one for one in within if one.level == AgencyLevel.COUNTY]
        topic = _topic(_COUNTIES.sub("", part))
        if topic and not _GOVERNMENT.search(part):
            return [
                one for one in counties if one.kind in _DEPARTMENTS and topic in _bare(one.name)
            ]
        return [one for one in counties if one.kind == AgencyKind.GOVERNMENT]

    def _by_topic(self, part: str, keeper: Agency, within: Sequence[Agency]) -> list[Agency]:
        """教育主管部门: the department of the list's own level whose name speaks of it."""
        topic = _topic(part)
        if len(topic) < 2:
            return []
        own = [
            one
            for one in within
            if one.kind in _DEPARTMENTS and topic in _bare(one.name) and one.level == keeper.level
        ]
        return own[:1]


def _plain(part: str) -> str:
    return re.sub(r"\s+", "", part).strip("。．.等 ")


def _opened(found: re.Match[str]) -> str:
    """县（市、区）is 县市区; what else stands in brackets explains and names nobody."""
    inner = found[1]
    return re.sub(r"[、，,/]", "", inner) if _REGION.fullmatch(inner) else ""


def _topic(part: str) -> str:
    return _bare(_TOPIC.sub("", part.lstrip("各市县区镇乡").removesuffix("等")))


def _bare(name: str) -> str:
    """The name without what joins its words, and without 人民政府, in which 民政 would be found."""
    return re.sub(r"人民政府|[和与、]", "", name)
