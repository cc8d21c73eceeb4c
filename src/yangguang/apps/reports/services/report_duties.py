"""The duty to publish the annual report: opened with the new year, discharged by the publication.

依据：《政府信息公开条例》第四十九条：县级以上人民政府部门1月31日前，县级以上地方人民政府3月31日前。
Reading: towns and authorised bodies follow the day for departments. A platform that starts after
the day does not begin with overdue reports about a year it has not seen.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.utils import timezone

from yangguang.apps.agencies.models import Agency
from yangguang.apps.agencies.permissions import Permission
from yangguang.apps.agencies.selectors import agencies_in_force
from yangguang.apps.audit.actors import system
from yangguang.apps.audit.services import Subject
from yangguang.apps.duties.models import Duty
from yangguang.apps.duties.registry import DutyKind
from yangguang.apps.duties.services import discharge_duty, open_duty
from yangguang.apps.reports.models import PublishedReport
from yangguang.apps.reports.selectors.drafting import report_due
from yangguang.apps.reports.selectors.published import public_reports
from yangguang.apps.reports.selectors.writing import REPORTING

PUBLISH = "reports.publish"
SUBJECT = "annual-report"
KIND = DutyKind(PUBLISH, "公布年度报告", "《条例》第四十九条", Permission.ITEM_DRAFT, action="编写")


def subject_of(agency: Agency, year: int) -> Subject:
    """What the duty is about: one body's report of one year."""
    return Subject(SUBJECT, f"{agency.pk}-{year}", f"{agency.name}{year}年度报告", agency.pk)


def run_reports(at: datetime) -> None:
    """What the worker does: owe last year's report while its days run, close what was published."""
    today = timezone.localdate(at)
    owe_reports(today.year - 1, at=at)
    discharge_published(public_reports().filter(year=today.year - 1), at=at)


def owe_reports(year: int, *, at: datetime) -> int:
    """Open the duty for every body that existed at the end of the year and whose report is neither
    public nor past its day; gives how many bodies owe one."""
    today = timezone.localdate(at)
    done = set(public_reports().filter(year=year).order_by().values_list("agency", flat=True))
    by = system("年度报告期限")
    owing = 0
    for agency in agencies_in_force(date(year, 12, 31)).filter(kind__in=REPORTING):
        due = report_due(agency, year)
        if agency.pk in done or today > due:
            continue
        open_duty(
            kind=PUBLISH,
            agency=agency,
            subject=subject_of(agency, year),
            title=f"公布{year}年度政府信息公开工作年度报告",
            opened_on=min(date(year + 1, 1, 1), today),
            due_on=due,
            by=by,
            at=at,
        )
        owing += 1
    return owing


def discharge_published(reports: Iterable[PublishedReport], *, at: datetime) -> None:
    """Close the duties about reports that are public, as done on the day of publication."""
    days = {f"{one.agency_id}-{one.year}": one.item.released_at or at for one in reports}
    open_ones = Duty.objects.filter(
        kind=PUBLISH, subject_kind=SUBJECT, subject_key__in=days, closed_on__isnull=True
    )
    for duty in open_ones:
        day = timezone.localdate(days[duty.subject_key])
        discharge_duty(duty=duty, on=max(day, duty.opened_on), by=system("年度报告公布"), at=at)
