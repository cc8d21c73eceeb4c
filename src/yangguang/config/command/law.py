"""``yangguang law due``: when a reply is due and why, day by day.

Needs no database and no settings, so that an applicant's lawyer and a court can run it too.
"""

from __future__ import annotations

import argparse
import json
import re
from datetime import date

from yangguang.config.command.parsing import CommandError
from yangguang.law import enquiry
from yangguang.law.calendar import CalendarUnknown, UnknownRegion, national, regional
from yangguang.law.clock import ClockError
from yangguang.law.readings import EXPLAINED, UnknownReading, parse_choices
from yangguang.law.receipt import Channel, ConfirmationNeeded
from yangguang.law.regimes import NoRegime

DESCRIPTION = """计算政府信息公开申请的答复期限届满日，并逐日列出计算过程和依据。

退出码：0 已算出；2 参数有误；3 期限跨入尚未公布节假日安排的年份，只能给出预计日期。"""

PROVISIONAL = 3


def configure(parser: argparse.ArgumentParser) -> None:
    """Fills the parser of ``yangguang law``."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="动作", title="动作")
    due = actions.add_parser("due", help="答复期限", description=DESCRIPTION)
    due.add_argument(
        "--received", required=True, type=_day, metavar="日期", help="申请到达之日，如 2026-03-05"
    )
    due.add_argument(
        "--channel",
        required=True,
        type=_channel,
        metavar="渠道",
        help="、".join(f"{channel.value} {channel.label}" for channel in Channel),
    )
    due.add_argument(
        "--confirmed",
        type=_day,
        metavar="日期",
        help="与申请人确认之日（平常信函、传真、网络必填，条例第三十一条）",
    )
    due.add_argument("--supplemented", type=_day, metavar="日期", help="收到补正之日")
    due.add_argument("--fee-paid", type=_day, metavar="日期", help="缴清信息处理费之日")
    due.add_argument(
        "--pause",
        action="append",
        default=[],
        type=_pause,
        metavar="起日..止日",
        help="征求意见的时间：起日次日至止日不计入；可重复给出",
    )
    due.add_argument(
        "--extended",
        nargs="?",
        const=0,
        type=_extension,
        metavar="工作日数",
        help="已延期；不写天数即按最长期限",
    )
    due.add_argument(
        "--region", default="", metavar="代码", help="有自行规定假日的地区，如 45（广西）"
    )
    due.add_argument(
        "--reading",
        action="append",
        default=[],
        metavar="口径=true|false",
        help="条例没有写明之处改按另一种口径计算，可重复给出；可用的口径："
        + "；".join(f"{one.name}（{one.question}）" for one in EXPLAINED),
    )
    due.add_argument("--json", action="store_true", help="输出 JSON")
    due.set_defaults(act=run_due)


def run(args: argparse.Namespace) -> int:
    """Runs the chosen action; gives the exit code."""
    return int(args.act(args))


def run_due(args: argparse.Namespace) -> int:
    """Prints the due date with its proof; gives 0, or 3 where the date is a forecast."""
    facts = enquiry.Facts(
        args.received,
        args.channel,
        confirmed=args.confirmed,
        supplemented=args.supplemented,
        fee_paid=args.fee_paid,
        pauses=tuple(args.pause),
        extended=args.extended,
    )
    try:
        readings = parse_choices(args.reading)
        calendar = regional(args.region) if args.region else national()
        answer = enquiry.due(facts, calendar, readings=readings)
    except (
        ConfirmationNeeded,
        ClockError,
        NoRegime,
        UnknownReading,
        UnknownRegion,
        CalendarUnknown,
    ) as problem:
        raise CommandError(str(problem)) from problem
    if args.json:
        found = enquiry.as_json(answer)
        unusual = readings.unusual()
        if unusual:
            chosen = readings.as_choices()
            found["readings"] = {one.name: chosen[one.name] for one in unusual}
        print(json.dumps(found, ensure_ascii=False))
    else:
        for reading in readings.unusual():
            value = readings.as_choices()[reading.name]
            print(f"计算口径：{reading.question}——{reading.told(value)}")
        print(enquiry.as_text(answer))
    return 0 if answer.reckoning.due is not None else PROVISIONAL


_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def _day(text: str) -> date:
    # Python reads 20260305 and 2026-W10-4 as dates too; whoever types them may mean another day.
    try:
        if _DATE.fullmatch(text) is None:
            raise ValueError(text)
        return date.fromisoformat(text)
    except ValueError as problem:
        raise argparse.ArgumentTypeError(
            f"“{text}”不是有效日期，请写成 2026-03-05 的样子"
        ) from problem


def _channel(text: str) -> Channel:
    try:
        return Channel(text)
    except ValueError as problem:
        known = "、".join(f"{channel.value}（{channel.label}）" for channel in Channel)
        raise argparse.ArgumentTypeError(f"没有“{text}”这种渠道，请改用：{known}") from problem


def _pause(text: str) -> tuple[date, date]:
    after, dots, through = text.partition("..")
    if not dots:
        raise argparse.ArgumentTypeError(
            f"“{text}”请写成 起日..止日 的样子，如 2026-03-05..2026-03-20"
        )
    return _day(after), _day(through)


def _extension(text: str) -> int:
    if re.fullmatch(r"-?[0-9]{1,4}", text) is None:
        raise argparse.ArgumentTypeError(
            f"“{text}”不是工作日数，请写成数字，如 --extended=10；按最长期限的只写 --extended"
        )
    days = int(text)
    if days < 1:
        raise argparse.ArgumentTypeError("延长的工作日数应当至少为1；不延期的，请去掉 --extended")
    return days
