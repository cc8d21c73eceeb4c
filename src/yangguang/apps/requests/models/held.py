"""Scans that a clerk has uploaded with a form that is not registered yet."""

from __future__ import annotations

from django.db import models

from yangguang.apps.agencies.models import User


class HeldScan(models.Model):
    """One file of a registration form that came back with a mistake; only who uploaded it sees it.

    A browser forgets chosen files when a form comes back, so they wait here, sealed, until the
    application is registered or the form is given up.
    """

    key = models.UUIDField("标识", primary_key=True)
    user = models.ForeignKey(User, models.CASCADE, related_name="held_scans")
    name = models.CharField("文件名", max_length=200)
    media_type = models.CharField("类型", max_length=100)
    size = models.PositiveBigIntegerField("大小")
    content = models.BinaryField("内容（加密）")
    held_at = models.DateTimeField("上传时间", db_index=True)

    class Meta:
        verbose_name = "待登记的扫描件"
        ordering = ["held_at", "key"]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.size}"
