"""What reviewers sign, what the machine found, and what a joint review answered."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from yangguang.apps.agencies.models import Agency
from yangguang.apps.publishing.models.drafts import Draft
from yangguang.law.publication import ReviewKind

REVIEW_KINDS = [(one.value, one.label) for one in ReviewKind]


class Outcome(models.TextChoices):
    PASS = "pass", "同意公开"
    RETURN = "return", "退回修改"
    REFUSE = "refuse", "不同意公开"


class Checklist(models.Model):
    """The questions of one review, from a moment on. Opinions name the version they answered.

    ``questions``: list of {"key", "text", "basis", "expected"}; ``expected`` is the answer ("yes"
    or "no") with which the review may pass.
    """

    kind = models.CharField("审查", max_length=16, choices=REVIEW_KINDS)
    agency = models.ForeignKey(
        Agency, models.CASCADE, null=True, blank=True, related_name="checklists"
    )
    number = models.PositiveIntegerField("版次")
    questions = models.JSONField("审查事项")
    valid_from = models.DateTimeField("起用")
    by_key = models.CharField("维护人标识", max_length=64)
    by_name = models.CharField("维护人", max_length=100)

    class Meta:
        verbose_name = "审查表"
        ordering = ["kind", "agency", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "agency", "number"], name="one_checklist_per_number"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}表第{self.number}版"


class Opinion(models.Model):
    """A signed review of one text: written once, never changed. ``digest`` says which text."""

    draft = models.ForeignKey(Draft, models.CASCADE, related_name="opinions")
    kind = models.CharField("审查", max_length=16, choices=REVIEW_KINDS)
    outcome = models.CharField("意见", max_length=16, choices=Outcome)
    digest = models.CharField("所审稿件摘要", max_length=64)
    checklist = models.ForeignKey(
        Checklist, models.PROTECT, null=True, blank=True, related_name="opinions"
    )
    """The office's own version; null where the package's list was answered."""
    questions = models.JSONField("审查事项", default=list)
    answers = models.JSONField("逐项结论", default=dict)
    remark = models.CharField("意见说明", max_length=500, blank=True)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="opinions")
    agency_name = models.CharField("审查机构", max_length=200)
    signed_by_key = models.CharField("审查人标识", max_length=64)
    signed_by_name = models.CharField("审查人", max_length=100)
    signed_at = models.DateTimeField("签署时间")
    basis = models.CharField("签署依据", max_length=200, blank=True)

    class Meta:
        verbose_name = "审查意见"
        ordering = ["draft", "signed_at", "id"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}：{self.get_outcome_display()}"


class JointReview(models.Model):
    """A question to the legal office or the secrecy bureau where the body itself is in doubt.

    ``digest`` and ``revision`` say which text it is about.
    """

    class Answer(models.TextChoices):
        OPEN = "disclose", "可以公开"
        CLOSED = "withhold", "不得公开"
        PART = "part", "部分公开"

    draft = models.ForeignKey(Draft, models.CASCADE, related_name="joint_reviews")
    digest = models.CharField("所审稿件摘要", max_length=64)
    revision = models.PositiveIntegerField("所问稿次", default=0)
    asked = models.ForeignKey(Agency, models.PROTECT, related_name="joint_reviews")
    asked_name = models.CharField("受询机关", max_length=200)
    kind = models.CharField("审查", max_length=16, choices=REVIEW_KINDS)
    question = models.CharField("请求确定的问题（不得含涉密内容）", max_length=500)
    asked_at = models.DateTimeField("发出时间")
    asked_by_key = models.CharField("发出人标识", max_length=64)
    asked_by_name = models.CharField("发出人", max_length=100)
    due_on = models.DateField("答复期限")
    answer = models.CharField("答复", max_length=16, choices=Answer, blank=True)
    reply = models.CharField("答复意见", max_length=500, blank=True)
    answered_at = models.DateTimeField("答复时间", null=True, blank=True)
    answered_by_key = models.CharField("答复人标识", max_length=64, blank=True)
    answered_by_name = models.CharField("答复人", max_length=100, blank=True)
    recalled_at = models.DateTimeField("撤回时间", null=True, blank=True)
    recall_reason = models.CharField("撤回理由", max_length=300, blank=True)
    recalled_by_key = models.CharField("撤回人标识", max_length=64, blank=True)
    recalled_by_name = models.CharField("撤回人", max_length=100, blank=True)

    class Meta:
        verbose_name = "联合审查"
        ordering = ["draft", "asked_at", "id"]

    def __str__(self) -> str:
        return f"{self.asked_name}：{self.get_answer_display() or '待答复'}"

    @property
    def is_waiting(self) -> bool:
        """Whether an answer is still to come."""
        return not self.answer and self.recalled_at is None


class Finding(models.Model):
    """One thing the machine noticed in a draft, and what a person decided about it.

    ``mark`` identifies the thing itself (code, field and what stood there), so that a decision is
    carried over when the same text is submitted again. ``evidence`` shows personal data masked.
    """

    class Severity(models.TextChoices):
        BLOCK = "block", "必须处理"
        WARN = "warn", "请核对"

    class Decision(models.TextChoices):
        OPEN = "", "待处理"
        CORRECTED = "corrected", "已修改"
        ACCEPTED = "accepted", "认可，需修改"
        OVERRIDDEN = "overridden", "不作修改"

    SETTLED: ClassVar = (Decision.CORRECTED, Decision.OVERRIDDEN)

    draft = models.ForeignKey(Draft, models.CASCADE, related_name="findings")
    digest = models.CharField("所查稿件摘要", max_length=64)
    code = models.CharField("检查项", max_length=40)
    severity = models.CharField("级别", max_length=8, choices=Severity)
    field = models.CharField("位置", max_length=200)
    start = models.IntegerField("起", default=-1)
    end = models.IntegerField("止", default=-1)
    evidence = models.CharField("内容", max_length=300, blank=True)
    sentence = models.CharField("问题", max_length=300)
    advice = models.CharField("建议", max_length=300, blank=True)
    mark = models.CharField("指纹", max_length=64)
    decision = models.CharField("处理", max_length=16, choices=Decision, blank=True)
    reason = models.CharField("理由", max_length=300, blank=True)
    decided_at = models.DateTimeField("处理时间", null=True, blank=True)
    decided_by_key = models.CharField("处理人标识", max_length=64, blank=True)
    decided_by_name = models.CharField("处理人", max_length=100, blank=True)

    class Meta:
        verbose_name = "机检问题"
        ordering = ["draft", "severity", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["draft", "digest", "mark"], name="one_finding_per_draft_text"
            )
        ]

    def __str__(self) -> str:
        return self.sentence
