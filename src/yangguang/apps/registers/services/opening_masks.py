"""Masking what live rows hold in a column about to be public: by a change of these rows, since a
published wording is never altered where it stands."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from yangguang.apps.agencies.models import Agency
from yangguang.apps.audit.actors import Actor
from yangguang.apps.registers.definitions import definition_of
from yangguang.apps.registers.models import ChangeSet, HeldDefinition, PersonalFinding, Version
from yangguang.apps.registers.services.masking import masked_values
from yangguang.apps.registers.services.matching import Proposed
from yangguang.apps.registers.services.opening import chosen_in, waiting_in
from yangguang.apps.registers.services.proposing import open_change_set, propose_rows

_PIECE = 500
REASON = "栏目公开前遮盖个人信息"


def mask_opened(
    *, held: HeldDefinition, findings: Collection[int], agency: Agency, by: Actor, at: datetime
) -> ChangeSet:
    """Draft the change by which the rows of these findings read masked; gives the draft.

    All that waits in these rows is masked together. The draft goes the way of every change; once it
    is public the findings are gone. Raises Refused for a finding in a file or in a key, BadRows
    where a row breaks a rule so.
    """
    definition = definition_of(held.register)
    title = f"公开前遮盖个人信息：{held.register.name}"[:200]
    with transaction.atomic():
        versions = list({one.version_id for one in chosen_in(held, findings)})
        by_version: defaultdict[int, list[PersonalFinding]] = defaultdict(list)
        for start in range(0, len(versions), _PIECE):
            for one in waiting_in(held).filter(version__in=versions[start : start + _PIECE]):
                by_version[one.version_id].append(one)
        draft = masking_draft(held)
        if draft is None:
            draft = open_change_set(
                register=held.register, agency=agency, kind=ChangeSet.Kind.BULK, title=title,
                reason=REASON, by=by, at=at,
            )  # fmt: skip
        rows = []
        for start in range(0, len(versions), _PIECE):
            for version in Version.objects.filter(
                pk__in=versions[start : start + _PIECE]
            ).select_related("row", "agency"):
                values = masked_values(definition, version, by_version[version.pk])
                rows.append(
                    Proposed(
                        version.agency, values, place=version.title, reason=REASON,
                        decided=version.decided,
                    )
                )  # fmt: skip
        propose_rows(change_set=draft, rows=rows, by=by, at=at)
    return draft


def masking_draft(held: HeldDefinition) -> ChangeSet | None:
    """The draft by which rows are masked, where one is open."""
    return masking_sets(held).filter(state=ChangeSet.State.DRAFT).first()


def masking_sets(held: HeldDefinition) -> QuerySet[ChangeSet]:
    """The changes that mask rows for this definition and are not public yet."""
    return ChangeSet.objects.filter(
        register=held.register, kind=ChangeSet.Kind.BULK, reason=REASON, made_at__gte=held.at,
        state__in=[
            ChangeSet.State.DRAFT, ChangeSet.State.SUBMITTED, ChangeSet.State.SCHEDULED,
        ],
    ).order_by("-pk")  # fmt: skip
