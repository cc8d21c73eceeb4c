"""``yangguang restore``: puts a backup back, after proving that it is whole."""

from __future__ import annotations

import argparse
from pathlib import Path

from yangguang.config.command.parsing import CommandError
from yangguang.config.command.progress import bar
from yangguang.config.command.start import (
    prepare_database,
    prepare_static,
    setup_django,
)


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("source", metavar="备份文件", help="由 yangguang backup 写出的文件")
    parser.add_argument(
        "--force", action="store_true", help="库中已有数据时仍然恢复（现有数据另存一旁）"
    )
    parser.add_argument("--check-only", action="store_true", help="只核对备份是否完整，不恢复")


def run(arguments: argparse.Namespace) -> int:
    """Check every entry against the manifest, then restore."""
    setup_django()
    from yangguang.config.safekeeping import BackupProblem, check_backup, restore_backup

    source = Path(arguments.source)
    if not source.is_file():
        raise CommandError(f"没有找到备份文件 {source}。")
    try:
        manifest = check_backup(source)
        print(f"备份完整：{manifest.made_at}，{len(manifest.entries)} 个文件。")
        if arguments.check_only:
            return 0
        with bar("正在恢复") as advance:
            notes = restore_backup(source, manifest, force=arguments.force, progress=advance)
    except BackupProblem as error:
        raise CommandError(str(error)) from error
    for note in notes:
        print(note)
    print("已恢复。请运行 yangguang doctor 核对。")
    return _repair_pages()


def _repair_pages() -> int:
    """The public pages on disk are of the moment before: they are made to say what was restored."""
    from yangguang.config.command.press import repair_pages
    from yangguang.press.services import press_folder

    if press_folder() is None:
        return 0
    prepare_database()
    prepare_static()
    print("正在按恢复的数据核对静态页面。")
    return repair_pages()
