"""What is told to whom: every message is a row before it leaves, and stays one afterwards.

A reminder that was lost with a mail server that was down for a night is how deadlines are missed;
so what is to be sent is written first, sent from the table until it arrives, and anybody in charge
can see what has not arrived and why.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from yangguang.apps.agencies.models import Agency, User
from yangguang.apps.duties.models import Duty


class Channel(models.TextChoices):
    DESK = "desk", "站内消息"
    EMAIL = "email", "电子邮件"
    SMS = "sms", "短信"


class State(models.TextChoices):
    WAITING = "waiting", "待发送"
    SENT = "sent", "已发送"
    FAILED = "failed", "未能送达"
    COVERED = "covered", "不再发送"


class Notice(models.Model):
    """One message to one person on one channel.

    To staff it goes by ``recipient``; to somebody outside by ``contact_kind`` and ``contact_key``,
    which the app that knows them turns into an address at the moment of sending, so that no
    address of a citizen is kept here. ``dedupe`` makes posting the same message twice one message.
    """

    recipient = models.ForeignKey(
        User, models.CASCADE, null=True, blank=True, related_name="notices", db_index=False
    )
    contact_kind = models.CharField("外部联系人类型", max_length=64, blank=True)
    contact_key = models.CharField("外部联系人标识", max_length=64, blank=True)
    contact_label = models.CharField("外部联系人", max_length=100, blank=True)
    channel = models.CharField("渠道", max_length=8, choices=Channel)
    kind = models.CharField("类别", max_length=64)
    title = models.CharField("标题", max_length=200)
    body = models.TextField("内容", blank=True)
    link = models.CharField("链接", max_length=300, blank=True)
    agency = models.ForeignKey(
        Agency, models.PROTECT, null=True, blank=True, related_name="notices"
    )
    """In whose matter: who looks after that body's outbox sees it."""
    duty = models.ForeignKey(Duty, models.PROTECT, null=True, blank=True, related_name="notices")
    subject_kind = models.CharField("对象类型", max_length=64, blank=True)
    subject_key = models.CharField("对象标识", max_length=64, blank=True)
    dedupe = models.CharField("去重标识", max_length=160, unique=True)
    state = models.CharField("状态", max_length=8, choices=State, default=State.WAITING)
    created_at = models.DateTimeField("生成时间")
    send_at = models.DateTimeField("应发时间")
    trying_since = models.DateTimeField("起发时间")
    claimed_until = models.DateTimeField("发送占用至", null=True, blank=True)
    sent_at = models.DateTimeField("发送时间", null=True, blank=True)
    attempts = models.PositiveIntegerField("尝试次数", default=0)
    last_error = models.CharField("最近错误", max_length=500, blank=True)
    read_at = models.DateTimeField("阅读时间", null=True, blank=True)

    class Meta:
        verbose_name = "通知"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=(
                    Q(recipient__isnull=False, contact_kind="")
                    | Q(recipient__isnull=True, contact_kind__gt="")
                ),
                name="notice_goes_to_staff_or_outside",
            )
        ]
        indexes = [
            models.Index(fields=["recipient", "-id"], name="notice_of_person"),
            models.Index(
                fields=["recipient"],
                condition=Q(channel="desk", read_at__isnull=True),
                name="unread_notice",
            ),
            models.Index(fields=["send_at"], condition=Q(state="waiting"), name="waiting_notice"),
            models.Index(fields=["state", "-id"], name="notice_by_state"),
        ]

    def __str__(self) -> str:
        return f"{self.get_channel_display()}：{self.title}"

    @property
    def to(self) -> str:
        """Who it is for, as the outbox names them."""
        return self.recipient.name if self.recipient else self.contact_label


class ReminderStep(models.Model):
    """One step of reminding about one last day of a duty, taken or covered by a later one.

    ``step`` is the number of working days left (negative: gone by), ``head`` or ``supervisor``.
    A moved last day begins its steps anew.
    """

    duty = models.ForeignKey(Duty, models.CASCADE, related_name="reminder_steps", db_index=False)
    due_on = models.DateField("期限")
    step = models.CharField("提醒节点", max_length=16)
    covered = models.BooleanField("由后一节点代替", default=False)
    told = models.PositiveSmallIntegerField("提醒人数", default=0)
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "提醒节点"
        constraints = [
            models.UniqueConstraint(fields=["duty", "due_on", "step"], name="one_row_per_step")
        ]

    def __str__(self) -> str:
        return f"{self.duty_id} {self.step}"
