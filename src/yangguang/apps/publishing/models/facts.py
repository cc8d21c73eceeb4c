"""What follows from a decision, as dated facts: attribute, validity, plans to interpret, later looks."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from yangguang.apps.catalog.models import Dated, Item, Validity
from yangguang.law.attributes import Attribute


class ItemAttribute(Dated):
    """The item's disclosure attribute over time, with its article and reason."""

    item = models.ForeignKey(Item, models.CASCADE, related_name="attributes")
    attribute = models.CharField(
        "公开属性", max_length=16, choices=[(one.value, one.label) for one in Attribute]
    )
    ground = models.CharField("依据", max_length=40)
    reason = models.CharField("理由", max_length=500, blank=True)
    by_key = models.CharField("决定人标识", max_length=64)
    by_name = models.CharField("决定人", max_length=100)

    class Meta:
        verbose_name = "公开属性"
        indexes = [models.Index(fields=["attribute", "valid_to"], name="attribute_now")]
        constraints = [
            models.UniqueConstraint(
                fields=["item"],
                condition=models.Q(valid_to__isnull=True),
                name="one_attribute_at_a_time",
            )
        ]

    def __str__(self) -> str:
        return f"{self.item_id} {self.attribute}"


class ItemValidity(Dated):
    """Whether a normative document is in force, over time, and by what act it changed."""

    item = models.ForeignKey(Item, models.CASCADE, related_name="validities")
    validity = models.CharField("有效性", max_length=16, choices=Validity, blank=True)
    effective_on = models.DateField("生效日期")
    reason = models.CharField("依据", max_length=300)

    class Meta:
        verbose_name = "有效性沿革"
        constraints = [
            models.UniqueConstraint(
                fields=["item"],
                condition=models.Q(valid_to__isnull=True),
                name="one_validity_at_a_time",
            )
        ]

    def __str__(self) -> str:
        return f"{self.item_id} {self.validity}"


class Reassessment(models.Model):
    """A look at something withheld, owed by a day. 依据：《条例》第十八条。"""

    class Outcome(models.TextChoices):
        KEEP = "keep", "继续不予公开"
        REQUEST = "on-request", "改为依申请公开"
        OPEN = "open", "转为主动公开"

    item = models.ForeignKey(Item, models.CASCADE, related_name="reassessments")
    due_on = models.DateField("应评估日期", db_index=True)
    outcome = models.CharField("结论", max_length=16, choices=Outcome, blank=True)
    reason = models.CharField("理由", max_length=500, blank=True)
    done_at = models.DateTimeField("评估时间", null=True, blank=True)
    by_key = models.CharField("评估人标识", max_length=64, blank=True)
    by_name = models.CharField("评估人", max_length=100, blank=True)

    class Meta:
        verbose_name = "定期评估"
        ordering = ["due_on", "id"]

    def __str__(self) -> str:
        return f"{self.item_id} {self.due_on}"


class InterpretationForm(models.TextChoices):
    """The forms in which a policy is explained, as the forms of the report count them."""

    TEXT = "text", "文字解读"
    PICTURE = "picture", "图片图表"
    VIDEO = "video", "音频视频"
    EXPERT = "expert", "专家解读"
    LEADER = "leader", "负责人解读"
    PRESS = "press", "报刊"
    NEW_MEDIA = "new-media", "微博微信"
    CONFERENCE = "conference", "新闻发布会"


class ItemInterpretationForm(Dated):
    """One form in which a published interpretation explains, over time."""

    item = models.ForeignKey(Item, models.CASCADE, related_name="interpretation_forms")
    form = models.CharField("解读形式", max_length=16, choices=InterpretationForm)
    by_key = models.CharField("认定人标识", max_length=64)
    by_name = models.CharField("认定人", max_length=100)

    class Meta:
        verbose_name = "解读形式"
        constraints = [
            models.UniqueConstraint(
                fields=["item", "form"],
                condition=models.Q(valid_to__isnull=True),
                name="one_fact_per_interpretation_form",
            )
        ]

    def __str__(self) -> str:
        return f"{self.item_id} {self.form}"


class InterpretationPlan(models.Model):
    """How a policy will be explained, or why it need not be. Bound to the policy item."""

    FORMS: ClassVar = InterpretationForm

    item = models.OneToOneField(Item, models.CASCADE, related_name="interpretation_plan")
    needed = models.BooleanField("需要解读")
    reason = models.CharField("不需要解读的理由", max_length=300, blank=True)
    forms = models.JSONField("解读形式", default=list, blank=True)
    responsible = models.CharField("解读责任人", max_length=100, blank=True)
    due_on = models.DateField("解读公开期限", null=True, blank=True)
    by_key = models.CharField("拟定人标识", max_length=64)
    by_name = models.CharField("拟定人", max_length=100)
    at = models.DateTimeField("拟定时间")

    class Meta:
        verbose_name = "解读方案"

    def __str__(self) -> str:
        return f"{self.item_id} {'需要' if self.needed else '不需要'}解读"
