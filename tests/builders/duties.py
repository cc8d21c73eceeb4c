"""Duties of a kind that no app owns, for tests of the list itself."""

from __future__ import annotations

from datetime import date

from tests.builders.agencies import AT, BY
from yangguang.apps.agencies.models import Agency, User
from yangguang.apps.agencies.permissions import Permission
from yangguang.apps.audit.services import Subject
from yangguang.apps.duties.models import Duty
from yangguang.apps.duties.registry import DutyKind, Recompute, find_kind, register_kind
from yangguang.apps.duties.services import open_duty

KIND = "test-reply"


def a_kind(
    code: str = KIND, *, recompute: Recompute | None = None, escalates: bool = True
) -> DutyKind:
    """A registered kind that handlers of applications attend to; the one that stands, if any."""
    standing = find_kind(code)
    if standing is not None and recompute is None:
        return standing
    return register_kind(
        DutyKind(
            code=code,
            label="答复申请",
            basis="《条例》第三十三条",
            who=Permission.REQUEST_HANDLE,
            recompute=recompute,
            action="答复",
            escalates=escalates,
        )
    )


def a_duty(
    agency: Agency,
    number: str,
    due_on: date,
    *,
    opened_on: date = date(2026, 1, 5),
    person: User | None = None,
    kind: str = KIND,
    provisional: bool = False,
) -> Duty:
    """One open duty about the application of that number."""
    a_kind(kind)
    return open_duty(
        kind=kind,
        agency=agency,
        subject=Subject("test-request", number, f"申请 {number}", agency.pk),
        title=f"申请 {number} 答复",
        opened_on=opened_on,
        due_on=due_on,
        provisional=provisional,
        person=person,
        by=BY,
        at=AT,
    )
