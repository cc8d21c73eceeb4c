"""``yangguang init``: a real start without demo data, from spreadsheets; safe to run again."""

from __future__ import annotations

import argparse
from pathlib import Path

from yangguang.config.command.parsing import CommandError
from yangguang.config.command.start import prepare_database, prepare_static, setup_django


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--templates",
        metavar="文件夹",
        help="把机构、人员、栏目三张表格模板写到这个文件夹（默认：启用表格）",
    )
    parser.add_argument(
        "--from", dest="source", metavar="文件夹", help="读取填好的表格，建立机构、人员、栏目"
    )


def run(arguments: argparse.Namespace) -> int:
    """Prepare the database, write templates, load filled-in sheets."""
    setup_django()
    from django.conf import settings
    from django.utils import timezone

    from yangguang.apps.audit.actors import command
    from yangguang.config.command.registers import install_registers
    from yangguang.config.command.roles import install_roles
    from yangguang.config.opening.loading import load
    from yangguang.config.opening.sheets import (
        WrongSheet,
        write_site_template,
        write_templates,
    )

    prepare_database()
    prepare_static()
    install_roles()
    install_registers()
    print("数据库、默认角色、清单定义已就绪。")
    site = Path(settings.HOME) / "site.toml"
    if write_site_template(site):
        print(f"已写出网站标识信息模板 {site}，请填写。")
    if arguments.source is None:
        folder = Path(arguments.templates or "启用表格")
        written = write_templates(folder)
        for path in written:
            print(f"已写出模板 {path}")
        if not written:
            print(f"{folder} 中的表格已存在，未改动。")
        print(f"请填写后运行：yangguang init --from {folder}")
        return 0
    try:
        loaded = load(Path(arguments.source), by=command("启用程序"), at=timezone.now())
    except WrongSheet as error:
        raise CommandError(f"{error}（本次未写入任何内容，改正后重新运行即可。）") from error
    print(
        f"新增机构 {loaded.agencies} 个，人员 {loaded.staff} 人，栏目 {loaded.columns} 个；已有的未改动。"
    )
    if not (loaded.agencies or loaded.staff or loaded.columns):
        print(
            "表格中没有新的内容：如果还没有填写，请从第三行起填写后再运行（第二行是示例，不读取）。"
        )
    if loaded.passwords:
        print("\n新账号的初始密码只显示这一次，首次登录须修改：")
        for username, password, who in loaded.passwords:
            print(f"  {username}　{password}　{who}")
    return 0
