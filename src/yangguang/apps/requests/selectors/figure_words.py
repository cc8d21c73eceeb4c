"""怎么算的: the rule behind each row of the form, as a sentence for whoever signs the report."""

from __future__ import annotations

from yangguang.apps.requests.selectors.figure_picks import labels_in_row
from yangguang.law.forms.model import Form

_FIRST = "以首次答复计，重新办理的不另计"
_WHOLE = {
    "3.1": "收到申请之日（条例第三十一条）在本年内的申请；尚未与申请人确认的不计，确认后计入确认之日所在年度。",
    "3.2": "收到之日在本年1月1日之前、至上年12月31日尚未答复的申请；等于上年的“结转下年度继续办理”。",
    "3.3.7": f"答复之日（邮寄的为交邮之日）在本年内的申请，每件只计入一种结果；{_FIRST}。",
    "3.4": "至本年12月31日（统计截止时更早的，至截止时）已经收到、尚未答复的申请，含暂停、待补正和待缴费的。",
}
_WHOLE_2014 = {
    "3.1": "收到申请之日在本年内的申请；尚未与申请人确认的不计。等于四种渠道之和。",
    "3.1.1": "当面提交的申请，含口头提出、由工作人员代为填写的。",
    "3.1.2": "通过传真提交的申请。",
    "3.1.3": "通过网络提交的申请。",
    "3.1.4": "通过信函提交的申请，含需签收的邮寄和平常信函。",
    "3.2": f"答复之日在本年内的申请，含申请人撤回的；{_FIRST}。",
    "3.2.1": "在15个工作日的期限内办结的。",
    "3.2.2": "延长答复期限后办结的；没有延期而逾期办结的也计在此，不计入按时办结。",
    "3.3": "本年办结的申请中作出答复的；申请人撤回的没有答复，只计入办结数。",
    "4": "本年审结的行政复议案件；尚未审结的在审结的年度计入。",
    "5": "本年审结的行政诉讼案件；一审、二审为一案，二审未结的不计，审结后以二审结果计。",
    "6": "本年收到通知的、向主管部门投诉举报的件数。",
    "7": "本年缴清的依申请公开费用。",
}
_REMEDIES = {
    "4.1": "行政复议",
    "4.2": "未经复议直接起诉的行政诉讼",
    "4.3": "复议后起诉的行政诉讼",
}
_OUTCOMES_2014 = {"1": "维持（驳回）", "2": "被纠错", "3": "其他结果"}


def how_counted(form: Form, row: str) -> str:
    """The rule of a row in one sentence; empty where the row is no matter of applications."""
    if form.code == "2014":
        return _how_2014(form, row)
    if row in _WHOLE:
        return _WHOLE[row]
    if row in _REMEDIES:
        return (
            f"{_REMEDIES[row]}：本年审结的按结果计，至本年底未审结的计入“尚未审结”；"
            "一审、二审为一案，二审期间计为“尚未审结”，已按一审结果计入的年度之后提起的二审不再重复计。"
        )
    return _results(form, row)


def _how_2014(form: Form, row: str) -> str:
    if row in _WHOLE_2014:
        return _WHOLE_2014[row]
    block, _, part = row.partition(".")
    if block in ("4", "5") and part in _OUTCOMES_2014:
        return f"本年审结、结果为{_OUTCOMES_2014[part]}的案件。"
    return _results(form, row)


def _results(form: Form, row: str) -> str:
    labels = labels_in_row(form, row) if row.startswith("3.3.") else []
    return (
        f"本年办结、首次答复为{'、'.join(f'“{label}”' for label in labels)}的。" if labels else ""
    )
