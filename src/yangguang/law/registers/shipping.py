"""The definitions that come with the platform, in the order in which an office meets them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from yangguang.law.registers.load import BadDefinition, read_definition
from yangguang.law.registers.model import Definition, FieldType

ORDER = (
    "power-list", "approval-items", "public-services", "intermediary-services", "enterprise-fees",
    "licences", "penalties",
    "enforcement-staff", "enforcement-basis", "discretion-standards", "enforcement-procedures",
    "enforcement-remedies", "enforcement-results", "enforcement-yearly",
    "inspection-items", "inspectors", "inspection-objects", "inspection-results", "red-list",
    "black-list",
    "budgets", "budget-approvals",
    "trading-procurement", "trading-engineering", "trading-land", "trading-property",
    "key-projects", "affordable-housing", "social-aid", "school-areas", "prices",
    "environment-approvals", "environment-penalties", "food-drug-checks", "safety-accidents",
    "disclosure-items", "negative-list", "grassroots-standards",
)  # fmt: skip
"""By group, the most asked for first; one that is not named here comes last."""


@cache
def shipped() -> Mapping[str, Definition]:
    """The definitions that come with the platform, by code. Raises BadDefinition for a bad file."""
    found: dict[str, Definition] = {}
    folder = files(__package__).joinpath("data")
    for entry in sorted(folder.iterdir(), key=lambda one: one.name):
        if not entry.name.endswith(".toml"):
            continue
        try:
            definition = read_definition(entry.read_text(encoding="utf-8"))
        except BadDefinition as wrong:
            raise BadDefinition([f"{entry.name}：{one}" for one in wrong.problems]) from wrong
        if definition.code in found:
            raise BadDefinition([f"{entry.name}：编码 {definition.code} 已被另一份定义使用。"])
        found[definition.code] = definition
    for definition in found.values():
        for one in definition.fields:
            if one.type is FieldType.ROW and one.of not in found:
                raise BadDefinition(
                    [f"{definition.code}：字段 {one.code} 指向没有的清单 {one.of}。"]
                )
    place = {code: number for number, code in enumerate(ORDER)}
    return dict(sorted(found.items(), key=lambda one: (place.get(one[0], len(place)), one[0])))
