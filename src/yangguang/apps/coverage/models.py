"""How one body stands to one row of a list, as last reckoned, and the items tied to it by hand.

A `Cell` is a projection: it is written by the reckoning alone and can be thrown away. A `Tie` is
somebody's word that an item meets a row, or does not.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from django.db import models
from django.db.models import Q

from yangguang.apps.agencies.models import Agency
from yangguang.apps.catalog.models import Item
from yangguang.apps.registers.models import Register, Row


class State(StrEnum):
    """How a cell stands on a day."""

    FILLED = "filled"
    MISSING = "missing"
    LATE = "late"

    @property
    def label(self) -> str:
        """In the words of the page."""
        return {"filled": "已公开", "missing": "待公开", "late": "逾期未公开"}[self.value]

    @property
    def sign(self) -> str:
        """The shape beside the words."""
        return {"filled": "✓", "missing": "○", "late": "▲"}[self.value]


class Cell(models.Model):
    """One row of a list as one body owes it. ``due_on`` null: nothing is owed just now.

    ``part`` is the group of rows that the matrix looks at together; ``window`` names the period that
    is owed, empty where the row is owed once; ``filled_on`` is the day of the newest published item
    that meets the row.
    """

    register = models.ForeignKey(Register, models.CASCADE, related_name="+", db_index=False)
    row = models.ForeignKey(Row, models.CASCADE, related_name="cells")
    agency = models.ForeignKey(Agency, models.CASCADE, related_name="+", db_index=False)
    part = models.CharField("类别", max_length=100)
    since = models.DateField("自何日起应公开")
    filled_on = models.DateField("最近公开日期", null=True)
    due_on = models.DateField("期限", null=True)
    provisional = models.BooleanField("预计日期", default=False)
    window = models.CharField("所属期间", max_length=32, blank=True)

    class Meta:
        verbose_name = "覆盖情况"
        constraints = [
            models.UniqueConstraint(fields=["row", "agency"], name="one_cell_of_row_and_body")
        ]
        indexes = [
            models.Index(fields=["register", "due_on"], name="cell_of_register"),
            models.Index(fields=["register", "agency", "part", "due_on"], name="cell_of_matrix"),
            models.Index(fields=["register", "part", "due_on"], name="cell_of_part"),
            models.Index(fields=["agency", "due_on"], name="cell_of_agency"),
        ]

    def __str__(self) -> str:
        return f"{self.row_id} {self.agency_id}"

    def state(self, today: date) -> State:
        """Whether it is met, waited for or over."""
        return state_on(self.due_on, today)


def state_on(due_on: date | None, today: date) -> State:
    """The state of a cell with that day owed."""
    if due_on is None:
        return State.FILLED
    return State.LATE if due_on < today else State.MISSING


class Tie(models.Model):
    """An item that somebody, or a likeness of titles, says meets a row for a body."""

    class Word(models.TextChoices):
        PROPOSED = "proposed", "待确认"
        CONFIRMED = "confirmed", "已确认"
        REJECTED = "rejected", "不是这一项"

    row = models.ForeignKey(Row, models.CASCADE, related_name="ties", db_index=False)
    agency = models.ForeignKey(Agency, models.CASCADE, related_name="+", db_index=False)
    item = models.ForeignKey(Item, models.CASCADE, related_name="+")
    word = models.CharField("状态", max_length=10, choices=Word)
    likeness = models.PositiveSmallIntegerField("相似度", default=0)
    """Of a hundred; 0 where a person tied it."""
    by_name = models.CharField("办理人", max_length=100)
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "条目与信息的对应"
        constraints = [
            models.UniqueConstraint(fields=["row", "agency", "item"], name="one_tie_of_item")
        ]
        indexes = [
            models.Index(
                fields=["agency", "row"], condition=Q(word="confirmed"), name="tie_confirmed"
            )
        ]

    def __str__(self) -> str:
        return f"{self.row_id} {self.agency_id} {self.item_id}"


class Followed(models.Model):
    """How far the record of happenings was followed: one row."""

    event = models.BigIntegerField("已跟进到", default=0)

    class Meta:
        verbose_name = "跟进进度"

    def __str__(self) -> str:
        return str(self.event)
