"""Stored files, kept once by content, and the text read out of them page by page."""

from __future__ import annotations

from django.db import models


class StoredFile(models.Model):
    """A file by content. ``path`` is relative to the files folder; the same bytes are kept once."""

    class Reading(models.TextChoices):
        WAITING = "waiting", "待读取"
        READ = "read", "已读取"
        UNREADABLE = "unreadable", "无法读取"

    sha256 = models.CharField("SHA-256", max_length=64, unique=True)
    path = models.CharField("存放位置", max_length=200)
    size = models.BigIntegerField("大小（字节）")
    media_type = models.CharField("媒体类型", max_length=100)
    stored_at = models.DateTimeField("存入时间")
    reading = models.CharField("文字读取", max_length=16, choices=Reading, default=Reading.WAITING)
    unreadable_why = models.TextField("无法读取原因", blank=True)
    pages = models.PositiveIntegerField("页数", default=0)

    class Meta:
        verbose_name = "文件"

    def __str__(self) -> str:
        return f"{self.media_type} {self.sha256[:12]}"


class FilePage(models.Model):
    """The text of one page, counted from 1."""

    file = models.ForeignKey(StoredFile, models.CASCADE, related_name="page_texts")
    number = models.PositiveIntegerField("页码")
    text = models.TextField("文字")

    class Meta:
        verbose_name = "文件页"
        ordering = ["file", "number"]
        constraints = [models.UniqueConstraint(fields=["file", "number"], name="one_text_per_page")]

    def __str__(self) -> str:
        return f"{self.file_id} 第{self.number}页"
