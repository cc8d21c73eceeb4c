"""Subjects named in the prose against the tables, and the 三公 of the prose against its table."""

from __future__ import annotations

import re
from collections.abc import Iterator

from yangguang.law.budgets.findings import (
    BudgetFinding,
    BudgetLedger,
    BudgetRule,
    Place,
    judge_said,
    place_of,
    wan,
)
from yangguang.law.budgets.model import BudgetLine, BudgetReport, BudgetTable
from yangguang.law.budgets.phrases import amount, money, span
from yangguang.law.budgets.three_public_said import three_public_said
from yangguang.law.budgets.vocabulary import class_named, fold_label, vocabulary
from yangguang.law.forms.model import Severity

_NAME = r"[一-龥、（）]{2,40}?"
_PATH = rf"(?P<a>{_NAME})（类）(?P<b>{_NAME})（款）(?P<c>{_NAME})（项）”?"
_BUDGET_ITEM = re.compile(
    rf"(?:^|[“。、.；：，\d]){_PATH}[：:]?(?:科目)?(?:(?:20\d\d年)?预算(?:数|安排)?(?:为|是)?)?{money('n')}"
)
_FINAL_ITEM = re.compile(
    rf"(?:^|[“。、.；：，\d]){_PATH}(?:(?!（项）|（类）).){{0,300}}?决算(?:数)?(?:为|是)?{money('n')}"
)
_DASHED = re.compile(
    rf"“(?P<a>{_NAME})[-—－–](?P<b>{_NAME})[-—－–](?P<c>{_NAME})”(?:科目)?(?:支出)?{money('n')}".replace(
        "－", "\\uff0d"
    ).replace("–", "\\u2013")
)
_CLASS_ITEM = re.compile(rf"(?:^|[“。、.；：，\d])(?P<a>{_NAME})（类）(?:支出)?{money('n')}")


def check_items(report: BudgetReport, ledger: BudgetLedger) -> None:
    """Every subject with its amount, then the 三公."""
    text = report.prose.text
    patterns = [_FINAL_ITEM] if report.kind == "final" else [_BUDGET_ITEM, _DASHED]
    for pattern in patterns:
        for match in pattern.finditer(text):
            rows = list(_rows(report, match["a"], match["b"], match["c"]))
            _compare(report, match, rows, f"“{match['c']}”", ledger)
    for match in _CLASS_ITEM.finditer(text):
        code = class_named(re.sub(r"^.*[：“。；，]", "", match["a"]))
        if code:
            _compare(report, match, list(_class_rows(report, code)), f"“{match['a']}”", ledger)
    _check_three_public(report, ledger)


def _rows(report: BudgetReport, a: str, b: str, c: str) -> Iterator[tuple[BudgetTable, BudgetLine]]:
    """The rows of the subject, looked for by its three names in both tables of expenditure."""
    for code in ("general", "spending", "fund"):
        table = report.table(code)
        if table is None:
            continue
        names = {one.code: one.label for one in table.lines if one.code.isdigit()}
        for line in table.lines:
            if len(line.code) != 7 or line.total is None:
                continue
            wanted = (a, b, c)
            printed = (names.get(line.code[:3], ""), names.get(line.code[:5], ""), line.label)
            if all(_same(one, other) for one, other in zip(wanted, printed, strict=True)):
                yield table, line


def _same(said: str, printed: str) -> bool:
    one, other = fold_label(said), fold_label(printed)
    return bool(one) and (one == other or one + "支出" == other or one == other + "支出")


def _class_rows(report: BudgetReport, code: str) -> Iterator[tuple[BudgetTable, BudgetLine]]:
    for name in ("general", "grant", "spending", "overall", "fund"):
        table = report.table(name)
        if table is None:
            continue
        for line in table.lines:
            if line.code == code and line.total is not None:
                yield table, line


def _compare(
    report: BudgetReport,
    match: re.Match[str],
    rows: list[tuple[BudgetTable, BudgetLine]],
    name: str,
    ledger: BudgetLedger,
) -> None:
    if not rows:
        return
    said = amount(match, "n")
    for table, line in rows:
        if line.total is not None:
            step = max(said.step, table.step_in_wan(line.total))
            if abs(said.value - table.in_wan(line.total)) <= step:
                ledger.hold()
                return
    table, line = rows[0]
    if line.total is None or not line.firm:
        return
    ledger.findings.append(
        BudgetFinding(
            BudgetRule.ITEM,
            Severity.ERROR,
            Place("说明文字", span(report.prose, match)),
            table.in_wan(line.total),
            said.value,
            f"说明文字称{name}{wan(said.value)}，{place_of(table, line)}为{line.total.raw}{table.unit}。",
            match[0],
        )
    )


def _check_three_public(report: BudgetReport, ledger: BudgetLedger) -> None:
    said = three_public_said(report)
    for whole, parts in (
        ("total", ("abroad", "vehicles", "reception")),
        ("vehicles", ("purchase", "running")),
    ):
        if whole in said and all(code in said for code in parts):
            stated = said[whole]
            figures = [said[code].figure for code in parts]
            steps = [stated.figure.step, *(one.step for one in figures)]
            severity, made = judge_said(stated.figure.value, [one.value for one in figures], steps)
            if severity is None:
                ledger.hold()
            else:
                ledger.findings.append(
                    BudgetFinding(
                        BudgetRule.THREE_PUBLIC,
                        severity,
                        Place("说明文字", span(report.prose, stated.match)),
                        made,
                        stated.figure.value,
                        f"说明文字所列“三公”经费{_label(whole)}{wan(stated.figure.value)}，各部分相加为{wan(made)}。",
                        stated.match[0],
                    )
                )
    table = report.table("three_public")
    if table is None:
        return
    line = table.line(report.kind or "budget")
    if line is None:
        return
    for code, stated in said.items():
        if code == "budget":
            continue
        printed = line.amounts.get(code)
        if printed is None:
            continue
        step = max(stated.figure.step, table.step_in_wan(printed))
        if abs(stated.figure.value - table.in_wan(printed)) <= step:
            ledger.hold()
            continue
        ledger.findings.append(
            BudgetFinding(
                BudgetRule.PROSE,
                Severity.ERROR,
                Place("说明文字", span(report.prose, stated.match)),
                table.in_wan(printed),
                stated.figure.value,
                f"说明文字称{_label(code)}{wan(stated.figure.value)}，《{table.title}》为{printed.raw}{table.unit}。",
                stated.match[0],
            )
        )


def _label(code: str) -> str:
    return "合计" if code == "total" else vocabulary().table("three_public").label_of(code)
