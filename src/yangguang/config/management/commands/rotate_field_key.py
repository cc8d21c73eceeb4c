"""``yangguang manage rotate_field_key``: another field key, and every sealed value moved to it.

Made for a running platform and for being cut off: run again, it goes on where it stood.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from yangguang.apps.audit.actors import command
from yangguang.apps.vault.problems import SealBroken
from yangguang.apps.vault.ring import current_ring
from yangguang.apps.vault.selectors import UNKNOWN, KeyUse, keys_in_use
from yangguang.apps.vault.services.rotation import record_new_key, rewrap_values
from yangguang.config.rotating import (
    RotationProblem,
    file_of,
    one_at_a_time,
    prepare_key,
    switch_key,
)

SHOWN_FAILURES = 20
BY = command("密钥轮换")


class Command(BaseCommand):
    help = "更换字段密钥，并把加密内容改用新密钥（平台可照常运行；中断后再次执行即可继续）"

    def add_arguments(self, parser: CommandParser) -> None:
        choice = parser.add_mutually_exclusive_group()
        choice.add_argument("--check", action="store_true", help="只列出各密钥仍被哪些内容使用")
        choice.add_argument(
            "--resume", action="store_true", help="不更换密钥，只把未换完的内容换完"
        )
        choice.add_argument(
            "--prepare",
            action="store_true",
            help="只生成备用密钥（多台服务器先分发，再正式更换）",
        )
        parser.add_argument("--batch", type=_positive, default=500, help="每次提交的条数，默认 500")

    def handle(self, *args: Any, **options: Any) -> None:
        """Exit codes: 0 all under the current key; 1 something is left; 2 not possible."""
        folder = Path(settings.KEYS_FOLDER)
        try:
            if options["check"]:
                self._check(folder)
                return
            with one_at_a_time(folder):
                if options["prepare"]:
                    self._prepare(folder)
                    return
                if not options["resume"]:
                    self._switch(folder)
                self._rewrap(options["batch"])
        except (RotationProblem, SealBroken) as error:
            raise CommandError(str(error), returncode=2) from error

    def _prepare(self, folder: Path) -> None:
        _require_files()
        key = prepare_key(folder)
        self.stdout.write(
            f"备用密钥 {key.id} 已就绪：{file_of(folder, key.id)}\n"
            "请把它复制到各台服务器的 keys 文件夹（权限 600），再执行 rotate_field_key。"
        )

    def _switch(self, folder: Path) -> None:
        current = current_ring().current.id
        left = sorted({use.key_id for use in keys_in_use() if use.key_id not in {current, UNKNOWN}})
        if left:
            self.stdout.write(
                f"上次更换尚未完成（仍有内容使用 {'、'.join(left)}），现在继续，不再生成新密钥。"
            )
            return
        _require_files()
        switched = switch_key(folder)
        record_new_key(by=BY, at=timezone.now(), old=switched.old, new=switched.new)
        self.stdout.write(
            f"新密钥 {switched.new} 已启用，原密钥 {switched.old} 保留为 "
            f"{file_of(folder, switched.old)}。请立即另行备份 keys 文件夹。"
        )

    def _rewrap(self, batch: int) -> None:
        def show(label: str, done: int, total: int) -> None:
            self.stdout.write(f"  {label}：{done}/{total}")
            self.stdout.flush()

        done = rewrap_values(by=BY, at=timezone.now(), batch=batch, progress=show)
        total = sum(done.renewed.values())
        self.stdout.write(f"已改用密钥 {done.key_id}：{total} 条。")
        for name, why in list(done.failed.items())[:SHOWN_FAILURES]:
            self.stderr.write(f"未能更换：{name}：{why}")
        if done.failed:
            raise CommandError(
                f"有 {len(done.failed)} 条无法读取，保持原样。请按上面的提示处理后，"
                "执行 rotate_field_key --resume。"
            )

    def _check(self, folder: Path) -> None:
        ring = current_ring()
        by_key: dict[str, list[KeyUse]] = defaultdict(list)
        for use in keys_in_use():
            by_key[use.key_id].append(use)
        for key in ring.keys:
            place = file_of(folder, key.id)
            where = place.name if place is not None else "环境变量"
            role = "现用" if key.id == ring.current.id else "仅供读取"
            self.stdout.write(f"{key.id}（{role}，{where}）：{_uses(by_key.pop(key.id, []))}")
        for key_id, uses in by_key.items():
            note = "未标明密钥的旧内容" if key_id == UNKNOWN else f"{key_id}（缺失）"
            self.stdout.write(f"{note}：{_uses(uses)}")
        missing = [key_id for key_id in by_key if key_id != UNKNOWN]
        if missing:
            raise CommandError(
                f"缺少密钥 {'、'.join(missing)}，对应内容无法读取。请从备份放回 keys 文件夹。"
            )
        old = {use.key_id for use in keys_in_use()} - {ring.current.id}
        if old:
            raise CommandError("仍有内容使用旧密钥，请执行 rotate_field_key --resume。")
        self.stdout.write(
            "全部内容都使用现用密钥。旧密钥只在恢复此前的备份时还需要，请与那些备份一起保存，一起销毁。"
        )


def _uses(uses: list[KeyUse]) -> str:
    return "，".join(f"{use.column} {use.count} 条" for use in uses) or "没有内容使用"


def _positive(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError("应为正整数")
    return int(text)


def _require_files() -> None:
    if settings.FIELD_KEY:
        raise RotationProblem(
            "字段密钥由环境变量提供，请在密钥保管处生成新密钥：先把新密钥加入各台服务器的 "
            "YANGGUANG_FIELD_KEYS_OLD 并重新启动，再把它改为 YANGGUANG_FIELD_KEY、原密钥移入 "
            "YANGGUANG_FIELD_KEYS_OLD 并重新启动，最后执行 rotate_field_key --resume。"
        )
