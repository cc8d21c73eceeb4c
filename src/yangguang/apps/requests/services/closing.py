"""Ends that need no letter, and the file after the end.

An application is never simply closed: it ends with one statutory kind of result, which is its row
in the annual report.
"""

from __future__ import annotations

from datetime import date, datetime

from yangguang.apps.audit.actors import Actor
from yangguang.apps.requests.duty_kinds import ARCHIVE, NEW_REPLY
from yangguang.apps.requests.models import Application, Reply
from yangguang.apps.requests.services.clock import add_entry
from yangguang.apps.requests.services.counting import count_closing
from yangguang.apps.requests.services.duties import calendar_for, done, drop_all, due_after, owe
from yangguang.apps.requests.services.kinds import Result, kind_for
from yangguang.apps.requests.services.steps import Step, step
from yangguang.apps.requests.workflow import impossible
from yangguang.law.clock import EntryKind

ARCHIVE_DAYS = 20
"""Reading: 归档 has no statutory limit in the regulation; a working month is the house's own."""


def close_without_letter(doing: Step, result: Result) -> Reply:
    """End the case with a result that the law gives by itself (lapse, withdrawal)."""
    application = doing.application
    kind = kind_for(application, result)
    reply = Reply.objects.create(
        application=application,
        kind=kind.key,
        draft_hash="",
        drafted_at=doing.at,
        decided_on=doing.day,
    )
    close_on(doing, kind.key, doing.day)
    drop_all(doing, why=doing.sentence or kind.label)
    owe_archive(doing)
    return reply


def close_on(doing: Step, kind: str, day: date) -> None:
    """Stop the statutory clock on the day that counts. The first result is the one counted."""
    application = doing.application
    if application.closed_on is not None:
        return
    application.reply_kind = kind
    application.closed_on = day
    application.save(update_fields=["reply_kind", "closed_on"])
    count_closing(application, kind=kind, day=day, at=doing.at)
    if application.received_on is not None:
        add_entry(doing, EntryKind.STOP, day=day)


def owe_archive(doing: Step) -> None:
    """From the end of the case on, its file is to be put in order."""
    calendar = calendar_for(doing.application, doing.day)
    owe(
        doing,
        ARCHIVE,
        title="归档",
        opened_on=doing.day,
        due_on=due_after(calendar, doing.day, ARCHIVE_DAYS),
    )


def withdraw(
    *,
    application: Application,
    reason: str,
    by: Actor,
    at: datetime,
    on: date | None = None,
    version: int | None = None,
) -> Application:
    """The applicant takes the application back; counted as （六）3 其他."""
    with step("withdraw", application, by=by, at=at, version=version, day=on) as doing:
        doing.note = doing.require_text(reason, "撤回的经过（申请人何时以何种方式提出）")
        doing.sentence = "申请人撤回申请"
        close_without_letter(doing, Result.WITHDRAWN)
        doing.say("申请人撤回申请", public="您已撤回该申请。", note=doing.note)
    return application


def archive(
    *,
    application: Application,
    file_number: str,
    by: Actor,
    at: datetime,
    version: int | None = None,
) -> Application:
    """Put the file away. 依据：《条例》第四十五条（登记、审核、办理、答复、归档）."""
    with step("archive", application, by=by, at=at, version=version) as doing:
        number = file_number.strip()
        done(doing, ARCHIVE, on=doing.day)
        doing.after = {"file_number": number}
        doing.say(f"归档{f'，档号{number}' if number else ''}")
    return application


def reopen(
    *,
    application: Application,
    reason: str,
    by: Actor,
    at: datetime,
    due_on: date | None = None,
    version: int | None = None,
) -> Application:
    """Handle anew, because a decision of review or court orders it, or a reply was wrong.

    The earlier reply stays as it was made and is marked superseded; ``due_on`` is the limit that
    the decision sets, kept as a duty of its own. Not coded: the regulation gives no period for a
    reply made anew; without an ordered limit the duty gets the ordinary period.
    """
    with step("reopen", application, by=by, at=at, version=version) as doing:
        current = doing.application
        why = doing.require_text(reason, "重新办理的理由（文书名称、文号）")
        if due_on is not None and due_on < doing.day:
            raise impossible("日期有误", "重新答复的期限不能早于今天，请核对。")
        Reply.objects.filter(
            application=current, decided_on__isnull=False, superseded_on__isnull=True
        ).update(superseded_on=doing.day)
        drop_all(doing, why="重新办理", except_kinds=(NEW_REPLY,))
        owe(
            doing,
            NEW_REPLY,
            title="重新答复",
            opened_on=doing.day,
            due_on=due_on or due_after(calendar_for(current, doing.day), doing.day, 20),
            basis=why[:100],
        )
        doing.say(f"重新办理：{why}", public="我机关将对您的申请重新作出答复。", note=why)
    return application
