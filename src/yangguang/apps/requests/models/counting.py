"""What the yearly figures count, in a ledger of its own that is only ever added to.

A report has to come out the same whenever it is made again for the same moment. So the two facts
that the form counts, an application came in and an application was answered, are entered here with
the day that counts and the moment at which it was recorded; the figures read nothing else.
"""

from __future__ import annotations

from django.db import models

from yangguang.apps.agencies.models import Agency
from yangguang.apps.audit.models import AppendOnly
from yangguang.apps.requests.models.applications import Application


class Counted(models.TextChoices):
    """The two facts of one application that a report counts."""

    RECEIVED = "received", "收到"
    CLOSED = "closed", "办结"


class Tally(AppendOnly):
    """One entry of the ledger. ``sign`` -1 takes an earlier entry back (a day was corrected), so
    that what stood at any moment is the sum of the entries recorded until then.

    ``day`` is the legal day of receipt, or the day of the reply. ``reply_kind`` and ``late`` (closed
    after an extension, or after the period had run out) are filled for closings.
    """

    application = models.ForeignKey(Application, models.PROTECT, related_name="tallies")
    agency = models.ForeignKey(Agency, models.PROTECT, db_index=False, related_name="+")
    what = models.CharField("事实", max_length=8, choices=Counted)
    day = models.DateField("日期")
    applicant_kind = models.CharField("申请人类别", max_length=24)
    channel = models.CharField("渠道", max_length=12)
    reply_kind = models.CharField("答复类型", max_length=60, blank=True)
    late = models.BooleanField("延期或者逾期办结", default=False)
    sign = models.SmallIntegerField("增减", default=1)
    recorded_at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = "统计台账"
        indexes = [
            # Holds every column that the figures group by, so that they are read from it alone.
            models.Index(
                fields=[
                    "agency", "what", "day", "applicant_kind", "reply_kind", "channel", "late",
                    "sign", "recorded_at",
                ],
                name="tally_figures",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.application_id} {self.what} {self.day} {self.sign:+d}"
