"""Scanned originals that come with a registration: checked first, held on a mistake, attached at once.

Every file is typed by its content and looked through for a classification mark before anything is
registered; a form that comes back with a mistake loses neither words nor files; and an application
and its originals are one transaction.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import PurePath

from django.db import transaction

from yangguang.apps.agencies.models import User
from yangguang.apps.audit.actors import Actor
from yangguang.apps.requests.models import Application, Attachment, HeldScan
from yangguang.apps.requests.services.materials import LARGEST, attach, check_upload
from yangguang.apps.requests.services.steps import unclassified
from yangguang.apps.requests.workflow import impossible
from yangguang.apps.vault import wire
from yangguang.apps.vault.problems import MissingKey
from yangguang.apps.vault.ring import current_ring
from yangguang.apps.vault.sealing import chosen_algorithm

PURPOSE = "request.held-scan"
MOST_SCANS = 20
MOST_BYTES = 60 * 1024 * 1024
"""Of all scans of one form together."""
KEPT = timedelta(hours=4)
"""How long an unfinished form's scans wait; then the clerk has gone home or begun anew."""


def hold_scan(
    *, user: User, name: str, data: bytes, at: datetime, beside: Iterable[HeldScan] = ()
) -> HeldScan:
    """Check a file and keep it, sealed, for the form under way; ``beside`` are those held before.

    Raises NotPossible for what is empty, too large, too many, of no accepted type, or bears a
    classification mark, in its text or its name; then nothing of it is kept.
    """
    shown = unclassified(PurePath(name.replace("\\", "/")).name[-200:] or "未命名")
    others = list(beside)
    if len(others) >= MOST_SCANS:
        raise impossible("文件有误", f"一次最多上传{MOST_SCANS}个文件，“{shown}”没有保存。")
    if len(data) <= LARGEST and sum(one.size for one in others) + len(data) > MOST_BYTES:
        most = MOST_BYTES // 1024 // 1024
        raise impossible(
            "文件有误", f"文件合计不能超过{most} MB，“{shown}”没有保存；登记之后可以再添加材料。"
        )
    media_type = check_upload(data, name=shown)
    key = uuid.uuid4()
    scan: HeldScan = HeldScan.objects.create(
        key=key,
        user=user,
        name=shown,
        media_type=media_type,
        size=len(data),
        content=_seal(data, key),
        held_at=at,
    )
    return scan


def held_scans(user: User, keys: Iterable[str], *, at: datetime) -> list[HeldScan]:
    """Those of these scans that this person holds and that have not run out, in the given order."""
    known = []
    for key in keys:
        try:
            known.append(uuid.UUID(key))
        except ValueError:
            # Altered on its way here: nobody's scan.
            continue
    rows = HeldScan.objects.filter(user=user, key__in=known, held_at__gt=at - KEPT)
    found = {row.key: row for row in rows.defer("content")}
    return [found[key] for key in dict.fromkeys(known) if key in found]


def drop_scans(scans: Iterable[HeldScan]) -> None:
    """Forget these scans."""
    HeldScan.objects.filter(pk__in=[one.pk for one in scans]).delete()


def attach_scans(
    *, application: Application, scans: Iterable[HeldScan], by: Actor, at: datetime
) -> list[Attachment]:
    """Put the held scans into the case as 申请原件; they are held no longer.

    Call in the transaction that registers: all of it or nothing. Raises NotPossible for a line of
    secrecy, which takes no file.
    """
    made = []
    with transaction.atomic():
        for scan in scans:
            made.append(
                attach(
                    application=application,
                    purpose=Attachment.Purpose.ORIGINAL,
                    name=scan.name,
                    data=_unseal(scan),
                    media_type=scan.media_type,
                    by=by,
                    at=at,
                )
            )
            scan.delete()
    return made


def sweep_scans(at: datetime) -> None:
    """Remove what nobody came back for."""
    with transaction.atomic():
        HeldScan.objects.filter(held_at__lte=at - KEPT).delete()


def _seal(data: bytes, key: uuid.UUID) -> bytes:
    ring = current_ring()
    return wire.as_bytes(
        wire.close(
            data,
            algorithm=chosen_algorithm(),
            key_id=ring.current.id,
            secret=ring.current.for_purpose(PURPOSE),
            purpose=PURPOSE,
            context=str(key),
        )
    )


def _unseal(scan: HeldScan) -> bytes:
    parts = wire.parse_bytes(bytes(scan.content))
    key = current_ring().find(parts.key_id)
    if key is None:
        raise MissingKey(parts.key_id)
    return wire.open_sealed(
        parts, secret=key.for_purpose(PURPOSE), purpose=PURPOSE, context=str(scan.key)
    )
