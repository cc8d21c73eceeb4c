"""What was done with an application: facts that are only ever added.

The clock ledger, the consultations, opinions, replies and services of letters each keep their own
dated rows; ``Event`` is the story in order, in words for the clerk and, where public, for the
applicant.
"""

from __future__ import annotations

from django.db import models

from yangguang.apps.agencies.models import User
from yangguang.apps.audit.models import AppendOnly
from yangguang.apps.files.models import StoredFile
from yangguang.apps.letters.models import AddresseeType, Letter
from yangguang.apps.requests.models.applications import Application, ApplicationState


class ClockEntry(AppendOnly):
    """One entry of the clock ledger; see ``law.clock.Entry``. Never changed, never removed.

    A mistaken entry is struck by a later one (``strikes``) with its reason; the reckoning skips
    both and the page shows them.
    """

    application = models.ForeignKey(Application, models.PROTECT, related_name="clock")
    day = models.DateField("日期")
    kind = models.CharField("事项", max_length=24)
    key = models.CharField("对应", max_length=40, blank=True)
    days = models.PositiveSmallIntegerField("工作日", default=0)
    until = models.DateField("至", null=True, blank=True)
    letter = models.ForeignKey(Letter, models.PROTECT, null=True, blank=True, related_name="+")
    citation = models.CharField("依据", max_length=80, blank=True)
    strikes = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="struck_by"
    )
    reason = models.CharField("更正理由", max_length=300, blank=True)
    by = models.CharField("登记人", max_length=80)
    recorded_at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = "期限台账"
        indexes = [models.Index(fields=["application", "day", "id"], name="clock_of_application")]

    def __str__(self) -> str:
        return f"{self.application_id} {self.day} {self.kind}"


class Event(AppendOnly):
    """One step of the story. ``public`` is the sentence the applicant reads, empty = internal."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="events")
    act = models.CharField("事项", max_length=40)
    source = models.CharField("原状态", max_length=16, blank=True)
    target = models.CharField("新状态", max_length=16, choices=ApplicationState)
    day = models.DateField("日期")
    sentence = models.CharField("说明", max_length=300)
    note = models.TextField("备注", blank=True)
    public = models.CharField("告知申请人", max_length=300, blank=True)
    basis = models.CharField("依据", max_length=120, blank=True)
    letter = models.ForeignKey(Letter, models.PROTECT, null=True, blank=True, related_name="+")
    by = models.CharField("办理人", max_length=80)
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "办理过程"
        indexes = [models.Index(fields=["application", "id"], name="events_of_application")]

    def __str__(self) -> str:
        return f"{self.application_id} {self.act}"


class LetterLink(models.Model):
    """A letter of the case. ``public``: the applicant may download it once it is issued."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="letter_links")
    letter = models.OneToOneField(Letter, models.PROTECT, related_name="+")
    public = models.BooleanField("申请人可下载", default=True)

    class Meta:
        verbose_name = "办件文书"

    def __str__(self) -> str:
        return f"{self.application_id} {self.letter_id}"


class Supplement(models.Model):
    """The one request for supplements (条例第三十条): what, why, until when, and what came."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="supplements")
    asked_on = models.DateField("通知日期")
    items = models.TextField("需要补正的内容")
    reason = models.TextField("理由", blank=True)
    until = models.DateField("补正期限")
    letter = models.ForeignKey(Letter, models.PROTECT, null=True, blank=True, related_name="+")
    answered_on = models.DateField("收到补正日期", null=True, blank=True)
    answer = models.TextField("补正内容", blank=True)
    lapsed_on = models.DateField("视为放弃日期", null=True, blank=True)

    class Meta:
        verbose_name = "补正"

    def __str__(self) -> str:
        return f"{self.application_id} {self.asked_on}"


class Assignment(models.Model):
    """Handling given to a person and department with an inner limit (分办)."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="assignments")
    handler = models.ForeignKey(User, models.PROTECT, null=True, blank=True)
    department = models.CharField("承办处室", max_length=80, blank=True)
    task = models.TextField("办理要求", blank=True)
    assigned_on = models.DateField("分办日期")
    inner_due = models.DateField("内部时限", null=True, blank=True)
    done_on = models.DateField("回复日期", null=True, blank=True)
    result = models.TextField("办理意见", blank=True)

    class Meta:
        verbose_name = "分办"

    def __str__(self) -> str:
        return f"{self.application_id} {self.department}"


class ConsultationKind(models.TextChoices):
    THIRD_PARTY = "third-party", "征求第三方意见"
    CO_MAKER = "co-maker", "与共同制作机关协商"
    OTHER_ORGAN = "other-organ", "征求其他机关意见"


class ConsultationAnswer(models.TextChoices):
    AGREES = "agrees", "同意公开"
    PARTLY = "partly", "同意部分公开"
    REFUSES = "refuses", "不同意公开"
    SILENT = "silent", "逾期未答复"


class Consultation(models.Model):
    """A third party or another body asked for its opinion; each has its own clock and letter."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="consultations")
    kind = models.CharField("类型", max_length=16, choices=ConsultationKind)
    party_mask = models.CharField("征求对象", max_length=120)
    party_type = models.CharField("对象类别", max_length=16, choices=AddresseeType)
    sealed_party = models.TextField("征求对象（密）", blank=True)
    sealed_contact = models.TextField("联系方式（密）", blank=True)
    sent_on = models.DateField("发出日期")
    served_on = models.DateField("送达日期", null=True, blank=True)
    due_on = models.DateField("答复期限", null=True, blank=True)
    answer = models.CharField("意见", max_length=12, choices=ConsultationAnswer, blank=True)
    answered_on = models.DateField("收到意见日期", null=True, blank=True)
    reasons = models.TextField("理由", blank=True)
    reasonable = models.BooleanField("理由成立", null=True, blank=True)
    """What the body thinks of a third party's objection (条例第三十二条); null while nobody judged."""
    letter = models.ForeignKey(Letter, models.PROTECT, null=True, blank=True, related_name="+")
    override_reason = models.TextField("公共利益理由", blank=True)
    override_letter = models.ForeignKey(
        Letter, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = "征求意见"

    def __str__(self) -> str:
        return f"{self.application_id} {self.kind}"


class Fee(models.Model):
    """A processing fee for one application: worked out, noticed, paid, waived or lapsed."""

    class Basis(models.TextChoices):
        ITEMS = "items", "按件"
        PAGES = "pages", "按量"
        COST = "cost", "检索、复制、邮寄成本"

    application = models.ForeignKey(Application, models.PROTECT, related_name="fees")
    basis = models.CharField("计费方式", max_length=8, choices=Basis)
    count = models.PositiveIntegerField("件数或页数")
    amount = models.DecimalField("金额（元）", max_digits=12, decimal_places=2)
    working = models.JSONField("计算过程", default=list)
    noticed_on = models.DateField("通知日期")
    served_on = models.DateField("通知送达日期", null=True, blank=True)
    due_on = models.DateField("缴费期限", null=True, blank=True)
    paid_on = models.DateField("缴清日期", null=True, blank=True)
    payment_recorded_at = models.DateTimeField("缴清登记时间", null=True, blank=True)
    receipt_number = models.CharField("票据号", max_length=60, blank=True)
    waived_on = models.DateField("减免日期", null=True, blank=True)
    waiver_reason = models.TextField("减免理由", blank=True)
    lapsed_on = models.DateField("逾期日期", null=True, blank=True)
    letter = models.ForeignKey(Letter, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = "信息处理费"

    def __str__(self) -> str:
        return f"{self.application_id} {self.amount}"


class VolumeInquiry(models.Model):
    """The applicant was asked why so many (条例第三十五条), what came, and what the body found."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="inquiries")
    asked_on = models.DateField("通知日期")
    facts = models.TextField("数量、频次的情况")
    until = models.DateField("说明理由的期限")
    letter = models.ForeignKey(Letter, models.PROTECT, null=True, blank=True, related_name="+")
    answered_on = models.DateField("收到说明日期", null=True, blank=True)
    answer = models.TextField("申请人的说明", blank=True)
    judged_on = models.DateField("认定日期", null=True, blank=True)
    reasonable = models.BooleanField("理由合理", null=True, blank=True)
    judgement = models.TextField("认定的理由", blank=True)

    class Meta:
        verbose_name = "说明理由"

    def __str__(self) -> str:
        return f"{self.application_id} {self.asked_on}"


class OpinionKind(models.TextChoices):
    PROPOSAL = "proposal", "拟办意见"
    DEPARTMENT = "department", "承办意见"
    LEGAL = "legal", "合法性审查"
    SECRECY = "secrecy", "保密审查"
    APPROVAL = "approval", "公开工作机构负责人审核"
    SIGNATURE = "signature", "签发"


class Opinion(AppendOnly):
    """One signed opinion on the draft that bears ``draft_hash``; a changed draft needs new ones."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="opinions")
    kind = models.CharField("类型", max_length=12, choices=OpinionKind)
    agrees = models.BooleanField("同意")
    text = models.TextField("意见", blank=True)
    draft_hash = models.CharField("草稿摘要", max_length=64, blank=True)
    by_user = models.ForeignKey(User, models.PROTECT, null=True, blank=True)
    by = models.CharField("署名", max_length=80)
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "审查意见"

    def __str__(self) -> str:
        return f"{self.application_id} {self.kind}"


class Reply(models.Model):
    """The reply of exactly one statutory kind: a draft until it is issued, then fixed.

    ``sealed_parts`` holds, under the applicant's key, the sentences by the keys that
    ``law.replies`` requires of the kind. Of several replies to one case (made anew after a
    judgment) the first is the one that is counted.
    """

    application = models.ForeignKey(Application, models.PROTECT, related_name="replies")
    kind = models.CharField("答复类型", max_length=60)
    exemptions = models.JSONField("不公开事由", default=list)
    sealed_parts = models.TextField("答复内容（密）", blank=True)
    draft_hash = models.CharField("草稿摘要", max_length=64)
    drafted_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    drafted_at = models.DateTimeField("起草时间")
    decided_on = models.DateField("答复日期", null=True, blank=True)
    letter = models.ForeignKey(Letter, models.PROTECT, null=True, blank=True, related_name="+")
    remedy_text = models.TextField("救济途径", blank=True)
    review_first = models.BooleanField("复议前置", default=False)
    superseded_on = models.DateField("被撤销或重作日期", null=True, blank=True)

    class Meta:
        verbose_name = "答复"

    def __str__(self) -> str:
        return f"{self.application_id} {self.kind}"


class Service(models.Model):
    """送达: by which way, on which day, with which proof; posting is the day that counts."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="services")
    letter = models.ForeignKey(Letter, models.PROTECT, related_name="+")
    way = models.CharField("送达方式", max_length=16)
    sent_on = models.DateField("发出（交邮）日期")
    received_on = models.DateField("签收日期", null=True, blank=True)
    tracking_number = models.CharField("邮件号", max_length=40, blank=True)
    proof = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True)
    note = models.CharField("备注", max_length=200, blank=True)
    returned_on = models.DateField("退回日期", null=True, blank=True)
    return_reason = models.CharField("退回原因", max_length=200, blank=True)
    by = models.CharField("经办人", max_length=80)
    at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = "送达"
        indexes = [
            # An envelope that came back is found by what stands on it.
            models.Index(
                fields=["tracking_number"],
                condition=~models.Q(tracking_number=""),
                name="service_tracking",
            )
        ]

    def __str__(self) -> str:
        return f"{self.application_id} {self.way}"


class Call(AppendOnly):
    """A telephone call or another contact with the applicant or a department."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="calls")
    outward = models.BooleanField("我方拨出", default=True)
    with_whom = models.CharField("对方", max_length=80)
    at = models.DateTimeField("通话时间")
    text = models.TextField("内容")
    by = models.CharField("记录人", max_length=80)
    recorded_at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = "电话记录"

    def __str__(self) -> str:
        return f"{self.application_id} {self.at:%Y-%m-%d}"
