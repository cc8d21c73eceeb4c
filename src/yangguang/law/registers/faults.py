"""What is wrong with a definition before its keys can be read, in words for whoever wrote it."""

from __future__ import annotations

import re
from collections.abc import Collection
from difflib import get_close_matches
from tomllib import TOMLDecodeError

_PLACE = re.compile(r"\(at (?:line (?P<line>\d+), column (?P<column>\d+)|end of document)\)$")
_SHOWN = 60
_SIGNS = re.compile("[“”‘’＝［］\uff5b\uff5d，]")
_REASONS = (
    ("Invalid value", "值写得不对：文字要放在半角双引号里，日期、数字、true、false 不加引号"),
    ("Expected newline", "后面有多余的内容：一句写一行；文字里面有双引号的，外面改用单引号"),
    ("Expected '='", "键的后面要写半角等号"),
    ("Invalid statement", "不是一句“键 = 值”，也不是 [[…]] 开头的表"),
    ("Invalid initial character", "键只用小写英文字母、数字和下划线"),
    ("Cannot overwrite a value", "同一个键写了两次；可以有几个的表要写成 [[…]]"),
    ("Cannot declare", "同一个表写了两次：可以有几个的要写成 [[…]]"),
    ("Cannot mutate", "同一个表写了两次：可以有几个的要写成 [[…]]"),
    ("Cannot define", "同一个键写了两次"),
    ("Unclosed array", "一组文字缺少右方括号 ]"),
    ("Unclosed inline table", "缺少右花括号 }"),
    ("Unterminated string", "文字缺少结尾的引号"),
    ("Illegal character", "文字缺少结尾的引号，或者有不能写的字符"),
    ("Unescaped", "反斜杠要写两个，或者外面改用单引号"),
    ("Expected ']", "表的名称缺少右方括号 ]"),
)


def told_of_toml(text: str, fault: TOMLDecodeError) -> str:
    """Where the text stops being TOML, with that line, and what to write instead."""
    said = str(fault)
    reason = next((told for start, told in _REASONS if said.startswith(start)), "写法不对")
    found = _PLACE.search(said)
    if found is None or found["line"] is None:
        return f"文件不是合格的 TOML：到文件末尾，{reason}。"
    number, column = int(found["line"]), int(found["column"])
    lines = text.split("\n")
    line = lines[number - 1].strip() if number <= len(lines) else ""
    if odd := _SIGNS.search(line[max(0, column - 2) :] or line):
        reason = f"{odd[0]} 是全角符号，请改为半角；{reason}"
    shown = line if len(line) <= _SHOWN else f"{line[:_SHOWN]}…"
    return f"文件不是合格的 TOML：第{number}行第{column}列（{shown}），{reason}。"


def nearest(name: str, known: Collection[str]) -> str:
    """（是不是 group？） where one of the known words is much like this one; else empty."""
    found = get_close_matches(name, sorted(known), n=1, cutoff=0.7)
    return f"（是不是 {found[0]}？）" if found else ""
