"""Accounts, their sessions and links, and what members keep: favourites, visits, subscriptions."""

from __future__ import annotations

from urllib.parse import urlencode

from django.db import models

from yangguang.apps.catalog.models import Item
from yangguang.apps.requests.models import Application


class Member(models.Model):
    """One account. ``email_digest`` finds it, the address itself lies sealed under ``subject_key``."""

    class State(models.TextChoices):
        UNCONFIRMED = "unconfirmed", "邮箱待确认"
        ACTIVE = "active", "正常"
        CLOSED = "closed", "已注销"

    subject_key = models.UUIDField("主体")
    email_digest = models.CharField("邮箱指纹", max_length=64, unique=True, null=True)
    sealed_email = models.TextField("邮箱", blank=True)
    email_mask = models.CharField("邮箱（遮盖）", max_length=100)
    password = models.CharField("密码摘要", max_length=200)
    state = models.CharField(
        "状态", max_length=16, choices=State, default=State.UNCONFIRMED, db_index=True
    )
    keeps_history = models.BooleanField("保留浏览记录", default=False)
    feed_token = models.CharField("订阅地址标识", max_length=64, unique=True)
    wrong_tries = models.PositiveIntegerField("连续输错次数", default=0)
    locked_until = models.DateTimeField("暂停登录至", null=True, blank=True)
    joined_at = models.DateTimeField("注册时间")
    confirmed_at = models.DateTimeField("确认时间", null=True, blank=True)
    closed_at = models.DateTimeField("注销时间", null=True, blank=True)

    class Meta:
        verbose_name = "用户"

    def __str__(self) -> str:
        return self.email_mask


class MemberSession(models.Model):
    """A signed-in browser; the cookie's token is kept as a digest."""

    member = models.ForeignKey(Member, models.CASCADE, related_name="sessions")
    token_digest = models.CharField("标识指纹", max_length=64, unique=True)
    started_at = models.DateTimeField("登录时间")
    seen_at = models.DateTimeField("最近使用")
    ends_at = models.DateTimeField("到期时间")

    class Meta:
        verbose_name = "登录"
        ordering = ["-seen_at"]

    def __str__(self) -> str:
        return f"{self.member_id} {self.started_at}"


class MemberLink(models.Model):
    """A link sent by mail. Its token is worked out from ``nonce`` under a key and stored nowhere."""

    class Purpose(models.TextChoices):
        CONFIRM = "confirm", "确认邮箱"
        RESET = "reset", "重设密码"
        STOP = "stop", "退订"

    member = models.ForeignKey(Member, models.CASCADE, related_name="links")
    purpose = models.CharField("用途", max_length=16, choices=Purpose)
    nonce = models.CharField("随机数", max_length=64)
    made_at = models.DateTimeField("生成时间")
    ends_at = models.DateTimeField("失效时间")
    used_at = models.DateTimeField("使用时间", null=True, blank=True)

    class Meta:
        verbose_name = "邮件链接"

    def __str__(self) -> str:
        return f"{self.member_id} {self.purpose}"


class Favourite(models.Model):
    """An item that a member keeps."""

    member = models.ForeignKey(Member, models.CASCADE, related_name="favourites")
    item = models.ForeignKey(Item, models.CASCADE, related_name="+")
    at = models.DateTimeField("收藏时间")

    class Meta:
        verbose_name = "收藏"
        ordering = ["-at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["member", "item"], name="one_favourite_per_item")
        ]

    def __str__(self) -> str:
        return f"{self.member_id} {self.item_id}"


class Reading(models.Model):
    """An item that a member read while they wanted their history kept."""

    member = models.ForeignKey(Member, models.CASCADE, related_name="readings")
    item = models.ForeignKey(Item, models.CASCADE, related_name="+")
    at = models.DateTimeField("最近阅读")

    class Meta:
        verbose_name = "浏览记录"
        ordering = ["-at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["member", "item"], name="one_reading_per_item")
        ]

    def __str__(self) -> str:
        return f"{self.member_id} {self.item_id}"


class Subscription(models.Model):
    """What a member wants to be told of: a column, a body, or a question to the search.

    ``told_until`` is the moment up to which everything has been told.
    """

    class Kind(models.TextChoices):
        COLUMN = "column", "栏目"
        AGENCY = "agency", "机构"
        QUERY = "query", "检索"

    class Every(models.TextChoices):
        DAY = "day", "每天"
        WEEK = "week", "每周"
        NEVER = "never", "不发邮件，只在订阅地址中显示"

    member = models.ForeignKey(Member, models.CASCADE, related_name="subscriptions")
    kind = models.CharField("对象", max_length=16, choices=Kind)
    value = models.CharField("内容", max_length=200)
    label = models.CharField("名称", max_length=200)
    every = models.CharField("频率", max_length=8, choices=Every, default=Every.DAY)
    made_at = models.DateTimeField("订阅时间")
    told_until = models.DateTimeField("已告知至")

    class Meta:
        verbose_name = "订阅"
        ordering = ["made_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["member", "kind", "value"], name="one_subscription_per_thing"
            )
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def address(self) -> str:
        """The public page of what is subscribed to."""
        if self.kind == self.Kind.QUERY:
            return f"/search/?{urlencode({'q': self.value})}"
        folder = "column" if self.kind == self.Kind.COLUMN else "agency"
        return f"/{folder}/{self.value}/"


class MemberCase(models.Model):
    """An application that a member has opened with number and code, so that the account opens it."""

    member = models.ForeignKey(Member, models.CASCADE, related_name="cases")
    application = models.ForeignKey(Application, models.CASCADE, related_name="+")
    code_digest = models.CharField("加入时查询码的指纹", max_length=64)
    """A code given anew shuts out whoever came in by the old one, by an account too."""
    at = models.DateTimeField("加入时间")

    class Meta:
        verbose_name = "我的申请"
        ordering = ["-at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["member", "application"], name="one_case_per_member")
        ]

    def __str__(self) -> str:
        return f"{self.member_id} {self.application_id}"
