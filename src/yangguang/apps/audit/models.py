"""The record of every act. Rows are only ever added; the sealer chains them afterwards."""

from __future__ import annotations

from typing import Any

from django.db import models


class AppendOnlyError(Exception):
    """Somebody tried to change or delete a row of the audit record."""


class AppendOnlyQuerySet(models.QuerySet[Any]):
    def update(self, **kwargs: Any) -> int:
        raise AppendOnlyError("审计记录只能追加，不能修改。")

    def delete(self) -> tuple[int, dict[str, int]]:
        raise AppendOnlyError("审计记录只能追加，不能删除。")


class AppendOnly(models.Model):
    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise AppendOnlyError("审计记录只能追加，不能修改。")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise AppendOnlyError("审计记录只能追加，不能删除。")


class Act(AppendOnly):
    """One act: who did what to which record, when, on what basis, and what it changed.

    ``at`` is the moment of the act as the service was told; ``recorded_at`` is set by the
    database row's creation. ``before`` and ``after`` hold changed values only, never secrets.
    """

    at = models.DateTimeField("时间", db_index=True)
    recorded_at = models.DateTimeField("入库时间", auto_now_add=True)
    actor_kind = models.CharField("主体类型", max_length=16)
    actor_key = models.CharField("主体标识", max_length=64, db_index=True)
    actor_name = models.CharField("主体", max_length=100)
    agency_key = models.BigIntegerField("所代表机构", null=True, blank=True, db_index=True)
    verb = models.CharField("行为", max_length=64, db_index=True)
    subject_kind = models.CharField("对象类型", max_length=64)
    subject_key = models.CharField("对象标识", max_length=64)
    subject_label = models.CharField("对象", max_length=300, blank=True)
    subject_agency_key = models.BigIntegerField(
        "对象所属机构", null=True, blank=True, db_index=True
    )
    basis = models.CharField("依据", max_length=300, blank=True)
    reason = models.TextField("理由", blank=True)
    verdict = models.JSONField("判定", null=True, blank=True)
    before = models.JSONField("变更前", null=True, blank=True)
    after = models.JSONField("变更后", null=True, blank=True)

    class Meta:
        verbose_name = "审计记录"
        ordering = ["-id"]
        indexes = [models.Index(fields=["subject_kind", "subject_key"])]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.actor_name} {self.verb} {self.subject_label}"


class Seal(AppendOnly):
    """The place of one act in the hash chain; positions have no gaps."""

    position = models.BigIntegerField("链上位置", primary_key=True)
    act = models.OneToOneField(Act, models.PROTECT, related_name="seal")
    digest = models.CharField("摘要", max_length=64)

    class Meta:
        verbose_name = "审计链"
        ordering = ["position"]

    def __str__(self) -> str:
        return f"{self.position} {self.digest[:12]}"


class DayRoot(AppendOnly):
    """The chain's head at the end of a day, to be printed, signed or deposited elsewhere."""

    day = models.DateField("日期", primary_key=True)
    position = models.BigIntegerField("末位")
    digest = models.CharField("摘要", max_length=64)
    made_at = models.DateTimeField("生成时间", auto_now_add=True)

    class Meta:
        verbose_name = "审计日根"
        ordering = ["day"]

    def __str__(self) -> str:
        return f"{self.day} {self.digest[:12]}"
