"""Tables in the bad habits of offices become rows of cells, each with its address."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import openpyxl
import pytest

from yangguang.text.document import Document
from yangguang.text.extract import read
from yangguang.text.sheets import (
    Choices,
    Sheet,
    Wanted,
    find_sheets,
    own_choices,
    pasted,
    read_sheet,
    sheet_with_head,
)

POWERS = (
    Wanted("name", ("职权名称", "事项名称"), required=True),
    Wanted(
        "kind", ("职权类型", "权力类型"), required=True, values=("行政许可", "行政处罚", "其他")
    ),
    Wanted("body", ("实施主体",)),
    Wanted("basis", ("实施依据", "设定依据")),
    Wanted("since", ("生效日期",)),
    Wanted("fee", ("收费金额",)),
    Wanted("term", ("承诺期限",)),
)


def a_book(*sheets: tuple[str, Sequence[Sequence[Any]], Sequence[str]]) -> Document:
    """A workbook read back: each sheet its name, rows, merged ranges."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows, merged in sheets:
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
        for place in merged:
            sheet.merge_cells(place)
    target = io.BytesIO()
    book.save(target)
    return read(target.getvalue(), name="来表.xlsx")


def rows_of(
    document: Document, wanted: Sequence[Wanted] = POWERS, **more: Any
) -> list[dict[str, str]]:
    """What every row says, fields that say nothing left out, with its place."""
    found = []
    for sheet in find_sheets(document, wanted):
        own = own_choices(sheet)
        choices = Choices(own.columns, own.taken, own.given, **more)
        for row in read_sheet(sheet, wanted, choices).rows:
            said = {one.code: row.text(one.code) for one in wanted if row.text(one.code)}
            found.append({"at": f"{row.sheet}{row.number}", **said})
    return found


def only(document: Document) -> Sheet:
    """The one sheet of a file."""
    (sheet,) = find_sheets(document, POWERS)
    return sheet


def left_out(document: Document) -> list[tuple[int, str]]:
    """The lines of the first sheet that are no rows, with the reason."""
    sheet = find_sheets(document, POWERS)[0]
    return [(one.number, one.why) for one in read_sheet(sheet, POWERS, own_choices(sheet)).left_out]


class TestHabits:
    def test_title_unit_line_column_numbers_total_and_note(self) -> None:
        document = a_book((
            "清单",
            [
                ["清源市2025年权责清单", None, None, None],
                ["填报单位：市卫健委", None, None, "单位：万元"],
                ["序号", "职权名称", "职权\n类型", "收费金额"],
                ["甲", "乙", 1, 2],
                [1, "医师执业注册", "行政许可", 0.5],
                [],
                [2, "护士执业注册", "行政许可", 1.5],
                ["合 计", None, None, 2],
                ["注：本表由各科室填报。"],
            ],
            ["A1:D1"],
        ))  # fmt: skip
        assert rows_of(document) == [
            {"at": "清单5", "name": "医师执业注册", "kind": "行政许可", "fee": "0.5"},
            {"at": "清单7", "name": "护士执业注册", "kind": "行政许可", "fee": "1.5"},
        ]
        assert left_out(document) == [(4, "栏次行"), (8, "合计行"), (9, "附注")]
        sheet = only(document)
        assert (sheet.above.title, sheet.above.money, sheet.above.year) == (
            "清源市2025年权责清单", "万元", 2025,
        )  # fmt: skip

    def test_heads_of_three_rows_with_merged_groups(self) -> None:
        document = a_book((
            "表",
            [
                ["职权", None, None, "办理", None],
                ["基本信息", None, "依据", "期限", "收费"],
                ["名称", "类型", "设定依据", "承诺期限（工作日）", "收费金额（元）"],
                ["医师执业注册", "行政许可", "执业医师法", 20, 0],
            ],
            ["A1:C1", "D1:E1", "A2:B2"],
        ))  # fmt: skip
        sheet = only(document)
        assert sheet.head is not None
        assert (sheet.head.top, sheet.head.bottom) == (0, 2)
        assert [column.match.code if column.match else "" for column in sheet.columns] == [
            "name", "kind", "basis", "term", "fee",
        ]  # fmt: skip
        assert [column.unit for column in sheet.columns] == ["", "", "", "工作日", "元"]
        assert [row["at"] for row in rows_of(document)] == ["表4"]

    def test_a_csv_that_lost_its_merged_heads(self) -> None:
        text = "序号,职权,,依据\n,名称,类型,\n1,医师执业注册,行政许可,执业医师法\n"
        document = read(text.encode("gb18030"), name="a.csv")
        wanted = (
            Wanted("name", ("职权名称",), required=True),
            Wanted("kind", ("职权类型",)),
            Wanted("basis", ("依据",)),
        )
        assert rows_of(document, wanted) == [
            {"at": "表格3", "name": "医师执业注册", "kind": "行政许可", "basis": "执业医师法"}
        ]

    def test_merged_cells_are_spread_down_and_said_to_be_merged(self) -> None:
        document = a_book((
            "表",
            [
                ["职权名称", "职权类型", "收费金额"],
                ["甲", "行政许可", 5],
                ["乙", None, None],
            ],
            ["B2:B3", "C2:C3"],
        ))  # fmt: skip
        sheet = only(document)
        _, second = read_sheet(sheet, POWERS, own_choices(sheet)).rows
        assert second.cell("kind") == ("行政许可", "B3", "", True)
        assert second.cell("name") == ("乙", "A3", "", False)
        assert second.cell("basis") == ("", "第3行", "", False)

    def test_a_head_said_again_in_another_order_is_followed(self) -> None:
        document = a_book((
            "表",
            [
                ["职权名称", "职权类型"],
                ["甲", "行政许可"],
                ["第2页"],
                ["职权名称", "职权类型"],
                ["乙", "行政处罚"],
                ["职权类型", "职权名称"],
                ["其他", "丙"],
            ],
            [],
        ))  # fmt: skip
        assert [(row["name"], row["kind"]) for row in rows_of(document)] == [
            ("甲", "行政许可"), ("乙", "行政处罚"), ("丙", "其他"),
        ]  # fmt: skip
        assert left_out(document) == [(3, "附注"), (4, "重复的表头"), (6, "重复的表头")]

    def test_sheets_named_after_a_kind_and_one_without_a_head(self) -> None:
        head = ["事项名称", "实施机关", "设定依据"]
        document = a_book(
            ("封面", [["权责清单"], ["二〇二五年"]], []),
            ("行政许可", [head, ["甲", "市局", "法一"], ["乙", "市局", "法二"]], []),
            ("行政处罚", [head, ["丙", "市局", "法三"]], []),
            ("续表", [["丁", "市局", "法四"], ["戊", "市局", "法五"]], []),
        )
        assert [(row["name"], row.get("kind")) for row in rows_of(document)] == [
            ("甲", "行政许可"), ("乙", "行政许可"), ("丙", "行政处罚"), ("丁", "行政处罚"),
            ("戊", "行政处罚"),
        ]  # fmt: skip
        sheets = find_sheets(document, POWERS)
        assert [sheet.readable for sheet in sheets] == [False, True, True, True]
        assert sheets[3].carried == "行政处罚"

    def test_lines_that_group_the_rows_give_their_value(self) -> None:
        document = a_book((
            "清单",
            [
                ["序号", "事项名称", "实施主体"],
                ["一、行政许可（共1项）", None, None],
                [1, "甲", "市局"],
                ["二、行政处罚", None, None],
                [2, "乙", "市局"],
                [None, "小计", "1"],
            ],
            ["A2:C2"],
        ))  # fmt: skip
        assert [(row["name"], row["kind"]) for row in rows_of(document)] == [
            ("甲", "行政许可"), ("乙", "行政处罚"),
        ]  # fmt: skip
        assert left_out(document) == [(2, "分组标题"), (4, "分组标题"), (6, "合计行")]

    def test_a_sheet_folded_side_by_side_is_two(self) -> None:
        document = a_book((
            "表",
            [
                ["2025年清单"],
                ["职权名称", "职权类型", "职权名称", "职权类型"],
                ["甲", "行政许可", "丙", "行政处罚"],
                ["乙", "行政许可", None, None],
            ],
            [],
        ))  # fmt: skip
        assert [(row["name"], row["at"]) for row in rows_of(document)] == [
            ("甲", "表3"), ("乙", "表4"), ("丙", "表3"),
        ]  # fmt: skip
        _, right = find_sheets(document, POWERS)
        row = read_sheet(right, POWERS, own_choices(right)).rows[0]
        assert row.address("kind") == "D3"

    def test_ditto_marks_and_blanks_to_fill(self) -> None:
        text = "职权名称,职权类型,实施主体\n甲,行政许可,市局\n乙,同上,\n丙,〃,\n"
        document = read(text.encode(), name="a.csv")
        assert [row["kind"] for row in rows_of(document)] == ["行政许可"] * 3
        assert [row.get("body") for row in rows_of(document)] == ["市局", None, None]
        filled = rows_of(document, fill_down=frozenset({"body"}))
        assert [row["body"] for row in filled] == ["市局"] * 3

    def test_pasted_cells_with_line_breaks(self) -> None:
        text = (
            '职权名称\t职权类型\t实施依据\r\n甲\t行政许可\t"法一\n第二条"\r\n\r\n乙"号"\t其他\t\r\n'
        )
        assert rows_of(pasted(text)) == [
            {"at": "粘贴的内容2", "name": "甲", "kind": "行政许可", "basis": "法一\n第二条"},
            {"at": "粘贴的内容4", "name": '乙"号"', "kind": "其他"},
        ]

    def test_a_text_file_saved_from_a_spreadsheet(self) -> None:
        document = read("职权名称\t职权类型\n甲\t其他\n".encode("utf-16"), name="清单.txt")
        assert rows_of(document) == [{"at": "表格2", "name": "甲", "kind": "其他"}]

    def test_groups_of_columns_that_are_words_of_a_field_are_rows(self) -> None:
        document = a_book((
            "表",
            [
                ["事项名称", "行政许可", None, "行政处罚", None],
                [None, "收费金额（元）", "承诺期限", "收费金额（元）", "承诺期限"],
                ["甲", 5, 10, None, None],
                ["乙", 6, 20, 7, 30],
            ],
            ["A1:A2", "B1:C1", "D1:E1"],
        ))  # fmt: skip
        assert rows_of(document) == [
            {"at": "表3", "name": "甲", "kind": "行政许可", "fee": "5", "term": "10"},
            {"at": "表4", "name": "乙", "kind": "行政许可", "fee": "6", "term": "20"},
            {"at": "表4", "name": "乙", "kind": "行政处罚", "fee": "7", "term": "30"},
        ]
        _, second = find_sheets(document, POWERS)
        row = read_sheet(second, POWERS, own_choices(second)).rows[0]
        assert (row.address("fee"), row.cell("fee").unit) == ("D4", "元")

    def test_a_total_that_is_a_value_is_a_row(self) -> None:
        wanted = (
            Wanted("body", ("单位",), required=True),
            Wanted("kind", ("项目",), values=("合计", "公务接待费")),
            Wanted("sum", ("金额",)),
        )
        document = a_book(("表", [["单位", "项目", "金额"], ["市局", "合计", 5]], []))
        assert [row["kind"] for row in rows_of(document, wanted)] == ["合计"]

    def test_days_that_the_workbook_holds_as_days(self) -> None:
        rows = [["职权名称", "职权类型", "生效时间"], ["甲", "其他", datetime(2024, 3, 5)]]
        assert rows_of(a_book(("表", rows, [])))[0]["since"] == "2024-03-05"


class TestMatching:
    @pytest.mark.parametrize(
        ("head", "code"),
        [
            ("1．职权名称*", "name"),
            ("职权名称（必填）", "name"),
            ("权力名称", "name"),
            ("行政职权事项名称", "name"),
            ("实施机关", "body"),
            ("实施机构名称", "body"),
            ("法律依据（设定依据）", "basis"),
            ("生效时间", "since"),
            ("收费金额/万元", "fee"),
            ("实施主体统一社会信用代码", ""),
            ("生效日期备注", ""),
            ("联系电话", ""),
        ],
    )
    def test_heads_find_their_field(self, head: str, code: str) -> None:
        from yangguang.text.sheets import match_columns

        matches, _ = match_columns(POWERS, [(head, head)])
        assert [match.code for match in matches.values()] == ([code] if code else [])

    def test_a_match_says_why_and_what_it_doubts(self) -> None:
        rows = [
            ["事项名称", "权力类型", "收费金额（计划）", "收费金额（实际）"],
            ["甲", "其他", 1, 2],
        ]
        sheet = only(a_book(("表", rows, [])))
        said = [(c.match.reason, c.match.doubtful) for c in sheet.columns if c.match]
        assert said == [
            ("与“事项名称”相同", False),
            ("与“权力类型”相同", False),
            ("与“收费金额”相同；另有一列“收费金额（实际）”也相近，请核对", True),
        ]

    def test_a_person_names_the_rows_of_the_head(self) -> None:
        rows = [["甲说", "乙说"], ["名目", "大类"], ["医师注册", "其他"]]
        document = a_book(("表", rows, []))
        (sheet,) = find_sheets(document, POWERS)
        assert not sheet.readable
        told = sheet_with_head(sheet, POWERS, (2, 2))
        assert [column.text for column in told.columns] == ["名目", "大类"]
        choices = Choices({0: "name", 1: "kind"})
        assert [row.text("name") for row in read_sheet(told, POWERS, choices).rows] == ["医师注册"]
        with pytest.raises(ValueError, match="没有第9行"):
            sheet_with_head(sheet, POWERS, (9, 9))
