"""One row of a ledger of disclosure work, dated twice: when it was so, and when it was recorded.

A row is never changed. A correction is a new row that replaces the old one, a slip is voided with
its reason; so the figures of any past moment can be added up again.
"""

from __future__ import annotations

from django.db import models

from yangguang.apps.agencies.models import Agency, User
from yangguang.apps.catalog.models import Item
from yangguang.apps.files.models import StoredFile


class Import(models.Model):
    """One spreadsheet taken in, so that it can be taken back as a whole."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name="机构")
    ledger = models.CharField("台账", max_length=32)
    file_name = models.CharField("文件名", max_length=200)
    sha256 = models.CharField("文件摘要", max_length=64)
    rows = models.PositiveIntegerField("行数")
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="导入人")
    at = models.DateTimeField("导入时间")
    undone_at = models.DateTimeField("撤销时间", null=True, blank=True)

    class Meta:
        verbose_name = "台账导入"
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return self.file_name


class Entry(models.Model):
    """One row. Which of the fields a ledger uses, and what they mean in it, its definition says.

    A row of a ledger of happenings counts on ``starts_on``; one of standing things (a body, a
    person, a consultation point) counts on each day from ``starts_on`` to ``ends_on``, both
    included. ``amount`` is in 万元.
    """

    agency = models.ForeignKey(
        Agency, models.PROTECT, related_name="resource_entries", verbose_name="机构"
    )
    ledger = models.CharField("台账", max_length=32)
    starts_on = models.DateField("日期")
    ends_on = models.DateField("止", null=True, blank=True)
    title = models.CharField("名称", max_length=200)
    quantity = models.PositiveIntegerField("数量", null=True, blank=True)
    amount = models.DecimalField("金额", max_digits=16, decimal_places=6, null=True, blank=True)
    mark = models.BooleanField("标志", default=False)
    """The ledger's own yes or no: a press conference that a leading official attended."""
    topic = models.CharField("事由", max_length=100, blank=True)
    """Rows of one topic count once where the form says so (the same hot spot)."""
    place = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="uses")
    """The consultation point to which a visit or a hand-over belongs."""
    item = models.ForeignKey(
        Item, models.PROTECT, null=True, blank=True, related_name="resource_entries"
    )
    receipt = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="凭据"
    )
    details = models.JSONField("其他栏目", default=dict, blank=True)
    source = models.CharField("数据来源", max_length=300, blank=True)
    replaces = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="replaced_by"
    )
    batch = models.ForeignKey(Import, models.PROTECT, null=True, blank=True, related_name="entries")
    recorded_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField("入库时间")
    voided_at = models.DateTimeField("作废时间", null=True, blank=True)
    """When it was voided or replaced: it counts in figures as of any moment before."""
    void_reason = models.CharField("作废理由", max_length=300, blank=True)

    class Meta:
        verbose_name = "台账记录"
        ordering = ["-starts_on", "-id"]
        indexes = [
            models.Index(fields=["ledger", "starts_on", "agency"], name="entry_ledger_day"),
            models.Index(fields=["agency", "ledger", "-starts_on"], name="entry_of_agency"),
        ]

    def __str__(self) -> str:
        return self.title
