"""The tree of columns: what stands where on the sites, and what became of columns that are gone."""

from __future__ import annotations

from django.db import models

from yangguang.apps.agencies.models import Agency


class UpdateClass(models.TextChoices):
    """What the site inspection calls the kind of a column; limits are in ``law.column_limits``."""

    NEWS = "news", "动态要闻类"
    NOTICES = "notices", "通知公告类"
    POLICY = "policy", "政策文件类"
    SERVICE_FIGURES = "service-figures", "办事统计类"
    NONE = "none", "不定期更新"


class ColumnType(models.TextChoices):
    """The vocabulary of the 2017 guideline (国办发〔2017〕47号) for the ColumnType meta tag."""

    OVERVIEW = "概况信息", "概况信息"
    DUTIES = "机构职能", "机构职能"
    LEADERS = "负责人信息", "负责人信息"
    NEWS = "工作动态", "工作动态"
    POLICY = "政策文件", "政策文件"
    GUIDE = "信息公开指南", "信息公开指南"
    CATALOGUE = "信息公开目录", "信息公开目录"
    ANNUAL_REPORT = "信息公开年报", "信息公开年报"
    ON_REQUEST = "依申请公开", "依申请公开"
    DATA = "数据发布", "数据发布"
    OPEN_DATA = "数据开放", "数据开放"
    INTERPRETATION = "政策解读", "政策解读"
    RESPONSE = "回应关切", "回应关切"
    SERVICE = "办事服务", "办事服务"
    LETTERS = "咨询投诉", "咨询投诉"
    CONSULTATION = "征集调查", "征集调查"
    INTERVIEW = "在线访谈", "在线访谈"


class Column(models.Model):
    """A place in the site's tree. ``agency`` null: a column of the whole site."""

    class Module(models.TextChoices):
        DISCLOSURE = "disclosure", "政府信息公开"
        SERVICE = "service", "办事服务"
        DIALOGUE = "dialogue", "互动交流"

    slug = models.SlugField("网址标识", max_length=80, unique=True)
    name = models.CharField("栏目名称", max_length=50)
    module = models.CharField("模块", max_length=16, choices=Module, default=Module.DISCLOSURE)
    column_type = models.CharField("栏目类别", max_length=16, choices=ColumnType)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name="上级"
    )
    path = models.CharField("层级路径", max_length=255, db_index=True, blank=True)
    agency = models.ForeignKey(
        Agency, models.PROTECT, null=True, blank=True, related_name="columns"
    )
    description = models.CharField("栏目说明", max_length=300, blank=True)
    keywords = models.CharField("关键词", max_length=200, blank=True)
    order = models.PositiveIntegerField("排序", default=0)
    is_open = models.BooleanField("对外显示", default=True)
    opened_on = models.DateField("开设日期", null=True, blank=True)
    update_class = models.CharField("更新类别", max_length=20, choices=UpdateClass, blank=True)
    """Empty: the class of its ``column_type``, see ``selectors.columns.class_of``."""
    own_limit = models.PositiveSmallIntegerField("自定更新期限（天）", null=True, blank=True)
    keeper = models.ForeignKey(
        Agency,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="kept_columns",
        verbose_name="更新责任单位",
    )
    """Who answers for its updates; null: its own body, and the government for a site's column."""
    retired_at = models.DateTimeField("撤销时间", null=True, blank=True)
    successor = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="predecessors",
        verbose_name="旧网址转到",
    )
    """Where a retired column's addresses lead; null: to the front of whose column it was."""

    class Meta:
        verbose_name = "栏目"
        ordering = ["order", "id"]

    def __str__(self) -> str:
        return self.name


class ColumnEnding(models.Model):
    """One column coming to its end, batch by batch, until its last item has left it.

    ``target`` is where its items go (合并); null: they stand in no column any more (撤销).
    ``successor`` is where its addresses will lead. While ``ended_at`` is null the column stands.
    """

    source = models.ForeignKey(Column, models.PROTECT, related_name="endings")
    target = models.ForeignKey(
        Column, models.PROTECT, null=True, blank=True, related_name="endings_in"
    )
    successor = models.ForeignKey(
        Column, models.PROTECT, null=True, blank=True, related_name="endings_led"
    )
    reason = models.CharField("理由", max_length=300)
    actor = models.JSONField("经办人")
    begun_at = models.DateTimeField("开始时间")
    moved = models.PositiveIntegerField("已移条数", default=0)
    ended_at = models.DateTimeField("完成时间", null=True, blank=True)

    class Meta:
        verbose_name = "栏目合并或撤销"
        constraints = [
            models.UniqueConstraint(
                fields=["source"],
                condition=models.Q(ended_at__isnull=True),
                name="one_ending_at_a_time",
            )
        ]

    def __str__(self) -> str:
        return f"{self.source_id} → {self.target_id}"


class SubSite(models.Model):
    """How the pages of one body look as its own sub-site, by path under the one site."""

    class Colour(models.TextChoices):
        """Accents of the family; each has a contrast of at least 4.5:1 on white."""

        RED = "red", "红"
        BLUE = "blue", "蓝"
        GREEN = "green", "绿"
        BROWN = "brown", "棕"
        VIOLET = "violet", "紫"
        INK = "ink", "墨"

    agency = models.OneToOneField(Agency, models.PROTECT, related_name="subsite")
    name = models.CharField("子网站名称", max_length=40)
    slogan = models.CharField("副标题", max_length=60, blank=True)
    crest = models.CharField("徽标字", max_length=1, blank=True)
    """One character in the round mark, where there is no picture."""
    logo = models.BinaryField("徽标图片", null=True, blank=True)
    """A PNG made anew by the sandbox, at most a few dozen kilobytes."""
    logo_digest = models.CharField("徽标摘要", max_length=64, blank=True)
    colour = models.CharField("主色", max_length=8, choices=Colour, default=Colour.RED)
    is_open = models.BooleanField("启用", default=True)

    class Meta:
        verbose_name = "子网站"

    def __str__(self) -> str:
        return self.name


class SubSiteColumn(models.Model):
    """One entry of a sub-site's menu: a column of its own, or one from the shared pool."""

    subsite = models.ForeignKey(SubSite, models.CASCADE, related_name="menu")
    column = models.ForeignKey(Column, models.PROTECT, related_name="menus")
    order = models.PositiveIntegerField("排序", default=0)

    class Meta:
        verbose_name = "子网站栏目"
        ordering = ["subsite", "order", "id"]
        constraints = [
            models.UniqueConstraint(fields=["subsite", "column"], name="one_entry_per_column")
        ]

    def __str__(self) -> str:
        return f"{self.subsite_id} {self.column_id}"
