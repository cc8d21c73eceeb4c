"""Stored files, kept once by content, and the text read out of them page by page."""

from __future__ import annotations

from django.db import models


class StoredFile(models.Model):
    """A file by content. ``path`` is relative to the files folder; the same bytes are kept once."""

    class Reading(models.TextChoices):
        WAITING = "waiting", "待读取"
        READ = "read", "已读取"
        SCAN = "scan", "扫描页待识别"
        UNREADABLE = "unreadable", "无法读取"

    sha256 = models.CharField("SHA-256", max_length=64, unique=True)
    path = models.CharField("存放位置", max_length=200)
    size = models.BigIntegerField("大小（字节）")
    media_type = models.CharField("媒体类型", max_length=100)
    stored_at = models.DateTimeField("存入时间")
    reading = models.CharField("文字读取", max_length=16, choices=Reading, default=Reading.WAITING)
    unreadable_why = models.TextField("无法读取原因", blank=True)
    pages = models.PositiveIntegerField("页数", default=0)
    recogniser = models.CharField("文字识别引擎和语言", max_length=120, blank=True)
    """What read its scanned pages; empty where nothing had to be recognised."""

    class Meta:
        verbose_name = "文件"
        indexes = [models.Index(fields=["reading", "id"], name="file_reading")]

    def __str__(self) -> str:
        return f"{self.media_type} {self.sha256[:12]}"


class FilePage(models.Model):
    """The text of one page, counted from 1; behind the pages, one by one, that of pictures which lie
    in the file and say something of their own."""

    file = models.ForeignKey(StoredFile, models.CASCADE, related_name="page_texts")
    number = models.PositiveIntegerField("页码")
    text = models.TextField("文字")
    confidence = models.FloatField("识别置信度", null=True, blank=True)
    """From 0 to 1 where a machine recognised a scan; null where the file itself has the text."""
    proofread_at = models.DateTimeField("校对时间", null=True, blank=True)
    address = models.CharField("图片在文件中的位置", max_length=300, blank=True)
    """The picture's address in the file; empty for a page, and for pictures that were not looked at."""
    place = models.CharField("图片所在之处", max_length=100, blank=True)
    """Where the file shows the picture, as a reader would find it; empty for a page."""
    unread_why = models.CharField("未能识别的原因", max_length=200, blank=True)
    """Why nothing, or not all, could be recognised; empty where it could."""

    class Meta:
        verbose_name = "文件页"
        ordering = ["file", "number"]
        constraints = [models.UniqueConstraint(fields=["file", "number"], name="one_text_per_page")]

    def __str__(self) -> str:
        return f"{self.file_id} {self.shown_place}"

    @property
    def shown_place(self) -> str:
        """The page or the picture as people name it."""
        return self.place or f"第{self.number}页"


class FileCheck(models.Model):
    """What a stored file carries besides its visible words, as the release check told it once.

    ``carries``: rows of `releasecheck.ReleaseFinding`, masked. Made again when the check changes.
    """

    file = models.OneToOneField(StoredFile, models.CASCADE, related_name="carried")
    version = models.CharField("检查规则版本", max_length=16)
    carries = models.JSONField("夹带", default=list)
    checked_at = models.DateTimeField("检查时间")

    class Meta:
        verbose_name = "文件夹带检查"

    def __str__(self) -> str:
        return f"{self.file_id} {len(self.carries)}"


class Redaction(models.Model):
    """区分处理 of one file for one body: what was marked, what came of it, who approved it.

    Bound to the source by its hash. ``subject_kind`` and ``subject_key`` name the record it is done
    for (an application, an item), if any; this app knows nothing of it. What lies encrypted under a
    person's key is worked on where it lies: ``source`` is null then, ``sealed_source`` its place, and
    no copy in clear is ever written.
    """

    class State(models.TextChoices):
        DRAFT = "draft", "标注中"
        PROVED = "proved", "已生成并核验"
        APPROVED = "approved", "已审定"

    agency = models.ForeignKey(
        "agencies.Agency", models.PROTECT, related_name="redactions", verbose_name="机构"
    )
    source = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="redactions"
    )
    sealed_source = models.CharField("密存位置", max_length=200, blank=True)
    sealed_for = models.UUIDField("个人信息密钥", null=True, blank=True)
    sealed_field = models.CharField("密存字段", max_length=64, blank=True)
    source_type = models.CharField("原文件媒体类型", max_length=100)
    source_sha256 = models.CharField("原文件SHA-256", max_length=64)
    source_name = models.CharField("文件名", max_length=200)
    title = models.CharField("名称", max_length=200)
    subject_kind = models.CharField("所属事项类型", max_length=40, blank=True)
    subject_key = models.CharField("所属事项标识", max_length=64, blank=True)
    state = models.CharField("状态", max_length=16, choices=State, default=State.DRAFT)
    opened_at = models.DateTimeField("开始时间")
    opened_by_key = models.CharField("经办人标识", max_length=64)
    opened_by_name = models.CharField("经办人", max_length=100)
    approved_copy = models.ForeignKey(
        "files.ReleasedCopy", models.PROTECT, null=True, blank=True, related_name="+"
    )
    approved_at = models.DateTimeField("审定时间", null=True, blank=True)
    approved_by_key = models.CharField("审定人标识", max_length=64, blank=True)
    approved_by_name = models.CharField("审定人", max_length=100, blank=True)

    class Meta:
        verbose_name = "区分处理"
        ordering = ["-opened_at", "-pk"]
        indexes = [models.Index(fields=["subject_kind", "subject_key"])]
        constraints = [
            models.CheckConstraint(
                name="redaction_has_one_source",
                condition=models.Q(source__isnull=False, sealed_source="", sealed_for__isnull=True)
                | (
                    models.Q(source__isnull=True, sealed_for__isnull=False)
                    & ~models.Q(sealed_source="")
                ),
            )
        ]

    def __str__(self) -> str:
        return self.title


class RedactionMark(models.Model):
    """One thing to be taken out, with the ground for it. The words themselves are not kept here.

    A passage counts in the text of its page as `workshop.describe` gives it; an area is in points
    from the upper left corner of the page as seen. Pages count from 1.
    """

    class Kind(models.TextChoices):
        PASSAGE = "passage", "文字"
        AREA = "area", "区域"

    redaction = models.ForeignKey(Redaction, models.CASCADE, related_name="marks")
    kind = models.CharField("类型", max_length=16, choices=Kind)
    page = models.PositiveIntegerField("页码")
    start = models.PositiveIntegerField("起", null=True, blank=True)
    end = models.PositiveIntegerField("止", null=True, blank=True)
    x0 = models.FloatField("左", null=True, blank=True)
    y0 = models.FloatField("上", null=True, blank=True)
    x1 = models.FloatField("右", null=True, blank=True)
    y1 = models.FloatField("下", null=True, blank=True)
    exemption = models.CharField("不予公开依据", max_length=64)
    reason = models.CharField("理由", max_length=300)
    made_at = models.DateTimeField("标注时间")
    made_by_key = models.CharField("标注人标识", max_length=64)
    made_by_name = models.CharField("标注人", max_length=100)

    class Meta:
        verbose_name = "区分处理标注"
        ordering = ["page", "start", "y0", "x0", "pk"]
        constraints = [
            models.CheckConstraint(
                name="mark_is_passage_or_area",
                condition=models.Q(
                    kind="passage", start__isnull=False, end__isnull=False, x0__isnull=True
                )
                | models.Q(
                    kind="area",
                    start__isnull=True,
                    x0__isnull=False,
                    y0__isnull=False,
                    x1__isnull=False,
                    y1__isnull=False,
                ),
            )
        ]

    def __str__(self) -> str:
        return f"第{self.page}页{self.get_kind_display()}"


class ReleasedCopy(models.Model):
    """A copy that passed its proof, bound to source, marks and result by their hashes."""

    redaction = models.ForeignKey(Redaction, models.PROTECT, related_name="copies")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    sha256 = models.CharField("SHA-256", max_length=64)
    source_sha256 = models.CharField("原文件SHA-256", max_length=64)
    marks_sha256 = models.CharField("标注摘要", max_length=64)
    marks = models.PositiveIntegerField("标注数")
    media_type = models.CharField("媒体类型", max_length=100)
    with_words = models.BooleanField("保留可检索文字")
    proof = models.JSONField("核验结果")
    made_at = models.DateTimeField("生成时间")
    made_by_key = models.CharField("生成人标识", max_length=64)
    made_by_name = models.CharField("生成人", max_length=100)

    class Meta:
        verbose_name = "公开副本"
        ordering = ["-made_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.sha256[:12]}"
