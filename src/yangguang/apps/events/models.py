"""What lower floors tell higher ones: an event is a row written in the act's own transaction."""

from __future__ import annotations

from django.db import models


class Event(models.Model):
    """Something happened to a record; readers learn of it after commit, and again after a crash."""

    at = models.DateTimeField("时间")
    kind = models.CharField("事件", max_length=64, db_index=True)
    subject_key = models.CharField("对象标识", max_length=64)
    payload = models.JSONField("内容", default=dict)

    class Meta:
        verbose_name = "事件"

    def __str__(self) -> str:
        return f"{self.kind} {self.subject_key}"


class Delivery(models.Model):
    """One event owed to one reader. Rows go once acknowledged, so the table holds only debts."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="deliveries")
    reader = models.CharField("读者", max_length=64, db_index=True)
    attempts = models.PositiveIntegerField("尝试次数", default=0)
    last_error = models.TextField("最近错误", blank=True)

    class Meta:
        verbose_name = "待送事件"
        constraints = [
            models.UniqueConstraint(fields=["event", "reader"], name="one_delivery_per_reader")
        ]

    def __str__(self) -> str:
        return f"{self.reader} ← {self.event_id}"
