"""The ``yangguang`` command: finds the subcommand, loads only what it needs, and hands over.

``report``, ``law``, ``draw`` and ``privacy scan`` start without Django, so that they answer in a blink on any machine.
"""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Sequence

from yangguang.config.command.parsing import ChineseParser, CommandError
from yangguang.config.env import WrongEnvironment

COMMANDS = {
    "run": "启动平台：公众门户、工作台、后台任务",
    "init": "正式启用：由表格模板建立机构、人员、栏目（可重复执行）",
    "demo": "建立演示城市（虚构数据）",
    "ingest": "转入已有的政府信息（网页、文档、导出数据）",
    "report": "政府信息公开年度报告：体检、起草、比较",
    "budget": "部门预算、决算：核对报表与说明",
    "law": "法定期限：逐日计算答复期限",
    "draw": "双随机抽查：核对公布的抽取记录",
    "privacy": "个人信息：检查文件，排查存量",
    "search": "检索已公开的信息",
    "worker": "只运行后台任务",
    "press": "静态页面：生成、核对、导出、阅读统计",
    "backup": "备份数据库、文件、索引",
    "restore": "从备份恢复",
    "doctor": "检查安装状况并说明如何修复",
    "manage": "Django 自带的管理命令",
}

EXIT_CODES = """退出码：
  0  正常
  1  做完了，但有问题需要处理
  2  参数、文件或环境有误，未能完成
  3  只能给出预计日期（law due）
130  被中断（Ctrl-C）"""


def overview() -> str:
    """The page printed by ``yangguang --help``."""
    width = max(map(len, COMMANDS)) + 2
    lines = [f"  {name:<{width}}{text}" for name, text in COMMANDS.items()]
    return "\n".join(
        [
            "阳光政务公开平台",
            "",
            "用法：yangguang 命令 [参数]",
            "",
            "命令：",
            *lines,
            "",
            "每个命令的说明：yangguang 命令 --help",
            "",
            EXIT_CODES,
        ]
    )


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; gives its exit code."""
    words = list(sys.argv[1:] if argv is None else argv)
    if not words or words[0] in {"-h", "--help", "help", "帮助"}:
        print(overview())
        return 0 if words else 2
    if words[0] in {"-V", "--version"}:
        from importlib.metadata import version

        print(version("yangguang"))
        return 0
    name, rest = words[0], words[1:]
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yangguang.config.settings.local")
    if name == "manage":
        from django.core.management import execute_from_command_line

        execute_from_command_line(["yangguang manage", *rest])
        return 0
    if name not in COMMANDS:
        print(f"没有“{name}”这个命令。\n\n{overview()}", file=sys.stderr)
        return 2
    module = importlib.import_module(f"yangguang.config.command.{name}")
    parser = ChineseParser(prog=f"yangguang {name}", description=COMMANDS[name])
    module.configure(parser)
    arguments = parser.parse_args(rest)
    try:
        return int(module.run(arguments))
    except (CommandError, WrongEnvironment) as error:
        print(f"错误：{error}", file=sys.stderr)
        return 2
    except BrokenPipeError:
        # The reader of our output (head, less) has gone; that is its right.
        sys.stderr.close()
        return 0
    except KeyboardInterrupt:
        print("\n已中断。", file=sys.stderr)
        return 130


if __name__ == "__main__":
    raise SystemExit(main())
