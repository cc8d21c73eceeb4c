"""The generated reports are themselves examined: a wrong truth would make every score worthless."""

from __future__ import annotations

import io
import random
import re
import zipfile
from decimal import Decimal

import pytest

from tests.builders.annual_reports import DIALECTS, BuiltReport, build_report
from tests.builders.reports.agencies import draw_agency
from tests.builders.reports.compose import phrases, words_of
from tests.builders.reports.facts import quantities
from tests.builders.reports.labels import APPLICANTS, COLUMNS, COURTS, result_rows
from tests.builders.reports.numbers import Numbers, draw_numbers

SCALES = ("township", "department", "office", "county", "city", "province")


def _numbers(seed: int, year: int, *, one_row: bool = False) -> Numbers:
    rng = random.Random(seed)
    scale = SCALES[seed % len(SCALES)]
    before = draw_numbers(rng, year=year - 1, scale=scale, one_row_others=False, before=None)
    return draw_numbers(rng, year=year, scale=scale, one_row_others=one_row, before=before)


@pytest.mark.parametrize("year", [2019, 2020, 2021, 2025])
@pytest.mark.parametrize("seed", range(18))
def test_the_tables_of_the_later_forms_add_up(seed: int, year: int) -> None:
    numbers = _numbers(seed, year, one_row=seed % 3 == 0)
    rows = result_rows(one_row_others=numbers.one_row_others)
    for column in COLUMNS:
        handled = sum(int(numbers[f"{row}/{column}"]) for row in rows)
        assert numbers[f"3.3.7/{column}"] == handled
        assert (
            numbers[f"3.1/{column}"] + numbers[f"3.2/{column}"]
            == handled + numbers[f"3.4/{column}"]
        )
    for row in ("3.1", "3.2", *rows, "3.3.7", "3.4"):
        parts = [int(numbers[f"{row}/{column}"]) for column in APPLICANTS]
        assert numbers[f"{row}/total"] == sum(parts)
        assert min(parts) >= 0
    for court in COURTS:
        names = ("upheld", "corrected", "other", "pending")
        assert numbers[f"{court}/total"] == sum(int(numbers[f"{court}/{name}"]) for name in names)


@pytest.mark.parametrize("seed", range(30))
def test_the_statistics_of_the_early_form_add_up(seed: int) -> None:
    n = _numbers(seed, 2016)
    assert n["3.1"] == sum(int(n[f"3.1.{i}"]) for i in range(1, 5))
    assert n["3.2"] == n["3.2.1"] + n["3.2.2"]
    assert n["3.3"] == sum(int(n[f"3.3.{i}"]) for i in range(1, 9)) == n["3.2"]
    assert n["3.3.4"] == sum(int(n[f"3.3.4.{i}"]) for i in range(1, 7))
    assert n["4"] == n["4.1"] + n["4.2"] + n["4.3"]
    assert n["5"] == n["5.1"] + n["5.2"] + n["5.3"]
    assert n["8.3"] == n["8.3.1"] + n["8.3.2"]
    assert n["1.1.a"] <= n["1.1.b"]
    assert n["1.1.a"] <= n["1.1"]
    assert sum(int(n[f"1.2.{i}"]) for i in range(1, 6)) >= n["1.1"]
    assert max(int(n[f"1.2.{i}"]) for i in range(1, 6)) <= n["1.1"]
    assert n["2.2.1.a"] <= n["2.2.1"]
    assert n["2.2.2.a"] <= n["2.2.2"]


@pytest.mark.parametrize("seed", range(12))
def test_what_last_year_left_open_is_carried_over(seed: int) -> None:
    rng = random.Random(seed)
    before = draw_numbers(rng, year=2022, scale="city", one_row_others=False, before=None)
    now = draw_numbers(rng, year=2023, scale="city", one_row_others=False, before=before)
    assert [now[f"3.2/{c}"] for c in COLUMNS] == [before[f"3.4/{c}"] for c in COLUMNS]
    stock = before["2.1.norms/in_force"] + now["2.1.norms/made"] - now["2.1.norms/repealed"]
    assert now["2.1.norms/in_force"] == stock


@pytest.mark.parametrize("form", ["2014", "2019", "2021"])
@pytest.mark.parametrize("seed", range(25))
def test_a_clean_report_says_in_its_text_what_its_table_says(seed: int, form: str) -> None:
    report = build_report(f"clean-{seed}", form=form, clean=True)
    assert report.slips == ()
    for mention in report.mentions:
        if mention.kind != "cell" or report.lost & set(mention.cells):
            continue
        values = [report.cells[cell] for cell in mention.cells if report.cells[cell] != (None,)]
        if len(values) < len(mention.cells):
            continue
        stated = sum((v[-1] or 0 for v in values), start=Decimal(0))
        assert stated == mention.value, mention
    by_sentence: dict[int, list[int]] = {}
    for mention in report.mentions:
        if mention.kind == "part":
            by_sentence.setdefault(mention.sentence, []).append(int(mention.value))
    for figures in by_sentence.values():
        # The total comes first or last, or was named by its quantity and not as a part.
        total = max(figures)
        assert total * 2 == sum(figures) or sum(figures) in _totals(report)


def _totals(report: BuiltReport) -> set[int]:
    return {int(mention.value) for mention in report.mentions if mention.kind == "cell"}


@pytest.mark.parametrize("dialect", sorted(DIALECTS))
def test_every_figure_of_the_text_stands_in_the_file(dialect: str) -> None:
    for seed in range(6):
        report = build_report(f"stands-{seed}", dialect=dialect, clean=True)
        if dialect in ("docx", "pdf-file"):
            continue
        if {"ocr", "radicals", "traditional"} & set(report.notes):
            continue
        text = _text(report.data)
        for sentence in report.sentences:
            assert _squeezed(sentence) in text, sentence


def _text(data: bytes) -> str:
    try:
        decoded = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        decoded = data.decode("gb18030")
    # Page numbers of a printed capture stand alone on their lines.
    decoded = re.sub(r"(?m)^(- \d+ -|— \d+ —|\d+|－\d+－|第 \d+ 页)\r?$", "", decoded)
    return _squeezed(re.sub(r"<[^>]+>", "", decoded))


def _squeezed(text: str) -> str:
    return re.sub(r"[\s　]|&nbsp;", "", text)


@pytest.mark.parametrize("dialect", sorted(DIALECTS))
def test_the_same_seed_gives_the_same_bytes(dialect: str) -> None:
    one, two = build_report("again", dialect=dialect), build_report("again", dialect=dialect)
    assert one.data == two.data
    assert one.slips == two.slips


def test_a_word_file_carries_no_date_of_its_making() -> None:
    report = build_report("dated", dialect="docx")
    with zipfile.ZipFile(io.BytesIO(report.data)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(2020, 1, 1, 0, 0, 0)}


@pytest.mark.parametrize("seed", range(60))
def test_a_planted_figure_differs_from_the_right_one(seed: int) -> None:
    form = ("2014", "2019", "2021")[seed % 3]
    report = build_report(f"slips-{seed}", form=form, clean=False)
    assert report.slips
    for slip in report.slips:
        assert all(said != expected for said, expected in slip.pairs), slip
        if slip.kind in ("row-total", "column-total", "court-total"):
            assert report.cells[slip.cells[0]] == (slip.pairs[0][0],)


def test_destroyed_cells_are_not_among_those_that_stand_in_the_source() -> None:
    reports = [build_report(f"eaten-{i}", clean=True) for i in range(120)]
    eaten = [report for report in reports if report.lost]
    assert eaten
    assert all(not report.lost & set(report.cells) for report in eaten)


def test_each_topic_has_at_least_twelve_wordings_or_says_one_case_of_few() -> None:
    for topic in ("preamble", "opening", "management", "platform", "supervision"):
        assert len(phrases("frame", "first")[topic]) >= 12, topic
    for topic in ("problems", "improve", "other"):
        assert len(phrases("frame", "first")[topic]) >= 12, topic
    for topic in ("proactive", "app_received", "app_distractor"):
        assert len(phrases("modern", "first")[topic]) >= 12, topic


def test_every_name_in_the_wordings_is_known() -> None:
    rng = random.Random(1)
    known: set[str] = set()
    for year in (2016, 2020, 2024):
        before = draw_numbers(rng, year=year - 1, scale="city", one_row_others=False, before=None)
        now = draw_numbers(rng, year=year, scale="city", one_row_others=False, before=before)
        known |= set(quantities(rng, now, before, government=True))
        known |= {f"@{word}" for word in words_of(rng, draw_agency(rng, year), year, "件")}
    for name in ("frame", "modern", "early", "false"):
        for topic, templates in phrases(name).items():
            for template in templates:
                for slot in re.findall(r"\{([^{}]+)\}", template.text):
                    if re.match(r"(num|part|split\d|cut\d):", slot):
                        continue
                    for part in re.sub(r"^(pct|grow|about|tenth|diff):", "", slot).split("/"):
                        assert part in known, (name, topic, template.text, part)
