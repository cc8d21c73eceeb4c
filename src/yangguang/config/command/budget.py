"""``yangguang budget``: budgets and final accounts of departments examined on the command line.

``check`` needs no database and no settings, like ``report check``; the desk's page 预决算核对 and the
register of budgets use the same pure functions.
"""

from __future__ import annotations

import argparse
import json
import sys

from yangguang.config.command.parsing import CommandError
from yangguang.config.command.report_reading import NotRead, read_report
from yangguang.law.budgets.answer import BudgetAnswer
from yangguang.law.budgets.check import check_budget
from yangguang.law.budgets.read import read_budget

DESCRIPTION = """核对部门（单位）预算、决算：表内收支与科目、表与表、说明文字与报表、“三公”经费、与上一份报告的衔接。

读取 pdf（须有文字层）、docx、html、txt、xlsx、xls、ods。标有密级的文件不核对。
退出码：0 没有错误；1 有错误；2 有文件无法读取、标有密级，或者不是预决算、没有可以核对的内容。"""


def configure(parser: argparse.ArgumentParser) -> None:
    """Fills the parser of ``yangguang budget``."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="动作", title="动作")
    check = actions.add_parser("check", help="核对预算、决算", description=DESCRIPTION)
    check.add_argument("files", nargs="+", metavar="文件", help="一份或几份预算、决算")
    check.add_argument(
        "--before", metavar="文件", help="同一单位上一年度的预算或决算，用于核对增减和结转"
    )
    check.add_argument("--json", action="store_true", help="每份文件输出一行 JSON")
    check.set_defaults(act=run_check)


def run(args: argparse.Namespace) -> int:
    """Runs the chosen action; gives the exit code."""
    return int(args.act(args))


def run_check(args: argparse.Namespace) -> int:
    """Checks every file and prints one answer for each; gives the exit code.

    A file that cannot be read is named and the others are still answered. Raises CommandError where
    the earlier report cannot be read.
    """
    before = None
    if args.before:
        try:
            before = read_budget(read_report(args.before))
        except NotRead as problem:
            raise CommandError(f"上一份报告“{args.before}”无法读取：{problem.args[0]}") from problem
    undone = errors = 0
    for name in args.files:
        try:
            document = read_report(name)
        except NotRead as problem:
            undone += 1
            why = str(problem.args[0])
            if args.json:
                print(json.dumps({"file": name, "error": why}, ensure_ascii=False))
            else:
                print(f"{name}：无法读取。{why}", file=sys.stderr)
            continue
        report = read_budget(document)
        answer = BudgetAnswer(name, report, check_budget(report, before))
        errors += answer.check.errors
        undone += answer.nothing
        print(answer.to_json() if args.json else answer.to_text())
    if undone:
        return 2
    return 1 if errors else 0
