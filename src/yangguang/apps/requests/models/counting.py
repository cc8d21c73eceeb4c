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
            # For the figures of many bodies as of a day: what was recorded since its new year.
            models.Index(
                fields=[
                    "recorded_at", "what", "day", "agency", "applicant_kind", "reply_kind",
                    "channel", "late", "sign",
                ],
                name="tally_recorded",
            ),
            # For the cases behind the figures of many bodies: in the order of their days, and with
            # every column that a figure asks of, so that a page is read from it alone.
            models.Index(
                fields=[
                    "what", "day", "application", "agency", "applicant_kind", "channel",
                    "reply_kind", "late", "sign", "recorded_at",
                ],
                name="tally_cases",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.application_id} {self.what} {self.day} {self.sign:+d}"


class Summed(models.TextChoices):
    """What a sum adds up. CARRIED is what came in less what was closed, with fewer particulars."""

    RECEIVED = "received", "收到"
    CLOSED = "closed", "办结"
    CARRIED = "carried", "收到减办结"


class TallySum(models.Model):
    """Entries of the ledger added up, so that figures of many bodies need not read each.

    ``year`` is the year of the day that counts, ``recorded_year`` the year (in UTC) in which the
    entries were recorded. Holds the entries up to `TallyFold.through` and no others; whoever reads
    sums adds the entries after that from the ledger, so a sum cannot be out of date.
    """

    agency = models.ForeignKey(Agency, models.PROTECT, db_index=False, related_name="+")
    what = models.CharField("事实", max_length=8, choices=Summed)
    year = models.PositiveSmallIntegerField("年度")
    recorded_year = models.PositiveSmallIntegerField("登记年度")
    applicant_kind = models.CharField("申请人类别", max_length=24)
    channel = models.CharField("渠道", max_length=12, blank=True)
    reply_kind = models.CharField("答复类型", max_length=60, blank=True)
    late = models.BooleanField("延期或者逾期办结", default=False)
    net = models.IntegerField("合计")

    class Meta:
        verbose_name = "统计台账合计"
        constraints = [
            models.UniqueConstraint(
                fields=[
                    "what", "year", "agency", "recorded_year", "applicant_kind", "channel",
                    "reply_kind", "late",
                ],
                name="one_sum_of_its_kind",
            )
        ]  # fmt: skip
        indexes = [
            # The same with the sum itself, so that sums are read from the index alone.
            models.Index(
                fields=[
                    "what", "year", "agency", "recorded_year", "applicant_kind", "channel",
                    "reply_kind", "late", "net",
                ],
                name="tally_sum_read",
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.agency_id} {self.what} {self.year} {self.net:+d}"


class TallyFold(models.Model):
    """Up to which entry of the ledger the sums reach: the one row of its table."""

    through = models.BigIntegerField("已合计至", default=0)
    folded_at = models.DateTimeField("合计时间")

    class Meta:
        verbose_name = "统计台账合计进度"

    def __str__(self) -> str:
        return str(self.through)
