"""Long work that people can watch: what it is, how far it is, what it found."""

from __future__ import annotations

from django.db import models


class JobState(models.TextChoices):
    WAITING = "waiting", "等待"
    RUNNING = "running", "进行中"
    DONE = "done", "完成"
    FAILED = "failed", "失败"
    STOPPED = "stopped", "已中断"


class Job(models.Model):
    """One run of long work. ``heartbeat_at`` tells a killed run from a slow one."""

    kind = models.CharField("类型", max_length=64, db_index=True)
    title = models.CharField("名称", max_length=200)
    state = models.CharField("状态", max_length=16, choices=JobState, default=JobState.WAITING)
    agency_key = models.BigIntegerField("机构", null=True, blank=True, db_index=True)
    actor_name = models.CharField("发起人", max_length=100)
    asked_at = models.DateTimeField("发起时间")
    started_at = models.DateTimeField("开始时间", null=True, blank=True)
    heartbeat_at = models.DateTimeField("最近活动", null=True, blank=True)
    ended_at = models.DateTimeField("结束时间", null=True, blank=True)
    done = models.PositiveIntegerField("已完成", default=0)
    total = models.PositiveIntegerField("总数", default=0)
    parameters = models.JSONField("参数", default=dict)
    result = models.JSONField("结果", default=dict)
    message = models.TextField("说明", blank=True)

    class Meta:
        verbose_name = "作业"
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.title}（{self.get_state_display()}）"


class PeriodicRun(models.Model):
    """When each periodic task last finished, so that an outage is caught up and not skipped."""

    name = models.CharField("任务", max_length=64, primary_key=True)
    last_ended_at = models.DateTimeField("上次完成", null=True, blank=True)
    last_error = models.TextField("最近错误", blank=True)

    class Meta:
        verbose_name = "定时任务"

    def __str__(self) -> str:
        return self.name
