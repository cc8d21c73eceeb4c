"""What stands in the sheet of columns, and how it is written and read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.utils import timezone

from yangguang.apps.agencies.models import Agency
from yangguang.apps.catalog.addresses import place_after
from yangguang.apps.catalog.effects import count_by_column
from yangguang.apps.catalog.models import Column, ColumnType, UpdateClass
from yangguang.apps.catalog.services.columns import STEP
from yangguang.apps.catalog.services.sheets import Beside, Layout, Row, as_workbook, read_rows
from yangguang.apps.catalog.updates import class_of, limit_of

SLUG, PATH, NAME, PARENT, ORDER, TYPE, MODULE = (
    "网址标识", "层级", "栏目名称", "上级栏目标识", "次序", "栏目类别", "模块",
)  # fmt: skip
BODY, BODY_NAME, ABOUT, KEYWORDS = "所属机构标识", "所属机构", "栏目说明", "关键词"
CLASS, LIMIT, RULE, KEEPER = "更新类别", "自定更新期限（天）", "更新期限", "更新责任单位标识"
STATE, TARGET, REASON, COUNT = "状态", "转到栏目标识", "理由", "已公开信息（条）"
LABELS = (
    SLUG, PATH, NAME, PARENT, ORDER, TYPE, MODULE, BODY, BODY_NAME, ABOUT, KEYWORDS, CLASS, LIMIT,
    RULE, KEEPER, STATE, TARGET, REASON, COUNT,
)  # fmt: skip
OPEN, RETIRE, MERGE = "使用中", "撤销", "并入"
BY_TYPE = "按栏目类别"
CLASSES = {BY_TYPE: "", **{str(label): value for value, label in UpdateClass.choices}}
MODULES = {str(label): value for value, label in Column.Module.choices}
LAYOUT = Layout(
    title="栏目",
    labels=LABELS,
    must=(SLUG, NAME),
    choices={
        TYPE: [str(label) for label in ColumnType.labels],
        MODULE: list(MODULES),
        CLASS: list(CLASSES),
        STATE: [OPEN, RETIRE, MERGE],
    },
    shown=frozenset({PATH, BODY_NAME, RULE, COUNT}),
    widths={PATH: 40, NAME: 24, ABOUT: 40, KEYWORDS: 24, REASON: 30},
)
APART = " / "


def sheet_of_columns(columns: Iterable[Column]) -> list[list[str]]:
    """Head and one row for each of these open columns, in the order of the tree."""
    known = {one.pk: one for one in columns}
    below: dict[int | None, dict[int, list[Column]]] = defaultdict(lambda: defaultdict(list))
    for one in sorted(known.values(), key=lambda one: (one.order, one.pk)):
        parent = one.parent_id if one.parent_id in known else None
        below[parent][one.agency_id or 0].append(one)
    counts = count_by_column()
    rows = [list(LABELS)]

    def walk(parent: int | None, above: str) -> None:
        for _, level in sorted(below[parent].items()):
            for number, one in enumerate(level, start=1):
                path = f"{above}{one.name}"
                rows.append(_row(one, path, number * STEP, counts.get(one.pk, 0)))
                if one.pk in below:
                    walk(one.pk, path + APART)

    walk(None, "")
    return rows


def _row(one: Column, path: str, order: int, count: int) -> list[str]:
    limit = limit_of(one)
    return [
        one.slug,
        path,
        one.name,
        one.parent.slug if one.parent else "",
        str(order),
        one.get_column_type_display(),
        one.get_module_display(),
        one.agency.slug if one.agency else "",
        one.agency.name if one.agency else "全站",
        one.description,
        one.keywords,
        UpdateClass(one.update_class).label if one.update_class else BY_TYPE,
        str(one.own_limit or ""),
        f"{one.own_limit} 天" if one.own_limit else limit.words if limit else class_of(one).label,
        one.keeper.slug if one.keeper else "",
        OPEN,
        "",
        "",
        str(count),
    ]


def workbook_of_columns(
    rows: Sequence[Sequence[str]], retired: Iterable[Column], bodies: Iterable[Agency]
) -> bytes:
    """The sheet as xlsx; further pages name the bodies that may be given and what is retired."""
    gone = [["网址标识", "栏目名称", "所属", "撤销日期", "旧网址转到"]]
    gone += [
        [
            one.slug,
            one.name,
            one.agency.name if one.agency else "全站",
            timezone.localdate(one.retired_at).isoformat() if one.retired_at else "",
            f"/{place_after(one)}/",
        ]
        for one in retired
    ]
    known = [["机构网址标识", "机构名称"], *([one.slug, one.name] for one in bodies)]
    return as_workbook(LAYOUT, rows, [Beside("可选机构", known), Beside("已撤销栏目", gone)])


def read_columns(data: bytes, name: str) -> list[Row]:
    """The filled-in rows of a file. Raises WrongSheet for what is no sheet of columns."""
    return read_rows(data, name, LAYOUT, filled=lambda said: bool(said.get(SLUG) or said.get(NAME)))
