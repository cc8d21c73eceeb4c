"""Asking once for what an application lacks, and what follows when it comes or does not.

依据：《条例》（2019年）第三十条：收到之日起7个工作日内一次性告知，说明需要补正的事项和合理的补正期限；
期限自收到补正的申请之日起计算；无正当理由逾期不补正的，视为放弃申请，不再处理。
"""

from __future__ import annotations

from datetime import date, datetime

from yangguang.apps.audit.actors import Actor
from yangguang.apps.requests.duty_kinds import SUPPLEMENT_NOTICE, SUPPLEMENT_WAIT
from yangguang.apps.requests.models import Application, Supplement
from yangguang.apps.requests.services import lettering
from yangguang.apps.requests.services.clock import add_entry
from yangguang.apps.requests.services.closing import close_without_letter
from yangguang.apps.requests.services.duties import calendar_for, done, drop, due_after, owe
from yangguang.apps.requests.services.kinds import Result
from yangguang.apps.requests.services.steps import step
from yangguang.apps.requests.workflow import impossible
from yangguang.law.clock import EntryKind, spoken
from yangguang.law.regimes import Regime

NOTICE_DAYS = 7


def ask_supplement(
    *,
    application: Application,
    items: str,
    reason: str,
    until: date,
    by: Actor,
    at: datetime,
    on: date | None = None,
    with_letter: bool = True,
    late_reason: str = "",
    version: int | None = None,
) -> Supplement:
    """Tell the applicant, once, what to add and until when.

    Past the seventh working day the law no longer allows it; ``late_reason`` records why it was
    done nevertheless, and the late notice shows in the duty. Raises NotPossible otherwise.
    """
    with step("ask-supplement", application, by=by, at=at, version=version, day=on) as doing:
        current = doing.application
        if current.received_on is None:
            raise impossible("《条例》第三十一条", "请先与申请人确认收到申请。")
        doing.require_day(doing.day, earliest=current.received_on, what="通知日期")
        wanted = doing.require_text(items, "需要补正的内容")
        if until <= doing.day:
            raise impossible("《条例》第三十条", "补正期限应当晚于通知日期，请给申请人合理的时间。")
        if current.regime == Regime.R2019 and current.supplements.exists():
            raise impossible(
                "《条例》第三十条", "补正应当一次性告知，本件已经通知过一次，请按现有内容办理。"
            )
        limit = due_after(
            calendar_for(current, current.received_on), current.received_on, NOTICE_DAYS
        )
        if current.regime == Regime.R2019 and doing.day > limit and not late_reason.strip():
            raise impossible(
                "《条例》第三十条",
                f"补正通知应当在{spoken(limit)}前（收到之日起7个工作日内）发出，现已超过。"
                "请按现有内容办理；确需补正的，请写明超期原因，将如实记录。",
            )
        letter = None
        if with_letter:
            letter = lettering.issue(
                doing, "supplement", {"missing": wanted, "supplement_until": lettering.iso(until)}
            )
        supplement = Supplement.objects.create(
            application=current,
            asked_on=doing.day,
            items=wanted,
            reason=reason.strip(),
            until=until,
            letter=letter,
        )
        add_entry(doing, EntryKind.SUPPLEMENT_ASKED, day=doing.day, letter=letter)
        done(doing, SUPPLEMENT_NOTICE, on=doing.day)
        owe(
            doing,
            SUPPLEMENT_WAIT,
            title="补正期限届满",
            opened_on=doing.day,
            due_on=until,
        )
        doing.after = {"until": until}
        doing.say(
            f"通知申请人于{spoken(until)}前补正",
            public=f"请您于{spoken(until)}前补正：{wanted}",
            note=late_reason.strip(),
        )
    return supplement


def receive_supplement(
    *,
    application: Application,
    text: str,
    by: Actor,
    at: datetime,
    on: date | None = None,
    version: int | None = None,
) -> Supplement:
    """Take in the supplemented application: the reply period runs anew from the next day.

    A supplement that comes after its limit is taken all the same while nobody has closed the case:
    the law forbids handling on only where there is no good reason.
    """
    with step("receive-supplement", application, by=by, at=at, version=version, day=on) as doing:
        supplement = _waiting(doing.application)
        doing.require_day(doing.day, earliest=supplement.asked_on, what="收到补正日期")
        supplement.answered_on = doing.day
        supplement.answer = doing.require_text(text, "补正内容")
        supplement.save(update_fields=["answered_on", "answer"])
        done(doing, SUPPLEMENT_WAIT, on=doing.day)
        reckoning = add_entry(doing, EntryKind.SUPPLEMENTED, day=doing.day)
        due = reckoning.best
        until = f"，答复期限至{spoken(due)}" if due else ""
        doing.after = {"due_on": due}
        doing.say(
            "收到补正后的申请，答复期限重新计算",
            public=f"已收到您补正的申请，答复期限自次日起重新计算{until}。",
        )
    return supplement


def lapse_supplement(
    *,
    application: Application,
    by: Actor,
    at: datetime,
    on: date | None = None,
    note: str = "",
    version: int | None = None,
) -> Application:
    """Close an application that was not supplemented in time. 依据：《条例》第三十条。

    Raises NotPossible on or before the last day for the supplement.
    """
    with step("lapse-supplement", application, by=by, at=at, version=version, day=on) as doing:
        supplement = _waiting(doing.application)
        if doing.day <= supplement.until:
            raise impossible(
                "《条例》第三十条",
                f"补正期限到{spoken(supplement.until)}为止，期限届满后仍未补正的才能不再处理。",
            )
        supplement.lapsed_on = doing.day
        supplement.save(update_fields=["lapsed_on"])
        drop(doing, SUPPLEMENT_WAIT, why="逾期不补正，不再处理")
        close_without_letter(doing, Result.SUPPLEMENT_OVERDUE)
        doing.say(
            "申请人无正当理由逾期不补正，视为放弃申请，不再处理",
            public="您未在期限内补正，依照条例第三十条视为放弃申请，我机关不再处理该申请。",
            note=note,
        )
    return application


def _waiting(application: Application) -> Supplement:
    found = (
        application.supplements.filter(answered_on__isnull=True, lapsed_on__isnull=True)
        .order_by("-id")
        .first()
    )
    if found is None:
        raise impossible("《条例》第三十条", "本件没有等待中的补正通知。")
    return found
