"""Whether all tables are there, whether an empty one is explained, and whether what is said of it is true.

依据：财政部《地方预决算公开操作规程》（财预〔2016〕143号）：报表应当齐全，没有数据的表格应当列出空表并说明。
Reading: a table counts as missing only where no line of the file names it, tables of contents included.
"""

from __future__ import annotations

import re

from yangguang.law.budgets.findings import (
    BUDGET_LAW,
    DISCLOSURE_RULES,
    BudgetFinding,
    BudgetLedger,
    BudgetRule,
    Place,
    place_of,
)
from yangguang.law.budgets.model import BudgetReport
from yangguang.law.budgets.vocabulary import read_title, vocabulary
from yangguang.law.forms.model import Severity

_DENIED = re.compile(r"(?:本表为空表|本表为空|本表无数据|此表无数据|此表为空)")


def check_complete(report: BudgetReport, ledger: BudgetLedger) -> None:
    """Missing tables, empty tables without a word, full tables said to be empty."""
    if len([one for one in report.tables if one.lines]) >= 4:
        _missing(report, ledger)
    for table in report.tables:
        if not table.lines and not table.empty and not table.unread:
            if not _denied_in_prose(report, table.code):
                ledger.findings.append(
                    BudgetFinding(
                        BudgetRule.COMPLETE,
                        Severity.WARNING,
                        place_of(table, None),
                        None,
                        None,
                        f"《{table.title}》没有数据，也没有说明原因。没有数据的表应当列出空表并说明。",
                        table.title,
                        DISCLOSURE_RULES,
                    )
                )
        elif table.lines and _DENIED.search(table.empty) and _any_figure(table.code, report):
            ledger.findings.append(
                BudgetFinding(
                    BudgetRule.STATEMENT,
                    Severity.WARNING,
                    place_of(table, None),
                    None,
                    None,
                    f"《{table.title}》列有数字，表下却说明“{table.empty}”，与报表不符。",
                    table.empty,
                    DISCLOSURE_RULES,
                )
            )


def _any_figure(code: str, report: BudgetReport) -> bool:
    table = report.table(code)
    return table is not None and any(
        amount.value for line in table.lines for amount in line.amounts.values()
    )


def _missing(report: BudgetReport, ledger: BudgetLedger) -> None:
    have = {one.code for one in report.tables}
    named = set()
    for text in report.text.split("\n"):
        bare = re.sub(r"[.…·．\s]*\d*\s*$", "", text)
        for piece in (bare, *bare.split("\t")):
            title = read_title(piece)
            if title is not None and title.form is not None:
                named.add(title.form.code)
    for form in vocabulary().tables:
        if form.code in have or form.code in named:
            continue
        if re.search(re.escape(form.name.removesuffix("表")), re.sub(r"[\s“”]", "", report.text)):
            continue
        ledger.findings.append(
            BudgetFinding(
                BudgetRule.COMPLETE,
                Severity.WARNING,
                Place("全文"),
                None,
                None,
                f"没有见到《{form.name}》。部门预算、决算应当公开全部规定报表，没有数据的列空表并说明。",
                "",
                f"{BUDGET_LAW}；{DISCLOSURE_RULES}",
            )
        )


def _denied_in_prose(report: BudgetReport, code: str) -> bool:
    words = {
        "fund": "政府性基金",
        "state_capital": "国有资本经营",
        "three_public": "三公",
    }.get(code, "")
    if not words:
        return True
    return bool(re.search(rf"(?:无|没有|未)[^。；]{{0,24}}{words}", report.prose.text)) or bool(
        re.search(
            rf"{words}[^。；]{{0,40}}(?:无|没有|未安排|为0|0(?:\.0+)?万?元|持平)", report.prose.text
        )
    )
