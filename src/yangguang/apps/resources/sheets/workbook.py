"""Ledgers as workbooks: the template an office fills in, and the rows it takes away.

Both have the same head, so that what was exported can be filled up and imported again.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import xlsxwriter

from yangguang.apps.resources.ledgers import Field, LedgerKind, Span
from yangguang.apps.resources.models import Entry
from yangguang.apps.resources.sheets.heads import ABOUT, AGENCY, fields_of, required_fields

Value = str | int | Decimal | date | None
BODY = "单位"
"""The column that names the body of a row; exports have it beside what only they tell."""
FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\（）", " "))


def head_of(kind: LedgerKind) -> list[tuple[str, str]]:
    """(field, label) of each column, in order."""
    return [(name, label) for name, label in fields_of(kind).items() if name != AGENCY]


def row_of(kind: LedgerKind, entry: Entry, point: str = "") -> list[Value]:
    """What a row says under each column of the head; ``point`` names its consultation point."""
    said: dict[str, Value] = {
        "starts_on": entry.starts_on,
        "ends_on": entry.ends_on,
        "title": entry.title,
        "quantity": entry.quantity,
        "amount": entry.amount,
        "mark": "是" if entry.mark else "否",
        "topic": entry.topic,
        "place": point,
        "item": entry.item.index_number if entry.item else None,
        "source": entry.source,
    }
    said |= {f"details.{one.code}": entry.details.get(one.code) for one in kind.fields}
    return [said[name] for name, _ in head_of(kind)]


def example_of(kind: LedgerKind, today: date) -> list[Value]:
    """A row as somebody might enter it, for the notes of the template."""
    day = date(today.year - 1, 3, 5)
    said: dict[str, Value] = {
        "starts_on": day,
        "title": f"（示例）{kind.title}",
        "quantity": 12,
        "amount": Decimal("3.6"),
        "mark": "是",
        "topic": "校车安全",
        "place": "市图书馆政府信息查阅点",
        "source": "会议签到表",
    }
    for one in kind.fields:
        said[f"details.{one.code}"] = _example_of_field(one, day)
    return [said.get(name) for name, _ in head_of(kind)]


def _example_of_field(one: Field, day: date) -> Value:
    if one.choices:
        return one.choices[0]
    if one.number:
        return day.year if one.code == "year" else 5
    return day if one.day else "92.5" if one.decimal else "示例"


def template(kind: LedgerKind, *, today: date, made_at: datetime) -> bytes:
    """An empty workbook with the head of the ledger, and a sheet that says how to fill it."""
    required = set(required_fields(kind))
    notes: list[Sequence[Value]] = [("栏", "要求", "怎样填写", "举例")]
    for (name, label), example in zip(head_of(kind), example_of(kind, today), strict=True):
        must = "必填" if name in required else "可不填"
        notes.append((label, must, _how(kind, name), _text(example)))
    how = "一张表登记几个机构的，逐行写明机构名称；只登记一个机构的不填，按导入时选定的机构。"
    notes.append((BODY, "可不填", how, "市教育局"))
    return _book(kind, [], notes, made_at, (BODY,))


def workbook(
    kind: LedgerKind,
    rows: Iterable[Sequence[Value]],
    *,
    about: Sequence[str],
    made_at: datetime,
    further: Sequence[str] = (),
) -> bytes:
    """The rows under the head of the ledger and of ``further`` columns; ``about`` are lines on what
    was taken out and when."""
    return _book(kind, rows, [(line,) for line in about], made_at, further)


def _how(kind: LedgerKind, name: str) -> str:
    if name == "title" and kind.default_title:
        return "不填的按月份等自动写明。"
    if name == "starts_on":
        if kind.span is Span.STANDING:
            return "从哪一天起，写作2024-3-5或者2024年3月5日。"
        return "发生的那一天，写作2024-3-5或者2024年3月5日；只知道月份的写作2024年3月，按1日登记。"
    if name == "ends_on":
        return "到哪一天止（含当天）；现在仍在的不填。"
    if name == "quantity":
        default = kind.default_quantity
        return "0或者正整数。" + (f"不填按{default}计。" if default is not None else "")
    if name == "amount":
        return "以万元为单位；改以元为单位的，请把表头的“万元”改为“元”。"
    if name == "mark":
        return "是或者否，不填按否。"
    if name == "topic":
        return "同一机构对同一热点的多次回应写成相同的文字，统计时计一次。"
    if name == "place":
        return "已登记的查阅点名称。"
    if name == "item":
        return "本平台已公开信息的索引号；没有的不填。"
    field = next((one for one in kind.fields if name == f"details.{one.code}"), None)
    if field is not None and field.choices:
        return f"{'、'.join(field.choices)}之一。"
    if field is not None and field.day:
        return "写作2024-3-5或者2024年3月5日。"
    if field is not None and field.decimal:
        return "数，最多两位小数。"
    return "0或者正整数。" if field is not None and field.number else "文字。"


def _text(value: Value) -> str:
    return "" if value is None else str(value)


def _book(
    kind: LedgerKind,
    rows: Iterable[Sequence[Value]],
    notes: Iterable[Sequence[Value]],
    made_at: datetime,
    further: Sequence[str] = (),
) -> bytes:
    target = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(target, options) as book:
        book.set_properties({"title": kind.name, "created": made_at.replace(tzinfo=None)})
        bold = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "vcenter"})
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        sheet = book.add_worksheet(_sheet_name(kind))
        head = [*head_of(kind), *(("", label) for label in further)]
        for x, (name, label) in enumerate(head):
            sheet.write_string(0, x, label, bold)
            sheet.set_column(x, x, 32 if name == "title" else 16, day if "_on" in name else None)
        sheet.freeze_panes(1, 0)
        for y, row in enumerate(rows, 1):
            for x, value in enumerate(row):
                _write(sheet, y, x, value, day)
        about = book.add_worksheet(ABOUT[_has_rows(sheet)])
        about.set_column(0, 1, 18)
        about.set_column(2, 3, 48, wrapped)
        for y, row in enumerate(notes):
            for x, value in enumerate(row):
                about.write_string(y, x, _text(value), bold if y == 0 and len(row) > 1 else wrapped)
    return target.getvalue()


def _has_rows(sheet: Any) -> bool:
    return bool(sheet.dim_rowmax)


def _write(sheet: Any, y: int, x: int, value: Value, day: Any) -> None:
    if value is None or value == "":
        return
    if isinstance(value, date):
        sheet.write_datetime(y, x, datetime(value.year, value.month, value.day), day)  # noqa: DTZ001 (a workbook's days carry no zone)
    elif isinstance(value, int | Decimal):
        sheet.write_number(y, x, value)
    else:
        sheet.write_string(y, x, value)


def _sheet_name(kind: LedgerKind) -> str:
    """A name a workbook takes: at most 31 signs, none of those it forbids."""
    return kind.name.translate(FORBIDDEN).strip()[:31]
