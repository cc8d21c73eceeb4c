"""What holds from a day on: it begins today or earlier, and never before what it follows."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from yangguang.apps.agencies.verdicts import refuse


def require_begun(since: date, at: datetime) -> None:
    if since > timezone.localdate(at):
        raise refuse("启用日期未到", "启用日期不能晚于今天，请在启用当日办理。")


def require_order(rows: QuerySet[Any], since: date) -> None:
    """A dated row is never changed behind its beginning."""
    last = rows.filter(valid_from__gt=since).order_by("-valid_from").first()
    if last is not None:
        raise refuse(
            "早于现行规定", f"现行规定自 {last.valid_from} 起，启用日期不能早于该日，请核对。"
        )
