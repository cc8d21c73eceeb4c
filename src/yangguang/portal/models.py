"""What a citizen's browser has under way on the site, sealed so that only that browser opens it.

An unfinished application is full of personal data and belongs to nobody yet. It is sealed under a
key that stands in the visitor's cookie and nowhere on the server: a copy of the database shows
nothing, and once the cookie or the row is gone, so is the data.
"""

from __future__ import annotations

from django.db import models


class Visit(models.Model):
    """One form being filled in, or one case being looked at, by one browser.

    ``key`` is a digest of the cookie's value; ``content`` is sealed under another digest of it.
    """

    class Kind(models.TextChoices):
        APPLY = "apply", "填写申请"
        CASE = "case", "查询办理进度"

    key = models.CharField("标识", max_length=64, primary_key=True)
    kind = models.CharField("用途", max_length=8, choices=Kind)
    content = models.BinaryField("内容（加密）")
    expires_at = models.DateTimeField("失效时间", db_index=True)

    class Meta:
        verbose_name = "网上填写"

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.key[:8]}"


class VisitFile(models.Model):
    """A file uploaded with a form that is not sent yet, sealed as the form is."""

    visit = models.ForeignKey(Visit, models.CASCADE, related_name="files")
    content = models.BinaryField("内容（加密）")
    size = models.PositiveBigIntegerField("大小")

    class Meta:
        verbose_name = "网上填写的附件"

    def __str__(self) -> str:
        return f"{self.visit_id[:8]} {self.pk}"
