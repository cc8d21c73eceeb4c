"""What other systems hand in: who may, by which token, and what each handing-in became."""

from __future__ import annotations

from django.db import models

from yangguang.apps.agencies.models import Agency
from yangguang.apps.publishing.models.drafts import Draft


class DeliveryKey(models.Model):
    """A token by which one system of one body hands in documents. Only its digest is kept.

    ``digest`` is the SHA-256 of the token, ``hint`` its first characters, by which people tell
    tokens apart. ``with_below``: also for the bodies below. ``may_deliver`` false: may only ask
    what became of what was handed in.
    """

    agency = models.ForeignKey(
        Agency, models.PROTECT, related_name="delivery_keys", verbose_name="机构"
    )
    system = models.CharField("来文系统", max_length=50)
    digest = models.CharField("令牌摘要", max_length=64, unique=True)
    hint = models.CharField("令牌开头", max_length=12)
    may_deliver = models.BooleanField("可以递送", default=True)
    with_below = models.BooleanField("含下级机构", default=False)
    per_minute = models.PositiveIntegerField("每分钟次数", default=60)
    made_at = models.DateTimeField("建立时间")
    made_by_key = models.CharField("建立人标识", max_length=64)
    made_by_name = models.CharField("建立人", max_length=100)
    expires_at = models.DateTimeField("有效期至")
    revoked_at = models.DateTimeField("停用时间", null=True, blank=True)
    revoked_by_name = models.CharField("停用人", max_length=100, blank=True)
    revoke_reason = models.CharField("停用理由", max_length=200, blank=True)
    used_at = models.DateTimeField("最近使用", null=True, blank=True)

    class Meta:
        verbose_name = "接口令牌"
        ordering = ["-made_at", "-id"]

    def __str__(self) -> str:
        return f"{self.system}（{self.hint}…）"


class Delivery(models.Model):
    """One document handed in. It is a draft like any other; this says where it came from.

    ``request_key`` is the sender's own, ``content`` the SHA-256 of all that was sent under it: the
    same again gives what is there, another content under the same key is refused.
    """

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="deliveries")
    system = models.CharField("来文系统", max_length=50)
    key = models.ForeignKey(DeliveryKey, models.PROTECT, related_name="deliveries")
    request_key = models.CharField("请求编号", max_length=100)
    content = models.CharField("内容摘要", max_length=64)
    reference = models.CharField("来文编号", max_length=100, blank=True)
    draft = models.OneToOneField(Draft, models.PROTECT, related_name="delivery")
    attribute = models.CharField(
        "来文所拟公开属性", max_length=16, choices=Draft.ATTRIBUTES, blank=True
    )
    attribute_reason = models.CharField("来文所拟属性理由", max_length=500, blank=True)
    warnings = models.JSONField("提示", default=list, blank=True)
    received_at = models.DateTimeField("收到时间")

    class Meta:
        verbose_name = "来件"
        ordering = ["-received_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "system", "request_key"], name="one_delivery_per_request_key"
            )
        ]

    def __str__(self) -> str:
        return f"{self.system} {self.request_key}"
