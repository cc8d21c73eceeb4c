"""Ends that the law gives by itself, and the file after the end.

An application is never simply closed: it ends with one statutory kind of result, which is its row
in the annual report.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from yangguang.apps.audit.actors import Actor
from yangguang.apps.requests.duty_kinds import ARCHIVE, NEW_REPLY, SERVE
from yangguang.apps.requests.models import Application, ApplicationState, Reply
from yangguang.apps.requests.selectors.clock import calendar_of_case
from yangguang.apps.requests.services import lettering
from yangguang.apps.requests.services.clock import add_entry, last_event_day
from yangguang.apps.requests.services.counting import count_closing
from yangguang.apps.requests.services.duties import (
    done,
    drop,
    drop_handling,
    find_duty,
    limit_after,
    owe,
)
from yangguang.apps.requests.services.kinds import Result, kind_for
from yangguang.apps.requests.services.remedy_text import remedy_text
from yangguang.apps.requests.services.steps import Step, step
from yangguang.apps.requests.workflow import impossible
from yangguang.law.clock import EntryKind, spoken
from yangguang.law.replies import review_first

ARCHIVE_DAYS = 20
"""Reading: 归档 has no statutory limit in the regulation; a working month is the house's own."""
NEW_REPLY_DAYS = 20
"""Reading: where a decision orders a new reply and names no day, the ordinary period is used."""
LAPSE_SERVE_DAYS = 5
"""Reading: no article says when 不再处理 is to be told; five working days are the house's own."""


def close_by_itself(
    doing: Step, result: Result, told: Mapping[str, str], *, with_letter: bool
) -> Reply:
    """End the case with a result that the law gives by itself (lapse of a notice).

    With a letter, which names the remedies, the case stands until it is served; without one it is
    closed on the act's day. ``told`` are the parts that the kind requires.
    """
    application = doing.application
    kind = kind_for(application, result)
    reply = Reply.objects.create(
        application=application,
        kind=kind.key,
        draft_hash="",
        drafted_at=doing.at,
        decided_on=doing.day,
        review_first=review_first(kind, doing.day),
    )
    if not with_letter:
        doing.target = ApplicationState.SERVED
        finish(doing, kind.key, doing.day)
        return reply
    reply.remedy_text = remedy_text(application.agency, kind, doing.day)
    reply.letter = lettering.issue(
        doing,
        f"reply:{kind.key}",
        {"articles": kind.cited, "decision": kind.line(told), **told},
        remedies=reply.remedy_text,
    )
    reply.save(update_fields=["remedy_text", "letter"])
    calendar = calendar_of_case(application, doing.today)
    limit = limit_after(calendar, doing.day, LAPSE_SERVE_DAYS).day
    owe(doing, SERVE, title="送达不再处理告知", opened_on=doing.day, due_on=limit)
    return reply


def finish(doing: Step, kind: str, day: date) -> None:
    """The case ends on this day with this kind: clock, duties, archive."""
    close_on(doing, kind, day)
    done(doing, SERVE, on=day)
    done(doing, NEW_REPLY, on=day)
    drop_handling(doing, why="办件已经办结")
    owe_archive(doing)


def close_on(doing: Step, kind: str, day: date) -> None:
    """Stop the statutory clock on the day that counts. The first result is the one counted.

    Raises NotPossible for a day before the newest event on the clock.
    """
    application = doing.application
    if application.closed_on is not None:
        return
    newest = last_event_day(application)
    if newest is not None and day < newest:
        raise impossible(
            "日期有误",
            f"办结日期{day.isoformat()}早于已登记的{newest.isoformat()}的期限事项，请核对两个日期。",
        )
    application.reply_kind = kind
    application.closed_on = day
    application.save(update_fields=["reply_kind", "closed_on"])
    count_closing(application, kind=kind, day=day, at=doing.at)
    if application.received_on is not None:
        add_entry(doing, EntryKind.STOP, day=day)


def owe_archive(doing: Step) -> None:
    """From the end of the case on, its file is to be put in order."""
    calendar = calendar_of_case(doing.application, doing.today)
    owe(
        doing,
        ARCHIVE,
        title="归档",
        opened_on=doing.day,
        due_on=limit_after(calendar, doing.day, ARCHIVE_DAYS).day,
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
    """The applicant takes the application back; counted as （六）3 其他.

    Also open after signing, while the reply has not gone out: its letter is declared void.
    """
    with step("withdraw", application, by=by, at=at, version=version, day=on) as doing:
        current = doing.application
        doing.require_day(doing.day, earliest=current.arrived_on, what="撤回日期")
        note = doing.require_text(reason, "撤回的经过（申请人何时以何种方式提出）")
        void_unserved(doing, why="申请人撤回申请")
        kind = kind_for(current, Result.WITHDRAWN)
        Reply.objects.filter(application=current, decided_on__isnull=True).delete()
        Reply.objects.create(
            application=current,
            kind=kind.key,
            draft_hash="",
            drafted_at=doing.at,
            decided_on=doing.day,
        )
        finish(doing, kind.key, doing.day)
        doing.say("申请人撤回申请", public="您已撤回该申请。", note=note)
    return application


def void_unserved(doing: Step, *, why: str) -> Reply | None:
    """Declare a signed reply void that has not gone out; its number stays used. None without one."""
    if doing.application.state != ApplicationState.REPLIED:
        return None
    reply = (
        Reply.objects.filter(
            application=doing.application, decided_on__isnull=False, superseded_on__isnull=True
        )
        .select_related("letter")
        .order_by("-id")
        .first()
    )
    if reply is None:
        return None
    if reply.letter is not None:
        lettering.void(doing, reply.letter, reason=why)
    reply.superseded_on = doing.today
    reply.save(update_fields=["superseded_on"])
    drop(doing, SERVE, why=why)
    return reply


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
        number = file_number.strip()[:60]
        doing.application.file_number = number
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
    the decision sets, kept as a duty of its own, and may be past already. Not coded: the regulation
    gives no period for a reply made anew; without an ordered limit the duty gets the ordinary one.
    """
    with step("reopen", application, by=by, at=at, version=version) as doing:
        current = doing.application
        why = doing.require_text(reason, "重新办理的理由（文书名称、文号）")
        Reply.objects.filter(
            application=current, decided_on__isnull=False, superseded_on__isnull=True
        ).update(superseded_on=doing.day)
        drop(doing, ARCHIVE, why="重新办理")
        limit = owe_new_reply(doing, since=doing.day, due_on=due_on)
        doing.after = {"due_on": limit}
        doing.say(
            f"重新办理，{spoken(limit)}前重新答复",
            public="我机关将对您的申请重新作出答复。",
            note=why,
        )
    return application


def owe_new_reply(doing: Step, *, since: date, due_on: date | None) -> date:
    """The duty to reply anew, until the day the decision sets or for the ordinary period.

    A duty that stands already keeps its day where none is given. Gives the day.
    """
    standing = find_duty(NEW_REPLY, doing.application)
    if due_on is None and standing is not None and standing.is_open:
        return standing.due_on
    calendar = calendar_of_case(doing.application, doing.today)
    limit = due_on or limit_after(calendar, since, NEW_REPLY_DAYS).day
    owe(doing, NEW_REPLY, title="重新答复", opened_on=min(since, limit), due_on=limit)
    return limit
