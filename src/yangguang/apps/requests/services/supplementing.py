"""Asking once for what an application lacks, and what follows when it comes or does not.

依据：《条例》（2019年）第三十条：收到之日起7个工作日内一次性告知，说明需要补正的事项和合理的补正期限；
期限自收到补正的申请之日起计算；无正当理由逾期不补正的，视为放弃申请，不再处理。2007年条例第二十一条第（四）项。
"""

from __future__ import annotations

from datetime import date, datetime

from yangguang.apps.audit.actors import Actor
from yangguang.apps.requests.duty_kinds import SUPPLEMENT_NOTICE, SUPPLEMENT_WAIT
from yangguang.apps.requests.models import Application, Supplement
from yangguang.apps.requests.selectors.clock import calendar_of_case
from yangguang.apps.requests.selectors.readings import readings_of_case
from yangguang.apps.requests.services import lettering
from yangguang.apps.requests.services.clock import add_entry, undo_entry
from yangguang.apps.requests.services.closing import close_by_itself
from yangguang.apps.requests.services.duties import done, drop, limit_of, owe
from yangguang.apps.requests.services.kinds import Result, regime_for
from yangguang.apps.requests.services.steps import step
from yangguang.apps.requests.workflow import impossible, require_lawful
from yangguang.law.clock import SUPPLEMENT_BASIS, EntryKind, spoken
from yangguang.law.handling import (
    may_ask_supplement,
    may_stop_for_no_supplement,
    supplement_notice_due,
)


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
    version: int | None = None,
) -> Supplement:
    """Tell the applicant, once, what to add and until when.

    Raises NotPossible past the seventh working day, a second time (2019), or after a reply.
    """
    with step("ask-supplement", application, by=by, at=at, version=version, day=on) as doing:
        current = doing.application
        received = current.received_on
        if received is None:
            raise impossible("《条例》第三十一条", "请先与申请人确认收到申请。")
        doing.require_day(doing.day, earliest=received, what="通知日期")
        regime = regime_for(current)
        doing.basis = SUPPLEMENT_BASIS[regime].short
        calendar = calendar_of_case(current, doing.today)
        require_lawful(
            may_ask_supplement(
                regime,
                today=doing.day,
                notice_due=limit_of(
                    supplement_notice_due(received, calendar, readings=readings_of_case(current))
                ).day,
                asked_before=current.supplements.exists(),
            )
        )
        wanted = doing.require_text(items, "需要补正的内容")
        if until <= doing.day:
            raise impossible(
                doing.basis, "补正期限应当晚于通知日期，请给申请人合理的时间（一般为15个工作日）。"
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
        owe(doing, SUPPLEMENT_WAIT, title="补正期限届满", opened_on=doing.day, due_on=until)
        doing.limit = until
        doing.after = {"until": until}
        doing.say(
            f"通知申请人于{spoken(until)}前补正",
            public=f"请您于{spoken(until)}前补正申请，需要补正的内容见补正告知。",
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
        doing.basis = SUPPLEMENT_BASIS[regime_for(doing.application)].short
        reckoning = add_entry(doing, EntryKind.SUPPLEMENTED, day=doing.day)
        due = reckoning.best
        anew = reckoning.started == doing.day
        since = "当日" if readings_of_case(doing.application).first_day_counts else "次日"
        counted = f"答复期限自{since}起重新计算" if anew else "答复期限不重新计算"
        until = f"，答复期限至{spoken(due)}" if due else ""
        doing.after = {"due_on": due}
        doing.say(
            "收到补正后的申请，" + ("答复期限重新计算" if anew else counted),
            public=f"已收到您补正的申请，{counted}{until}。",
        )
    return supplement


def renew_supplement(
    *,
    application: Application,
    until: date,
    reason: str,
    by: Actor,
    at: datetime,
    version: int | None = None,
) -> Supplement:
    """Give the applicant a later day to supplement, for a good reason. 依据：《条例》第三十条（正当理由）。"""
    with step("renew-supplement", application, by=by, at=at, version=version) as doing:
        supplement = _waiting(doing.application)
        why = doing.require_text(reason, "申请人不能按期补正的正当理由")
        if until <= max(supplement.until, doing.day):
            raise impossible(
                "《条例》第三十条",
                f"新的补正期限应当晚于今天，也晚于原期限{spoken(supplement.until)}。",
            )
        doing.before = {"until": supplement.until.isoformat()}
        supplement.until = until
        supplement.save(update_fields=["until"])
        owe(
            doing,
            SUPPLEMENT_WAIT,
            title="补正期限届满",
            opened_on=supplement.asked_on,
            due_on=until,
        )
        doing.limit = until
        doing.after = {"until": until}
        doing.say(
            f"补正期限改为{spoken(until)}", public=f"您的补正期限改为{spoken(until)}。", note=why
        )
    return supplement


def lapse_supplement(
    *,
    application: Application,
    by: Actor,
    at: datetime,
    on: date | None = None,
    note: str = "",
    with_letter: bool = True,
    version: int | None = None,
) -> Application:
    """End an application that was not supplemented in time. 依据：《条例》第三十条。

    The applicant is told by a letter that names the remedies; the case closes when it is served.
    Raises NotPossible on or before the last day, and under the regulation of 2007, which has no
    such rule.
    """
    with step("lapse-supplement", application, by=by, at=at, version=version, day=on) as doing:
        current = doing.application
        supplement = _waiting(current)
        doing.require_day(doing.day, earliest=supplement.asked_on, what="不再处理日期")
        require_lawful(
            may_stop_for_no_supplement(
                regime_for(current), today=doing.day, until=supplement.until, good_reason=False
            )
        )
        supplement.lapsed_on = doing.day
        supplement.save(update_fields=["lapsed_on"])
        drop(doing, SUPPLEMENT_WAIT, why="逾期不补正，不再处理")
        close_by_itself(
            doing,
            Result.SUPPLEMENT_OVERDUE,
            {"supplement_notice": _notice_told(supplement)},
            with_letter=with_letter,
        )
        doing.say(
            "申请人无正当理由逾期不补正，视为放弃申请，不再处理",
            public="您未在期限内补正，依照条例第三十条视为放弃申请，我机关不再处理该申请。",
            note=note.strip(),
        )
    return application


def go_on_without(
    *,
    application: Application,
    reason: str,
    by: Actor,
    at: datetime,
    version: int | None = None,
) -> Application:
    """Wait no longer and handle the application as it stands.

    The way on under the regulation of 2007, where waiting has no end, and open under that of 2019.
    Reading: no supplemented application came from which the period could run anew, so the notice is
    struck from the ledger and the time of waiting counts.
    """
    with step("go-on", application, by=by, at=at, version=version) as doing:
        supplement = _waiting(doing.application)
        why = doing.require_text(reason, "不再等待补正的理由")
        supplement.lapsed_on = doing.day
        supplement.save(update_fields=["lapsed_on"])
        drop(doing, SUPPLEMENT_WAIT, why="按现有内容办理")
        doing.basis = SUPPLEMENT_BASIS[regime_for(doing.application)].short
        due = undo_entry(
            doing, EntryKind.SUPPLEMENT_ASKED, reason="申请人没有补正，按现有内容办理"
        ).best
        doing.after = {"due_on": due}
        doing.say(
            "不再等待补正，按现有内容办理，等待的时间计入答复期限",
            public="我机关按您申请的现有内容继续办理。",
            note=why,
        )
    return application


def _notice_told(supplement: Supplement) -> str:
    number = f"（{supplement.letter.number}）" if supplement.letter else ""
    return (
        f"本机关于{spoken(supplement.asked_on)}告知您补正{number}，"
        f"补正期限至{spoken(supplement.until)}"
    )


def _waiting(application: Application) -> Supplement:
    found = (
        application.supplements.filter(answered_on__isnull=True, lapsed_on__isnull=True)
        .select_related("letter")
        .order_by("-id")
        .first()
    )
    if found is None:
        raise impossible(
            SUPPLEMENT_BASIS[regime_for(application)].short,
            "本件没有等待中的补正通知。",
        )
    return found
