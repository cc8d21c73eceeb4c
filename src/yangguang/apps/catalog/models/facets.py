"""Classifications, and the rules by which many items are filed under them at once."""

from __future__ import annotations

from django.db import models

from yangguang.apps.agencies.models import Agency
from yangguang.apps.catalog.models.columns import Column


class Facet(models.Model):
    """One value of one classification under which items are filed without being copied."""

    class Scheme(models.TextChoices):
        FIVE = "five-open", "五公开"
        KEY_AREA = "key-area", "重点领域"
        ARTICLE_20 = "article-20", "条例第二十条"
        TOPIC = "topic", "专题"
        SUBJECT = "subject", "主题分类"
        BASELINE = "baseline", "基层政务公开标准目录"

    scheme = models.CharField("分类", max_length=16, choices=Scheme)
    code = models.SlugField("代码", max_length=40)
    name = models.CharField("名称", max_length=100)
    description = models.CharField("说明", max_length=300, blank=True)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name="上级"
    )
    """What is filed under a value is filed under its parent as well, see ``with_parents``."""
    order = models.PositiveIntegerField("排序", default=0)

    class Meta:
        verbose_name = "分类值"
        ordering = ["scheme", "order", "id"]
        constraints = [
            models.UniqueConstraint(fields=["scheme", "code"], name="one_facet_per_code")
        ]

    def __str__(self) -> str:
        return self.name


class FilingRule(models.Model):
    """A rule of filing: every condition that is stated must hold. Closed and never changed.

    ``words``: one a line, any of them in the title; ``without``: none of them. ``kinds``: document
    kinds, any of them. A column stands for those below it, a body for those below it.
    """

    facet = models.ForeignKey(Facet, models.PROTECT, related_name="rules", verbose_name="分类")
    column = models.ForeignKey(
        Column, models.PROTECT, null=True, blank=True, related_name="rules", verbose_name="栏目"
    )
    agency = models.ForeignKey(
        Agency, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="机构"
    )
    words = models.TextField("标题中的词", blank=True)
    without = models.TextField("标题中没有的词", blank=True)
    kinds = models.JSONField("文种", default=list, blank=True)
    made_by = models.CharField("制定人", max_length=100)
    made_at = models.DateTimeField("制定时间")
    ended_at = models.DateTimeField("停用时间", null=True, blank=True)

    class Meta:
        verbose_name = "归类规则"
        ordering = ["facet__scheme", "facet__order", "id"]

    def __str__(self) -> str:
        return f"{self.facet_id} {self.pk}"


class FilingRun(models.Model):
    """One application of a rule to all stock, from the oldest item up to ``until``; resumable."""

    rule = models.ForeignKey(FilingRule, models.PROTECT, related_name="runs")
    actor = models.JSONField("经办人")
    asked_at = models.DateTimeField("发起时间")
    until = models.BigIntegerField("至")
    """The newest item that stood when it was asked for; later ones are filed by their clerks."""
    reached = models.BigIntegerField("已办至", default=0)
    filed = models.PositiveIntegerField("已归类条数", default=0)
    ended_at = models.DateTimeField("完成时间", null=True, blank=True)
    undo_asked_at = models.DateTimeField("撤销发起时间", null=True, blank=True)
    undone = models.PositiveIntegerField("已撤销条数", default=0)
    undone_at = models.DateTimeField("撤销完成时间", null=True, blank=True)

    class Meta:
        verbose_name = "批量归类"
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.rule_id} {self.asked_at:%Y-%m-%d}"
