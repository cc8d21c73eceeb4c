"""Extending the reply period once. 依据：2007年条例第二十四条第二款；2019年条例第三十三条第二款。"""

from __future__ import annotations

from datetime import date, datetime

from yangguang.apps.audit.actors import Actor
from yangguang.apps.requests.models import Application
from yangguang.apps.requests.selectors.clock import calendar_of_case, entries_of
from yangguang.apps.requests.selectors.readings import readings_of_case
from yangguang.apps.requests.services import lettering
from yangguang.apps.requests.services.clock import add_entry, reckoning_of
from yangguang.apps.requests.services.steps import Step, step
from yangguang.apps.requests.services.volume import ask_reasons, postpone
from yangguang.apps.requests.workflow import impossible, require_lawful
from yangguang.law.clock import (
    PERIOD_BASIS,
    Entry,
    EntryKind,
    extended_already,
    reckon,
    spoken,
)
from yangguang.law.handling import may_extend

__all__ = ["ask_reasons", "extend", "extended_to", "postpone"]


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

    Raises NotPossible a second time, above the ceiling, after the period has run out, and for a
    letter while the clock waits, since the letter has to name the new last day.
    """
    with step("extend", application, by=by, at=at, version=version, day=on) as doing:
        current = doing.application
        reckoning = reckoning_of(current, doing.today)
        readings = readings_of_case(current)
        doing.basis = PERIOD_BASIS[reckoning.regime].short
        doing.require_day(doing.day, earliest=current.received_on, what="告知日期")
        require_lawful(
            may_extend(
                reckoning.regime,
                today=doing.day,
                due=reckoning.best,
                days=days,
                extended_before=extended_already(
                    entries_of(current),
                    calendar_of_case(current, doing.today),
                    readings=readings,
                ),
                head_agrees=True,
                readings=readings,
            )
        )
        why = doing.require_text(reason, "延期的理由")
        letter = None
        if with_letter:
            until_day = extended_to(doing, days)
            letter = lettering.issue(
                doing,
                "extension",
                {"extension_reason": why, "extended_until": lettering.iso(until_day)},
            )
        due = add_entry(doing, EntryKind.EXTEND, day=doing.day, days=days, letter=letter).best
        until = f"，答复期限至{spoken(due)}" if due else ""
        doing.after = {"days": days, "due_on": due}
        doing.say(
            f"经公开工作机构负责人{by.name}同意，延长答复期限{days}个工作日{until}",
            public=f"因办理需要，答复期限延长{days}个工作日{until}。",
            note=why,
        )
    return application


def extended_to(doing: Step, days: int) -> date:
    """The last day that an extension by so many working days gives. Raises NotPossible without."""
    application = doing.application
    entries = [*entries_of(application), Entry(doing.day, EntryKind.EXTEND, days=days)]
    calendar = calendar_of_case(application, doing.today)
    due = reckon(entries, calendar, readings=readings_of_case(application)).best
    if due is None:
        raise impossible(
            doing.basis,
            "正在征求意见，延长后的期限现在不能确定，延期告知书无法写明日期。"
            "计时已经暂停，请在收到意见之后、期限届满之前延长。",
        )
    return due
