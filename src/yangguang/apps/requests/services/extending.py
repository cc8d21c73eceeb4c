"""Extending the reply period once, and the later day that Art. 35 allows for excess.

依据：2007年条例第二十四条第二款；2019年条例第三十三条第二款、第三十五条。
"""

from __future__ import annotations

from datetime import date, datetime

from yangguang.apps.audit.actors import Actor
from yangguang.apps.duties.calendars import calendar_of
from yangguang.apps.requests.models import Application
from yangguang.apps.requests.selectors.clock import entries_of
from yangguang.apps.requests.services import lettering
from yangguang.apps.requests.services.clock import add_entry, reckoning_of
from yangguang.apps.requests.services.steps import step
from yangguang.apps.requests.workflow import impossible
from yangguang.law.clock import CEILING, PERIOD_BASIS, Entry, EntryKind, reckon, spoken


def extend(
    *,
    application: Application,
    days: int,
    reason: str,
    by: Actor,
    at: datetime,
    on: date | None = None,
    with_letter: bool = True,
    version: int | None = None,
) -> Application:
    """Extend by ``days`` working days; ``by`` is the head of the 公开工作机构 who agrees.

    Raises NotPossible a second time, above the ceiling, after the period has run out, or while
    the clock waits: an extension has to be told before expiry.
    """
    with step("extend", application, by=by, at=at, version=version, day=on) as doing:
        current = doing.application
        reckoning = reckoning_of(current)
        citation = PERIOD_BASIS[reckoning.regime].short
        top = CEILING[reckoning.regime]
        if reckoning.extension:
            raise impossible(
                citation, f"答复期限只能延长一次，本件已延长{reckoning.extension}个工作日。"
            )
        if not 1 <= days <= top:
            raise impossible(citation, f"延长的期限为1至{top}个工作日，请修改。")
        doing.require_day(doing.day, earliest=current.received_on, what="告知日期")
        if reckoning.best is not None and doing.day > reckoning.best:
            raise impossible(
                citation,
                f"答复期限已于{spoken(reckoning.best)}届满，延期应当在届满前告知申请人。请尽快答复。",
            )
        doing.note = doing.require_text(reason, "延期的理由")
        doing.basis = citation
        until_day = extended_to(current, days, doing.day)
        letter = None
        if with_letter:
            letter = lettering.issue(
                doing,
                "extension",
                {"extension_reason": doing.note, "extended_until": lettering.iso(until_day)},
            )
        due = add_entry(doing, EntryKind.EXTEND, day=doing.day, days=days, letter=letter).best
        until = f"，答复期限至{spoken(due)}" if due else ""
        doing.after = {"days": days, "due_on": due}
        doing.say(
            f"经公开工作机构负责人{by.name}同意，延长答复期限{days}个工作日{until}",
            public=f"因办理需要，答复期限延长{days}个工作日{until}。",
            note=doing.note,
        )
    return application


def extended_to(application: Application, days: int, day: date) -> date | None:
    """The last day that an extension by so many working days would give."""
    entries = [*entries_of(application), Entry(day, EntryKind.EXTEND, days=days)]
    return reckon(entries, calendar_of(application.agency, on=application.arrived_on)).best


def ask_reasons(
    *,
    application: Application,
    text: str,
    until: date,
    by: Actor,
    at: datetime,
    with_letter: bool = True,
    version: int | None = None,
) -> Application:
    """Ask why somebody applies so often or for so much. 依据：《条例》第三十五条。

    Not coded: the article does not stop the clock for the answer, so it goes on.
    """
    with step("ask-reasons", application, by=by, at=at, version=version) as doing:
        note = doing.require_text(text, "申请数量、频次的情况")
        if until <= doing.day:
            raise impossible("《条例》第三十五条", "说明理由的期限应当晚于今天。")
        if with_letter:
            lettering.issue(
                doing,
                "volume-reasons",
                {"volume_facts": note, "reason_until": lettering.iso(until)},
            )
        doing.say(
            "要求申请人说明申请数量、频次的理由",
            public="您申请公开政府信息的数量、频次明显超过合理范围，请说明理由。",
            note=note,
        )
    return application


def postpone(
    *,
    application: Application,
    until: date,
    reason: str,
    by: Actor,
    at: datetime,
    with_letter: bool = True,
    version: int | None = None,
) -> Application:
    """Set the reasonable later day of Art. 35, where the reasons hold and time does not suffice."""
    with step("postpone", application, by=by, at=at, version=version) as doing:
        doing.note = doing.require_text(reason, "认定理由合理而不能按期答复的原因")
        letter = None
        if with_letter:
            letter = lettering.issue(
                doing,
                "volume-delay",
                {"delay_reason": doing.note, "delayed_until": lettering.iso(until)},
            )
        due = add_entry(doing, EntryKind.POSTPONE, day=doing.day, until=until, letter=letter).best
        doing.after = {"until": until, "due_on": due}
        doing.say(
            f"确定延迟至{spoken(until)}答复",
            public=f"因您的申请数量较多，我机关将于{spoken(until)}前答复。",
            note=doing.note,
        )
    return application
