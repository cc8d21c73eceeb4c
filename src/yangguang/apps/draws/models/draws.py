"""Plans of random checks, what was promised and drawn for them, and objections to listings.

A commitment freezes both lists; its secret stays sealed until the draw. Every published record is a
row that is never changed: a replacement after the draw makes a further one (ADR 26).
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from yangguang.apps.agencies.models import Agency
from yangguang.apps.draws.models.yearly import Round
from yangguang.apps.registers.models import ChangeSet, Row
from yangguang.law.drawing import Ground

GROUNDS = [(ground.value, ground.label) for ground in Ground]


class Plan(models.Model):
    """One random check that is planned: of whom how many, by teams of which kind, when.

    ``asked`` narrows the list of objects (field → value, as on the list's page); ``shares`` are
    {group, percent | count}; ``weights``, if any, {grade, lots}, and then all objects are one class;
    ``team`` is {size, certified, skills: [[skill, count]], most_tasks};
    ``items`` are {number, name, basis, content} as the list of items read when it was planned.
    """

    class State(models.TextChoices):
        DRAFT = "draft", "拟订中"
        COMMITTED = "committed", "已承诺待抽取"
        DRAWN = "drawn", "已抽取"
        DROPPED = "dropped", "已取消"

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name="牵头机关")
    partners = models.ManyToManyField(Agency, related_name="+", blank=True, verbose_name="联合机关")
    number = models.CharField("计划编号", max_length=40)
    title = models.CharField("计划名称", max_length=100)
    state = models.CharField("状态", max_length=10, choices=State, default=State.DRAFT)
    basis = models.CharField("计划依据", max_length=200, blank=True)
    items = models.JSONField("抽查事项", default=list)
    asked = models.JSONField("对象范围", default=dict)
    shares = models.JSONField("抽取比例", default=list)
    weights = models.JSONField("权重", default=list)
    round = models.ForeignKey(
        Round, models.PROTECT, null=True, blank=True, related_name="plans", verbose_name="计划场次"
    )
    """The round of the year's plan that this check carries out."""
    team = models.JSONField("检查组", default=dict)
    spare_since = models.DateField("自何日起已查的不再抽", null=True, blank=True)
    check_from = models.DateField("检查起日")
    check_to = models.DateField("检查止日")
    made_by_name = models.CharField("拟订人", max_length=100)
    made_at = models.DateTimeField("拟订时间")
    dropped_why = models.CharField("取消理由", max_length=300, blank=True)

    class Meta:
        verbose_name = "抽查计划"
        ordering: ClassVar[list[str]] = ["-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["agency", "number"], name="one_plan_number"),
            models.UniqueConstraint(
                fields=["round"], condition=~Q(state="dropped"), name="one_check_of_a_round"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["agency", "state", "-id"], name="plan_of_agency"),
        ]

    def __str__(self) -> str:
        return f"{self.title}（{self.number}）"


class Commitment(models.Model):
    """What was promised before a draw: both lists as they stood, and the seal of a secret.

    ``secret`` and ``salt`` are sealed with the installation's key; ``grounds`` too: the conflicts
    with their reasons, for the office alone. ``pools`` is the JSON of both lists.
    """

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="commitments")
    attempt = models.PositiveIntegerField("第几次承诺")
    made_at = models.DateTimeField("承诺时间")
    made_by_name = models.CharField("承诺人", max_length=100)
    public_source = models.CharField("公开部分的来源", max_length=200)
    public_from = models.DateTimeField("公开部分不早于")
    secret = models.TextField()
    salt = models.TextField()
    grounds = models.TextField()
    secret_digest = models.CharField(max_length=64)
    pools = models.TextField()
    objects_digest = models.CharField("检查对象名录指纹", max_length=64)
    inspectors_digest = models.CharField("执法检查人员名录指纹", max_length=64)
    objects_number = models.PositiveIntegerField(default=0)
    inspectors_number = models.PositiveIntegerField(default=0)
    text = models.TextField("承诺书")
    digest = models.CharField("承诺书指纹", max_length=64)
    voided_at = models.DateTimeField("作废时间", null=True, blank=True)
    voided_why = models.CharField("作废理由", max_length=300, blank=True)
    voided_secret = models.CharField("作废后公布的秘密部分", max_length=64, blank=True)

    class Meta:
        verbose_name = "抽取承诺"
        ordering: ClassVar[list[str]] = ["-attempt"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["plan", "attempt"], name="one_attempt_number"),
            models.UniqueConstraint(
                fields=["plan"], condition=Q(voided_at__isnull=True), name="one_standing_promise"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan_id} 第{self.attempt}次承诺"


class Draw(models.Model):
    """The lot as it fell. ``secret`` is public from here on."""

    plan = models.OneToOneField(Plan, models.PROTECT, related_name="draw")
    commitment = models.OneToOneField(Commitment, models.PROTECT, related_name="draw")
    held_at = models.DateTimeField("抽取时间")
    held_by_name = models.CharField("抽取人", max_length=100)
    witnesses = models.CharField("见证人", max_length=200, blank=True)
    secret = models.CharField("秘密部分", max_length=64)
    public_value = models.CharField("公开部分", max_length=200)
    seed = models.CharField("种子", max_length=64)
    number_drawn = models.PositiveIntegerField("抽中对象数", default=0)
    results = models.ForeignKey(
        ChangeSet, models.PROTECT, null=True, related_name="+", verbose_name="结果变更"
    )
    """The change set in which results are being gathered; further ones follow once it is handed in."""

    class Meta:
        verbose_name = "抽取"
        ordering: ClassVar[list[str]] = ["-held_at", "-id"]

    def __str__(self) -> str:
        return f"{self.plan_id} {self.held_at:%Y-%m-%d}"


class Record(models.Model):
    """A record as it was published; never changed. The newest says how the draw stands now."""

    draw = models.ForeignKey(Draw, models.PROTECT, related_name="records")
    number = models.PositiveIntegerField("第几份")
    text = models.TextField("记录")
    digest = models.CharField("指纹", max_length=64)
    at = models.DateTimeField("公布时间")

    class Meta:
        verbose_name = "抽取记录"
        ordering: ClassVar[list[str]] = ["-number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["draw", "number"], name="one_record_number"),
        ]

    def __str__(self) -> str:
        return f"{self.draw_id} 第{self.number}份"


class Drawn(models.Model):
    """One object that was drawn, as the newest record has it, and what the check brought.

    ``team`` are {key, name}; ``appointed`` is who the head sends where the list leaves the team
    incomplete.
    """

    draw = models.ForeignKey(Draw, models.PROTECT, related_name="drawn")
    position = models.PositiveIntegerField("次序")
    key = models.CharField("对象编号", max_length=200)
    name = models.CharField("检查对象", max_length=300)
    address = models.CharField("地址", max_length=300, blank=True)
    group = models.CharField("类别", max_length=100)
    rank = models.CharField("次序值", max_length=64)
    team = models.JSONField("检查组", default=list)
    lacking = models.CharField("缺员说明", max_length=300, blank=True)
    appointed = models.CharField("指派人员", max_length=200, blank=True)
    appointed_why = models.CharField("指派理由", max_length=300, blank=True)
    instead_of = models.CharField("递补", max_length=200, blank=True)
    replaced = models.BooleanField("已更换", default=False)
    checked_on = models.DateField("检查日期", null=True, blank=True)
    result = models.CharField("抽查结果", max_length=60, blank=True)
    result_row = models.ForeignKey(
        Row, models.SET_NULL, null=True, related_name="+", verbose_name="结果条目"
    )

    class Meta:
        verbose_name = "抽中的对象"
        ordering: ClassVar[list[str]] = ["position"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["draw", "position"], name="one_position_drawn"),
            models.UniqueConstraint(fields=["draw", "key"], name="one_object_drawn_once"),
        ]

    def __str__(self) -> str:
        return self.name


class Recusal(models.Model):
    """A replacement after the draw: whom or what, why, who decided. The reason stays in the office."""

    class Asked(models.TextChoices):
        SELF = "self", "本人申请"
        PARTY = "party", "检查对象申请"
        OFFICE = "office", "机关决定"

    draw = models.ForeignKey(Draw, models.PROTECT, related_name="recusals")
    number = models.PositiveIntegerField("序号")
    object = models.CharField("检查对象", max_length=200)
    inspector = models.CharField("执法检查人员", max_length=200, blank=True)
    ground = models.CharField("事由", max_length=20, choices=GROUNDS)
    asked = models.CharField("由谁提出", max_length=8, choices=Asked)
    reason = models.CharField("事实和理由（不公开）", max_length=300)
    decided_by = models.CharField("决定人", max_length=100, blank=True)
    decided_on = models.DateField("决定日期")
    by_name = models.CharField("登记人", max_length=100)
    at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = "回避和更换"
        ordering: ClassVar[list[str]] = ["number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["draw", "number"], name="one_recusal_number"),
        ]

    def __str__(self) -> str:
        return f"{self.object} {self.get_ground_display()}"


class Objection(models.Model):
    """An objection to a listing (red or black list): raised, marked on the row, decided.

    Who raised it is told by capacity, not by name: the listing already names the one concerned.
    """

    class Capacity(models.TextChoices):
        LISTED = "listed", "名单所列主体"
        AGENT = "agent", "其代理人"
        THIRD = "third", "其他利害关系人"

    class Outcome(models.TextChoices):
        OPEN = "open", "处理中"
        REJECTED = "rejected", "异议不成立"
        UPHELD = "upheld", "异议成立，已撤下"

    row = models.ForeignKey(Row, models.PROTECT, related_name="+", verbose_name="名单条目")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name="机构")
    title = models.CharField("名单条目名称", max_length=300)
    capacity = models.CharField("提出人", max_length=8, choices=Capacity)
    said = models.TextField("异议内容和证据")
    raised_on = models.DateField("提出日期")
    outcome = models.CharField("结果", max_length=10, choices=Outcome, default=Outcome.OPEN)
    decided_on = models.DateField("决定日期", null=True, blank=True)
    decided_by = models.CharField("决定人", max_length=100, blank=True)
    why = models.CharField("决定理由", max_length=300, blank=True)
    at = models.DateTimeField("登记时间")
    by_name = models.CharField("登记人", max_length=100)

    class Meta:
        verbose_name = "名单异议"
        ordering: ClassVar[list[str]] = ["-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["row"], condition=Q(outcome="open"), name="one_open_objection"
            ),
        ]

    def __str__(self) -> str:
        return self.title
