"""What a register gives out reads back as it stands, and nothing in it runs as a formula."""

from __future__ import annotations

import io
import json
from typing import Any

import openpyxl
import pytest

from tests.apps.registers.test_importing import AT, an_upload, look, said
from tests.builders.agencies import City, a_city
from tests.builders.registers import FEES, a_register, fee, published
from yangguang.apps.registers.definitions import definition_of
from yangguang.apps.registers.models import Register, Version
from yangguang.apps.registers.services.staging import Upload
from yangguang.apps.registers.sheets.cells import asked_of, read_cell
from yangguang.apps.registers.sheets.plain import csv_pieces, from_json, json_pieces
from yangguang.apps.registers.sheets.reading import sheets_of
from yangguang.apps.registers.sheets.workbook import export, template
from yangguang.apps.registers.sheets.written import Taken, taken
from yangguang.law.registers import BadValue, Definition, read_definition, shipped
from yangguang.portal.registers import files
from yangguang.text.document import UnreadableDocument
from yangguang.text.extract import read
from yangguang.text.sheets import RawCell, own_choices

ALL = (
    FEES
    + """
[[field]]
code = "text"
label = "全文"
type = "long"

[[field]]
code = "term"
label = "有效期"
type = "period"

[[field]]
code = "month"
label = "所属月份"
type = "month"

[[field]]
code = "year"
label = "年度"
type = "year"

[[field]]
code = "chart"
label = "流程图"
type = "file"

[[field]]
code = "area"
label = "面积"
type = "number"
unit = "平方米"
"""
)


def all_kinds() -> list[dict[str, Any]]:
    """Rows whose texts would run, be taken for totals or notes, or lose their digits."""
    return [
        fee("=1+1", '=HYPERLINK("http://a.example")', text="-1+1\n@SUM(A1)", area="-12.5"),
        fee("007", "合计", price="123456789012.345678", term=["2024-01-01", None]),
        fee("+86 577", "注：见附件", term=[None, "2024-12-31"], month="2024-03", year="2024"),
        fee("'-5", "同上", set_on="2024-02-29", contact="张*丰"),
        fee("330106199001010003", "续表", chart={"file": 1, "name": "图.png"}),
        fee("-5", "一、", text="全" * 32_500),
    ]


@pytest.fixture
def city(db: None) -> City:
    return a_city()


@pytest.fixture
def full(city: City) -> Register:
    register = a_register(ALL)
    published(register, city.health, all_kinds())
    return register


def rows_of(register: Register) -> list[Taken]:
    return list(taken(Version.objects.filter(live=True).select_related("agency").order_by("pk")))


class TestExports:
    @pytest.mark.parametrize("kind", ["xlsx", "csv", "json"])
    def test_an_export_imported_again_changes_nothing(
        self, city: City, full: Register, kind: str
    ) -> None:
        definition = definition_of(full)
        rows = rows_of(full)
        if kind == "xlsx":
            data = export(definition, rows, about=["导出于2024-05-06"], made_at=AT, internal=True)
            upload = an_upload(full, city.health, data)
        elif kind == "csv":
            data = "".join(csv_pieces(definition, rows, internal=True)).encode()
            upload = an_upload(full, city.health, data, "清单.csv")
        else:
            data = "".join(json_pieces(definition, rows, made_at=AT, internal=True)).encode()
            document = from_json(data, definition)
            upload = Upload(document, full, city.health, "清单.json", "0" * 64)
        preview = look(upload, whole_list=True)
        assert said(preview) == []
        assert (preview.unchanged, preview.nothing) == (6, True)

    @pytest.mark.parametrize("kind", ["xlsx", "csv", "json"])
    def test_what_the_public_takes_away_changes_nothing_either(
        self, city: City, full: Register, kind: str
    ) -> None:
        definition = definition_of(full)
        versions = Version.objects.filter(live=True).select_related("agency").order_by("pk")
        given = {"site": "https://a.example"}
        about: dict[str, str | int | None] = {"register": full.code}
        if kind == "xlsx":
            # Numbers of more than fifteen digits and very long texts are cut by a workbook.
            short = [one for one in versions if one.values["number"] not in ("007", "-5")]
            with files.as_workbook(full, definition, short, **given) as target:
                upload = an_upload(full, city.health, target.read())
        elif kind == "csv":
            data = "".join(files.as_csv(full, definition, versions, **given)).encode()
            upload = an_upload(full, city.health, data, "清单.csv")
        else:
            text = "".join(files.as_json(full, definition, versions, about=about, **given))
            document = from_json(text.encode(), definition)
            upload = Upload(document, full, city.health, "清单.json", "0" * 64)
        preview = look(upload)
        assert said(preview) == []
        assert (preview.unchanged, preview.nothing) == (4 if kind == "xlsx" else 6, True)

    def test_nothing_in_an_export_runs(self, full: Register) -> None:
        definition = definition_of(full)
        data = export(definition, rows_of(full), about=["=1+1"], made_at=AT)
        book = openpyxl.load_workbook(io.BytesIO(data))
        cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
        assert {cell.data_type for cell in cells} <= {"s", "n", "d", "inlineStr"}
        texts = [cell.value for cell in cells if isinstance(cell.value, str)]
        assert [text for text in texts if text[:1] in "=+-@" and text] == ["-5"]
        said_in_csv = "".join(csv_pieces(definition, rows_of(full)))
        assert "'=1+1" in said_in_csv
        assert '"\'=HYPERLINK(""http://a.example"")"' in said_in_csv

    def test_the_public_takes_away_no_internal_field(self, full: Register) -> None:
        definition = definition_of(full)
        text = "".join(json_pieces(definition, rows_of(full), made_at=AT))
        assert "note" not in {one["code"] for one in json.loads(text)["fields"]}
        assert "内部备注" not in next(csv_pieces(definition, []))

    def test_json_of_another_list_is_refused(self, full: Register) -> None:
        for data in (b"{", b"[1]", b'{"register": "else", "rows": []}', b"[" * 100_000):
            with pytest.raises(UnreadableDocument):
                from_json(data, definition_of(full))


def test_a_template_offers_the_words_and_matches_every_column() -> None:
    definition = read_definition(ALL)
    data = template(definition, made_at=AT)
    (sheet,) = sheets_of(read(data, name="模板.xlsx"), definition)
    columns = list(own_choices(sheet).columns.values())
    assert columns == [one.code for one in definition.fields if one.code != "chart"]
    book = openpyxl.load_workbook(io.BytesIO(data))
    (rule,) = book["码头收费目录"].data_validations.dataValidation
    assert (str(rule.sqref), rule.formula1) == ("C2:C5001", "'可选值'!$A$2:$A$4")
    assert [cell.value for cell in book["填写说明"][3]] == [
        "项目名称", "必填", "一行文字，不超过300字。", "文字",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "value", "note"),
    [
        ("2024.3.5.", "2024-03-05", ""),
        ("2024年3月5", "2024-03-05", ""),
        ("２０２４年３月５日１４时３０分许", "2024-03-05", ""),
        ("2024/3/5 上午9:00", "2024-03-05", ""),
        ("二〇二四年三月五日", "2024-03-05", ""),
        ("2024年3月5日起施行", "2024-03-05", "“2024年3月5日起施行”按这一天读取"),
        ("长期", "2099-12-31", "“长期”按2099-12-31读取"),
        ("12月5日", "2023-12-05", "“12月5日”没有年份，按2023年读取"),
        ("45356", "2024-03-05", ""),
        ("-", None, ""),
    ],
)
def test_days_as_offices_write_them(text: str, value: str | None, note: str) -> None:
    field = read_definition(FEES).field("set_on")
    asked = asked_of(field, "", "", 2023)
    assert read_cell(asked, RawCell(text, "A1", "", False)) == (value, note)


@pytest.mark.parametrize("text", ["2024年3月", "24.3.5", "2024.13.5", "不详", "2024-02-30"])
def test_what_is_no_day_is_refused(text: str) -> None:
    asked = asked_of(read_definition(FEES).field("set_on"), "", "", 2023)
    with pytest.raises(BadValue, match="不是日期"):
        read_cell(asked, RawCell(text, "A1", "", False))


def test_the_templates_and_exports_of_all_shipped_lists_match_their_columns() -> None:
    def of(definition: Definition, data: bytes) -> list[str]:
        (sheet,) = sheets_of(read(data, name="a.xlsx"), definition)
        return [column.match.code if column.match else "" for column in sheet.columns]

    for definition in shipped().values():
        known = [one.code for one in definition.fields if one.type.value != "file"]
        assert of(definition, template(definition, made_at=AT)) == known, definition.code
        data = export(definition, [], about=[], made_at=AT, internal=True)
        found = of(definition, data)
        assert [code for code in found if code] == [*known, "@body"], definition.code
