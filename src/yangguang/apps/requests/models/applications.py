"""An application as it came: who, by which channel, what is wanted, and where it stands now.

What identifies the applicant is sealed under a key of that applicant's own; beside it stand only
keyed digests (to recognise the same person) and a mask for lists.
"""

from __future__ import annotations

from django.db import models

from yangguang.apps.agencies.models import Agency, User
from yangguang.apps.files.models import StoredFile


class ApplicationState(models.TextChoices):
    """Where an application stands. The table of acts is ``requests.workflow``."""

    UNCONFIRMED = "unconfirmed", "待确认"
    REGISTERED = "registered", "待受理"
    SUPPLEMENT = "supplement", "待补正"
    HANDLING = "handling", "办理中"
    PAYMENT = "payment", "待缴费"
    REVIEW = "review", "审查中"
    SIGNING = "signing", "待签发"
    REPLIED = "replied", "待送达"
    SERVED = "served", "待归档"
    ARCHIVED = "archived", "已归档"


OPEN_STATES = (
    ApplicationState.UNCONFIRMED,
    ApplicationState.REGISTERED,
    ApplicationState.SUPPLEMENT,
    ApplicationState.HANDLING,
    ApplicationState.PAYMENT,
    ApplicationState.REVIEW,
    ApplicationState.SIGNING,
    ApplicationState.REPLIED,
)
"""States before the reply has gone out. A signed letter that is not posted stops no clock
(国办公开办函〔2016〕235号), so these are what is carried over into the next year."""


class Form(models.TextChoices):
    """In which form the applicant wants the information (条例第二十九条第二款第（三）项)."""

    PAPER = "paper", "纸质"
    ELECTRONIC = "electronic", "电子文档"
    INSPECTION = "inspection", "查阅、抄录"
    OTHER = "other", "其他"


class DeliveryWay(models.TextChoices):
    """By which way the applicant wants it."""

    POST = "post", "邮寄"
    EMAIL = "email", "电子邮件"
    ONLINE = "online", "网上查看下载"
    COUNTER = "counter", "当面领取"
    FAX = "fax", "传真"


class RequestSetting(models.Model):
    """How a body takes applications. ``confirms_automatically`` holds only where its guide says so
    (the guide page prints it), because a channel once announced binds the body."""

    agency = models.OneToOneField(Agency, models.CASCADE, related_name="request_setting")
    confirms_automatically = models.BooleanField("网上申请自动确认", default=False)
    supplement_days = models.PositiveSmallIntegerField("补正期限（工作日）", default=15)
    takes_fax = models.BooleanField("接收传真申请", default=True)
    takes_online = models.BooleanField("接收网上申请", default=True)
    changed_at = models.DateTimeField("修改时间")

    class Meta:
        verbose_name = "依申请公开设置"

    def __str__(self) -> str:
        return str(self.agency)


class RegisterCounter(models.Model):
    """The last register number of a body and year; locked by whoever takes the next one."""

    agency = models.ForeignKey(Agency, models.PROTECT)
    year = models.PositiveSmallIntegerField("年度")
    last = models.PositiveIntegerField("已用到", default=0)

    class Meta:
        verbose_name = "登记号"
        constraints = [
            models.UniqueConstraint(fields=["agency", "year"], name="one_register_per_year")
        ]

    def __str__(self) -> str:
        return f"{self.agency_id}:{self.year}:{self.last}"


class Applicant(models.Model):
    """One person or organisation in one application; everything that identifies them is sealed.

    ``kind`` is the column of the statistical form. ``digest`` recognises the same applicant (by
    identity number or organisation code, else by name and telephone); ``mask`` is shown in lists.
    """

    kind = models.CharField("申请人类别", max_length=24)
    subject_key = models.UUIDField("个人信息密钥", db_index=True)
    sealed_name = models.TextField("姓名或名称（密）")
    sealed_identity = models.TextField("证件（密）", blank=True)
    sealed_contact = models.TextField("联系方式（密）", blank=True)
    """JSON: telephone, email, address, postcode, contact (the organisation's person)."""
    mask = models.CharField("脱敏名称", max_length=120)
    digest = models.CharField("申请人识别", max_length=64, db_index=True)
    name_digest = models.CharField("名称识别", max_length=64, db_index=True)
    email_given = models.BooleanField("留有邮箱", default=False)
    email_agreed = models.BooleanField("同意用邮件告知进展", default=False)
    """False until they agree, and again once they say so: see ``services.telling``."""

    class Meta:
        verbose_name = "申请人"

    def __str__(self) -> str:
        return self.mask


class Application(models.Model):
    """依申请公开办件. ``received_on`` is the legal day of receipt, null until it is confirmed.

    ``due_on`` and ``due_forecast`` are written only by ``services.clock`` from the ledger; they
    stand here so that lists need no reckoning. ``closed_on`` is the day of the reply that counts.
    """

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="applications", db_index=False)
    year = models.PositiveSmallIntegerField("登记年度")
    serial = models.PositiveIntegerField("登记序号")
    number = models.CharField("登记号", max_length=60, unique=True)
    channel = models.CharField("渠道", max_length=12)
    arrived_on = models.DateField("到达日期")
    confirmed_on = models.DateField("确认日期", null=True, blank=True)
    received_on = models.DateField("收到申请之日", null=True, blank=True)
    submitted_at = models.DateTimeField("提交时间")
    applicant = models.OneToOneField(Applicant, models.PROTECT, related_name="application")
    applicant_kind = models.CharField("申请人类别", max_length=24)
    applicant_digest = models.CharField("申请人识别", max_length=64)
    mask = models.CharField("申请人（脱敏）", max_length=120)
    title = models.CharField("申请事项", max_length=120)
    """A neutral short title without personal data; the clerk may mend it."""
    wanted = models.TextField("所需政府信息内容描述")
    signature = models.BinaryField("内容指纹", blank=True, default=b"")
    """What ``text.similarity`` compares; similar ones are found through ``WantedBand``."""
    form = models.CharField("获取形式", max_length=12, choices=Form)
    delivery = models.CharField("获取方式", max_length=12, choices=DeliveryWay)
    state = models.CharField("状态", max_length=16, choices=ApplicationState)
    regime = models.CharField("适用条例", max_length=4, blank=True)
    due_on = models.DateField("答复期限", null=True, blank=True)
    due_forecast = models.BooleanField("期限为预计", default=False)
    clock_state = models.CharField("计时状态", max_length=24, blank=True)
    extended_days = models.PositiveSmallIntegerField("延期工作日", default=0)
    handler = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="applications"
    )
    department = models.CharField("承办处室", max_length=80, blank=True)
    reply_kind = models.CharField("答复类型", max_length=60, blank=True)
    closed_on = models.DateField("答复日期", null=True, blank=True)
    file_number = models.CharField("档号", max_length=60, blank=True)
    secret = models.BooleanField("涉密线索", default=False)
    """True where secrecy is in question: no text or file is kept, only the register line."""
    query_code_hash = models.CharField("查询码摘要", max_length=64, blank=True)
    submission_key = models.CharField("提交标识", max_length=64, unique=True, null=True, blank=True)
    split_from = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="split_into"
    )
    joined_to = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="joined"
    )
    repeats = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="repeated_by"
    )
    registered_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="registered_applications"
    )
    recorded_at = models.DateTimeField("入库时间")
    version = models.PositiveIntegerField("版本", default=0)
    """Counts acts; a form that was drawn before the last act is refused, nothing is overwritten."""

    class Meta:
        verbose_name = "政府信息公开申请"
        constraints = [
            models.UniqueConstraint(
                # The year first: the register book of all bodies is read in this order.
                fields=["year", "agency", "serial"],
                name="one_application_per_serial",
            )
        ]
        indexes = [
            models.Index(fields=["agency", "state", "due_on"], name="request_agency_state_due"),
            models.Index(fields=["state", "due_on"], name="request_state_due"),
            # Lists show the newest registration first: every filter is read in that order.
            models.Index(fields=["agency", "id"], name="request_agency_newest"),
            models.Index(fields=["state", "id"], name="request_state_newest"),
            models.Index(fields=["channel", "id"], name="request_channel_newest"),
            models.Index(fields=["reply_kind", "id"], name="request_reply_newest"),
            models.Index(fields=["year", "id"], name="request_year_newest"),
            models.Index(fields=["-submitted_at", "-id"], name="request_newest"),
            models.Index(fields=["agency", "received_on"], name="request_agency_received"),
            models.Index(
                fields=["agency", "closed_on", "reply_kind"], name="request_agency_closed"
            ),
            models.Index(fields=["applicant_digest", "received_on"], name="request_applicant"),
            models.Index(fields=["handler", "state", "due_on"], name="request_handler_state"),
            models.Index(
                fields=["due_on", "id"],
                condition=models.Q(closed_on__isnull=True),
                name="request_open_due",
            ),
            models.Index(
                fields=["agency", "due_on", "id"],
                condition=models.Q(closed_on__isnull=True),
                name="request_agency_open_due",
            ),
            # The parts of one submission are opened by one code.
            models.Index(fields=["query_code_hash"], name="request_query_code"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_open(self) -> bool:
        """Whether no reply has been made yet."""
        return self.state in OPEN_STATES


class WantedBand(models.Model):
    """A piece of a signature: applications that share one may ask for the same information."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="bands")
    band = models.BigIntegerField("指纹片段")

    class Meta:
        verbose_name = "内容指纹"
        indexes = [models.Index(fields=["band", "application"], name="wanted_band")]

    def __str__(self) -> str:
        return f"{self.application_id}:{self.band}"


class TitlePiece(models.Model):
    """Two neighbouring signs of a title, as a number.

    Titles that hold all pieces of what was typed are the only ones that need looking at. ``agency``
    repeats the application's, which never changes, so that one body's titles are found among all.
    """

    application = models.ForeignKey(
        Application, models.CASCADE, related_name="title_pieces", db_index=False
    )
    agency = models.ForeignKey(Agency, models.PROTECT, db_index=False, related_name="+")
    piece = models.IntegerField("片段")

    class Meta:
        verbose_name = "事项名称片段"
        indexes = [
            models.Index(fields=["piece", "application", "agency"], name="title_piece"),
            models.Index(fields=["piece", "agency", "application"], name="title_piece_of_body"),
            models.Index(fields=["application"], name="title_piece_of"),
        ]

    def __str__(self) -> str:
        return f"{self.application_id}:{self.piece}"


class Attachment(models.Model):
    """A file that belongs to an application.

    ``sealed`` files (proof of identity) lie encrypted and are read only through ``reveal``.
    """

    class Purpose(models.TextChoices):
        IDENTITY = "identity", "身份证明"
        ORIGINAL = "original", "申请原件"
        SUPPORT = "support", "申请附件"
        SUPPLEMENT = "supplement", "补正材料"
        OPINION = "opinion", "征求意见材料"
        SOURCE = "source", "待区分处理的原件"
        RELEASE = "release", "提供的政府信息"
        PROOF = "proof", "送达凭证"
        REMEDY = "remedy", "复议诉讼材料"

    application = models.ForeignKey(Application, models.PROTECT, related_name="attachments")
    purpose = models.CharField("用途", max_length=12, choices=Purpose)
    name = models.CharField("文件名", max_length=200)
    media_type = models.CharField("类型", max_length=100)
    size = models.PositiveBigIntegerField("大小")
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True)
    sealed_file = models.CharField("密存位置", max_length=120, blank=True)
    added_at = models.DateTimeField("上传时间")
    added_by = models.CharField("上传人", max_length=80)
    released = models.BooleanField("对申请人可见", default=False)

    class Meta:
        verbose_name = "办件材料"

    def __str__(self) -> str:
        return self.name


class FollowUp(models.Model):
    """What the applicant said after submitting: an objection to a fee, satisfaction, a word."""

    class Kind(models.TextChoices):
        FEE_OBJECTION = "fee-objection", "对收费的异议"
        SATISFACTION = "satisfaction", "满意度评价"
        WITHDRAWAL = "withdrawal", "撤回申请"

    application = models.ForeignKey(Application, models.PROTECT, related_name="follow_ups")
    kind = models.CharField("类型", max_length=16, choices=Kind)
    score = models.PositiveSmallIntegerField("评分", null=True, blank=True)
    text = models.TextField("内容", blank=True)
    at = models.DateTimeField("时间")
    answered = models.TextField("处理情况", blank=True)
    answered_at = models.DateTimeField("处理时间", null=True, blank=True)

    class Meta:
        verbose_name = "申请人反馈"

    def __str__(self) -> str:
        return f"{self.application_id} {self.kind}"
