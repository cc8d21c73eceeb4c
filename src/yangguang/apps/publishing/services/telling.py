"""Messages to people about a draft: an answer that came, a review that was passed over."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from yangguang.apps.agencies.models import User
from yangguang.apps.catalog.models import Item
from yangguang.apps.duties.registry import address_of
from yangguang.apps.notices.models import Channel
from yangguang.apps.notices.neutral import NotNeutral, require_neutral
from yangguang.apps.notices.services import post_notice
from yangguang.apps.publishing.duty_kinds import PUBLISH
from yangguang.apps.publishing.services.steps import subject_of

JOINT_ANSWERED = "publishing.joint-answered"
FORCED = "publishing.forced"
NOTICE_KINDS = {JOINT_ANSWERED: "联合审查答复", FORCED: "越过审查"}
"""The kinds of message of this app, as people filter them."""
TITLE_WORDS = 80


def tell(
    people: Iterable[User],
    *,
    kind: str,
    title: str,
    body: str,
    item: Item,
    slot: str,
    at: datetime,
) -> int:
    """Write a message at the desk for each, in the caller's transaction; gives how many.

    ``slot`` tells the occasion apart from others about the same item; the same again writes none.
    A document whose own title holds personal data is not named.
    """
    named = f"{title}：{item.title[:TITLE_WORDS]}"
    try:
        require_neutral(named)
    except NotNeutral:
        named = title
    told = 0
    for user in people:
        post_notice(
            to=user,
            channel=Channel.DESK,
            kind=kind,
            title=named,
            body=body,
            link=address_of(PUBLISH, "item", str(item.pk)),
            agency=item.agency,
            subject=subject_of(item),
            dedupe=f"{kind}:{slot}:{user.pk}",
            at=at,
        )
        told += 1
    return told
