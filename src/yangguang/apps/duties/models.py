"""The one list of dated obligations, and what its dates rest on.

A duty is a projection: the app whose clock it is writes its due date through the services, and
nobody else does. Lights, reminders, escalation and every overview are questions to these rows.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from yangguang.apps.agencies.models import Agency, User
from yangguang.apps.audit.models import AppendOnly

OPEN = Q(closed_at__isnull=True)
CLOSED = Q(closed_at__isnull=False)


class Outcome(models.TextChoices):
    DONE = "done", "按期办结"
    LATE = "late", "逾期办结"
    CANCELLED = "cancelled", "已取消"


class Duty(models.Model):
    """One obligation of a body with its last day.

    ``kind`` is a registered code (``duties.registry``); the subject is named as in the record of
    acts; ``slot`` tells two duties of one kind about one subject apart. ``title`` is neutral: a
    number and what is to be done, never a person. ``due_on`` is the last day on which the act is
    in time; ``provisional`` marks one that rests on a year whose holidays are not arranged yet.
    """

    agency = models.ForeignKey(
        Agency, models.PROTECT, related_name="duties", verbose_name="承办机构", db_index=False
    )
    kind = models.CharField("事项类别", max_length=64)
    subject_kind = models.CharField("对象类型", max_length=64)
    subject_key = models.CharField("对象标识", max_length=64)
    slot = models.CharField("次别", max_length=32, blank=True)
    title = models.CharField("事项", max_length=200)
    opened_on = models.DateField("起始日期")
    due_on = models.DateField("期限")
    provisional = models.BooleanField("预计日期", default=False)
    basis = models.CharField("依据", max_length=300, blank=True)
    person = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="duties",
        verbose_name="承办人",
        db_index=False,
    )
    opened_at = models.DateTimeField("登记时间")
    closed_at = models.DateTimeField("结束登记时间", null=True, blank=True)
    closed_on = models.DateField("结束日期", null=True, blank=True)
    outcome = models.CharField("结果", max_length=16, choices=Outcome, blank=True)

    class Meta:
        verbose_name = "应办事项"
        constraints = [
            models.UniqueConstraint(
                fields=["subject_kind", "subject_key", "kind", "slot"], name="one_duty_per_slot"
            ),
            models.CheckConstraint(
                condition=(
                    Q(closed_at__isnull=True, closed_on__isnull=True, outcome="")
                    | Q(closed_at__isnull=False, closed_on__isnull=False, outcome__gt="")
                ),
                name="closed_duty_has_day_and_outcome",
            ),
        ]
        indexes = [
            # Open duties are few among all that ever were: these indexes hold only them.
            models.Index(fields=["agency", "due_on"], condition=OPEN, name="open_duty_by_agency"),
            models.Index(fields=["due_on", "id"], condition=OPEN, name="open_duty_by_day"),
            models.Index(fields=["person", "due_on"], condition=OPEN, name="open_duty_by_person"),
            models.Index(fields=["agency", "closed_on", "outcome"], name="closed_duty_by_agency"),
            # How all bodies stand this year is read from this index alone.
            models.Index(fields=["closed_on", "agency", "outcome"], name="closed_duty_by_year"),
            models.Index(fields=["-closed_on", "-id"], condition=CLOSED, name="closed_duty_by_day"),
        ]

    def __str__(self) -> str:
        return f"{self.title}（{self.due_on}）"

    @property
    def is_open(self) -> bool:
        """Whether it is still owed."""
        return self.closed_at is None


class DutyChange(AppendOnly):
    """One thing that happened to a duty; rows are only ever added."""

    class What(models.TextChoices):
        OPENED = "opened", "登记"
        MOVED = "moved", "期限变动"
        ASSIGNED = "assigned", "指定承办人"
        DISCHARGED = "discharged", "办结"
        CANCELLED = "cancelled", "取消"
        REOPENED = "reopened", "重新打开"
        HANDED = "handed", "转由其他机构承办"

    duty = models.ForeignKey(Duty, models.PROTECT, related_name="changes")
    what = models.CharField("变动", max_length=16, choices=What)
    due_before = models.DateField("原期限", null=True, blank=True)
    due_after = models.DateField("现期限", null=True, blank=True)
    why = models.CharField("说明", max_length=500, blank=True)
    citation = models.CharField("依据", max_length=300, blank=True)
    by_name = models.CharField("办理人", max_length=100)
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "应办事项变动"
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.get_what_display()} {self.duty_id}"


class AgencyCalendar(models.Model):
    """Which regional working calendar a body follows, from one day to another.

    A body without a row follows the nearest body above it that has one, and the national
    calendar where there is none. ``region`` empty: the national calendar, against the parent's.
    """

    agency = models.ForeignKey(Agency, models.CASCADE, related_name="calendars")
    region = models.CharField("地区日历", max_length=32, blank=True)
    valid_from = models.DateField("起")
    valid_to = models.DateField("止", null=True, blank=True)
    recorded_at = models.DateTimeField("入库时间")

    class Meta:
        verbose_name = "机构所用日历"
        ordering = ["agency", "valid_from", "id"]

    def __str__(self) -> str:
        return f"{self.agency_id} {self.region}"


class YellowDays(models.Model):
    """How many working days before the last one a body's duties turn yellow, from a day on.

    Inherited from the nearest body above, as calendars are; the installation's setting else.
    """

    agency = models.ForeignKey(Agency, models.CASCADE, related_name="yellow_days")
    days = models.PositiveSmallIntegerField("提前黄灯工作日数")
    valid_from = models.DateField("起")
    valid_to = models.DateField("止", null=True, blank=True)
    recorded_at = models.DateTimeField("入库时间")

    class Meta:
        verbose_name = "黄灯天数"
        ordering = ["agency", "valid_from", "id"]

    def __str__(self) -> str:
        return f"{self.agency_id} {self.days}"


class CalendarNotice(models.Model):
    """A holiday notice that an office entered itself, beside those that come with the software.

    It counts from the moment it is signed off (``adopted_at``) until a later one supersedes it.
    """

    text = models.TextField("安排")
    """The TOML form that ``law.calendar.parse_notice`` reads."""
    title = models.CharField("名称", max_length=200)
    uploaded_by = models.CharField("录入人", max_length=100)
    uploaded_at = models.DateTimeField("录入时间")
    adopted_at = models.DateTimeField("启用时间", null=True, blank=True)
    superseded_at = models.DateTimeField("停用时间", null=True, blank=True)

    class Meta:
        verbose_name = "放假安排"
        ordering = ["id"]

    def __str__(self) -> str:
        return self.title


class CalendarRevision(models.Model):
    """A change of what dates rest on, with the dates that it would move, waiting for a signature.

    Nothing counts by it before ``signed_at``, so that lights and dates agree. ``kind`` empty: a
    change of calendar; with ``notice`` null and ``agency`` set a body changes to the regional
    calendar ``region``. Any other kind is registered by the app whose change it is, which keeps
    in ``detail`` what is to be changed.
    """

    class State(models.TextChoices):
        PENDING = "pending", "待签核"
        APPLIED = "applied", "已签核"
        DROPPED = "dropped", "已放弃"

    kind = models.CharField("变更类别", max_length=32, blank=True)
    detail = models.JSONField("变更内容", default=dict, blank=True)
    cause = models.CharField("缘由", max_length=300)
    notice = models.ForeignKey(
        CalendarNotice, models.PROTECT, null=True, blank=True, related_name="revisions"
    )
    agency = models.ForeignKey(
        Agency, models.PROTECT, null=True, blank=True, related_name="calendar_revisions"
    )
    region = models.CharField("改用地区日历", max_length=32, blank=True)
    retires = models.BooleanField("停用该安排", default=False)
    """True where the notice is to count no longer, instead of beginning to."""
    since = models.DateField("自", null=True, blank=True)
    state = models.CharField("状态", max_length=16, choices=State, default=State.PENDING)
    made_by = models.CharField("提出人", max_length=100)
    made_at = models.DateTimeField("提出时间")
    computed_at = models.DateTimeField("核算时间")
    signed_by = models.CharField("签核人", max_length=100, blank=True)
    signed_at = models.DateTimeField("签核时间", null=True, blank=True)
    remark = models.CharField("说明", max_length=300, blank=True)

    class Meta:
        verbose_name = "日历变更"
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.cause


class CalendarMark(models.Model):
    """By which days of a regional calendar the open duties were last reckoned.

    A new version of the software may bring a new notice; a digest that differs from the one kept
    here says that open duties have to be looked at again.
    """

    region = models.CharField("地区日历", max_length=32, primary_key=True)
    digest = models.CharField("摘要", max_length=64)
    noted_at = models.DateTimeField("核对时间")

    class Meta:
        verbose_name = "日历核对"

    def __str__(self) -> str:
        return f"{self.region} {self.digest[:12]}"


class CalendarChange(models.Model):
    """One duty whose date a revision would move.

    ``due_before`` null: it rested and begins to run; ``due_after`` null: it comes to rest.
    """

    revision = models.ForeignKey(CalendarRevision, models.CASCADE, related_name="changes")
    duty = models.ForeignKey(Duty, models.PROTECT, related_name="calendar_changes")
    due_before = models.DateField("原期限", null=True, blank=True)
    due_after = models.DateField("新期限", null=True, blank=True)
    provisional_before = models.BooleanField("原为预计", default=False)
    provisional_after = models.BooleanField("仍为预计", default=False)

    class Meta:
        verbose_name = "日历变更影响"
        constraints = [
            models.UniqueConstraint(fields=["revision", "duty"], name="one_change_per_duty")
        ]

    def __str__(self) -> str:
        return f"{self.duty_id} {self.due_before} → {self.due_after}"


class SupervisionOrder(models.Model):
    """A body above presses for a duty (催办) or orders it to be put right (督办).

    It has a limit of its own, and so a duty of its own; ``duty`` or the subject says what it is
    about. Answering it does not discharge the duty it is about.
    """

    class Kind(models.TextChoices):
        URGE = "urge", "催办"
        SUPERVISE = "supervise", "督办"

    class State(models.TextChoices):
        OPEN = "open", "待反馈"
        ANSWERED = "answered", "已反馈"
        CLOSED = "closed", "已办结"

    sender = models.ForeignKey(
        Agency, models.PROTECT, related_name="orders_sent", verbose_name="发出机构"
    )
    agency = models.ForeignKey(
        Agency, models.PROTECT, related_name="orders_received", verbose_name="承办机构"
    )
    kind = models.CharField("方式", max_length=16, choices=Kind)
    state = models.CharField("状态", max_length=16, choices=State, default=State.OPEN)
    duty = models.ForeignKey(
        Duty, models.PROTECT, null=True, blank=True, related_name="orders", verbose_name="针对事项"
    )
    subject_kind = models.CharField("对象类型", max_length=64, blank=True)
    subject_key = models.CharField("对象标识", max_length=64, blank=True)
    title = models.CharField("事由", max_length=200)
    text = models.TextField("要求")
    limit_on = models.DateField("反馈期限")
    issued_by = models.CharField("发出人", max_length=100)
    issued_at = models.DateTimeField("发出时间")
    answer = models.TextField("反馈情况", blank=True)
    answered_by = models.CharField("反馈人", max_length=100, blank=True)
    answered_at = models.DateTimeField("反馈时间", null=True, blank=True)
    closed_by = models.CharField("办结人", max_length=100, blank=True)
    closed_at = models.DateTimeField("办结时间", null=True, blank=True)
    conclusion = models.TextField("办结意见", blank=True)

    class Meta:
        verbose_name = "催办督办"
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["agency", "state"]),
            models.Index(fields=["sender", "state"]),
            models.Index(fields=["subject_kind", "subject_key"]),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}：{self.title}"
