"""Wrong query codes, counted for each network that sent them and for all of them together."""

from __future__ import annotations

from django.db import models

from yangguang.apps.requests.models.applications import Application


class CodeTries(models.Model):
    """Wrong codes for one application from one network; ``network`` empty: from all together.

    ``network`` is a keyed digest of an address, and rows go when they are no longer needed, so
    that nobody's address is kept.
    """

    application = models.ForeignKey(Application, models.CASCADE, related_name="code_tries")
    network = models.CharField("来源", max_length=64, blank=True)
    failures = models.PositiveIntegerField("错误次数", default=0)
    locks = models.PositiveIntegerField("锁定次数", default=0)
    locked_until = models.DateTimeField("锁定至", null=True, blank=True)
    began_at = models.DateTimeField("开始时间")
    last_at = models.DateTimeField("最近时间", db_index=True)

    class Meta:
        verbose_name = "查询码错误记录"
        constraints = [
            models.UniqueConstraint(fields=["application", "network"], name="one_count_per_network")
        ]

    def __str__(self) -> str:
        return f"{self.application_id}: {self.failures}"
