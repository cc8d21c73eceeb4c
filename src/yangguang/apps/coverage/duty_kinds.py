"""The duty to publish what a list demands and nothing meets."""

from __future__ import annotations

from yangguang.apps.agencies.permissions import Permission
from yangguang.apps.duties.registry import DutyKind
from yangguang.law.registers.standing import GENERAL_BASIS

PUBLISH = "coverage.publish"
KIND = DutyKind(
    PUBLISH, "落实公开清单", GENERAL_BASIS, Permission.ITEM_DRAFT, action="公开", escalates=False
)
