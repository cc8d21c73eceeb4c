"""A real start from spreadsheets: templates, filled-in sheets, wrong ones, and twice."""

from datetime import date
from pathlib import Path

import openpyxl
import pytest

from tests.builders.catalog import noon
from yangguang.apps.agencies.models import Agency, Post, User
from yangguang.apps.agencies.services import install_default_roles
from yangguang.apps.audit.actors import command
from yangguang.apps.catalog.models import Column
from yangguang.config.opening.loading import Loaded, load
from yangguang.config.opening.sheets import SHEETS, WrongSheet, read_sheet, write_templates

pytestmark = pytest.mark.django_db
AT = noon(date(2026, 5, 6))
BY = command("测试")
ROWS: dict[str, list[list[str]]] = {
    "1-机构.xlsx": [
        ["990000001", "city", "新城市人民政府", "市政府", "人民政府", "市级", "", "990200"],
        ["990000011", "finance", "新城市财政局", "市财政局", "政府工作部门", "市级", "990000001", "990200", "新财发"],
    ],
    "2-人员.xlsx": [["zhangsan", "张三", "990000011", "机构经办"]],
    "3-栏目.xlsx": [
        ["policy", "政策文件", "", "政府信息公开", "政策文件"],
        ["policy-city", "市政府文件", "policy", "政府信息公开", "政策文件"],
    ],
}  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    install_default_roles(by=BY, at=AT)
    write_templates(tmp_path)
    for name, rows in ROWS.items():
        fill(tmp_path, name, rows)
    return tmp_path


def fill(folder: Path, name: str, rows: list[list[str]]) -> None:
    book = openpyxl.load_workbook(folder / name)
    sheet = book.worksheets[0]
    for down, row in enumerate(rows, start=3):
        for right, value in enumerate(row, start=1):
            sheet.cell(down, right, value)
    book.save(folder / name)


def start(folder: Path) -> Loaded:
    return load(folder, by=BY, at=AT)


def test_templates_hold_only_examples_and_are_never_overwritten(tmp_path: Path) -> None:
    written = write_templates(tmp_path)
    assert [path.name for path in written] == ["1-机构.xlsx", "2-人员.xlsx", "3-栏目.xlsx"]
    assert all(read_sheet(tmp_path, sheet) == [] for sheet in SHEETS)
    assert write_templates(tmp_path) == []


def test_filled_in_sheets_become_bodies_people_and_columns(folder: Path) -> None:
    loaded = start(folder)
    assert (loaded.agencies, loaded.staff, loaded.columns) == (2, 1, 2)
    finance = Agency.objects.get(code="990000011")
    assert finance.parent is not None
    assert finance.parent.name == "新城市人民政府"
    assert finance.path == f"{finance.parent.pk}/{finance.pk}/"
    post = Post.objects.get()
    assert (post.user.username, post.agency, post.role.name) == ("zhangsan", finance, "机构经办")
    username, password, _ = loaded.passwords[0]
    user = User.objects.get(username=username)
    assert user.check_password(password)
    assert user.must_change_password
    assert Column.objects.get(slug="policy-city").parent == Column.objects.get(slug="policy")


def test_running_again_adds_nothing_and_changes_nothing(folder: Path) -> None:
    start(folder)
    Agency.objects.filter(code="990000011").update(telephone="0700-1")
    again = start(folder)
    assert (again.agencies, again.staff, again.columns, again.passwords) == (0, 0, 0, [])
    assert Agency.objects.get(code="990000011").telephone == "0700-1"


@pytest.mark.parametrize(
    ("name", "row", "said"),
    [
        ("1-机构.xlsx", ["990000099", "x", "", "", "政府工作部门", "市级"], "第 5 行：“机构名称”没有填写"),
        ("1-机构.xlsx", ["990000099", "x", "某局", "", "工作部门", "市级"], "“类别”填的是“工作部门”"),
        ("1-机构.xlsx", ["99", "x", "某局", "", "政府工作部门", "市级"], "机构代码“99”"),
        ("1-机构.xlsx", ["990000099", "某局", "某局", "", "政府工作部门", "市级"], "网址标识“某局”"),
        ("1-机构.xlsx", ["990000099", "x", "某局", "", "政府工作部门", "市级", "990000077"], "上级机构代码“990000077”不存在"),
        ("1-机构.xlsx", ["990000099", "finance", "某局", "", "政府工作部门", "市级"], "第 5 行"),
        ("2-人员.xlsx", ["lisi", "李四", "990000077", "机构经办"], "机构代码“990000077”不存在"),
        ("2-人员.xlsx", ["lisi", "李四", "990000011", "局长"], "角色“局长”不存在"),
        ("3-栏目.xlsx", ["news", "动态", "", "政府信息公开", "新闻"], "栏目类别“新闻”不在词表中"),
    ],
)  # fmt: skip
def test_a_wrong_row_is_named_and_nothing_is_written(
    folder: Path, name: str, row: list[str], said: str
) -> None:
    fill(folder, name, [*ROWS[name], row])
    with pytest.raises(WrongSheet, match=said) as caught:
        start(folder)
    assert name in str(caught.value)
    assert not Agency.objects.exists()
    assert not Column.objects.exists()


def test_a_sheet_that_is_no_workbook_is_named(folder: Path) -> None:
    (folder / "2-人员.xlsx").write_bytes(b"not a workbook")
    with pytest.raises(WrongSheet, match="无法打开"):
        start(folder)
