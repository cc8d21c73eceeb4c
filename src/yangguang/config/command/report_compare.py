"""``yangguang report compare``: many annual reports side by side."""

from __future__ import annotations

import argparse
import csv
import io
import json
import sys
import unicodedata
from pathlib import Path

from yangguang.config.command.parsing import CommandError, reason
from yangguang.config.command.report_reading import NotRead, read_report
from yangguang.law.forms.comparing import Comparison, compare
from yangguang.law.forms.comparing_book import harmless_rows, workbook
from yangguang.law.forms.comparing_files import entries_of
from yangguang.law.forms.comparing_tables import (
    Row,
    as_mapping,
    cell_rows,
    overview_rows,
    remark_rows,
)

DESCRIPTION = """比较多个机关、多个年度的年度报告：每项数字一张表，附位次、体检问题、异常值、缺报和逾期。

读取 html、txt、docx、pdf（须有文字层），给出文件夹的读取其中各文件。
退出码：0 已比较；2 有文件无法读取、不是年报，或者没有可以比较的报告。"""
SUFFIXES = (".xlsx", ".csv", ".json")
READ = (".html", ".htm", ".txt", ".md", ".docx", ".pdf")


def add_arguments(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds ``compare`` to the subcommands of ``yangguang report``."""
    parser = subparsers.add_parser("compare", help="比较多份年度报告", description=DESCRIPTION)
    parser.add_argument(
        "files", nargs="+", metavar="文件", help="年度报告，或者装有年度报告的文件夹"
    )
    parser.add_argument("--out", metavar="文件", help="结果写到 .xlsx、.csv 或 .json")
    parser.add_argument("--json", action="store_true", help="结果以 JSON 输出")
    parser.set_defaults(act=run_compare)


def run_compare(args: argparse.Namespace) -> int:
    """Compares the files; gives the exit code. Raises CommandError where nothing can be compared."""
    out = Path(args.out) if args.out else None
    if out is not None and out.suffix.lower() not in SUFFIXES:
        raise CommandError(
            f"不知道“{out.name}”要写成什么格式。请让文件名以 .xlsx、.csv 或 .json 结尾。"
        )
    if out is not None and not out.parent.is_dir():
        raise CommandError(f"没有“{out.parent}”这个文件夹，请先建立，或者换一个位置。")
    documents = []
    undone: list[tuple[str, str]] = []
    for name in _listed(args.files):
        try:
            documents.append((name, read_report(name)))
        except NotRead as problem:
            undone.append((name, str(problem.args[0])))
    entries, no_reports = entries_of(documents)
    undone += [(name, "不是政府信息公开年度报告，没有列入比较。") for name in no_reports]
    for name, why in undone:
        print(f"{name}：{why}", file=sys.stderr)
    if not entries:
        raise CommandError("没有可以比较的年度报告。请给出政府信息公开年度报告的文件。")
    found = compare(entries)
    if out is not None:
        try:
            out.write_bytes(_file(found, out.suffix.lower(), undone))
        except OSError as problem:
            raise CommandError(
                f"写不进“{out}”（{reason(problem)}）。请换一个文件名或者文件夹。"
            ) from problem
    if args.json:
        print(json.dumps(_answer(found, undone), ensure_ascii=False))
    elif out is None:
        print(_text(found))
    else:
        print(f"已比较 {len(found.entries)} 份报告：{out}")
    return 2 if undone else 0


def _listed(names: list[str]) -> list[str]:
    """The files named, and those in the folders named, in order."""
    found: list[str] = []
    for name in names:
        path = Path(name)
        if path.is_dir():
            inside = sorted(one for one in path.rglob("*") if one.suffix.lower() in READ)
            found += [str(one) for one in inside if one.is_file()]
        else:
            found.append(name)
    if not found:
        raise CommandError("所给的文件夹中没有 html、txt、docx、pdf 文件。")
    return list(dict.fromkeys(found))


def _answer(found: Comparison, undone: list[tuple[str, str]]) -> dict[str, object]:
    return {**as_mapping(found), "unread": [{"file": name, "error": why} for name, why in undone]}


def _file(found: Comparison, suffix: str, undone: list[tuple[str, str]]) -> bytes:
    if suffix == ".json":
        return json.dumps(_answer(found, undone), ensure_ascii=False, indent=1).encode()
    if suffix == ".csv":
        buffer = io.StringIO()
        csv.writer(buffer).writerows(harmless_rows(cell_rows(found)))
        return ("\ufeff" + buffer.getvalue()).encode()
    return workbook(found, undone)


def _text(found: Comparison) -> str:
    lines = [f"共 {len(found.entries)} 份报告，{len(found.agencies)} 个机关，{_span(found.years)}"]
    lines += ["", *_table(overview_rows(found))]
    for table in found.tables:
        lines += [
            "",
            f"{table.figure.name}（{table.figure.unit}）",
            *_ranked(found, table.figure.code),
        ]
    remarks = remark_rows(found)[1:]
    if remarks:
        lines += ["", "问题和提示："]
        lines += [
            f"  [{kind}] {agency} {year or ''}：{words}" for kind, agency, year, words in remarks
        ]
    return "\n".join(lines)


def _ranked(found: Comparison, code: str) -> list[str]:
    table = next(one for one in found.tables if one.figure.code == code)
    rows: list[Row] = [["", *[f"{year}" for year in found.years]]]
    for agency in found.agencies:
        row: Row = [agency]
        for year in found.years:
            value, rank = table.value(agency, year), table.ranks.get((agency, year))
            shown = "" if value is None else f"{value.normalize():f}"
            several = sum(1 for _, when in table.ranks if when == year) > 1
            row.append(f"{shown}（{rank}）" if rank and several else shown)
        if any(row[1:]):
            rows.append(row)
    return _table(rows)


def _span(years: tuple[int, ...]) -> str:
    if not years:
        return "年度不明"
    return f"{years[0]}年度" if len(years) == 1 else f"{years[0]}至{years[-1]}年度"


def _table(rows: list[Row]) -> list[str]:
    texts = [["" if cell is None else str(cell) for cell in row] for row in rows]
    widths = [max(map(_width, column)) for column in zip(*texts, strict=True)]
    return [
        "  "
        + "  ".join(
            text + " " * (width - _width(text)) for text, width in zip(row, widths, strict=True)
        ).rstrip()
        for row in texts
    ]


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(one) in "WF" else 1 for one in text)
