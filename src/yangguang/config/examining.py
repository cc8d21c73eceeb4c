"""The checks of an installation: each says what it saw and, where it is not well, what to do."""

from __future__ import annotations

import shutil
import stat
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core import checks
from django.db import DatabaseError, connection

from yangguang.apps.audit.selectors import verify_chain
from yangguang.apps.events.selectors import owed_by_reader
from yangguang.apps.files.sandbox import Sandbox
from yangguang.apps.files.selectors import content_path
from yangguang.apps.jobs.models import PeriodicRun
from yangguang.apps.vault.problems import SealBroken
from yangguang.apps.vault.registry import sealed_columns
from yangguang.apps.vault.ring import current_ring
from yangguang.apps.vault.selectors import UNKNOWN, keys_in_use
from yangguang.config.command.start import migrations_waiting
from yangguang.text.document import UnreadableDocument

GIGABYTE = 1024**3


@dataclass(frozen=True, slots=True)
class Result:
    """``state`` is ok, note (worth knowing) or wrong."""

    name: str
    state: str
    detail: str
    advice: str = ""


def examine() -> list[Result]:
    """Every check in order; what needs the database is left out where it cannot be reached."""
    results = [_python(), _system_checks(), _home(), _disk(), _keys()]
    database = _database()
    results.append(database)
    if database.state == "wrong":
        return results
    needing: tuple[Callable[[], Result], ...] = (
        _migrations, _accounts, _seals, _events, _periodic, _audit, _files, _index,
    )  # fmt: skip
    for check in needing:
        try:
            results.append(check())
        except DatabaseError as error:
            results.append(
                Result(check.__name__.strip("_"), "wrong", f"数据库出错：{error}", "请先运行 yangguang init 或 yangguang run 建立数据库。")
            )  # fmt: skip
            break
    results += [_sandbox(), _programs()]
    return results


def _python() -> Result:
    version = ".".join(map(str, sys.version_info[:3]))
    return Result("Python", "ok", version)


def _system_checks() -> Result:
    problems = [
        one for one in checks.run_checks() if one.level >= checks.WARNING and not one.is_silenced()
    ]
    if problems:
        return Result("程序自检", "wrong", str(problems[0]), "请按提示修改设置后重新启动。")
    return Result("程序自检", "ok", "通过")


def _home() -> Result:
    home = Path(settings.HOME)
    try:
        home.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=home):
            return Result("数据文件夹", "ok", str(home))
    except OSError as error:
        return Result("数据文件夹", "wrong", f"{home} 不可写（{error.strerror}）", "请修改文件夹权限，或用 YANGGUANG_HOME 指定别处。")  # fmt: skip


def _disk() -> Result:
    free = shutil.disk_usage(settings.HOME).free
    if free < GIGABYTE:
        return Result("磁盘空间", "wrong", f"只剩 {free / GIGABYTE:.1f} GB", "请清理磁盘，或把数据文件夹移到更大的磁盘。")  # fmt: skip
    return Result("磁盘空间", "ok", f"剩余 {free / GIGABYTE:.0f} GB")


def _keys() -> Result:
    folder = Path(settings.KEYS_FOLDER)
    loose = [
        path.name for path in folder.glob("*.key") if stat.S_IMODE(path.stat().st_mode) & 0o077
    ]
    if loose:
        return Result(
            "密钥", "wrong", f"{'、'.join(loose)} 的权限过宽", f"请运行 chmod 600 {folder}/*.key"
        )
    return Result("密钥", "ok", f"{len(list(folder.glob('*.key')))} 个，仅本账号可读")


def _database() -> Result:
    try:
        connection.ensure_connection()
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError as error:
        return Result(
            "数据库", "wrong", f"无法连接：{error}", "请检查 YANGGUANG_DATABASE 与数据库服务。"
        )
    return Result("数据库", "ok", connection.vendor)


def _migrations() -> Result:
    waiting = migrations_waiting()
    if waiting:
        return Result("数据库结构", "wrong", f"有 {waiting} 项更新未执行", "请运行 yangguang manage migrate，或用 yangguang run 启动。")  # fmt: skip
    return Result("数据库结构", "ok", "最新")


def _accounts() -> Result:
    from yangguang.apps.agencies.models import User

    demo = User.objects.filter(is_demo=True, is_active=True).count()
    total = User.objects.filter(is_active=True).count()
    if demo and not settings.DEMO:
        return Result(
            "账号", "wrong", f"正式环境中有 {demo} 个演示账号", "请在工作台停用演示账号。"
        )
    if not total:
        return Result("账号", "note", "还没有工作人员账号", "请用 yangguang init 建立机构和人员。")
    return Result("账号", "ok", f"{total} 个" + (f"（其中演示账号 {demo} 个）" if demo else ""))


def _seals() -> Result:
    try:
        uses = keys_in_use()
        current = current_ring().current.id
        for column in sealed_columns():
            newest = (
                column.model._base_manager.exclude(**{column.field: ""}).order_by("-pk").first()
            )
            if newest is not None:
                column.unseal(
                    getattr(newest, column.field),
                    purpose=column.purpose,
                    context=column.context(newest),
                )
    except SealBroken as error:
        return Result("字段密钥", "wrong", str(error), "请放回备份时的 keys 文件夹；无法找回的，二次验证须由有关人员重新绑定，已加密的个人信息无法再读取。")  # fmt: skip
    lost = [use for use in uses if not use.here and use.key_id != UNKNOWN]
    if lost:
        named = "，".join(f"{use.key_id}（{use.column} {use.count} 条）" for use in lost)
        return Result("字段密钥", "wrong", f"缺少密钥 {named}", "请放回备份时 keys 文件夹中的 field-*.key。")  # fmt: skip
    if not uses:
        return Result("字段密钥", "ok", f"{current}，没有已加密的内容")
    older = sum(use.count for use in uses if use.key_id != current)
    if older:
        return Result("字段密钥", "note", f"{current}，另有 {older} 条内容使用旧密钥", "请运行 yangguang manage rotate_field_key --resume。")  # fmt: skip
    return Result("字段密钥", "ok", f"{current}，与数据库匹配")


def _events() -> Result:
    owed = owed_by_reader()
    stuck = {name: count for name, (_, count) in owed.items() if count}
    if stuck:
        return Result("后台事项", "wrong", "，".join(f"{name} 有 {count} 件多次失败" for name, count in stuck.items()), "请查看后台任务的日志，排除后会自动重试。")  # fmt: skip
    waiting = sum(count for count, _ in owed.values())
    return Result("后台事项", "ok" if waiting < 1000 else "note", f"待处理 {waiting} 件", "" if waiting < 1000 else "请确认后台任务（worker）正在运行。")  # fmt: skip


def _periodic() -> Result:
    failed = list(PeriodicRun.objects.exclude(last_error=""))
    if failed:
        return Result("定时任务", "wrong", f"{failed[0].name}：{failed[0].last_error[:120]}", "请查看日志，排除后会自动重试。")  # fmt: skip
    return Result("定时任务", "ok", f"{PeriodicRun.objects.count()} 项")


def _audit() -> Result:
    report = verify_chain()
    if not report.intact:
        return Result("审计链", "wrong", f"第 {report.broken_at} 条：{report.why}", "记录可能被改动，请保留现场并与备份核对。")  # fmt: skip
    return Result("审计链", "ok", f"已封存 {report.sealed} 条，完好；待封存 {report.waiting} 条")


def _files() -> Result:
    from yangguang.apps.files.models import StoredFile

    missing = 0
    total = 0
    for file in StoredFile.objects.iterator(chunk_size=2000):
        total += 1
        path = content_path(file)
        if not path.exists() or path.stat().st_size != file.size:
            missing += 1
    if missing:
        return Result("附件文件", "wrong", f"{total} 个中缺失或大小不符 {missing} 个", "请从备份恢复 files 文件夹。")  # fmt: skip
    return Result("附件文件", "ok", f"{total} 个，齐全")


def _index() -> Result:
    from yangguang.apps.catalog.models import Item, ItemState
    from yangguang.apps.search.register_rows import public_rows
    from yangguang.config.command.search import index_count

    public = Item.objects.filter(state=ItemState.PUBLISHED).count() + public_rows().count()
    indexed = index_count()
    if indexed is None:
        return Result(
            "检索索引", "wrong", "尚未建立或无法打开", "请运行 yangguang search --rebuild 重建。"
        )
    if abs(indexed - public) > max(5, public // 100):
        return Result("检索索引", "wrong", f"索引 {indexed} 条，应有 {public} 条", "请运行 yangguang search --rebuild 重建。")  # fmt: skip
    return Result("检索索引", "ok", f"{indexed} 条")


def _sandbox() -> Result:
    with Sandbox(wall_seconds=20) as sandbox:
        try:
            document = sandbox.read("测试".encode(), name="check.txt")
        except UnreadableDocument as error:
            return Result("文件读取程序", "wrong", str(error), "请检查内存限制和 Python 环境。")
    return Result("文件读取程序", "ok", f"可用（{document.media_type}）")


def _programs() -> Result:
    if shutil.which("antiword") is None:
        return Result("旧版 Word（.doc）", "note", "未安装 antiword，不能读取 .doc", "需要时运行：apt-get install antiword")  # fmt: skip
    return Result("旧版 Word（.doc）", "ok", "可以读取")
