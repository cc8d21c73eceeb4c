"""Rows of registers and their wordings, and the change sets by which they change.

A `Row` is only an identity with an address. What it says stands in its `Version`s: one is live, the
earlier ones stay as they were published, the proposed ones wait in a change set. The columns by
which people filter and sort stand beside the values in typed places; which field sits in which
place its definition says (ADR 0024).
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from yangguang.apps.agencies.models import Agency, User
from yangguang.apps.jobs.models import Job

LIVE = Q(live=True)
KEY_LENGTH = 200
SLOT_LENGTH = 80
TEXT_SLOTS = tuple(f"t{number}" for number in range(1, 9))
NUMBER_SLOTS = tuple(f"n{number}" for number in range(1, 5))
DAY_SLOTS = tuple(f"d{number}" for number in range(1, 4))
SLOTS = TEXT_SLOTS + NUMBER_SLOTS + DAY_SLOTS


class Register(models.Model):
    """A list or ledger that the platform keeps. ``definition`` is the one in use."""

    code = models.SlugField("编码", max_length=40, unique=True)
    name = models.CharField("名称", max_length=100)
    group = models.CharField("类别", max_length=40)
    definition = models.ForeignKey(
        "DefinitionVersion", models.PROTECT, null=True, related_name="+", verbose_name="现行定义"
    )
    shown = models.BooleanField("对外公开", default=True)
    duties_since = models.DateField("期限自何日起算", null=True, blank=True)
    """Rows dated before are old stock: their limits create no duties. Null: no limits yet."""
    order = models.PositiveIntegerField("次序", default=0)

    class Meta:
        verbose_name = "清单"
        ordering = ["order", "code"]

    def __str__(self) -> str:
        return self.name


class DefinitionVersion(models.Model):
    """One wording of a definition. Rows remember by which one they were read."""

    register = models.ForeignKey(Register, models.CASCADE, related_name="definitions")
    number = models.PositiveIntegerField("版次")
    text = models.TextField("定义")
    sha256 = models.CharField("摘要", max_length=64)
    by_name = models.CharField("制定人", max_length=100)
    at = models.DateTimeField("启用时间")

    class Meta:
        verbose_name = "清单定义"
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["register", "number"], name="one_definition_number")
        ]

    def __str__(self) -> str:
        return f"{self.register_id} 第{self.number}版"


class Row(models.Model):
    """One thing that a register lists, with its address for ever."""

    register = models.ForeignKey(Register, models.PROTECT, related_name="rows", db_index=False)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name="机构")
    scope = models.PositiveBigIntegerField("键的范围")
    """The body where keys are its own, 0 where no two bodies may have the same."""
    key = models.CharField("键", max_length=KEY_LENGTH)
    versions_published = models.PositiveIntegerField("已公开版数", default=0)
    down_at = models.DateTimeField("撤下时间", null=True, blank=True)
    """Since when nothing of it may be shown, earlier wordings included (信用修复, 撤销, 公示期满)."""
    down_why = models.CharField("撤下理由", max_length=300, blank=True)
    down_upto = models.PositiveIntegerField("撤下至第几版", default=0)
    """Wordings up to this one are never shown again, though the row may be public anew."""

    class Meta:
        verbose_name = "清单条目"
        constraints = [
            models.UniqueConstraint(fields=["register", "scope", "key"], name="one_row_of_its_key")
        ]
        indexes = [
            models.Index(fields=["register"], condition=Q(down_upto__gt=0), name="row_taken_down")
        ]

    def __str__(self) -> str:
        return self.key


class ChangeSet(models.Model):
    """What is to change in one body's part of a register, decided and published as a whole.

    ``in_force_on`` is the day from which the list reads so (动态调整的施行日期); ``basis`` the law
    or decision that demands it. An import, an entry by form, a take-down and an undoing are each a
    change set: there is no other way to change what the public sees.
    """

    class Kind(models.TextChoices):
        ENTRY = "entry", "录入"
        IMPORT = "import", "表格导入"
        PASTE = "paste", "粘贴录入"
        BULK = "bulk", "批量修改"
        ADJUST = "adjust", "动态调整"
        DOWN = "down", "到期撤下"
        UNDO = "undo", "撤销变更"
        RESULT = "result", "业务办理"

    class State(models.TextChoices):
        DRAFT = "draft", "起草中"
        SUBMITTED = "submitted", "待审核"
        SCHEDULED = "scheduled", "已审定待施行"
        PUBLISHED = "published", "已公开"
        DISCARDED = "discarded", "已放弃"

    register = models.ForeignKey(Register, models.PROTECT, related_name="change_sets")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name="机构")
    kind = models.CharField("方式", max_length=8, choices=Kind)
    state = models.CharField("状态", max_length=10, choices=State, default=State.DRAFT)
    number = models.PositiveIntegerField("公开序号", null=True)
    """Consecutive in the register, given when it is published."""
    title = models.CharField("名称", max_length=200)
    basis = models.CharField("调整依据", max_length=300, blank=True)
    reason = models.CharField("说明", max_length=300, blank=True)
    in_force_on = models.DateField("施行日期", null=True, blank=True)
    file_name = models.CharField("来源文件", max_length=200, blank=True)
    sha256 = models.CharField("来源文件摘要", max_length=64, blank=True)
    undoes = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="undone_by"
    )
    made_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    made_by_name = models.CharField("起草人", max_length=100)
    made_at = models.DateTimeField("起草时间")
    submitted_at = models.DateTimeField("送审时间", null=True, blank=True)
    returned_why = models.CharField("退回理由", max_length=300, blank=True)
    published_by_name = models.CharField("审核公开人", max_length=100, blank=True)
    published_at = models.DateTimeField("公开时间", null=True, blank=True)
    added = models.PositiveIntegerField("新增", default=0)
    changed = models.PositiveIntegerField("修改", default=0)
    removed = models.PositiveIntegerField("取消", default=0)

    class Meta:
        verbose_name = "清单变更"
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["register", "state", "-id"], name="change_set_of_register"),
            models.Index(fields=["agency", "state", "-id"], name="change_set_of_agency"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["register", "number"], name="one_change_set_number")
        ]

    def __str__(self) -> str:
        return self.title


class What(models.TextChoices):
    """What a version does to its row."""

    ADDED = "added", "新增"
    CHANGED = "changed", "修改"
    REMOVED = "removed", "取消"


class Version(models.Model):
    """One wording of a row. Once published nothing in it changes but ``live`` and where it ended.

    The list of a day D are the versions with ``valid_from`` <= D < ``valid_to`` (null: still so).
    A removal is a version too: its values are the last ones, it is never live, and it holds no day.
    """

    register = models.ForeignKey(Register, models.PROTECT, related_name="+", db_index=False)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", db_index=False)
    row = models.ForeignKey(Row, models.PROTECT, related_name="versions", db_index=False)
    change_set = models.ForeignKey(ChangeSet, models.PROTECT, related_name="versions")
    definition = models.ForeignKey(
        DefinitionVersion, models.PROTECT, related_name="+", db_index=False
    )
    base = models.ForeignKey("self", models.PROTECT, null=True, related_name="+", db_index=False)
    """The live version it was drafted on; another one live since means a conflict."""
    what = models.CharField("变更", max_length=8, choices=What)
    number = models.PositiveIntegerField("版次", null=True)
    """Of the row, from 1, given at publication."""
    values = models.JSONField("内容", default=dict)
    title = models.CharField("名称", max_length=300)
    reason = models.CharField("理由", max_length=300, blank=True)
    decided = models.CharField("公开决定", max_length=300, blank=True)
    """Why this row is to be public, where its definition asks for a decision on each."""
    source = models.CharField("出处", max_length=120, blank=True)
    """Sheet and cell, or the record it was made from."""
    live = models.BooleanField("现行", default=False)
    valid_from = models.DateField("自", null=True)
    valid_to = models.DateField("至", null=True)
    published_at = models.DateTimeField("公开时间", null=True)
    down_on = models.DateField("撤下日期", null=True)
    """The day on which it comes down by itself, by the retention of its definition."""
    t1 = models.CharField(max_length=SLOT_LENGTH, null=True)
    t2 = models.CharField(max_length=SLOT_LENGTH, null=True)
    t3 = models.CharField(max_length=SLOT_LENGTH, null=True)
    t4 = models.CharField(max_length=SLOT_LENGTH, null=True)
    t5 = models.CharField(max_length=SLOT_LENGTH, null=True)
    t6 = models.CharField(max_length=SLOT_LENGTH, null=True)
    t7 = models.CharField(max_length=SLOT_LENGTH, null=True)
    t8 = models.CharField(max_length=SLOT_LENGTH, null=True)
    n1 = models.DecimalField(max_digits=20, decimal_places=6, null=True)
    n2 = models.DecimalField(max_digits=20, decimal_places=6, null=True)
    n3 = models.DecimalField(max_digits=20, decimal_places=6, null=True)
    n4 = models.DecimalField(max_digits=20, decimal_places=6, null=True)
    d1 = models.DateField(null=True)
    """The row's own date; the day it was published where the definition names none."""
    d2 = models.DateField(null=True)
    d3 = models.DateField(null=True)

    class Meta:
        verbose_name = "条目版本"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["row", "number"], name="one_version_number"),
            models.UniqueConstraint(fields=["row"], condition=LIVE, name="one_live_version"),
            models.UniqueConstraint(fields=["change_set", "row"], name="one_version_in_set"),
        ]
        indexes = [
            models.Index(fields=["register", "-d1", "-id"], condition=LIVE, name="live_by_day"),
            models.Index(
                fields=["register", "agency", "-d1", "-id"], condition=LIVE, name="live_of_agency"
            ),
            models.Index(fields=["register", "-valid_from", "-id"], name="version_by_day"),
            models.Index(fields=["down_on"], condition=LIVE & Q(down_on__isnull=False),
                         name="live_coming_down"),
            *(
                models.Index(
                    F("register"), F(slot), F("d1").desc(), F("id").desc(),
                    condition=LIVE & Q(**{f"{slot}__isnull": False}), name=f"live_{slot}",
                )
                for slot in TEXT_SLOTS
            ),
            *(
                models.Index(
                    F("register"), F(slot), F("id"),
                    condition=LIVE & Q(**{f"{slot}__isnull": False}), name=f"live_{slot}",
                )
                for slot in (*NUMBER_SLOTS, "d2", "d3")
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.title


class Kept(models.Model):
    """A figure of a list that is kept, not added up each time: the live rows of one body with one
    value in one field, and the sum of another field over them.

    ``field`` empty: all rows. ``of`` empty: only counted.
    """

    register = models.ForeignKey(Register, models.CASCADE, related_name="+", db_index=False)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", db_index=False)
    field = models.CharField(max_length=40, blank=True)
    value = models.CharField(max_length=SLOT_LENGTH, blank=True)
    of = models.CharField(max_length=40, blank=True)
    rows = models.BigIntegerField(default=0)
    sum = models.DecimalField(max_digits=24, decimal_places=6, default=0)

    class Meta:
        verbose_name = "清单合计"
        constraints = [
            models.UniqueConstraint(
                fields=["register", "field", "of", "value", "agency"], name="one_kept_figure"
            )
        ]

    def __str__(self) -> str:
        return f"{self.field}={self.value}: {self.rows}"


class Stretch(models.Model):
    """A stretch of a long list in slices of bits (`sliced`): all its wordings that were ever public
    and were no removal, whose keys share everything above `sliced.STRETCH`.

    What stands here can be made anew from the rows at any time. Only lists of some length have it.
    """

    register = models.ForeignKey(Register, models.CASCADE, related_name="+", db_index=False)
    number = models.BigIntegerField()
    token = models.BigIntegerField()
    """By chance, another one with every change: whoever holds a copy sees whether it still holds."""
    fixed = models.BinaryField()
    """Body, typed places, first day."""
    moving = models.BinaryField()
    """Whether it is live, whether it may be shown, last day."""

    class Meta:
        verbose_name = "清单位图"
        constraints = [
            models.UniqueConstraint(fields=["register", "number"], name="one_stretch_number")
        ]

    def __str__(self) -> str:
        return f"{self.register_id} 第{self.number}段"


class Screening(models.Model):
    """How far a change set has been looked through for personal data, and by which definition."""

    change_set = models.OneToOneField(ChangeSet, models.CASCADE, related_name="screening")
    definition = models.ForeignKey(
        DefinitionVersion, models.PROTECT, related_name="+", db_index=False
    )
    last = models.BigIntegerField("已排查到", default=0)
    """The highest key of its versions that was looked at: later proposals have higher ones."""
    at = models.DateTimeField("排查时间")
    job = models.ForeignKey(Job, models.SET_NULL, null=True, related_name="+", db_index=False)
    """The work of a large set, which goes on in the background."""

    class Meta:
        verbose_name = "清单个人信息排查"

    def __str__(self) -> str:
        return f"{self.change_set_id} 排查到 {self.last}"


class HeldDefinition(models.Model):
    """A wording of a definition that waits: it makes columns public in which live rows hold texts
    that nobody looked through for personal data, because they were internal.

    It is put into use once every one of them was looked at and everything found is decided.
    """

    register = models.OneToOneField(Register, models.CASCADE, related_name="held")
    text = models.TextField("定义")
    fields = models.JSONField("改为公开的栏目", default=list)
    last = models.BigIntegerField("已排查到", default=0)
    """The highest key of the live versions that was looked at."""
    looked_at = models.DateTimeField("排查完成", null=True, blank=True)
    job = models.ForeignKey(Job, models.SET_NULL, null=True, related_name="+", db_index=False)
    by_name = models.CharField("制定人", max_length=100)
    at = models.DateTimeField("提出时间")

    class Meta:
        verbose_name = "待启用的清单定义"

    def __str__(self) -> str:
        return f"{self.register_id} 待启用"


class PersonalFinding(models.Model):
    """Personal data in a proposed wording, until it is masked or somebody says why it may be public.

    The clear value stands in the version alone; a masked one has no finding any more.
    """

    version = models.ForeignKey(Version, models.CASCADE, related_name="personal")
    field = models.CharField("栏目", max_length=40)
    kind = models.CharField("种类", max_length=16)
    start = models.PositiveIntegerField("起")
    end = models.PositiveIntegerField("止")
    confidence = models.FloatField("把握")
    masked = models.CharField("遮盖后", max_length=200)
    why = models.CharField("判断依据", max_length=300)
    fingerprint = models.CharField("识别码", max_length=64)
    publishable = models.BooleanField("可以公开", default=False)
    reason = models.CharField("可以公开的理由", max_length=300, blank=True)
    by_name = models.CharField("认定人", max_length=100, blank=True)
    decided_at = models.DateTimeField("认定时间", null=True, blank=True)

    class Meta:
        verbose_name = "清单个人信息"
        ordering = ["version", "field", "start"]

    def __str__(self) -> str:
        return f"{self.field} {self.masked}"


class Revocation(models.Model):
    """That a published decision no longer stands, or that credit was repaired: why a row must leave
    public view, and by when. It says nothing of what the row said.

    Carried out when ``change_set`` names the take-down; dropped when it was recorded by mistake.
    """

    class Kind(models.TextChoices):
        CHANGED = "changed", "决定被依法变更"
        REVOKED = "revoked", "决定被依法撤销"
        UNLAWFUL = "unlawful", "决定被确认违法"
        VOID = "void", "决定被确认无效"
        REPAIRED = "repaired", "信用已经修复"

    row = models.ForeignKey(Row, models.PROTECT, related_name="revocations")
    kind = models.CharField("情形", max_length=8, choices=Kind)
    on = models.DateField("发生日期")
    document = models.CharField("文书", max_length=200, blank=True)
    why = models.CharField("理由", max_length=200)
    basis = models.CharField("依据", max_length=300, blank=True)
    due_on = models.DateField("撤下期限", null=True)
    """Null where the definition knows no such limit: it goes as soon as somebody takes it down."""
    recorded_by_name = models.CharField("登记人", max_length=100)
    recorded_at = models.DateTimeField("登记时间")
    change_set = models.ForeignKey(ChangeSet, models.PROTECT, null=True, related_name="+")
    dropped_at = models.DateTimeField("作废时间", null=True)
    dropped_why = models.CharField("作废理由", max_length=300, blank=True)

    class Meta:
        verbose_name = "撤销登记"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["row"],
                condition=Q(change_set__isnull=True, dropped_at__isnull=True),
                name="one_open_revocation",
            )
        ]
        indexes = [
            models.Index(
                fields=["due_on"],
                condition=Q(change_set__isnull=True, dropped_at__isnull=True),
                name="revocation_waiting",
            )
        ]

    def __str__(self) -> str:
        return self.get_kind_display()
