"""Changes and completions in the prose: 比上年增加X万元，增长Y%; 完成年初预算的Y%.

Only sentences of the settled wording are judged, in which it is plain which figure is this year's;
everything else is left alone, for a wrong reproach costs more than a missed one.
"""

from __future__ import annotations

import re
from decimal import Decimal

from yangguang.law.budgets.findings import BudgetFinding, BudgetLedger, BudgetRule, Place, wan
from yangguang.law.budgets.model import BudgetReport
from yangguang.law.budgets.phrases import (
    Figure,
    amount,
    change,
    could_be,
    money,
    percent,
    rate,
    span,
    upward,
)
from yangguang.law.forms.findings import plain
from yangguang.law.forms.model import Severity

_YEAR = r"(?:20\d\d年(?:度)?|上一?年(?:度)?|去年|上年同期)"
_CHANGED = re.compile(
    rf"{money('now')}(?:，占[^，。；]{{0,24}}%)?[，。；]?(?:但|同比)?"
    rf"(?:(?:与|比|较|同){_YEAR}(?:（[^）]{{0,16}}）)?(?P<base>[^，。；\d]{{0,14}}?)(?:相比|比较)?[，]?)"
    rf"(?P<subject>[^，。；\d]{{0,30}}?)(?:各|均|总体|共|共计)?{change('dir')}{money('diff')}"
    rf"(?:(?:[，（]|，[^，。；\d]{{0,6}}){change('dir2')}(?:率|幅度|比例)?(?:为)?{rate('rate')})?"
)
_EXECUTED = re.compile(
    rf"执行数(?:为|是)?{money('then')}[，；](?:20\d\d年)?(?:当年)?预算(?:安排|数)(?:为)?{money('now')}，"
    rf"比[^，。；]{{0,24}}?(?:{change('dir')}{rate('rate')}|(?P<same>持平))"
)
_COMPLETED = re.compile(
    rf"预算(?:数)?(?:为|是)?{money('first')}，(?:(?:全年|调整|年度)预算(?:数)?(?:为|是)?{money('second')}，)?"
    rf"(?:支出)?决算(?:数)?(?:为|是)?{money('now')}(?:[，。]完成[^，。；\d]{{0,14}}?的?{rate('rate')})?"
)
_DIRECTION = re.compile(
    r"决算数?(?:(?P<more>大于|高于|超过)|(?P<less>小于|低于)|(?:同|与|和)[^，。；]{0,8}?预算数?(?P<same>持平|一致|相同))"
)
_TWICE = re.compile(
    rf"（项）”?(?:科目)?{money('first')}，(?:(?!（项）).){{0,220}}?预算安排{money('second')}"
)


def check_changes(report: BudgetReport, ledger: BudgetLedger) -> None:
    """All checks of changes and completions in the prose."""
    text = report.prose.text
    for match in _CHANGED.finditer(text):
        _changed(report, match, ledger)
    for match in _EXECUTED.finditer(text):
        _executed(report, match, ledger)
    for match in _COMPLETED.finditer(text):
        _completed(report, match, ledger)
    for match in _TWICE.finditer(text):
        _twice(report, match, ledger)


def same_subject(text: str, start: int, subject: str) -> bool:
    """Whether the change is told of what stands before the figure, or of nothing named."""
    bare = re.sub(r"[“”]|执行|决算|预算|总体|数$|金额|支出$|其中：?", "", subject)
    if not bare:
        return True
    before = re.sub(r"[“”]|决算|预算", "", text[max(0, start - 60) : start])
    return bare in before.rpartition("。")[2]


def _finding(
    report: BudgetReport,
    match: re.Match[str],
    ledger: BudgetLedger,
    message: str,
    expected: Decimal | None,
    found: Decimal | None,
    rule: BudgetRule = BudgetRule.RATE,
    severity: Severity = Severity.ERROR,
) -> None:
    ledger.findings.append(
        BudgetFinding(
            rule,
            severity,
            Place("说明文字", span(report.prose, match)),
            expected,
            found,
            message,
            match[0],
        )
    )


def _changed(report: BudgetReport, match: re.Match[str], ledger: BudgetLedger) -> None:
    if not same_subject(report.prose.text, match.start(), match["subject"]):
        return
    now, difference = amount(match, "now"), amount(match, "diff")
    more = upward(match["dir"])
    then = now.value - difference.value if more else now.value + difference.value
    step = max(now.step, difference.step)
    if then < -step:
        _finding(
            report,
            match,
            ledger,
            f"说明文字称{wan(now.value)}比上年增加{wan(difference.value)}，增加额大于本年数，上年数会是负数。",
            now.value,
            difference.value,
            BudgetRule.STATEMENT,
        )
        return
    if match["rate"] is None:
        return
    share = percent(match, "rate")
    if upward(match["dir2"]) != more:
        _finding(
            report,
            match,
            ledger,
            f"说明文字前称“{match['dir']}”，后称“{match['dir2']}”，方向相反。",
            None,
            None,
            BudgetRule.STATEMENT,
        )
        return
    if then <= step:
        ledger.hold()
        return
    if could_be(Figure(abs(share.value), share.step), difference, Figure(then, step * 2)):
        ledger.hold()
        return
    made = (difference.value * 100 / then).quantize(Decimal("0.01"))
    _finding(
        report,
        match,
        ledger,
        f"说明文字称本年{wan(now.value)}，比上年{match['dir']}{wan(difference.value)}，{match['dir2']}"
        f"{plain(share.value)}%；上年应为{wan(then)}，幅度应为{plain(made)}%。",
        made,
        share.value,
    )


def _executed(report: BudgetReport, match: re.Match[str], ledger: BudgetLedger) -> None:
    """``2023年当年预算执行数为60.13万元，2024年预算安排25.77万元，比2023年预算执行数减少57.14%``."""
    then, now = amount(match, "then"), amount(match, "now")
    if match["same"]:
        if abs(then.value - now.value) <= max(then.step, now.step):
            ledger.hold()
        else:
            _finding(
                report,
                match,
                ledger,
                f"说明文字称与上年执行数持平，所列数字为{wan(then.value)}和{wan(now.value)}。",
                then.value,
                now.value,
                BudgetRule.STATEMENT,
            )
        return
    share, more = percent(match, "rate"), upward(match["dir"])
    difference = now.value - then.value
    if difference and (difference > 0) != more:
        _finding(
            report,
            match,
            ledger,
            f"说明文字称比上年执行数{match['dir']}，所列数字由{wan(then.value)}变为{wan(now.value)}，方向相反。",
            None,
            None,
            BudgetRule.STATEMENT,
        )
        return
    step = max(then.step, now.step)
    if then.value <= step or could_be(
        Figure(abs(share.value), share.step), Figure(abs(difference), step * 2), then
    ):
        ledger.hold()
        return
    made = (abs(difference) * 100 / then.value).quantize(Decimal("0.01"))
    _finding(
        report,
        match,
        ledger,
        f"说明文字称上年执行数{wan(then.value)}，本年预算{wan(now.value)}，{match['dir']}{plain(share.value)}%，"
        f"幅度应为{plain(made)}%。",
        made,
        share.value,
    )


def _completed(report: BudgetReport, match: re.Match[str], ledger: BudgetLedger) -> None:
    """``年初预算为10210.34万元，支出决算为9746.50万元，完成年初预算的95.45%``."""
    now = amount(match, "now")
    budgets = [amount(match, name) for name in ("first", "second") if match[name]]
    if match["rate"] is not None:
        share = percent(match, "rate")
        usable = [one for one in budgets if one.value > one.step]
        if not usable or any(could_be(share, now, one) for one in usable):
            ledger.hold()
        else:
            made = (now.value * 100 / usable[0].value).quantize(Decimal("0.01"))
            _finding(
                report,
                match,
                ledger,
                f"说明文字称预算{wan(usable[0].value)}，决算{wan(now.value)}，完成{plain(share.value)}%，"
                f"应为{plain(made)}%。",
                made,
                share.value,
            )
    _direction(report, match, budgets, now, ledger)


def _direction(
    report: BudgetReport,
    match: re.Match[str],
    budgets: list[Figure],
    now: Figure,
    ledger: BudgetLedger,
) -> None:
    """``决算数小于预算数`` right behind the figures must be true of one of the budgets named."""
    rest = report.prose.text[match.end() : match.end() + 24]
    told = _DIRECTION.search(rest)
    if (
        told is None
        or "基本" in rest[: told.end()]
        or re.search(r"[；]|\d{3}", rest[: told.start()])
    ):
        return
    step = max([now.step, *(one.step for one in budgets)])
    true = any(
        now.value > one.value
        if told["more"]
        else now.value < one.value
        if told["less"]
        else abs(now.value - one.value) <= step
        for one in budgets
    )
    if true:
        ledger.hold()
        return
    _finding(
        report,
        match,
        ledger,
        f"说明文字称“{told[0]}”，所列预算为{wan(budgets[-1].value)}，决算为{wan(now.value)}，与数字不符。",
        None,
        None,
        BudgetRule.STATEMENT,
    )


def _twice(report: BudgetReport, match: re.Match[str], ledger: BudgetLedger) -> None:
    """One item gives its amount at the head and again in the comparison."""
    first, second = amount(match, "first"), amount(match, "second")
    if abs(first.value - second.value) <= max(first.step, second.step):
        ledger.hold()
        return
    _finding(
        report,
        match,
        ledger,
        f"同一科目前称{wan(first.value)}，后称预算安排{wan(second.value)}，前后不一致。",
        first.value,
        second.value,
        BudgetRule.STATEMENT,
    )
