"""Links that come by mail: to confirm an address, to set a new password, to end subscriptions."""

from __future__ import annotations

import re
import secrets
from datetime import datetime, timedelta

from django.conf import settings

from yangguang.apps.agencies.models import Agency, AgencyKind
from yangguang.apps.members.contacts import contact_of, token_of
from yangguang.apps.members.models import Member, MemberLink
from yangguang.apps.members.problems import MemberProblem
from yangguang.apps.notices.contacts import MADE_AT_SENDING
from yangguang.apps.notices.services import post_notice

LINK_LASTS = {
    MemberLink.Purpose.CONFIRM: timedelta(days=3),
    MemberLink.Purpose.RESET: timedelta(hours=2),
}
STOPS_FOR = timedelta(days=365 * 20)
_TOKEN = re.compile(r"(\d{1,18})-([0-9a-f]{40})")


def send_link(
    member: Member,
    purpose: MemberLink.Purpose,
    *,
    at: datetime,
    title: str = "",
    body: str = "",
) -> None:
    """A fresh link by mail; an unused one of the same purpose younger than a minute is enough."""
    recent = member.links.filter(
        purpose=purpose, used_at__isnull=True, made_at__gt=at - timedelta(minutes=1)
    )
    if recent.exists():
        return
    link = MemberLink.objects.create(
        member=member,
        purpose=purpose,
        nonce=secrets.token_hex(16),
        made_at=at,
        ends_at=at + LINK_LASTS[purpose],
    )
    words = {
        MemberLink.Purpose.CONFIRM: (
            "请确认邮箱",
            (
                f"您正在{site_name()}注册账号。请在三天内打开下面的链接确认邮箱；如果不是您本人注册，请不必理会，"
                "账号不会生效。"
            ),
        ),
        MemberLink.Purpose.RESET: (
            "重设密码",
            f"请在两小时内打开下面的链接重设{site_name()}的密码；如果不是您本人申请，请不必理会，密码没有改变。",
        ),
    }[purpose]
    post_notice(
        to=contact_of(member),
        channel="email",
        kind="member.link",
        title=title or words[0],
        body=body or words[1],
        link=f"{MADE_AT_SENDING}{link.pk}",
        dedupe=f"member-link-{link.pk}",
        at=at,
    )


def site_name() -> str:
    """What a mail calls the site, so that whoever reads it knows who writes."""
    given = str(settings.SITE.get("name", ""))
    root = Agency.objects.filter(parent=None, proposed=False, kind=AgencyKind.GOVERNMENT).order_by(
        "order", "pk"
    )
    first = root.values_list("name", flat=True).first() or ""
    return given or f"{first}政务公开网站"


def use_link(
    token: str, purpose: MemberLink.Purpose, *, at: datetime, keep: bool = False
) -> MemberLink:
    """The link of a token, marked as used. Raises MemberProblem."""
    spent = MemberProblem(
        "token",
        "这个链接已经用过或者过期。可以直接登录试试；邮箱还没有确认、密码还没有重设的，系统会再发一封邮件。",
    )
    found = _TOKEN.fullmatch(token)
    if found is None:
        raise spent
    link = MemberLink.objects.select_for_update().filter(pk=int(found[1]), purpose=purpose).first()
    if link is None or not secrets.compare_digest(token_of(link), token):
        raise spent
    if link.used_at is not None or link.ends_at <= at:
        raise spent
    if not keep:
        link.used_at = at
        link.save(update_fields=["used_at"])
    return link


def stopping_link(member: Member, *, at: datetime) -> MemberLink:
    """The link by which mails of subscriptions are ended without signing in: one a member, for good."""
    row = member.links.filter(purpose=MemberLink.Purpose.STOP).first()
    return row or MemberLink.objects.create(
        member=member,
        purpose=MemberLink.Purpose.STOP,
        nonce=secrets.token_hex(16),
        made_at=at,
        ends_at=at + STOPS_FOR,
    )


def member_stopping(token: str) -> Member | None:
    """Whose subscriptions the link of a mail ends; None for a link that is none."""
    found = _TOKEN.fullmatch(token)
    if found is None:
        return None
    link = (
        MemberLink.objects.select_related("member")
        .filter(
            pk=int(found[1]),
            purpose=MemberLink.Purpose.STOP,
            member__state=Member.State.ACTIVE,
        )
        .first()
    )
    known = link is not None and secrets.compare_digest(token_of(link), token)
    return link.member if link is not None and known else None
