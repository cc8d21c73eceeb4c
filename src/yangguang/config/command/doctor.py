"""``yangguang doctor``: looks at an installation from outside and says what to mend."""

from __future__ import annotations

import argparse
import json

from yangguang.config.command.start import setup_django


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="以 JSON 输出")


def run(arguments: argparse.Namespace) -> int:
    """0: all well; 1: something is to be mended; 2 stays for wrong arguments."""
    setup_django()
    from yangguang.config.examining import examine

    results = examine()
    if arguments.json:
        print(
            json.dumps(
                [{"name": one.name, "state": one.state, "detail": one.detail, "advice": one.advice} for one in results],
                ensure_ascii=False,
            )
        )  # fmt: skip
    else:
        marks = {"ok": "正常", "note": "提示", "wrong": "异常"}
        for one in results:
            print(f"［{marks[one.state]}］{one.name}：{one.detail}")
            if one.advice:
                print(f"        {one.advice}")
    wrong = sum(one.state == "wrong" for one in results)
    notes = sum(one.state == "note" for one in results)
    if not arguments.json:
        print(
            f"\n共检查 {len(results)} 项，{wrong} 项需要处理。"
            if wrong
            else f"\n共检查 {len(results)} 项，没有异常，{notes} 项提示。"
            if notes
            else f"\n共检查 {len(results)} 项，全部正常。"
        )
    return 1 if wrong else 0
