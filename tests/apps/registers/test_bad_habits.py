"""Workbooks in the bad habits of offices import right, or are refused with the cell named."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from tests.apps.registers.test_importing import DAY, a_book, an_upload, bring, look, said
from tests.builders.agencies import BY, City, a_city
from tests.builders.registers import a_register, noon, publish
from tests.text.extract.files import a_zip
from yangguang.apps.registers.models import Register, Version
from yangguang.apps.registers.services import undo_change_set
from yangguang.apps.registers.services.importing import Preview
from yangguang.apps.registers.services.staging import Upload
from yangguang.text.sheets import Choices, own_choices, pasted

CATALOGUE = """
code = "wharf-catalogue"
name = "码头公开目录"
group = "目录"
version = "2024"
in_force = 2024-01-01
basis = "《政府信息公开条例》第二十条"
summary = "码头公开哪些事项。"
shape = "list"
key = ["number"]
title = "item"

[[field]]
code = "number"
label = "序号"
required = true

[[field]]
code = "item"
label = "二级事项"
aliases = ["公开事项"]
required = true

[[field]]
code = "group"
label = "一级事项"

[[field]]
code = "area"
label = "领域"
type = "choice"
choices = ["水路运输", "港口经营"]

[[field]]
code = "manner"
label = "公开方式"
type = "choice"
choices = ["主动公开", "依申请公开"]

[[field]]
code = "channels"
label = "公开渠道"
type = "choices"
choices = ["政府网站", "公示栏", "公报"]

[[field]]
code = "term"
label = "有效期"
type = "period"

[[field]]
code = "online"
label = "是否上网"
type = "choice"
choices = ["是", "否"]

[[field]]
code = "month"
label = "公开月份"
type = "month"

[[field]]
code = "spent"
label = "投入资金"
type = "money"
unit = "万元"

[[field]]
code = "area_size"
label = "场地面积"
type = "number"
unit = "平方米"
"""


@pytest.fixture
def city(db: None) -> City:
    return a_city()


@pytest.fixture
def fees(city: City) -> Register:
    return a_register()


@pytest.fixture
def catalogue(city: City) -> Register:
    return a_register(CATALOGUE)


def values(preview: Preview) -> list[dict[str, Any]]:
    """What the rows would say, empty fields left out."""
    assert said(preview) == []
    return [{code: one for code, one in row.values.items() if one} for row in preview.added]


class TestTenHabits:
    def test_1_an_old_xls_with_merged_heads_serial_days_and_a_sheet_that_goes_on(
        self, city: City, fees: Register
    ) -> None:
        data = (Path(__file__).parent / "files" / "wharf-fees.xls").read_bytes()
        preview = look(an_upload(fees, city.health, data, "目录.xls"))
        assert values(preview) == [
            {"number": "A-01", "name": "靠泊费", "kind": "政府定价", "price": "1200",
             "set_on": "2024-03-05", "contact": "张*丰"},
            {"number": "A-02", "name": "堆存费", "kind": "政府定价", "price": "0.5",
             "set_on": "2024-04-01"},
            {"number": "A-03", "name": "引航费", "kind": "市场调节价", "price": "12.25",
             "set_on": "2024-03-05", "contact": "李*"},
            {"number": "A-04", "name": "水电费", "kind": "市场调节价", "price": "3",
             "set_on": "2024-05-01", "contact": "王*"},
            {"number": "A-05", "name": "看护费", "kind": "行政事业性收费", "price": "4",
             "set_on": "2024-05-02"},
        ]  # fmt: skip
        assert [str(one) for one in preview.warnings] == []

    def test_2_a_csv_in_gb18030_with_broken_lines_and_marks_before_numbers(
        self, city: City, fees: Register
    ) -> None:
        text = (
            "序号,项目编码,项目名称,收费标准（万元）\n"
            '1,\'007,"靠泊\n费","1,200"\n'
            "2,008,堆存费,0.5万元\n"
            ",,引航费,\n"
            ",,以下空白,\n"
        )
        upload = an_upload(fees, city.health, text.encode("gb18030"), "目录.csv")
        preview = look(upload)
        assert said(preview) == ["工作表“表格”B4“项目编码”：缺少“项目编码”，这一项必须填写。"]
        assert [dict(one.values) for one in preview.added] == [
            {"number": "007", "name": "靠泊费", "price": "12000000"},
            {"number": "008", "name": "堆存费", "price": "5000"},
        ]

    def test_3_an_open_document_with_its_covered_cells(self, city: City, fees: Register) -> None:
        cell = "<table:table-cell{}><text:p>{}</text:p></table:table-cell>"
        rows = [
            [cell.format(' table:number-columns-spanned="3"', "目录（单位：元）")],
            [cell.format("", text) for text in ("项目编码", "项目名称", "收费标准")],
            [cell.format("", text) for text in ("A-01", "靠泊费", "12")],
        ]
        body = "".join(f"<table:table-row>{''.join(row)}</table:table-row>" for row in rows)
        names = "".join(
            f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
            for name in ("office", "table", "text")
        )
        content = (
            f"<office:document-content{names}><office:body><office:spreadsheet>"
            f'<table:table table:name="目录">{body}</table:table>'
            "</office:spreadsheet></office:body></office:document-content>"
        )
        kind = "application/vnd.oasis.opendocument.spreadsheet"
        data = a_zip({"mimetype": kind, "content.xml": content})
        preview = look(an_upload(fees, city.health, data, "目录.ods"))
        assert values(preview) == [{"number": "A-01", "name": "靠泊费", "price": "12"}]

    def test_4_boxes_to_tick_in_columns_and_within_cells(
        self, city: City, catalogue: Register
    ) -> None:
        rows = [
            ["港口经营领域标准目录"],
            ["序号", "公开事项", None, "公开方式", None, "公开渠道和载体"],
            [None, "一级事项", "二级事项", "主动", "依申请公开", None],
            [1, "收费", "目录", "√", None, "■政府网站 □公报\n■公示栏"],
            [2, None, "标准", None, "✓", "□政府网站"],
        ]
        merged = ["A1:F1", "A2:A3", "B2:C2", "D2:E2", "F2:F3", "B4:B5"]
        preview = look(an_upload(catalogue, city.health, a_book(("港口经营", rows), merge=merged)))
        assert values(preview) == [
            {"number": "1", "group": "收费", "item": "目录", "area": "港口经营",
             "manner": "主动公开", "channels": "政府网站、公示栏"},
            {"number": "2", "group": "收费", "item": "标准", "area": "港口经营",
             "manner": "依申请公开"},
        ]  # fmt: skip

    def test_5_lines_that_group_rows_and_totals_of_each_group(
        self, city: City, catalogue: Register
    ) -> None:
        rows = [
            ["序号", "公开事项", "公开月份", "投入资金"],
            ["一、水路运输"],
            [1, "航线", "2024年3月", 3],
            [2, "票价", "2024-04", "4.5"],
            [None, "小计", None, 7.5],
            ["二、港口经营"],
            [3, "收费", 45356, "２"],
            ["合计", None, None, 10],
        ]
        preview = look(an_upload(catalogue, city.health, a_book(("表", rows))))
        assert [(one["area"], one["month"], one["spent"]) for one in values(preview)] == [
            ("水路运输", "2024-03", "3"), ("水路运输", "2024-04", "4.5"), ("港口经营", "2024-03", "2"),
        ]  # fmt: skip
        assert [str(one) for one in preview.warnings] == [
            "工作表“表”D8“投入资金”：合计写作10，以上各行相加是9.5，请核对。"
        ]

    def test_6_units_in_the_head_above_it_and_in_ten_thousands(
        self, city: City, catalogue: Register
    ) -> None:
        head = [
            "序号",
            "公开事项",
            "投入资金（千元）",
            "场地面积（万平方米）",
            "是否上网",
            "有效期",
        ]
        rows = [head, [1, "航线", 35, 1.2, True, "2024.3.5—2027.3.4"], [2, "票价", "1,000", "", "×", "2024年3月5日起"]]  # fmt: skip
        preview = look(an_upload(catalogue, city.health, a_book(("表", rows))))
        assert values(preview) == [
            {"number": "1", "item": "航线", "spent": "3.5", "area_size": "12000", "online": "是",
             "term": ["2024-03-05", "2027-03-04"]},
            {"number": "2", "item": "票价", "spent": "100", "online": "否",
             "term": ["2024-03-05", None]},
        ]  # fmt: skip
        rows[0][3] = "场地面积（亩）"
        preview = look(an_upload(catalogue, city.health, a_book(("表", rows))))
        assert said(preview) == [
            "工作表“表”D列“场地面积”：表头写的单位是“亩”，“场地面积”以“平方米”为单位，请换算后再导入。"
        ]

    def test_7_merged_numbers_wrong_cells_and_lost_digits_are_named(
        self, city: City, fees: Register
    ) -> None:
        rows = [
            ["项目编码", "项目名称", "收费标准", "核定日期"],
            ["3.30106E+17", "甲", 5, "3月5日"],
            ["A-02", "乙", None, "#REF!"],
            ["330106199001012000", "丙", "面议", None],
        ]
        preview = look(an_upload(fees, city.health, a_book(("表", rows), merge=["C2:C3"])))
        assert said(preview) == [
            (
                "工作表“表”A2“项目编码”：“3.30106E+17”是表格软件改写的长数字，末几位已经丢失，"
                "请把这一列设为文本格式后重新填写。"
            ),
            "工作表“表”C2“收费标准”：是几行合并的单元格，不能确定各行的数，请拆分后逐行填写。",
            "工作表“表”D2“核定日期”：“3月5日”不是日期，请写成 2024-03-05 或 2024年3月5日。",
            "工作表“表”C3“收费标准”：是几行合并的单元格，不能确定各行的数，请拆分后逐行填写。",
            "工作表“表”D3“核定日期”：是表格软件的错误值#REF!，请改正公式后另存再导入。",
            "工作表“表”C4“收费标准”：“面议”不是数，请填写数字，例如 12 或 3.5。",
        ]
        assert [str(one) for one in preview.warnings] == [
            "工作表“表”A4“项目编码”：“330106199001012000”第15位以后都是0，可能被表格软件改写过，请核对。"
        ]

    def test_8_two_blocks_side_by_side_and_a_head_on_every_page(
        self, city: City, fees: Register
    ) -> None:
        head = ["项目编码", "项目名称", "收费标准"]
        rows = [
            head + head,
            ["A-01", "甲", 1, "A-03", "丙", 3],
            ["第1页 共2页"],
            head + head,
            ["A-02", "乙", 2, None, None, None],
        ]
        preview = look(an_upload(fees, city.health, a_book(("表", rows))))
        found = [(one["number"], one["name"], one["price"]) for one in values(preview)]
        assert found == [("A-01", "甲", "1"), ("A-02", "乙", "2"), ("A-03", "丙", "3")]

    def test_9_days_without_a_year_take_that_of_the_title(self, city: City, fees: Register) -> None:
        rows = [
            ["2024年目录"],
            ["填报时间：2025年1月6日"],
            ["项目编码", "项目名称", "核定日期", "收费标准"],
            ["A-01", "甲", "3月5日", 3],
        ]
        preview = look(an_upload(fees, city.health, a_book(("表", rows))))
        assert values(preview) == [
            {"number": "A-01", "name": "甲", "set_on": "2024-03-05", "price": "3"}
        ]
        assert [str(one) for one in preview.warnings] == [
            "工作表“表”C4“核定日期”：“3月5日”没有年份，按2024年读取。"
        ]

    def test_10_a_paste_without_a_head_is_matched_by_a_person(
        self, city: City, fees: Register
    ) -> None:
        upload = Upload(
            pasted("A-01\t甲\t1\n\t乙\t1\nA-01\t甲\t1\n"), fees, city.health, "粘贴", ""
        )
        chosen = Choices({0: "number", 1: "name", 2: "price"}, fill_down=frozenset({"number"}))
        preview = look(upload, sheets={0: chosen})
        assert said(preview) == [
            (
                "工作表“粘贴的内容”A2“项目编码”：项目编码和工作表“粘贴的内容”第1行相同（A-01），其他内容不同；"
                "同一条目只能出现一次，请删去一行，或改正项目编码。"
            )
        ]
        assert [str(one) for one in preview.warnings] == [
            "工作表“粘贴的内容”A3“项目编码”：和工作表“粘贴的内容”第1行完全相同，只导入一次。"
        ]


def test_a_whole_import_is_taken_back(city: City, fees: Register) -> None:
    rows = [["项目编码", "项目名称"], ["A-01", "甲"], ["A-02", "乙"]]
    upload = an_upload(fees, city.health, a_book(("表", rows)))
    change_set = bring(upload).change_set
    publish(change_set, on=DAY)
    inverse = undo_change_set(change_set=change_set, reason="导错了表格", by=BY, at=noon(DAY))
    publish(inverse, on=DAY)
    assert not Version.objects.filter(live=True).exists()
    assert look(upload).added
    assert len(bring(upload).change_set.versions.all()) == 2


def test_choices_of_a_page_begin_with_what_the_sheet_says(city: City, fees: Register) -> None:
    data = a_book(("表", [["单位：万元"], ["项目编码", "项目名称", "收费标准"], ["1", "甲", datetime(2024, 3, 5)]]))  # fmt: skip
    preview = look(an_upload(fees, city.health, data))
    (sheet,) = preview.file.sheets
    assert sheet.choices == own_choices(sheet.sheet)
    assert (sheet.choices.unit, sheet.choices.columns) == (
        "万元", {0: "number", 1: "name", 2: "price"},
    )  # fmt: skip
    assert said(preview) == [
        "工作表“表”C3“收费标准”：“2024-03-05”不是数，请填写数字，例如 12 或 3.5。"
    ]
