"""What of an item is counted in figures, as it was known at each moment.

A figure of a past year must come out the same after an item was moved to another body, filed as
another kind, repealed or withdrawn. So what figures read stands here, a row for each answer that held
for a while, and not on the item, which only knows how it is today.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from yangguang.apps.agencies.models import Agency
from yangguang.apps.catalog.models.items import Item, ItemKind, ItemState

UNTIL_FURTHER = datetime(9999, 12, 31, tzinfo=UTC)
"""Until when an answer is known that still holds."""


class Disclosure(models.Model):
    """One answer about one item, held to be so from ``known_from`` until before ``known_until``.

    There is a row for what was published at some time, withdrawn or not, and for what was entered
    without being open. A row is never changed but for ``known_until``, once, when another answer
    takes its place. The days are legal days, whenever they were recorded.
    """

    STATES: ClassVar = (ItemState.PUBLISHED, ItemState.WITHDRAWN, ItemState.HELD)

    item = models.ForeignKey(Item, models.CASCADE, related_name="disclosures")
    agency = models.ForeignKey(Agency, models.PROTECT, db_index=False, related_name="+")
    kind = models.CharField("文种", max_length=32, choices=ItemKind)
    own = models.BooleanField("本机构制发", default=True)
    """Whether the body itself (alone or with others) issued it, or only passed it on."""
    disclosed_on = models.DateField("公开日期", null=True, blank=True)
    """The day under which it is listed: declared by its source, else of release. Null: not open."""
    withdrawn_on = models.DateField("撤回日期", null=True, blank=True)
    made_on = models.DateField("成文日期")
    """Where none is known, the day of disclosure or of entry."""
    ended = models.BooleanField("已知失去效力", default=False)
    ended_on = models.DateField("失去效力日期", null=True, blank=True)
    """The first day on which it did or will not apply; null with ``ended``: on a day not known."""
    known_from = models.DateTimeField("自此登记")
    known_until = models.DateTimeField("登记至", default=UNTIL_FURTHER)

    class Meta:
        verbose_name = "公开统计事实"
        constraints = [
            models.CheckConstraint(
                condition=Q(known_until__gt=F("known_from")), name="disclosure_was_known"
            ),
            models.UniqueConstraint(
                fields=["item"],
                condition=Q(known_until=UNTIL_FURTHER),
                name="one_disclosure_holds",
            ),
        ]
        indexes = [
            # Both hold all that a count of a year asks, so that it is read from them alone.
            models.Index(
                fields=[
                    "disclosed_on", "agency", "kind", "withdrawn_on", "known_until", "known_from",
                    "item",
                ],
                name="disclosure_year",
            ),
            models.Index(
                fields=[
                    "agency", "disclosed_on", "kind", "withdrawn_on", "known_until", "known_from",
                    "item",
                ],
                name="disclosure_agency",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.item_id} {self.disclosed_on or '—'}"
