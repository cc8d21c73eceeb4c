"""How early a body's duties turn yellow."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from yangguang.apps.agencies.models import Agency
from yangguang.apps.agencies.selectors import in_force
from yangguang.apps.agencies.verdicts import refuse
from yangguang.apps.audit.actors import Actor
from yangguang.apps.audit.services import Subject, record
from yangguang.apps.duties.models import YellowDays
from yangguang.apps.duties.services.dated import require_begun, require_order


def set_yellow_days(
    *, agency: Agency, days: int, since: date, by: Actor, at: datetime
) -> YellowDays:
    """A body, with those below it, turns duties yellow so many working days ahead, from a day on.

    Raises Refused outside 0 to 60 days, for a day to come or before the present row's.
    """
    if not 0 <= days <= 60:
        raise refuse("天数不合理", "黄灯提前天数应在 0 至 60 个工作日之间，请改正。")
    require_begun(since, at)
    with transaction.atomic():
        agency = Agency.objects.select_for_update().get(pk=agency.pk)
        require_order(YellowDays.objects.filter(agency=agency), since)
        YellowDays.objects.filter(in_force(since), agency=agency).update(valid_to=since)
        row = YellowDays.objects.create(agency=agency, days=days, valid_from=since, recorded_at=at)
        record(
            by=by,
            at=at,
            verb="calendar.yellow-days",
            subject=Subject("agency", str(agency.pk), agency.name, agency.pk),
            after={"days": days, "valid_from": since.isoformat()},
        )
    return row
