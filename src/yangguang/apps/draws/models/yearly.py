"""What a body means to check in a year, task by task, and how its plan was changed afterwards.

A plan that was published is never rewritten in silence: each change is a row with its reason, and a
task that is given up stays in the plan, marked.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from yangguang.apps.agencies.models import Agency


class YearPlan(models.Model):
    """The plan of random checks of one body for one year (年度抽查工作计划)."""

    class State(models.TextChoices):
        DRAFT = "draft", "拟订中"
        PUBLISHED = "published", "已公布"

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name="牵头机关")
    year = models.PositiveSmallIntegerField("年度")
    title = models.CharField("计划名称", max_length=100)
    document = models.CharField("文号", max_length=60, blank=True)
    basis = models.CharField("依据", max_length=200, blank=True)
    state = models.CharField("状态", max_length=10, choices=State, default=State.DRAFT)
    made_by_key = models.CharField(max_length=40)
    made_by_name = models.CharField("拟订人", max_length=100)
    made_at = models.DateTimeField("拟订时间")
    published_on = models.DateField("公布日期", null=True, blank=True)
    published_by_name = models.CharField("审核公布人", max_length=100, blank=True)

    class Meta:
        verbose_name = "年度抽查计划"
        ordering: ClassVar[list[str]] = ["-year", "agency", "-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["agency", "year"], name="one_plan_of_a_year"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["state", "-year"], name="year_plans_public"),
        ]

    def __str__(self) -> str:
        return self.title


class YearTask(models.Model):
    """One task of a plan: what is checked, of whom, what part, how often, in which months.

    ``items`` are {row, number, name} of the list of items as it read when the task was written.
    """

    plan = models.ForeignKey(YearPlan, models.CASCADE, related_name="tasks", db_index=False)
    number = models.PositiveSmallIntegerField("序号")
    title = models.CharField("抽查任务", max_length=100)
    items = models.JSONField("抽查事项", default=list)
    objects_words = models.CharField("抽查对象", max_length=200)
    share = models.CharField("抽查比例", max_length=40)
    times = models.PositiveSmallIntegerField("全年频次", default=1)
    first_month = models.PositiveSmallIntegerField("起始月份")
    last_month = models.PositiveSmallIntegerField("结束月份")
    partners = models.ManyToManyField(Agency, related_name="+", blank=True, verbose_name="联合机关")
    cancelled_on = models.DateField("取消日期", null=True, blank=True)

    class Meta:
        verbose_name = "年度抽查任务"
        ordering: ClassVar[list[str]] = ["number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["plan", "number"], name="one_task_number"),
        ]

    def __str__(self) -> str:
        return self.title


class Round(models.Model):
    """One of the times a task is to be carried out, with the days between which it falls."""

    task = models.ForeignKey(YearTask, models.CASCADE, related_name="rounds", db_index=False)
    number = models.PositiveSmallIntegerField("第几次")
    opens_on = models.DateField("起日")
    due_on = models.DateField("止日")
    done_on = models.DateField("完成日期", null=True, blank=True)
    done_words = models.CharField("完成说明", max_length=300, blank=True)
    """How it was carried out where it was not drawn here."""

    class Meta:
        verbose_name = "抽查场次"
        ordering: ClassVar[list[str]] = ["number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["task", "number"], name="one_round_number"),
        ]

    def __str__(self) -> str:
        return f"{self.task} 第{self.number}次"


class YearChange(models.Model):
    """One change of a published plan, with its reason: all of it is public."""

    class What(models.TextChoices):
        ADDED = "added", "增加任务"
        CHANGED = "changed", "调整任务"
        CANCELLED = "cancelled", "取消任务"

    plan = models.ForeignKey(YearPlan, models.CASCADE, related_name="changes")
    task = models.ForeignKey(YearTask, models.CASCADE, related_name="changes", db_index=False)
    what = models.CharField("调整", max_length=10, choices=What)
    why = models.CharField("理由", max_length=300)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    """What the task said, in words: label → value, only what is different."""
    on = models.DateField("调整日期")
    by_name = models.CharField("经办人", max_length=100)

    class Meta:
        verbose_name = "计划调整"
        ordering: ClassVar[list[str]] = ["-on", "-id"]

    def __str__(self) -> str:
        return f"{self.get_what_display()} {self.task_id}"
