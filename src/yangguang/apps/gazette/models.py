"""Issues of the gazette and the documents in them."""

from __future__ import annotations

from django.db import models

from yangguang.apps.agencies.models import Agency
from yangguang.apps.catalog.models import Item
from yangguang.apps.files.models import StoredFile


class GazetteIssue(models.Model):
    """One issue. ``number`` counts within the year, ``whole_number`` from the first issue on.

    ``item`` is the public document that the issue becomes; None while it is being compiled.
    """

    class State(models.TextChoices):
        COMPILING = "compiling", "编辑中"
        DRAFTED = "drafted", "待审查公开"
        PUBLISHED = "published", "已出版"
        DROPPED = "dropped", "已取消"

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="gazette_issues")
    year = models.PositiveIntegerField("年份")
    number = models.PositiveIntegerField("期号")
    whole_number = models.PositiveIntegerField("总期号")
    title = models.CharField("刊名", max_length=100)
    state = models.CharField("状态", max_length=16, choices=State, default=State.COMPILING)
    preface = models.CharField("卷首说明", max_length=500, blank=True)
    opened_at = models.DateTimeField("开始时间")
    opened_by_key = models.CharField("编辑人标识", max_length=64)
    opened_by_name = models.CharField("编辑人", max_length=100)
    item = models.OneToOneField(
        Item, models.PROTECT, null=True, blank=True, related_name="gazette_issue"
    )
    pdf = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="gazette_issues"
    )
    pages = models.PositiveIntegerField("页数", default=0)
    published_on = models.DateField("出版日期", null=True, blank=True)

    class Meta:
        verbose_name = "公报"
        ordering = ["agency", "-year", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "year", "number"],
                condition=~models.Q(state="dropped"),
                name="one_issue_per_number",
            ),
            models.UniqueConstraint(
                fields=["agency", "whole_number"],
                condition=~models.Q(state="dropped"),
                name="one_issue_per_whole_number",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}{self.year}年第{self.number}期"

    @property
    def label(self) -> str:
        """As readers cite it: 2026年第3期（总第27期）."""
        return f"{self.year}年第{self.number}期（总第{self.whole_number}期）"


class GazetteEntry(models.Model):
    """A document in an issue, in its section and place."""

    issue = models.ForeignKey(GazetteIssue, models.CASCADE, related_name="entries")
    item = models.ForeignKey(Item, models.PROTECT, related_name="gazette_entries")
    section = models.CharField("栏目", max_length=50)
    order = models.PositiveIntegerField("次序")
    page = models.PositiveIntegerField("页码", default=0)

    class Meta:
        verbose_name = "公报文件"
        ordering = ["issue", "order", "id"]
        constraints = [
            models.UniqueConstraint(fields=["issue", "item"], name="one_entry_per_issue_and_item")
        ]

    def __str__(self) -> str:
        return f"{self.issue_id} {self.order} {self.item_id}"
