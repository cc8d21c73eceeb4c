"""A spreadsheet becomes one draft change set; what cannot be read is named with its cell."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.builders.agencies import BY, City, a_city
from tests.builders.registers import FEES, a_register, fee, noon, publish, published
from yangguang.apps.agencies.models import Agency
from yangguang.apps.agencies.verdicts import Refused
from yangguang.apps.registers.definitions import definition_of
from yangguang.apps.registers.models import ChangeSet, Register, Version
from yangguang.apps.registers.rows import as_read
from yangguang.apps.registers.services.importing import (
    ImportChoices,
    Imported,
    Preview,
    import_upload,
    preview_import,
)
from yangguang.apps.registers.services.staging import (
    Upload,
    drop_old_uploads,
    drop_upload,
    keep_paste,
    keep_upload,
    open_upload,
)
from yangguang.text.extract import read
from yangguang.text.sheets import Choices, pasted

DAY = date(2024, 5, 6)
AT = noon(DAY)
HEAD = ["序号", "项目编码", "收费项目名称", "收费类别", "收费标准（元）", "核定时间", "联系人"]
MESSY = [
    ["清源市码头收费目录（2024年）"],
    ["填报单位：市卫健委", None, None, None, "单位：元"],
    HEAD,
    [1, 2, 3, 4, 5, 6, 7],
    [1, "A-01", "靠泊费", "政府定价", "１，２００", "2024.3.5", "张三丰"],
    [],
    [2, "A-02", "堆存费", "市场价", 0.5, datetime(2024, 4, 1), None],
    ["合 计", None, None, None, 1200.5],
    ["注：以上标准自公布之日起施行。"],
]

REFERRING = """
[[field]]
code = "of"
label = "减免项目"
type = "row"
of = "wharf-fees"

[[field]]
code = "paper"
label = "文件索引号"
type = "item"
"""


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


def an_upload(register: Register, agency: Agency, data: bytes, name: str = "来表.xlsx") -> Upload:
    return Upload(read(data, name=name), register, agency, name, "0" * 64)


def look(upload: Upload, *bodies: Agency, **choices: Any) -> Preview:
    return preview_import(upload=upload, bodies=bodies, choices=ImportChoices(**choices), on=DAY)


def bring(upload: Upload, *bodies: Agency, **choices: Any) -> Imported:
    done = import_upload(
        upload=upload, bodies=bodies, choices=ImportChoices(**choices), by=BY, at=AT, on=DAY
    )
    # Values that an import has read are taken as they are: reading them once more changes nothing.
    definition = definition_of(upload.register)
    for version in done.change_set.versions.all():
        assert as_read(definition, version.values) == (version.values, [])
    return done


def said(preview: Preview) -> list[str]:
    return [str(one) for one in preview.problems]


@pytest.fixture
def city(db: None) -> City:
    return a_city()


@pytest.fixture
def fees(city: City) -> Register:
    return a_register()


@pytest.fixture
def folder(settings: Any, tmp_path: Path) -> Path:
    settings.FILES_FOLDER = tmp_path
    return tmp_path


class TestOneFile:
    def test_a_messy_sheet_becomes_a_draft_and_again_nothing(
        self, city: City, fees: Register
    ) -> None:
        upload = an_upload(fees, city.health, a_book(("目录", MESSY), merge=["A1:G1"]))
        preview = look(upload)
        assert said(preview) == []
        assert [one.values for one in preview.added] == [
            {"number": "A-01", "name": "靠泊费", "kind": "政府定价", "price": "1200",
             "set_on": "2024-03-05", "contact": "张*丰"},
            {"number": "A-02", "name": "堆存费", "kind": "市场调节价", "price": "0.5",
             "set_on": "2024-04-01", "contact": None},
        ]  # fmt: skip
        assert not Version.objects.exists()
        done = bring(upload)
        assert (done.outcome.added, done.change_set.kind) == (2, ChangeSet.Kind.IMPORT)
        publish(done.change_set, on=DAY)
        again = look(upload)
        assert (again.nothing, again.unchanged, again.again) == (True, 2, done.change_set)
        with pytest.raises(Refused, match="2条和现行清单完全相同"):
            bring(upload)

    def test_every_problem_is_named_with_its_cell(self, city: City, fees: Register) -> None:
        rows = [
            ["项目编码", "项目名称", "收费类别", "收费标准", "核定日期"],
            ["A-01", "甲", "政府定介", "约12", "2024.13.5"],
            ["A-02", None, "政府定价", -3, None],
            ["A-03", "丙", "政府定价", 5, None],
            ["A-03", "丁", "政府定价", 5, None],
        ]
        upload = an_upload(fees, city.health, a_book(("表", rows)))
        assert said(look(upload)) == [
            "工作表“表”C2“收费类别”：“政府定介”不在可选范围内，应为：行政事业性收费、政府定价、市场调节价。",
            "工作表“表”D2“收费标准”：“约12”不是数，请填写数字，例如 12 或 3.5。",
            "工作表“表”E2“核定日期”：“2024.13.5”不是日期，请写成 2024-03-05 或 2024年3月5日。",
            "工作表“表”B3“项目名称”：缺少“项目名称”，这一项必须填写。",
            "工作表“表”D3“收费标准”：收费标准不能是负数。",
            (
                "工作表“表”A5“项目编码”：项目编码和工作表“表”第4行相同（A-03），其他内容不同；"
                "同一条目只能出现一次，请删去一行，或改正项目编码。"
            ),
        ]
        with pytest.raises(Refused, match="有6处问题，没有导入"):
            bring(upload)
        done = bring(upload, partly=True)
        assert (done.outcome.added, done.left_out) == (1, 3)
        with pytest.raises(Refused, match="有问题的行会被当作取消"):
            bring(upload, partly=True, whole_list=True)

    def test_a_whole_list_takes_out_what_it_does_not_have(self, city: City, fees: Register) -> None:
        published(fees, city.health, [fee("A-01", "靠泊费"), fee("A-09", "旧费", note="留")])
        rows = [["项目编码", "名称", "收费类别", "收费标准"], ["A-01", "靠泊费", "政府定价", 15]]
        upload = an_upload(fees, city.health, a_book(("表", rows)))
        assert look(upload).removed == ()
        preview = look(upload, whole_list=True)
        assert (preview.removed, len(preview.changed)) == (("旧费",), 1)
        done = bring(upload, whole_list=True)
        assert (done.outcome.changed, done.outcome.removed) == (1, 1)

    def test_what_the_sheet_has_no_column_for_stays(self, city: City, fees: Register) -> None:
        published(fees, city.health, [fee("A-01", "靠泊费", note="内部", contact="张*")])
        rows = [["项目编码", "名称", "收费标准"], ["A-01", "靠泊费", 15]]
        bring(an_upload(fees, city.health, a_book(("表", rows))))
        version = Version.objects.get(live=False)
        assert version.values == {
            "number": "A-01", "name": "靠泊费", "kind": "政府定价", "price": "15",
            "note": "内部", "contact": "张*",
        }  # fmt: skip

    def test_a_column_that_is_missing_is_told_once(self, city: City, fees: Register) -> None:
        rows = [["项目编码", "收费标准"], ["A-01", 3], ["A-02", 4]]
        upload = an_upload(fees, city.health, a_book(("表", rows)))
        assert said(look(upload)) == ["工作表“表”：没有和“项目名称”对应的列，请选定这一列。"]
        with pytest.raises(Refused, match="没有可以导入的行"):
            bring(upload, partly=True)

    def test_what_is_referred_to_and_not_there_is_told(self, city: City, fees: Register) -> None:
        published(fees, city.health, [fee("A-01", "靠泊费")])
        text = FEES.replace("wharf-fees", "wharf-reliefs") + REFERRING
        rows = [["项目编码", "项目名称", "收费标准", "减免项目", "文件索引号"],
                ["B-1", "甲", 1, "A-01", None], ["B-2", "乙", 1, "A-77", "X-1"]]  # fmt: skip
        preview = look(an_upload(a_register(text), city.health, a_book(("表", rows))))
        assert len(preview.added) == 2
        assert [str(one) for one in preview.warnings] == [
            "工作表“表”D3“减免项目”：所引用的清单里没有“A-77”，不会生成链接，请核对，或者先导入那份清单。",
            "工作表“表”E3“文件索引号”：没有索引号为“X-1”的已公开信息，不会生成链接，请核对。",
        ]

    def test_a_person_matches_columns_and_names_the_head(self, city: City, fees: Register) -> None:
        rows = [["甲"], ["号", "称谓", "价"], ["A-01", "靠泊费", "3"]]
        upload = an_upload(fees, city.health, a_book(("表", rows)))
        (told,) = said(look(upload))
        assert told.startswith(
            "没有找到“码头收费目录”的表头（应当有项目编码、项目名称、收费类别、收费标准等栏目）。"
        )
        chosen = Choices({0: "number", 1: "name", 2: "price"}, unit="万元", head_rows=(2, 2))
        (one,) = look(upload, sheets={0: chosen}).added
        assert one.values == {"number": "A-01", "name": "靠泊费", "price": "30000"}


class TestSeveralBodies:
    ROWS = (
        ["填报单位", "项目编码", "项目名称"],
        ["市卫健委", "A-01", "靠泊费"],
        ["清源市教育局", "A-01", "堆存费"],
        ["石桥县卫生健康局", "A-02", "旧费"],
        ["不存在局", "A-03", "新费"],
    )

    def test_rows_go_to_the_bodies_they_name(self, city: City, fees: Register) -> None:
        upload = an_upload(fees, city.health, a_book(("表", self.ROWS)))
        preview = look(upload, city.schools)
        assert [(one.row.agency, one.values["name"]) for one in preview.added] == [
            (city.health, "靠泊费"), (city.schools, "堆存费"),
        ]  # fmt: skip
        assert said(preview) == [
            "工作表“表”A4“登记机构”：“清源市石桥县卫生健康局”的条目不归您编制，请删去这一行，或由该单位导入。",
            (
                "工作表“表”A5“登记机构”：“不存在局”不是已登记的机构，请改为机构全称；确属本单位的条目，请改选"
                "“全部记在清源市卫生健康委员会名下”。"
            ),
        ]

    def test_all_rows_can_be_the_own_bodys(self, city: City, fees: Register) -> None:
        upload = an_upload(fees, city.health, a_book(("表", self.ROWS[:2] + self.ROWS[3:])))
        assert {one.row.agency for one in look(upload, keeper="").added} == {city.health}


class TestStaging:
    def test_what_was_sent_is_kept_sealed_until_it_is_taken_in(
        self, city: City, fees: Register, folder: Path
    ) -> None:
        given = {"register": fees, "agency": city.health, "by": BY}
        token = keep_upload(data=a_book(("目录", MESSY)), name="来表.xlsx", **given)
        (place,) = (folder / "imports").iterdir()
        assert "靠泊费".encode() not in place.read_bytes()
        upload = open_upload(token=token, by=BY)
        assert (upload.name, upload.agency, upload.register) == ("来表.xlsx", city.health, fees)
        assert len(look(upload).added) == 2
        drop_upload(token=token)
        with pytest.raises(Refused, match="请重新上传"):
            open_upload(token=token, by=BY)

    def test_a_paste_goes_the_same_way(self, city: City, fees: Register, folder: Path) -> None:
        text = "项目编码\t项目名称\nA-01\t靠泊费\n"
        token = keep_paste(register=fees, agency=city.health, text=text, by=BY)
        upload = open_upload(token=token, by=BY)
        assert upload.document == pasted(text)
        assert bring(upload).change_set.kind == ChangeSet.Kind.PASTE
        drop_old_uploads(AT.replace(year=2199))
        assert list((folder / "imports").iterdir()) == []
