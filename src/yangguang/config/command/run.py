"""One command that starts everything on one machine, and stops all of it again."""

from __future__ import annotations

import argparse
import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from types import FrameType

from yangguang.config.command.parsing import CommandError, reason
from yangguang.config.command.start import alone, prepare_database, prepare_static, setup_django

FACES = {"portal": 0, "desk": 1, "api": 2}
PARTS = (*FACES, "worker")
LABELS = {"portal": "公众门户", "desk": "工作台", "api": "开放接口", "worker": "后台任务"}
STOP_SECONDS = 10.0
START_SECONDS = 120.0


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--only", choices=PARTS, help="只启动其中一部分（分开部署时使用）")
    parser.add_argument(
        "--host", metavar="地址", default="127.0.0.1", help="监听地址（默认只供本机访问）"
    )
    parser.add_argument(
        "--port",
        metavar="端口",
        type=int,
        default=8000,
        help="门户端口，默认 8000；工作台、接口依次加一",
    )
    parser.add_argument("--workers", metavar="个数", type=int, default=1, help="每个网站的进程数")
    parser.add_argument("--demo", action="store_true", help="库中没有数据时先建立演示城市")
    parser.add_argument(
        "--today", metavar="日期", help="演示数据的“今天”（默认为最近过完的一天），如 2026-11-22"
    )
    parser.add_argument(
        "--prepare-only", action="store_true", help="只做好启动前的准备（数据库、演示数据、索引）"
    )


_PR_SET_PDEATHSIG = 1


def _end_with_parent() -> None:
    """Have the kernel end a part when the supervisor is killed without a chance to stop it.

    Linux only; elsewhere a killed supervisor leaves its parts to be stopped by hand.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


@dataclass
class Part:
    name: str
    process: subprocess.Popen[bytes]


@dataclass
class Supervisor:
    """Starts the parts as child processes, watches them, and ends them together."""

    parts: list[Part] = field(default_factory=list)
    stopping: bool = False

    def start(self, name: str, command: list[str], environment: dict[str, str]) -> None:
        process = subprocess.Popen(  # noqa: S603 (our own modules with arguments checked above)
            command,
            env={**os.environ, **environment},
            start_new_session=True,
            preexec_fn=_end_with_parent,
        )
        self.parts.append(Part(name, process))

    def watch(self) -> int:
        """Wait until asked to stop or until a part ends by itself; gives the exit code."""

        def ask_to_stop(number: int, frame: FrameType | None) -> None:
            self.stopping = True

        signal.signal(signal.SIGINT, ask_to_stop)
        signal.signal(signal.SIGTERM, ask_to_stop)
        code = 0
        while not self.stopping:
            for part in self.parts:
                ended = part.process.poll()
                if ended is not None:
                    print(
                        f"{LABELS[part.name]}意外退出（{ended}），正在停止其余部分。",
                        file=sys.stderr,
                    )
                    self.stopping, code = True, 1
            time.sleep(0.2)
        self.stop()
        return code

    def stop(self) -> None:
        """Ask every part to end, and end those that do not within ten seconds."""
        for part in self.parts:
            if part.process.poll() is None:
                part.process.send_signal(signal.SIGTERM)
        deadline = time.monotonic() + STOP_SECONDS
        for part in self.parts:
            try:
                part.process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                os.killpg(part.process.pid, signal.SIGKILL)
                part.process.wait()


def run(arguments: argparse.Namespace) -> int:
    """Prepare, start, print where to go, and serve until Ctrl-C."""
    began = time.monotonic()
    names = [arguments.only] if arguments.only else list(PARTS)
    ports = {name: arguments.port + FACES[name] for name in names if name in FACES}
    for name, port in ports.items():
        _require_free(arguments.host, port, LABELS[name])
    host = "127.0.0.1" if arguments.host in {"0.0.0.0", "::"} else arguments.host  # noqa: S104 (compared, not bound)
    os.environ.setdefault("YANGGUANG_SITE_URL", f"http://{host}:{arguments.port}")
    os.environ.setdefault("YANGGUANG_DESK_URL", f"http://{host}:{arguments.port + 1}")
    setup_django()
    with alone():
        if prepare_database():
            print("数据库已就绪。")
        if ports and prepare_static():
            print("页面样式已就绪。")
        _prepare_data(arguments)
    if arguments.prepare_only:
        return 0
    supervisor = Supervisor()
    for name in names:
        supervisor.start(name, *_command(name, arguments, ports))
    try:
        # Looking the log-ins up takes a while (slow hashes by design): do it while the parts start.
        logins = _logins(ports)
        applicant = _applicant(ports)
        for name, port in ports.items():
            _wait_for(host, port, LABELS[name], supervisor)
        _announce(host, ports, logins, applicant, time.monotonic() - began)
        return supervisor.watch()
    finally:
        supervisor.stop()
        print("已全部停止。")


def _prepare_data(arguments: argparse.Namespace) -> None:
    from yangguang.config.command.registers import install_registers
    from yangguang.config.command.roles import install_roles

    install_roles()
    install_registers()
    if not arguments.demo:
        return
    from yangguang.config.command.demo import build_if_empty

    build_if_empty(scale="city", today=arguments.today)


def _command(
    name: str, arguments: argparse.Namespace, ports: dict[str, int]
) -> tuple[list[str], dict[str, str]]:
    if name == "worker":
        return [sys.executable, "-m", "yangguang.config.command.main", "worker"], {}
    command = [
        sys.executable,
        "-m",
        "granian",
        "--interface",
        "wsgi",
        "--host",
        arguments.host,
        "--port",
        str(ports[name]),
        "--workers",
        str(arguments.workers),
        "--blocking-threads",
        "4",
        "--no-access-log",
        "--log-level",
        "warning",
        "--workers-kill-timeout",
        "5",
        "yangguang.config.wsgi:application",
    ]
    return command, {"YANGGUANG_FACE": name}


def _require_free(host: str, port: int, label: str) -> None:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise CommandError(
                f"{label}要用的端口 {host}:{port} 不可用（{reason(error)}）。"
                "请停止占用它的程序，或用 --port 换一个端口。"
            ) from error


def _wait_for(host: str, port: int, label: str, supervisor: Supervisor) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if any(part.process.poll() is not None for part in supervisor.parts):
            raise CommandError(f"{label}未能启动，请查看上面的错误信息，或运行 yangguang doctor。")
        try:
            with socket.create_connection((host, port), timeout=0.5):
                return
        except OSError:
            time.sleep(0.05)
    raise CommandError(f"{label}在{START_SECONDS:.0f}秒内未能启动，请运行 yangguang doctor 检查。")


def _logins(ports: dict[str, int]) -> list[tuple[str, str, str]]:
    from django.conf import settings

    if not settings.DEMO or "desk" not in ports:
        return []
    from yangguang.config.command.demo import demo_logins

    return demo_logins()


def _applicant(ports: dict[str, int]) -> tuple[str, str] | None:
    from django.conf import settings

    if not settings.DEMO or "portal" not in ports:
        return None
    from yangguang.config.demo.requests import demo_applicant

    return demo_applicant()


def _announce(
    host: str,
    ports: dict[str, int],
    logins: list[tuple[str, str, str]],
    applicant: tuple[str, str] | None,
    seconds: float,
) -> None:
    print(f"\n阳光政务公开平台已启动（{seconds:.1f} 秒）。按 Ctrl-C 停止。\n")
    for name, port in ports.items():
        print(f"  {LABELS[name]}　http://{host}:{port}/")
    if logins:
        print("\n演示账号（仅供试用，正式环境会拒绝）：")
        for username, password, description in logins:
            print(f"  {username}　{password}　{description}")
    if applicant is not None:
        number, code = applicant
        print("\n演示申请人（在公众门户“依申请公开—查询办理进度”中使用）：")
        print(f"  登记号　{number}　查询码　{code}")
    print(flush=True)
