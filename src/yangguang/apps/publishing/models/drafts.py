"""A draft: the text that people work on until it becomes an edition."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from yangguang.apps.catalog.models import Edition, Item
from yangguang.apps.files.models import StoredFile
from yangguang.law.attributes import Attribute


class DraftState(models.TextChoices):
    WRITING = "writing", "起草中"
    REVIEW = "review", "审查中"
    APPROVED = "approved", "待发布"
    SCHEDULED = "scheduled", "定时发布"
    DONE = "done", "已办结"
    DROPPED = "dropped", "已作废"


OPEN_STATES = (DraftState.WRITING, DraftState.REVIEW, DraftState.APPROVED, DraftState.SCHEDULED)


class Draft(models.Model):
    """The work on one edition of an item. An item has at most one open draft.

    ``revision`` grows with every save; who saves with an older one is shown the other's text.
    ``digest`` is the SHA-256 over title, header, body and attachments as they were submitted:
    every opinion is signed on it. ``header`` holds the header fields that the release will write.
    """

    ATTRIBUTES: ClassVar = [(one.value, one.label) for one in Attribute]

    item = models.ForeignKey(Item, models.CASCADE, related_name="drafts", verbose_name="信息")
    act = models.CharField("由来", max_length=16, choices=Edition.Act, default=Edition.Act.FIRST)
    change_reason = models.CharField("更正或修改的理由", max_length=300, blank=True)
    closes_earlier = models.BooleanField("旧版本不再公开", default=False)
    """Of a change: the text it replaces is not to be read as a past edition."""
    state = models.CharField(
        "状态", max_length=16, choices=DraftState, default=DraftState.WRITING, db_index=True
    )
    title = models.CharField("标题", max_length=500)
    body_html = models.TextField("正文", blank=True)
    body_text = models.TextField("正文文字", blank=True)
    header = models.JSONField("页头", default=dict, blank=True)
    interpretation_forms = models.JSONField("解读形式", default=list, blank=True)
    """Of an interpretation: the forms in which it explains, for the figures."""
    revision = models.PositiveIntegerField("修订号", default=1)
    attribute = models.CharField("公开属性", max_length=16, choices=ATTRIBUTES, blank=True)
    ground = models.CharField("属性依据", max_length=40, blank=True)
    attribute_reason = models.CharField("属性理由", max_length=500, blank=True)
    drafter_key = models.CharField("起草人标识", max_length=64)
    drafter_name = models.CharField("起草人", max_length=100)
    created_at = models.DateTimeField("建立时间")
    saved_at = models.DateTimeField("保存时间")
    saved_by_key = models.CharField("保存人标识", max_length=64)
    saved_by_name = models.CharField("保存人", max_length=100)
    submitted_at = models.DateTimeField("送审时间", null=True, blank=True)
    submitted_by_key = models.CharField("送审人标识", max_length=64, blank=True)
    submitted_by_name = models.CharField("送审人", max_length=100, blank=True)
    digest = models.CharField("送审稿摘要", max_length=64, blank=True)
    publish_at = models.DateTimeField("定时发布时间", null=True, blank=True, db_index=True)
    scheduled_by_key = models.CharField("定时人标识", max_length=64, blank=True)
    scheduled_by_name = models.CharField("定时人", max_length=100, blank=True)
    schedule_basis = models.CharField("定时发布依据", max_length=300, blank=True)
    returned_reason = models.CharField("退回意见", max_length=500, blank=True)
    """Why it last came back from a review or from release; emptied when it is submitted again."""
    forced_reason = models.CharField("越过步骤的理由", max_length=300, blank=True)
    closed_at = models.DateTimeField("办结时间", null=True, blank=True)
    close_reason = models.CharField("办结说明", max_length=300, blank=True)

    class Meta:
        verbose_name = "稿件"
        ordering = ["-saved_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["item"],
                condition=models.Q(state__in=[state.value for state in OPEN_STATES]),
                name="one_open_draft_per_item",
            )
        ]
        indexes = [
            models.Index(fields=["state", "-saved_at", "-id"], name="draft_newest"),
            models.Index(fields=["-saved_at", "-id"], name="draft_latest"),
            models.Index(fields=["drafter_key", "-saved_at", "-id"], name="draft_of_drafter"),
            models.Index(fields=["item", "state"], name="draft_of_item"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        """Whether something is still to be done with it."""
        return self.state in OPEN_STATES


class DraftAttachment(models.Model):
    """A file that will belong to the edition."""

    draft = models.ForeignKey(Draft, models.CASCADE, related_name="attachments")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="draft_uses")
    title = models.CharField("附件名称", max_length=300)
    order = models.PositiveIntegerField("排序", default=0)
    carries = models.JSONField("夹带", default=list, blank=True)
    """What it gives away beside its words (comments, changes, hidden sheets), found when it came in."""

    class Meta:
        verbose_name = "稿件附件"
        ordering = ["draft", "order", "id"]

    def __str__(self) -> str:
        return self.title


class DraftSaving(models.Model):
    """One saved state of a draft, kept so that nobody's work is lost and two states can be compared."""

    draft = models.ForeignKey(Draft, models.CASCADE, related_name="savings")
    revision = models.PositiveIntegerField("修订号")
    title = models.CharField("标题", max_length=500)
    body_html = models.TextField("正文", blank=True)
    header = models.JSONField("页头", default=dict, blank=True)
    saved_at = models.DateTimeField("保存时间")
    saved_by_key = models.CharField("保存人标识", max_length=64)
    saved_by_name = models.CharField("保存人", max_length=100)
    automatic = models.BooleanField("自动保存", default=False)

    class Meta:
        verbose_name = "保存记录"
        ordering = ["draft", "-revision"]
        constraints = [
            models.UniqueConstraint(fields=["draft", "revision"], name="one_saving_per_revision")
        ]

    def __str__(self) -> str:
        return f"{self.draft_id} 第{self.revision}次改动"
