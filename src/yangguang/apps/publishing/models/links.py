"""Links in public pages and in drafts, and whether readers can still follow them."""

from __future__ import annotations

from django.db import models

from yangguang.apps.catalog.models import Item
from yangguang.apps.publishing.models.drafts import Draft


class WebLink(models.Model):
    """One address that pages point to, asked once for all of them. ``host`` empty: on this site.

    ``failures`` counts answers in a row that were none; an address that is away for a moment is
    doubtful and becomes dead only when it stays so. ``due_at`` is when it is asked again.
    """

    class State(models.TextChoices):
        UNKNOWN = "unknown", "未核查"
        ALIVE = "alive", "正常"
        DOUBTFUL = "doubtful", "暂时打不开"
        DEAD = "dead", "死链"
        UNASKED = "unasked", "对方不允许核查"

    address = models.CharField("网址", max_length=1000)
    digest = models.CharField("网址摘要", max_length=64, unique=True)
    host = models.CharField("主机", max_length=255, blank=True, db_index=True)
    state = models.CharField("状态", max_length=16, choices=State, default=State.UNKNOWN)
    status = models.PositiveSmallIntegerField("应答代码", default=0)
    why = models.CharField("原因", max_length=200, blank=True)
    failures = models.PositiveSmallIntegerField("连续失败次数", default=0)
    first_seen_at = models.DateTimeField("首次出现")
    checked_at = models.DateTimeField("核查时间", null=True, blank=True)
    dead_since = models.DateTimeField("打不开始于", null=True, blank=True)
    due_at = models.DateTimeField("下次核查", db_index=True)

    class Meta:
        verbose_name = "链接"
        ordering = ["address"]
        indexes = [models.Index(fields=["state", "-dead_since"], name="link_state")]

    def __str__(self) -> str:
        return self.address


class WebLinkUse(models.Model):
    """Where the address stands: in the text of a public item, or in a draft."""

    link = models.ForeignKey(WebLink, models.CASCADE, related_name="uses")
    item = models.ForeignKey(Item, models.CASCADE, null=True, blank=True, related_name="web_links")
    draft = models.ForeignKey(
        Draft, models.CASCADE, null=True, blank=True, related_name="web_links"
    )

    class Meta:
        verbose_name = "链接所在"
        constraints = [
            models.UniqueConstraint(fields=["link", "item"], name="one_link_per_item"),
            models.UniqueConstraint(fields=["link", "draft"], name="one_link_per_draft"),
            models.CheckConstraint(
                condition=models.Q(item__isnull=False) ^ models.Q(draft__isnull=False),
                name="link_in_item_or_draft",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.link_id} {self.item_id or self.draft_id}"
