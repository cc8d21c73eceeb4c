"""Letters that leave an office, the templates they are made from, and the runs of their numbers.

What a letter says is personal: its content is kept encrypted, and so are its files. What the
register of letters shows (kind, number, day, state) names nobody. An issued letter never changes;
a void one keeps its number.
"""

from __future__ import annotations

from django.db import models

from yangguang.apps.agencies.models import Agency
from yangguang.apps.files.models import StoredFile
from yangguang.apps.letters.kinds import UnknownKind, kind
from yangguang.apps.vault.models import SubjectKey
from yangguang.law.regimes import Regime

REGIMES = [(regime.value, regime.label) for regime in Regime]


class TemplateState(models.TextChoices):
    DRAFT = "draft", "草稿"
    IN_FORCE = "in-force", "启用"
    RETIRED = "retired", "停用"


class LetterTemplate(models.Model):
    """An office's own wording of one kind of letter for one regime.

    ``agency`` null: for every body that has none of its own. Several versions can be in force,
    each from a day on; the latest that has begun counts. Only drafts change.
    """

    agency = models.ForeignKey(
        Agency, models.PROTECT, null=True, blank=True, related_name="letter_templates"
    )
    kind = models.CharField("文书", max_length=60)
    regime = models.CharField("适用条例", max_length=8, choices=REGIMES)
    version = models.PositiveIntegerField("版本")
    title = models.CharField("标题", max_length=200)
    text = models.TextField("正文")
    state = models.CharField(
        "状态", max_length=16, choices=TemplateState, default=TemplateState.DRAFT
    )
    valid_from = models.DateField("启用日期", null=True, blank=True)
    why = models.CharField("修改说明", max_length=300, blank=True)
    made_at = models.DateTimeField("起草时间")
    made_by = models.CharField("起草人", max_length=100)
    changed_at = models.DateTimeField("最近保存时间")
    changed_by = models.CharField("最近保存人", max_length=100)
    decided_at = models.DateTimeField("启用或停用时间", null=True, blank=True)
    decided_by = models.CharField("启用或停用人", max_length=100, blank=True)

    class Meta:
        verbose_name = "文书模板"
        ordering = ["kind", "regime", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "kind", "regime", "version"],
                name="one_version_per_own_template",
            ),
            models.UniqueConstraint(
                fields=["kind", "regime", "version"],
                condition=models.Q(agency__isnull=True),
                name="one_version_per_common_template",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind_name}第{self.version}版"

    @property
    def kind_name(self) -> str:
        return name_of_kind(self.kind)


class NumberWord(models.Model):
    """The issuer's word of one series of an agency's letters, from a day on."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="number_words")
    series = models.CharField("文号系列", max_length=30)
    word = models.CharField("机关代字", max_length=30)
    valid_from = models.DateField("启用日期")
    recorded_at = models.DateTimeField("入库时间")

    class Meta:
        verbose_name = "文书文号"
        ordering = ["agency", "series", "valid_from", "id"]

    def __str__(self) -> str:
        return self.word


class NumberCounter(models.Model):
    """The last number given in one series of one agency in one year.

    ``first`` is where the run began: 1, or later where an office had given numbers on paper
    before it came here.
    """

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    series = models.CharField("文号系列", max_length=30)
    year = models.PositiveIntegerField("年度")
    last = models.PositiveIntegerField("末号", default=0)
    first = models.PositiveIntegerField("首号", default=1)

    class Meta:
        verbose_name = "文书编号"
        constraints = [
            models.UniqueConstraint(fields=["agency", "series", "year"], name="one_run_per_year")
        ]

    def __str__(self) -> str:
        return f"{self.agency_id} {self.series} {self.year}: {self.last}"


class LetterState(models.TextChoices):
    DRAFT = "draft", "起草"
    SIGNED = "signed", "已签发"
    ISSUED = "issued", "已发文"
    VOIDED = "voided", "作废"


class AddresseeType(models.TextChoices):
    PERSON = "person", "自然人"
    ORGANISATION = "organisation", "法人或者其他组织"
    ORGAN = "organ", "行政机关"


class Letter(models.Model):
    """One letter. ``sealed_content`` holds addressee, parts, text and attachments, encrypted.

    All of it, files included, lies under the key of ``person``: the person it is about, or a key
    of the letter's own where it is about none; destroying the key empties the letter.
    ``subject_kind`` and ``subject_key`` say what it belongs to (an application, a remedy), for
    the app above that knows. ``digest`` is the SHA-256 of the PDF as it left the office.
    """

    kind = models.CharField("文书", max_length=60)
    regime = models.CharField("适用条例", max_length=8, choices=REGIMES)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="letters")
    agency_name = models.CharField("发文机关", max_length=100)
    subject_kind = models.CharField("所属事项", max_length=40)
    subject_key = models.CharField("所属事项标识", max_length=64)
    title = models.CharField("标题", max_length=300, blank=True)
    addressee_type = models.CharField("收件人类型", max_length=16, choices=AddresseeType)
    state = models.CharField("状态", max_length=16, choices=LetterState, default=LetterState.DRAFT)
    person = models.ForeignKey(SubjectKey, models.PROTECT, related_name="+", verbose_name="密钥")
    sealed_content = models.TextField("内容（加密）")
    revision = models.PositiveIntegerField("修改次数", default=0)
    template = models.ForeignKey(
        LetterTemplate, models.PROTECT, null=True, blank=True, related_name="letters"
    )
    """The office's template it was made from; null for the wording that comes with the system."""
    series = models.CharField("文号系列", max_length=30, blank=True)
    year = models.PositiveIntegerField("年度", null=True, blank=True)
    sequence = models.PositiveIntegerField("顺序号", null=True, blank=True)
    number = models.CharField("文号", max_length=60, blank=True, db_index=True)
    remedies = models.TextField("救济途径", blank=True)
    made_at = models.DateTimeField("起草时间")
    made_by = models.CharField("起草人", max_length=100)
    signed_at = models.DateTimeField("签发时间", null=True, blank=True)
    signed_by = models.CharField("签发人", max_length=100, blank=True)
    issued_on = models.DateField("成文日期", null=True, blank=True)
    issued_at = models.DateTimeField("发文时间", null=True, blank=True)
    issued_by = models.CharField("发文人", max_length=100, blank=True)
    voided_at = models.DateTimeField("作废时间", null=True, blank=True)
    voided_by = models.CharField("作废人", max_length=100, blank=True)
    void_reason = models.CharField("作废理由", max_length=300, blank=True)
    pdf = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")
    word = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")
    digest = models.CharField("PDF 摘要", max_length=64, blank=True)
    pages = models.PositiveIntegerField("页数", default=0)
    boxes = models.PositiveIntegerField("缺字", default=0)
    """Characters that the fonts at hand could not draw; the PDF shows boxes in their place."""
    corrects = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="corrections",
        verbose_name="更正的文书",
    )
    """The letter that this one replaces because of a misprint; both keep number and files."""
    seal = models.CharField("印章", max_length=100, blank=True)
    """How the seal was set: empty where the printed letter is stamped by hand."""

    class Meta:
        verbose_name = "文书"
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["subject_kind", "subject_key"]),
            models.Index(fields=["agency", "state", "-issued_on"]),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "series", "year", "sequence"],
                condition=models.Q(sequence__isnull=False),
                name="one_letter_per_number",
            ),
            models.UniqueConstraint(
                fields=["agency", "number"],
                condition=~models.Q(number=""),
                name="one_letter_per_number_text",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind_name} {self.number}".strip()

    @property
    def kind_name(self) -> str:
        return name_of_kind(self.kind)

    @property
    def corrected_by(self) -> Letter | None:
        """The letter that stands in its place, where it was misprinted."""
        standing = [one for one in self.corrections.all() if one.state == LetterState.ISSUED]
        return max(standing, key=lambda one: one.pk, default=None)


def name_of_kind(key: str) -> str:
    """The Chinese name; the key itself for a kind that this version no longer knows."""
    try:
        return kind(key).name
    except UnknownKind:
        return key
