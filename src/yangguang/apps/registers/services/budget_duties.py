"""The duties to publish budgets: they begin with an approval and end when the report is in the register.

依据：《中华人民共和国预算法》第十四条第二款。
"""

from __future__ import annotations

from datetime import date, datetime

from django.utils import timezone

from yangguang.apps.audit.actors import system
from yangguang.apps.audit.services import Subject
from yangguang.apps.duties.models import Duty
from yangguang.apps.duties.services import cancel_duty, discharge_duty, open_duty
from yangguang.apps.registers.budgets import APPROVALS, BUDGETS, budget_register, installed
from yangguang.apps.registers.duty_kinds import BUDGET_PUBLISH
from yangguang.apps.registers.models import Version
from yangguang.apps.registers.selectors.budgets import approvals_of
from yangguang.law.budgets.limit import BASIS, publication_due

SUBJECT = "budget"
CLERK = "预决算公开期限"


def subject_key(agency: int, year: str, kind: str) -> str:
    """How a duty names what is owed: body, year, 预算 or 决算."""
    return f"{agency}|{year}|{kind}"


def owe_budgets(at: datetime) -> None:
    """Open what approvals demand, close what has been published or is no longer owed.

    Asks what is owed now, so that it may run at any time and as often as one likes.
    """
    if not installed():
        return
    by = system(CLERK)
    today = timezone.localdate(at)
    since = budget_register(APPROVALS).duties_since
    published = _published()
    owed: set[str] = set()
    for version in approvals_of(None, "", today):
        values = version.values
        approved = date.fromisoformat(str(values["approved_on"]))
        if values.get("openness") == "依法不公开" or since is None or approved < since:
            continue
        year, kind = str(values["year"]), str(values["kind"])
        key = subject_key(version.agency_id, year, kind)
        owed.add(key)
        if key in published:
            continue
        open_duty(
            kind=BUDGET_PUBLISH,
            agency=version.agency,
            subject=Subject(SUBJECT, key, f"{year}年部门{kind}", version.agency_id),
            title=f"公开{year}年部门{kind}",
            opened_on=approved,
            due_on=publication_due(approved),
            basis=BASIS,
            by=by,
            at=at,
        )
    for duty in Duty.objects.filter(kind=BUDGET_PUBLISH, closed_at=None):
        if duty.subject_key in published:
            discharge_duty(duty=duty, on=min(published[duty.subject_key], today), by=by, at=at)
        elif duty.subject_key not in owed:
            cancel_duty(duty=duty, why="批复已更正或不再要求公开", by=by, at=at)


def _published() -> dict[str, date]:
    """What has been published, and since when it stands in the register."""
    rows = Version.objects.filter(register=budget_register(BUDGETS), live=True).order_by()
    found: dict[str, date] = {}
    for agency, year, kind, day in rows.values_list("agency", "t1", "t2", "valid_from").distinct():
        key = subject_key(agency, str(year), str(kind))
        if day is not None:
            found[key] = min(found.get(key, day), day)
    return found
