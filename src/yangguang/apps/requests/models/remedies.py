"""What comes after a reply: review, litigation, complaints, and publication for everybody."""

from __future__ import annotations

from django.db import models

from yangguang.apps.catalog.models import Item
from yangguang.apps.requests.models.applications import Application


class RemedyForum(models.TextChoices):
    REVIEW = "review", "行政复议"
    SUIT = "suit", "行政诉讼（未经复议）"
    SUIT_AFTER_REVIEW = "suit-after-review", "行政诉讼（复议后）"
    APPEAL = "appeal", "行政诉讼（二审）"
    COMPLAINT = "complaint", "向主管部门投诉举报"


class RemedyOutcome(models.TextChoices):
    """The columns of table 4 (2021): 结果维持, 结果纠正, 其他结果, 尚未审结."""

    PENDING = "pending", "尚未审结"
    UPHELD = "upheld", "结果维持"
    CORRECTED = "corrected", "结果纠正"
    OTHER = "other", "其他结果"


class Remedy(models.Model):
    """One review, suit or complaint about an application; ``after`` is what it appeals from."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="remedies")
    forum = models.CharField("途径", max_length=20, choices=RemedyForum)
    body = models.CharField("受理机关", max_length=100)
    case_number = models.CharField("案号", max_length=80, blank=True)
    received_on = models.DateField("收到通知日期")
    answer_due = models.DateField("答复、答辩期限", null=True, blank=True)
    answered_on = models.DateField("答复、答辩日期", null=True, blank=True)
    outcome = models.CharField(
        "结果", max_length=12, choices=RemedyOutcome, default=RemedyOutcome.PENDING
    )
    decided_on = models.DateField("审结日期", null=True, blank=True)
    received_decision_on = models.DateField("收到文书日期", null=True, blank=True)
    orders_new_reply = models.BooleanField("责令重新答复", default=False)
    new_reply_due = models.DateField("重新答复期限", null=True, blank=True)
    gist = models.TextField("要旨", blank=True)
    after = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="next")
    recorded_at = models.DateTimeField("入库时间")
    decision_recorded_at = models.DateTimeField("结果入库时间", null=True, blank=True)
    """When the outcome was entered; written once, so that figures can be made as of any moment."""

    class Meta:
        verbose_name = "复议诉讼"
        indexes = [models.Index(fields=["forum", "decided_on"], name="remedy_forum_decided")]

    def __str__(self) -> str:
        return f"{self.application_id} {self.forum}"


class ConversionProposal(models.Model):
    """Several people asked for the same disclosable information: publish it (条例第四十四条)."""

    class State(models.TextChoices):
        OPEN = "open", "待研究"
        ACCEPTED = "accepted", "转为主动公开"
        DECLINED = "declined", "暂不转为主动公开"

    applications = models.ManyToManyField(Application, related_name="conversions")
    agency = models.ForeignKey("agencies.Agency", models.PROTECT)
    title = models.CharField("信息名称", max_length=200)
    suggested_by_applicant = models.BooleanField("申请人建议", default=False)
    general_interest = models.BooleanField("涉及公众利益", default=False)
    """The office marked the released information as one that everybody should know."""
    opened_on = models.DateField("提出日期")
    state = models.CharField("状态", max_length=12, choices=State, default=State.OPEN)
    decided_on = models.DateField("研究日期", null=True, blank=True)
    reason = models.TextField("理由", blank=True)
    item = models.ForeignKey(Item, models.PROTECT, null=True, blank=True)

    class Meta:
        verbose_name = "转主动公开"

    def __str__(self) -> str:
        return self.title
