"""Reading a report file for the command line, with what to say where it cannot be read."""

from __future__ import annotations

from pathlib import Path

from yangguang.config.command.parsing import reason
from yangguang.text.document import Document, UnreadableDocument
from yangguang.text.extract import read
from yangguang.text.secrecy import secrecy_mark


class NotRead(Exception):
    """The file cannot be used; the message says why and what to do."""


class Classified(NotRead):
    """The file bears a classification mark."""


def read_report(name: str) -> Document:
    """The file as a document. Raises NotRead, Classified where it bears a classification mark."""
    path = Path(name)
    try:
        document = read(path.read_bytes(), name=path.name)
    except UnreadableDocument as problem:
        raise NotRead(str(problem.args[0])) from problem
    except FileNotFoundError as problem:
        raise NotRead("没有这个文件，请检查文件名和路径。") from problem
    except IsADirectoryError as problem:
        raise NotRead("这是文件夹，请给出其中的文件。") from problem
    except OSError as problem:
        raise NotRead(f"系统打不开这个文件（{reason(problem)}）。") from problem
    mark = secrecy_mark(document)
    if mark:
        raise Classified(
            f"文件标有密级（{mark}），已停止核对，未保存任何内容。本程序不是涉密系统，"
            "请立即按保密规定处理该文件。"
        )
    return document
