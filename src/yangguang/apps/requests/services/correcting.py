"""更正申请: an application to correct a record about oneself that belongs to another body.

Only here does a transfer exist: an application for information is answered by naming the right
body. 依据：《条例》（2019年）第四十一条；2007年条例第二十五条第二款。
"""

from __future__ import annotations

from datetime import datetime

from yangguang.apps.audit.actors import Actor
from yangguang.apps.letters.models import AddresseeType
from yangguang.apps.requests.duty_kinds import SUPPLEMENT_NOTICE
from yangguang.apps.requests.models import Application, Reply
from yangguang.apps.requests.services import lettering
from yangguang.apps.requests.services.duties import drop
from yangguang.apps.requests.services.kinds import other_kind, regime_for
from yangguang.apps.requests.services.remedy_text import remedy_text
from yangguang.apps.requests.services.replying import owe_service
from yangguang.apps.requests.services.steps import step
from yangguang.apps.requests.workflow import impossible
from yangguang.law.regimes import Regime

_PLACE = {Regime.R2007: "25/2", Regime.R2019: "41"}


def transfer_correction(
    *,
    application: Application,
    body: str,
    what: str,
    by: Actor,
    at: datetime,
    contact: str = "",
    version: int | None = None,
) -> Reply:
    """Pass an application for correction on to the body that can correct, and tell the applicant.

    Both letters leave together; serving the applicant's closes the case, counted as 其他. ``what``
    is what is to be corrected, without which the other body cannot act.
    """
    with step("transfer-correction", application, by=by, at=at, version=version) as doing:
        current = doing.application
        if current.received_on is None:
            raise impossible("《条例》第三十一条", "请先与申请人确认收到申请。")
        regime = regime_for(current)
        doing.basis = regime.article(_PLACE[regime]).short
        receiver = doing.require_text(body, "有权更正的机关")
        matter = doing.require_text(what, "申请更正的内容")
        kind = other_kind(current)
        remedy = remedy_text(current.agency, kind, doing.day)
        lettering.issue(
            doing,
            "correction-transfer",
            {"correct_what": matter},
            addressee=receiver,
            addressee_type=AddresseeType.ORGAN,
            public=False,
        )
        notice = lettering.issue(
            doing,
            "correction-transfer-notice",
            {
                "correct_what": matter,
                "other_organ": receiver,
                "other_organ_contact": contact.strip(),
            },
            remedies=remedy,
        )
        reply: Reply = Reply.objects.create(
            application=current,
            kind=kind.key,
            draft_hash="",
            drafted_at=at,
            decided_on=doing.day,
            letter=notice,
            remedy_text=remedy,
        )
        owe_service(doing)
        drop(doing, SUPPLEMENT_NOTICE, why="转送更正申请")
        doing.after = {"kind": kind.key, "body": receiver}
        doing.say(
            f"更正申请转送{receiver}",
            public=f"您申请更正的信息由{receiver}负责，我机关已将更正申请转送该机关。",
        )
    return reply
