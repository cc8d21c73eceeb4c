"""Items of the catalogue with their editions, links and index numbers.

An item is the thing with an index number; an edition is a frozen text of it. What is counted
(state, column, facet) is a dated row that is closed and never updated; the columns on `Item`
beside them repeat the current state for speed and are written by the same service.
"""

from __future__ import annotations

from django.db import models

from yangguang.apps.agencies.models import Agency
from yangguang.apps.catalog.models.columns import Column
from yangguang.apps.catalog.models.dated import Dated
from yangguang.apps.catalog.models.facets import Facet, FilingRun
from yangguang.apps.files.models import StoredFile


class ItemKind(models.TextChoices):
    """What sort of document it is; the values are those of ``text.kinds``."""

    POLICY = "policy-document", "政策文件"
    REGULATION = "regulation", "法规规章"
    INTERPRETATION = "interpretation", "政策解读"
    ANNUAL_REPORT = "annual-report", "政府信息公开年度报告"
    WORK_SUMMARY = "work-summary", "工作总结"
    DISCLOSURE_GUIDE = "disclosure-guide", "信息公开指南"
    REQUEST_GUIDE = "request-guide", "依申请公开说明"
    BUDGET = "budget", "预算"
    FINAL_ACCOUNTS = "final-accounts", "决算"
    STATISTICS = "statistics-bulletin", "统计公报"
    APPROVAL_REPLY = "approval-reply", "批复"
    PROPOSAL_REPLY = "proposal-reply", "建议提案答复"
    ANNOUNCEMENT = "announcement", "公告公示"
    PERSONNEL = "personnel", "人事信息"
    PLAN = "plan", "规划计划"
    TENDER = "tender", "招标采购"
    PENALTY = "penalty", "行政处罚"
    PERMIT = "permit", "行政许可"
    MEETING = "meeting", "会议"
    NEWS = "news", "工作动态"
    GAZETTE = "gazette", "政府公报"
    LIST = "list", "清单目录"
    EMERGENCY = "emergency", "应急管理"
    OTHER = "other", "其他"


class ItemState(models.TextChoices):
    INBOX = "inbox", "待转入"
    DRAFT = "draft", "草稿"
    PUBLISHED = "published", "已公开"
    WITHDRAWN = "withdrawn", "已撤回"
    REJECTED = "rejected", "不予转入"
    HELD = "held", "已入册（非主动公开）"
    DROPPED = "dropped", "已作废"


class Validity(models.TextChoices):
    NONE = "", "不适用"
    IN_FORCE = "in-force", "有效"
    AMENDED = "amended", "已修改"
    EXPIRED = "expired", "失效"
    REPEALED = "repealed", "废止"


class Item(models.Model):
    """A document in the catalogue, with its metadata header.

    Two dates are never mixed: ``source_published_on`` is what an imported page declares
    (原发布日期); ``released_at`` is set by this system and cannot be back-dated. ``listed_on``
    sorts lists: the declared date where there is one, else the day of release.
    """

    index_number = models.CharField("索引号", max_length=60, unique=True, null=True, blank=True)
    agency = models.ForeignKey(
        Agency, models.PROTECT, related_name="items", verbose_name="发布机构"
    )
    agency_name = models.CharField("发布机构（当时名称）", max_length=200)
    issuers = models.CharField("发文机关", max_length=300, blank=True)
    title = models.CharField("标题", max_length=500)
    doc_number = models.CharField("发文字号", max_length=200, blank=True, db_index=True)
    doc_number_raw = models.CharField("发文字号（原文）", max_length=200, blank=True)
    kind = models.CharField("文种", max_length=32, choices=ItemKind, default=ItemKind.OTHER)
    subject = models.CharField("主题分类", max_length=100, blank=True)
    keywords = models.CharField("关键词", max_length=200, blank=True)
    summary = models.CharField("内容概述", max_length=300, blank=True)
    formed_on = models.DateField("成文日期", null=True, blank=True)
    source_published_on = models.DateField("原发布日期", null=True, blank=True)
    released_at = models.DateTimeField("公开时间", null=True, blank=True)
    listed_on = models.DateField("列表日期", null=True, blank=True, db_index=True)
    in_force_on = models.DateField("生效日期", null=True, blank=True)
    valid_until = models.DateField("有效期至", null=True, blank=True)
    """The last day of the term that the document states; it stays when the term has run out."""
    lost_force_on = models.DateField("失效、废止日期", null=True, blank=True)
    """The first day without force; never beside 有效 or 已修改."""
    validity = models.CharField(
        "有效性", max_length=16, choices=Validity, default=Validity.NONE, blank=True
    )
    state = models.CharField("状态", max_length=16, choices=ItemState, default=ItemState.DRAFT)
    state_reason = models.CharField("状态说明", max_length=300, blank=True)
    column = models.ForeignKey(
        Column, models.PROTECT, null=True, blank=True, related_name="items", verbose_name="栏目"
    )
    source_site = models.CharField("来源", max_length=200, blank=True)
    source_url = models.CharField("来源网址", max_length=500, blank=True)
    source_key = models.CharField("来源标识", max_length=64, null=True, blank=True, unique=True)
    """SHA-256 of the imported source, so that the same thing twice changes nothing."""
    signature = models.BinaryField("近似签名", null=True, blank=True)
    unsure = models.JSONField("存疑", default=list, blank=True)
    created_at = models.DateTimeField("建立时间")
    edition = models.ForeignKey(
        "Edition", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="现行版本"
    )

    class Meta:
        verbose_name = "公开信息"
        ordering = ["-listed_on", "-id"]
        indexes = [
            models.Index(fields=["state", "-listed_on", "-id"], name="item_newest"),
            models.Index(fields=["column", "state", "-listed_on", "-id"], name="item_column"),
            models.Index(fields=["agency", "state", "-listed_on", "-id"], name="item_agency"),
            models.Index(fields=["kind", "state", "-listed_on", "-id"], name="item_kind"),
            models.Index(
                fields=["agency", "kind", "state", "-listed_on", "-id"], name="item_agency_kind"
            ),
            # What is not public is little beside what is. These hold it alone: all that is asked of
            # its titles, and what waits, the longest first.
            models.Index(
                fields=[
                    "state",
                    "agency",
                    "created_at",
                    "id",
                    "title",
                    "doc_number",
                    "index_number",
                ],
                condition=~models.Q(state=ItemState.PUBLISHED),
                name="item_hidden",
            ),
            models.Index(
                fields=["created_at", "id", "agency"],
                condition=models.Q(state=ItemState.INBOX),
                name="item_inbox",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Edition(models.Model):
    """A frozen text of an item. ``body_html`` is sanitised; ``body_text`` is what search reads."""

    class Act(models.TextChoices):
        FIRST = "first", "首次公开"
        CORRECTION = "correction", "更正"
        MODIFICATION = "modification", "修改"

    item = models.ForeignKey(Item, models.CASCADE, related_name="editions")
    number = models.PositiveIntegerField("版次")
    act = models.CharField("由来", max_length=16, choices=Act, default=Act.FIRST)
    reason = models.CharField("理由", max_length=300, blank=True)
    title = models.CharField("标题", max_length=500)
    body_html = models.TextField("正文")
    body_text = models.TextField("正文文字")
    sha256 = models.CharField("正文摘要", max_length=64)
    header = models.JSONField("当时的页头", default=dict, blank=True)
    """Number, dates and body as they stood when another edition took its place; empty before that."""
    made_at = models.DateTimeField("形成时间")
    closed_at = models.DateTimeField("不再公开的时间", null=True, blank=True)
    """When a replaced text ceased to be readable as a past edition; null while it may be read."""
    closed_reason = models.CharField("不再公开的理由", max_length=300, blank=True)

    class Meta:
        verbose_name = "版本"
        ordering = ["item", "number"]
        constraints = [
            models.UniqueConstraint(fields=["item", "number"], name="one_edition_per_number")
        ]

    def __str__(self) -> str:
        return f"{self.title}（第{self.number}版）"


class Attachment(models.Model):
    """A file that belongs to an edition. ``file`` is null where a source named it without giving it."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="attachments")
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="uses")
    title = models.CharField("附件名称", max_length=300)
    source_url = models.CharField("来源网址", max_length=500, blank=True)
    order = models.PositiveIntegerField("排序", default=0)

    class Meta:
        verbose_name = "附件"
        ordering = ["edition", "order", "id"]

    def __str__(self) -> str:
        return self.title


class ItemStatus(Dated):
    """The item's state over time."""

    item = models.ForeignKey(Item, models.CASCADE, related_name="statuses")
    state = models.CharField("状态", max_length=16, choices=ItemState)
    reason = models.CharField("理由", max_length=300, blank=True)

    class Meta:
        verbose_name = "状态沿革"

    def __str__(self) -> str:
        return f"{self.item_id} {self.state}"


class ItemColumn(Dated):
    """The columns in which an item stands over time."""

    item = models.ForeignKey(Item, models.CASCADE, related_name="column_facts")
    column = models.ForeignKey(Column, models.PROTECT, related_name="item_facts")

    class Meta:
        verbose_name = "所在栏目"
        indexes = [models.Index(fields=["column", "valid_to"])]

    def __str__(self) -> str:
        return f"{self.item_id} {self.column_id}"


class ItemFacet(Dated):
    """The facets under which an item is filed over time."""

    item = models.ForeignKey(Item, models.CASCADE, related_name="facet_facts")
    facet = models.ForeignKey(Facet, models.PROTECT, related_name="item_facts")
    run = models.ForeignKey(
        FilingRun, models.PROTECT, null=True, blank=True, related_name="facts", verbose_name="归类"
    )
    """The run of a rule that filed it; null where a person or an import did."""

    class Meta:
        verbose_name = "所属分类"
        indexes = [models.Index(fields=["facet", "valid_to"])]
        constraints = [
            models.UniqueConstraint(
                fields=["item", "facet"],
                condition=models.Q(valid_to__isnull=True),
                name="filed_once_at_a_time",
            )
        ]

    def __str__(self) -> str:
        return f"{self.item_id} {self.facet_id}"


class ItemLink(models.Model):
    """A tie between two items, read both ways: interpretation and policy, old and new text."""

    class Kind(models.TextChoices):
        INTERPRETS = "interprets", "解读"
        REPEALS = "repeals", "废止"
        AMENDS = "amends", "修改"
        RELATED = "related", "相关"

    kind = models.CharField("关系", max_length=16, choices=Kind)
    source = models.ForeignKey(Item, models.CASCADE, related_name="links_out")
    target = models.ForeignKey(Item, models.CASCADE, related_name="links_in")

    class Meta:
        verbose_name = "关联"
        constraints = [
            models.UniqueConstraint(fields=["kind", "source", "target"], name="one_link_per_kind")
        ]

    def __str__(self) -> str:
        return f"{self.source_id} {self.kind} {self.target_id}"


class TextBand(models.Model):
    """One band of an item's near-duplicate signature: items that share a key may be the same text."""

    item = models.ForeignKey(Item, models.CASCADE, related_name="bands")
    key = models.BigIntegerField("带值", db_index=True)

    class Meta:
        verbose_name = "近似带"

    def __str__(self) -> str:
        return f"{self.item_id} {self.key}"


class Appearance(models.Model):
    """The same information through one channel; the item itself is counted once."""

    class Channel(models.TextChoices):
        GAZETTE = "gazette", "政府公报"
        WEBSITE = "website", "政府网站"
        WEIBO = "weibo", "政务微博"
        WECHAT = "wechat", "政务微信"
        OTHER = "other", "其他方式"

    item = models.ForeignKey(Item, models.CASCADE, related_name="appearances")
    channel = models.CharField("渠道", max_length=16, choices=Channel)
    on = models.DateField("日期")
    url = models.CharField("网址", max_length=500, blank=True)
    recorded_at = models.DateTimeField("入库时间")
    voided_at = models.DateTimeField("作废时间", null=True, blank=True)
    """When it was found to be a slip: it counts in figures as of any moment before."""

    class Meta:
        verbose_name = "发布渠道"
        indexes = [
            models.Index(fields=["channel", "on", "item"], name="appearance_day"),
        ]

    def __str__(self) -> str:
        return f"{self.item_id} {self.channel}"


class IndexNumberRule(models.Model):
    """How an agency's index numbers are made, from a day on. History is never renumbered.

    ``pattern`` is parsed by ``text.indexnum``; the agency null gives the rule for everyone else.
    """

    agency = models.ForeignKey(
        Agency, models.CASCADE, null=True, blank=True, related_name="index_rules"
    )
    pattern = models.CharField("规则", max_length=120)
    valid_from = models.DateField("起用日期")
    recorded_at = models.DateTimeField("入库时间")

    class Meta:
        verbose_name = "索引号规则"
        ordering = ["agency", "-valid_from"]

    def __str__(self) -> str:
        return self.pattern


class IndexNumberCounter(models.Model):
    """The last number given in one series (agency and whatever its rule counts by)."""

    series = models.CharField("序列", max_length=120, unique=True)
    last = models.PositiveIntegerField("末号", default=0)

    class Meta:
        verbose_name = "索引号计数"

    def __str__(self) -> str:
        return f"{self.series}: {self.last}"


class Intake(models.Model):
    """One file that an ingest run looked at, and what became of it."""

    class Outcome(models.TextChoices):
        CREATED = "created", "已转入"
        UNCHANGED = "unchanged", "未变化"
        DUPLICATE = "near-duplicate", "疑似重复"
        SKIPPED = "skipped", "已跳过"

    job_key = models.BigIntegerField("作业", db_index=True)
    file = models.CharField("文件", max_length=500)
    outcome = models.CharField("结果", max_length=16, choices=Outcome)
    item = models.ForeignKey(Item, models.SET_NULL, null=True, blank=True, related_name="intakes")
    message = models.TextField("说明", blank=True)
    unsure = models.JSONField("存疑", default=list, blank=True)

    class Meta:
        verbose_name = "转入记录"

    def __str__(self) -> str:
        return f"{self.file} {self.outcome}"
