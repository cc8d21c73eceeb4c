"""Looking at a finding in clear: each look leaves an act with its reason, in its own transaction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from yangguang.apps.audit.actors import Actor
from yangguang.apps.audit.services import Subject, record
from yangguang.apps.catalog.workflow import NotPossible
from yangguang.apps.privacy.models import Finding, Place
from yangguang.apps.privacy.selectors import clear_value


@dataclass(frozen=True, slots=True)
class Revealed:
    """The clear value between what stands before and behind it."""

    before: str
    value: str
    after: str


def reveal_finding(*, finding: Finding, by: Actor, at: datetime, why: str) -> Revealed:
    """The words as they stand; who looked, when and why is kept.

    Raises NotPossible without a reason, or where the text has changed since it was found.
    """
    if not why.strip():
        raise NotPossible("查看原文须写明用途，例如“核对是否为办公电话”，请填写后再查看。")
    if finding.place == Place.CARRIED:
        raise NotPossible("附件夹带的内容不在文字里，请下载附件后打开查看。")
    with transaction.atomic():
        seen = clear_value(finding)
        if seen is None:
            raise NotPossible("所在文字已经变化，原来的内容已不在原处，请等待重新排查。")
        record(
            by=by,
            at=at,
            verb="privacy.reveal",
            subject=Subject(
                "personal-finding",
                str(finding.pk),
                f"{finding.item.title}：{finding.get_kind_display()} {finding.masked}",
                finding.agency_id,
            ),
            reason=why.strip()[:300],
        )
    return Revealed(*seen)
