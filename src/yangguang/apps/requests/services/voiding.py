"""What declaring a letter of a case void means for the case.

A reply that has not gone out yet is taken back with its case, which is drafted anew; one that has
been served stands, whatever the paper says. A letter on which a period rests cannot go while the
period stands. Any other letter goes alone, and the story says so.
"""

from __future__ import annotations

from datetime import datetime

from yangguang.apps.audit.actors import Actor
from yangguang.apps.letters.models import Letter
from yangguang.apps.letters.services import void_letter
from yangguang.apps.requests.duty_kinds import SERVE
from yangguang.apps.requests.models import (
    Application,
    ApplicationState,
    LetterLink,
    Reply,
    Service,
)
from yangguang.apps.requests.selectors.clock import ledger_of, standing
from yangguang.apps.requests.services import lettering, replying
from yangguang.apps.requests.services.duties import drop
from yangguang.apps.requests.services.steps import step
from yangguang.apps.requests.workflow import impossible


def void_letter_of_case(*, letter: Letter, reason: str, by: Actor, at: datetime) -> None:
    """Declare a letter void with what follows for its case. Raises NotPossible with the way on.

    Reading: no article speaks of voiding; a served reply is changed only by a new decision, and a
    period that a notice began is not undone by withdrawing the paper.
    """
    link = LetterLink.objects.select_related("application").filter(letter=letter).first()
    if link is None:
        void_letter(letter=letter, reason=reason, by=by, at=at)
        return
    application = link.application
    reply = Reply.objects.filter(application=application, letter=letter).first()
    if reply is not None:
        _void_reply(application, reply, letter, reason=reason, by=by, at=at)
        return
    with step("void-letter", application, by=by, at=at) as doing:
        why = doing.require_text(reason, "作废的理由")
        _require_no_period(doing.application, letter)
        lettering.void(doing, letter, reason=why)
        drop(doing, SERVE, why="文书作废", slot=f"l{letter.pk}")
        doing.after = {"letter": letter.number}
        doing.say(f"作废{letter.kind_name}{letter.number}", note=why)


def _void_reply(
    application: Application,
    reply: Reply,
    letter: Letter,
    *,
    reason: str,
    by: Actor,
    at: datetime,
) -> None:
    if Service.objects.filter(letter=letter).exists():
        raise impossible(
            "已经送出",
            f"{letter.kind_name}{letter.number}已经送出，作废不改变答复的效力。"
            "确有错误的，请在办件中“重新办理”，作出新的答复。",
        )
    if reply.superseded_on is None and application.state == ApplicationState.REPLIED:
        replying.recall(application=application, reason=reason, by=by, at=at)
        return
    raise impossible(
        "答复已经生效",
        f"{letter.kind_name}{letter.number}是本件的答复，办件已经办结或者重新办理，不能单独作废。"
        "确有错误的，请在办件中“重新办理”。",
    )


def _require_no_period(application: Application, letter: Letter) -> None:
    """Raise NotPossible where a standing entry of the ledger, or a notice that waits, rests on it."""
    entry = next(
        (row for row in standing(ledger_of(application)) if row.letter_id == letter.pk), None
    )
    if entry is not None:
        raise impossible(
            "期限的依据",
            f"期限台账中{entry.day.isoformat()}的事项以{letter.kind_name}{letter.number}为依据，不能单独作废。"
            "事项登记有误的，请先“更正期限台账”；只是文字有误的，请补发更正说明并登记送达。",
        )
    waiting = (
        application.consultations.filter(letter=letter, answer="").exists()
        or application.inquiries.filter(letter=letter, judged_on__isnull=True).exists()
    )
    if waiting:
        raise impossible(
            "等待答复",
            f"{letter.kind_name}{letter.number}已经要求对方答复，不能单独作废。"
            "请先登记答复或者说明的情况；只是文字有误的，请补发更正说明并登记送达。",
        )
