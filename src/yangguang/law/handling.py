"""Acts on the way to a reply: supplement, extension, excess, repetition, conversion.

Each answers with a verdict, since a clerk who is refused has to read the article and the way out.
The dates themselves are the clock's; here it is said what may be done and what must be told.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from yangguang.law.calendar import WorkCalendar
from yangguang.law.citation import cite
from yangguang.law.counting import Count, count_days
from yangguang.law.periods import CEILING, PERIOD_BASIS
from yangguang.law.readings import DEFAULT_READINGS, Reading, Readings
from yangguang.law.regimes import Regime
from yangguang.law.verdict import Verdict, allow, refuse
from yangguang.law.wording import chinese_day

SUPPLEMENT_NOTICE_DAYS = 7
"""Working days in which a supplement is asked for. 依据：2019年条例第三十条。"""
CONVERSION_THRESHOLD = 3
"""How many applicants propose conversion; the article says 多个. See READINGS."""

READINGS = (
    Reading(
        "conversion_threshold",
        "“多个申请人就相同政府信息提出申请”是几个",
        "三个",
        "条例只说“多个”；按通常理解取三个，机关可以取更小的数。",
    ),
    Reading(
        "reasonable_supplement_period",
        "补正的合理期限多长",
        "由告知书写明，缺省建议15个工作日，不短于5个工作日",
        "条例只说“合理的补正期限”；过短等于剥夺补正机会。",
    ),
    Reading(
        "excess_is_a_judgment",
        "申请数量、频次多少算“明显超过合理范围”",
        "由机关判断，系统只列出件数，不自动认定",
        "条例没有定数；信息处理费的起收件数（一个自然月超过10件）只作参考。",
    ),
)
"""What the regulation leaves open about these acts."""

SUPPLEMENT_PARTS: Mapping[str, str] = {
    "number": "文号",
    "addressee": "申请人姓名或者名称",
    "received_on": "收到申请的日期",
    "unclear": "申请内容不明确之处",
    "items": "需要补正的事项",
    "guidance": "怎样补正的指导和释明",
    "until": "补正期限",
    "consequence": "逾期不补正的后果",
    "agency": "告知机关",
    "date": "告知日期",
}
"""What a supplement notice has to say. 依据：2019年条例第三十条。"""

EXTENSION_PARTS: Mapping[str, str] = {
    "number": "文号",
    "addressee": "申请人姓名或者名称",
    "received_on": "收到申请的日期",
    "request": "申请公开的内容",
    "days": "延长的工作日数",
    "until": "延长后的答复期限",
    "agency": "告知机关",
    "date": "告知日期",
}
"""What an extension notice has to say. 依据：2019年条例第三十三条第二款（告知申请人）。"""

CONSULTATION_PARTS: Mapping[str, str] = {
    "number": "文号",
    "addressee": "第三方姓名或者名称",
    "information": "拟公开的信息（不透露申请人身份）",
    "why": "为什么认为涉及其合法权益",
    "until": "提出意见的期限",
    "silence": "逾期未提出意见的后果",
    "agency": "征求意见机关",
    "date": "发函日期",
}
"""What a letter to a third party has to say. 依据：2019年条例第三十二条；2007年条例第二十三条。"""


def missing_from(parts: Mapping[str, str], wanted: Mapping[str, str]) -> list[str]:
    """Sentences naming what a notice lacks, in order; empty when it is complete."""
    return [f"缺少{label}。" for key, label in wanted.items() if not parts.get(key, "").strip()]


def supplement_notice_due(
    received: date, calendar: WorkCalendar, *, readings: Readings = DEFAULT_READINGS
) -> Count:
    """The last day to ask for a supplement, for an application received then (regime 2019).

    依据：2019年条例第三十条：自收到申请之日起7个工作日内一次性告知。
    Reading: 自收到申请之日起 means here what it means in Art. 33 (``first_day_counts``).
    """
    basis = Regime.R2019.article("30").short
    return count_days(
        received,
        SUPPLEMENT_NOTICE_DAYS,
        calendar,
        start_basis=basis,
        counted_basis=basis,
        start_counts=readings.first_day_counts,
    )


def may_ask_supplement(
    regime: Regime, *, today: date, notice_due: date | None, asked_before: bool
) -> Verdict:
    """Whether the applicant may be asked now to make the application clear.

    ``notice_due`` is the last day of ``supplement_notice_due``; ignored for the regime of 2007.
    依据：2019年条例第三十条；2007年条例第二十一条第（四）项（没有期限）。
    """
    if regime is Regime.R2007:
        return allow(
            regime.article("21//4"),
            "申请内容不明确的，应当告知申请人作出更改、补充，没有期限规定。",
        )
    article = regime.article("30")
    if asked_before:
        return refuse(
            "补正只能告知一次，本件已经告知过。",
            article,
            "补正后仍不明确的，请以“补正后申请内容仍不明确”答复。",
        )
    if notice_due is not None and today > notice_due:
        return refuse(
            f"应当在收到申请之日起7个工作日内（{chinese_day(notice_due)}前）告知补正，现已超过。",
            article,
            "请按现有内容办理，可以电话向申请人核实。",
        )
    return allow(
        article, "申请内容不明确的，应当一次性告知补正。", "请写明需要补正的事项和合理的补正期限。"
    )


def may_stop_for_no_supplement(
    regime: Regime, *, today: date, until: date, good_reason: bool
) -> Verdict:
    """Whether the application may be closed because no supplement came.

    依据：2019年条例第三十条：无正当理由逾期不补正的，视为放弃申请。
    """
    article = regime.article("30" if regime is Regime.R2019 else "21//4")
    if regime is Regime.R2007:
        return refuse(
            "2007年条例没有逾期不补正即视为放弃的规定。",
            article,
            "请按现有内容答复，或者继续等待更改、补充。",
        )
    if today <= until:
        return refuse(
            f"补正期限到{chinese_day(until)}为止，还没有届满。", article, "请等到期限届满的次日。"
        )
    if good_reason:
        return refuse("申请人逾期有正当理由，不能视为放弃。", article, "请另行确定合理的补正期限。")
    return allow(article, "申请人无正当理由逾期不补正，视为放弃申请，不再处理。")


def may_extend(
    regime: Regime,
    *,
    today: date,
    due: date | None,
    days: int,
    extended_before: bool,
    head_agrees: bool,
    applicant_told: bool = True,
    readings: Readings = DEFAULT_READINGS,
) -> Verdict:
    """Whether the period may be extended by so many working days.

    ``due`` is the last day as it stands, None while the clock waits (then it has not run out).
    依据：2019年条例第三十三条第二款；2007年条例第二十四条第二款。
    Reading: once, since the article speaks of one longest extension; before the period ends, since
    what has run out cannot be made longer (``late_extension_counts``); the applicant is told before
    the old period ends.
    """
    article = PERIOD_BASIS[regime]
    ceiling = CEILING[regime]
    if extended_before:
        return refuse("答复期限只能延长一次，本件已经延长过。", article, "请在现有期限内答复。")
    if not 1 <= days <= ceiling:
        return refuse(
            f"延长的期限最长不得超过{ceiling}个工作日，现为{days}个。",
            article,
            f"请填写1至{ceiling}之间的天数。",
        )
    if due is not None and today > due and not readings.late_extension_counts:
        return refuse(
            f"答复期限已于{chinese_day(due)}届满，不能再延长。",
            article,
            "请立即答复，并登记逾期原因。",
        )
    if not head_agrees:
        return refuse(
            "延长答复期限应当经政府信息公开工作机构负责人同意。", article, "请先报负责人同意。"
        )
    if not applicant_told:
        return refuse("延长答复期限应当告知申请人。", article, "请在原期限届满前发出延期告知书。")
    return allow(article, f"可以延长{days}个工作日。", "请在原期限届满前告知申请人。")


def may_refuse_as_excessive(
    regime: Regime, *, asked_for_reason: bool, answer_given: bool, reasonable: bool
) -> Verdict:
    """Whether an application may be left unhandled for excessive number or frequency.

    ``answer_given``: the applicant gave reasons, or let a fair period pass; ``reasonable``: the
    agency finds them sound. 依据：2019年条例第三十五条。
    """
    if regime is Regime.R2007:
        return refuse(
            "2007年条例没有因数量、频次不予处理的规定。",
            regime.citation,
            "内容相同的，可以按重复申请办理。",
        )
    article = regime.article("35")
    if not asked_for_reason:
        return refuse("应当先要求申请人说明理由。", article, "请发出说明理由告知书。")
    if not answer_given:
        return refuse("申请人还没有说明理由。", article, "请等待申请人说明，或者等到所给期限届满。")
    if reasonable:
        return refuse(
            "申请理由合理，不能不予处理。",
            article,
            "不能按期答复的，可以确定延迟答复的合理期限并告知申请人。",
        )
    return allow(article, "申请理由不合理，可以告知申请人不予处理。", "请写明为什么不合理。")


def may_postpone_for_volume(
    regime: Regime, *, asked_for_reason: bool, reasonable: bool, until: date, due: date
) -> Verdict:
    """Whether a later day of reply may be set for a sound but very large application.

    依据：2019年条例第三十五条：理由合理但无法按期答复的，可以确定延迟答复的合理期限并告知申请人。
    """
    if regime is Regime.R2007:
        return refuse("2007年条例没有延迟答复的规定。", regime.citation, "可以延长一次答复期限。")
    article = regime.article("35")
    if not asked_for_reason:
        return refuse("应当先要求申请人说明理由。", article, "请发出说明理由告知书。")
    if not reasonable:
        return refuse("申请理由不合理的，不予处理，不适用延迟答复。", article, "请改为不予处理。")
    if until <= due:
        return refuse(
            f"延迟后的日期应当晚于现有期限{chinese_day(due)}。", article, "请重新填写日期。"
        )
    return allow(article, f"可以延迟至{chinese_day(until)}答复。", "请告知申请人。")


def may_treat_as_repeated(
    regime: Regime,
    *,
    same_applicant: bool,
    same_information: bool,
    answered: bool,
    circumstances_changed: bool = False,
) -> Verdict:
    """Whether an application may be answered with 不予重复处理.

    ``answered``: the earlier one got a reply (one still open has not been answered).
    依据：2019年条例第三十六条第（六）项；国办发〔2008〕36号（2007年条例下，凭记忆）。
    Reading: an earlier reply of 不存在 or 不予公开 that no longer holds (the information was made
    since, the reason fell away) is no bar: 2019 Art. 18 wants withheld information reassessed.
    """
    article = regime.article("36//6") if regime is Regime.R2019 else cite("opinion-2008")
    if not same_applicant:
        return refuse(
            "不是同一申请人，不是重复申请。", article, "内容相同的，可以考虑转为主动公开。"
        )
    if not same_information:
        return refuse("所申请的信息不相同，不是重复申请。", article, "请另行答复。")
    if not answered:
        return refuse(
            "先前的申请还没有答复，不能以重复申请处理。",
            article,
            "请先答复，或者与先前的申请一并答复。",
        )
    if circumstances_changed:
        return refuse(
            "先前答复之后情况已经变化，不宜以重复申请处理。", article, "请按现在的情况重新审查。"
        )
    return allow(
        article, "已就相同信息作出答复，可以告知不予重复处理。", "请写明先前答复的文号和日期。"
    )


def proposes_conversion(
    regime: Regime,
    *,
    applicants: int,
    may_be_disclosed: bool,
    threshold: int = CONVERSION_THRESHOLD,
    suggested_by_applicant: bool = False,
    public_interest: bool = False,
) -> Verdict:
    """Whether information should be proposed for proactive publication.

    ``applicants``: different applicants for the same information at the same organ.
    ``suggested_by_applicant``: one of them says it concerns the public; ``public_interest``: the
    agency finds that it does. 依据：2019年条例第四十四条。
    """
    if regime is Regime.R2007:
        return refuse(
            "2007年条例没有依申请转主动公开的规定。", regime.citation, "可以自行决定主动公开。"
        )
    if not may_be_disclosed:
        return refuse("该信息不属于可以公开的信息。", regime.article("44/1"), "")
    if suggested_by_applicant and public_interest:
        return allow(
            regime.article("44/2"),
            "申请人建议公开，经审核属于主动公开范围的，应当及时主动公开。",
            "请转入目录，自形成或者变更之日起20个工作日内公开。",
        )
    if applicants >= threshold:
        return allow(
            regime.article("44/1"),
            f"已有{applicants}个申请人申请相同信息，可以纳入主动公开的范围。",
            "请审核后转入目录。",
        )
    if suggested_by_applicant:
        return refuse(
            "申请人建议公开，尚未审核认定涉及公众利益。",
            regime.article("44/2"),
            "请审核后告知结果。",
        )
    return refuse(f"申请人数（{applicants}个）未达到{threshold}个。", regime.article("44/1"), "")
