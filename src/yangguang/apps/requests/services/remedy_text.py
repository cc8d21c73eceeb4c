"""The sentence on review and suit that a reply prints: right for its day, its kind and its body."""

from __future__ import annotations

from datetime import date

from yangguang.apps.agencies.models import Agency
from yangguang.law.remedies import remedies
from yangguang.law.replies import ReplyKind


def remedy_text(agency: Agency, kind: ReplyKind, decided_on: date) -> str:
    """Empty for a kind that decides nothing. 依据：行政复议法第二十三条第二款，行政诉讼法第四十六条。"""
    if not kind.decision:
        return ""
    from yangguang.apps.agencies.selectors import remedy_bodies

    named = remedy_bodies(agency, on=decided_on)
    return remedies(kind, decided_on).text(named.review_bodies, named.court)
