"""``yangguang backup``: database, files, index and the keys' fingerprints in one archive."""

from __future__ import annotations

import argparse
from pathlib import Path

from yangguang.config.command.parsing import CommandError
from yangguang.config.command.progress import bar
from yangguang.config.command.start import require_database, setup_django


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("target", metavar="备份文件", help="写到哪里，例如 backup-20261122.tar.gz")
    parser.add_argument("--force", action="store_true", help="覆盖已有的同名文件")


def run(arguments: argparse.Namespace) -> int:
    """Write the archive, beside its final name first, and move it into place when whole."""
    setup_django()
    require_database()
    from yangguang.config.safekeeping import BackupProblem, write_backup

    target = Path(arguments.target)
    if target.exists() and not arguments.force:
        raise CommandError(f"{target} 已存在。请换一个文件名，或加 --force 覆盖。")
    try:
        with bar("正在备份") as advance:
            made = write_backup(target, progress=advance)
    except BackupProblem as error:
        raise CommandError(str(error)) from error
    print(f"已备份到 {target}：{made.files} 个文件，{made.bytes / 1024**2:.1f} MB。")
    print("密钥不在备份中（只有指纹），请把数据文件夹下的 keys 另行妥善保存。")
    return 0
