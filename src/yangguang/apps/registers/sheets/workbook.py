"""Registers as workbooks: the template an office fills in, and the rows it takes away.

Texts are written as texts, so that codes keep their zeros and long numbers their last digits, and
none of them can run as a formula.
"""

from __future__ import annotations

import io
import tempfile
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import xlsxwriter

from yangguang.apps.registers.sheets.books import (
    DAYS,
    MOST_ROWS,
    NUMBERS,
    sheet_name,
    write_cell,
)
from yangguang.apps.registers.sheets.columns import ABOUT, CHOICES, importable
from yangguang.apps.registers.sheets.written import (
    Taken,
    cell_of,
    export_head,
    fields_of,
    head_of,
)
from yangguang.law.registers import Definition, Field, FieldType
from yangguang.law.registers.model import Mask
from yangguang.text.sheets import letters
from yangguang.text.sheets.harmless import harmless

VALIDATED = 5_000
"""So many rows of a template know the words that their cells can hold."""
_EXAMPLES = {
    FieldType.TEXT: "文字",
    FieldType.LONG: "文字，可以分段",
    FieldType.NUMBER: "12",
    FieldType.MONEY: "3600.50",
    FieldType.DATE: "2024-03-05",
    FieldType.MONTH: "2024年3月",
    FieldType.YEAR: "2024",
    FieldType.PERIOD: "2024-03-05至2027-03-04",
    FieldType.AGENCY: "机构全称",
    FieldType.PERSON: "张三",
    FieldType.REGION: "行政区划名称",
    FieldType.LINK: "https://",
    FieldType.ROW: "编码",
    FieldType.ITEM: "索引号",
}
_HOW = {
    FieldType.TEXT: "一行文字，不超过300字。",
    FieldType.LONG: "文字，可以在单元格里换行。",
    FieldType.DATE: "写作2024-3-5或者2024年3月5日。",
    FieldType.MONTH: "写作2024年3月或者2024-03。",
    FieldType.YEAR: "四位数字。",
    FieldType.PERIOD: "起止日期中间写“至”；长期有效的写“2024-3-5至长期”。",
    FieldType.AGENCY: "机构全称或者简称。",
    FieldType.REGION: "行政区划名称。",
    FieldType.LINK: "以http://或者https://开头的网址。",
    FieldType.ROW: "所引用清单里那一条的编码。",
    FieldType.ITEM: "本平台已公开信息的索引号。",
}


def template(definition: Definition, *, made_at: datetime) -> bytes:
    """An empty workbook with the head of the list, its words to choose from, and how to fill it."""
    target = io.BytesIO()
    fields = importable(definition)
    with _book(target, definition, made_at) as book:
        sheet = book.add_worksheet(sheet_name(definition.name))
        _head(book, sheet, [(head_of(one), one) for one in fields])
        _notes(book, definition, fields)
        _choices(book, sheet, fields)
    return target.getvalue()


def export(
    definition: Definition,
    rows: Iterable[Taken],
    *,
    about: Sequence[str],
    made_at: datetime,
    internal: bool = False,
) -> bytes:
    """The rows under the head of the list; ``about`` are lines on what was taken out and when.

    A workbook holds a million rows; what is more is left out, and the last line of ``about`` says so.
    """
    target = io.BytesIO()
    fields = fields_of(definition, internal=internal)
    with (
        tempfile.TemporaryDirectory() as folder,
        _book(target, definition, made_at, constant_memory=True, tmpdir=folder) as book,
    ):
        sheet = book.add_worksheet(sheet_name(definition.name))
        labels = export_head(definition, internal=internal)
        _head(book, sheet, list(zip(labels, [*fields, None], strict=True)))
        day = book.add_format({"num_format": DAYS})
        lines = list(about)
        for y, row in enumerate(rows, 1):
            if y > MOST_ROWS:
                lines.append(
                    f"一张工作表最多{MOST_ROWS}行，其余没有导出；请筛选后分别导出，或导出CSV。"
                )
                break
            for x, field in enumerate(fields):
                write_cell(sheet, y, x, cell_of(field, row.values.get(field.code)), day)
            write_cell(sheet, y, len(fields), row.agency, day)
        told = book.add_worksheet(ABOUT[1])
        told.set_column(0, 0, 90)
        for y, line in enumerate(lines):
            told.write_string(y, 0, harmless(line))
    return target.getvalue()


def _book(target: io.BytesIO, definition: Definition, made_at: datetime, **more: Any) -> Any:
    options = {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True, **more}
    book = xlsxwriter.Workbook(target, options)
    book.set_properties({"title": definition.name, "created": made_at.replace(tzinfo=None)})
    return book


def _head(book: Any, sheet: Any, columns: Sequence[tuple[str, Field | None]]) -> None:
    bold = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "vcenter"})
    needed = book.add_format(
        {"bold": True, "bottom": 1, "text_wrap": True, "valign": "vcenter", "bg_color": "#FFF2CC"}
    )
    text = book.add_format({"num_format": "@"})
    day = book.add_format({"num_format": DAYS})
    for x, (_, field) in enumerate(columns):
        width = 40 if field and field.type is FieldType.LONG else 18
        shape = None if field and field.type in NUMBERS else text
        sheet.set_column(x, x, width, day if field and field.type is FieldType.DATE else shape)
    for x, (label, field) in enumerate(columns):
        sheet.write_string(0, x, label, needed if field and field.required else bold)
    sheet.freeze_panes(1, 0)


def _notes(book: Any, definition: Definition, fields: Sequence[Field]) -> None:
    sheet = book.add_worksheet(ABOUT[0])
    sheet.set_column(0, 1, 18)
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    sheet.set_column(2, 3, 52, wrapped)
    bold = book.add_format({"bold": True, "bottom": 1})
    for x, word in enumerate(("栏", "要求", "怎样填写", "举例")):
        sheet.write_string(0, x, word, bold)
    for y, field in enumerate(fields, 1):
        example = field.choices[0] if field.choices else _EXAMPLES.get(field.type, "")
        told = (field.label, "必填" if field.required else "可不填", how(field), example)
        for x, word in enumerate(told):
            sheet.write_string(y, x, harmless(word), wrapped)
    keys = "、".join(definition.field(code).label for code in definition.key)
    sheet.write_string(
        len(fields) + 2,
        0,
        f"{keys}相同的是同一条{definition.row_name}，再次导入时按现在的内容更新。",
    )


def how(field: Field) -> str:
    """How a column is to be filled, in a sentence or two."""
    if field.choices:
        told = f"{'、'.join(field.choices)}之一。"
    elif field.type in NUMBERS:
        told = f"只填数字，以{field.unit}为单位。" if field.unit else "只填数字。"
    elif field.mask is not None:
        told = _MASKED.get(field.mask, "个人信息，导入时自动遮盖。")
    else:
        told = _HOW.get(field.type, "")
    return f"{told}{field.help}" if field.help else told


_MASKED = {
    Mask.NAME: "姓名，导入时自动遮盖，不保存原文。",
    Mask.IDENTITY: "证件号码，导入时自动遮盖，不保存原文。",
    Mask.PHONE: "电话号码，导入时自动遮盖，不保存原文。",
    Mask.ADDRESS: "地址，导入时自动遮盖，不保存原文。",
    Mask.ACCOUNT: "账号，导入时自动遮盖，不保存原文。",
}


def _choices(book: Any, sheet: Any, fields: Sequence[Field]) -> None:
    """The words that cells can hold, on a sheet of their own to which the cells refer."""
    chosen = [(x, one) for x, one in enumerate(fields) if one.choices]
    if not chosen:
        return
    words = book.add_worksheet(CHOICES)
    for at, (x, field) in enumerate(chosen):
        words.write_string(0, at, field.label)
        for y, choice in enumerate(field.choices, 1):
            words.write_string(y, at, harmless(choice))
        column = letters(at + 1)
        sheet.data_validation(
            1, x, VALIDATED, x,
            {
                "validate": "list",
                "source": f"='{CHOICES}'!${column}$2:${column}${len(field.choices) + 1}",
                "error_type": "warning",
                "error_title": field.label[:32],
                "error_message": "请从列表中选择。",
            },
        )  # fmt: skip
