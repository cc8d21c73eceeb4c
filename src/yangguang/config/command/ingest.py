"""``yangguang ingest``: take over pages, files and exports from elsewhere."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from yangguang.config.command.parsing import CommandError, reason
from yangguang.config.command.progress import bar
from yangguang.config.command.start import prepare_database, setup_django


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "paths", nargs="+", metavar="路径", help="文件、文件夹、zip 压缩包或 JSON Lines（.jsonl）"
    )
    parser.add_argument("--dry-run", action="store_true", help="只识别、不写入")
    parser.add_argument("--json", action="store_true", help="以 JSON 输出（试读时每个文件一行）")
    parser.add_argument(
        "--publish",
        action="store_true",
        help="以来源网站的公开为审核依据，直接公开（须同时给出 --by 和 --basis）",
    )
    parser.add_argument("--by", metavar="登录名", help="以谁的名义转入")
    parser.add_argument(
        "--basis", default="", metavar="依据", help="直接公开的依据，例如“原网站已公开”"
    )


def run(arguments: argparse.Namespace) -> int:
    """0: all taken over; 1: something was skipped; 2: not possible."""
    setup_django()
    paths = [Path(text) for text in arguments.paths]
    missing = [str(path) for path in paths if not path.exists()]
    if missing:
        raise CommandError(f"没有找到 {missing[0]}，请核对路径。")
    if arguments.dry_run:
        return _dry_run(paths, as_json=arguments.json)
    return _take_over(arguments, paths)


def _dry_run(paths: list[Path], *, as_json: bool) -> int:
    from django.db import DatabaseError

    from yangguang.apps.catalog.ingest.known import Bodies
    from yangguang.apps.catalog.ingest.making import Classified, refuse_classified
    from yangguang.apps.catalog.ingest.sources import walk
    from yangguang.apps.files.sandbox import Sandbox
    from yangguang.text.agencynames import KnownAgency
    from yangguang.text.document import UnreadableDocument
    from yangguang.text.reading import dry_run_record

    known: list[KnownAgency] = []
    try:
        known = Bodies().known
    except DatabaseError:
        # Looking needs no installation: without a database no body is known, and that is all.
        known = []
    skipped = 0
    with Sandbox() as sandbox:
        for entry in walk(paths):
            if entry.record is not None:
                answer = _declared(entry.name, entry.record)
            elif entry.problem or entry.read is None:
                answer = {"file": entry.name, "error": entry.problem}
            else:
                try:
                    document = sandbox.read(entry.read(), name=Path(entry.name).name)
                    refuse_classified(document)
                    answer = dry_run_record(document, file=entry.name, known_agencies=known)
                except (UnreadableDocument, Classified) as error:
                    answer = {"file": entry.name, "error": str(error)}
                except OSError as error:
                    answer = {"file": entry.name, "error": f"无法读取：{reason(error)}。"}
            skipped += "error" in answer
            if as_json:
                print(json.dumps(answer, ensure_ascii=False), flush=True)
            else:
                _show(answer)
    return 1 if skipped else 0


def _declared(name: str, record: dict[str, Any]) -> dict[str, Any]:
    from yangguang.apps.catalog.ingest.records import WrongRecord, read_record
    from yangguang.text.reading import FIELDS

    try:
        declared = read_record(record)
    except WrongRecord as error:
        return {"file": name, "error": str(error)}
    answer: dict[str, Any] = dict.fromkeys(FIELDS)
    answer |= {
        "file": name,
        "kind": declared.kind or "other",
        "validity": declared.validity or None,
    }
    for field in ("title", "number", "index_number", "agency", "subject"):
        answer[field] = declared.texts.get(field)
    for field, day in declared.dates.items():
        answer[field] = day.isoformat()
    answer["attachments"] = [
        {"name": title, "href": link or None} for title, link in declared.attachments
    ]
    answer["unsure"] = list(declared.unsure)
    return answer


_LABELS = {
    "kind": "文种", "title": "标题", "number": "发文字号", "index_number": "索引号",
    "agency": "发布机构", "formed_on": "成文日期", "source_published_on": "原发布日期",
    "in_force_on": "生效日期", "valid_until": "有效期至",
    "lost_force_on": "失效、废止日期", "validity": "有效性", "subject": "主题分类",
    "column": "栏目", "body": "正文",
}  # fmt: skip


def _show(answer: dict[str, Any]) -> None:
    print(f"\n{answer['file']}")
    if "error" in answer:
        print(f"  跳过：{answer['error']}")
        return
    for field, label in _LABELS.items():
        if answer.get(field):
            print(f"  {label}：{answer[field]}")
    for attachment in answer["attachments"]:
        print(f"  附件：{attachment['name']}")
    for doubt in answer["unsure"]:
        label = _LABELS.get(doubt["field"], doubt["field"])
        print(f"  存疑：{label} {doubt['value'] or ''} —— {doubt['why']}")


def _take_over(arguments: argparse.Namespace, paths: list[Path]) -> int:
    from yangguang.apps.audit.actors import command
    from yangguang.apps.catalog.ingest.running import run_ingest, summary

    prepare_database()
    by = command("转入程序")
    if arguments.publish and (not arguments.by or not arguments.basis.strip()):
        raise CommandError(
            "直接公开须写明由谁决定、依据什么：请加上 --by 登录名 和 --basis 依据；"
            "否则去掉 --publish，先列入待转入，由工作人员审核。"
        )
    if arguments.by:
        by = _actor(arguments.by, publish=arguments.publish)
    with bar("正在转入") as advance:
        report = run_ingest(
            paths=paths, by=by, publish=arguments.publish, basis=arguments.basis, progress=advance
        )
    if arguments.json:
        print(json.dumps(report.values(), ensure_ascii=False))
    else:
        print(summary(report))
        for note in report.notes[:50]:
            print(f"  {note['what']}：{note['file']} —— {note['message']}")
        if len(report.notes) > 50:
            print(f"  另有 {len(report.notes) - 50} 条，见工作台“作业”第 {report.job.pk} 号。")
    return 1 if report.outcomes["skipped"] else 0


def _actor(username: str, *, publish: bool) -> Any:
    from django.utils import timezone

    from yangguang.apps.agencies.models import User
    from yangguang.apps.agencies.permissions import Permission
    from yangguang.apps.agencies.selectors import holdings

    user = User.objects.filter(username=username, is_active=True).first()
    if user is None:
        raise CommandError(f"没有登录名为“{username}”的在岗人员。")
    wanted = Permission.ITEM_ACCEPT if publish else Permission.INGEST_RUN
    held = [row for row in holdings(user, timezone.localdate()) if wanted in row.role.permissions]
    if not held:
        raise CommandError(f"{user.name}没有“{wanted.label}”的权限，请由有权限的人员办理。")
    return user.actor(held[0].agency)
