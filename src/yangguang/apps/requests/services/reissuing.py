"""What issuing a misprinted letter again means for its case.

The clock stands on what happened, not on the paper: a period that has begun with the first letter runs
on, and a reply that was served stays served on its day. Only what still waits for the first letter to
arrive waits for the corrected one from now on.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from yangguang.apps.audit.actors import Actor
from yangguang.apps.letters.kinds import kind
from yangguang.apps.letters.models import Letter
from yangguang.apps.letters.services import Correction, reissue_letter
from yangguang.apps.requests.duty_kinds import SERVE
from yangguang.apps.requests.models import Application, LetterLink, Reply, Service
from yangguang.apps.requests.selectors.clock import calendar_of_case
from yangguang.apps.requests.services import lettering
from yangguang.apps.requests.services.duties import drop, limit_after, owe
from yangguang.apps.requests.services.kinds import chosen_kind
from yangguang.apps.requests.services.remedy_text import remedy_text
from yangguang.apps.requests.services.steps import Step, step
from yangguang.apps.requests.workflow import impossible

SERVE_DAYS = 5
"""Reading: no article says when a corrected letter is to be served; five working days."""
NEVER = frozenset({"evidence"})
"""Kinds that are simply made again."""


def reissue(
    *,
    application: Application,
    letter: Letter,
    corrections: Sequence[Correction],
    reason: str,
    by: Actor,
    at: datetime,
    version: int | None = None,
) -> Letter:
    """Issue the letter again with its misprints put right, and owe its service.

    Reading: no article speaks of misprints. A result that was wrong is not one: the case is handled
    anew. The period for review and suit is told anew, from the receipt of the corrected reply, since
    nobody may lose by the office's mistake. Raises NotPossible and Refused with the way on.
    """
    with step("reissue-letter", application, by=by, at=at, version=version) as doing:
        current = doing.application
        link = LetterLink.objects.filter(application=current, letter=letter).first()
        if link is None or letter.kind in NEVER:
            raise impossible("文书不符", "这份文书不属于本件，或者不需要更正重发。")
        why = doing.require_text(reason, "发现印错的经过")
        made = reissue_letter(
            letter=letter,
            corrections=corrections,
            known=_facts(current, letter),
            remedies=_remedies(doing, letter),
            by=by,
            at=at,
        )
        lettering.link(current, made, public=link.public)
        _wait_for(doing, letter, made)
        _owe_service(doing, letter, made)
        doing.letter = made
        doing.after = {"letter": made.number, "corrects": letter.number}
        doing.say(
            f"更正重发{letter.kind_name}{letter.number}，新文号{made.number}",
            public=(
                f"我机关更正并重新印发了{letter.kind_name}，以{made.number or '新件'}为准，"
                "原件的日期和期限不变。"
            )
            if link.public
            else "",
            note=why,
        )
    return made


def _remedies(doing: Step, letter: Letter) -> str:
    """For a reply that stands, the ways to contest it, as of today. Raises NotPossible for others."""
    application = doing.application
    first = _first_of(letter)
    reply = Reply.objects.filter(application=application, letter=first).first()
    if reply is None:
        return ""
    if reply.superseded_on is not None:
        raise impossible("答复已被取代", "这份答复已经收回或者重新办理，不需要更正重发。")
    if not Service.objects.filter(letter=first).exists():
        raise impossible(
            "尚未送出",
            "答复书还没有送出，不需要更正重发。请“收回已签发的答复”，改正后重新签发。",
        )
    return remedy_text(
        application.agency, chosen_kind(application, reply.kind, doing.day), doing.day
    )


def _facts(application: Application, letter: Letter) -> dict[str, str]:
    """What the case says now of things that a letter may have printed wrong."""
    known = lettering.case_parts(application)
    facts: dict[str, str] = {
        key: known[key] for key in ("received_on", "due_on", "handler_telephone") if key in known
    }
    if letter.kind == "extension" and "due_on" in known:
        facts["extended_until"] = known["due_on"]
    return facts


def _first_of(letter: Letter) -> Letter:
    """The letter with which it began, where this one is itself a correction."""
    while letter.corrects is not None:
        letter = letter.corrects
    return letter


def _wait_for(doing: Step, old: Letter, new: Letter) -> None:
    """What begins when the letter arrives begins with the new one, unless it has begun."""
    application = doing.application
    application.consultations.filter(letter=old, served_on__isnull=True).update(letter=new)
    application.fees.filter(letter=old, served_on__isnull=True).update(letter=new)


def _owe_service(doing: Step, old: Letter, new: Letter) -> None:
    drop(doing, SERVE, why="文书已经更正重发", slot=f"l{old.pk}")
    calendar = calendar_of_case(doing.application, doing.today)
    owe(
        doing,
        SERVE,
        title=f"送达更正后的{kind(new.kind).name}",
        opened_on=doing.day,
        due_on=limit_after(calendar, doing.day, SERVE_DAYS).day,
        slot=f"l{new.pk}",
    )
