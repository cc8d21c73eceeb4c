"""Doubt about secrecy after registration: what was typed goes, a register line stays.

This is a 非涉密系统: a case that may concern a state secret keeps its number, days and article, and
nothing of its content. 依据：《条例》第十七条；《保守国家秘密法》。
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction

from yangguang.apps.audit.actors import Actor
from yangguang.apps.requests.duty_kinds import SUPPLEMENT_NOTICE
from yangguang.apps.requests.models import Application, Attachment
from yangguang.apps.requests.services.duties import drop
from yangguang.apps.requests.services.fingerprints import fingerprint
from yangguang.apps.requests.services.intake import CLASSIFIED_TITLE, short_title
from yangguang.apps.requests.services.steps import step
from yangguang.apps.requests.workflow import impossible


def mark_secret(
    *, application: Application, reason: str, by: Actor, at: datetime, version: int | None = None
) -> Application:
    """Turn the case into a register line: description, fingerprint, draft and files are removed.

    Sealed files are deleted from the disk after the act; what was released in clear is not the
    case's own and refuses the act, since it has left the house already.
    """
    with step("mark-secret", application, by=by, at=at, version=version) as doing:
        current = doing.application
        doing.require_text(reason, "转为涉密线索的理由（不得写入涉密内容）")
        if current.secret:
            raise impossible("非涉密系统", "本件已经是涉密线索。")
        if current.attachments.filter(file__isnull=False).exists():
            raise impossible(
                "非涉密系统",
                "本件有未加密的材料（提供的政府信息），请立即报告保密工作机构，按泄密隐患处置后再办理。",
            )
        _erase(current)
        current.secret = True
        current.save(update_fields=["secret"])
        drop(doing, SUPPLEMENT_NOTICE, why="转为涉密线索")
        doing.say("转为涉密线索，已清除申请内容和材料")
    return application


def _erase(application: Application) -> None:
    application.wanted = ""
    application.title = CLASSIFIED_TITLE
    fingerprint(application)
    application.save(update_fields=["wanted", "title", "signature"])
    application.replies.filter(decided_on__isnull=True).delete()
    application.supplements.update(items="", answer="", reason="")
    rows = Attachment.objects.filter(application=application)
    kept = set(
        Attachment.objects.exclude(application=application)
        .filter(sealed_file__in=rows.values("sealed_file"))
        .values_list("sealed_file", flat=True)
    )
    places = [row.sealed_file for row in rows if row.sealed_file and row.sealed_file not in kept]
    rows.delete()
    transaction.on_commit(lambda: _unlink(places))


def _unlink(places: list[str]) -> None:
    for place in places:
        (Path(settings.FILES_FOLDER) / place).unlink(missing_ok=True)


def lift_secrecy(
    *,
    application: Application,
    wanted: str,
    reason: str,
    by: Actor,
    at: datetime,
    version: int | None = None,
) -> Application:
    """The review found no secret: the description is entered and the case is handled as any other."""
    with step("lift-secrecy", application, by=by, at=at, version=version) as doing:
        current = doing.application
        if not current.secret:
            raise impossible("非涉密系统", "本件不是涉密线索。")
        why = doing.require_text(reason, "解除的理由（审查机关和结论）")
        current.wanted = doing.require_text(wanted, "所需政府信息内容描述")
        current.title = short_title(current.wanted)
        fingerprint(current)
        current.secret = False
        current.save(update_fields=["wanted", "title", "signature", "secret"])
        doing.say("经审查不属于国家秘密，解除涉密线索", note=why)
    return application
