"""Further bad habits of offices: what could be read wrongly in silence is read right or refused."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import openpyxl
import pytest

from tests.apps.registers.test_bad_habits import CATALOGUE, values
from tests.apps.registers.test_importing import a_book, an_upload, look, said
from tests.builders.agencies import City, a_city
from tests.builders.registers import a_register
from yangguang.apps.registers.models import Register
from yangguang.apps.registers.services.importing import Preview
from yangguang.text.sheets import own_choices

HEAD = ["项目编码", "项目名称", "收费标准", "核定日期"]


@pytest.fixture
def city(db: None) -> City:
    return a_city()


@pytest.fixture
def fees(city: City) -> Register:
    return a_register()


@pytest.fixture
def catalogue(city: City) -> Register:
    return a_register(CATALOGUE)


def read(
    register: Register, city: City, *rows: list[Any], merge: list[str] | None = None
) -> Preview:
    data = a_book(("表", rows), merge=merge or [])
    return look(an_upload(register, city.health, data))


def rewritten(book: bytes, old: bytes, new: bytes) -> bytes:
    """The workbook with these bytes of its sheet changed."""
    packed = zipfile.ZipFile(io.BytesIO(book))
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as again:
        for name in packed.namelist():
            part = packed.read(name)
            again.writestr(name, part.replace(old, new) if name.endswith("sheet1.xml") else part)
    return target.getvalue()


def why_left_out(preview: Preview) -> list[str]:
    return [line.why for sheet in preview.file.sheets for line in sheet.left_out]


def test_long_codes_kept_as_numbers_are_refused_and_whole_digits_are_kept(
    city: City, fees: Register
) -> None:
    rows = [HEAD, [3.60102198801011e17, "甲", 1], [777, "乙", 1], ["９１３６０１０２", "丙", 1]]
    whole = rewritten(a_book(("表", rows)), b"<v>777</v>", b"<v>360102198801011234</v>")
    preview = look(an_upload(fees, city.health, whole))
    assert said(preview) == [
        "工作表“表”A2“项目编码”：“3.60102198801011E+17”是表格软件改写的长数字，末几位已经丢失，请把这一列设为文本格式后重新填写。"
    ]
    assert [one.values["number"] for one in preview.added] == ["360102198801011234", "91360102"]


def test_a_formula_without_a_result_is_no_blank(city: City, fees: Register) -> None:
    preview = read(fees, city, HEAD, ["A-1", "甲", "=D9*2"], ["A-2", "=B2", 3])
    assert said(preview) == [
        "工作表“表”C2“收费标准”：是没有算出结果的公式（=D9*2），请用表格软件打开、保存一次，或者粘贴为数值后再导入。",
        "工作表“表”B3“项目名称”：是没有算出结果的公式（=B2），请用表格软件打开、保存一次，或者粘贴为数值后再导入。",
    ]


def test_codes_wrapped_to_keep_their_zeros_are_unwrapped(city: City, fees: Register) -> None:
    text = '项目编码,项目名称,收费标准\n="007",="甲",="3.50"\n'
    upload = an_upload(fees, city.health, text.encode("gb18030"), "目录.csv")
    assert values(look(upload)) == [{"number": "007", "name": "甲", "price": "3.5"}]


def test_amounts_that_could_be_two_are_refused(city: City, catalogue: Register) -> None:
    head = ["序号", "公开事项", "投入资金（万元）"]
    amounts = ["2.3亿", "500万", "(1,234.5)", "3百万元", "伍仟元整", "100（元）", "6千", "5,5"]
    preview = read(catalogue, city, head, *([n, "甲", said] for n, said in enumerate(amounts, 1)))
    assert [one.values["spent"] for one in preview.added] == [
        "23000", "500", "-1234.5", "300", "0.5", "0.01",
    ]  # fmt: skip
    assert said(preview) == [
        "工作表“表”C8“投入资金”：“6千”没有写明是元还是万元，请写出全部数字。",
        "工作表“表”C9“投入资金”：“5,5”不是数，请填写数字，例如 12 或 3.5。",
    ]
    preview = read(
        catalogue, city, ["单位：万美元"], ["序号", "公开事项", "投入资金"], [1, "甲", 3]
    )
    assert "表头写的单位是“万美元”" in said(preview)[0]


def test_prices_for_a_measure_count_in_the_money_before_it(city: City, fees: Register) -> None:
    head = ["项目编码", "项目名称", "收费标准（万元/台）"]
    preview = read(fees, city, head, ["A-1", "甲", 3], ["A-2", "乙", "3.5元/吨"])
    assert [one["price"] for one in values(preview)] == ["30000", "3.5"]
    assert [str(one) for one in preview.warnings] == [
        "工作表“表”C3“收费标准”：“3.5元/吨”按每吨的价读取。"
    ]


def test_a_head_said_again_in_another_order_is_followed(city: City, catalogue: Register) -> None:
    preview = read(
        catalogue, city,
        ["序号", "公开事项", "场地面积", "投入资金"], [1, "甲", 10, 20],
        ["序号", "公开事项", "投入资金", "场地面积"], [2, "乙", 30, 40],
    )  # fmt: skip
    found = [(one["area_size"], one["spent"]) for one in values(preview)]
    assert found == [("10", "20"), ("40", "30")]


def test_a_head_of_two_rows_is_known_again_on_every_page(city: City, catalogue: Register) -> None:
    head = [
        ["序号", "公开事项", None, "投入", None],
        [None, "一级事项", "二级事项", "投入资金", "场地面积"],
    ]
    rows = [*head, [1, "甲", "乙", 1, 2], ["第1页"], *head, [2, "甲", "丙", 3, 4]]
    merge = ["A1:A2", "B1:C1", "D1:E1", "A5:A6", "B5:C5", "D5:E5"]
    preview = read(catalogue, city, *rows, merge=merge)
    assert [one["item"] for one in values(preview)] == ["乙", "丙"]
    assert why_left_out(preview) == ["附注", "重复的表头", "重复的表头"]


def test_what_tells_how_to_fill_in_is_no_row(city: City, fees: Register) -> None:
    preview = read(
        fees, city, HEAD, ["必填", "（必填）全称", "选填，数字", "格式：2024-01-01"],
        ["示例：A-0", "停车费", 3, "2024-01-01"], ["A-1", "甲", 1, "2024-01-01"],
        ["联系时间：工作日上午"],
    )  # fmt: skip
    assert [one["number"] for one in values(preview)] == ["A-1"]
    assert why_left_out(preview) == ["填写要求", "填写示例", "附注"]


def test_lists_of_words_and_examples_beside_the_table_are_set_aside(
    city: City, fees: Register
) -> None:
    data = a_book(
        ("选项", [["收费类别", "x"], ["政府定价"], ["市场调节价"]]),
        ("填写示例", [HEAD, ["A-9", "示例费", 1]]),
        ("目录", [["项目编码", "项目名称", "收费类别"], ["A-1", "甲", "政府定价"]]),
    )
    preview = look(an_upload(fees, city.health, data))
    assert [one["number"] for one in values(preview)] == ["A-1"]
    assert preview.set_aside == ("填写示例（填写说明或者示例）",)
    assert preview.passed_over == ("选项",)
    alone = look(an_upload(fees, city.health, a_book(("填写示例", [HEAD, ["A-9", "甲", 1]]))))
    assert [one["number"] for one in values(alone)] == ["A-9"]


def test_another_table_beside_a_blank_column_is_not_mixed_in(city: City, fees: Register) -> None:
    head = ["项目编码", "项目名称", "收费标准", None, "科室", "电话", "单位"]
    preview = read(fees, city, head, ["A-1", "甲", 3, None, "一科", "123", "别的单位"])
    assert values(preview) == [{"number": "A-1", "name": "甲", "price": "3"}]


def test_what_the_title_says_of_the_month_holds_for_every_row(city: City) -> None:
    text = CATALOGUE.replace('type = "month"', 'type = "month"\nrequired = true')
    register = a_register(text)
    preview = read(register, city, ["2024年3月公开情况"], ["序号", "公开事项"], [1, "收费"])
    assert [one["month"] for one in values(preview)] == ["2024-03"]
    preview = read(register, city, ["2024年1-3月公开情况"], ["序号", "公开事项"], [1, "收费"])
    assert said(preview) == ["工作表“表”：没有和“公开月份”对应的列，请选定这一列。"]


def test_periods_of_every_wording_and_a_lone_day_is_told(city: City, catalogue: Register) -> None:
    head = ["序号", "公开事项", "有效期"]
    terms = ["2024.1.1-2026.12.31", "自2024年1月1日起执行", "2027-04-30", "7月1日-7月5日"]
    rows = ([number, "甲", term] for number, term in enumerate(terms, 1))
    preview = read(catalogue, city, ["2024年目录"], head, *rows)
    assert [one["term"] for one in values(preview)] == [
        ["2024-01-01", "2026-12-31"], ["2024-01-01", None], [None, "2027-04-30"],
        ["2024-07-01", "2024-07-05"],
    ]  # fmt: skip
    assert [str(one) for one in preview.warnings] == [
        "工作表“表”C5“有效期”：“2027-04-30”只有一个日期，按截止日期读取，请核对。",
        "工作表“表”C6“有效期”：“7月1日-7月5日”没有年份，按2024年读取。",
    ]


def test_a_bare_line_with_a_word_groups_the_rows_below(city: City, catalogue: Register) -> None:
    preview = read(
        catalogue, city, ["序号", "公开事项", "公开月份", "投入资金"], ["水路运输（1项）"],
        [1, "航线", "202403", 3], [None, "港口经营"], [2, "收费", "2024-04", 4],
    )  # fmt: skip
    assert [one["area"] for one in values(preview)] == ["水路运输", "港口经营"]


def test_hidden_rows_and_columns_are_read_and_told(city: City, fees: Register) -> None:
    book = openpyxl.load_workbook(
        io.BytesIO(a_book(("表", [HEAD, ["A-1", "甲", 1], ["A-2", "乙", 2]])))
    )
    sheet = book["表"]
    sheet.row_dimensions[3].hidden = True
    sheet.column_dimensions["C"].hidden = True
    target = io.BytesIO()
    book.save(target)
    upload = an_upload(fees, city.health, target.getvalue())
    assert upload.document.warnings == ("工作表“表”有隐藏的第3行和C列，照样读取，请核对。",)
    assert len(values(look(upload))) == 2


def test_rows_that_are_only_formatted_cost_nothing(city: City, fees: Register) -> None:
    blank = "".join(f'<row r="{n}"><c r="A{n}" s="0"/></row>' for n in (3, 900, 1_048_576))
    end = b"</sheetData>"
    data = rewritten(a_book(("表", [HEAD, ["A-1", "甲", 1]])), end, blank.encode() + end)
    upload = an_upload(fees, city.health, data)
    assert [one["number"] for one in values(look(upload))] == ["A-1"]
    (sheet,) = look(upload).file.sheets
    assert (len(sheet.sheet.grid.rows), own_choices(sheet.sheet).taken) == (2, True)
