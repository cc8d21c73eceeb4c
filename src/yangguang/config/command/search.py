"""``yangguang search``: what the search page gives, on the command line; and rebuilding the index."""

from __future__ import annotations

import argparse
import json
from datetime import date
from typing import Any

from yangguang.config.command.parsing import CommandError
from yangguang.config.command.progress import bar
from yangguang.config.command.start import require_database, setup_django

SORTS = ("relevance", "newest", "oldest")


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("query", nargs="?", default="", metavar="检索词", help="如：最低工资标准、\"加装电梯\"、-征求意见、清政发〔2026〕1号")  # fmt: skip
    parser.add_argument("--json", action="store_true", help="以 JSON 输出")
    parser.add_argument("--page", type=int, default=1, help="第几页")
    parser.add_argument("--size", type=int, default=10, help="每页条数（最多 100）")
    parser.add_argument(
        "--sort", choices=SORTS, default="relevance", help="排序：相关度、最新、最早"
    )
    parser.add_argument(
        "--agency", action="append", default=[], metavar="标识", help="只看这个机构"
    )
    parser.add_argument("--kind", action="append", default=[], metavar="文种", help="只看这种文种")
    parser.add_argument(
        "--validity",
        action="append",
        default=[],
        metavar="有效性",
        help="in-force、amended、expired、repealed",
    )
    parser.add_argument("--since", metavar="日期", help="公开日期不早于，如 2024-01-01")
    parser.add_argument("--until", metavar="日期", help="公开日期不晚于")
    parser.add_argument("--rebuild", action="store_true", help="由数据库重建检索索引")


def run(arguments: argparse.Namespace) -> int:
    """0: something found (or rebuilt); 1: nothing found; 2: not possible."""
    setup_django()
    require_database()
    if arguments.rebuild:
        print(f"已重建检索索引，共 {rebuild_index()} 条。")
        return 0
    if not arguments.query.strip():
        raise CommandError("请写出要检索的词，例如：yangguang search 最低工资标准")
    return _search(arguments)


def rebuild_index() -> int:
    """Make the whole index anew; gives how many items it holds."""
    from django.utils import timezone

    from yangguang.apps.audit.actors import command
    from yangguang.apps.search import services
    from yangguang.apps.search.engine import IndexBusy

    with bar("正在建立检索索引") as advance:
        try:
            return services.rebuild_index(
                by=command("检索程序"), at=timezone.now(), progress=advance
            )
        except IndexBusy as error:
            raise CommandError(str(error)) from error


def index_count() -> int | None:
    """How many items the index holds; None where there is no usable one."""
    from yangguang.apps.search.engine import IndexUnusable
    from yangguang.apps.search.engines import current_engine

    try:
        return current_engine().count()
    except IndexUnusable:
        return None


def _day(text: str | None) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise CommandError(f"日期“{text}”无法识别，请按 2024-01-01 的样式填写。") from error


def _search(arguments: argparse.Namespace) -> int:
    from yangguang.apps.search.engine import Days, IndexUnusable, Query, Sort
    from yangguang.apps.search.selectors import FACETS, search_items
    from yangguang.apps.search.services import catch_up

    filters = {
        name: values
        for name in ("agency", "kind", "validity")
        if (values := getattr(arguments, name))
    }
    try:
        query = Query(
            text=arguments.query,
            filters=filters,
            published=Days(_day(arguments.since), _day(arguments.until)),
            sort=Sort(arguments.sort),
            page=arguments.page,
            size=min(100, arguments.size),
            facets=FACETS,
        )
    except ValueError as error:
        raise CommandError("页码和每页条数须为正整数。") from error
    # What was published a moment ago is found too, worker or no worker.
    catch_up()
    try:
        answer = search_items(query)
    except IndexUnusable as error:
        raise CommandError(f"{error}（yangguang search --rebuild）") from error
    if arguments.json:
        print(json.dumps(_values(answer), ensure_ascii=False))
    else:
        _show(answer)
    return 0 if answer.total else 1


def _values(answer: Any) -> dict[str, Any]:
    return {
        "query": answer.query.text,
        "total": answer.total,
        "page": answer.query.page,
        "pages": answer.pages,
        "items": [_item(found) for found in answer.found],
        "facets": {
            name: [{"value": one.value, "label": one.label, "count": one.count} for one in choices]
            for name, choices in answer.choices.items()
        },
        "notices": list(answer.notices),
        "did_you_mean": answer.did_you_mean,
        "partial": [_item(found) for found in answer.partial.found] if answer.partial else [],
        "partial_total": answer.partial.total if answer.partial else 0,
        "took_ms": round(answer.took_ms, 2),
    }


def _item(found: Any) -> dict[str, Any]:
    item = found.item
    highlights = found.highlights
    return {
        "id": item.pk,
        "title": item.title,
        "index_number": item.index_number,
        "number": item.doc_number,
        "agency": item.agency_name,
        "kind": item.kind,
        "validity": item.validity,
        "published_on": item.listed_on.isoformat() if item.listed_on else None,
        "exact": found.exact,
        "passages": [_marked(one) for one in highlights.body] if highlights else [],
        "attachments": [
            {"name": one.name, "page": one.page, "passage": _marked(one.passage)}
            for one in highlights.attachments
        ]
        if highlights
        else [],
    }


def _marked(passage: Any) -> str:
    return "".join(f"【{text}】" if hit else text for text, hit in passage.pieces())


def _show(answer: Any) -> None:
    for notice in answer.notices:
        print(notice)
    if not answer.total:
        print(f"没有找到“{answer.query.text}”。")
        if answer.did_you_mean:
            print(f"您是不是要找：{answer.did_you_mean}")
    elif not answer.found:
        print(f"共 {answer.total} 条，只有 {answer.pages} 页，没有第 {answer.query.page} 页。")
    else:
        print(f"共 {answer.total} 条，第 {answer.query.page}/{answer.pages} 页：")
    shown = answer.found
    if not shown and answer.partial:
        for notice in answer.partial.notices:
            print(notice)
        print(f"\n以下 {answer.partial.total} 条分别含有这些词：")
        shown = answer.partial.found
    for found in shown:
        item = found.item
        day = item.listed_on.isoformat() if item.listed_on else "——"
        print(f"\n{day}　{item.title}")
        print(f"  {item.index_number or '未编号'}　{item.doc_number}　{item.agency_name}")
        if found.highlights:
            for passage in found.highlights.body[:2]:
                print(f"  …{_marked(passage)}…")
            for one in found.highlights.attachments[:2]:
                where = f"第 {one.page} 页" if one.page else "中的图片"
                print(f"  附件《{one.name}》{where}：…{_marked(one.passage)}…")
