"""A small register of its own, and changes of it as clerks make them."""

from __future__ import annotations

from datetime import date, datetime

from django.utils import timezone

from tests.builders.agencies import BY
from yangguang.apps.agencies.models import Agency
from yangguang.apps.audit.actors import Actor, ActorKind
from yangguang.apps.registers.models import ChangeSet, Register, Version
from yangguang.apps.registers.rows import Values
from yangguang.apps.registers.services import (
    Proposed,
    install_register,
    open_change_set,
    propose_rows,
    publish_change_set,
    submit_change_set,
)

REVIEWER = Actor(ActorKind.STAFF, "999999", "审核员")
FEES = """
code = "wharf-fees"
name = "码头收费目录"
group = "收费"
version = "2024"
in_force = 2024-01-01
basis = "《价格法》第四十二条"
summary = "码头向船舶收取的费用。"
row_name = "收费项目"
shape = "list"
key = ["number"]
title = "name"
sort = ["number"]

[[field]]
code = "number"
label = "项目编码"
required = true
filter = true
brief = true

[[field]]
code = "name"
label = "项目名称"
aliases = ["收费项目名称", "名称"]
required = true
brief = true

[[field]]
code = "kind"
label = "收费类别"
type = "choice"
choices = ["行政事业性收费", "政府定价", "市场调节价"]
choice_aliases = { "行政事业" = "行政事业性收费", "市场价" = "市场调节价" }
filter = true
brief = true

[[field]]
code = "price"
label = "收费标准"
type = "money"
unit = "元"
sort = true
brief = true

[[field]]
code = "set_on"
label = "核定日期"
type = "date"
filter = true

[[field]]
code = "contact"
label = "联系人"
type = "person"
mask = "name"

[[field]]
code = "note"
label = "内部备注"
internal = true

[[check]]
rule = "price >= 0"
say = "收费标准不能是负数。"

[[check]]
rule = 'if(kind = "市场调节价", true, not empty(price))'
say = "政府定价和行政事业性收费应当写明收费标准。"
severity = "warning"

[[chart]]
kind = "bar"
title = "各类收费项目数"
by = "kind"

[[sum]]
by = "kind"
of = "price"
"""


def noon(day: date) -> datetime:
    """Midday of that day here."""
    return timezone.make_aware(datetime(day.year, day.month, day.day, 12))


def a_register(text: str = FEES, *, on: date = date(2024, 1, 2)) -> Register:
    """The register of that definition, installed."""
    return install_register(text=text, by=BY, at=noon(on))


def fee(number: str, name: str, **more: str) -> Values:
    """The values of one row of the wharf's fees."""
    return {"number": number, "name": name, "kind": "政府定价", "price": "12", **more}


def a_draft(
    register: Register,
    agency: Agency,
    rows: list[Values],
    *,
    on: date = date(2024, 3, 4),
    title: str = "2024年第一次调整",
    whole: bool = False,
    in_force_on: date | None = None,
    decided: str = "",
) -> ChangeSet:
    """A draft change set that proposes these rows."""
    change_set = open_change_set(
        register=register, agency=agency, kind=ChangeSet.Kind.ADJUST, title=title, by=BY,
        at=noon(on), basis="市价〔2024〕3号", in_force_on=in_force_on,
    )  # fmt: skip
    propose_rows(
        change_set=change_set,
        rows=[Proposed(agency, values, decided=decided) for values in rows],
        by=BY,
        at=noon(on),
        whole_list=[agency] if whole else [],
    )
    return change_set


def publish(change_set: ChangeSet, *, on: date) -> ChangeSet:
    """Submitted and approved by somebody else."""
    submit_change_set(change_set=change_set, by=BY, at=noon(on))
    return publish_change_set(change_set=change_set, by=REVIEWER, at=noon(on))


def published(
    register: Register,
    agency: Agency,
    rows: list[Values],
    *,
    on: date = date(2024, 3, 4),
    whole: bool = False,
    decided: str = "",
) -> list[Version]:
    """The live versions of these rows, published on that day."""
    change_set = a_draft(register, agency, rows, on=on, whole=whole, decided=decided)
    publish(change_set, on=on)
    return list(Version.objects.filter(change_set=change_set, live=True).order_by("pk"))
