"""People's keys, who looked at whose data, and whose data has come to its end."""

from __future__ import annotations

from django.db import models

from yangguang.apps.audit.models import Act, AppendOnly


class SubjectKey(models.Model):
    """The key of one person: everything personal of them is sealed under it.

    Destroying the key destroys every copy of the data at once, in columns, files and the audit
    record alike; the row stays, to say when and on what basis.
    """

    id = models.UUIDField("标识", primary_key=True, editable=False)
    wrapped = models.TextField("密钥（加密）", blank=True)
    created_at = models.DateTimeField("建立时间")
    destroyed_at = models.DateTimeField("销毁时间", null=True, blank=True)
    basis = models.CharField("销毁依据", max_length=300, blank=True)

    class Meta:
        verbose_name = "个人信息密钥"
        constraints = [
            models.CheckConstraint(
                name="subject_key_is_there_or_destroyed",
                condition=models.Q(destroyed_at__isnull=True) ^ models.Q(wrapped=""),
            )
        ]

    def __str__(self) -> str:
        return f"{str(self.pk)[:8]}{'（已销毁）' if self.destroyed_at else ''}"


class InstallationKey(models.Model):
    """A random key kept in the database, wrapped under the field key, that outlives rotations."""

    name = models.CharField("用途", max_length=32, primary_key=True)
    wrapped = models.TextField("密钥（加密）")
    made_at = models.DateTimeField("建立时间", auto_now_add=True)

    class Meta:
        verbose_name = "数据密钥"

    def __str__(self) -> str:
        return self.name


class PersonalAccess(AppendOnly):
    """One look at one person's data in clear; who, when and why stand in the act beside it."""

    act = models.ForeignKey(Act, models.PROTECT, related_name="personal_accesses")
    subject = models.ForeignKey(SubjectKey, models.PROTECT, related_name="accesses")
    fields = models.JSONField("查看的内容", default=list)
    page = models.CharField("页面", max_length=300, blank=True)

    class Meta:
        verbose_name = "个人信息查看记录"
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.act_id} → {str(self.subject_id)[:8]}"


class RetentionEntry(models.Model):
    """A person whose data has come to the end of its period and waits for a sign-off."""

    subject = models.OneToOneField(SubjectKey, models.CASCADE, related_name="retention_entry")
    kind = models.CharField("类别", max_length=64, db_index=True)
    label = models.CharField("事项", max_length=300)
    agency_key = models.BigIntegerField("机构", null=True, blank=True, db_index=True)
    ended_on = models.DateField("起算日期")
    due_on = models.DateField("到期日期", db_index=True)
    basis = models.CharField("依据", max_length=300)
    listed_at = models.DateTimeField("列入时间")

    class Meta:
        verbose_name = "到期个人信息"
        ordering = ["due_on", "id"]

    def __str__(self) -> str:
        return f"{self.label}（{self.due_on}）"


class Destruction(models.Model):
    """销毁清册: people whose data is to be destroyed together, and the certificate once it is.

    One person proposes, another signs. ``year`` and ``serial`` number the certificates of the
    installation; they are given with the signature, so that none is missing.
    """

    class State(models.TextChoices):
        PENDING = "pending", "待复核"
        DONE = "done", "已销毁"
        DROPPED = "dropped", "已放弃"

    state = models.CharField("状态", max_length=16, choices=State, default=State.PENDING)
    approval = models.CharField("批准文件", max_length=200, blank=True)
    people = models.PositiveIntegerField("人数")
    proposed_by_key = models.CharField("提出人标识", max_length=64)
    proposed_by = models.CharField("提出人", max_length=100)
    proposed_at = models.DateTimeField("提出时间")
    decided_by_key = models.CharField("复核人标识", max_length=64, blank=True)
    decided_by = models.CharField("复核人", max_length=100, blank=True)
    decided_at = models.DateTimeField("复核时间", null=True, blank=True)
    remark = models.CharField("说明", max_length=300, blank=True)
    year = models.PositiveIntegerField("年度", null=True, blank=True)
    serial = models.PositiveIntegerField("顺序号", null=True, blank=True)

    class Meta:
        verbose_name = "个人信息销毁清册"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["year", "serial"], name="one_destruction_per_number"),
            models.CheckConstraint(
                name="destruction_is_numbered_when_done",
                condition=models.Q(state="done", serial__isnull=False)
                | (~models.Q(state="done") & models.Q(serial__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return self.number or f"销毁清册（{self.get_state_display()}）"

    @property
    def number(self) -> str:
        """``销毁清册〔2036〕1号``; empty until it is signed."""
        return f"销毁清册〔{self.year}〕{self.serial}号" if self.serial else ""


class DestructionLine(AppendOnly):
    """One person of a list: the matter by its number, the rule, and since when it was due."""

    destruction = models.ForeignKey(Destruction, models.PROTECT, related_name="lines")
    subject = models.ForeignKey(SubjectKey, models.PROTECT, related_name="+")
    kind = models.CharField("类别", max_length=64)
    label = models.CharField("事项", max_length=300)
    agency_key = models.BigIntegerField("机构", null=True, blank=True, db_index=True)
    ended_on = models.DateField("起算日期")
    due_on = models.DateField("到期日期")
    basis = models.CharField("依据", max_length=300)

    class Meta:
        verbose_name = "销毁清册条目"
        ordering = ["due_on", "id"]

    def __str__(self) -> str:
        return self.label
