"""Change sets of the demo city's lists of disclosure and trading: drafted, reviewed, published."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from yangguang.apps.audit.actors import command
from yangguang.apps.registers.models import ChangeSet, Register
from yangguang.apps.registers.services import (
    Proposed,
    open_change_set,
    propose_rows,
    publish_change_set,
    submit_change_set,
)
from yangguang.apps.registers.services.masking import clear_findings
from yangguang.apps.registers.services.screening import screen_change_set, waiting_findings
from yangguang.apps.registers.services.showing import set_register
from yangguang.config.demo.setting import City

CLERK, REVIEWER = command("演示数据：清单经办"), command("演示数据：清单审核")


def owe_since(city: City, codes: Sequence[str], days: int) -> dict[str, Register]:
    """The registers of these codes, whose limits count for what is dated so many days back."""
    found = {}
    for code in codes:
        found[code] = set_register(
            register=Register.objects.get(code=code), shown=True,
            duties_since=city.today - timedelta(days=days), by=city.actor,
            at=city.moment(city.today),
        )  # fmt: skip
    return found


def publish_rows(
    city: City,
    register: Register,
    slug: str,
    rows: Sequence[Proposed],
    *,
    on: date,
    title: str,
    basis: str = "",
) -> None:
    """One set of rows, drafted and published on its day."""
    at = city.moment(on, 10)
    change_set = open_change_set(
        register=register, agency=city.agencies[slug], kind=ChangeSet.Kind.ADJUST, title=title,
        basis=basis, by=CLERK, at=at,
    )  # fmt: skip
    propose_rows(change_set=change_set, rows=rows, by=CLERK, at=at)
    if screen_change_set(change_set=change_set, at=at):
        waiting = list(waiting_findings(change_set).values_list("pk", flat=True))
        clear_findings(
            change_set=change_set, findings=waiting, by=CLERK, at=at,
            reason="属于法律、法规规定公示的内容（演示数据，名称均为虚构）。",
        )  # fmt: skip
    submit_change_set(change_set=change_set, by=CLERK, at=at)
    publish_change_set(change_set=change_set, by=REVIEWER, at=city.moment(on, 15))
