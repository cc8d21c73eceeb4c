"""The sentence on review and suit that a reply prints: right for its day, its kind and its body."""

from __future__ import annotations

from datetime import date

from yangguang.apps.agencies.models import Agency
from yangguang.apps.agencies.remedies import remedy_bodies
from yangguang.apps.requests.workflow import impossible
from yangguang.law.remedies import remedies
from yangguang.law.replies import ReplyKind


def remedy_text(agency: Agency, kind: ReplyKind, decided_on: date) -> str:
    """Empty for a kind that decides nothing. Raises NotPossible where nobody knows who reviews.

    依据：行政复议法第二十三条第二款，行政诉讼法第四十六条。
    """
    if not kind.decision:
        return ""
    named = remedy_bodies(agency, on=decided_on)
    if not named.review_bodies:
        raise impossible("缺少救济途径", "".join(named.gaps))
    return remedies(kind, decided_on).text(named.review_bodies, named.court)
