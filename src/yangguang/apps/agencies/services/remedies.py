"""Entering who reviews a body's replies and which court hears suits, from a day on."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from yangguang.apps.agencies.models import Agency, RemedyBody, RemedyCover, RemedyRule
from yangguang.apps.agencies.services.bodies import locked
from yangguang.apps.agencies.verdicts import refuse
from yangguang.apps.audit.actors import Actor
from yangguang.apps.audit.services import Subject, record

FIELDS = (
    "review_body",
    "review_address",
    "second_review_body",
    "court",
    "court_address",
    "basis",
)


def set_remedy_bodies(
    *,
    agency: Agency,
    valid_from: date,
    rule: str,
    by: Actor,
    at: datetime,
    covers: str = RemedyCover.OWN,
    review_body: str = "",
    review_address: str = "",
    second_review_body: str = "",
    court: str = "",
    court_address: str = "",
    basis: str = "",
) -> RemedyBody:
    """Put these names in force from a day on; the row that held before ends there.

    A row that begins on the same day is corrected, not doubled; letters that have left keep what
    they say. Raises Refused where neither a review body nor a court is named.
    """
    given = (review_body, review_address, second_review_body, court, court_address, basis)
    values = {name: " ".join(value.split()) for name, value in zip(FIELDS, given, strict=True)}
    if not values["review_body"] and not values["court"]:
        raise refuse("没有内容", "请至少填写复议机关或者管辖法院。")
    if values["second_review_body"] and not values["review_body"]:
        raise refuse("缺少复议机关", "填写了可选择的另一复议机关，请先填写第一个复议机关。")
    with transaction.atomic():
        agency = locked(agency)
        rows = RemedyBody.objects.filter(
            agency=agency, covers=RemedyCover(covers), replaced_at__isnull=True
        )
        corrected = rows.filter(valid_from=valid_from).first()
        if corrected is not None:
            corrected.replaced_at = at
            corrected.save(update_fields=["replaced_at"])
        later = rows.filter(valid_from__gt=valid_from).order_by("valid_from").first()
        before = rows.filter(valid_from__lt=valid_from).order_by("-valid_from").first()
        if before is not None and (before.valid_to is None or before.valid_to > valid_from):
            before.valid_to = valid_from
            before.save(update_fields=["valid_to"])
        row: RemedyBody = RemedyBody.objects.create(
            agency=agency,
            covers=RemedyCover(covers),
            rule=RemedyRule(rule),
            valid_from=valid_from,
            valid_to=later.valid_from if later is not None else None,
            recorded_at=at,
            **values,
        )
        record(
            by=by,
            at=at,
            verb="remedy-bodies.set",
            subject=Subject("remedy-bodies", str(row.pk), agency.name, agency.pk),
            basis=values["basis"],
            before=_shown(corrected or before),
            after=_shown(row),
        )
    return row


def _shown(row: RemedyBody | None) -> dict[str, str]:
    if row is None:
        return {}
    return {
        "review_body": row.review_body,
        "court": row.court,
        "valid_from": row.valid_from.isoformat(),
    }
