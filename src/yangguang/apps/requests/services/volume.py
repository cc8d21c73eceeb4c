"""Applications whose number or frequency clearly exceeds the reasonable: ask why, then decide.

依据：《条例》（2019年）第三十五条：可以要求申请人说明理由；理由不合理的，告知不予处理；理由合理但无法按期答复的，可以确定
延迟答复的合理期限并告知申请人。
"""

from __future__ import annotations

from datetime import date, datetime

from yangguang.apps.audit.actors import Actor
from yangguang.apps.requests.duty_kinds import REASONS
from yangguang.apps.requests.models import Application, VolumeInquiry
from yangguang.apps.requests.services import lettering
from yangguang.apps.requests.services.clock import add_entry, reckoning_of
from yangguang.apps.requests.services.duties import done, owe
from yangguang.apps.requests.services.kinds import regime_for
from yangguang.apps.requests.services.steps import step
from yangguang.apps.requests.workflow import impossible, require_lawful
from yangguang.law.clock import VOLUME_BASIS, EntryKind, spoken
from yangguang.law.handling import may_postpone_for_volume, may_refuse_as_excessive
from yangguang.law.verdict import Verdict


def ask_reasons(
    *,
    application: Application,
    text: str,
    until: date,
    by: Actor,
    at: datetime,
    with_letter: bool = True,
    version: int | None = None,
) -> VolumeInquiry:
    """Ask why somebody applies so often or for so much.

    Not coded: the article does not stop the clock for the answer, so it goes on.
    """
    with step("ask-reasons", application, by=by, at=at, version=version) as doing:
        current = doing.application
        facts = doing.require_text(text, "申请数量、频次的情况")
        if current.inquiries.exists():
            raise impossible(VOLUME_BASIS.short, "本件已经要求申请人说明过理由，请登记说明和认定。")
        if until <= doing.day:
            raise impossible(VOLUME_BASIS.short, "说明理由的期限应当晚于今天。")
        letter = None
        if with_letter:
            letter = lettering.issue(
                doing,
                "volume-reasons",
                {"volume_facts": facts, "reason_until": lettering.iso(until)},
            )
        inquiry = VolumeInquiry.objects.create(
            application=current, asked_on=doing.day, facts=facts, until=until, letter=letter
        )
        owe(doing, REASONS, title="说明理由期限届满", opened_on=doing.day, due_on=until)
        doing.limit = until
        doing.after = {"until": until}
        doing.say(
            f"要求申请人于{spoken(until)}前说明申请数量、频次的理由",
            public=f"您申请公开政府信息的数量、频次明显超过合理范围，请于{spoken(until)}前说明理由。",
            note=facts,
        )
    return inquiry


def record_reasons(
    *,
    application: Application,
    answer: str,
    reasonable: bool,
    judgement: str,
    by: Actor,
    at: datetime,
    on: date | None = None,
    version: int | None = None,
) -> VolumeInquiry:
    """What the applicant gave as reasons, and whether the body finds them sound.

    ``answer`` is empty where nothing came, which may be entered once the day has passed.
    """
    with step("record-reasons", application, by=by, at=at, version=version, day=on) as doing:
        inquiry = doing.application.inquiries.order_by("-id").first()
        if inquiry is None:
            require_lawful(excess_verdict(doing.application, doing.day))
            raise AssertionError("the law refuses what was never asked")
        if inquiry.judged_on is not None:
            raise impossible("已经登记", "本件已经登记过说明和认定。")
        doing.require_day(doing.day, earliest=inquiry.asked_on, what="收到说明日期")
        given = answer.strip()
        if not given and doing.day <= inquiry.until:
            raise impossible(
                VOLUME_BASIS.short,
                f"说明理由的期限到{spoken(inquiry.until)}为止，期限届满后才能登记为没有说明。",
            )
        if not given and reasonable:
            raise impossible(VOLUME_BASIS.short, "申请人没有说明理由，不能认定为理由合理。")
        inquiry.answer = doing.require_text(given, "申请人的说明") if given else ""
        inquiry.answered_on = doing.day if given else None
        inquiry.judged_on = doing.day
        inquiry.reasonable = reasonable
        inquiry.judgement = doing.require_text(judgement, "认定的理由")
        inquiry.save(
            update_fields=["answer", "answered_on", "judged_on", "reasonable", "judgement"]
        )
        done(doing, REASONS, on=doing.day)
        doing.after = {"reasonable": reasonable, "answered": bool(given)}
        doing.say(
            f"{'收到申请人的说明' if given else '申请人逾期没有说明理由'}，"
            f"认定理由{'合理' if reasonable else '不合理'}"
        )
    return inquiry


def excess_verdict(application: Application, today: date) -> Verdict:
    """Whether the application may be left unhandled as excessive, as things stand."""
    inquiry = application.inquiries.order_by("-id").first()
    return may_refuse_as_excessive(
        regime_for(application),
        asked_for_reason=inquiry is not None,
        answer_given=inquiry is not None and inquiry.judged_on is not None,
        reasonable=inquiry is not None and bool(inquiry.reasonable),
    )


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
        current = doing.application
        reckoning = reckoning_of(current, doing.today)
        if reckoning.best is None:
            raise impossible(
                VOLUME_BASIS.short,
                f"现在{reckoning.state.label}，现有期限不能确定，请在恢复计时后再确定延迟答复的期限。",
            )
        inquiry = current.inquiries.order_by("-id").first()
        require_lawful(
            may_postpone_for_volume(
                reckoning.regime,
                asked_for_reason=inquiry is not None and inquiry.judged_on is not None,
                reasonable=inquiry is not None and bool(inquiry.reasonable),
                until=until,
                due=reckoning.best,
            )
        )
        if doing.day > reckoning.best:
            raise impossible(
                VOLUME_BASIS.short,
                f"答复期限已于{spoken(reckoning.best)}届满，不能再确定延迟答复的期限，请立即答复。",
            )
        why = doing.require_text(reason, "理由合理而不能按期答复的原因")
        letter = None
        if with_letter:
            letter = lettering.issue(
                doing,
                "volume-delay",
                {"delay_reason": why, "delayed_until": lettering.iso(until)},
            )
        due = add_entry(doing, EntryKind.POSTPONE, day=doing.day, until=until, letter=letter).best
        doing.after = {"until": until, "due_on": due}
        doing.say(
            f"确定延迟至{spoken(until)}答复",
            public=f"因您的申请数量较多，我机关将于{spoken(until)}前答复。",
            note=why,
        )
    return application
