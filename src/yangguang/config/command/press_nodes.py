"""``yangguang press catch-up | follow | nodes``: several web servers, each with a folder of its own."""

from __future__ import annotations

import argparse
import json
import sys
import time

from yangguang.config.command.parsing import CommandError
from yangguang.config.command.start import prepare_static


def wait_for_database(seconds: float) -> None:
    """After a power cut the web server may be up long before the database."""
    from django.db import OperationalError, connection

    ends = time.monotonic() + seconds
    told = False
    while True:
        try:
            connection.ensure_connection()
        except OperationalError as error:
            if time.monotonic() >= ends:
                # `require_database` says what is wrong.
                return
            if not told:
                told = True
                print(f"连接不上数据库，等待它启动（{error}）。", file=sys.stderr, flush=True)
            time.sleep(min(2.0, max(0.1, ends - time.monotonic())))
        else:
            return


def _require_node() -> str:
    from django.conf import settings

    if not settings.PRESS_NODE:
        raise CommandError(
            "没有设置节点名称（YANGGUANG_PRESS_NODE）。只有一个静态页面文件夹时不需要这个命令。"
        )
    return str(settings.PRESS_NODE)


def catch_up_here(arguments: argparse.Namespace) -> int:
    """Repeat what other nodes purged while this one was down. Raises CommandError where it cannot."""
    from django.db import InterfaceError, OperationalError
    from django.utils import timezone

    from yangguang.press.nodes import catch_up

    name = _require_node()
    prepare_static()
    try:
        done = catch_up(at=timezone.now(), anew=arguments.anew)
    except (InterfaceError, OperationalError) as error:
        raise CommandError(
            f"赶上其他节点时与数据库的连接中断（{error}），本节点还不能对外服务。数据库恢复后请重新运行。"
        ) from error
    print(f"节点 {name} 已赶上，补做清除 {done:,} 次，可以对外服务。", flush=True)
    return 0


def follow(arguments: argparse.Namespace) -> int:
    """Until asked to stop: one round a half second, the folder's own needs three times a minute."""
    import signal
    import threading

    from yangguang.config.command import worker

    catch_up_here(argparse.Namespace(anew=False))
    stop = threading.Event()
    for one in (signal.SIGTERM, signal.SIGINT):
        signal.signal(one, lambda number, frame: stop.set())
    tended = 0.0
    while not stop.is_set():
        if not worker.follow_nodes():
            stop.wait(0.5)
        if time.monotonic() - tended > worker.PERIODIC_SECONDS:
            worker.tend_node()
            tended = time.monotonic()
    return 0


def tell_nodes(arguments: argparse.Namespace) -> int:
    """How far each node has come; 1 where one does not follow."""
    from django.utils import timezone

    from yangguang.press.nodes import standing

    now = timezone.now()
    found = standing()
    if arguments.json:
        print(json.dumps([one.as_dict(now) for one in found], ensure_ascii=False))
    elif not found:
        print("没有登记节点：所有网页服务器共用一个静态页面文件夹。")
    else:
        for one in found:
            state = "正在跟随" if one.follows(now) else "没有跟随，请检查该节点的 press follow"
            print(
                f"{one.name}　{one.pages:,} 页　落后 {one.behind:,} 次清除　"
                f"最近核对 {timezone.localtime(one.seen_at):%Y-%m-%d %H:%M:%S}　{state}"
            )
    return 0 if all(one.follows(now) for one in found) else 1
