"""Published annual reports as read: their cells, what could not be read, and the check's answer."""

from __future__ import annotations

from django.db import models

from yangguang.apps.agencies.models import Agency
from yangguang.apps.catalog.models import Item


class PublishedReport(models.Model):
    """One annual report of one agency and year. ``answer`` is the JSON of ``report check``."""

    item = models.ForeignKey(Item, models.CASCADE, related_name="reports")
    table = models.PositiveSmallIntegerField("表序", default=1)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="published_reports")
    year = models.PositiveSmallIntegerField("年度", db_index=True)
    form = models.CharField("表式", max_length=8, blank=True)
    answer = models.JSONField("体检结果")
    errors = models.PositiveSmallIntegerField("错误数", default=0)
    warnings = models.PositiveSmallIntegerField("提醒数", default=0)
    checked_at = models.DateTimeField("体检时间")

    class Meta:
        verbose_name = "年度报告"
        ordering = ["-year", "agency"]
        constraints = [
            models.UniqueConstraint(fields=["item", "table"], name="one_report_per_item_table")
        ]

    def __str__(self) -> str:
        return f"{self.agency} {self.year}"


class ReportCell(models.Model):
    """One cell as read; ``value`` null where the report leaves it blank, ``unread`` where lost."""

    report = models.ForeignKey(PublishedReport, models.CASCADE, related_name="cells")
    code = models.CharField("单元格", max_length=40)
    value = models.DecimalField("数值", max_digits=20, decimal_places=6, null=True, blank=True)
    unread = models.CharField("未读原因", max_length=200, blank=True)

    class Meta:
        verbose_name = "报告单元格"
        indexes = [models.Index(fields=["code", "report"])]
        constraints = [models.UniqueConstraint(fields=["report", "code"], name="one_cell_per_code")]

    def __str__(self) -> str:
        return f"{self.code}={self.value}"


class Verdict(models.Model):
    """What a person said about a finding: it survives the next run by the finding's stable id."""

    class Decision(models.TextChoices):
        CONFIRMED = "confirmed", "属实"
        DISMISSED = "dismissed", "不属实"

    report = models.ForeignKey(PublishedReport, models.CASCADE, related_name="verdicts")
    finding_id = models.CharField("问题编号", max_length=64)
    decision = models.CharField("结论", max_length=16, choices=Decision)
    reason = models.CharField("理由", max_length=300, blank=True)
    at = models.DateTimeField("时间")
    actor_name = models.CharField("认定人", max_length=50)

    class Meta:
        verbose_name = "问题认定"
        constraints = [
            models.UniqueConstraint(fields=["report", "finding_id"], name="one_verdict_per_finding")
        ]

    def __str__(self) -> str:
        return f"{self.finding_id} {self.decision}"
