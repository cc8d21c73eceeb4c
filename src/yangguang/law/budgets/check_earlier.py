"""A report against an earlier one of the same body: what it says of last year, and what was carried over.

A difference may be a change of scope that the report should explain; it is told as doubtful, not wrong.
"""

from __future__ import annotations

import re
from decimal import Decimal

from yangguang.law.budgets.check_between import Found, Spot, find
from yangguang.law.budgets.findings import (
    BudgetFinding,
    BudgetLedger,
    BudgetRule,
    Place,
    place_of,
    wan,
)
from yangguang.law.budgets.model import KIND_LABELS, BudgetReport
from yangguang.law.budgets.phrases import amount, change, money, span, upward
from yangguang.law.budgets.vocabulary import fold_label
from yangguang.law.forms.model import Severity

_BASED = r"(?:[，。]?(?:与|比|较|同)(?P<year>20\d\d)年(?:度)?(?:（[^）]{0,16}）)?(?P<base>[^，。；\d]{0,10}?)(?:相比)?，?)"
_CHANGE = rf"(?:[^，。；\d]{{0,24}}?(?:各|均)?{change('dir')}{money('diff')}|(?P<same>持平))"

_KEYS: tuple[tuple[str, str, tuple[Spot, ...]], ...] = (
    ("收入预算", r"(?<=[一-龥])(?<!拨款)(?<!事业)(?<!经营)(?<!其他)收入预算(?:总额|总数|数)?(?:为)?", (("overall", "income_grand", "total", "left"), ("income", "total", "total", ""))),
    ("支出预算", r"(?:(?<=。)|(?<=年)|(?<=，))支出预算(?:总额|总数|数)?(?:为)?", (("overall", "spending_grand", "total", "right"), ("spending", "total", "total", ""))),
    ("财政拨款收入", r"其中：财政拨款收入(?:预算)?(?:为)?", (("grant", "income_grand", "total", "left"),)),
    ("财政拨款支出预算", r"财政拨款支出预算(?:为)?", (("grant", "spending_grand", "total", "right"),)),
    ("收支总计", r"(?<!拨款)(?:收入支出|收、支|收支)总(?:计|预算)(?:均)?(?:为)?", (("overall", "spending_grand", "total", "right"),)),
    ("财政拨款收支总计", r"财政拨款(?:收入支出|收、支|收支)总(?:计|预算)(?:均)?(?:为)?", (("grant", "spending_grand", "total", "right"),)),
    ("一般公共预算财政拨款支出", r"一般公共预算(?:财政)?拨款支出(?:预算)?(?:为)?", (("general", "total", "total", ""),)),
    ("“三公”经费", r"三公”?经费预算(?:数)?(?:为)?", (("three_public", "budget", "total", ""),)),
)  # fmt: skip


def check_earlier(report: BudgetReport, before: BudgetReport, ledger: BudgetLedger) -> None:
    """Last year's figures as this report tells them against the earlier report."""
    if fold_label(report.body) != fold_label(before.body) or not report.body:
        ledger.not_made.append(
            f"上一份报告是“{before.body or '单位不详'}”的，本报告是“{report.body or '单位不详'}”的，未作衔接核对"
        )
        return
    if report.level and before.level and report.level != before.level:
        ledger.not_made.append(
            f"上一份是{before.level}报告，本份是{report.level}报告，范围不同，未作衔接核对"
        )
        return
    for label, pattern, places in _KEYS:
        for match in re.finditer(f"{pattern}{money('now')}{_BASED}{_CHANGE}", report.prose.text):
            _compare(report, before, label, places, match, ledger)
    _check_carried(report, before, ledger)
    _check_own_budget(report, before, ledger)


def _first(before: BudgetReport, places: tuple[Spot, ...]) -> Found | None:
    return next((one for place in places if (one := find(before, *place))), None)


def _compare(
    report: BudgetReport,
    before: BudgetReport,
    label: str,
    places: tuple[Spot, ...],
    match: re.Match[str],
    ledger: BudgetLedger,
) -> None:
    if int(match["year"]) != before.year or "执行" in match["base"]:
        return
    base = "final" if report.kind == "final" or "决算" in str(match["base"]) else "budget"
    if before.kind != base:
        return
    found = _first(before, places)
    if found is None:
        return
    now = amount(match, "now")
    difference, step = Decimal(0), now.step
    if match["same"] is None:
        figure = amount(match, "diff")
        step = max(step, figure.step)
        difference = figure.value if upward(match["dir"]) else -figure.value
    then = now.value - difference
    table, line, printed = found
    published = table.in_wan(printed)
    if abs(then - published) <= step * 2:
        ledger.hold()
        return
    ledger.findings.append(
        BudgetFinding(
            BudgetRule.EARLIER,
            Severity.WARNING,
            Place("说明文字", span(report.prose, match)),
            published,
            then,
            f"按说明文字推算，{before.year}年{label}为{wan(then)}；{before.year}年{KIND_LABELS[base]}"
            f"公开时{place_of(table, line)}为{printed.raw}{table.unit}。如因口径调整，应当说明。",
            match[0],
        )
    )


def _check_carried(report: BudgetReport, before: BudgetReport, ledger: BudgetLedger) -> None:
    """年末结转和结余 of last year = 年初结转和结余 of this year, between final accounts."""
    if report.kind != "final" or before.kind != "final" or report.year is None:
        return
    if before.year != report.year - 1:
        return
    for code in ("overall", "grant"):
        now = find(report, code, "carried_in", "total", "left")
        then = find(before, code, "carried_out", "total", "right")
        if now is None or then is None:
            continue
        a, b = now[0].in_wan(now[2]), then[0].in_wan(then[2])
        if abs(a - b) <= now[0].step_in_wan(now[2]):
            ledger.hold()
            continue
        ledger.findings.append(
            BudgetFinding(
                BudgetRule.EARLIER,
                Severity.WARNING,
                place_of(now[0], now[1], now[2]),
                b,
                a,
                f"{place_of(now[0], now[1])}为{now[2].raw}{now[0].unit}，{before.year}年决算的年末结转和结余为"
                f"{then[2].raw}{then[0].unit}。如经调整，应当说明。",
                now[2].raw,
            )
        )


def _check_own_budget(report: BudgetReport, before: BudgetReport, ledger: BudgetLedger) -> None:
    """三公经费 预算数 in the final account = the budget of that year."""
    if report.kind != "final" or before.kind != "budget" or before.year != report.year:
        return
    now = find(report, "three_public", "budget")
    then = find(before, "three_public", "budget")
    if now is None or then is None:
        return
    a, b = now[0].in_wan(now[2]), then[0].in_wan(then[2])
    if abs(a - b) <= now[0].step_in_wan(now[2]):
        ledger.hold()
        return
    ledger.findings.append(
        BudgetFinding(
            BudgetRule.EARLIER,
            Severity.WARNING,
            place_of(now[0], now[1], now[2]),
            b,
            a,
            f"决算所列“三公”经费预算数为{now[2].raw}{now[0].unit}，{before.year}年预算公开时为{then[2].raw}{then[0].unit}。"
            "如经调整，应当说明。",
            now[2].raw,
        )
    )
