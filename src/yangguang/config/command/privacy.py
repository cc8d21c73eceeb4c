"""``yangguang privacy``: personal data in files (``scan``) and in all that is kept (``sweep``).

``scan`` needs no database and no settings, so that a file can be looked at on any machine before
it is sent anywhere.
"""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

from yangguang.apps.files.releasecheck.finding import Severity
from yangguang.apps.files.sandbox import Sandbox
from yangguang.apps.files.workshop import carried_in, check_box
from yangguang.config.command.parsing import CommandError, reason
from yangguang.config.command.walking import MOST_BYTES, FoundFile, walk_files
from yangguang.text.document import UnreadableDocument
from yangguang.text.extract.limits import DEFAULT
from yangguang.text.personal import Classified, Readable, Spotted, readable, spot
from yangguang.text.privacy import SURE

_LIMITS = replace(DEFAULT, text_bytes=MOST_BYTES)
"""A text file has no structure to blow up: it may be as large as a file may be at all."""

SCAN = """查找文件中的个人信息：身份证号码、手机号码、个人固定电话、银行卡号、护照等证件号码、
车牌号、个人电子邮箱、住址、姓名。只列出遮盖后的样子，不显示原文。

读取 txt、html、docx、doc、pdf（须有文字层）、xlsx、xls、ods、ofd、csv；文件夹连同其下各级，
zip 压缩包逐个读取其中的文件；名称以“.”开头的不读。标有密级的文件不读。文档除文字以外夹带的批注、
修订痕迹、隐藏工作表、PDF 中看不见的文字等（发布后会被人看到）另行列出，其中的个人信息也算发现；
--no-carried 不查夹带（更快）。

start、end 按字符（Unicode 码位）从 0 计，end 不含在内：
  txt  按文件解码后的文字计：字节顺序标记（BOM）不计，换行保持原样（CR、LF 各计一个）；
       编码自动识别（UTF-8、GB18030、Big5、UTF-16）；
  其他  按提取的文字计，--text 可以打印这份文字。

退出码：0 没有发现；1 有发现；2 有文件无法读取或标有密级。"""

SWEEP = """排查库中全部信息：标题、内容概述、正文和附件文字。先查号码、证件、邮箱和住址；姓名另作
一轮（--names）；附件除文字以外夹带的隐藏工作表、隐藏行列、批注、修订痕迹、属性中的姓名、宏、
PDF 中看不见的文字和注释等，又作一轮（--files），同一文件只检查一次。用上全部处理器；中断后再次运行会接着做；已认定的不再提出；已做过且没有变化的
不再重读。发现只保存位置和遮盖后的样子，在工作台“个人信息排查”中认定。

退出码：0 没有待认定的；1 有待认定的；2 未能完成。"""


def configure(parser: argparse.ArgumentParser) -> None:
    """Fills the parser of ``yangguang privacy``."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="动作", title="动作")
    scan = actions.add_parser("scan", help="检查文件", description=SCAN)
    scan.add_argument("paths", nargs="+", metavar="路径", help="文件、文件夹或 zip 压缩包")
    scan.add_argument("--json", action="store_true", help="每个文件输出一行 JSON")
    scan.add_argument("--all", action="store_true", help=f"连同把握不大的（低于 {SURE}）一起列出")
    scan.add_argument("--no-names", action="store_true", help="不查找姓名（更快）")
    scan.add_argument("--no-carried", action="store_true", help="不查文档夹带的内容（更快）")
    scan.add_argument(
        "--text",
        action="store_true",
        help="打印提取的文字，位置按它计；与 --json 同用时加在每个对象里",
    )
    scan.set_defaults(act=run_scan)
    sweep = actions.add_parser("sweep", help="排查库中全部信息", description=SWEEP)
    which = sweep.add_mutually_exclusive_group()
    which.add_argument("--names", action="store_true", help="查找姓名这一轮")
    which.add_argument("--files", action="store_true", help="检查附件夹带这一轮")
    sweep.add_argument("--again", action="store_true", help="已做过的也重新排查")
    sweep.add_argument("--workers", type=int, metavar="数", help="用几个进程（默认与处理器同数）")
    sweep.add_argument("--json", action="store_true", help="以 JSON 输出结果")
    sweep.set_defaults(act=run_sweep)


def run(arguments: argparse.Namespace) -> int:
    """Runs the chosen action; gives the exit code."""
    return int(arguments.act(arguments))


def run_scan(arguments: argparse.Namespace) -> int:
    """Looks at every file and prints one answer for each; gives the exit code."""
    # A file name may hold bytes that are no text; they are shown escaped, not stumbled over.
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")
    paths = [Path(text) for text in arguments.paths]
    unread = hits = 0
    shown_before = False
    with Sandbox() as sandbox, check_box() as box:
        for found in walk_files(paths):
            answer, text = _answer(found, sandbox, box, arguments)
            if arguments.text and not arguments.json and "error" not in answer:
                if shown_before:
                    raise CommandError(
                        "--text 一次只打印一个文件的文字；要一次看多个文件，请加上 --json。"
                    )
                shown_before = True
                sys.stdout.write(text)
                continue
            unread += "error" in answer
            hits += len(answer.get("findings", ()))
            hits += sum(one["personal"] for one in answer.get("carried", ()))
            if arguments.json:
                print(json.dumps(answer, ensure_ascii=False), flush=True)
            else:
                _show(answer, text)
    if unread:
        return 2
    return 1 if hits else 0


def _answer(
    found: FoundFile, sandbox: Sandbox, box: Sandbox, arguments: argparse.Namespace
) -> tuple[dict[str, Any], str]:
    """The object to print for one file, and the text its offsets count in."""
    if found.read is None:
        return {"file": found.name, "error": found.problem}, ""
    try:
        data = found.read()
        source = readable(
            data,
            name=found.bare_name,
            read_with=lambda data, name: sandbox.read(data, name=name),
            limits=_LIMITS,
        )
    except UnreadableDocument as problem:
        return {"file": found.name, "error": str(problem)}, ""
    except Classified as problem:
        why = (
            f"文件标有密级（{problem.args[0]}），已停止检查，未保存任何内容。本程序不是涉密系统，"
            "请立即按保密规定处理该文件。"
        )
        return {"file": found.name, "error": why}, ""
    except OSError as error:
        return {"file": found.name, "error": f"系统打不开这个文件（{_why(error)}）。"}, ""
    answer = _findings(found.name, source, arguments)
    printed = arguments.text and not arguments.json
    if source.document is not None and not arguments.no_carried and not printed:
        carried = [
            {**one.as_json(), "severity": one.severity.value}
            for one in carried_in(data, box=box)
            if one.kind != "unreadable" and (one.severity == Severity.MUST or one.personal)
        ]
        if carried:
            answer["carried"] = carried
    return answer, source.text


def _why(error: OSError) -> str:
    return reason(error) if error.errno else str(error)


def _findings(name: str, source: Readable, arguments: argparse.Namespace) -> dict[str, Any]:
    spotted = spot(source, names=not arguments.no_names, least=0.0 if arguments.all else SURE)
    answer: dict[str, Any] = {"file": name, "findings": [one.as_json() for one in spotted]}
    if source.warnings:
        answer["warnings"] = list(source.warnings)
    if arguments.text and arguments.json:
        answer["text"] = source.text
    if not arguments.json:
        answer["spotted"] = spotted
    return answer


def _show(answer: dict[str, Any], text: str) -> None:
    name = answer["file"]
    if "error" in answer:
        print(f"{name}：无法检查。{answer['error']}", file=sys.stderr)
        return
    for warning in answer.get("warnings", ()):
        print(f"{name}：注意：{warning}", file=sys.stderr)
    spotted: list[Spotted] = answer["spotted"]
    carried = answer.get("carried", ())
    inside = sum(one["personal"] for one in carried)
    told = [f"发现 {len(spotted)} 处"] if spotted else []
    told += [f"夹带 {len(carried)} 项（其中 {inside} 项含个人信息）"] if carried else []
    print(f"{name}：{'，'.join(told) or '没有发现个人信息'}")
    for one in spotted:
        line = text.count("\n", 0, one.start) + 1
        page = f"第{one.page}页 " if one.page > 1 else ""
        print(
            f"  {page}第{line}行　{one.label}　{one.masked}　把握 {one.confidence:.2f}　{one.why}"
        )

    for one in carried:
        print(f"  夹带　{one['where']}　{one['sentence']}{one['advice']}")


def run_sweep(arguments: argparse.Namespace) -> int:
    """Looks through all that is kept; gives 0, or 1 where findings wait for a decision."""
    from yangguang.config.command.progress import bar
    from yangguang.config.command.start import prepare_database, require_database, setup_django

    if arguments.workers is not None and arguments.workers < 1:
        raise CommandError("--workers 应当至少为 1。")
    setup_django()
    require_database()
    prepare_database()

    from django.utils import timezone

    from yangguang.apps.audit.actors import command
    from yangguang.apps.privacy.models import KIND_CHOICES, Sweep
    from yangguang.apps.privacy.selectors import counts_by_kind
    from yangguang.apps.privacy.services import sweep_all
    from yangguang.apps.privacy.workers import WorkerFailed

    sweep = Sweep.NAMES if arguments.names else Sweep.RULES
    if arguments.files:
        sweep = Sweep.FILES
    with bar(f"正在排查{sweep.label}") as advance:
        try:
            report = sweep_all(
                sweep=sweep,
                by=command("排查程序"),
                at=timezone.now(),
                workers=arguments.workers,
                again=arguments.again,
                progress=advance,
            )
        except WorkerFailed as error:
            raise CommandError(str(error)) from error
    waiting, labels = counts_by_kind(), dict(KIND_CHOICES)
    if arguments.json:
        print(json.dumps({**report.as_json(), "open": waiting}, ensure_ascii=False))
    else:
        print(
            f"已排查 {report.editions} 条信息（{sweep.label}），此前已查过、没有变化的 {report.already} 条。"
            + (f"\n已检查 {report.files} 个附件。" if arguments.files else "")
            + f"\n新发现 {report.new} 处，自动关闭 {report.closed} 处。"
        )
        if waiting:
            kinds = "、".join(
                f"{labels[kind]} {count} 处" for kind, count in sorted(waiting.items())
            )
            print(f"待认定：{kinds}。请在工作台“个人信息排查”中办理。")
        else:
            print("没有待认定的。")
    return 1 if waiting else 0
