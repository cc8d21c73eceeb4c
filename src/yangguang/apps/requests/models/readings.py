"""Which answers a body has chosen to what the law leaves open, and by which answers a case counts.

The questions are those of ``law.readings``. A choice holds for applications received from a day on;
what an application was received under stays with it until somebody signs that it moves.
"""

from __future__ import annotations

from django.db import models

from yangguang.apps.agencies.models import Agency
from yangguang.apps.audit.models import AppendOnly
from yangguang.apps.duties.models import CalendarRevision
from yangguang.apps.requests.models.applications import Application


class ReadingChoice(AppendOnly):
    """A body's answer to one question, for itself and those below, from a day of receipt on.

    The newest row that has begun counts; ``value`` null: the body follows the one above again.
    Rows are only ever added, so that it can be told what held when.
    """

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="reading_choices")
    name = models.CharField("计算口径", max_length=64)
    value = models.BooleanField("答案", null=True)
    valid_from = models.DateField("自何日收到的申请起")
    reason = models.CharField("理由", max_length=300)
    revision = models.ForeignKey(CalendarRevision, models.PROTECT, related_name="+")
    by = models.CharField("签核人", max_length=100)
    recorded_at = models.DateTimeField("入库时间")

    class Meta:
        verbose_name = "期限计算口径"
        ordering = ["id"]
        indexes = [models.Index(fields=["agency", "name", "valid_from"], name="reading_of_body")]

    def __str__(self) -> str:
        return f"{self.agency_id} {self.name}"


class CaseReadings(AppendOnly):
    """The answers by which one application counts; the newest row counts.

    Without a row it counts by the defaults: those were in force when it was received.
    """

    application = models.ForeignKey(Application, models.PROTECT, related_name="readings")
    values = models.JSONField("答案", default=dict)
    revision = models.ForeignKey(
        CalendarRevision, models.PROTECT, null=True, blank=True, related_name="+"
    )
    """The signed change that moved it; null for those in force when it was received."""
    by = models.CharField("登记人", max_length=100)
    recorded_at = models.DateTimeField("入库时间")

    class Meta:
        verbose_name = "办件所用口径"
        ordering = ["id"]

    def __str__(self) -> str:
        return str(self.application_id)
