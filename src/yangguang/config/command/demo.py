"""``yangguang demo``: the fictional city in which everything can be tried."""

from __future__ import annotations

import argparse
from datetime import date, datetime, timedelta

from yangguang.config.command.parsing import CommandError
from yangguang.config.command.progress import bar
from yangguang.config.command.start import prepare_database, prepare_static, setup_django

DAY_IS_OVER = 19
"""Hour after which nobody in the demo city does anything any more that day."""


def last_whole_day(now: datetime) -> date:
    """The demo city lives to the end of a day; on one that is not over its acts would lie ahead."""
    return now.date() if now.hour >= DAY_IS_OVER else now.date() - timedelta(days=1)


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--scale", choices=("city", "province"), default="city",
        help="规模：city 约 2,700 条信息、2,000 件申请；province 为 400 个机构、100,000 条、6,000 件",
    )  # fmt: skip
    parser.add_argument("--today", help="演示数据的“今天”（默认为最近过完的一天），如 2026-11-22")


def run(arguments: argparse.Namespace) -> int:
    """Build the demo city in an empty database and its search index."""
    setup_django()
    prepare_database()
    # A withdrawn item leaves a page behind that names the site's style sheets.
    prepare_static()
    if not build_if_empty(scale=arguments.scale, today=arguments.today):
        raise CommandError(
            "库中已有数据，演示城市只能建在空库里。请换一个数据文件夹，"
            "例如 YANGGUANG_HOME=var/demo yangguang demo。"
        )
    return 0


def build_if_empty(*, scale: str, today: str | None) -> bool:
    """Build the city unless the database holds agencies already; True if built."""
    from django.conf import settings
    from django.utils import timezone

    from yangguang.apps.agencies.models import Agency
    from yangguang.apps.events.models import Delivery
    from yangguang.apps.search.services import READER
    from yangguang.config.command.registers import install_registers
    from yangguang.config.command.roles import install_roles
    from yangguang.config.command.search import rebuild_index
    from yangguang.config.demo import registers_disclosure, registers_trading
    from yangguang.config.demo.budgets import build_budgets
    from yangguang.config.demo.building import fill_city, found_city
    from yangguang.config.demo.draws import build_draws
    from yangguang.config.demo.registers import build_registers
    from yangguang.config.demo.requests import PROVINCE_APPLICATIONS, build_requests
    from yangguang.config.demo.returns import build_returns

    if not settings.DEMO:
        raise CommandError("正式环境不建立演示数据。请用 yangguang init 正式启用。")
    if Agency.objects.exists():
        return False
    try:
        day = date.fromisoformat(today) if today else last_whole_day(timezone.localtime())
    except ValueError as error:
        raise CommandError(f"日期“{today}”无法识别，请按 2026-11-22 的样式填写。") from error
    install_roles()
    install_registers()
    city = found_city(today=day, scale=scale)
    count = PROVINCE_APPLICATIONS if scale == "province" else settings.DEMO_APPLICATIONS
    with bar("正在办理演示城市的申请（虚构数据）") as advance:
        build_requests(city, count=count, progress=advance)
    with bar("正在建立演示城市（虚构数据）") as advance:
        fill_city(city, scale=scale, progress=advance)
    with bar("正在公开演示城市的清单和公示") as advance:
        build_registers(city, progress=advance)
        registers_trading.build(city)
        registers_disclosure.build(city)
        build_budgets(city)
        build_draws(city)
    rebuild_index()
    # The whole index has just been made from what these events tell of, one by one.
    Delivery.objects.filter(reader=READER).delete()
    settle()
    with bar("正在填报上年度统计报表") as advance:
        build_returns(city)
        advance(1, 1)
    return True


def settle() -> None:
    """Hand on every event the building has caused, so that the city is whole at first sight."""
    from yangguang.apps.events.services import deliver_all

    with bar("正在体检年报、整理后台事项") as advance:
        done = 0
        while delivered := deliver_all():
            done += delivered
            advance(done, 0)


def demo_logins() -> list[tuple[str, str, str]]:
    """(log-in, password, who) of the demo accounts that exist and still have their password.

    Checking a password is slow by design: one is checked, which shows that they come from this
    installation's key; of the others it is looked whether anybody has changed theirs since.
    """
    from yangguang.apps.agencies.models import User
    from yangguang.config.demo.places import STAFF
    from yangguang.config.demo.setting import demo_password

    accounts = {
        user.username: user
        for user in User.objects.filter(is_demo=True, is_active=True)
        if user.password_changed_at == user.created_at
    }
    found = [
        (username, demo_password(username), f"{name}，{description}")
        for username, name, _, description, _ in STAFF
        if username in accounts
    ]
    if found and not accounts[found[0][0]].check_password(found[0][1]):
        return []
    return found
