"""``yangguang report``: annual reports examined, drafted and compared on the command line.

``check`` needs no database and no settings: the same pure functions stand behind the public page
年报体检; ``compare`` is as plain. ``draft`` reads the records of an installation.
"""

from __future__ import annotations

import argparse
import json
import sys

from yangguang.config.command import report_compare, report_draft
from yangguang.config.command.parsing import CommandError
from yangguang.config.command.report_reading import NotRead, read_report
from yangguang.law.forms.answer import check_report

DESCRIPTION = """核对政府信息公开工作年度报告：统计表内部、正文与统计表、正文自身的数字是否一致。

读取 html、txt、docx、pdf（须有文字层）。标有密级的文件不核对。
退出码：0 没有错误；1 有错误；2 有文件无法读取、标有密级，或者不是年报、没有可以核对的内容。"""


def configure(parser: argparse.ArgumentParser) -> None:
    """Fills the parser of ``yangguang report``."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="动作", title="动作")
    add_arguments(actions)
    report_draft.add_arguments(actions)
    report_compare.add_arguments(actions)


def add_arguments(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds ``check`` to the subcommands of ``yangguang report``."""
    check = subparsers.add_parser("check", help="核对年度报告", description=DESCRIPTION)
    check.add_argument("files", nargs="+", metavar="文件", help="一份或几份年度报告")
    check.add_argument("--previous", metavar="文件", help="同一机关上一年度的报告，用于核对结转")
    check.add_argument("--json", action="store_true", help="每份报告输出一行 JSON")
    check.add_argument("--all", action="store_true", help="连同核对相符的各项一起列出")
    check.set_defaults(act=run_check)


def run(args: argparse.Namespace) -> int:
    """Runs the chosen action; gives the exit code."""
    return int(args.act(args))


def run_check(args: argparse.Namespace) -> int:
    """Checks every file and prints one answer for each table; gives the exit code.

    A file that cannot be read or bears a classification mark is named and the others are still
    answered; so is one that is no report and has nothing to check. Raises CommandError where last year's report
    cannot be read, for then nothing could be told about carry-over.
    """
    previous = None
    if args.previous:
        try:
            previous = read_report(args.previous)
        except NotRead as problem:
            raise CommandError(
                f"上一年度的报告“{args.previous}”无法读取：{problem.args[0]}"
            ) from problem
    undone = errors = 0
    for name in args.files:
        try:
            document = read_report(name)
        except NotRead as problem:
            undone += 1
            _print_unreadable(name, str(problem.args[0]), as_json=args.json)
            continue
        for answer in check_report(document, previous=previous, file=name):
            errors += answer.errors
            undone += answer.nothing
            print(answer.to_json(every=args.all) if args.json else answer.to_text(every=args.all))
    if undone:
        return 2
    return 1 if errors else 0


def _print_unreadable(name: str, why: str, *, as_json: bool) -> None:
    if as_json:
        print(json.dumps({"file": name, "error": why}, ensure_ascii=False))
    else:
        print(f"{name}：无法读取。{why}", file=sys.stderr)
