"""Word, PDF and page say the same: read back, they give the same cells and pass the same checks."""

import io
from datetime import UTC, datetime
from decimal import Decimal

import docx
import pytest
from docx.oxml.ns import qn

from tests.apps.reports.drafting.reports import HUNDREDS, Drafted, drafted, years_of_figures
from yangguang.apps.reports.services.typeset import to_page, to_pdf, to_word
from yangguang.apps.reports.services.typeset.pdf import title_lines
from yangguang.law.forms.answer import check_report
from yangguang.text.extract import read

AT = datetime(2025, 3, 1, 8, tzinfo=UTC)


def a_report(year: int) -> tuple[Drafted, dict[str, Decimal]]:
    numbers = years_of_figures("typeset", "county", year, year)[0]
    cells = {cell: Decimal(str(value)) for cell, value in numbers.cells.items()}
    return drafted("东山县人民政府", year, numbers.cells, named=HUNDREDS), cells


@pytest.mark.parametrize("year", [2016, 2024])
def test_every_format_gives_every_cell_back(year: int) -> None:
    made, cells = a_report(year)
    title = made.composed.title
    files = {
        "docx": to_word(title, made.blocks, author="东山县人民政府", at=AT),
        "pdf": to_pdf(title, made.blocks, author="东山县人民政府", at=AT),
        "html": to_page(title, made.blocks),
    }
    for suffix, data in files.items():
        answer = check_report(read(data, name=f"report.{suffix}"))[0]
        assert answer.parsed is not None, suffix
        assert answer.findings == (), suffix
        got = {cell: value or Decimal(0) for cell, value in answer.parsed.cells.items()}
        assert got == {cell: cells[cell] for cell in got}, suffix
        assert len(got) == (58 if year == 2016 else 200), suffix


def test_word_repeats_heads_keeps_headings_with_their_text_and_describes_charts() -> None:
    made, _ = a_report(2024)
    data = to_word(made.composed.title, made.blocks, author="东山县人民政府", at=AT)
    document = docx.Document(io.BytesIO(data))
    table = document.tables[4]
    heads = [row for row in table.rows if row._tr.find(f".//{qn('w:tblHeader')}") is not None]
    assert len(heads) == 3
    assert all(row._tr.find(f".//{qn('w:cantSplit')}") is not None for row in table.rows)
    headings = [one for one in document.paragraphs if one.style.name.startswith("Heading")]
    assert [one.text for one in headings if one.style.name == "Heading 1"] == [
        "一、总体情况", "二、主动公开政府信息情况", "三、收到和处理政府信息公开申请情况",
        "四、政府信息公开行政复议、行政诉讼情况", "五、存在的主要问题及改进情况", "六、其他需要报告的事项",
    ]  # fmt: skip
    assert all(one.paragraph_format.keep_with_next for one in headings)
    described = document.element.body.findall(f".//{qn('wp:docPr')}")
    assert [one.get("descr", "")[:5] for one in described] == ["2024年"]
    assert document.core_properties.title == "东山县人民政府2024年政府信息公开工作年度报告"


def test_the_page_tells_a_screen_reader_what_heads_what() -> None:
    made, _ = a_report(2024)
    page = to_page(made.composed.title, made.blocks).decode()
    assert '<html lang="zh-CN">' in page
    assert '<th scope="rowgroup" rowspan="22"' in page
    assert 'role="img" aria-label="2024年政府信息公开申请办理结果（件）：' in page
    assert "http" not in page.replace("http://www.w3.org/2000/svg", "")


def test_the_same_report_at_the_same_moment_gives_the_same_pages() -> None:
    made, _ = a_report(2024)
    one, other = (
        to_pdf(made.composed.title, made.blocks, author="东山县人民政府", at=AT) for _ in range(2)
    )
    assert one == other


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        ("县局2024年政府信息公开工作年度报告", ["县局2024年政府信息公开工作年度报告"]),
        (
            "清源市人民政府2024年政府信息公开工作年度报告",
            ["清源市人民政府", "2024年政府信息公开工作年度报告"],
        ),
        (
            "这是一个没有寻常字样而又写得特别长的自拟标题",
            ["这是一个没有寻常字样而", "又写得特别长的自拟标题"],
        ),
    ],
)
def test_a_long_title_breaks_where_a_reader_would_pause(title: str, lines: list[str]) -> None:
    assert title_lines(title) == lines
