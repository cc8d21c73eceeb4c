"""``yangguang press``: make public pages, prove they are untouched, copy the site, count readers."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from itertools import chain, islice
from pathlib import Path
from typing import Any

from yangguang.config.command.parsing import ChineseParser, CommandError, reason
from yangguang.config.command.press_nodes import (
    catch_up_here,
    follow,
    tell_nodes,
    wait_for_database,
)
from yangguang.config.command.progress import bar
from yangguang.config.command.start import prepare_static, require_database, setup_django

ACTS = {
    "warm": "生成还没有的页面",
    "bake": "把全站页面重新生成一遍（旧页面在新页面就绪前照常访问）",
    "verify": "核对：找出被改动、缺失、来历不明的文件",
    "repair": "核对并修复：删除不该有的，重新生成不对的",
    "export": "导出完整的静态网站，任何网页服务器都能直接使用",
    "status": "页面数量、待更新数量、最近的生成记录",
    "counts": "从访问日志统计阅读次数（重复执行不会重复计数）",
    "catch-up": "多台网页服务器时：补做本节点停机期间其他节点的清除，做完才可以对外服务",
    "follow": "多台网页服务器时：持续跟随其他节点的清除并重新生成页面",
    "nodes": "多台网页服务器时：各节点的进度",
}


_WHOLE = "全站重新生成"


def configure(parser: argparse.ArgumentParser) -> None:
    acts = parser.add_subparsers(
        dest="act", metavar="动作", required=True, parser_class=ChineseParser
    )
    for name, text in ACTS.items():
        act = acts.add_parser(name, help=text, description=text)
        if name in {"warm", "bake", "export"}:
            act.add_argument(
                "--variants",
                choices=("ordinary", "all"),
                default="all" if name == "export" else "ordinary",
                help="只做普通页面（ordinary），或连同繁体、长者、高对比度（all）",
            )
        if name == "bake":
            act.add_argument(
                "--processes",
                type=int,
                default=1,
                metavar="数",
                help="用几个进程同时生成（默认 1，不超过处理器数为宜）",
            )
            act.add_argument("--part", type=int, default=None, help=argparse.SUPPRESS)
        if name == "export":
            act.add_argument("target", metavar="文件夹", help="导出到哪里（须为空或不存在）")
        if name == "catch-up":
            act.add_argument(
                "--anew",
                action="store_true",
                help="清空本节点的文件夹后从头开始（恢复数据库备份之后）",
            )
            act.add_argument(
                "--wait",
                type=float,
                default=0.0,
                metavar="秒",
                help="数据库还连接不上时，最多等待多少秒（默认不等）",
            )
        if name in {"verify", "status", "nodes"}:
            act.add_argument("--json", action="store_true", help="以 JSON 输出")
        if name == "counts":
            act.add_argument(
                "logs", metavar="日志", nargs="+", help="nginx 的访问日志（combined 格式）"
            )


def run(arguments: argparse.Namespace) -> int:
    """0: done and well; 1: done, and something needs people (see the lines printed)."""
    os.environ["YANGGUANG_FACE"] = "portal"
    setup_django()
    if arguments.act == "catch-up":
        wait_for_database(arguments.wait)
    require_database()
    from yangguang.press.services import press_folder

    if press_folder() is None and arguments.act != "nodes":
        raise CommandError("没有设置静态页面文件夹（YANGGUANG_PRESS_DIR），没有可处理的页面。")
    acts = {
        "warm": _warm,
        "bake": _bake,
        "verify": _verify,
        "repair": _repair,
        "export": _export,
        "status": _status,
        "counts": _counts,
        "catch-up": catch_up_here,
        "follow": follow,
        "nodes": tell_nodes,
    }
    return acts[arguments.act](arguments)


def _variants(arguments: argparse.Namespace) -> tuple[str, ...]:
    from yangguang.press.addresses import VARIANTS

    return VARIANTS if arguments.variants == "all" else ("/",)


def _folder() -> Any:
    from yangguang.press.services import press_folder

    found = press_folder()
    assert found is not None  # noqa: S101 (run() has looked)
    return found


def _warm(arguments: argparse.Namespace) -> int:
    from yangguang.press.addresses import relative
    from yangguang.press.warming import whole_site

    live = _folder().live
    absent = (
        path
        for path in whole_site(variants=_variants(arguments))
        if not (live / (relative(path) or "?")).is_file()
    )
    return _make(absent, "正在生成缺少的页面", "生成缺少的页面")


def _bake(arguments: argparse.Namespace) -> int:
    from yangguang.press.warming import whole_site

    if arguments.processes < 1:
        raise CommandError("--processes 应当至少为 1。")
    if arguments.part is not None:
        return _bake_part(arguments)
    if arguments.processes > 1:
        return _bake_in_parts(arguments)
    return _make(whole_site(variants=_variants(arguments)), "正在生成全站页面", _WHOLE)


def _bake_part(arguments: argparse.Namespace) -> int:
    """One process's share of the whole site: every so many-th address. Answers in JSON."""
    from yangguang.press.services import Reason
    from yangguang.press.warming import warm, whole_site

    share = islice(
        whole_site(variants=_variants(arguments)), arguments.part, None, arguments.processes
    )
    tally = warm(share, reason=Reason(_WHOLE, by="命令行"), record=False)
    print(json.dumps({"made": tally.made, "refused": tally.refused, "failed": tally.failed}))
    return 1 if tally.failed else 0


def _bake_in_parts(arguments: argparse.Namespace) -> int:
    """The whole site by several processes at once; pages are kept under the same locks as ever."""
    from yangguang.press.models import Entry
    from yangguang.press.services import note
    from yangguang.press.warming import Tally

    prepare_static()
    began = time.monotonic()
    command = [sys.executable, "-m", "yangguang.config.command.main", "press", "bake"]
    command += ["--variants", arguments.variants, "--processes", str(arguments.processes)]
    running = [
        subprocess.Popen(  # noqa: S603 (this very command with a part)
            [*command, "--part", str(part)], stdout=subprocess.PIPE, text=True
        )
        for part in range(arguments.processes)
    ]
    tally, broken = Tally(), 0
    for one in running:
        said, _ = one.communicate()
        try:
            answer = json.loads(said.splitlines()[-1])
        except (IndexError, ValueError):
            broken += 1
            continue
        tally.made += answer["made"]
        tally.refused += answer["refused"]
        tally.failed += answer["failed"]
    seconds = max(time.monotonic() - began, 0.001)
    note(Entry.What.WHOLE, why=f"{_WHOLE}：{tally.made} 页", by="命令行")
    _tell(tally.made, tally.refused, tally.failed, seconds)
    if broken:
        print(
            f"{broken} 个进程中途停止，它们那部分页面没有全部生成，请再运行一次。", file=sys.stderr
        )
    return 1 if tally.failed or broken else 0


def _tell(made: int, refused: int, failed: int, seconds: float) -> None:
    print(f"已生成 {made:,} 页，用时 {seconds:.1f} 秒，每秒 {made / seconds:.1f} 页。")
    if refused:
        print(f"{refused:,} 页在生成期间内容有变动，已留待后台重新生成。")
    if failed:
        print(f"{failed:,} 页生成失败，原因见日志。", file=sys.stderr)


def _make(addresses: Iterator[str], title: str, why: str) -> int:
    from yangguang.press.models import Entry
    from yangguang.press.services import Reason, note
    from yangguang.press.warming import warm

    prepare_static()
    began = time.monotonic()
    with bar(title) as advance:

        def counted() -> Iterator[str]:
            for number, path in enumerate(addresses, start=1):
                if number % 20 == 0:
                    advance(number, 0)
                yield path

        tally = warm(counted(), reason=Reason(why, by="命令行"), record=False)
    seconds = max(time.monotonic() - began, 0.001)
    note(Entry.What.WHOLE, why=f"{why}：{tally.made} 页", by="命令行")
    _tell(tally.made, tally.refused, tally.failed, seconds)
    return 1 if tally.failed else 0


def _verify(arguments: argparse.Namespace) -> int:
    from django.conf import settings

    from yangguang.press.models import Page
    from yangguang.press.proving_assets import assets
    from yangguang.press.verifying import STANDS, verify

    findings = []
    for finding in chain(verify(_folder()), assets(Path(settings.STATIC_ROOT))):
        findings.append(finding)
        if not arguments.json:
            print(f"［{finding.wrong}］{finding.place}\n        {finding.advice}")
    if arguments.json:
        rows = [{"wrong": str(f.wrong), "place": f.place, "advice": f.advice} for f in findings]
        print(json.dumps(rows, ensure_ascii=False))
    else:
        pages = Page.objects.filter(state__in=STANDS).count()
        print(
            f"共核对 {pages:,} 页，{len(findings):,} 处不一致。"
            if findings
            else f"共核对 {pages:,} 页，全部一致。"
        )
    return 1 if findings else 0


def _repair(arguments: argparse.Namespace) -> int:
    return repair_pages()


def repair_pages() -> int:
    """Hold the pages against the database, take away what is wrong and make it again; 1 if some failed."""
    from django.conf import settings

    from yangguang.press.proving_assets import assets, take_away
    from yangguang.press.repairing import REASON, repair
    from yangguang.press.verifying import verify
    from yangguang.press.warming import warm

    root = Path(settings.STATIC_ROOT)
    wrong = list(assets(root))
    for one in wrong:
        take_away(root, one.place)
    prepare_static()
    found, again = repair(_folder(), verify(_folder()))
    found += len(wrong)
    tally = warm(again, reason=REASON)
    print(f"处理 {found:,} 处，重新生成 {tally.made:,} 页。" if found else "全部一致，无需修复。")
    return 1 if tally.failed else 0


def _export(arguments: argparse.Namespace) -> int:
    from django.conf import settings

    from yangguang.press.exporting import MANIFEST, NotEmpty, export
    from yangguang.press.registry import site
    from yangguang.press.services import Reason
    from yangguang.press.warming import warm, whole_site

    prepare_static()
    target = Path(arguments.target)
    try:
        with bar("正在导出") as advance:

            def counted() -> Iterator[str]:
                for number, path in enumerate(whole_site(variants=_variants(arguments)), start=1):
                    if number % 20 == 0:
                        advance(number, 0)
                    yield path

            done = export(
                _folder(),
                target,
                addresses=counted(),
                assets=Path(settings.STATIC_ROOT),
                make=lambda paths: warm(
                    paths, reason=Reason("导出时生成", by="命令行"), record=False
                ),
                downloads=site().downloads,
                online=site().online(),
                host=settings.SITE_URL.rstrip("/"),
                variants=_variants(arguments),
            )
    except NotEmpty as error:
        raise CommandError(f"{error} 已经存在且不是空文件夹，请换一个位置。") from error
    except OSError as error:
        raise CommandError(f"写不进 {target}（{reason(error)}）。请检查权限和磁盘空间。") from error
    print(
        f"已导出到 {target}：{done.pages:,} 页，{done.downloads:,} 个清单文件，{done.assets:,} 个样式和图片文件，"
        f"{done.size / 1024**2:.1f} MB；各文件的摘要见 {MANIFEST}。"
    )
    if done.missing:
        print(f"{len(done.missing):,} 个地址没有能生成的页面，未导出。", file=sys.stderr)
    return 1 if done.missing else 0


def _status(arguments: argparse.Namespace) -> int:
    from django.utils import timezone

    from yangguang.press.selectors import status

    found = status()
    if arguments.json:
        print(json.dumps(found.as_dict(), ensure_ascii=False))
        return 0
    for label, number in found.by_state:
        print(f"{label}　{number:,} 页")
    print(f"样式或栏目已变、待逐步更新　{found.old_release:,} 页")
    print(f"撤回说明页　{found.buried:,} 页")
    print("最近的记录：")
    for entry in found.entries:
        what = entry.path or entry.subject
        by = f"（{entry.by}）" if entry.by else ""
        print(
            f"  {timezone.localtime(entry.at):%Y-%m-%d %H:%M:%S}　{entry.get_what_display()}　{what}　{entry.why}{by}"
        )
    return 0


def _counts(arguments: argparse.Namespace) -> int:
    from django.utils import timezone

    from yangguang.press.counting import count_log

    for name in arguments.logs:
        try:
            counted = count_log(Path(name), at=timezone.now())
        except OSError as error:
            raise CommandError(f"读不了日志 {name}（{reason(error)}）。") from error
        print(
            f"{name}：新增 {counted.lines:,} 行，其中阅读 {counted.reads:,} 次，"
            f"涉及 {counted.items:,} 条信息。"
        )
    return 0
