"""The mails of subscriptions: what is new since the last one, told once, none where nothing is new."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from yangguang.apps.events.selectors import owed_by_reader
from yangguang.apps.members.contacts import contact_of
from yangguang.apps.members.models import Member, Subscription
from yangguang.apps.members.selectors import MOST_NEW, new_for
from yangguang.apps.members.services.accounts import forget_unconfirmed
from yangguang.apps.members.services.links import stopping_link
from yangguang.apps.notices.contacts import MADE_AT_SENDING
from yangguang.apps.notices.neutral import NotNeutral, require_neutral
from yangguang.apps.notices.services import post_notice
from yangguang.apps.search.engine import IndexUnusable
from yangguang.apps.search.services import READER

log = logging.getLogger(__name__)
WAIT = {Subscription.Every.DAY: timedelta(days=1), Subscription.Every.WEEK: timedelta(days=7)}
SETTLED = timedelta(minutes=1)
"""So long after its moment a release has surely been committed and can be told."""
LISTED = 10
BATCH = 500


def send_digests(at: datetime) -> None:
    """Write a mail for each member to whom something new is due; catches up after an outage.

    One mail for all of a member's subscriptions that are due. Nothing that a mail has told is told
    again, since the moment up to which it tells is kept in the same transaction.
    """
    forget_unconfirmed(at=at)
    owed, stuck = owed_by_reader().get(READER, (0, 0))
    asking = owed == stuck
    due = (
        Member.objects.filter(state=Member.State.ACTIVE, subscriptions__isnull=False)
        .distinct()
        .order_by("pk")
    )
    for member in due.iterator(chunk_size=BATCH):
        try:
            _tell(member, asking=asking, at=at)
        except IndexUnusable:
            log.warning("No search index: subscriptions of questions wait for the next round")


def _said(words: str) -> str:
    """The words, unless they hold what no mail may say (a question can be anything)."""
    try:
        require_neutral(words)
    except NotNeutral:
        return "（名称请到网站查看）"
    return words


def _tell(member: Member, *, asking: bool, at: datetime) -> None:
    """``asking``: questions are told, too; not while the index has yet to hear of new items, since
    what it finds too late would be told by no mail."""
    until = at - SETTLED
    with transaction.atomic():
        rows = [
            row
            for row in member.subscriptions.select_for_update().exclude(
                every=Subscription.Every.NEVER
            )
            if at - row.told_until >= WAIT[Subscription.Every(row.every)]
            and (asking or row.kind != Subscription.Kind.QUERY)
        ]
        parts = []
        told: set[int] = set()
        for row in rows:
            items = new_for(row, since=row.told_until, until=until)
            row.told_until = until
            row.save(update_fields=["told_until"])
            if not items:
                continue
            told.update(item.pk for item in items)
            more = f"（只列出最新 {LISTED} 条）" if len(items) > LISTED else ""
            often = f"{MOST_NEW} 条以上" if len(items) == MOST_NEW else f"{len(items)} 条"
            lines = "\n".join(
                f"· {_said(item.title)}\n  {settings.SITE_URL}/item/{item.pk}/"
                for item in items[:LISTED]
            )
            parts.append(f"{_said(row.label)}：{often}新信息{more}\n{lines}")
        if not parts:
            return
        post_notice(
            to=contact_of(member),
            channel="email",
            kind="member.digest",
            title=f"您订阅的内容有 {len(told)} 条新信息",
            body="\n\n".join(parts) + "\n\n不想再收到的，打开下面的地址退订，不用登录。",
            link=f"{MADE_AT_SENDING}{stopping_link(member, at=at).pk}",
            dedupe=f"member-digest-{member.pk}-{at:%Y%m%d%H%M}",
            at=at,
        )
