"""How the check of a budget is told to machines and to people."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from yangguang.law.budgets.check import BudgetCheck
from yangguang.law.budgets.findings import BudgetFinding
from yangguang.law.budgets.model import KIND_LABELS, BudgetReport, BudgetTable
from yangguang.law.budgets.vocabulary import vocabulary
from yangguang.law.forms.findings import number_or_null, severity_label


@dataclass(frozen=True, slots=True)
class BudgetAnswer:
    """What was read in one file, and what the checks gave."""

    file: str
    report: BudgetReport
    check: BudgetCheck

    @property
    def nothing(self) -> bool:
        """Whether the file is no budget: not one standard table with figures, nothing to compare."""
        return not any(table.lines for table in self.report.tables) and not (
            self.check.findings or self.check.held
        )

    def to_dict(self) -> dict[str, Any]:
        """The answer for ``budget check --json``; amounts in 万元."""
        report = self.report
        return {
            "file": self.file,
            "kind": report.kind,
            "level": report.level,
            "agency": report.body or None,
            "year": report.year,
            "tables": [_table(one) for one in report.tables],
            "unread": [
                {"table": one.table, "page": one.page, "text": one.text, "why": one.why}
                for one in report.unread
            ],
            "findings": [_finding(one) for one in self.check.findings],
            "checked": self.check.held,
            "not_assessable": list(self.check.not_made),
        }

    def to_json(self) -> str:
        """One line of JSON."""
        return json.dumps(self.to_dict(), ensure_ascii=False)

    def to_text(self) -> str:
        """The answer for a reader."""
        report, check = self.report, self.check
        year = f"{report.year}年" if report.year else "年度不详"
        kind = KIND_LABELS.get(report.kind or "", "预决算")
        head = f"{self.file}：{report.body or '单位不详'} {year}{report.level}{kind}"
        if self.nothing:
            return f"{head}\n  没有读到预算或决算报表，没有可以核对的内容。"
        names = "、".join(vocabulary().table(one.code).name + _told(one) for one in report.tables)
        told = (
            f"读到{len(report.tables)}张表：{names}" if names else "没有读到报表，只核对说明文字。"
        )
        lines = [head, f"  {told}"]
        for one in check.findings:
            page = f"第{one.place.page}页 " if one.place.page > 1 else ""
            lines.append(f"  【{severity_label(one.severity)}】{page}{one.message}")
            if one.quote:
                lines.append(f"      原文：{one.quote}")
            lines.append(f"      依据：{one.source}")
        lines += [f"  未核对：{one}" for one in check.not_made]
        lines += [f"  未读出：{one.why}：{one.text}" for one in report.unread]
        lines.append(
            f"  核对相符{check.held}项，发现问题{len(check.findings)}项，其中错误{check.errors}项。"
        )
        return "\n".join(lines)


def _told(table: BudgetTable) -> str:
    """What there is to say of a table without lines: nothing stands in it, or nothing was read."""
    if table.lines:
        return ""
    return "（数字没有读出）" if table.unread else "（空表）"


def _table(table: BudgetTable) -> dict[str, Any]:
    return {
        "code": table.code,
        "title": table.title,
        "unit": table.unit,
        "page": table.page,
        "empty": table.empty or None,
        "lines": [
            {
                "code": line.code,
                "label": line.label,
                "side": line.side or None,
                "amounts": {
                    code: number_or_null(table.in_wan(amount))
                    for code, amount in line.amounts.items()
                },
            }
            for line in table.lines
            if line.amounts
        ],
    }


def _finding(finding: BudgetFinding) -> dict[str, Any]:
    return {
        "rule": finding.rule.value,
        "severity": finding.severity.value,
        "place": finding.place.where,
        "page": finding.place.page or None,
        "span": list(finding.place.span),
        "expected": number_or_null(finding.expected),
        "found": number_or_null(finding.found),
        "quote": finding.quote,
        "message": finding.message,
        "source": finding.source,
    }
