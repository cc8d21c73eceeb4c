"""A round of clean-up (清理): every normative document of a body looked at, kept, amended or ended."""

from __future__ import annotations

from django.db import models

from yangguang.apps.agencies.models import Agency
from yangguang.apps.catalog.models import Item


class CleanupRound(models.Model):
    """One round of one body. ``result`` is the document that announces it, once drafted."""

    class State(models.TextChoices):
        OPEN = "open", "清理中"
        DRAFTED = "drafted", "结果待公布"
        DONE = "done", "已公布"
        DROPPED = "dropped", "已取消"

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="cleanup_rounds")
    title = models.CharField("名称", max_length=200)
    basis = models.CharField("清理依据", max_length=300)
    cutoff = models.DateField("截止日期")
    """Documents formed up to this day are looked at."""
    state = models.CharField("状态", max_length=16, choices=State, default=State.OPEN)
    opened_at = models.DateTimeField("开始时间")
    opened_by_key = models.CharField("经办人标识", max_length=64)
    opened_by_name = models.CharField("经办人", max_length=100)
    result = models.OneToOneField(
        Item, models.PROTECT, null=True, blank=True, related_name="cleanup_round"
    )
    done_at = models.DateTimeField("公布时间", null=True, blank=True)

    class Meta:
        verbose_name = "规范性文件清理"
        ordering = ["-opened_at", "-id"]

    def __str__(self) -> str:
        return self.title


class CleanupLine(models.Model):
    """One document in a round and what becomes of it."""

    class Outcome(models.TextChoices):
        UNDECIDED = "", "待定"
        KEEP = "keep", "继续有效"
        AMEND = "amend", "拟修改"
        REPEAL = "repeal", "废止"
        EXPIRE = "expire", "宣布失效"

    round = models.ForeignKey(CleanupRound, models.CASCADE, related_name="lines")
    item = models.ForeignKey(Item, models.PROTECT, related_name="cleanup_lines")
    outcome = models.CharField("结论", max_length=16, choices=Outcome, blank=True)
    reason = models.CharField("理由", max_length=300, blank=True)
    decided_at = models.DateTimeField("认定时间", null=True, blank=True)
    decided_by_key = models.CharField("认定人标识", max_length=64, blank=True)
    decided_by_name = models.CharField("认定人", max_length=100, blank=True)
    asked = models.ForeignKey(
        Agency, models.PROTECT, null=True, blank=True, related_name="cleanup_questions"
    )
    """The body that says what should become of it; whoever runs the round decides."""
    asked_due_on = models.DateField("提出意见的期限", null=True, blank=True)
    opinion = models.CharField("机构意见", max_length=16, choices=Outcome, blank=True)
    opinion_reason = models.CharField("意见的理由", max_length=300, blank=True)
    opinion_at = models.DateTimeField("提出意见的时间", null=True, blank=True)
    opinion_by_key = models.CharField("提出人标识", max_length=64, blank=True)
    opinion_by_name = models.CharField("提出人", max_length=100, blank=True)

    class Meta:
        verbose_name = "清理文件"
        ordering = ["round", "item__formed_on", "id"]
        constraints = [
            models.UniqueConstraint(fields=["round", "item"], name="one_line_per_item_and_round")
        ]

    def __str__(self) -> str:
        return f"{self.round_id} {self.item_id} {self.outcome}"
