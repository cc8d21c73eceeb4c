"""Sheets as offices send them become rows; what is unclear is named by its cell and left alone."""

from __future__ import annotations

import io
from collections.abc import Sequence
from contextlib import suppress
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders.agencies import BY, City, a_city
from tests.builders.ledgers import an_entry, noon
from yangguang.apps.agencies.models import Agency
from yangguang.apps.agencies.verdicts import Refused
from yangguang.apps.audit.models import Act
from yangguang.apps.resources.ledgers import ledger_kind, ledger_kinds
from yangguang.apps.resources.models import Entry, Import
from yangguang.apps.resources.selectors import counted
from yangguang.apps.resources.services import (
    Answer,
    import_sheet,
    replace_entry,
    undo_import,
)
from yangguang.apps.resources.services.importing import digest, find_sheets
from yangguang.apps.resources.sheets.cells import (
    Unclear,
    read_amount,
    read_count,
    read_day,
    read_mark,
)
from yangguang.apps.resources.sheets.heads import find_ledger_head
from yangguang.apps.resources.sheets.reading import Choices
from yangguang.apps.resources.sheets.workbook import (
    example_of,
    head_of,
    row_of,
    template,
    workbook,
)
from yangguang.apps.resources.values import values_of
from yangguang.text.document import UnreadableDocument
from yangguang.text.extract import read
from yangguang.text.sheets import grids_of

AT = noon(date(2025, 1, 20))
MEETINGS = [
    ["市卫健委2024年度政务公开工作会议情况统计表"],
    [],
    ["填报单位：市卫健委", None, None, None, "填报日期：2025.1.6"],
    ["序号", "会议名称", "召开时间", "参会人数（人）", "备注"],
    [1, "全市卫生健康系统政务公开推进会", datetime(2024, 3, 5), 120, None],
    [2, "依申请公开专题会", "2024.6.18", "３６人", None],
    [3, "季度调度会", "2024年9月", "1,012", "视频会"],
    ["合计", None, None, 1168, None],
    ["注：人数以签到表为准。"],
]


def a_book(*sheets: tuple[str, Sequence[Sequence[Any]]], merge: Sequence[str] = ()) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets:
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
        for place in merge:
            sheet.merge_cells(place)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def bring(
    agency: Agency, ledger: str, data: bytes, *, name: str = "台账.xlsx", **more: Any
) -> Answer:
    return import_sheet(
        agency=agency,
        ledger=ledger,
        document=read(data, name=name),
        data_sha256=digest(data),
        file_name=name,
        by=BY,
        at=AT,
        **more,
    )


@pytest.fixture
def city(db: None) -> City:
    return a_city()


def said(answer: Answer) -> list[str]:
    return [str(one) for one in answer.troubles]


class TestSheets:
    def test_a_sheet_with_title_notes_and_totals_becomes_rows(self, city: City) -> None:
        data = a_book(("会议", MEETINGS), merge=["A1:E1"])
        answer = bring(city.health, "meetings", data)
        rows = Entry.objects.order_by("starts_on")
        assert [(row.starts_on, row.title, row.quantity) for row in rows] == [
            (date(2024, 3, 5), "全市卫生健康系统政务公开推进会", 120),
            (date(2024, 6, 18), "依申请公开专题会", 36),
            (date(2024, 9, 1), "季度调度会", 1012),
        ]
        assert [(number, why) for number, _, why in answer.readings[0].left_out] == [
            (8, "合计行"), (9, "附注"),
        ]  # fmt: skip
        assert [str(note) for note in answer.notes] == [
            "工作表“会议”C7“日期”：“2024年9月”只写到月，按2024-09-01读取。"
        ]
        act = Act.objects.get(verb="ledger.import")
        assert act.after == {"rows": 3, "文件摘要": digest(data)[:12]}

    def test_a_dry_run_leaves_no_trace(self, city: City) -> None:
        answer = bring(city.health, "meetings", a_book(("会议", MEETINGS)), dry_run=True)
        assert len(answer.taken) == 3
        assert not Entry.objects.exists()
        assert not Import.objects.exists()
        assert not Act.objects.filter(verb__startswith="ledger").exists()

    def test_the_same_file_twice_changes_nothing(self, city: City) -> None:
        data = a_book(("会议", MEETINGS))
        first = bring(city.health, "meetings", data)
        again = bring(city.health, "meetings", data, dry_run=True)
        assert (len(again.taken), again.known_before, again.again) == (0, 3, first.batch)
        with pytest.raises(Refused, match="3行都已经登记过"):
            bring(city.health, "meetings", data)
        assert Entry.objects.count() == 3

    def test_only_what_is_new_is_taken_from_a_longer_sheet(self, city: City) -> None:
        an_entry(city.health, "meetings", date(2024, 6, 18), title="依申请公开专题会", quantity=36)
        answer = bring(city.health, "meetings", a_book(("会议", MEETINGS)))
        assert (len(answer.taken), answer.known_before) == (2, 1)
        assert Entry.objects.count() == 3

    def test_every_problem_is_named_with_sheet_and_cell(self, city: City) -> None:
        rows = [
            ["培训班名称", "举办时间", "培训人数"],
            ["甲班", "2024.13.5", "约60"],
            [],
            ["乙班", None, "六十"],
            ["丙班", "2024.1", -3],
            ["丁班", "二〇二四年三月五日", "40人次"],
        ]
        answer = bring(city.health, "training", a_book(("上半年", rows)), dry_run=True)
        assert said(answer) == [
            "工作表“上半年”B2“日期”：“2024.13.5”不是日期，请写作2024-3-5或者2024年3月5日。",
            "工作表“上半年”C2“培训人次”：“约60”是约数，请填写准确的数。",
            "工作表“上半年”B4“日期”：没有填写，请填写。",
            "工作表“上半年”B5“日期”：“2024.1”不能确定是1月还是10月，请写作2024年1月或者2024年10月。",
            "工作表“上半年”C5“培训人次”：“-3”是负数，请核对。",
        ]
        assert [one.entry.title for one in answer.taken] == ["丁班"]

    def test_nothing_goes_in_while_a_row_is_wrong_unless_told_so(self, city: City) -> None:
        rows = [["会议名称", "日期", "参会人数"], ["甲", "2024-3-5", 5], ["乙", "不详", 6]]
        data = a_book(("会议", rows))
        with pytest.raises(Refused, match="有1处问题，没有导入"):
            bring(city.health, "meetings", data)
        assert not Entry.objects.exists()
        bring(city.health, "meetings", data, partly=True)
        assert [row.title for row in Entry.objects.all()] == ["甲"]

    @pytest.mark.parametrize(
        ("head", "above", "cells", "expected"),
        [
            ("经费（元）", "", [36000, "1,250.50"], ["3.6", "0.12505"]),
            ("经费", "单位：元", [36000, "1,250.50"], ["3.6", "0.12505"]),
            ("金额(万元)", "", [3.6, "0.125"], ["3.6", "0.125"]),
            ("支出金额", "金额单位：亿元", ["0.5", "2"], ["5000", "20000"]),
            ("支出金额", "", ["3.6万元", "1250.5元"], ["3.6", "0.12505"]),
        ],
    )
    def test_amounts_are_brought_to_ten_thousands(
        self, city: City, head: str, above: str, cells: list[object], expected: list[str]
    ) -> None:
        rows = [[above], ["支出时间", "用途", head]]
        rows += [["2024/3/5", f"用途{number}", cell] for number, cell in enumerate(cells)]
        bring(city.health, "funds", a_book(("经费", rows)))
        amounts = [row.amount for row in Entry.objects.order_by("title")]
        assert amounts == [Decimal(one) for one in expected]

    def test_a_wrong_total_is_told(self, city: City) -> None:
        rows = [["日期", "用途", "金额（元）"], ["2024-3-5", "印制", 20000], ["合计", "", 30000]]
        answer = bring(city.health, "funds", a_book(("经费", rows)))
        assert [str(note) for note in answer.notes] == [
            "工作表“经费”C3“合计”：合计写作30000，以上各行相加是2.0000万元，请核对"
        ]

    def test_a_head_of_two_rows_is_read_together(self, city: City) -> None:
        rows = [
            ["会议情况", None, "规模"],
            ["名称", "时间", "参会人数"],
            ["推进会", "2024年3月5日上午", 50],
        ]
        data = a_book(("会议", rows), merge=["A1:B1"])
        document = read(data, name="a.xlsx")
        head = find_ledger_head(ledger_kind("meetings"), grids_of(document)[0])
        assert head is not None
        assert head.matched == {0: "title", 1: "starts_on", 2: "quantity"}

    def test_days_without_a_year_take_that_of_the_title(self, city: City) -> None:
        rows = [
            ["2024年会议台账"],
            ["会议名称", "日期", "参会人数"],
            ["甲", "3月5日", 1],
            ["乙", "十月", 2],
        ]
        bring(city.health, "meetings", a_book(("会议", rows)))
        assert [row.starts_on for row in Entry.objects.order_by("starts_on")] == [
            date(2024, 3, 5), date(2024, 10, 1),
        ]  # fmt: skip

    def test_a_number_in_a_merged_cell_is_not_counted_twice(self, city: City) -> None:
        rows = [["会议名称", "日期", "参会人数"], ["甲", "2024-3-5", 40], ["乙", "2024-3-6", None]]
        data = a_book(("会议", rows), merge=["C2:C3"])
        answer = bring(city.health, "meetings", data, dry_run=True)
        assert [one.cell for one in answer.troubles] == ["C2", "C3"]
        assert "几行合并的单元格" in said(answer)[0]

    def test_rows_of_another_body_are_refused(self, city: City) -> None:
        rows = [
            ["单位", "会议名称", "日期", "参会人数"],
            ["市卫健委", "甲", "2024-3-5", 40],
            ["市教育局", "乙", "2024-3-6", 30],
        ]
        answer = bring(city.health, "meetings", a_book(("会议", rows)), dry_run=True)
        assert [one.cell for one in answer.troubles] == ["A3"]
        assert "请分开导入" in said(answer)[0]

    def test_a_person_chooses_columns_and_unit_over_the_words(self, city: City) -> None:
        rows = [["日期", "摘要", "支出", "预算"], ["2024-3-5", "印制", 2, 90000]]
        chosen = Choices({0: "starts_on", 1: "title", 3: "amount"}, "元")
        bring(city.health, "funds", a_book(("经费", rows)), choices={0: chosen})
        assert Entry.objects.get().amount == 9

    def test_a_required_column_that_is_missing_is_told(self, city: City) -> None:
        rows = [["日期", "用途"], ["2024-3-5", "印制"]]
        answer = bring(city.health, "funds", a_book(("经费", rows)), dry_run=True)
        assert "没有对应的列，请为金额（万元）选定列" in said(answer)[0]

    def test_a_file_for_something_else_is_refused_with_the_way_on(self, city: City) -> None:
        rows = [["水果", "价格"], ["苹果", 3]]
        with pytest.raises(UnreadableDocument, match="请下载模板对照修改"):
            bring(city.health, "meetings", a_book(("水果", rows)))

    def test_sheets_that_do_not_fit_are_passed_over_by_name(self, city: City) -> None:
        data = a_book(("封面", [["2024年台账"]]), ("会议", MEETINGS))
        answer = bring(city.health, "meetings", data, dry_run=True)
        assert answer.passed_over == ("封面",)
        assert len(answer.taken) == 3

    def test_a_csv_in_the_old_encoding_is_read(self, city: City) -> None:
        text = "会议名称,日期,参会人数\n\n推进会,2024-3-5,50\n"
        answer = bring(city.health, "meetings", text.encode("gb18030"), name="会议.csv")
        assert answer.taken[0].number == 3
        assert Entry.objects.get().title == "推进会"

    def test_points_are_found_by_their_names(self, city: City) -> None:
        point = an_entry(city.schools, "points", date(2020, 1, 1), title="市图书馆 查阅点")
        rows = [
            ["查阅点", "月份", "说明", "接待人次", "接听电话数"],
            ["市图书馆查阅点", "2024年3月", "三月", 12, 4],
            ["市博物馆", "2024年3月", "三月", 12, 4],
        ]
        answer = bring(city.schools, "visits", a_book(("接待", rows)), partly=True)
        assert [one.cell for one in answer.troubles] == ["A3"]
        row = Entry.objects.get(ledger="visits")
        assert (row.place, row.quantity, row.details) == (point, 12, {"calls": 4})


class TestUndoing:
    def test_a_whole_import_is_taken_back_corrected_rows_too(self, city: City) -> None:
        batch = bring(city.health, "meetings", a_book(("会议", MEETINGS))).batch
        assert batch is not None
        row = Entry.objects.get(quantity=120)
        better = values_of(row)
        replace_entry(
            entry=row,
            values=type(better)(starts_on=better.starts_on, title=better.title, quantity=121),
            reason="误", by=BY, at=noon(date(2025, 1, 21)),
        )  # fmt: skip
        other = an_entry(city.health, "meetings", date(2024, 5, 5))
        assert undo_import(batch=batch, reason="导错了单位", by=BY, at=noon(date(2025, 1, 22))) == 3
        assert list(Entry.objects.filter(voided_at=None)) == [other]
        days = {"first": date(2024, 1, 1), "last": date(2024, 12, 31)}
        assert counted("2014", "9.1", **days, as_of=noon(date(2025, 1, 21))) == 4
        assert counted("2014", "9.1", **days) == 1
        with pytest.raises(Refused, match="已经撤销"):
            undo_import(batch=batch, reason="再撤", by=BY, at=AT)

    def test_what_was_undone_can_be_imported_again(self, city: City) -> None:
        data = a_book(("会议", MEETINGS))
        batch = bring(city.health, "meetings", data).batch
        assert batch is not None
        undo_import(batch=batch, reason="导错", by=BY, at=noon(date(2025, 1, 22)))
        assert len(bring(city.health, "meetings", data).taken) == 3


@pytest.mark.parametrize("ledger", [kind.code for kind in ledger_kinds()])
def test_the_template_of_every_ledger_imports_back(ledger: str) -> None:
    kind = ledger_kind(ledger)
    empty = template(kind, today=date(2025, 1, 20), made_at=AT)
    sheets, others = find_sheets(kind, read(empty, name="模板.xlsx"))
    named = [*(name for name, _ in head_of(kind)), "agency"]
    assert [sheet.head.matched for sheet in sheets] == [dict(enumerate(named))]
    assert others == ["填写说明"]


@pytest.mark.django_db
def test_an_example_and_an_export_import_back(city: City) -> None:
    point = an_entry(city.health, "points", date(2020, 1, 1), title="市图书馆政府信息查阅点")
    for ledger in ("funds", "visits", "press-conferences", "organs"):
        kind = ledger_kind(ledger)
        filled = workbook(kind, [example_of(kind, date(2025, 1, 20))], about=[], made_at=AT)
        assert said(bring(city.health, ledger, filled)) == []
        rows = [row_of(kind, row, point.title) for row in Entry.objects.filter(ledger=ledger)]
        back = workbook(kind, rows, about=["导出于2025-01-20"], made_at=AT)
        answer = bring(city.health, ledger, back, dry_run=True)
        assert (answer.known_before, len(answer.taken), said(answer)) == (1, 0, [])


class TestCells:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("2024-03-05", date(2024, 3, 5)),
            ("2024.3.5", date(2024, 3, 5)),
            ("2024/3/5 09:30", date(2024, 3, 5)),
            ("20240305", date(2024, 3, 5)),
            ("2024年3月", date(2024, 3, 1)),
            ("2024.03", date(2024, 3, 1)),
            ("2024-10", date(2024, 10, 1)),
            ("45356", date(2024, 3, 5)),
            ("2024年3月5日至7日", date(2024, 3, 5)),
            ("2024.3.5-2024.3.7", date(2024, 3, 5)),
            ("3月5日", date(2024, 3, 5)),
            ("3.5", date(2024, 3, 5)),
            ("3", date(2024, 3, 1)),
        ],
    )
    def test_days_as_offices_write_them(self, text: str, expected: date) -> None:
        found = read_day(text, year=2024)
        assert found is not None
        assert found.value == expected

    @pytest.mark.parametrize(
        "text", ["2024.1", "2024年", "2024.2.30", "2024.13", "上旬", "13月", "2021926"]
    )
    def test_days_that_are_not_clear_are_no_guess(self, text: str) -> None:
        with pytest.raises(Unclear):
            read_day(text, year=2024)

    def test_a_day_without_a_year_needs_one(self) -> None:
        with pytest.raises(Unclear, match="没有年份"):
            read_day("3月5日")
        assert read_day("2015年", standing=True) is not None

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("1,012", 1012),
            ("３６人", 36),
            ("十二", 12),
            ("1.2万", 12000),
            ("0", 0),
            ("—", None),
            ("", None),
        ],
    )
    def test_counts(self, text: str, expected: int | None) -> None:
        assert read_count(text) == expected

    @pytest.mark.parametrize("text", ["3.5", "12%", "十来个", "1,01", "约60"])
    def test_counts_that_are_none(self, text: str) -> None:
        with pytest.raises(Unclear):
            read_count(text)

    def test_marks(self) -> None:
        assert [read_mark(text) for text in ("是", "√", "否", "", "0")] == [
            True,
            True,
            False,
            False,
            False,
        ]
        with pytest.raises(Unclear):
            read_mark("可能")

    @given(st.text(max_size=30), st.sampled_from(["元", "万元"]))
    def test_no_cell_breaks_the_reader(self, text: str, unit: str) -> None:
        for call in (
            lambda: read_day(text, year=2024),
            lambda: read_count(text),
            lambda: read_amount(text, unit=unit),
            lambda: read_mark(text),
        ):
            with suppress(Unclear):
                call()

    @given(st.decimals(0, 10**8, places=2))
    def test_yuan_become_ten_thousands_exactly(self, amount: Decimal) -> None:
        found = read_amount(f"{amount:,.2f}", unit="元")
        assert found is not None
        assert found.value == amount / 10000
