"""One row of a ledger of disclosure work, dated twice: when it was so, and when it was recorded.

A row is never changed. A correction is a new row that replaces the old one, a slip is voided with
its reason; so the figures of any past moment can be added up again.
"""

from __future__ import annotations

from django.db import models
from django.utils import timezone

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


class HandOver(models.Model):
    """One list of materials handed over to a consultation point, and the receipt it came back with.

    What was handed over are the entries that name it. 依据：《政府信息公开条例》第二十五条第三款
    “行政机关应当及时向国家档案馆、公共图书馆提供主动公开的政府信息。”
    """

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name="移交机构")
    place = models.ForeignKey(
        "Entry", models.PROTECT, related_name="hand_overs", verbose_name="查阅点"
    )
    year = models.PositiveIntegerField("年度")
    number = models.PositiveIntegerField("序号")
    on = models.DateField("移交日期")
    made_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField("入库时间")
    received_by = models.CharField("签收人", max_length=50, blank=True)
    received_on = models.DateField("签收日期", null=True, blank=True)
    receipt = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="签收凭据"
    )

    class Meta:
        verbose_name = "资料移交清单"
        ordering = ["-on", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["agency", "year", "number"], name="one_handover_number")
        ]

    def __str__(self) -> str:
        return f"〔{self.year}〕{self.number}号"


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
    """The consultation point to which a visit or a hand-over belongs: the first row of its chain,
    so that correcting the point moves nothing."""
    item = models.ForeignKey(
        Item, models.PROTECT, null=True, blank=True, related_name="resource_entries"
    )
    receipt = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="凭据"
    )
    hand_over = models.ForeignKey(
        HandOver, models.PROTECT, null=True, blank=True, related_name="entries"
    )
    details = models.JSONField("其他栏目", default=dict, blank=True)
    source = models.CharField("数据来源", max_length=300, blank=True)
    replaces = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="replaced_by"
    )
    origin = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="versions", verbose_name="首次"
    )
    """The first row of a chain of corrections; null in the first row itself."""
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

    @property
    def first_key(self) -> int:
        """The key that stays the same through corrections."""
        return self.origin_id or self.pk

    @property
    def late(self) -> bool:
        """Recorded after the end of the year in which it was so: a report made before lacks it."""
        return timezone.localtime(self.recorded_at).year > self.starts_on.year
