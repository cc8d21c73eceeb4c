"""Where personal data was found, what people decided of it, and how far the sweeps have come.

A clear value is never stored: a finding keeps the place, the masked form and two keyed digests, of
the value and of the words around it, by which a decision is known again in the next sweep.
"""

from __future__ import annotations

from django.db import models

from yangguang.apps.agencies.models import Agency
from yangguang.apps.catalog.models import Attachment, Edition, Item
from yangguang.apps.files.releasecheck.finding import KINDS as CARRIED_LABELS
from yangguang.text.privacy import LABELS

CARRIED = {
    kind: label
    for kind, label in CARRIED_LABELS.items()
    if kind
    not in ("personal-data", "alt-text", "form-field", "layer", "thumbnail", "external-link")
}
"""What attachments carry besides their words: kinds of finding of the pass over files."""
KIND_CHOICES = [(kind.value, label) for kind, label in LABELS.items()] + list(CARRIED.items())


class Sweep(models.TextChoices):
    """The passes over all stock; names cost far more than all the rest, and files more still."""

    RULES = "rules", "号码和地址"
    NAMES = "names", "姓名"
    FILES = "files", "附件夹带"


TEXT_SWEEPS = (Sweep.RULES, Sweep.NAMES)


class Verdict(models.TextChoices):
    """What a person says of a finding."""

    FALSE_ALARM = "false-alarm", "误报"
    MASKED = "masked", "已遮盖"
    LAWFUL = "lawful", "依法公开"


class FindingState(models.TextChoices):
    """``CLOSED``: the text, the edition or the item is gone from public view by itself."""

    OPEN = "open", "待认定"
    FALSE_ALARM = "false-alarm", "误报"
    MASKED = "masked", "已遮盖"
    LAWFUL = "lawful", "依法公开"
    CLOSED = "closed", "已消失"


class Place(models.TextChoices):
    TITLE = "title", "标题"
    SUMMARY = "summary", "内容概述"
    BODY = "body", "正文"
    ATTACHMENT_TITLE = "attachment-title", "附件名称"
    ATTACHMENT = "attachment", "附件"
    CARRIED = "carried", "附件夹带"


class Decision(models.Model):
    """One decision: for one place of one item, or for one value in all of a body's items.

    ``surroundings`` is empty and ``item`` null where it holds for the whole body. A decision that
    was taken back keeps its row with ``ended_at``.
    """

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="privacy_decisions")
    item = models.ForeignKey(
        Item, models.CASCADE, null=True, blank=True, related_name="privacy_decisions"
    )
    edition = models.ForeignKey(
        Edition, models.CASCADE, null=True, blank=True, related_name="privacy_decisions"
    )
    kind = models.CharField("种类", max_length=16, choices=KIND_CHOICES)
    fingerprint = models.CharField("内容指纹", max_length=64, db_index=True)
    surroundings = models.CharField("上下文指纹", max_length=64, blank=True)
    masked = models.CharField("遮盖后", max_length=200)
    verdict = models.CharField("认定", max_length=16, choices=Verdict)
    reason = models.CharField("理由", max_length=300, blank=True)
    article = models.CharField("依据", max_length=300, blank=True)
    by_key = models.CharField("认定人标识", max_length=64)
    by_name = models.CharField("认定人", max_length=100)
    at = models.DateTimeField("认定时间")
    ended_at = models.DateTimeField("撤销时间", null=True, blank=True)
    ended_by_name = models.CharField("撤销人", max_length=100, blank=True)
    ended_reason = models.CharField("撤销理由", max_length=300, blank=True)

    class Meta:
        verbose_name = "个人信息认定"
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.masked}：{self.get_verdict_display()}"


class Finding(models.Model):
    """Personal data at one place of one edition. ``start`` and ``end`` count code points there.

    What an attachment carries (``place`` carried) has no place in a text: ``masked`` is what was
    found, ``why`` what to do about it.
    """

    agency = models.ForeignKey(
        Agency, models.PROTECT, related_name="personal_findings", verbose_name="发布机构"
    )
    item = models.ForeignKey(Item, models.CASCADE, related_name="personal_findings")
    edition = models.ForeignKey(Edition, models.CASCADE, related_name="personal_findings")
    attachment = models.ForeignKey(
        Attachment, models.CASCADE, null=True, blank=True, related_name="personal_findings"
    )
    place = models.CharField("位置", max_length=20, choices=Place)
    page = models.PositiveIntegerField("页码", default=0)
    """The page of an attachment, counted from 1; 0 elsewhere."""
    start = models.PositiveIntegerField("起")
    end = models.PositiveIntegerField("止")
    kind = models.CharField("种类", max_length=16, choices=KIND_CHOICES)
    confidence = models.FloatField("把握")
    masked = models.CharField("遮盖后", max_length=200)
    why = models.CharField("理由", max_length=300)
    fingerprint = models.CharField("内容指纹", max_length=64, db_index=True)
    surroundings = models.CharField("上下文指纹", max_length=64)
    key = models.CharField("标识", max_length=64, unique=True)
    """The same place, value and words around it give the same key, sweep after sweep."""
    state = models.CharField("状态", max_length=16, choices=FindingState, default=FindingState.OPEN)
    decision = models.ForeignKey(
        Decision, models.SET_NULL, null=True, blank=True, related_name="findings"
    )
    found_at = models.DateTimeField("发现时间")
    closed_at = models.DateTimeField("关闭时间", null=True, blank=True)
    closed_why = models.CharField("关闭原因", max_length=100, blank=True)

    class Meta:
        verbose_name = "疑似个人信息"
        ordering = ["-confidence", "pk"]
        indexes = [
            models.Index(fields=["state", "-confidence", "id"], name="privacy_by_state"),
            models.Index(fields=["agency", "state", "kind"], name="privacy_by_agency"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.masked}"


class SweepMark(models.Model):
    """One block of editions that a sweep has finished, with what it saw there.

    A block is looked at again when its counts differ from these (new editions, attachments read
    later), or when the recogniser has changed since.
    """

    sweep = models.CharField("轮次", max_length=8, choices=Sweep)
    block = models.PositiveIntegerField("区段")
    version = models.CharField("识别规则版本", max_length=16, blank=True)
    editions = models.PositiveIntegerField("版本数", default=0)
    pages = models.PositiveIntegerField("附件页数", default=0)
    """In the pass over files: attachments that were examined."""
    found = models.PositiveIntegerField("发现数", default=0)
    swept_at = models.DateTimeField("完成时间", null=True, blank=True)

    class Meta:
        verbose_name = "排查进度"
        constraints = [
            models.UniqueConstraint(fields=["sweep", "block"], name="one_mark_per_block")
        ]

    def __str__(self) -> str:
        return f"{self.sweep} {self.block}"
