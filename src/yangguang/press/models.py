"""What is pressed, on what it depends, what was purged when; and where long lists are cut.

The files are what the public sees; these rows say why each file stands there, so that an act finds
every page it touches, and so that a file nobody pressed can be told from one that was.
"""

from __future__ import annotations

from django.db import models


class Counter(models.Model):
    """The number of the last purge. A rendering notes it before it reads anything."""

    last = models.BigIntegerField("末号", default=0)

    class Meta:
        verbose_name = "清除计数"

    def __str__(self) -> str:
        return str(self.last)


class Key(models.Model):
    """The last purge that moved one key; a key never purged has no row.

    ``id`` is `keys.number_of` of the name.
    """

    id = models.BigIntegerField(primary_key=True)
    name = models.CharField("依赖", max_length=120)
    version = models.BigIntegerField("清除序号")

    class Meta:
        verbose_name = "依赖版本"

    def __str__(self) -> str:
        return f"{self.name} {self.version}"


class Node(models.Model):
    """A web server with a folder of its own, and how far it has followed the others' purges."""

    name = models.CharField("节点", max_length=40, primary_key=True)
    applied = models.BigIntegerField("已执行到的清除序号", default=0)
    began_at = models.DateTimeField("启用时间")
    seen_at = models.DateTimeField("最近一次核对")

    class Meta:
        verbose_name = "网页节点"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Purge(models.Model):
    """One purge as the other nodes have to repeat it. ``names`` are keys as in `press.keys`.

    Rows come in the order of their numbers: a number is taken and its row written in one
    transaction that holds the counter.
    """

    number = models.BigIntegerField("清除序号", primary_key=True)
    node = models.CharField("来自节点", max_length=40, blank=True)
    names = models.JSONField("依赖")
    mode = models.CharField("方式", max_length=10)
    subject = models.CharField("对象", max_length=120, blank=True)
    why = models.CharField("原因", max_length=200, blank=True)
    by = models.CharField("经手人", max_length=100, blank=True)
    at = models.DateTimeField("时间", db_index=True)

    class Meta:
        verbose_name = "清除事项"
        ordering = ["number"]

    def __str__(self) -> str:
        return f"{self.number} {self.mode}"


class Page(models.Model):
    """One public address and the file that answers it."""

    class State(models.TextChoices):
        INTENDED = "intended", "正在生成"
        LIVE = "live", "可访问"
        DUE = "due", "待更新"
        """The file stands and is shown; a newer one is to replace it."""
        STALE = "stale", "待重新生成"
        """The file is no longer sent, but kept aside for the hour in which nothing can render."""
        ABSENT = "absent", "已清除待生成"

    node = models.CharField("节点", max_length=40, default="", blank=True)
    """Whose folder holds the file; empty where all web servers read one folder."""
    path = models.CharField("网址", max_length=700)
    state = models.CharField("状态", max_length=10, choices=State)
    sha256 = models.CharField("内容摘要", max_length=64, blank=True)
    copies = models.JSONField("压缩副本摘要", default=dict, blank=True)
    """SHA-256 of each compressed copy, by its ending."""
    size = models.PositiveIntegerField("大小", default=0)
    release = models.CharField("版本", max_length=40, blank=True)
    pressed_at = models.DateTimeField("生成时间", null=True, blank=True)
    why = models.CharField("生成原因", max_length=200, blank=True)
    milliseconds = models.PositiveIntegerField("用时（毫秒）", default=0)
    until = models.DateTimeField("有效至", null=True, blank=True, db_index=True)

    class Meta:
        verbose_name = "静态页面"
        indexes = [
            models.Index(
                fields=["state", "id"],
                name="page_not_live",
                condition=~models.Q(state="live"),
            ),
            models.Index(fields=["release", "id"], name="page_release"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["node", "path"], name="one_page_per_node_and_path")
        ]

    def __str__(self) -> str:
        return self.path


class Tombstone(models.Model):
    """The file that answers 410 for something taken down, as this node wrote it."""

    node = models.CharField("节点", max_length=40, default="", blank=True)
    name = models.CharField("名称", max_length=80)
    """``item/5`` or ``registers/fees/7``, see ``folder.grave_of``."""
    sha256 = models.CharField("内容摘要", max_length=64)

    class Meta:
        verbose_name = "撤下说明页"
        constraints = [
            models.UniqueConstraint(fields=["node", "name"], name="one_tombstone_per_node_and_name")
        ]

    def __str__(self) -> str:
        return self.name


class PageKey(models.Model):
    """One thing that one page shows."""

    page = models.ForeignKey(Page, models.CASCADE, related_name="keys")
    key = models.BigIntegerField("依赖", db_index=True)

    class Meta:
        verbose_name = "页面依赖"
        constraints = [
            models.UniqueConstraint(fields=["page", "key"], name="one_row_per_page_and_key")
        ]

    def __str__(self) -> str:
        return f"{self.page_id} {self.key}"


class Entry(models.Model):
    """The record of pressing: what was made or taken away when, by which act, why."""

    class What(models.TextChoices):
        PRESSED = "pressed", "生成"
        REFUSED = "refused", "未采用"
        PURGED = "purged", "清除"
        WITHDRAWN = "withdrawn", "撤下"
        FAILED = "failed", "失败"
        WHOLE = "whole", "全站"

    at = models.DateTimeField("时间", db_index=True)
    what = models.CharField("事项", max_length=10, choices=What)
    path = models.CharField("网址", max_length=700, blank=True, db_index=True)
    subject = models.CharField("对象", max_length=120, blank=True, db_index=True)
    """The key whose act caused it, such as ``item:5``."""
    why = models.CharField("原因", max_length=200, blank=True)
    by = models.CharField("经手人", max_length=100, blank=True)

    class Meta:
        verbose_name = "页面生成记录"
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.get_what_display()} {self.path or self.subject}"


class ListBreak(models.Model):
    """The newest row of one closed page of one list: the page reaches down to the break before.

    Pages are numbered from the oldest. A page that grew too long (older documents came in) is
    parted: its lower parts bear the same number and ``part`` 2, 3 …; the uppermost has part 1.
    """

    shelf = models.CharField("列表", max_length=60)
    number = models.PositiveIntegerField("页码")
    part = models.PositiveSmallIntegerField("分页", default=1)
    day = models.DateField("列表日期")
    item = models.BigIntegerField("信息")

    class Meta:
        verbose_name = "列表分页"
        constraints = [
            models.UniqueConstraint(fields=["shelf", "number", "part"], name="one_break_per_page"),
            models.UniqueConstraint(fields=["shelf", "day", "item"], name="one_break_per_row"),
        ]

    def __str__(self) -> str:
        return f"{self.shelf} {self.number}.{self.part}"


class ReadCount(models.Model):
    """How often an item's page was sent, as the access logs tell."""

    item = models.BigIntegerField("信息", primary_key=True)
    reads = models.PositiveBigIntegerField("阅读次数", default=0)
    counted_at = models.DateTimeField("统计时间")

    class Meta:
        verbose_name = "阅读次数"

    def __str__(self) -> str:
        return f"{self.item}: {self.reads}"


class LogPosition(models.Model):
    """How far an access log has been counted. ``mark`` tells the file by its first line."""

    mark = models.CharField("日志标识", max_length=64, primary_key=True)
    name = models.CharField("日志文件", max_length=500)
    offset = models.BigIntegerField("已统计到", default=0)
    counted_at = models.DateTimeField("统计时间")

    class Meta:
        verbose_name = "日志进度"

    def __str__(self) -> str:
        return f"{self.name} {self.offset}"
