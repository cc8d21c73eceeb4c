"""A comparison as rows of words and numbers, for spreadsheets, CSV and JSON."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from yangguang.law.forms.comparing import Comparison, Entry, FigureTable
from yangguang.law.forms.findings import number_or_null
from yangguang.law.forms.load import FORM_CODES, load_form

Row = list[str | int | float | None]


def overview_rows(found: Comparison) -> list[Row]:
    """One row for each report given, with a head."""
    rows: list[Row] = [
        [
            "机关",
            "年度",
            "表式",
            "读出单元格",
            "未读出",
            "错误",
            "存疑",
            "提示",
            "公布晚于期限",
            "文件",
        ]
    ]
    rows += [
        [
            one.agency or "未能识别",
            one.year,
            one.form or "无统计表",
            sum(value is not None for value in one.values.values()),
            len(one.unread),
            one.errors,
            one.warnings,
            one.infos,
            one.late,
            one.source,
        ]
        for one in found.entries
    ]
    return rows


def figure_rows(found: Comparison, table: FigureTable) -> list[Row]:
    """Body by year, each value followed by its rank within the year."""
    head: Row = ["机关"]
    for year in found.years:
        head += [f"{year}年（{table.figure.unit}）", f"{year}年位次"]
    rows: list[Row] = [head]
    for agency in found.agencies:
        row: Row = [agency]
        for year in found.years:
            row += [_number(table.value(agency, year)), table.ranks.get((agency, year))]
        rows.append(row)
    return rows


def remark_rows(found: Comparison) -> list[Row]:
    """Findings, outliers, gaps, late ones and doubles, one a row."""
    rows: list[Row] = [["类别", "机关", "年度", "内容"]]
    for one in found.entries:
        rows += [["体检", one.agency, one.year, message] for message in one.messages]
    rows += [
        ["异常值", one.agency, one.year, f"{one.figure}{_number(one.value)}：{one.why}"]
        for one in found.outliers
    ]
    rows += [
        ["缺报告", agency, year, "所给文件中没有这一年度的报告"] for agency, year in found.missing
    ]
    rows += [["逾期公布", one.agency, one.year, one.late] for one in found.late]
    rows += [
        ["重复", one.agency, one.year, f"同一机关同一年度另有报告，未列入比较：{one.source}"]
        for one in found.doubles
    ]
    rows += [
        ["不能归属", one.agency, one.year, f"认不出机关或年度：{one.source}"]
        for one in found.unknown
    ]
    return rows


def cell_rows(found: Comparison) -> list[Row]:
    """Every cell of every report, one a row: for those who count for themselves."""
    rows: list[Row] = [["机关", "年度", "表式", "单元格", "名称", "数值", "单位", "说明"]]
    for one in found.entries:
        if one.form not in FORM_CODES:
            continue
        form = load_form(one.form)
        for cell in form.cell_names({name.partition("/")[0] for name in one.values}):
            if cell in one.unread:
                remark = "未能读出"
            elif cell not in one.values:
                continue
            else:
                remark = "" if one.values[cell] is not None else "报告未填"
            value = None if cell in one.unread else _number(one.values.get(cell))
            rows.append(
                [one.agency, one.year, one.form, cell, form.describe(cell), value,
                 form.unit_of(cell), remark]
            )  # fmt: skip
    return rows


def as_mapping(found: Comparison) -> dict[str, Any]:
    """The comparison as JSON gives it."""
    return {
        "reports": [_report(one) for one in found.entries],
        "figures": [
            {
                "code": table.figure.code,
                "name": table.figure.name,
                "unit": table.figure.unit,
                "note": table.figure.note,
                "values": [
                    {
                        "agency": agency,
                        "year": year,
                        "value": number_or_null(value),
                        "rank": table.ranks.get((agency, year)),
                    }
                    for agency, row in table.values.items()
                    for year, value in sorted(row.items())
                ],
            }
            for table in found.tables
        ],
        "outliers": [
            {
                "figure": one.figure,
                "agency": one.agency,
                "year": one.year,
                "value": number_or_null(one.value),
                "why": one.why,
            }
            for one in found.outliers
        ],
        "missing": [{"agency": agency, "year": year} for agency, year in found.missing],
        "late": [{"agency": one.agency, "year": one.year, "why": one.late} for one in found.late],
        "doubles": [
            {"agency": one.agency, "year": one.year, "file": one.source} for one in found.doubles
        ],
    }


def _report(one: Entry) -> dict[str, Any]:
    return {
        "file": one.source,
        "agency": one.agency or None,
        "year": one.year,
        "form": one.form or None,
        "errors": one.errors,
        "warnings": one.warnings,
        "infos": one.infos,
        "findings": list(one.messages),
    }


def _number(value: Decimal | None) -> int | float | None:
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)
