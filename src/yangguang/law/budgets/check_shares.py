"""Shares and lists of parts in the prose: 其中：基本支出X万元，占Y%; 货物、工程、服务; 车辆."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from yangguang.law.budgets.findings import (
    BudgetFinding,
    BudgetLedger,
    BudgetRule,
    Place,
    judge_said,
    wan,
)
from yangguang.law.budgets.model import BudgetReport
from yangguang.law.budgets.phrases import Figure, amount, could_be, money, percent, rate, span
from yangguang.law.forms.findings import plain
from yangguang.law.forms.model import Severity

_SHARE = re.compile(rf"{money('part')}，占(?P<of>[^，。；\d]{{0,24}}?)(?:的)?{rate('rate')}")
_MONEY = re.compile(money("n"))
_OPENS = re.compile(r"其中|主要用于|包括|用于以下")
_BOUGHT = re.compile(
    rf"(?P<head>政府采购[^。；，\d]{{0,20}}?(?:（[^）]*）)?(?:为|共计|共|合计)?{money('whole')})，其中：?"
    rf"(?:政府)?(?:采购)?货物[^。；，、\d]{{0,8}}{money('goods')}[、，；](?:政府)?(?:采购)?工程[^。；，、\d]{{0,8}}{money('works')}"
    rf"[、，；和](?:政府)?(?:采购)?服务[^。；，、\d]{{0,8}}{money('services')}"
)
_VEHICLES = re.compile(
    r"共?有?(?:公务)?(?:用车|车辆)(?:共)?(?P<whole>\d+)辆[，（]其中[：，]?(?P<list>[^。；]*?其他用车\d+辆)"
)
_TOTALS = {"本年收入合计": "income", "本年支出合计": "spending"}


@dataclass(frozen=True, slots=True)
class _Listed:
    part: Figure
    rate: Figure
    match: re.Match[str]


def check_shares(report: BudgetReport, ledger: BudgetLedger) -> None:
    """All checks of shares and parts."""
    _check_sentences(report, ledger)
    _check_purchases(report, ledger)
    _check_vehicles(report, ledger)


def _check_sentences(report: BudgetReport, ledger: BudgetLedger) -> None:
    text = report.prose.text
    start = 0
    for end in [match.end() for match in re.finditer("。", text)] + [len(text)]:
        _check_sentence(report, start, end, ledger)
        start = end


def _check_sentence(report: BudgetReport, start: int, end: int, ledger: BudgetLedger) -> None:
    text = report.prose.text
    shares = list(_SHARE.finditer(text, start, end))
    by_whole: dict[int, list[_Listed]] = {}
    for match in shares:
        part, share = amount(match, "part"), percent(match, "rate")
        wholes = _wholes(report, match, start)
        if not wholes:
            continue
        if any(could_be(share, part, one) for _, one in wholes):
            ledger.hold()
            place, _ = next(one for one in wholes if could_be(share, part, one[1]))
            by_whole.setdefault(place, []).append(_Listed(part, share, match))
            continue
        made = (part.value * 100 / wholes[0][1].value).quantize(Decimal("0.01"))
        ledger.findings.append(
            BudgetFinding(
                BudgetRule.SHARE,
                Severity.ERROR,
                Place("说明文字", span(report.prose, match)),
                made,
                share.value,
                f"说明文字称{wan(part.value)}占{match['of'] or wan(wholes[0][1].value)}的{plain(share.value)}%，"
                f"应为{plain(made)}%。",
                match[0],
            )
        )


def _wholes(report: BudgetReport, match: re.Match[str], start: int) -> list[tuple[int, Figure]]:
    """What a share can be of: the amount that opens the list, or the total that it names."""
    text = report.prose.text
    of = match["of"]
    if of:
        key = next((key for name, key in _TOTALS.items() if name in of), "")
        found = [Figure(one.value, one.step) for one in report.said if key and one.key == key]
        return [(-1, one) for one in found if one.value > 0][:3]
    before = text[start : match.start()]
    opened = list(_OPENS.finditer(before))
    if not opened:
        return []
    wholes: list[tuple[int, Figure]] = []
    for opening in (opened[-1], opened[0]):
        earlier = list(_MONEY.finditer(before, 0, opening.start()))
        for one in (earlier[-1:], earlier[:1]):
            if one:
                figure = amount(one[0], "n")
                if figure.value > 0:
                    wholes.append((one[0].start(), figure))
    return wholes


def _check_purchases(report: BudgetReport, ledger: BudgetLedger) -> None:
    for match in _BOUGHT.finditer(report.prose.text):
        whole = amount(match, "whole")
        parts = [amount(match, name) for name in ("goods", "works", "services")]
        steps = [whole.step, *(one.step for one in parts)]
        severity, made = judge_said(whole.value, [one.value for one in parts], steps)
        if severity is None:
            ledger.hold()
            continue
        ledger.findings.append(
            BudgetFinding(
                BudgetRule.SHARE,
                severity,
                Place("说明文字", span(report.prose, match)),
                made,
                whole.value,
                f"政府采购称{wan(whole.value)}，货物、工程、服务相加为{wan(made)}。",
                match[0],
            )
        )


def _check_vehicles(report: BudgetReport, ledger: BudgetLedger) -> None:
    for match in _VEHICLES.finditer(report.prose.text):
        whole = Decimal(match["whole"])
        made = sum((Decimal(one) for one in re.findall(r"(\d+)辆", match["list"])), Decimal(0))
        if whole == made:
            ledger.hold()
            continue
        ledger.findings.append(
            BudgetFinding(
                BudgetRule.SHARE,
                Severity.ERROR,
                Place("说明文字", span(report.prose, match)),
                made,
                whole,
                f"车辆称共{whole}辆，所列各类相加为{made}辆。",
                match[0],
            )
        )
