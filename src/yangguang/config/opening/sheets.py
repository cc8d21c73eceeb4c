"""The spreadsheets of a real start: what stands in them, written as templates, read back.

Each sheet has a title row in Chinese with one column per field; below it stands one example row,
marked 示例, that is passed over when the sheet is read.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import xlsxwriter
from python_calamine import CalamineError, CalamineWorkbook

EXAMPLE = "示例"


class WrongSheet(Exception):
    """A spreadsheet cannot be used; the message says file, row and what to mend."""


@dataclass(frozen=True, slots=True)
class Field:
    name: str
    label: str
    example: str
    required: bool = False
    choices: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    file: str
    title: str
    fields: tuple[Field, ...]


KINDS = ("人民政府", "政府办公室", "政府工作部门", "派出机关", "乡镇人民政府、街道办事处", "法律法规授权组织", "公共企业事业单位", "其他")  # fmt: skip
LEVELS = ("国家级", "省级", "市级", "县级", "乡级")
MODULES = ("政府信息公开", "办事服务", "互动交流")

AGENCIES = Sheet(
    "1-机构.xlsx",
    "机构",
    (
        Field(
            "code",
            "机构代码",
            "990000011",
            True,
            note="组织机构代码（9位）或统一社会信用代码（18位），用于索引号",
        ),
        Field("slug", "网址标识", "finance", True, note="小写英文字母、数字、连字符"),
        Field("name", "机构名称", "示例市财政局", True, note="全称"),
        Field("short_name", "简称", "市财政局"),
        Field("kind", "类别", "政府工作部门", True, KINDS),
        Field("level", "层级", "市级", True, LEVELS),
        Field("parent", "上级机构代码", "990000001", note="最上级机构留空"),
        Field("region_code", "行政区划代码", "990100"),
        Field("document_word", "机关代字", "示财发", note="发文字号中的代字，多个用顿号分开"),
        Field("address", "地址", "人民路1号"),
        Field("postcode", "邮政编码", "990000"),
        Field("telephone", "电话", "0700-8000000"),
        Field("fax", "传真", "0700-8000001"),
        Field("email", "电子邮箱", "finance@example.cn"),
        Field("office_hours", "办公时间", "工作日 8:30—12:00，14:30—17:30"),
        Field("head_name", "负责人", "张三"),
    ),
)
STAFF = Sheet(
    "2-人员.xlsx",
    "人员",
    (
        Field("username", "登录名", "zhangsan", True, note="小写英文字母、数字、点、连字符"),
        Field("name", "姓名", "张三", True),
        Field("agency", "机构代码", "990000011", True),
        Field(
            "role",
            "角色",
            "机构经办",
            True,
            note="系统管理员、公开办主任、公开办经办、机构公开负责人、机构经办、审计员、督查员",
        ),
        Field("telephone", "联系电话", "0700-8000002"),
        Field("email", "电子邮箱", "zhangsan@example.cn"),
    ),
)
COLUMNS = Sheet(
    "3-栏目.xlsx",
    "栏目",
    (
        Field("slug", "网址标识", "policy", True, note="小写英文字母、数字、连字符"),
        Field("name", "栏目名称", "政策文件", True),
        Field("parent", "上级栏目标识", "", note="一级栏目留空"),
        Field("module", "模块", "政府信息公开", True, MODULES),
        Field("column_type", "栏目类别", "政策文件", True, note="政府网站发展指引规定的 ColumnType 词表"),
        Field("description", "栏目说明", "市政府及各部门文件"),
        Field("keywords", "关键词", "政策,文件"),
    ),
)  # fmt: skip
SHEETS = (AGENCIES, STAFF, COLUMNS)


SITE_TEMPLATE = """# 网站标识信息：显示在页头、页脚和网页元数据中（国办发〔2017〕47号）。去掉行首的 # 并填写。
# name = "某市政务公开"
# host = "某市人民政府"            # 主办单位
# undertaker = "某市人民政府办公室"  # 承办单位
# id_code = "0000000000"           # 政府网站标识码，十位
# icp = ""                         # ICP 备案编号
# police_filing = ""               # 公安机关备案编号
# mistakes_url = ""                # “我为政府网站找错”平台中本网站的地址
# description = ""
# keywords = "政务公开,政府信息公开"
"""


def write_site_template(path: Path) -> bool:
    """Write the template of ``site.toml`` where there is none; True if written."""
    if path.exists():
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(SITE_TEMPLATE, encoding="utf-8")
    return True


def write_templates(folder: Path) -> list[Path]:
    """Write the templates that are not there yet; a filled-in sheet is never overwritten."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for sheet in SHEETS:
        path = folder / sheet.file
        if path.exists():
            continue
        with xlsxwriter.Workbook(str(path)) as book:
            page = book.add_worksheet(sheet.title)
            head = book.add_format({"bold": True, "bg_color": "#EAF2FA", "border": 1})
            must = book.add_format({"bold": True, "bg_color": "#FDF4E1", "border": 1})
            grey = book.add_format({"font_color": "#5B6168"})
            text = book.add_format({"num_format": "@"})
            for right, field in enumerate(sheet.fields):
                label = f"{field.label}（必填）" if field.required else field.label
                page.write_string(0, right, label, must if field.required else head)
                example = f"{EXAMPLE}：{field.example}" if right == 0 else field.example
                page.write_string(1, right, example, grey)
                page.set_column(right, right, max(14, len(field.label) * 2 + 6), text)
                if field.note:
                    page.write_comment(0, right, field.note)
                if field.choices:
                    page.data_validation(
                        2, right, 2000, right, {"validate": "list", "source": list(field.choices)}
                    )
            page.freeze_panes(1, 0)
        written.append(path)
    return written


@dataclass(frozen=True, slots=True)
class Row:
    """One filled-in row: where it stands and its values by field name."""

    file: str
    number: int
    values: dict[str, str]

    def wrong(self, message: str) -> WrongSheet:
        """The error for this row."""
        return WrongSheet(f"{self.file} 第 {self.number} 行：{message}")


def read_sheet(folder: Path, sheet: Sheet) -> list[Row]:
    """The filled-in rows. Raises WrongSheet for a missing column or value, or a wrong choice."""
    path = folder / sheet.file
    if not path.exists():
        raise WrongSheet(
            f"没有找到 {path}。请先运行 yangguang init --templates {folder} 生成模板。"
        )
    try:
        lines = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
    except (CalamineError, OSError) as error:
        raise WrongSheet(f"{sheet.file} 无法打开，请用办公软件重新另存为 xlsx 后再试。") from error
    if not lines:
        raise WrongSheet(f"{sheet.file} 是空表，请按模板填写。")
    heads = [str(cell).replace("（必填）", "").strip() for cell in lines[0]]
    places = {}
    for field in sheet.fields:
        if field.label in heads:
            places[field.name] = heads.index(field.label)
        elif field.required:
            raise WrongSheet(f"{sheet.file} 缺少“{field.label}”一列，请按模板填写。")
    rows = []
    for number, line in enumerate(lines[1:], start=2):
        values = {name: _text(line[place]) for name, place in places.items() if place < len(line)}
        if not any(values.values()) or _text(line[0]).startswith(EXAMPLE):
            continue
        row = Row(sheet.file, number, values)
        for field in sheet.fields:
            value = values.get(field.name, "")
            if field.required and not value:
                raise row.wrong(f"“{field.label}”没有填写。")
            if value and field.choices and value not in field.choices:
                raise row.wrong(
                    f"“{field.label}”填的是“{value}”，应为：{'、'.join(field.choices)}。"
                )
        rows.append(row)
    return rows


def _text(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, date | datetime):
        return value.strftime("%Y-%m-%d")
    return str(value).strip() if value is not None else ""
