from __future__ import annotations

import csv
import io
import re
from decimal import Decimal

import pytest
from django.test import Client

from tests.builders.catalog import a_government, an_agency, withdrawn
from tests.builders.published_reports import a_report, cells_2021
from tests.builders.town import Town
from yangguang.apps.reports.models import Verdict
from yangguang.law.forms.load import all_forms, load_form
from yangguang.portal import charts
from yangguang.portal.answers import highlight, read_answer
from yangguang.portal.figures import BY_CODE, COMPARABLES, parts_of
from yangguang.portal.forms_drawn import Figure, draw
from yangguang.portal.spreadsheets import harmless

pytestmark = pytest.mark.django_db


def test_a_report_page_draws_its_tables_again(citizen: Client, town: Town) -> None:
    page = citizen.get(f"/report/{town.report.pk}/").content.decode()
    for words in (
        "三、收到和处理政府信息公开申请情况",
        "（二）部分公开（区分处理的，只计这一情形，不计其他情形）",
        "未经复议直接起诉",
        "法律服务机构",
    ):
        assert words in page


def test_cells_at_fault_lead_to_their_finding(citizen: Client, town: Town) -> None:
    page = citizen.get(f"/report/{town.report.pk}/").content.decode()
    assert '<td class="num error"><a href="#finding-1-1"' in page
    assert '<li id="finding-1-1" class="error">' in page
    assert "合计等于各分项之和" in page


def test_what_a_person_has_said_counts(citizen: Client, town: Town) -> None:
    report = town.report
    for finding, decision in (("a1", "dismissed"), ("a2", "confirmed")):
        Verdict.objects.create(
            report=report, finding_id=finding, decision=decision, reason="合并印发，口径不同",
            at=report.checked_at, actor_name="白舟",
        )  # fmt: skip
    page = citizen.get(f"/report/{report.pk}/").content.decode()
    assert '<td class="num error">' not in page
    assert "另有 1 处经人工认定不属实" in page
    assert "合并印发，口径不同" in page
    assert "人工认定属实" in page
    assert "白舟" not in page
    listed = citizen.get("/reports/2025/").content.decode()
    assert "处错误" not in listed
    assert "1 处存疑" in listed


def test_the_years_drawn_hold_the_year_of_the_report(citizen: Client) -> None:
    agency = an_agency()
    reports = [a_report(agency, year) for year in range(2014, 2026)]
    for report in (reports[0], reports[5], reports[-1]):
        page = citizen.get(f"/report/{report.pk}/").content.decode()
        years = re.findall(r'<text class="year"[^>]*>(\d{4})</text>', page)
        assert len(years) == 8
        assert str(report.year) in years


def test_an_unread_cell_says_so_and_is_never_a_number(citizen: Client) -> None:
    agency = an_agency()
    report = a_report(agency, unread={"3.1/total": "此处文字残缺"})
    page = citizen.get(f"/report/{report.pk}/").content.decode()
    assert '<td class="num unread">未读出</td>' in page
    rows = list(
        csv.reader(
            io.StringIO(citizen.get(f"/report/{report.pk}/cells.csv").content.decode("utf-8-sig"))
        )
    )
    assert [
        "3.1/total",
        "三、收到和处理政府信息公开申请情况",
        "一、本年新收政府信息公开申请数量",
        "总计",
        "",
        "件",
        "此处文字残缺",
    ] in rows


def test_the_download_holds_every_cell(citizen: Client) -> None:
    report = a_report(an_agency())
    response = citizen.get(f"/report/{report.pk}/cells.csv")
    rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert len(rows) == 1 + len(cells_2021())
    assert [
        "2.1.norms/made",
        "第二十条第（一）项",
        "行政规范性文件",
        "本年制发件数",
        "12",
        "件",
        "",
    ] in rows


def test_every_form_is_drawn_with_every_cell_once() -> None:
    for form in all_forms():
        figures = {name: Figure(Decimal(1)) for name in form.cell_names()}
        sheets = draw(form, figures)
        drawn = [cell.code for sheet in sheets for line in sheet.lines for cell in line.cells]
        assert sorted(drawn) == sorted(form.cell_names()), form.code
        for sheet in sheets:
            for row in sheet.head[:1]:
                assert sum(cell.columns for cell in row) == sheet.width, (form.code, sheet.code)


def test_one_row_for_other_results_takes_the_place_of_its_parts() -> None:
    form = load_form("2021")
    figures = {
        name: Figure(Decimal(1)) for name in form.cell_names() if not name.startswith("3.3.6.")
    }
    figures |= {f"3.3.6/{column}": Figure(Decimal(2)) for column in ("natural", "total")}
    sheet = next(sheet for sheet in draw(form, figures) if sheet.code == "3")
    labels = [line.label for line in sheet.lines if not line.heading]
    assert "（六）其他处理" in labels
    assert not any("逾期不补正" in label for label in labels)


def test_reports_of_withdrawn_items_are_gone_everywhere(citizen: Client) -> None:
    agency = an_agency(slug="finance")
    report = a_report(agency, 2024)
    withdrawn(report.item)
    assert citizen.get(f"/report/{report.pk}/").status_code == 404
    assert citizen.get("/reports/2024/").status_code == 404
    assert "2024" not in citizen.get("/reports/compare/").content.decode()


def test_figures_are_compared_across_bodies_and_forms(citizen: Client) -> None:
    one, two = an_agency("甲局"), an_agency("乙局")
    a_report(one, 2016, form="2014", cells={"3.1": 30, "3.3.1": 4, "3.3.2": 5})
    a_report(one, 2025, cells=cells_2021(50))
    a_report(two, 2025, cells=cells_2021(80))
    text = citizen.get("/reports/compare/?figure=received&format=csv").content.decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(text))) == [
        ["机构", "2016年", "2025年"],
        ["甲局", "30", "50"],
        ["乙局", "", "80"],
    ]
    page = citizen.get(
        f"/reports/compare/?figure=received&year=2025&agency={one.pk}"
    ).content.decode()
    assert "合计 130" in page
    assert "甲局 2016 年 30" in page
    a_report(an_agency("甲局下属站", parent=one), 2025, cells=cells_2021(20))
    page = citizen.get("/reports/compare/?figure=received&year=2025").content.decode()
    assert "政府的数字已含所属机构，不相加" in page
    assert "占比" not in page


def test_what_a_form_does_not_count_is_not_zero() -> None:
    assert BY_CODE["unavailable"].read("2014", {"3.3.6": Decimal(3)}) is None
    assert (
        BY_CODE["refused"].read("2021", {"3.3.3.1/total": None, "3.3.3.2/total": Decimal(2)}) == 2
    )
    assert BY_CODE["received"].read("2021", {}) is None
    assert (
        BY_CODE["lawsuits"].read("2021", {"4.2/total": Decimal(1)}, frozenset({"4.3/total"}))
        is None
    )


def test_every_comparable_names_cells_that_its_form_has() -> None:
    for figure in COMPARABLES:
        for code, cells in figure.cells.items():
            names = set(load_form(code).cell_names())
            assert set(cells) <= names, (figure.code, code)


def test_parts_of_a_whole_are_those_of_the_form() -> None:
    values = {code: Decimal(value) for code, value in cells_2021(40).items()}
    wholes = dict(parts_of("2021", values))
    assert [(part.label, part.value) for part in wholes["办理结果（件）"]] == [
        ("予以公开", 24), ("部分公开", 3), ("不予公开", 3), ("无法提供", 10), ("不予处理", 0), ("其他处理", 0),
    ]  # fmt: skip
    assert parts_of("2021", {}) == []


def test_wrong_choices_fall_back_to_what_there_is(citizen: Client) -> None:
    a_report(an_agency(), 2024)
    for query in (
        "figure=x&year=1&agency=y",
        "year=²⁰²⁴",
        "agency=99999999999999999999999999",
        "agency=-1",
    ):
        assert citizen.get(f"/reports/compare/?{query}").status_code == 200, query


def test_without_reports_the_pages_say_so(citizen: Client) -> None:
    a_government()
    assert "还没有公开年度报告" in citizen.get("/reports/").content.decode()
    assert "还没有公开年度报告，无法比较" in citizen.get("/reports/compare/").content.decode()


def test_columns_fill_the_height_and_leave_gaps_for_missing_years() -> None:
    drawn = charts.columns([("2023", Decimal(50)), ("2024", None), ("2025", Decimal(100))])
    assert [post.text for post in drawn.posts] == ["50", "—", "100"]
    assert [post.height for post in drawn.posts] == ["81.0", "0.0", "162.0"]


def test_a_missing_value_breaks_a_line() -> None:
    drawn = charts.lines([2023, 2024, 2025], [("甲", [Decimal(1), None, Decimal(4)])])
    assert drawn.series[0].path.count("M") == 2
    assert len(drawn.series[0].points) == 2


def test_overlapping_quotes_are_each_marked() -> None:
    text = "全年收到申请99件，其中网络88件。"
    answer = read_answer(
        {
            "form": "2021",
            "findings": [
                {
                    "rule": "narrative",
                    "severity": "warning",
                    "cells": [],
                    "message": "乙",
                    "quote": "申请99件，其中网络88件",
                },
                {
                    "rule": "narrative",
                    "severity": "error",
                    "cells": ["3.1/total"],
                    "message": "甲",
                    "quote": "收到申请99件",
                },
            ],
        }
    )
    pieces = highlight(text, answer.findings)
    assert "".join(piece.text for piece in pieces) == text
    assert [(piece.text, piece.tone, piece.links) for piece in pieces] == [
        ("全年", "", ()),
        ("收到", "error", (("1-1", 1),)),
        ("申请99件", "error", (("1-2", 2),)),
        ("，其中网络88件", "warning", ()),
        ("。", "", ()),
    ]


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ("=1+1", "'=1+1"),
        ("+86", "+86"),
        ("-12.5", "-12.5"),
        ("@x", "'@x"),
        ("甲局", "甲局"),
        ("-甲", "'-甲"),
    ],
)
def test_nothing_in_a_download_runs_as_a_formula(cell: str, written: str) -> None:
    assert harmless(cell) == written
