"""What other apps' acts make known: work laid with somebody, pressure from above and its answer."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils import timezone

from yangguang.apps.agencies.models import User
from yangguang.apps.duties.models import Duty, SupervisionOrder
from yangguang.apps.duties.registry import address_of, page_of
from yangguang.apps.duties.services.supervision import SUBJECT_KIND, subject_of
from yangguang.apps.events import registry
from yangguang.apps.events.models import Event
from yangguang.apps.notices.models import Channel
from yangguang.apps.notices.recipients import SUPERVISOR, Staffing
from yangguang.apps.notices.services.posting import post_notice

READER = "notices"
EVENTS = (
    "duty.assign",
    "supervision.issue",
    "supervision.answer",
    "supervision.return",
    "supervision.close",
)


def register_readers() -> None:
    """Listen to what lower apps report; called once at start."""
    registry.register(READER, kinds=EVENTS, handler=tell)


def tell(events: Sequence[Event]) -> None:
    """Write down the messages that these events cause; the same events again cause none."""
    staffing = Staffing(timezone.localdate(events[-1].at))
    for event in events:
        if event.kind == "duty.assign":
            _tell_assigned(event)
        else:
            _tell_order(event, staffing)


def _tell_assigned(event: Event) -> None:
    duty = Duty.objects.select_related("agency", "person").filter(pk=event.subject_key).first()
    if duty is None or duty.person is None or not duty.is_open:
        return
    if event.payload.get("by") == str(duty.person.pk):
        return
    _post(
        [duty.person],
        event,
        kind="duty.assigned",
        title=f"分派给您：{duty.title}",
        body=f"{duty.agency.name}：{duty.title}，期限 {duty.due_on}。",
        link=address_of(duty.kind, duty.subject_kind, duty.subject_key) or page_of(duty.pk),
        duty=duty,
    )


def _tell_order(event: Event, staffing: Staffing) -> None:
    order = (
        SupervisionOrder.objects.select_related("agency", "sender", "duty__person", "duty__agency")
        .filter(pk=event.subject_key)
        .first()
    )
    if order is None:
        return
    what = order.get_kind_display()
    limit_on = event.payload.get("limit_on", order.limit_on)
    below = staffing.heads(order.agency)
    if order.duty is not None:
        below = [*staffing.attending(order.duty), *below]
    above = [
        user
        for user in staffing.supervisors(order.agency)
        if user in staffing.at(order.sender, SUPERVISOR)
    ]
    kind, users, title = {
        "supervision.issue": (
            "supervision.issued",
            below,
            f"{what}：{order.title}，请于 {limit_on} 前反馈",
        ),
        "supervision.answer": ("supervision.answered", above, f"{what}已反馈：{order.title}"),
        "supervision.return": (
            "supervision.returned",
            below,
            f"{what}退回重报：{order.title}，请于 {limit_on} 前反馈",
        ),
        "supervision.close": ("supervision.closed", below, f"{what}已办结：{order.title}"),
    }[event.kind]
    _post(
        users,
        event,
        kind=kind,
        title=title,
        body=f"{order.sender.name}对{order.agency.name}{what}：{order.title}。",
        link=address_of("", SUBJECT_KIND, str(order.pk)),
        order=order,
    )


def _post(
    users: Sequence[User],
    event: Event,
    *,
    kind: str,
    title: str,
    body: str,
    link: str,
    duty: Duty | None = None,
    order: SupervisionOrder | None = None,
) -> None:
    for user in {user.pk: user for user in users}.values():
        for channel in _reachable(user):
            post_notice(
                to=user,
                channel=channel,
                kind=kind,
                title=title,
                body=body,
                link=link,
                duty=duty,
                agency=order.agency if order else None,
                subject=subject_of(order) if order else None,
                dedupe=f"event:{event.pk}:{user.pk}:{channel}",
                at=event.at,
            )


def _reachable(user: User) -> list[Channel]:
    """At the desk, and by mail where the person has an address."""
    return [Channel.DESK, *([Channel.EMAIL] if user.email else [])]
