"""Whatever a sheet holds, reading it ends with rows and reasons, never with a crash."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from yangguang.text.document import Cell, Document, Table
from yangguang.text.sheets import Wanted, find_sheets, own_choices, pasted, read_sheet
from yangguang.text.sheets.harmless import harmless, unmarked

WANTED = (
    Wanted("name", ("职权名称", "名称"), required=True),
    Wanted("kind", ("职权类型",), values=("行政许可", "行政处罚")),
    Wanted("sum", ("金额（万元）",)),
    Wanted("day", ("日期",)),
)
TEXTS = st.one_of(
    st.sampled_from([
        "", "", "职权名称", "职权类型", "金额", "日期", "名称", "序号", "合计", "小计", "注：", "单位：万元",
        "行政许可", "行政处罚", "一、行政许可", "√", "1", "2", "3", "甲", "乙", "2024.3.5", "同上", "（", "１２",
        "职权", "第1页", "2024年", "=1+1", "'",
    ]),
    st.text(max_size=8),
)  # fmt: skip
CELLS = st.builds(
    Cell,
    TEXTS,
    st.sampled_from([1, 1, 1, 1, 2, 3]),
    st.sampled_from([1, 1, 1, 1, 2, 4]),
)
TABLES = st.builds(
    Table,
    st.lists(st.lists(CELLS, max_size=7).map(tuple), max_size=9).map(tuple),
    caption=st.sampled_from(["表", "行政许可", ""]),
)


def read_all(document: Document) -> None:
    for sheet in find_sheets(document, WANTED):
        for column in sheet.columns:
            assert column.match is None or (column.match.reason and 0 < column.match.likeness <= 1)
        reading = read_sheet(sheet, WANTED, own_choices(sheet))
        numbers = [row.number for row in reading.rows] + [one.number for one in reading.left_out]
        assert len(numbers) == len(set(numbers))
        assert all(one.why for one in reading.left_out)
        for row in reading.rows:
            for one in WANTED:
                assert row.cell(one.code).text == row.text(one.code)
                assert row.address(one.code)


@settings(max_examples=150, deadline=None)
@given(st.lists(TABLES, max_size=3))
def test_no_table_breaks_the_reader(tables: list[Table]) -> None:
    read_all(Document(tuple(tables), media_type="x"))


@settings(max_examples=100, deadline=None)
@given(st.one_of(st.text(alphabet='\t\n\r",职权名称类型1甲', max_size=60), st.text(max_size=40)))
def test_no_paste_breaks_the_reader(text: str) -> None:
    read_all(pasted(f"职权名称\t职权类型\n{text}"))
    read_all(pasted(text))


@given(st.text(alphabet="'=+-@1a．\t", max_size=6))
def test_what_is_marked_reads_back(text: str) -> None:
    assert unmarked(harmless(text)) == text or text[:1] == "’"
    assert harmless(text)[:1] not in ("=", "@", "\t")
