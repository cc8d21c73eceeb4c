"""How a body takes applications: a setting that its guide declares, because it then binds it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from yangguang.apps.agencies.models import Agency
from yangguang.apps.audit.actors import Actor
from yangguang.apps.audit.services import Subject, record
from yangguang.apps.requests.models import RequestSetting


def setting_of(agency: Agency) -> RequestSetting | None:
    """The body's setting, None where it has chosen nothing."""
    return RequestSetting.objects.filter(agency=agency).first()


def change_setting(
    *,
    agency: Agency,
    confirms_automatically: bool,
    takes_online: bool,
    takes_fax: bool,
    supplement_days: int,
    by: Actor,
    at: datetime,
) -> RequestSetting:
    """Set how the body takes applications from now on; cases that are there stay as they are."""
    with transaction.atomic():
        setting, _ = RequestSetting.objects.update_or_create(
            agency=agency,
            defaults={
                "confirms_automatically": confirms_automatically,
                "takes_online": takes_online,
                "takes_fax": takes_fax,
                "supplement_days": supplement_days,
                "changed_at": at,
            },
        )
        record(
            by=by,
            at=at,
            verb="request-setting.change",
            subject=Subject("agency", str(agency.pk), agency.name, agency.pk),
            after={
                "confirms_automatically": confirms_automatically,
                "takes_online": takes_online,
                "takes_fax": takes_fax,
                "supplement_days": supplement_days,
            },
        )
    return setting
