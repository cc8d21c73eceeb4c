"""Console arguments with Chinese headings and errors."""

from __future__ import annotations

import argparse
import errno
import sys
from collections.abc import Iterable
from typing import Any, NoReturn


class CommandError(Exception):
    """The command cannot do what was asked; the message says why and what to do next."""


class _Formatter(argparse.RawDescriptionHelpFormatter):
    def add_usage(
        self,
        usage: str | None,
        actions: Iterable[argparse.Action],
        groups: Iterable[Any],
        prefix: str | None = None,
    ) -> None:
        super().add_usage(usage, actions, groups, "用法：" if prefix is None else prefix)


class ChineseParser(argparse.ArgumentParser):
    """As argparse's own, speaking Chinese; a wrong argument ends with exit code 2."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("formatter_class", _Formatter)
        options.setdefault("add_help", False)
        super().__init__(**options)
        self._positionals.title = "参数"
        self._optionals.title = "选项"
        self.add_argument("-h", "--help", action="help", help="显示本说明")

    def error(self, message: str) -> NoReturn:
        text = _translate(message)
        print(f"参数有误：{text}\n{self.format_usage()}", file=sys.stderr)
        raise SystemExit(2)


_PHRASES = (
    ("the following arguments are required: ", "缺少参数 "),
    ("unrecognized arguments: ", "无法识别的参数 "),
    ("expected one argument", "后面须跟一个值"),
    ("expected at least one argument", "后面至少须跟一个值"),
    ("invalid choice: ", "不能取值 "),
    ("invalid int value: ", "不是整数 "),
    ("invalid date value: ", "不是日期（应如 2026-01-31） "),
    ("not allowed with argument ", "不能同时使用 "),
    ("choose from ", "可选 "),
    ("argument ", "参数 "),
)


def _translate(message: str) -> str:
    for english, chinese in _PHRASES:
        message = message.replace(english, chinese)
    return message


_REASONS = {
    errno.EADDRINUSE: "已被占用",
    errno.EADDRNOTAVAIL: "本机没有这个地址",
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.ENOENT: "不存在",
    errno.EISDIR: "是文件夹",
    errno.ENOTDIR: "不是文件夹",
    errno.ENOSPC: "磁盘已满",
    errno.EROFS: "磁盘只读",
    errno.EIO: "磁盘读写出错",
    errno.ENAMETOOLONG: "名称太长",
}


def reason(error: OSError) -> str:
    """Why the system refused, in Chinese; the system's own words where it is something rare."""
    return _REASONS.get(error.errno or 0) or error.strerror or "系统错误"
