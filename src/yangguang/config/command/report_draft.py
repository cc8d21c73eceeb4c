"""``yangguang report draft``: the annual report of a body and year written from its records."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from yangguang.config.command.parsing import CommandError, reason

if TYPE_CHECKING:
    from yangguang.apps.agencies.models import Agency

DESCRIPTION = """由当年的记录起草政府信息公开工作年度报告：正文、统计表、图表。

正文数字与统计表出自同一批记录；没有记录的单元格留空并列出，只有人能写的内容以“［请填写：……］”标出。
退出码：0 已写出；2 机构、年度或文件名有误，或者没有任何记录。"""
SUFFIXES = (".docx", ".pdf", ".html")


def add_arguments(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds ``draft`` to the subcommands of ``yangguang report``."""
    draft = subparsers.add_parser("draft", help="起草年度报告", description=DESCRIPTION)
    whose = draft.add_mutually_exclusive_group()
    whose.add_argument("--agency", metavar="机构", help="机构代码、网址标识或者名称")
    whose.add_argument("--city", action="store_true", help="本级人民政府（含所属部门和下级政府）")
    draft.add_argument("--year", required=True, metavar="年度", help="报告所述的年度，如 2024")
    draft.add_argument(
        "--out", required=True, metavar="文件", help="写到哪里：.docx、.pdf 或 .html"
    )
    draft.set_defaults(act=run_draft)


def run_draft(args: argparse.Namespace) -> int:
    """Writes the report; gives the exit code. Raises CommandError with what is wrong and what to do."""
    if not args.city and not args.agency:
        raise CommandError(
            "没有说明起草哪个机构的报告。请加 --city（本级人民政府）或者 --agency 机构代码。"
        )
    out = Path(args.out)
    year = _year(args.year)
    _writable(out)
    from yangguang.config.command.start import require_database, setup_django

    setup_django()
    require_database()
    from django.utils import timezone

    from yangguang.apps.reports.figures.cells import NoForm
    from yangguang.apps.reports.selectors.drafting import NothingRecorded, gather
    from yangguang.apps.reports.services.drafted import as_file, draft_report
    from yangguang.apps.reports.services.typeset import NotTypeset

    now = timezone.now()
    if year > timezone.localdate(now).year:
        raise CommandError(f"{year}年尚未到来，没有可以报告的记录。请给出今年或者以往的年度。")
    agency = _government() if args.city else _agency(args.agency)
    try:
        found = gather(agency, year, up_to=timezone.localdate(now))
        draft = draft_report(found)
        data = as_file(draft, out.suffix.lower().removeprefix("."), at=now)
    except (NoForm, NothingRecorded, NotTypeset) as problem:
        raise CommandError(str(problem.args[0])) from problem
    try:
        out.write_bytes(data)
    except OSError as problem:
        raise CommandError(
            f"写不进“{out}”（{reason(problem)}）。请换一个文件名或者文件夹。"
        ) from problem
    print(f"已起草《{draft.title}》：{out}")
    if year == timezone.localdate(now).year:
        print(f"提示：{year}年还没有结束，数据截至今天。", file=sys.stderr)
    form = found.material.form
    if found.missing:
        listed = [form.describe(cell) for cell in found.missing]
        print(
            f"没有记录、留空的单元格 {len(listed)} 个，请补登台账或在统计报表中填写：",
            file=sys.stderr,
        )
        for name in listed[:12]:
            print(f"  {name}", file=sys.stderr)
        if len(listed) > 12:
            print(f"  ……另 {len(listed) - 12} 个", file=sys.stderr)
    if draft.waiting:
        print(f"需要人填写的内容 {len(draft.waiting)} 处：", file=sys.stderr)
        for words in draft.waiting:
            print(f"  {words}", file=sys.stderr)
    return 0


def _year(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) == 4):
        raise CommandError(f"年度“{text}”无法识别，请写四位数字，如 2024。")
    return int(text)


def _writable(out: Path) -> None:
    if out.suffix.lower() not in SUFFIXES:
        raise CommandError(
            f"不知道“{out.name}”要写成什么格式。请让文件名以 .docx（Word）、.pdf 或 .html（网页）结尾。"
        )
    if out.is_dir():
        raise CommandError(f"“{out}”是文件夹，请给出文件名。")
    if not out.parent.is_dir():
        raise CommandError(f"没有“{out.parent}”这个文件夹，请先建立，或者换一个位置。")


def _agency(words: str) -> Agency:
    """The body of that code, address or name."""
    from django.db.models import Q

    from yangguang.apps.agencies.models import Agency

    found = list(
        Agency.objects.filter(
            Q(code=words)
            | Q(slug=words)
            | Q(name=words)
            | Q(short_name=words)
            | Q(names__name=words)
        ).distinct()[:6]
    )
    if len(found) == 1:
        return found[0]
    exact = [one for one in found if words in (one.code, one.slug, one.name)]
    if len(exact) == 1:
        return exact[0]
    if found:
        listed = "、".join(f"{one.name}（{one.code}）" for one in found)
        raise CommandError(f"“{words}”对应几个机构：{listed}。请用机构代码指明。")
    near = Agency.objects.filter(name__contains=words).order_by("order", "pk")[:5]
    hint = "、".join(f"{one.name}（{one.code}）" for one in near)
    hint = f"名称相近的有：{hint}。" if hint else "机构代码可在工作台“机构”页查到。"
    raise CommandError(f"没有“{words}”这个机构。{hint}")


def _government() -> Agency:
    """The government at the top."""
    from yangguang.apps.agencies.models import Agency, AgencyKind

    top = list(
        Agency.objects.filter(kind=AgencyKind.GOVERNMENT, proposed=False)
        .exclude(parent__kind=AgencyKind.GOVERNMENT)
        .order_by("order", "pk")[:6]
    )
    if len(top) == 1:
        return top[0]
    if not top:
        raise CommandError("库中没有人民政府，无法用 --city。请用 --agency 指明机构。")
    listed = "、".join(f"{one.name}（{one.code}）" for one in top)
    raise CommandError(f"库中有几个互不隶属的人民政府：{listed}。请用 --agency 指明其中一个。")
