"""Returns of statutory and local forms: the rounds in which they are owed, each body's return,
what was filled in by hand, the frozen versions with their evidence, and what was said about them.

A version is never changed once frozen. What records say later shows as a difference beside it.
"""

from __future__ import annotations

from typing import Any

from django.db import models

from yangguang.apps.agencies.models import Agency
from yangguang.apps.catalog.models import Item
from yangguang.law.returns.load import annual_definition, read_definition
from yangguang.law.returns.model import ANNUAL, ReturnDefinition
from yangguang.law.returns.periods import Period, PeriodKind


class LocalDefinition(models.Model):
    """One version of a quarterly, monthly or local form as uploaded. The text is never changed; a
    change is a new version, and rounds keep the one they began with."""

    code = models.CharField("表式代码", max_length=32)
    version = models.PositiveSmallIntegerField("版本")
    title = models.CharField("表名", max_length=100)
    text = models.TextField("定义")
    digest = models.CharField("摘要", max_length=64)
    made_by = models.CharField("上传人", max_length=100)
    made_at = models.DateTimeField("上传时间")
    retired_at = models.DateTimeField("停用时间", null=True, blank=True)

    class Meta:
        verbose_name = "本地表式"
        ordering = ["code", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["code", "version"], name="one_definition_per_version")
        ]

    def __str__(self) -> str:
        return f"{self.title}（第{self.version}版）"

    @property
    def definition(self) -> ReturnDefinition:
        """The form, its period, who owes it and by when."""
        return read_definition(self.text, self.version)


class ReturnRound(models.Model):
    """One period of one kind of return: 2025年度年报, 2026年第3季度季报.

    ``due_on`` is the last day for bodies, ``government_due_on`` for governments.
    """

    code = models.CharField("表式代码", max_length=32)
    definition_row = models.ForeignKey(
        LocalDefinition, models.PROTECT, null=True, blank=True, related_name="rounds"
    )
    year = models.PositiveSmallIntegerField("年度")
    part = models.PositiveSmallIntegerField("期", default=0)
    kind = models.CharField(
        "周期", max_length=8, choices=[(one.value, one.label) for one in PeriodKind]
    )
    title = models.CharField("名称", max_length=150)
    due_on = models.DateField("机关期限")
    government_due_on = models.DateField("政府期限")
    opened_at = models.DateTimeField("布置时间")
    complete_at = models.DateTimeField("布置完成时间", null=True, blank=True)
    """When every body that owes it had its return; null while an opening was cut short."""

    class Meta:
        verbose_name = "报表期次"
        ordering = ["-year", "-part", "code"]
        constraints = [
            models.UniqueConstraint(fields=["code", "year", "part"], name="one_round_per_period")
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def period(self) -> Period:
        """The period it is about."""
        return Period(self.year, self.part, PeriodKind(self.kind))

    @property
    def definition(self) -> ReturnDefinition:
        """The definition with which it began."""
        if self.definition_row is not None:
            return self.definition_row.definition
        found = annual_definition(self.year) if self.code == ANNUAL else None
        if found is None:
            raise LookupError(f"no form is known for {self.code} {self.year}")
        return found


class ReturnState(models.TextChoices):
    OPEN = "open", "填报中"
    FROZEN = "frozen", "已定稿"
    SIGNED = "signed", "已签报"
    SUBMITTED = "submitted", "已报送"
    SENT_BACK = "sent-back", "已退回"
    ACCEPTED = "accepted", "已审收"
    IMPORTED = "imported", "由公开年报导入"


class ReturnScope(models.TextChoices):
    OWN = "own", "本级"
    REGION = "region", "全域"


SETTLED = (
    ReturnState.SIGNED,
    ReturnState.SUBMITTED,
    ReturnState.ACCEPTED,
    ReturnState.IMPORTED,
)
"""States in which the body stands by the newest version."""
HANDED_IN = (ReturnState.SUBMITTED, ReturnState.ACCEPTED, ReturnState.IMPORTED)
"""States in which the body above may add it up."""


class Return(models.Model):
    """One body's return of one round.

    ``own``: the body itself; of a government with its departments. ``region``: a government with
    the governments below it. ``computed`` holds, by cell, what the body's own records gave at
    ``computed_at`` (numbers as text, so that none loses a digit). ``revision`` grows with every
    change of what is filled in.
    """

    round = models.ForeignKey(ReturnRound, models.PROTECT, related_name="returns")
    agency = models.ForeignKey(
        Agency, models.PROTECT, related_name="returns", verbose_name="填报机构"
    )
    receiver = models.ForeignKey(
        Agency, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="审收机构"
    )
    """The body above, as it stood on the last day of the period; null at the top."""
    scope = models.CharField("范围", max_length=8, choices=ReturnScope, default=ReturnScope.OWN)
    state = models.CharField("状态", max_length=12, choices=ReturnState, default=ReturnState.OPEN)
    due_on = models.DateField("期限")
    computed = models.JSONField("记录取数", default=dict, blank=True)
    computed_at = models.DateTimeField("取数时间", null=True, blank=True)
    revision = models.PositiveIntegerField("修改次数", default=0)
    filled_by_key = models.CharField("填报人标识", max_length=64, blank=True)
    filled_by = models.CharField("填报人", max_length=100, blank=True)
    blocking = models.PositiveSmallIntegerField("须更正", default=0)
    unexplained = models.PositiveSmallIntegerField("待说明", default=0)
    explained = models.PositiveSmallIntegerField("已说明", default=0)
    current = models.ForeignKey(
        "ReturnVersion", models.PROTECT, null=True, blank=True, related_name="+"
    )
    """The newest frozen version; null before the first freezing."""
    submitted_at = models.DateTimeField("报送时间", null=True, blank=True)
    first_submitted_on = models.DateField("首次报送日期", null=True, blank=True)
    submitted_by_key = models.CharField("报送人标识", max_length=64, blank=True)
    accepted_at = models.DateTimeField("审收时间", null=True, blank=True)
    accepted_by = models.CharField("审收人", max_length=100, blank=True)
    times_back = models.PositiveSmallIntegerField("退回次数", default=0)
    item = models.ForeignKey(Item, models.PROTECT, null=True, blank=True, related_name="+")
    """The published report from which an earlier year's return was imported."""

    class Meta:
        verbose_name = "统计报表"
        ordering = ["-round", "agency__path"]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "agency", "scope"], name="one_return_per_round"
            )
        ]
        indexes = [
            models.Index(fields=["agency", "round"], name="return_of_agency"),
            models.Index(fields=["receiver", "round"], name="return_to_receiver"),
        ]

    def __str__(self) -> str:
        return f"{self.agency.name}{self.round.title}"

    @property
    def receiver_name(self) -> str:
        """The body that accepts it; empty at the top."""
        return self.receiver.name if self.receiver is not None else ""


class ReturnCell(models.Model):
    """A cell filled in by hand: where no record gives it, or against what records give.

    ``source`` says where the number comes from. ``computed`` is what records gave at that moment.
    """

    owner = models.ForeignKey(Return, models.CASCADE, related_name="cells")
    code = models.CharField("单元格", max_length=42)
    value = models.DecimalField("数值", max_digits=20, decimal_places=6)
    computed = models.DecimalField(
        "当时取数", max_digits=20, decimal_places=6, null=True, blank=True
    )
    source = models.CharField("来源说明", max_length=300)
    by_name = models.CharField("填写人", max_length=100)
    at = models.DateTimeField("填写时间")

    class Meta:
        verbose_name = "手工填报数"
        constraints = [
            models.UniqueConstraint(fields=["owner", "code"], name="one_hand_value_per_cell")
        ]

    def __str__(self) -> str:
        return f"{self.code} = {self.value}"


class ReturnExplanation(models.Model):
    """Why a finding may stand. ``key`` names rule, cells and numbers: other numbers, other finding."""

    owner = models.ForeignKey(Return, models.CASCADE, related_name="explanations")
    key = models.CharField("问题标识", max_length=16)
    text = models.CharField("说明", max_length=500)
    by_name = models.CharField("说明人", max_length=100)
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "问题说明"
        constraints = [
            models.UniqueConstraint(fields=["owner", "key"], name="one_explanation_per_finding")
        ]

    def __str__(self) -> str:
        return self.text


class CellValues(models.JSONField):
    """Cell → number of the same row's ``cells``, set whenever a row is written: the return above adds
    up hundreds of versions and needs nothing else of them."""

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        """The numbers as they stand in ``cells`` at this moment."""
        cells: dict[str, Any] = getattr(model_instance, "cells")  # noqa: B009 (typed as any model)
        values = {code: one["value"] for code, one in cells.items()}
        setattr(model_instance, self.attname, values)
        return values


class ReturnVersion(models.Model):
    """A return as frozen: figures, findings with their explanations, parts, evidence, signature.

    ``cells`` by cell: ``value``, ``origin`` (records, hand, formula, parts, published), ``own``
    (the body's own share in a roll-up), ``computed`` and ``source``. ``parts`` by body: its return,
    version, digest and figures. ``evidence`` is packed by ``services.returns_evidence``. ``digest``
    covers all of these.
    """

    owner = models.ForeignKey(Return, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField("版次")
    cells = models.JSONField("数据")
    values = CellValues("各格数字", default=dict, editable=False)
    findings = models.JSONField("问题和说明", default=list)
    parts = models.JSONField("组成", default=list)
    missing = models.JSONField("缺报机构", default=list)
    evidence = models.BinaryField("凭据", default=bytes)
    digest = models.CharField("摘要", max_length=64)
    as_of = models.DateTimeField("取数时间", null=True, blank=True)
    frozen_by_key = models.CharField("定稿人标识", max_length=64)
    frozen_by = models.CharField("定稿人", max_length=100)
    frozen_at = models.DateTimeField("定稿时间")
    signed_by_key = models.CharField("签报人标识", max_length=64, blank=True)
    signed_by = models.CharField("签报人", max_length=100, blank=True)
    signed_at = models.DateTimeField("签报时间", null=True, blank=True)

    class Meta:
        verbose_name = "报表版次"
        ordering = ["owner", "number"]
        constraints = [
            models.UniqueConstraint(fields=["owner", "number"], name="one_version_per_number")
        ]

    def __str__(self) -> str:
        return f"第{self.number}版"


class ReturnRemark(models.Model):
    """What the body above says about a cell, or about the whole return where ``code`` is empty.

    ``answer`` is what the body says to it when it corrects.
    """

    owner = models.ForeignKey(Return, models.CASCADE, related_name="remarks")
    code = models.CharField("单元格", max_length=42, blank=True)
    text = models.CharField("意见", max_length=500)
    by_name = models.CharField("提出人", max_length=100)
    at = models.DateTimeField("时间")
    version = models.ForeignKey(ReturnVersion, models.PROTECT, null=True, related_name="+")
    answer = models.CharField("答复", max_length=500, blank=True)
    answered_by = models.CharField("答复人", max_length=100, blank=True)
    answered_at = models.DateTimeField("答复时间", null=True, blank=True)

    class Meta:
        verbose_name = "退回意见"
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return self.text
