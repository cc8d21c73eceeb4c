"""``yangguang report draft`` and ``compare``: what they write, and what they say when they cannot."""

import json
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from tests.apps.reports.drafting.reports import drafted, years_of_figures
from tests.builders.agencies import City, a_city
from tests.builders.catalog import an_item
from yangguang.apps.reports.services.typeset import to_page
from yangguang.config.command.main import main
from yangguang.law.forms.answer import check_report
from yangguang.text.extract import read


@pytest.fixture
def city(db: None) -> City:
    city = a_city()
    an_item(agency=city.schools, on=date(2024, 5, 6))
    return city


def test_a_report_is_written_and_passes_the_check(
    city: City, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for whose in (["--city"], ["--agency", city.schools.code], ["--agency", "清源市教育局"]):
        out = tmp_path / "report.html"
        assert main(["report", "draft", *whose, "--year", "2024", "--out", str(out)]) == 0
        answer = check_report(read(out.read_bytes(), name="report.html"))[0]
        assert answer.findings == ()
        assert answer.year == 2024
    said = capsys.readouterr()
    assert "已起草《清源市教育局2024年政府信息公开工作年度报告》" in said.out
    assert "需要人填写的内容" in said.err
    assert (
        main(["report", "draft", "--city", "--year", "2024", "--out", str(tmp_path / "a.docx")])
        == 0
    )
    assert (tmp_path / "a.docx").read_bytes().startswith(b"PK")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--agency", "没有局", "--year", "2024", "--out", "a.pdf"], "没有“没有局”这个机构"),
        (["--agency", "教育", "--year", "2024", "--out", "a.pdf"], "名称相近的有：清源市教育局"),
        (["--city", "--year", "2013", "--out", "a.pdf"], "没有全国统一的统计表"),
        (["--city", "--year", "2019", "--out", "a.pdf"], "没有任何记录"),
        (["--city", "--year", "2999", "--out", "a.pdf"], "尚未到来"),
        (["--city", "--year", "24", "--out", "a.pdf"], "四位数字"),
        (["--city", "--year", "2024", "--out", "a.odt"], ".docx（Word）、.pdf 或 .html"),
        (["--city", "--year", "2024", "--out", "nowhere/a.pdf"], "没有“nowhere”这个文件夹"),
        (["--year", "2024", "--out", "a.pdf"], "没有说明起草哪个机构"),
    ],
)
def test_what_cannot_be_drafted_is_told_in_chinese(
    city: City,
    words: list[str],
    said: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["report", "draft", *words]) == 2
    assert said in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def a_file(folder: Path, year: int) -> Path:
    numbers = years_of_figures("compared", "department", 2023, 2024)[year - 2023]
    made = drafted("清源市教育局", year, numbers.cells)
    path = folder / f"{year}.html"
    path.write_bytes(to_page(made.composed.title, made.blocks))
    return path


def test_reports_are_compared_and_what_cannot_be_read_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first, second = a_file(tmp_path, 2023), a_file(tmp_path, 2024)
    assert main(["report", "compare", str(tmp_path)]) == 0
    shown = capsys.readouterr().out
    assert "共 2 份报告，1 个机关，2023至2024年度" in shown
    broken = tmp_path / "broken.pdf"
    broken.write_bytes(b"nothing of a pdf")
    out = tmp_path / "all.xlsx"
    words = ["report", "compare", str(first), str(second), str(broken), "--json"]
    assert main([*words, "--out", str(out)]) == 2
    said = capsys.readouterr()
    assert str(broken) in said.err
    answer = json.loads(said.out)
    assert [one["year"] for one in answer["reports"]] == [2023, 2024]
    assert [one["file"] for one in answer["unread"]] == [str(broken)]
    book = openpyxl.load_workbook(out)
    assert book.sheetnames[0] == "报告"
    assert book.sheetnames[-2:] == ["未比较的文件", "全部单元格"]
    csv = tmp_path / "all.csv"
    assert main(["report", "compare", str(first), "--out", str(csv)]) == 0
    assert "3.1/total" in csv.read_text(encoding="utf-8-sig")
    assert main(["report", "compare", str(broken)]) == 2
    assert main(["report", "compare", str(first), "--out", "a.txt"]) == 2
    assert ".xlsx、.csv 或 .json" in capsys.readouterr().err
