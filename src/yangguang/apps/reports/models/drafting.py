"""An annual report being written: its sections as editable text, and what its figures come from.

The figures are kept beside the text as they were gathered, so that a number changed by hand shows
and a later look at the records can say what has moved. Every saving is kept.
"""

from __future__ import annotations

from decimal import Decimal

from django.db import models

from yangguang.apps.agencies.models import Agency
from yangguang.apps.catalog.models import Item
from yangguang.apps.reports.drafting.book import Book
from yangguang.apps.reports.drafting.material import Part


class ReportDraft(models.Model):
    """The report of one body about one year while it is written.

    ``sections`` is a list of parts (``drafting.material.Part`` as mappings), ``bindings`` handle →
    expression, ``cells`` cell → number as text or null, ``figures`` the other numbers that the text
    may state. ``item`` is set once the text has gone into the publishing road.
    """

    agency = models.ForeignKey(
        Agency, models.PROTECT, related_name="report_drafts", verbose_name="机构"
    )
    year = models.PositiveSmallIntegerField("年度")
    form = models.CharField("表式", max_length=8)
    title = models.CharField("标题", max_length=300)
    sections = models.JSONField("各部分")
    bindings = models.JSONField("数字来源", default=dict)
    cells = models.JSONField("统计表", default=dict)
    figures = models.JSONField("其他数字", default=dict)
    received = models.JSONField("历年申请", default=list)
    commitments = models.JSONField("上年承诺", default=list)
    gathered_at = models.DateTimeField("取数时间")
    revision = models.PositiveIntegerField("修订号", default=1)
    created_at = models.DateTimeField("建立时间")
    saved_at = models.DateTimeField("保存时间")
    saved_by_key = models.CharField("保存人标识", max_length=64)
    saved_by_name = models.CharField("保存人", max_length=100)
    item = models.ForeignKey(Item, models.SET_NULL, null=True, blank=True, related_name="+")
    handed_on_at = models.DateTimeField("转入发布时间", null=True, blank=True)
    handed_on_revision = models.PositiveIntegerField("转入发布的修订号", null=True, blank=True)

    class Meta:
        verbose_name = "年度报告稿"
        ordering = ["-year", "agency"]
        constraints = [
            models.UniqueConstraint(fields=["agency", "year"], name="one_report_draft_a_year")
        ]

    def __str__(self) -> str:
        return self.title

    def parts(self) -> tuple[Part, ...]:
        """The sections in order."""
        return tuple(
            Part(
                one["code"],
                one["number"],
                one["title"],
                one["text"],
                tuple(one["tables"]),
                tuple(one["charts"]),
            )
            for one in self.sections
        )

    def values(self) -> dict[str, Decimal | None]:
        """The cells of the tables as numbers; None where nothing is known."""
        return {
            cell: None if value is None else Decimal(value) for cell, value in self.cells.items()
        }

    def book(self) -> Book:
        """The figures as they were gathered."""
        known = {cell: value for cell, value in self.values().items() if value is not None}
        kept = {
            name: {key: Decimal(value) for key, value in self.figures.get(name, {}).items()}
            for name in ("before", "named", "named_before")
        }
        return Book(
            self.form, self.year, known, kept["before"], kept["named"], kept["named_before"]
        )

    def years(self) -> tuple[tuple[int, Decimal], ...]:
        """Applications received by year, for the chart."""
        return tuple((int(year), Decimal(value)) for year, value in self.received)


class ReportDraftSaving(models.Model):
    """One saved state of the sections; ``note`` says what made it where it was not typing."""

    draft = models.ForeignKey(ReportDraft, models.CASCADE, related_name="savings")
    revision = models.PositiveIntegerField("修订号")
    sections = models.JSONField("各部分")
    bindings = models.JSONField("数字来源", default=dict)
    note = models.CharField("说明", max_length=100, blank=True)
    automatic = models.BooleanField("自动保存", default=False)
    saved_at = models.DateTimeField("保存时间")
    saved_by_name = models.CharField("保存人", max_length=100)

    class Meta:
        verbose_name = "年度报告稿保存记录"
        ordering = ["draft", "-revision"]
        constraints = [
            models.UniqueConstraint(
                fields=["draft", "revision"], name="one_report_saving_per_revision"
            )
        ]

    def __str__(self) -> str:
        return f"{self.draft_id} 第{self.revision}稿"
