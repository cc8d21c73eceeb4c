"""``yangguang draw verify``: does a published 双随机 record follow from its lists and its seed?

Needs no database and no settings, so that the inspected, a journalist and a court can run it.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from yangguang.config.command.parsing import CommandError, reason
from yangguang.law.drawing import BadPool, BadRecord, examine, read_record
from yangguang.law.drawing.record import FORMAT, WEIGHTED

DESCRIPTION = f"""逐步重做一次双随机抽取，并与公布的记录（{FORMAT}，加权的是{WEIGHTED}）对照。

每一步的算法见 docs/draws.md，用任何 SHA-256 工具都能手工重复。
退出码：0 全部一致；1 有不一致；2 文件读不出来。"""


def configure(parser: argparse.ArgumentParser) -> None:
    """Fills the parser of ``yangguang draw``."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="动作", title="动作")
    check = actions.add_parser("verify", help="核对公布的抽取记录", description=DESCRIPTION)
    check.add_argument("file", type=Path, metavar="文件", help="从公示页面下载的 record.json")
    check.add_argument("--quiet", action="store_true", help="只列出不一致之处")


def run(arguments: argparse.Namespace) -> int:
    """Prints each step; gives 1 where one disagrees."""
    path: Path = arguments.file
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise CommandError(f"读不出{path}：{reason(error)}。请核对文件的位置。") from error
    except UnicodeDecodeError as error:
        raise CommandError(f"{path}不是UTF-8编码的文本。请重新下载记录文件。") from error
    try:
        record = read_record(text)
    except (BadRecord, BadPool) as error:
        raise CommandError(f"{path}不是抽取记录。{error}") from error
    steps = examine(record)
    wrong = [step for step in steps if not step.agrees]
    print(f"{record.plan.title}（{record.plan.number}，{record.plan.agency}）")
    for step in steps:
        if step.agrees and arguments.quiet:
            continue
        print(f"{'一致' if step.agrees else '不符'}  {step.title}：{step.detail}")
    if wrong:
        print(f"核对不通过：{len(wrong)}处不符。")
        return 1
    print(
        "核对通过：抽取结果由公布的名录、计划和种子唯一确定。\n"
        f"还请自行查证：承诺书在{record.commitment.public_from}之前已经公布；"
        f"“{record.commitment.public_source}”确为{record.public_value}。"
    )
    return 0
