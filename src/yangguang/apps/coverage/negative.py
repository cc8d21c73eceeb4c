"""Lines of the negative list that a decision not to publish may cite.

A line rests on one ground of the regulation; it can be cited by a decision on the same ground alone,
so that a list of an office never widens what the law lets be withheld.
依据：《政府信息公开条例》第十四条至第十六条；国办发〔2016〕80号（拟不公开的，要依法依规说明理由）。
"""

from __future__ import annotations

from yangguang.apps.agencies.models import Agency
from yangguang.apps.registers.models import Version
from yangguang.law.exemptions import exemptions

CODE = "negative-list"
GROUND = "ground"


def citable(agency: Agency) -> list[Version]:
    """The live lines of the body's own list and of the bodies above it, in the order of the list."""
    above = [int(part) for part in agency.path.split("/") if part]
    siblings = Agency.objects.filter(parent=agency.parent_id, kind="office").values_list(
        "pk", flat=True
    )
    rows = Version.objects.filter(
        register__code=CODE, live=True, agency__in=[*above, *siblings, agency.pk]
    ).select_related("register")
    return sorted(rows, key=lambda one: (len(_number(one)), _number(one), one.pk))


def fits(line: Version, ground: str) -> bool:
    """Whether the line rests on that ground (its key)."""
    labels = {one.key: one.label for one in exemptions()}
    return bool(ground) and labels.get(ground) == line.values.get(GROUND)


def citation_of(line: Version) -> str:
    """How a reason names the line: 负面清单第3项“个人隐私信息”（第1版）."""
    return f"{line.register.name}第{_number(line)}项“{line.title}”（第{line.number}版）"


def _number(line: Version) -> str:
    return str(line.values.get("number") or "")
